import { checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { type HistogramOptions, histogramFor } from './histogram.js';
import { type HistogramInput, readHistogram } from './read-histogram.js';

const FN = 'cumulativeHistogram';

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
 * @throws whatever `histogram` throws; of a histogram ShapeError where counts and edges do not fit, DomainError for
 * counts that are negative or all 0 and edges that do not rise, KindError for options
 *
 * @example
 * Half of the values lie in the first bin.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { cumulativeHistogram } from 'fovea/intensity-histogram';
 * toNested(cumulativeHistogram([0, 0.5, 1, 2], { bins: 2 }).cumulative) // => [0.5, 1]
 * toNested(cumulativeHistogram({ counts: [1, 3], edges: [0, 1, 2] }).cumulative) // => [0.25, 1]
 * ```
 */
export function cumulativeHistogram(
  image: ArrayInput,
  options?: HistogramOptions,
): CumulativeHistogram;
/**
 * The same of a histogram, which takes no options.
 *
 * @param h - counts and edges
 * @returns shares and edges, in float64
 * @throws ShapeError where counts and edges do not fit, DomainError for counts that are negative or all 0 and edges that
 * do not rise, KindError for options
 */
export function cumulativeHistogram(h: HistogramInput): CumulativeHistogram;
export function cumulativeHistogram(
  input: ArrayInput | HistogramInput,
  options?: HistogramOptions,
): CumulativeHistogram {
  const { counts, edges } = isHistogram(input)
    ? ofHistogram(input, options)
    : histogramFor(FN, input, options);
  return { cumulative: wrap(cumulativeShares(counts), [counts.shape[0]!]), edges };
}

function isHistogram(input: ArrayInput | HistogramInput): input is HistogramInput {
  return typeof input === 'object' && input !== null && 'counts' in input;
}

/** What is counted already has its bins. */
function ofHistogram(
  h: HistogramInput,
  options: HistogramOptions | undefined,
): { readonly counts: FloatNdArray; readonly edges: FloatNdArray } {
  checkOptions(FN, options, []);
  const { counts, edges } = readHistogram(FN, 'h', h, false);
  return { counts: wrap(counts, [counts.length]), edges: wrap(edges, [edges.length]) };
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
