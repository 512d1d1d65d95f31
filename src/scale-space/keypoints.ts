// The two halves of SIFT, for callers who want one of them.
import type { NdArray } from 'ndarray';
import { checkNumber } from '../core/check.js';
import { createNdArray } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { DESCRIPTOR_LENGTH } from '../kernels/scalar/sift-descriptor.js';
import { imageLevels } from '../kernels/simd/generated/image-levels.js';
import { holding } from '../kernels/simd/hold.js';
import { extremaSearch } from './candidates.js';
import { describeInOctaves } from './describe.js';
import { detectInOctaves } from './detect.js';
import type { Keypoint, KeypointFrame } from './keypoint.js';
import { buildOctaves } from './octaves.js';
import { readImage, readSettings, type SiftOptions } from './settings.js';
import { describeInWindows, detectInWindows } from './sift-in-windows.js';

/**
 * Keypoints of an image: refined extrema of its scale space, with orientation. What `sift` finds,
 * without descriptors.
 *
 * @param image - grey values [h, w], as `sift` takes them
 * @param options - as `sift`
 * @returns keypoints in the order of octave, scale, row and column
 * @throws as `sift`
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, sections 3 to 5
 *
 * @example
 * A constant image has none.
 * ```ts
 * import { detectKeypoints } from 'fovea';
 * detectKeypoints(Array.from({ length: 32 }, () => Array(32).fill(0.5))) // => []
 * ```
 */
export function detectKeypoints(image: ArrayInput, options?: SiftOptions): Keypoint[] {
  const fn = 'detectKeypoints';
  const settings = readSettings(fn, options);
  const dense = readImage(fn, image);
  return holding(imageLevels, (hold) => {
    const large = detectInWindows(dense, settings, hold);
    if (large) return large;
    const octaves = buildOctaves(
      fn,
      dense,
      settings,
      settings.border,
      hold,
      extremaSearch(settings),
    );
    return detectInOctaves(octaves, settings);
  });
}

/**
 * Descriptors of given places, found by `detectKeypoints` or elsewhere (see `convertKeypoints`): each is
 * read at the level of the scale space nearest to its sigma.
 *
 * @param image - grey values [h, w], as `sift` takes them
 * @param keypoints - places with sigma and orientation; the other fields of a keypoint are not read
 * @param options - as `sift`
 * @returns one row of 128 numbers for each keypoint, [n, 128], of unit length; zeros where the image is flat
 * @throws as `sift`; KindError where a keypoint lacks a number, DomainError where it lies outside the image or its sigma is not positive
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 6
 *
 * @example
 * One descriptor of a place chosen by hand.
 * ```ts
 * import { describeKeypoints } from 'fovea';
 * const ramp = Array.from({ length: 32 }, () => Array.from({ length: 32 }, (_, x) => x / 32));
 * const place = { x: 15.5, y: 15.5, sigma: 2, orientation: 0 };
 * describeKeypoints(ramp, [place]).shape // => [1, 128]
 * ```
 */
export function describeKeypoints(
  image: ArrayInput,
  keypoints: readonly KeypointFrame[],
  options?: SiftOptions,
): NdArray<Float32Array> {
  const fn = 'describeKeypoints';
  const settings = readSettings(fn, options);
  const dense = readImage(fn, image);
  if (!Array.isArray(keypoints)) {
    throw new KindError({
      function: fn,
      argument: 'keypoints',
      expected: 'a list of keypoints',
      got: describeValue(keypoints),
    });
  }
  const [height, width] = dense.shape as [number, number];
  for (let i = 0; i < keypoints.length; i++) {
    const keypoint: unknown = keypoints[i];
    if (typeof keypoint !== 'object' || keypoint === null) {
      throw new KindError({
        function: fn,
        argument: `keypoints[${i}]`,
        expected: 'an object { x, y, sigma, orientation }',
        got: describeValue(keypoint),
      });
    }
    const { x, y, sigma, orientation } = keypoint as KeypointFrame;
    checkNumber(fn, `keypoints[${i}].x`, x, { min: -0.5, max: width - 0.5 });
    checkNumber(fn, `keypoints[${i}].y`, y, { min: -0.5, max: height - 0.5 });
    checkNumber(fn, `keypoints[${i}].sigma`, sigma, { above: 0 });
    checkNumber(fn, `keypoints[${i}].orientation`, orientation);
  }
  return holding(imageLevels, (hold) => {
    const large = describeInWindows(dense, keypoints, settings, hold);
    if (large) return createNdArray(large, [keypoints.length, DESCRIPTOR_LENGTH]);
    const octaves = buildOctaves(fn, dense, settings, settings.border, hold);
    if (octaves.length === 0 && keypoints.length > 0) {
      throw new DomainError({
        function: fn,
        argument: 'image',
        expected: 'an image with room for one octave',
        got: `${height} by ${width} pixels`,
      });
    }
    const descriptors = describeInOctaves(octaves, keypoints, settings);
    return createNdArray(descriptors, [keypoints.length, DESCRIPTOR_LENGTH]);
  });
}
