// The 128 numbers that describe the neighbourhood of a keypoint.
import type { FloatTypedArray } from '../core/types.js';
import type { DescriptorFinish } from '../kernels/patch-kernels.js';
import {
  DESCRIPTOR_LENGTH,
  DESCRIPTOR_PLACE,
  siftDescriptors as descriptorsScalar,
  finishDescriptor,
  unitLength,
} from '../kernels/scalar/sift-descriptor.js';
import { kernel } from '../kernels/select.js';
import { siftDescriptors } from '../kernels/simd/sift-patches.js';
import type { OctaveGeometry } from './geometry.js';
import type { KeypointFrame } from './keypoint.js';
import type { Octave } from './octaves.js';
import { roundToEven } from './opencv.js';
import type { SiftSettings } from './settings.js';

/** Side of a cell in sigmas of the keypoint. */
export const CELL_SIGMAS = 3;
/** Sizes of domain-size pooling, as factors of sigma: ten from 1/6 to 3, as COLMAP takes them. */
const POOLED_SIZES = /* @__PURE__ */ Array.from(
  { length: 10 },
  (_, i) => 1 / 6 + (i * (3 - 1 / 6)) / 9,
);

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
  const finish = settings.rootSift ? 'root' : 'unit';
  if (settings.domainSizePooling) pool(octaves, keypoints, settings, finish, descriptors);
  else describe(octaves, keypoints, 1, settings, finish, descriptors);
  return descriptors;
}

/** Keypoints whose descriptors of several sizes are held at a time. */
const POOLED_TOGETHER = 256;

/** The mean of descriptors of several sizes, each of unit length before. */
function pool(
  octaves: readonly Octave[],
  keypoints: readonly KeypointFrame[],
  settings: SiftSettings,
  finish: DescriptorFinish,
  target: Float32Array,
): void {
  for (let start = 0; start < keypoints.length; start += POOLED_TOGETHER) {
    const some = keypoints.slice(start, start + POOLED_TOGETHER);
    const votes = new Float64Array(some.length * DESCRIPTOR_LENGTH);
    const sums = new Float64Array(votes.length);
    for (const size of POOLED_SIZES) {
      describe(octaves, some, size, settings, 'votes', votes);
      each(votes, unitLength);
      for (let i = 0; i < sums.length; i++) sums[i]! += votes[i]!;
    }
    each(sums, (sum) => finishDescriptor(sum, finish));
    target.set(sums, start * DESCRIPTOR_LENGTH);
  }
}

function each(descriptors: Float64Array, run: (descriptor: Float64Array) => void): void {
  for (let i = 0; i < descriptors.length; i += DESCRIPTOR_LENGTH) {
    run(descriptors.subarray(i, i + DESCRIPTOR_LENGTH));
  }
}

/** Descriptors of keypoints at `size` times their sigmas, each read at the level nearest to that; octave by octave. */
function describe(
  octaves: readonly Octave[],
  keypoints: readonly KeypointFrame[],
  size: number,
  settings: SiftSettings,
  finish: DescriptorFinish,
  target: FloatTypedArray,
): void {
  const places = new Float64Array(keypoints.length * DESCRIPTOR_PLACE);
  const run = kernel('siftDescriptors', descriptorsScalar, siftDescriptors);
  let start = 0;
  let current = 0;
  const flush = (end: number): void => {
    const { levels, height, width } = octaves[current]!;
    const some = places.subarray(start * DESCRIPTOR_PLACE, end * DESCRIPTOR_PLACE);
    const to = target.subarray(start * DESCRIPTOR_LENGTH, end * DESCRIPTOR_LENGTH);
    if (end > start) run(levels, height, width, some, finish, to);
    start = end;
  };
  for (let k = 0; k < keypoints.length; k++) {
    const at = k * DESCRIPTOR_PLACE;
    const o = putDescriptorPlace(octaves, keypoints[k]!, size, settings, places, at);
    if (o !== current) flush(k);
    current = o;
  }
  if (keypoints.length > 0) flush(keypoints.length);
}

/**
 * Where a keypoint is described: in which octave, and what the kernel is told.
 *
 * @param octaves - the scale space
 * @param keypoint - in pixels of the input image
 * @param size - factor of its sigma
 * @param settings - sigmas
 * @param target - where the level, x, y, the size of a cell in samples, and the orientation go
 * @param at - the first of these numbers
 * @returns the octave
 */
export function putDescriptorPlace(
  octaves: readonly OctaveGeometry[],
  keypoint: KeypointFrame,
  size: number,
  settings: SiftSettings,
  target: Float64Array,
  at: number,
): number {
  const { scalesPerOctave, opencv } = settings;
  const sigma = keypoint.sigma * size;
  const index = scaleIndex(sigma, octaves[0]!.sampling, settings);
  const o = octaveOf(index, scalesPerOctave, octaves.length - 1);
  const { offsetX, offsetY, sampling } = octaves[o]!;
  const x = (keypoint.x - offsetX) / sampling;
  const y = (keypoint.y - offsetY) / sampling;
  target[at] = levelOf(index, o, scalesPerOctave);
  // OpenCV describes the neighbourhood of the nearest sample.
  target[at + 1] = opencv ? roundToEven(x) : x;
  target[at + 2] = opencv ? roundToEven(y) : y;
  target[at + 3] = (CELL_SIGMAS * sigma) / sampling;
  target[at + 4] = keypoint.orientation;
  return o;
}

/**
 * How many steps of scale a sigma is above the first level of the first octave, rounded.
 *
 * @param sigma - in input pixels
 * @param sampling - step of the first octave
 * @param settings - sigma of an octave's first level, and scales an octave
 * @returns a whole number
 */
export function scaleIndex(
  sigma: number,
  sampling: number,
  { scalesPerOctave, baseSigma }: Pick<SiftSettings, 'scalesPerOctave' | 'baseSigma'>,
): number {
  return Math.round(scalesPerOctave * Math.log2(sigma / (baseSigma * sampling)));
}

/** The octave of such an index: levels 1 … s belong to their octave; level s + 1 is level 1 of the next. */
export function octaveOf(index: number, scalesPerOctave: number, last: number): number {
  return Math.min(Math.max(Math.floor((index - 1) / scalesPerOctave), 0), last);
}

/** The level there; the nearest there is. */
export function levelOf(index: number, octave: number, scalesPerOctave: number): number {
  return Math.min(Math.max(index - octave * scalesPerOctave, 0), scalesPerOctave + 2);
}
