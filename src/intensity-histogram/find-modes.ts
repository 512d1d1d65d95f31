// The hills of a histogram.
import { middleOf } from './read-histogram.js';

/** A hill of a histogram. */
export interface HistogramPeak {
  /** Centre of the bin, or of the run of equal bins, in the image's unit. */
  readonly value: number;
  /** Number of values in the bin. */
  readonly count: number;
  /** How far one must descend from it before a higher bin is reached: a number of values. */
  readonly prominence: number;
}

/**
 * Runs of equal bins above both neighbours, by prominence; beyond the ends there are 0 values.
 *
 * @param counts - numbers of values [bins]
 * @param centres - centres of the bins [bins]
 * @param least - peaks of smaller prominence are left out
 * @returns peaks from the darkest to the brightest
 */
export function findModes(
  counts: Float64Array,
  centres: Float64Array,
  least: number,
): HistogramPeak[] {
  const peaks: HistogramPeak[] = [];
  let end = 0;
  for (let start = 0; start < counts.length; start = end) {
    const count = counts[start]!;
    end = start + 1;
    while (end < counts.length && counts[end]! === count) end++;
    const isHill = count > (counts[start - 1] ?? 0) && count > (counts[end] ?? 0);
    if (!isHill) continue;
    const left = valley(counts, start, -1);
    const right = valley(counts, end - 1, 1);
    const prominence = count - Math.max(left, right);
    const value = middleOf(centres[start]!, centres[end - 1]!);
    if (prominence >= least) peaks.push({ value, count, prominence });
  }
  return peaks;
}

/** The least count on the way from a peak to the next higher bin, or to beyond the end. */
function valley(counts: Float64Array, from: number, step: number): number {
  const height = counts[from]!;
  let least = height;
  for (let i = from + step; i >= 0 && i < counts.length; i += step) {
    if (counts[i]! > height) return least;
    least = Math.min(least, counts[i]!);
  }
  return 0;
}
