// The dominant directions of the gradient around keypoints.
import {
  ORIENTATION_PLACE,
  siftOrientations as orientationsScalar,
} from '../kernels/scalar/sift-orientation.js';
import { kernel } from '../kernels/select.js';
import { siftOrientations } from '../kernels/simd/sift-patches.js';
import type { Octave } from './octaves.js';

/** The window's standard deviation in sigmas of the keypoint; Lowe 2004, section 5. */
const WINDOW_SIGMAS = 1.5;
/** The window ends after this many of its standard deviations. */
const WINDOW_REACH = 3;

/** How far the window of a place reaches, in its sigmas. */
export const ORIENTATION_REACH: number = WINDOW_SIGMAS * WINDOW_REACH;

/** A place in an octave, in its samples. */
export interface OctavePlace {
  readonly x: number;
  readonly y: number;
  /** Sigma in samples of the octave. */
  readonly sigma: number;
  /** Index of the level nearest in scale. */
  readonly level: number;
}

/** Directions of several places. */
export interface PlaceDirections {
  /** How many each place has. */
  readonly counts: Int32Array;
  /** Angles in radians, 0 ≤ angle < 2π, place by place, strongest first. */
  readonly angles: readonly number[];
}

/**
 * Directions of the gradient in the Gaussian windows around places.
 *
 * @param octave - the octave's images
 * @param places - centres and scales
 * @returns the directions of each; none on flat ground
 */
export function dominantDirections(
  octave: Pick<Octave, 'levels' | 'height' | 'width'>,
  places: readonly OctavePlace[],
): PlaceDirections {
  const numbers = new Float64Array(ORIENTATION_PLACE * places.length);
  for (let i = 0; i < places.length; i++) {
    const { level, x, y, sigma } = places[i]!;
    const at = ORIENTATION_PLACE * i;
    numbers[at] = level;
    numbers[at + 1] = x;
    numbers[at + 2] = y;
    numbers[at + 3] = WINDOW_SIGMAS * sigma;
  }
  const counts = new Int32Array(places.length);
  const angles: number[] = [];
  const find = kernel('siftOrientations', orientationsScalar, siftOrientations);
  find(octave.levels, octave.height, octave.width, numbers, WINDOW_REACH, counts, angles);
  return { counts, angles };
}
