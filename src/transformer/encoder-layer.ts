// A layer of the encoder: self-attention and a feed-forward layer, each with a residual connection and a norm.

import type { MultiHeadOptions, MultiHeadParameters } from '../attention/multi-head.js';
import { type Heads, multiHeadAttentionFor } from '../attention/multi-head.js';
import { namingCulprit } from '../attention/name-culprit.js';
import { checkOneOf, checkOptions, recordAt } from '../core/check.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { add } from '../gradient/arithmetic.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import type { Traced } from '../gradient/traced.js';
import { type DropoutOptions, dropoutFor } from './dropout.js';
import {
  type FeedForwardActivation,
  type FeedForwardParameters,
  feedForwardFor,
} from './feed-forward.js';
import { type NormParameters, normalize } from './layer-norm.js';
import { refuse } from './shapes.js';

/** The parameters of an encoder layer. */
export interface EncoderLayerParameters<P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** Projections of the self-attention, as in `multiHeadAttention`. */
  readonly attention: MultiHeadParameters<P>;
  /** The norm of the attention; factors 1 and shifts 0 where left out. */
  readonly norm1?: NormParameters<P> | undefined;
  /** The feed-forward layer. */
  readonly feedForward: FeedForwardParameters<P>;
  /** The norm of the feed-forward layer; factors 1 and shifts 0 where left out. */
  readonly norm2?: NormParameters<P> | undefined;
}

/** Where a layer has its norms: after the residual sum, or before attention and feed-forward layer. */
export type NormPlace = 'post' | 'pre';

/** What layers of encoder and decoder may both be told. */
export interface LayerOptions<B extends ArrayInput | Traced = ArrayInput | Traced>
  extends Pick<
    MultiHeadOptions<B>,
    'heads' | 'groups' | 'mask' | 'bias' | 'causal' | 'window' | 'keyLengths'
  > {
  /** Where the norms are; "post" where left out. */
  readonly norm?: NormPlace | undefined;
  /** The activation of the feed-forward layer; "relu" where left out. */
  readonly activation?: FeedForwardActivation | undefined;
  /** Added to variances; 1e-5 where left out. */
  readonly epsilon?: number | undefined;
  /** Dropout of what each part adds, for training; none where left out. */
  readonly dropout?: DropoutOptions | undefined;
}

/** What `encoderLayer` may be told. */
export interface EncoderLayerOptions<B extends ArrayInput | Traced = ArrayInput | Traced>
  extends LayerOptions<B> {}

/** Names of the options that go to attention. */
const ATTENTION = ['heads', 'groups', 'mask', 'bias', 'causal', 'window', 'keyLengths'] as const;

/** Names of the options of a layer. */
export const LAYER_OPTIONS: readonly (keyof LayerOptions)[] = [
  ...ATTENTION,
  'norm',
  'activation',
  'epsilon',
  'dropout',
];

/** The places of norms, by name. */
export const NORM_PLACES: readonly NormPlace[] = ['post', 'pre'];

/**
 * An encoder layer: tokens look at each other, then each is worked on by itself.
 *
 * With the norm after the sum ("post", as in the paper and in PyTorch where nothing else is said)
 *
 * $$y = \mathrm{LN}_1(x + \mathrm{Attention}(x)), \quad z = \mathrm{LN}_2(y + \mathrm{FFN}(y))$$
 *
 * and with the norm first ("pre", easier to train; a stack then ends with one more norm)
 *
 * $$y = x + \mathrm{Attention}(\mathrm{LN}_1(x)), \quad z = y + \mathrm{FFN}(\mathrm{LN}_2(y))$$
 *
 * Tokens know nothing of their places: add positions to x first. With `causal: true` this is a layer of a language
 * model. Masks say what is allowed (1 = may attend); PyTorch's say what is blocked.
 *
 * @param x - tokens, shape [..., n, D]
 * @param parameters - `attention` (`wq`, `wk`, `wv`, `wo`, biases), `norm1` and `norm2` (`gamma`, `beta`),
 * `feedForward` (`w1`, `b1`, `w2`, `b2`)
 * @param options - `heads`; `norm`, "post"; `mask`, `bias`, `causal`, `window`, `keyLengths`, `groups`, as in
 * `multiHeadAttention`; `activation`, "relu"; `epsilon`, 1e-5; `dropout`, `{ rate, rng }`, of what each part adds
 * @returns shape [..., n, D]; a traced value where an input is traced
 * @throws ShapeError where shapes do not meet or widths do not divide by the heads, KindError for missing parameters
 * and unknown options, DomainError as in `scaledDotProductAttention`
 * @see A. Vaswani et al., "Attention is all you need", 2017, sections 3.1 and 5.4; R. Xiong et al., "On layer
 * normalization in the transformer architecture", 2020, table 1
 *
 * @example
 * Two tokens, one head, a feed-forward layer of zeros.
 * ```ts
 * import { encoderLayer, toNested } from 'fovea';
 * const attention = { wq: [[1, 0], [0, 1]], wk: [[1, 1], [1, 1]], wv: [[0.5, 0], [0, 0.5]] };
 * const feedForward = { w1: [[0], [0]], w2: [[0, 0]] };
 * const y = encoderLayer([[1, 0], [0, 1]], { attention, feedForward }, { heads: 1, norm: 'pre' });
 * toNested(y) // => [[1, 0], [0, 1]]
 * ```
 */
