import { allocate, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray, Options } from '../core/types.js';
import { countIntensities, type HistogramOptions } from './histogram.js';

/** The share of values up to the end of each bin. */
export interface CumulativeHistogram {
  /** Share of the counted values in this bin and those before, float64 [bins], rising to 1. */
  readonly cumulative: FloatNdArray;
  /** Edges of the bins, float64 [bins + 1], in the image's unit. */
  readonly edges: FloatNdArray;
}

/**
 * The share of intensities up to the end of each bin, from 0 to 1.
 *
 * $$H_i = \frac{1}{N} \sum_{j \le i} h_j$$
 *
 * It never falls and ends at 1; where every value was left out by `outside: "ignore"` it is 0 throughout.
 *
 * @param image - intensities of any shape
 * @param options - as in `histogram`
 * @returns shares and edges, in float64
 * @throws whatever `histogram` throws
 *
 * @example
 * Half of the values lie in the first bin.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { cumulativeHistogram } from 'fovea/intensity-histogram';
 * toNested(cumulativeHistogram([0, 0.5, 1, 2], { bins: 2 }).cumulative) // => [0.5, 1]
 * ```
 */
export function cumulativeHistogram(
  image: ArrayInput,
  options?: Options<HistogramOptions>,
): CumulativeHistogram {
  const { counts, edges } = countIntensities('cumulativeHistogram', image, options);
  return { cumulative: wrap(cumulativeShares(counts), [counts.shape[0]!]), edges };
}

/**
 * Running sums of counts, divided by all of them.
 *
 * @param counts - numbers of values [bins]
 * @returns shares; 0 throughout where there are no values
 */
export function cumulativeShares(counts: FloatNdArray): Float64Array {
  const shares = allocate('float64', counts.shape[0]!);
  let total = 0;
  for (let i = 0; i < shares.length; i++) {
    total += counts.get(i);
    shares[i] = total;
  }
  if (total > 0) for (let i = 0; i < shares.length; i++) shares[i]! /= total;
  return shares;
}
