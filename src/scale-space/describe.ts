// The 128 numbers that describe the neighbourhood of a keypoint.
import { siftDescriptor as siftDescriptorScalar } from '../kernels/scalar/sift-descriptor.js';
import { kernel } from '../kernels/select.js';
import { siftDescriptor } from '../kernels/simd/sift-patches.js';
import type { KeypointFrame } from './keypoint.js';
import type { Octave } from './octaves.js';
import type { SiftSettings } from './settings.js';

/** Numbers in a descriptor: 4×4 cells of 8 directions; Lowe 2004, section 6.1. */
export const DESCRIPTOR_LENGTH = 128;
/** Side of a cell in sigmas of the keypoint. */
const CELL_SIGMAS = 3;
/** No number of the normalised descriptor exceeds this before it is normalised again; Lowe 2004, section 6.1. */
const CLIP = 0.2;
/** Sizes of domain-size pooling, as factors of sigma: ten from 1/6 to 3, as COLMAP takes them. */
const POOLED_SIZES = Array.from({ length: 10 }, (_, i) => 1 / 6 + (i * (3 - 1 / 6)) / 9);

/**
 * Descriptors of keypoints in a scale space.
 *
 * @param octaves - the scale space
 * @param keypoints - in pixels of the input image; each is read at the level nearest to its sigma
 * @param settings - scales an octave, RootSIFT, domain-size pooling
 * @returns [keypoints, 128], row-major
 */
export function describeInOctaves(
  octaves: readonly Octave[],
  keypoints: readonly KeypointFrame[],
  settings: SiftSettings,
): Float32Array {
  const descriptors = new Float32Array(keypoints.length * DESCRIPTOR_LENGTH);
  const sizes = settings.domainSizePooling ? POOLED_SIZES : [1];
  const votes = new Float64Array(DESCRIPTOR_LENGTH);
  const sum = new Float64Array(DESCRIPTOR_LENGTH);
  for (let k = 0; k < keypoints.length; k++) {
    sum.fill(0);
    for (const size of sizes) {
      votes.fill(0);
      collectVotes(octaves, keypoints[k]!, keypoints[k]!.sigma * size, settings, votes);
      if (sizes.length > 1) normalize(votes);
      for (let i = 0; i < DESCRIPTOR_LENGTH; i++) sum[i]! += votes[i]!;
    }
    normalize(sum);
    for (let i = 0; i < DESCRIPTOR_LENGTH; i++) sum[i] = Math.min(sum[i]!, CLIP);
    if (settings.rootSift) squareRoot(sum);
    else normalize(sum);
    descriptors.set(sum, k * DESCRIPTOR_LENGTH);
  }
  return descriptors;
}

/** The level whose sigma is nearest, in octaves, to the one asked for. */
function collectVotes(
  octaves: readonly Octave[],
  keypoint: KeypointFrame,
  sigma: number,
  settings: SiftSettings,
  votes: Float64Array,
): void {
  const { scalesPerOctave, baseSigma } = settings;
  const scale = scalesPerOctave * Math.log2(sigma / (baseSigma * octaves[0]!.sampling));
  // Levels 1 … s belong to their octave; level s + 1 is level 1 of the next.
  const index = Math.round(scale);
  const o = Math.min(Math.max(Math.floor((index - 1) / scalesPerOctave), 0), octaves.length - 1);
  const octave = octaves[o]!;
  const level = Math.min(Math.max(index - o * scalesPerOctave, 0), scalesPerOctave + 2);
  const { height, width, sampling } = octave;
  kernel('siftDescriptor', siftDescriptorScalar, siftDescriptor)(
    octave.levels,
    level * height * width,
    height,
    width,
    (keypoint.x - octave.offsetX) / sampling,
    (keypoint.y - octave.offsetY) / sampling,
    (CELL_SIGMAS * sigma) / sampling,
    keypoint.orientation,
    votes,
  );
}

/** Scales to unit length; zeros stay zeros. */
function normalize(v: Float64Array): void {
  let square = 0;
  for (let i = 0; i < v.length; i++) square += v[i]! * v[i]!;
  if (square === 0) return;
  const factor = 1 / Math.sqrt(square);
  for (let i = 0; i < v.length; i++) v[i]! *= factor;
}

/** Scales to a sum of one and takes square roots, which has unit length; zeros stay zeros. */
function squareRoot(v: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]!;
  if (sum === 0) return;
  for (let i = 0; i < v.length; i++) v[i] = Math.sqrt(v[i]! / sum);
}
