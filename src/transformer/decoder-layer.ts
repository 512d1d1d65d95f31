// A layer of the decoder: causal self-attention, attention to what the encoder gave, and a feed-forward layer.

import type { MultiHeadParameters } from '../attention/multi-head.js';
import { namingCulprit } from '../attention/name-culprit.js';
import type { AttentionMask } from '../attention/read-mask.js';
import { checkOptions, recordAt } from '../core/check.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import type { Traced } from '../gradient/traced.js';
import {
  attendTo,
  LAYER_OPTIONS,
  type LayerOptions,
  type LayerSettings,
  type LayerSite,
  readLayerOptions,
  sublayer,
} from './encoder-layer.js';
import { type FeedForwardParameters, feedForwardFor } from './feed-forward.js';
import type { NormParameters } from './layer-norm.js';
import { refuse } from './shapes.js';

/** The parameters of a decoder layer. */
export interface DecoderLayerParameters<P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** Projections of the self-attention, as in `multiHeadAttention`. */
  readonly selfAttention: MultiHeadParameters<P>;
  /** The norm of the self-attention; factors 1 and shifts 0 where left out. */
  readonly norm1?: NormParameters<P> | undefined;
  /** Projections of the attention to the memory. */
  readonly crossAttention: MultiHeadParameters<P>;
  /** The norm of the attention to the memory; factors 1 and shifts 0 where left out. */
  readonly norm2?: NormParameters<P> | undefined;
  /** The feed-forward layer. */
  readonly feedForward: FeedForwardParameters<P>;
  /** The norm of the feed-forward layer; factors 1 and shifts 0 where left out. */
  readonly norm3?: NormParameters<P> | undefined;
}

/** What `decoderLayer` may be told. */
export interface DecoderLayerOptions<B extends ArrayInput | Traced = ArrayInput | Traced>
  extends LayerOptions<B> {
  /** 1 or true where a token may attend to a vector of the memory, 0 or false where not: [n, m] or [1, m], alone or with leading axes. */
  readonly memoryMask?: AttentionMask | undefined;
}

const NAMES: readonly (keyof DecoderLayerOptions)[] = [...LAYER_OPTIONS, 'memoryMask'];

/**
 * A decoder layer: tokens look at those before them, then at the memory, then each is worked on by itself.
 *
 * With the norm after the sum ("post"), where M is the memory,
 *
 * $$u = \mathrm{LN}_1(x + \mathrm{Attention}(x, x)), \quad v = \mathrm{LN}_2(u + \mathrm{Attention}(u, M)), \quad
 * w = \mathrm{LN}_3(v + \mathrm{FFN}(v))$$
 *
 * With the norm first ("pre") each part gets the norm of what comes in, and the sum is left as it is, as in
 * `encoderLayer`; the memory gets no norm.
 *
 * The self-attention is causal unless `causal: false` is said. PyTorch's layer is not causal by itself, and its masks
 * say what is blocked; here 1 says what is allowed.
 *
 * @param x - tokens, shape [..., n, D]
 * @param memory - what the encoder gave, shape [..., m, Dm]
 * @param parameters - `selfAttention`, `norm1`, `crossAttention`, `norm2`, `feedForward`, `norm3`
 * @param options - `heads`; `norm`, "post"; `causal`, true; `mask`, `bias`, `window`, `keyLengths` of the
 * self-attention; `memoryMask`; `groups`, `activation`, `epsilon`, `dropout` as in `encoderLayer`
 * @returns shape [..., n, D]; a traced value where an input is traced
 * @throws ShapeError where shapes do not meet or widths do not divide by the heads, KindError for missing parameters
 * and unknown options, DomainError as in `scaledDotProductAttention`
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.1
 *
 * @example
 * One token takes the mean of a memory that it cannot tell apart.
 * ```ts
 * import { decoderLayer, toNested } from 'fovea';
 * const zero = [[0, 0], [0, 0]];
 * const one = [[1, 0], [0, 1]];
 * const parameters = {
 *   selfAttention: { wq: zero, wk: zero, wv: zero },
 *   crossAttention: { wq: zero, wk: zero, wv: one },
 *   feedForward: { w1: zero, w2: zero },
 * };
 * const y = decoderLayer([[1, 2]], [[10, 20], [30, 40]], parameters, { heads: 1, norm: 'pre' });
 * toNested(y) // => [[21, 32]]
 * ```
 */
