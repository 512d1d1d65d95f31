// From extrema to keypoints: thresholds, places in the image, orientations.
import { ENDS, FIT, FIT_NUMBERS } from '../kernels/scalar/refine-extrema.js';
import type { OctaveGeometry } from './geometry.js';
import type { Keypoint } from './keypoint.js';
import { nearPlaces, type ScaledPlace } from './near-places.js';
import type { Octave } from './octaves.js';
import { directionsLikeOpencv } from './opencv.js';
import { dominantDirections, type OctavePlace } from './orientation.js';
import type { RefinementRejection } from './refine.js';
import type { SiftSettings } from './settings.js';

/** What becomes of an extremum. */
export type ExtremumFate =
  | 'kept'
  | RefinementRejection
  | 'low-contrast'
  | 'edge'
  | 'repeated'
  | 'wrong-sign';

/** The extrema of an octave, judged. */
export interface JudgedOctave {
  readonly octave: Octave;
  /** Kept, or why not, in the order of scale, row, column. */
  readonly fates: readonly ExtremumFate[];
}

/** What becomes of an extremum by itself, by the fit that begins at a place of `fits`. */
export function judgeFit(fits: Float64Array, at: number, settings: SiftSettings): ExtremumFate {
  const end = ENDS[fits[at + FIT.end]!]!;
  if (end !== 'settled') return end;
  const value = fits[at + FIT.value]!;
  // A minimum above zero or a maximum below it is a ripple on a slope, not a blob; OpenCV asks that of the sample.
  const signed = settings.opencv ? fits[at + FIT.start]! : value;
  if (signed > 0 !== (fits[at + FIT.isMaximum] === 1)) return 'wrong-sign';
  if (!(Math.abs(value) >= settings.threshold)) return 'low-contrast';
  const r = settings.edgeRatio;
  if (!(fits[at + FIT.edgeRatio]! < (r + 1) ** 2 / r)) return 'edge';
  return 'kept';
}

/** Two fits nearer than this share of their sigma, and in scale than this ratio, are one extremum. */
const SAME_PLACE = 0.3;
const SAME_SCALE = 1.1;

/** The seam between octaves: places of the last level of one, which the first level of the next may find again. */
export interface OctaveSeam {
  /** Begins the next octave. */
  next(): void;

  /** Whether a fit of this octave has found again a place of the one before. */
  isRepeat(octave: OctaveGeometry, fits: Float64Array, at: number): boolean;

  /** Takes in a fit that was kept. */
  add(octave: OctaveGeometry, fits: Float64Array, at: number): void;
}

/**
 * Keeps what octaves have in common.
 *
 * @param settings - sigmas
 * @returns the seam before the first octave
 */
export function octaveSeam(settings: SiftSettings): OctaveSeam {
  let last: ScaledPlace[] = [];
  let isNear = nearPlaces(last, SAME_PLACE);
  const placeOf = (octave: OctaveGeometry, fits: Float64Array, at: number): ScaledPlace => ({
    x: octave.offsetX + octave.sampling * fits[at + FIT.x]!,
    y: octave.offsetY + octave.sampling * fits[at + FIT.y]!,
    sigma: octave.sampling * sigmaOf(fits[at + FIT.level]!, settings),
  });
  return {
    next() {
      isNear = nearPlaces(last, SAME_PLACE);
      last = [];
    },
    isRepeat(octave, fits, at) {
      if (settings.opencv || fits[at + FIT.sampleLevel] !== 1) return false;
      const place = placeOf(octave, fits, at);
      return isNear(place, (other) => isSame(other, place));
    },
    add(octave, fits, at) {
      const isLast = fits[at + FIT.sampleLevel] === settings.scalesPerOctave;
      if (isLast) last.push(placeOf(octave, fits, at));
    },
  };
}

function isSame(a: ScaledPlace, b: ScaledPlace): boolean {
  const ratio = a.sigma / b.sigma;
  return (
    ratio < SAME_SCALE &&
    ratio > 1 / SAME_SCALE &&
    Math.hypot(a.x - b.x, a.y - b.y) < SAME_PLACE * a.sigma
  );
}

/**
 * The sample at which a fit has ended.
 *
 * @param octave - its octave
 * @param fits - what it found, see `FIT`
 * @param at - where in `fits`
 * @returns its index in the volume of differences
 */
export function lastSample(octave: OctaveGeometry, fits: Float64Array, at: number): number {
  const row = fits[at + FIT.sampleLevel]! * octave.height + fits[at + FIT.sampleY]!;
  return row * octave.width + fits[at + FIT.sampleX]!;
}