export function encoderLayer(
  x: ArrayInput,
  parameters: EncoderLayerParameters<ArrayInput>,
  options: EncoderLayerOptions<ArrayInput>,
): FloatNdArray;
export function encoderLayer(
  x: ArrayInput | Traced,
  parameters: EncoderLayerParameters,
  options: EncoderLayerOptions,
): FloatNdArray | Traced;
export function encoderLayer(
  x: ArrayInput | Traced,
  parameters: EncoderLayerParameters,
  options: EncoderLayerOptions,
): FloatNdArray | Traced {
  const fn = 'encoderLayer';
  const settings = readLayerOptions(fn, options, LAYER_OPTIONS);
  return namingCulprit(fn, { x, ...parameters }, () =>
    encode({ fn, path: '', settings }, x, parameters),
  );
}

/** What a layer does beside its parameters. */
export interface LayerSettings {
  readonly attention: MultiHeadOptions;
  readonly norm: NormPlace;
  readonly activation: FeedForwardActivation;
  readonly epsilon: number;
  readonly dropout: DropoutOptions | undefined;
}

/**
 * Reads the options of a layer, with their defaults.
 *
 * @param fn - name of the public function, for errors
 * @param options - what came
 * @param names - names that the function reads
 * @returns what layers need
 */
export function readLayerOptions<O extends LayerOptions>(
  fn: string,
  options: O,
  names: readonly (keyof O & string)[],
): LayerSettings {
  const given = checkOptions(fn, options, names);
  const attention: Partial<Record<(typeof ATTENTION)[number], unknown>> = {};
  for (const name of ATTENTION) if (given[name] !== undefined) attention[name] = given[name];
  return {
    attention: attention as MultiHeadOptions,
    norm: checkOneOf(fn, 'norm', given.norm ?? 'post', NORM_PLACES),
    activation: given.activation ?? 'relu',
    epsilon: given.epsilon ?? 1e-5,
    dropout: given.dropout,
  };
}

/** A layer within a public function. */
export interface LayerSite {
  /** The public function, for errors. */
  readonly fn: string;
  /** What stands before the names of the parameters in errors. */
  readonly path: string;
  /** What the layer does beside its parameters. */
  readonly settings: LayerSettings;
}

/**
 * An encoder layer inside another public function.
 *
 * @param site - where it stands, and what it does
 * @param x - tokens [..., n, D]
 * @param parameters - as in `encoderLayer`
 * @param between - what becomes of the heads before they meet
 * @returns [..., n, D]
 */
export function encode(
  site: LayerSite,
  x: ArrayInput | Traced,
  parameters: EncoderLayerParameters,
  between?: (heads: Heads) => Heads,
): FloatNdArray | Traced {
  const { fn, path, settings } = site;
  const names = ['attention', 'norm1', 'feedForward', 'norm2'] as const;
  const { attention, norm1, feedForward, norm2 } = checkOptions(
    fn,
    parameters,
    names,
    recordAt(path, 'parameters'),
  );
  const shape = shapeOf(x, fn, 'x');
  if (shape.length < 2) refuse(fn, 'x', '(..., n, D)', shape);
  const attended = sublayer(site, ['attention', 'norm1'], norm1, x, (of) =>
    attendTo(site, 'attention', of, attention, settings.attention, between),
  );
  return sublayer(site, ['feedForward', 'norm2'], norm2, attended, (of) =>
    feedForwardFor(fn, `${path}feedForward.`, of, feedForward, settings.activation),
  );
}

/**
 * A part of a layer with its residual connection and its norm, in the order of the settings.
 *
 * @param site - where it stands, and what it does
 * @param names - the names of the part and of its norm among the parameters
 * @param norm - the norm's parameters
 * @param x - what goes in
 * @param part - what is computed of it
 * @returns what comes out, in the shape of x
 */
export function sublayer(
  { fn, path, settings }: LayerSite,
  [name, normName]: readonly [part: string, norm: string],
  norm: NormParameters | undefined,
  x: ArrayInput | Traced,
  part: (x: ArrayInput | Traced) => FloatNdArray | Traced,
): FloatNdArray | Traced {
  const { epsilon, dropout } = settings;
  const learned = checkOptions(fn, norm, ['gamma', 'beta'], path + normName);
  const bring = (of: ArrayInput | Traced): FloatNdArray | Traced =>
    normalize(fn, `${path}${normName}.`, of, learned, epsilon);
  const computed = part(settings.norm === 'pre' ? bring(x) : x);
  const shape = shapeOf(x);
  if (shapeOf(computed).at(-1) !== shape.at(-1)) {
    refuse(
      fn,
      path + name,
      `of outputs (..., D=${shape.at(-1)}), to be added to x`,
      shapeOf(computed),
    );
  }
  const sum = asArray(add(x, dropout ? dropoutFor(fn, 'dropout', computed, dropout) : computed));
  return settings.norm === 'pre' ? (sum as FloatNdArray | Traced) : bring(sum);
}

/** Attention of a layer: its output alone. */
export function attendTo(
  { fn, path }: LayerSite,
  name: string,
  x: ArrayInput | Traced,
  parameters: MultiHeadParameters,
  options: MultiHeadOptions,
  between?: (heads: Heads) => Heads,
): FloatNdArray | Traced {
  return multiHeadAttentionFor(fn, `${path}${name}.`, x, parameters, options, between).output;
}
