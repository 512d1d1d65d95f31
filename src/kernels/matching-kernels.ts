// Signatures of the kernels behind `matching`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** The kernels behind `matching`. */
export interface MatchingKernels {
  /**
   * For each of n rows of `query` [n, d] the two nearest of m rows of `train` [m, d], by Σ(a − b)² summed in
   * order in float64; of equally near rows the first. `nearest` [n, 2] gets their numbers (−1 where there is
   * none), `squared` [n, 2] the sums (Infinity where there is none).
   */
  nearestTwo(
    query: FloatTypedArray,
    train: FloatTypedArray,
    n: number,
    m: number,
    d: number,
    nearest: Int32Array,
    squared: Float64Array,
  ): void;

  /** The Euclidean length of each of so many rows of `data`, by plain squares, summed in float64: these may overflow. */
  rowLengths(data: FloatTypedArray, rows: number, width: number, target: Float64Array): void;

  /** Divides a product of two vectors by both lengths: target[i, j] = products[i, j]/(rows[i]·columns[j]); may be in place. */
  cosinesOfProducts(
    products: FloatTypedArray,
    rows: Float64Array,
    columns: Float64Array,
    target: FloatTypedArray,
  ): void;

  /** The Euclidean distance of a vector from each of `count` rows, summed in order in float64. */
  distancesTo(
    query: Float64Array,
    rows: FloatTypedArray,
    count: number,
    target: Float64Array,
  ): void;

  /**
   * Half the squared distance of the directions, which is 1 − cos and exact for small angles, of a vector and each of
   * `count` rows; NaN where either is 0.
   */
  anglesTo(query: Float64Array, rows: FloatTypedArray, count: number, target: Float64Array): void;

  /**
   * Maps n points (x, y) by a 3×3 transform, row by row: (X/W, Y/W) with (X, Y, W) = T·(x, y, 1); both
   * Infinity where W = 0. `target` may be `points`.
   */
  mapPoints(
    transform: FloatTypedArray,
    points: FloatTypedArray,
    target: FloatTypedArray,
    n: number,
  ): void;

  /**
   * Squared distances of n pairs (x, y, u, v) under a 3×3 transform: errors[i] = |T(x, y) − (u, v)|², Infinity
   * where the point maps to infinity. Returns Σ min(errors[i], limit), and stops early, with errors unset
   * from there on, once that sum exceeds `enough`.
   */
  transferErrors(
    transform: Float64Array,
    pairs: Float64Array,
    n: number,
    limit: number,
    enough: number,
    errors: Float64Array,
  ): number;
}
