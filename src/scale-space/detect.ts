// From extrema to keypoints: thresholds, places in the image, orientations.
import { type Candidate, octaveCandidates } from './candidates.js';
import type { Keypoint } from './keypoint.js';
import { nearPlaces, type ScaledPlace } from './near-places.js';
import type { Octave } from './octaves.js';
import { dominantDirections, type OctavePlace } from './orientation.js';
import type { ExtremumFit, RefinementRejection } from './refine.js';
import type { SiftSettings } from './settings.js';

/** What becomes of an extremum. */
export type ExtremumFate =
  | 'kept'
  | RefinementRejection
  | 'low-contrast'
  | 'edge'
  | 'repeated'
  | 'wrong-sign';

/** An extremum that was judged. */
export interface JudgedCandidate extends Candidate {
  /** Kept, or why not. */
  readonly fate: ExtremumFate;
}

function judge(candidate: Candidate, settings: SiftSettings): ExtremumFate {
  const { fit, kind } = candidate;
  if ('rejected' in fit) return fit.rejected;
  // A minimum above zero or a maximum below it is a ripple on a slope, not a blob.
  if (fit.value > 0 !== (kind === 'maximum')) return 'wrong-sign';
  if (!(Math.abs(fit.value) >= settings.threshold)) return 'low-contrast';
  const r = settings.edgeRatio;
  if (!(fit.edgeRatio < (r + 1) ** 2 / r)) return 'edge';
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
 * @yields an octave and its extrema in the order of scale, row, column
 */
export function* judgeOctaves(
  octaves: readonly Octave[],
  settings: SiftSettings,
): Generator<{ readonly octave: Octave; readonly judged: JudgedCandidate[] }> {
  let isNear = nearPlaces([], SAME_PLACE);
  for (const octave of octaves) {
    const taken = new Set<number>();
    const last: ScaledPlace[] = [];
    const judged = octaveCandidates(octave).map((candidate) => {
      const fate = judge(candidate, settings);
      const { fit } = candidate;
      if (fate !== 'kept' || 'rejected' in fit) return withFate(candidate, fate);
      const { level, y, x } = fit.sample;
      const sample = (level * octave.height + y) * octave.width + x;
      const place = {
        x: octave.offsetX + octave.sampling * fit.x,
        y: octave.offsetY + octave.sampling * fit.y,
        sigma: octave.sampling * settings.baseSigma * 2 ** (fit.level / settings.scalesPerOctave),
      };
      if (taken.has(sample) || (level === 1 && isNear(place, (other) => isSame(other, place)))) {
        return withFate(candidate, 'repeated');
      }
      taken.add(sample);
      if (level === settings.scalesPerOctave) last.push(place);
      return withFate(candidate, fate);
    });
    isNear = nearPlaces(last, SAME_PLACE);
    yield { octave, judged };
  }
}

// Field by field: engines take several times as long to spread an object.
function withFate({ index, value, kind, fit }: Candidate, fate: ExtremumFate): JudgedCandidate {
  return { index, value, kind, fit, fate };
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
 * A fit's place in the samples of its octave.
 *
 * @param fit - the fit
 * @param octave - its octave
 * @param settings - scales an octave
 * @returns centre, sigma and nearest level
 */
function placeInOctave(fit: ExtremumFit, octave: Octave, settings: SiftSettings): OctavePlace {
  const sigma = settings.baseSigma * 2 ** (fit.level / settings.scalesPerOctave);
  const level = Math.min(Math.max(Math.round(fit.level), 0), octave.sigmas.length - 1);
  return { x: fit.x, y: fit.y, sigma, level };
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
  for (const { octave, judged } of judgeOctaves(octaves, settings)) {
    const fits: ExtremumFit[] = [];
    const places: OctavePlace[] = [];
    for (const { fate, fit } of judged) {
      if (fate !== 'kept' || 'rejected' in fit) continue;
      fits.push(fit);
      places.push(placeInOctave(fit, octave, settings));
    }
    const { counts, angles } = dominantDirections(octave, places);
    let next = 0;
    for (let i = 0; i < fits.length; i++) {
      const { x, y, value } = fits[i]!;
      const { sigma, level } = places[i]!;
      for (const end = next + counts[i]!; next < end; next++) {
        keypoints.push({
          x: octave.offsetX + octave.sampling * x,
          y: octave.offsetY + octave.sampling * y,
          sigma: octave.sampling * sigma * settings.sigmaScale,
          orientation: angles[next]!,
          response: Math.abs(value) * settings.responseScale,
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
