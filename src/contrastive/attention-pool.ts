// One vector of many, by attention: how CLIP's convolutional networks end.

import type { Range } from '../array/slice.js';
import { type MultiHeadParameters, multiHeadAttentionFor } from '../attention/multi-head.js';
import { namingCulprit } from '../attention/name-culprit.js';
import { checkOptions } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { add } from '../gradient/arithmetic.js';
import { shapeOf } from '../gradient/moves.js';
import { mean } from '../gradient/reduce.js';
import { concat, slice } from '../gradient/shape.js';
import type { Traced } from '../gradient/traced.js';
import { readFinite } from './read.js';

/** The parameters of attention pooling: those of multi-head attention, and an embedding of each place. */
export interface AttentionPoolParameters<T extends ArrayInput | Traced = ArrayInput | Traced>
  extends MultiHeadParameters<T> {
  /** Added before attention: [1 + n, d], the first row to the mean, the others to the features. None where left out. */
  readonly positions?: T | undefined;
}

/** What `attentionPool` may be told. */
export interface AttentionPoolOptions {
  /** How many heads. */
  readonly heads: number;
  /** Whether the weights are returned too. */
  readonly weights?: boolean | undefined;
}

/** What attention pooling gives. */
export interface AttentionPool<Value = FloatNdArray> {
  /** [..., out] */
  readonly output: Value;
  /** What each head attends to, [..., heads, 1 + n], the mean first; where asked for. */
  readonly weights?: Value;
}

const FN = 'attentionPool';

/**
 * Many vectors of one image pooled to one by attention: their mean asks, and attends to itself and to all of them.
 *
 * $$y_0 = \frac1n \sum_i x_i + p_0, \quad y_i = x_i + p_i, \quad
 * O = [\mathrm{head}_1, \dots, \mathrm{head}_h] \, W^O, \quad
 * \mathrm{head}_k = \mathrm{Attention}(y_0 W^Q_k,\, Y W^K_k,\, Y W^V_k)$$
 *
 * Where a plain mean forgets where things were, places have embeddings here. The features of a convolution
 * `[..., c, h, w]` are brought into the order asked for by a reshape to `[..., c, h·w]` and a transpose. Matrices multiply
 * from the right; PyTorch's are transposed.
 *
 * @param features - a vector for each place of the image, [n, d]; with leading axes for several images, [..., n, d]
 * @param parameters - `wq`, `wk`, `wv`, and where wanted `wo` and biases, as in `multiHeadAttention`; `positions`,
 * [1 + n, d]
 * @param options - `heads`; `weights`: true to have what each head attends to
 * @returns `output`, [..., out], and `weights`, [..., heads, 1 + n]; traced values where an input is traced
 * @throws KindError where parameters are missing or an option is unknown, ShapeError where shapes do not meet or widths do
 * not divide by the heads, DomainError where a feature is not finite
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 2.4
 *
 * @example
 * Two places whose queries are all alike: each of them and their mean gets a third, so the mean is left.
 * ```ts
 * import { attentionPool, toNested } from 'fovea';
 * const [zero, one] = [[[0, 0], [0, 0]], [[1, 0], [0, 1]]];
 * const pooled = attentionPool([[1, 4], [3, 0]], { wq: zero, wk: one, wv: one }, { heads: 1, weights: true });
 * toNested(pooled.output) // => [2, 2]
 * toNested(pooled.weights!) // => [[0.33333, 0.33333, 0.33333]]
 * ```
 */
export function attentionPool(
  features: ArrayInput,
  parameters: AttentionPoolParameters<ArrayInput>,
  options: AttentionPoolOptions,
): AttentionPool;
export function attentionPool(
  features: ArrayInput | Traced,
  parameters: AttentionPoolParameters,
  options: AttentionPoolOptions,
): AttentionPool<FloatNdArray | Traced>;
export function attentionPool(
  features: ArrayInput | Traced,
  parameters: AttentionPoolParameters,
  options: AttentionPoolOptions,
): AttentionPool<FloatNdArray | Traced> {
  return attentionPoolFor(FN, features, parameters, options);
}

/** `attentionPool` for functions that it is a part of, whose name errors tell. */
export function attentionPoolFor(
  fn: string,
  features: ArrayInput,
  parameters: AttentionPoolParameters<ArrayInput>,
  options: AttentionPoolOptions,
): AttentionPool;
export function attentionPoolFor(
  fn: string,
  features: ArrayInput | Traced,
  parameters: AttentionPoolParameters,
  options: AttentionPoolOptions,
): AttentionPool<FloatNdArray | Traced>;
export function attentionPoolFor(
  fn: string,
  features: ArrayInput | Traced,
  parameters: AttentionPoolParameters,
  options: AttentionPoolOptions,
): AttentionPool<FloatNdArray | Traced> {
  const given = checkOptions(fn, options, ['heads', 'weights']);
  const names = ['positions', 'wq', 'wk', 'wv', 'wo', 'bq', 'bk', 'bv', 'bo'] as const;
  const { positions, ...projections } = checkOptions(fn, parameters, names, 'parameters');
  const x = readFinite(fn, 'features', features);
  if (x.shape.length < 2) refuseShape(fn, 'features', '(..., n, d)', x.shape);
  const average = mean(x, { axis: -2, keepDims: true });
  const tokens = placed(fn, concat<ArrayInput | Traced>([average, x], -2), positions);
  const asks = atPlace(tokens, [0, 1]);
  const { output, weights } = namingCulprit(fn, { positions }, () =>
    multiHeadAttentionFor(fn, '', asks, projections, { ...given, memory: tokens }),
  );
  // The axis of the one query goes.
  const pooled = atPlace(output, 0);
  return weights === undefined
    ? { output: pooled }
    : { output: pooled, weights: atPlace(weights, 0) };
}

/** Vectors with the embeddings of their places. */
function placed(
  fn: string,
  tokens: ArrayInput | Traced,
  positions: ArrayInput | Traced | undefined,
): ArrayInput | Traced {
  if (positions === undefined) return tokens;
  const wanted = shapeOf(tokens).slice(-2);
  const own = shapeOf(positions, fn, 'parameters.positions');
  if (own.length !== 2 || own.some((length, axis) => length !== wanted[axis]))
    refuseShape(fn, 'parameters.positions', `(1 + n=${wanted[0]}, d=${wanted[1]})`, own);
  return add(tokens, positions) as FloatNdArray | Traced;
}

/** What stands at a place, or at several, of the last axis but one. */
function atPlace(x: ArrayInput | Traced, place: Range): FloatNdArray | Traced {
  const before = shapeOf(x)
    .slice(0, -2)
    .map(() => null);
  return slice(x, [...before, place]) as FloatNdArray | Traced;
}

function refuseShape(fn: string, argument: string, wanted: string, own: readonly number[]): never {
  const got = `(${own.join(', ')})`;
  throw new ShapeError({ function: fn, argument, expected: `shape ${wanted}`, got });
}
