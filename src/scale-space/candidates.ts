// The extrema of each octave and what becomes of them: refined, or rejected with the reason.
import { allocate } from '../core/create.js';
import type { FloatTypedArray } from '../core/types.js';
import {
  findExtrema as findExtremaScalar,
  subtract as subtractScalar,
} from '../kernels/scalar/extrema.js';
import { kernel } from '../kernels/select.js';
import type { Extremum } from './keypoint.js';
import type { Octave } from './octaves.js';
import { type ExtremumFit, type RejectedExtremum, refineInVolume } from './refine.js';
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
 * The differences of an octave's neighbouring levels, coarser minus finer.
 *
 * @param octave - the blurred images
 * @param buffer - storage to use where it is large enough
 * @returns [levels − 1, height, width]
 */
export function octaveDifferences(octave: Octave, buffer?: FloatTypedArray): FloatTypedArray {
  const area = octave.height * octave.width;
  const size = octave.levels.length - area;
  const dtype = octave.levels instanceof Float32Array ? 'float32' : 'float64';
  const target = buffer && buffer.length >= size ? buffer.subarray(0, size) : allocate(dtype, size);
  kernel('subtract', subtractScalar)(octave.levels.subarray(area), octave.levels, target);
  return target;
}

/**
 * All extrema of an octave that are worth a look, with their fits.
 *
 * @param octave - the octave's geometry
 * @param differences - what `octaveDifferences` gave
 * @param settings - thresholds
 * @returns in the order of scale, row, column
 */
export function octaveCandidates(
  octave: Octave,
  differences: FloatTypedArray,
  settings: SiftSettings,
): Candidate[] {
  const { height, width } = octave;
  const depth = octave.sigmas.length - 1;
  const found: number[] = [];
  const early = EARLY_SHARE * settings.threshold;
  // A blob centred on a pixel lies half way between the samples of the doubled image: up to eight of them
  // are equal there, and any of them leads to its place.
  const find = kernel('findExtrema', findExtremaScalar);
  find(differences, depth, height, width, early, true, found);
  return found.map((index) => ({
    index,
    value: differences[index]!,
    kind: differences[index]! > differences[index - 1]! ? 'maximum' : 'minimum',
    fit: refineInVolume(differences, depth, height, width, index, MAX_STEPS, 'cubic'),
  }));
}
