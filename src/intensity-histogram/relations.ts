// How two histograms over the same bins relate: what `compareHistograms` says and its explanation shows.
import type { EitherHistogram } from './comparison-types.js';
import type { ReadHistogram } from './read-histogram.js';

/** The levels that occur, rising, and how often. */
export interface Levels {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  readonly total: number;
}

/** In what two histograms differ. */
export type Difference = 'number' | 'shares' | 'places';

/** Differences that are a smaller part of the histogram's width count as rounding. */
const ROUNDING = 1e-9;

/**
 * Bins that hold values.
 *
 * @param h - a histogram
 * @returns centres and counts of its occupied bins
 */
export function levelsOf({ counts, centres, total }: ReadHistogram): Levels {
  const holds = (_: number, i: number): boolean => counts[i]! > 0;
  return { values: centres.filter(holds), counts: counts.filter(holds), total };
}

/**
 * The levels of the negative: v becomes mirror − v.
 *
 * @param levels - levels of an image
 * @param mirror - first edge plus last edge, 255 for bytes
 * @returns levels, rising again
 */
export function mirrored({ values, counts, total }: Levels, mirror: number): Levels {
  return {
    values: values.map((value) => mirror - value).reverse(),
    counts: counts.slice().reverse(),
    total,
  };
}

/**
 * The difference that counts as none, in the image's unit.
 *
 * @param h - a histogram
 * @returns a part of its width
 */
export function roundingOf({ edges }: ReadHistogram): number {
  return ROUNDING * (edges[edges.length - 1]! - edges[0]!);
}

/**
 * What a level and the level of its negative add up to.
 *
 * @param h - a histogram
 * @returns first edge plus last edge; 255 for bytes
 */
export function mirrorOf({ edges }: ReadHistogram): number {
  return edges[0]! + edges[edges.length - 1]!;
}

/** The difference between ratios that counts as none. */
export const RATIO_ROUNDING: number = ROUNDING;

/**
 * Which of two numbers is less.
 *
 * @param a - of the first
 * @param b - of the second
 * @param rounding - differences up to here count as none
 * @returns the one with the smaller number
 */
export function lessOf(a: number, b: number, rounding: number): EitherHistogram {
  if (Math.abs(a - b) <= rounding) return 'neither';
  return a < b ? 'a' : 'b';
}

/**
 * Whether one histogram is another moved by a given way, and if not, why.
 *
 * @param a - levels
 * @param b - levels
 * @param shift - what to add to the levels of a
 * @param rounding - differences of levels up to here count as none
 * @returns the first thing that differs: how many levels there are, their shares, or where they lie; undefined
 * where nothing does
 */
export function differenceOf(
  a: Levels,
  b: Levels,
  shift: number,
  rounding: number,
): Difference | undefined {
  if (a.values.length !== b.values.length) return 'number';
  // Whole numbers: the shares are compared without rounding.
  if (!a.counts.every((count, i) => count * b.total === b.counts[i]! * a.total)) return 'shares';
  const fits = a.values.every((value, i) => Math.abs(b.values[i]! - value - shift) <= rounding);
  return fits ? undefined : 'places';
}
