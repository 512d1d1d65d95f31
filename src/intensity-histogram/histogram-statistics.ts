// What a histogram says about the values in it, as if each stood at the centre of its bin.
import { unitOf } from '../core/unit-of.js';
import type { IntensityStatistics } from './contrast-measures.js';
import type { ReadHistogram } from './read-histogram.js';

/** Statistics of a histogram. */
export interface HistogramStatistics extends IntensityStatistics {
  /** The middle value. */
  readonly median: number;
  /** Third central moment by the cube of `spread`: below 0 with a tail to the dark, above 0 with one to the bright; 0 where all values are equal. */
  readonly skewness: number;
}

/**
 * Mean, spread, extremes and quartiles.
 *
 * @param h - a histogram of whole counts
 * @returns the statistics
 */
export function statisticsOf(h: ReadHistogram): HistogramStatistics {
  const { counts, centres, total } = h;
  const first = counts.findIndex((count) => count > 0);
  let last = counts.length - 1;
  while (counts[last]! === 0) last--;
  const lowest = centres[first]!;
  // From the least value, so that one level alone is its own mean.
  const unit = unitOf(centres[last]! / 2 - lowest / 2);
  const offset = momentOf(h, unit, lowest, 1);
  // Halves, as the way from the least value may be longer than any number.
  const way = offset * unit;
  const mean = way < Infinity ? lowest + way : 2 * (lowest / 2 + offset * (unit / 2));
  const spread = Math.sqrt(momentOf(h, unit, mean, 2));
  const skewness = first === last ? 0 : momentOf(h, unit, mean, 3) / spread ** 3;
  const atRank = (part: number): number => {
    const rank = part * (total - 1);
    const below = valueOfOrder(h, Math.floor(rank));
    const above = valueOfOrder(h, Math.min(Math.floor(rank) + 1, total - 1));
    const share = rank - Math.floor(rank);
    // A difference may be larger than any number.
    return Number.isFinite(above - below)
      ? below + (above - below) * share
      : below * (1 - share) + above * share;
  };
  return {
    mean,
    spread: spread * unit,
    lowest,
    highest: centres[last]!,
    lowerQuartile: atRank(1 / 4),
    median: atRank(1 / 2),
    upperQuartile: atRank(3 / 4),
    skewness,
  };
}

function momentOf(
  { counts, centres, total }: ReadHistogram,
  unit: number,
  around: number,
  power: number,
): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    sum += counts[i]! * (centres[i]! / unit - around / unit) ** power;
  }
  return sum / total;
}

/** The value at a place in the sorted values, counted from 0. */
function valueOfOrder({ counts, centres }: ReadHistogram, order: number): number {
  let below = counts[0]!;
  let bin = 0;
  while (below <= order) below += counts[++bin]!;
  return centres[bin]!;
}
