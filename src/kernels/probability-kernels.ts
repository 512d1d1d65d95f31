// Signatures of the kernels behind `probability`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** The kernels behind `probability`. */
export interface ProbabilityKernels {
  /**
   * Logarithms of the density of independent Gaussians at the elements of [rows, length]. Of `x`, `mean` and
   * `variance` each holds one number, or the last elements of that array, which repeat. `summed` adds up each row:
   * target[row] = −½ Σ ((x − μ)²/σ² + ln σ² + ln 2π); else target holds each term.
   */
  gaussianLogDensities(
    x: FloatTypedArray,
    mean: FloatTypedArray,
    variance: FloatTypedArray,
    target: FloatTypedArray,
    rows: number,
    length: number,
    summed: boolean,
  ): void;

  /**
   * One element of each row of [rows, length]: target[row] = source[row, index[row]]. `source` may hold one row, and
   * `index` one number, for all.
   */
  pickFromRows(
    source: FloatTypedArray,
    index: FloatTypedArray,
    target: FloatTypedArray,
    rows: number,
    length: number,
  ): void;
}
