// Signatures of the kernels behind `intensity-histogram`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** The kernels behind `intensity-histogram`. */
export interface IntensityKernels {
  /**
   * Adds 1 to counts[i] for each value with edges[i] ≤ value < edges[i + 1], in the last bin also for
   * value = edges[bins]; `edges` rise strictly. Returns how many values lie outside all bins.
   */
  countBins(source: FloatTypedArray, edges: Float64Array, counts: Float64Array): number;

  /** target[i] = max − source[i]. */
  reflectValues(source: FloatTypedArray, max: number, target: FloatTypedArray): void;

  /** target[i] = source[i] + delta, kept from 0 to max. */
  shiftValues(source: FloatTypedArray, delta: number, max: number, target: FloatTypedArray): void;

  /** Maps from[0] to to[0] and from[1] to to[1], linearly between them and constantly beyond; from[0] < from[1]. */
  stretchValues(
    source: FloatTypedArray,
    from: readonly [number, number],
    to: readonly [number, number],
    target: FloatTypedArray,
  ): void;

  /** target[i] = gain · max · (source[i] / max)^gamma. */
  raiseValues(
    source: FloatTypedArray,
    gamma: number,
    max: number,
    gain: number,
    target: FloatTypedArray,
  ): void;

  /** Reads a curve through (knots[j], heights[j]) at each value, linearly between knots, which rise strictly, and constantly beyond. */
  followCurve(
    source: FloatTypedArray,
    knots: Float64Array,
    heights: Float64Array,
    target: FloatTypedArray,
  ): void;
}
