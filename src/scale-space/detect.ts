// From extrema to keypoints: thresholds, places in the image, orientations.
import { ENDS, FIT, FIT_NUMBERS } from '../kernels/scalar/refine-extrema.js';
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

function judge(fits: Float64Array, at: number, settings: SiftSettings): ExtremumFate {
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
  let last: ScaledPlace[] = [];
  return octaves.map((octave) => {
    const isNear = nearPlaces(last, SAME_PLACE);
    last = [];
    const taken = new Set<number>();
    const { fits } = octave;
    const fates = octave.extrema.map((_, i) => {
      const at = i * FIT_NUMBERS;
      const fate = judge(fits, at, settings);
      if (fate !== 'kept') return fate;
      const level = fits[at + FIT.sampleLevel]!;
      const row = level * octave.height + fits[at + FIT.sampleY]!;
      const sample = row * octave.width + fits[at + FIT.sampleX]!;
      const place = {
        x: octave.offsetX + octave.sampling * fits[at + FIT.x]!,
        y: octave.offsetY + octave.sampling * fits[at + FIT.y]!,
        sigma: octave.sampling * sigmaOf(fits[at + FIT.level]!, settings),
      };
      const fromBelow = level === 1 && !settings.opencv;
      if (taken.has(sample) || (fromBelow && isNear(place, (other) => isSame(other, place)))) {
        return 'repeated';
      }
      taken.add(sample);
      if (level === settings.scalesPerOctave) last.push(place);
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

function isSame(a: ScaledPlace, b: ScaledPlace): boolean {
  const ratio = a.sigma / b.sigma;
  return (
    ratio < SAME_SCALE &&
    ratio > 1 / SAME_SCALE &&
    Math.hypot(a.x - b.x, a.y - b.y) < SAME_PLACE * a.sigma
  );
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
  for (const { octave, fates } of judgeOctaves(octaves, settings)) {
    const { fits } = octave;
    const places: OctavePlace[] = [];
    const values: number[] = [];
    for (let i = 0; i < fates.length; i++) {
      if (fates[i] !== 'kept') continue;
      const at = i * FIT_NUMBERS;
      const fraction = fits[at + FIT.level]!;
      const level = Math.min(Math.max(Math.round(fraction), 0), octave.count - 1);
      const sigma = sigmaOf(fraction, settings);
      places.push({ x: fits[at + FIT.x]!, y: fits[at + FIT.y]!, sigma, level });
      values.push(fits[at + FIT.value]!);
    }
    const directionsOf = settings.opencv ? directionsLikeOpencv : dominantDirections;
    const { counts, angles } = directionsOf(octave, places);
    let next = 0;
    for (let i = 0; i < places.length; i++) {
      const { x, y, sigma, level } = places[i]!;
      for (const end = next + counts[i]!; next < end; next++) {
        keypoints.push({
          x: octave.offsetX + octave.sampling * x,
          y: octave.offsetY + octave.sampling * y,
          sigma: octave.sampling * sigma * settings.sigmaScale,
          orientation: angles[next]!,
          response: Math.abs(values[i]!) * settings.responseScale,
          octave: octave.octave,
          level,
        });
      }
    }
  }
  return keepStrongest(keypoints, settings.maxKeypoints);
}

function keepStrongest(keypoints: Keypoint[], most: number): Keypoint[] {
  if (keypoints.length <= most) return keypoints;
  const order = keypoints.map((_, i) => i);
  order.sort((a, b) => keypoints[b]!.response - keypoints[a]!.response || a - b);
  return order
    .slice(0, most)
    .sort((a, b) => a - b)
    .map((i) => keypoints[i]!);
}
