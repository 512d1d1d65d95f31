// Signatures of the kernels behind `intensity-histogram`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** The kernels behind `intensity-histogram`. */
export interface IntensityKernels {
  /**
   * Adds 1 to counts[i] for each value with edges[i] ≤ value < edges[i + 1], in the last bin also for
   * value = edges[bins]; `edges` rise strictly. Returns how many values lie outside all bins.
   */
  countBins(source: FloatTypedArray, edges: Float64Array, counts: Float64Array): number;
}