export function decoderLayer(
  x: ArrayInput,
  memory: ArrayInput,
  parameters: DecoderLayerParameters<ArrayInput>,
  options: DecoderLayerOptions<ArrayInput>,
): FloatNdArray;
export function decoderLayer(
  x: ArrayInput | Traced,
  memory: ArrayInput | Traced,
  parameters: DecoderLayerParameters,
  options: DecoderLayerOptions,
): FloatNdArray | Traced;
export function decoderLayer(
  x: ArrayInput | Traced,
  memory: ArrayInput | Traced,
  parameters: DecoderLayerParameters,
  options: DecoderLayerOptions,
): FloatNdArray | Traced {
  const fn = 'decoderLayer';
  const settings = readDecoderOptions(fn, options);
  return namingCulprit(fn, { x, memory, ...parameters }, () =>
    decode({ fn, path: '', settings }, x, memory, parameters),
  );
}

/** What a decoder layer does beside its parameters. */
export interface DecoderSettings extends LayerSettings {
  /** See `DecoderLayerOptions`. */
  readonly memoryMask: AttentionMask | undefined;
}

/** A decoder layer within a public function. */
export interface DecoderSite extends LayerSite {
  /** What the layer does beside its parameters. */
  readonly settings: DecoderSettings;
}

/**
 * Reads the options of a decoder layer, with their defaults.
 *
 * @param fn - name of the public function, for errors
 * @param options - what came
 * @returns what layers need
 */
export function readDecoderOptions(fn: string, options: DecoderLayerOptions): DecoderSettings {
  const settings = readLayerOptions(fn, options, NAMES);
  const attention = { causal: true, ...settings.attention };
  const { memoryMask } = (options ?? {}) as Partial<DecoderLayerOptions>;
  return { ...settings, attention, memoryMask };
}

/**
 * A decoder layer inside another public function.
 *
 * @param site - where it stands, and what it does
 * @param x - tokens [..., n, D]
 * @param memory - [..., m, Dm]
 * @param parameters - as in `decoderLayer`
 * @returns [..., n, D]
 */
export function decode(
  site: DecoderSite,
  x: ArrayInput | Traced,
  memory: ArrayInput | Traced,
  parameters: DecoderLayerParameters,
): FloatNdArray | Traced {
  const { fn, path, settings } = site;
  const names = [
    'selfAttention',
    'norm1',
    'crossAttention',
    'norm2',
    'feedForward',
    'norm3',
  ] as const;
  const given = checkOptions(fn, parameters, names, recordAt(path, 'parameters'));
  if (shapeOf(x, fn, 'x').length < 2) refuse(fn, 'x', '(..., n, D)', shapeOf(x));
  if (shapeOf(memory, fn, 'memory').length !== shapeOf(x).length) {
    const lead = shapeOf(x).slice(0, -2).join(', ');
    refuse(fn, 'memory', lead === '' ? '(m, Dm)' : `(${lead}, m, Dm)`, shapeOf(memory));
  }
  const { heads, groups } = settings.attention;
  const own = sublayer(site, ['selfAttention', 'norm1'], given.norm1, x, (of) =>
    attendTo(site, 'selfAttention', of, given.selfAttention, settings.attention),
  );
  const informed = sublayer(site, ['crossAttention', 'norm2'], given.norm2, own, (of) =>
    attendTo(site, 'crossAttention', of, given.crossAttention, {
      ...{ heads, groups, memory },
      mask: settings.memoryMask,
    }),
  );
  return sublayer(site, ['feedForward', 'norm3'], given.norm3, informed, (of) =>
    feedForwardFor(fn, `${path}feedForward.`, of, given.feedForward, settings.activation),
  );
}