/**
 * Every extremum of a scale space with its fate, octave by octave. Of two extrema whose fits end at one
 * place the later one is told as repeated: several equal samples around a place, or the last level of an
 * octave and the first of the next.
 *
 * @param octaves - the scale space
 * @param settings - thresholds
 * @returns the octaves with their extrema
 */
export function judgeOctaves(octaves: readonly Octave[], settings: SiftSettings): JudgedOctave[] {
  const seam = octaveSeam(settings);
  return octaves.map((octave) => {
    seam.next();
    const taken = new Set<number>();
    const { fits } = octave;
    const fates = octave.extrema.map((_, i) => {
      const at = i * FIT_NUMBERS;
      const fate = judgeFit(fits, at, settings);
      if (fate !== 'kept') return fate;
      const sample = lastSample(octave, fits, at);
      if (taken.has(sample) || seam.isRepeat(octave, fits, at)) return 'repeated';
      taken.add(sample);
      seam.add(octave, fits, at);
      return fate;
    });
    return { octave, fates };
  });
}

/**
 * Sigma of a level in samples of its octave.
 *
 * @param level - counted from 0, perhaps a fraction
 * @param settings - sigma of level 0, and scales an octave
 * @returns the sigma of the finer Gaussian
 */
export function sigmaOf(
  level: number,
  { baseSigma, scalesPerOctave }: Pick<SiftSettings, 'baseSigma' | 'scalesPerOctave'>,
): number {
  return baseSigma * 2 ** (level / scalesPerOctave);
}

/** A kept extremum in its octave. */
export interface FoundPlace extends OctavePlace {
  /** The difference there. */
  readonly value: number;
}

/**
 * The place that a fit has found.
 *
 * @param fits - what it found, see `FIT`
 * @param at - where in `fits`
 * @param levels - how many levels there are
 * @param settings - sigmas
 * @returns the place, in samples of the octave
 */
export function foundPlace(
  fits: Float64Array,
  at: number,
  levels: number,
  settings: SiftSettings,
): FoundPlace {
  const fraction = fits[at + FIT.level]!;
  return {
    x: fits[at + FIT.x]!,
    y: fits[at + FIT.y]!,
    sigma: sigmaOf(fraction, settings),
    level: Math.min(Math.max(Math.round(fraction), 0), levels - 1),
    value: fits[at + FIT.value]!,
  };
}

/**
 * A keypoint in the input image.
 *
 * @param octave - its octave
 * @param place - where it lies there
 * @param orientation - one of its directions
 * @param settings - units of sigma and response
 * @returns the keypoint
 */
export function keypointAt(
  octave: OctaveGeometry,
  place: FoundPlace,
  orientation: number,
  settings: SiftSettings,
): Keypoint {
  return {
    x: octave.offsetX + octave.sampling * place.x,
    y: octave.offsetY + octave.sampling * place.y,
    sigma: octave.sampling * place.sigma * settings.sigmaScale,
    orientation,
    response: Math.abs(place.value) * settings.responseScale,
    octave: octave.octave,
    level: place.level,
  };
}

/**
 * The keypoints of a scale space, in the order of octave, scale, row, column and strength of orientation.
 *
 * @param octaves - the scale space
 * @param settings - thresholds
 * @returns keypoints in pixels of the input image
 */
export function detectInOctaves(octaves: readonly Octave[], settings: SiftSettings): Keypoint[] {
  const keypoints: Keypoint[] = [];
  const directionsOf = settings.opencv ? directionsLikeOpencv : dominantDirections;
  for (const { octave, fates } of judgeOctaves(octaves, settings)) {
    const places: FoundPlace[] = [];
    for (let i = 0; i < fates.length; i++) {
      if (fates[i] !== 'kept') continue;
      places.push(foundPlace(octave.fits, i * FIT_NUMBERS, octave.count, settings));
    }
    const { counts, angles } = directionsOf(octave, places);
    let next = 0;
    for (let i = 0; i < places.length; i++) {
      for (const end = next + counts[i]!; next < end; next++) {
        keypoints.push(keypointAt(octave, places[i]!, angles[next]!, settings));
      }
    }
  }
  return keepStrongest(keypoints, settings.maxKeypoints, ({ response }) => response);
}

/**
 * What belongs to the keypoints of the largest response, in the order that it had.
 *
 * @param found - one for each keypoint
 * @param most - how many to keep
 * @param responseOf - of the keypoint
 * @returns at most so many
 */
export function keepStrongest<T>(found: T[], most: number, responseOf: (one: T) => number): T[] {
  if (found.length <= most) return found;
  const order = found.map((_, i) => i);
  order.sort((a, b) => responseOf(found[b]!) - responseOf(found[a]!) || a - b);
  return order
    .slice(0, most)
    .sort((a, b) => a - b)
    .map((i) => found[i]!);
}
