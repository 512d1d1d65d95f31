// How far what was hidden is from what was made of it.

import { readFinite } from '../contrastive/read.js';
import { checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { checkEach, checkSameShape } from '../divergence/checks.js';
import type { LossValue } from '../divergence/reduction.js';
import { add, div, mul, square, sub } from '../gradient/arithmetic.js';
import { sqrt } from '../gradient/functions.js';
import { asArray, dtypeOf } from '../gradient/moves.js';
import { mean, sum, variance } from '../gradient/reduce.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';

/** Options of `normalizePatches`. */
export interface NormalizePatchesOptions {
  /** Added to variances; 1e-6 where left out. */
  readonly epsilon?: number | undefined;
}

/** Options of `maskedReconstructionLoss`. */
export interface MaskedReconstructionOptions {
  /** Whether each target patch is normalised first, as by `normalizePatches`; false where left out. */
  readonly normalizeTargets?: boolean | undefined;
}

/**
 * Patches less their mean, divided by their standard deviation: what a masked autoencoder learns best to predict.
 *
 * $$\frac{p_{ij} - \bar p_i}{\sqrt{s_i^2 + \varepsilon}}$$
 *
 * The variance is the unbiased one (divided by v − 1), as in the authors' code. A patch without contrast becomes zeros.
 *
 * @param patches - [..., v], at least two values in a patch
 * @param options - `epsilon`: above 0, 1e-6 where left out
 * @returns the same shape; a traced value for a traced one
 * @throws KindError where it is no array or an option unknown, ShapeError where a patch has fewer than two values,
 * DomainError where epsilon is not above 0 or a value not finite
 * @see K. He and others, "Masked autoencoders are scalable vision learners", 2022, section 3, "Reconstruction target"
 *
 * @example
 * A dark and a bright patch with the same pattern are the same.
 * ```ts
 * import { normalizePatches, toNested } from 'fovea';
 * toNested(normalizePatches([[1, 2, 3], [110, 120, 130]])) // => [[-0.9999995, 0, 0.9999995], [-1.000000, 0, 1.000000]]
 * ```
 */
export function normalizePatches<X extends ArrayInput | Traced>(
  patches: X,
  options?: NormalizePatchesOptions,
): ArrayValue<X>;
export function normalizePatches(
  patches: ArrayInput | Traced,
  options?: NormalizePatchesOptions,
): FloatNdArray | Traced {
  const fn = 'normalizePatches';
  const { epsilon = 1e-6 } = checkOptions(fn, options, ['epsilon']);
  checkNumber(fn, 'epsilon', epsilon, { above: 0 });
  return normalized(fn, 'patches', readFinite(fn, 'patches', patches), epsilon);
}

function normalized(
  fn: string,
  argument: string,
  x: FloatNdArray | Traced,
  epsilon: number,
): FloatNdArray | Traced {
  const { shape } = x;
  if (!(shape.at(-1)! >= 2)) {
    const expected = 'at least two values in a patch, to have a variance';
    throw new ShapeError({ function: fn, argument, expected, got: `(${shape.join(', ')})` });
  }
  const line = { axis: -1, keepDims: true } as const;
  const spread = sqrt(add(variance(x, { ...line, correction: 1 }), epsilon));
  return asArray(div(sub(x, mean(x, line)), spread)) as FloatNdArray | Traced;
}

/**
 * The mean squared error of hidden patches alone: what a masked autoencoder makes small.
 *
 * $$L = \frac{1}{\sum_i m_i} \sum_i m_i \, \frac1v \sum_j (\hat p_{ij} - p_{ij})^2$$
 *
 * Visible patches cost nothing, whatever is predicted there: to copy them is no achievement. The mean is over patches
 * hidden in the whole batch.
 *
 * @param prediction - [n, v], or [..., n, v] for a batch
 * @param target - the true patches, of the same shape
 * @param mask - 1 where a patch is hidden, 0 where it was seen, [..., n]; or one for each value, of the shape of the
 * prediction, as for a hole in an image that does not follow patches
 * @param options - `normalizeTargets`: whether targets go through `normalizePatches` first, false where left out
 * @returns a traced value where one is traced, else a number
 * @throws KindError where an argument is no array or an option unknown, ShapeError where shapes do not fit, DomainError
 * where a number is not finite, the mask has others than 0 and 1, or nothing is hidden
 * @see K. He and others, "Masked autoencoders are scalable vision learners", 2022, section 3; Z. Tang and others, "TVLT",
 * 2022, equation 2
 *
 * @example
 * Off by 2 in the hidden patch; what is off in the other does not count.
 * ```ts
 * import { maskedReconstructionLoss } from 'fovea';
 * maskedReconstructionLoss([[0, 0], [5, 5]], [[9, 9], [3, 5]], [0, 1]) // => 2
 * ```
 */
export function maskedReconstructionLoss<
  P extends ArrayInput | Traced,
  T extends ArrayInput | Traced,
>(
  prediction: P,
  target: T,
  mask: ArrayInput,
  options?: MaskedReconstructionOptions,
): LossValue<P, T, 'mean'>;
export function maskedReconstructionLoss(
  prediction: ArrayInput | Traced,
  target: ArrayInput | Traced,
  mask: ArrayInput,
  options?: MaskedReconstructionOptions,
): number | FloatNdArray | Traced {
  return maskedReconstructionLossFor('maskedReconstructionLoss', prediction, target, mask, options);
}

/** `maskedReconstructionLoss` for functions that it is a part of, whose name errors tell. */
export function maskedReconstructionLossFor<
  P extends ArrayInput | Traced,
  T extends ArrayInput | Traced,
>(
  fn: string,
  prediction: P,
  target: T,
  mask: ArrayInput,
  options?: MaskedReconstructionOptions,
): LossValue<P, T, 'mean'>;
export function maskedReconstructionLossFor(
  fn: string,
  prediction: ArrayInput | Traced,
  target: ArrayInput | Traced,
  mask: ArrayInput,
  options?: MaskedReconstructionOptions,
): number | FloatNdArray | Traced {
  const { normalizeTargets = false } = checkOptions(fn, options, ['normalizeTargets']);
  checkBoolean(fn, 'normalizeTargets', normalizeTargets);
  const p = readFinite(fn, 'prediction', prediction);
  const t = readFinite(fn, 'target', target);
  checkSameShape(fn, ['prediction', 'target'], p, t);
  if (p.shape.length < 2) {
    const [expected, got] = ['shape (..., n, v)', `(${p.shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'prediction', expected, got });
  }
  const { weights, total } = readMask(fn, mask, p);
  const wanted = normalizeTargets ? normalized(fn, 'target', t, 1e-6) : t;
  return div(sum(asArray(mul(square(sub(p, wanted)), weights))), total);
}

/** The mask, made to broadcast over values, and how many values it counts. */
function readMask(
  fn: string,
  mask: ArrayInput,
  like: FloatNdArray | Traced,
): { readonly weights: FloatNdArray; readonly total: number } {
  if (isTraced(mask)) {
    const expected = 'a mask that is not differentiated';
    throw new KindError({ function: fn, argument: 'mask', expected, got: 'a traced value' });
  }
  const { shape } = like;
  const { data, shape: own } = readArray(fn, 'mask', mask, dtypeOf(like));
  const patches = shape.slice(0, -1);
  const each = own.length === shape.length;
  const wanted = each ? shape : patches;
  if (own.length !== wanted.length || own.some((length, axis) => length !== wanted[axis])) {
    const expected = `shape (${patches.join(', ')}), or that of prediction, (${shape.join(', ')})`;
    throw new ShapeError({ function: fn, argument: 'mask', expected, got: `(${own.join(', ')})` });
  }
  checkEach(fn, 'mask', wrap(data, own), '1 (hidden) or 0 (seen)', (m) => m === 0 || m === 1);
  let count = 0;
  for (const m of data) count += m;
  if (count === 0) {
    const expected = 'something hidden to be reconstructed';
    throw new DomainError({ function: fn, argument: 'mask', expected, got: 'only zeros' });
  }
  return {
    weights: wrap(data, each ? own : [...own, 1]),
    total: count * (each ? 1 : shape.at(-1)!),
  };
}
