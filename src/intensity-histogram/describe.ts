import { checkNumber, checkOptions } from '../core/check.js';
import { findModes, type HistogramPeak } from './find-modes.js';
import { type HistogramStatistics, statisticsOf } from './histogram-statistics.js';
import { type CountsInput, readHistogram } from './read-histogram.js';

/** What `describeHistogram` may be told. */
export interface DescribeOptions {
  /** Least prominence of a peak, as a share of the highest count; 0.1. */
  prominence?: number | undefined;
}

/** A histogram in numbers, in the image's unit where nothing else is said. */
export interface HistogramDescription extends HistogramStatistics {
  /** Number of values. */
  readonly total: number;
  /** Entropy of the shares, in nats: 0 where one bin holds all, the logarithm of the bins where all hold the same. */
  readonly entropy: number;
  /** Its hills, from the darkest to the brightest. */
  readonly peaks: readonly HistogramPeak[];
}

/** Least prominence, as a share of the highest count, where nothing else is said. */
export const PROMINENCE = 0.1;

/**
 * What a histogram looks like: where it lies, how wide it is and where its hills are.
 *
 * Every value is taken to stand at the centre of its bin, so bytes in 256 bins are described exactly. `spread` is
 * the standard deviation $\sqrt{\frac{1}{N} \sum_i h_i (v_i - \mu)^2}$, which is the RMS contrast; `lowest` and
 * `highest` are the outermost levels that occur; quartiles are as in `percentiles`. A peak is a bin (or a run of
 * equal ones) above both of its neighbours. Its prominence is how far one must descend before a higher bin is
 * reached, so that ripples on a hill are no peaks; beyond the ends there are 0 values.
 *
 * @param h - what `histogram` returned, counts [bins] and edges [bins + 1], or the counts of the levels 0, 1, 2, …
 * alone
 * @param options - `prominence` (0.1)
 * @returns the description
 * @throws KindError where something is no array or of another kind,
 * DomainError for counts that are no whole numbers, negative or all 0, for edges that do not rise and a
 * prominence outside of 0 to 1; ShapeError where edges and counts do not fit
 *
 * @example
 * A dark hill of three pixels and a bright one of two.
 * ```ts
 * import { describeHistogram, histogram } from 'fovea/intensity-histogram';
 * const d = describeHistogram(histogram(new Uint8Array([20, 20, 20, 200, 200])));
 * d.peaks.map(({ value }) => value) // => [20, 200]
 * d.mean // => 92
 * d.spread // => 88.181631
 * ```
 */
export function describeHistogram(h: CountsInput, options?: DescribeOptions): HistogramDescription {
  const fn = 'describeHistogram';
  const { prominence = PROMINENCE } = checkOptions(fn, options, ['prominence']);
  checkNumber(fn, 'prominence', prominence, { min: 0, max: 1 });
  const read = readHistogram(fn, 'h', h, true);
  const { counts, centres, total } = read;
  const highest = counts.reduce((most, count) => Math.max(most, count), 0);
  let entropy = 0;
  for (const count of counts) if (count > 0) entropy -= (count / total) * Math.log(count / total);
  return {
    total,
    ...statisticsOf(read),
    // Not −0 where one bin holds all.
    entropy: entropy + 0,
    peaks: findModes(counts, centres, prominence * highest),
  };
}
