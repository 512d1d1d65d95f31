// Layers on layers: the encoder and the decoder.
import { namingCulprit } from '../attention/name-culprit.js';
import { checkOptions } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { Traced } from '../gradient/traced.js';
import {
  type DecoderLayerOptions,
  type DecoderLayerParameters,
  decode,
  readDecoderOptions,
} from './decoder-layer.js';
import {
  type EncoderLayerOptions,
  type EncoderLayerParameters,
  encode,
  LAYER_OPTIONS,
  readLayerOptions,
} from './encoder-layer.js';
import { type NormParameters, normalize } from './layer-norm.js';

/** The parameters of a stack of layers. */
export interface StackParameters<Layer, P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** Layers, from the input to the output. */
  readonly layers: readonly Layer[];
  /** The norm after the last layer; none where left out. */
  readonly norm?: NormParameters<P> | undefined;
}

/**
 * The encoder of a transformer: layers one after the other, and where its parameters have one a norm at the end.
 *
 * $$x_{l+1} = \mathrm{EncoderLayer}_l(x_l)$$
 *
 * Everything else is as in `encoderLayer`. Where norms stand first ("pre"), give a norm for the end too.
 *
 * @param x - tokens with their positions, shape [..., n, D]
 * @param parameters - `layers`, each as in `encoderLayer`, and where wanted `norm` (`gamma`, `beta`)
 * @param options - as in `encoderLayer`, for all layers
 * @returns shape [..., n, D]; a traced value where an input is traced
 * @throws as `encoderLayer`; KindError where the layers are no list
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.1
 *
 * @example
 * A stack before training.
 * ```ts
 * import { initializeTransformer, normal, randomGenerator, transformerEncoder } from 'fovea';
 * const rng = randomGenerator(1);
 * const { parameters } = initializeTransformer({ kind: 'encoder', width: 6, heads: 2, layers: 3 }, rng);
 * transformerEncoder(normal(rng, [5, 6]), parameters, { heads: 2 }).shape // => [5, 6]
 * ```
 */
export function transformerEncoder(
  x: ArrayInput,
  parameters: StackParameters<EncoderLayerParameters<ArrayInput>, ArrayInput>,
  options: EncoderLayerOptions<ArrayInput>,
): FloatNdArray;
export function transformerEncoder(
  x: ArrayInput | Traced,
  parameters: StackParameters<EncoderLayerParameters>,
  options: EncoderLayerOptions,
): FloatNdArray | Traced;
export function transformerEncoder(
  x: ArrayInput | Traced,
  parameters: StackParameters<EncoderLayerParameters>,
  options: EncoderLayerOptions,
): FloatNdArray | Traced {
  const fn = 'transformerEncoder';
  const settings = readLayerOptions(fn, options, LAYER_OPTIONS);
  return namingCulprit(fn, { x, ...parameters }, () =>
    climb(fn, x, parameters, settings.epsilon, (of, layer, path) =>
      encode({ fn, path, settings }, of, layer),
    ),
  );
}

/**
 * The decoder of a transformer: layers one after the other, all with the same memory, and where its parameters have
 * one a norm at the end.
 *
 * $$x_{l+1} = \mathrm{DecoderLayer}_l(x_l, M)$$
 *
 * Everything else is as in `decoderLayer`: self-attention is causal unless `causal: false` is said.
 *
 * @param x - tokens with their positions, shape [..., n, D]
 * @param memory - what the encoder gave, shape [..., m, Dm]
 * @param parameters - `layers`, each as in `decoderLayer`, and where wanted `norm` (`gamma`, `beta`)
 * @param options - as in `decoderLayer`, for all layers
 * @returns shape [..., n, D]; a traced value where an input is traced
 * @throws as `decoderLayer`; KindError where the layers are no list
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.1
 *
 * @example
 * An encoder and a decoder before training.
 * ```ts
 * import { initializeTransformer, normal, randomGenerator, transformerDecoder, transformerEncoder } from 'fovea';
 * const rng = randomGenerator(1);
 * const plan = { kind: 'encoder-decoder', width: 6, heads: 2, layers: 2 } as const;
 * const { encoder, decoder } = initializeTransformer(plan, rng).parameters;
 * const memory = transformerEncoder(normal(rng, [5, 6]), encoder, { heads: 2 });
 * transformerDecoder(normal(rng, [3, 6]), memory, decoder, { heads: 2 }).shape // => [3, 6]
 * ```
 */
export function transformerDecoder(
  x: ArrayInput,
  memory: ArrayInput,
  parameters: StackParameters<DecoderLayerParameters<ArrayInput>, ArrayInput>,
  options: DecoderLayerOptions<ArrayInput>,
): FloatNdArray;
export function transformerDecoder(
  x: ArrayInput | Traced,
  memory: ArrayInput | Traced,
  parameters: StackParameters<DecoderLayerParameters>,
  options: DecoderLayerOptions,
): FloatNdArray | Traced;
export function transformerDecoder(
  x: ArrayInput | Traced,
  memory: ArrayInput | Traced,
  parameters: StackParameters<DecoderLayerParameters>,
  options: DecoderLayerOptions,
): FloatNdArray | Traced {
  const fn = 'transformerDecoder';
  const settings = readDecoderOptions(fn, options);
  return namingCulprit(fn, { x, memory, ...parameters }, () =>
    climb(fn, x, parameters, settings.epsilon, (of, layer, path) =>
      decode({ fn, path, settings }, of, memory, layer),
    ),
  );
}

function climb<Layer>(
  fn: string,
  x: ArrayInput | Traced,
  parameters: StackParameters<Layer>,
  epsilon: number,
  step: (x: ArrayInput | Traced, layer: Layer, path: string) => FloatNdArray | Traced,
): FloatNdArray | Traced {
  const { layers, norm } = checkOptions(fn, parameters, ['layers', 'norm'], 'parameters');
  const [first, ...rest] = Array.isArray(layers) ? (layers as readonly Layer[]) : [];
  if (first === undefined) {
    throw new KindError({
      function: fn,
      argument: 'layers',
      expected: 'a list of at least one layer',
      got: describeValue(layers),
    });
  }
  let y = step(x, first, 'layers[0].');
  rest.forEach((layer, i) => {
    y = step(y, layer, `layers[${i + 1}].`);
  });
  if (norm === undefined) return y;
  return normalize(fn, 'norm.', y, checkOptions(fn, norm, ['gamma', 'beta'], 'norm'), epsilon);
}
