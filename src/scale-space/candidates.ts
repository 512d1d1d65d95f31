// The extrema of each octave and what becomes of them: refined, or rejected with the reason.
import type { Extremum } from './keypoint.js';
import type { Octave } from './octaves.js';
import { differenceBlocks, type ExtremumFit, followFit, type RejectedExtremum } from './refine.js';
import type { SiftSettings } from './settings.js';

/** Fits of the quadratic before an extremum is given up. */
const MAX_STEPS = 5;

/** An unrefined extremum below this share of the threshold cannot reach it by refinement. */
const EARLY_SHARE = 0.5;

/** An extremum of an octave with its fit. */
export interface Candidate {
  /** Index of the extremum in the octave's volume of differences. */
  readonly index: number;
  /** The difference at the sample where it was found. */
  readonly value: number;
  /** Whether it is above or below its neighbours. */
  readonly kind: Extremum['kind'];
  /** The refined fit, or why there is none. */
  readonly fit: ExtremumFit | RejectedExtremum;
}

/**
 * The least absolute difference of extrema that are worth a look.
 *
 * @param settings - thresholds
 * @returns what `buildOctaves` looks for
 */
export function leastDifference(settings: SiftSettings): number {
  return EARLY_SHARE * settings.threshold;
}

/**
 * The extrema of an octave, with their fits.
 *
 * @param octave - the blurred images
 * @returns in the order of scale, row, column
 */
export function octaveCandidates(octave: Octave): Candidate[] {
  const { height, width } = octave;
  const depth = octave.sigmas.length;
  const area = height * width;
  const { levels } = octave;
  const blocks = differenceBlocks(levels, height, width);
  const difference = (index: number): number => levels[index + area]! - levels[index]!;
  return octave.extrema.map((index) => ({
    index,
    value: difference(index),
    kind: difference(index) > difference(index - 1) ? 'maximum' : 'minimum',
    fit: followFit(blocks, depth - 1, height, width, index, MAX_STEPS, 'cubic'),
  }));
}
