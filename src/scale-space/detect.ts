// From extrema to keypoints: thresholds, places in the image, orientations.
import type { FloatTypedArray } from '../core/types.js';
import { type Candidate, octaveCandidates, octaveDifferences } from './candidates.js';
import type { Keypoint } from './keypoint.js';
import type { Octave } from './octaves.js';
import { dominantAngles, type OctavePlace } from './orientation.js';
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

/**
 * Every extremum of an octave with its fate.
 *
 * @param octave - the octave's images
 * @param differences - what `octaveDifferences` gave
 * @param settings - thresholds
 * @returns in the order of scale, row, column
 */
export function judgeOctave(
  octave: Octave,
  differences: FloatTypedArray,
  settings: SiftSettings,
): JudgedCandidate[] {
  const taken = new Set<number>();
  return octaveCandidates(octave, differences, settings).map((candidate) => {
    const fate = judge(candidate, settings);
    if (fate !== 'kept' || 'rejected' in candidate.fit) return { ...candidate, fate };
    // Two extrema may be led to one sample: one keypoint.
    const { level, y, x } = candidate.fit.sample;
    const sample = (level * octave.height + y) * octave.width + x;
    if (taken.has(sample)) return { ...candidate, fate: 'repeated' };
    taken.add(sample);
    return { ...candidate, fate };
  });
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
  let buffer: FloatTypedArray | undefined;
  for (const octave of octaves) {
    const differences = octaveDifferences(octave, buffer);
    // The first octave is the largest: its storage serves the others.
    buffer ??= differences;
    for (const { fate, fit } of judgeOctave(octave, differences, settings)) {
      if (fate !== 'kept' || 'rejected' in fit) continue;
      const place = placeInOctave(fit, octave, settings);
      for (const orientation of dominantAngles(octave, place)) {
        keypoints.push({
          x: octave.offsetX + octave.sampling * fit.x,
          y: octave.offsetY + octave.sampling * fit.y,
          sigma: octave.sampling * place.sigma * settings.sigmaScale,
          orientation,
          response: Math.abs(fit.value) * settings.responseScale,
          octave: octave.octave,
          level: place.level,
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
