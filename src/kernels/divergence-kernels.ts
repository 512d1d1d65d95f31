// Signatures of the kernels behind `divergence`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** Kernels that make one number of two lines. */
export type PairName =
  | 'crossEntropyLines'
  | 'klLines'
  | 'jensenShannonLines'
  | 'totalVariationLines'
  | 'squaredHellingerLines'
  | 'chiSquareLines';

/**
 * Sums a function of two lines along the middle axis of two [outer, length, inner] arrays, in float64, with
 * compensation: target[o, i] = Σ f(p[o, x, i], q[o, x, i]).
 */
export type PairKernel = (
  p: FloatTypedArray,
  q: FloatTypedArray,
  target: Float64Array,
  outer: number,
  length: number,
  inner: number,
) => void;

/** The kernels behind `divergence`. */
export interface DivergenceKernels extends Readonly<Record<PairName, PairKernel>> {
  /** Σ x along the middle axis of an [outer, length, inner] array; NaN where an element is negative or NaN. */
  distributionSums(
    source: FloatTypedArray,
    target: Float64Array,
    outer: number,
    length: number,
    inner: number,
  ): void;
}
