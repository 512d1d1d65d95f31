// Signatures of the kernels behind `divergence`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** Kernels that make one number of two lines. */
export type PairName =
  | 'crossEntropyLines'
  | 'klLines'
  | 'jensenShannonLines'
  | 'totalVariationLines'
  | 'squaredHellingerLines'
  | 'chiSquareLines'
  | 'bhattacharyyaLines';

/** What `distributionSums` says of p and of q. */
export type PairSums = readonly [p: Float64Array, q: Float64Array];

/**
 * Sums a function of two lines along the middle axis of two [outer, length, inner] arrays, in float64, with
 * compensation: target[o, i] = Σ f(p[o, x, i], q[o, x, i]). `klLines`, `crossEntropyLines` and `jensenShannonLines` fill
 * `sums` on the way, where they are given; the others do not.
 */
export type PairKernel = (
  p: FloatTypedArray,
  q: FloatTypedArray,
  target: Float64Array,
  outer: number,
  length: number,
  inner: number,
  sums?: PairSums,
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
  /** ln(Σ pᵅ q¹⁻ᵅ)/(α − 1) along the middle axis of two [outer, length, inner] arrays, α ≥ 0 and not 1. */
  renyiLines(
    p: FloatTypedArray,
    q: FloatTypedArray,
    target: Float64Array,
    outer: number,
    length: number,
    inner: number,
    alpha: number,
  ): void;
  /** ln(Σ pᵅ)/(1 − α) along the middle axis of an [outer, length, inner] array, over p > 0, α ≥ 0 and not 1. */
  renyiEntropyLines(
    p: FloatTypedArray,
    target: Float64Array,
    outer: number,
    length: number,
    inner: number,
    alpha: number,
  ): void;
}
