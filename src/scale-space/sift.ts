// SIFT as its paper has it: scale space, extrema, refinement, orientation, descriptor.
import type { NdArray } from 'ndarray';
import { createNdArray } from '../core/create.js';
import type { ArrayInput } from '../core/types.js';
import { DESCRIPTOR_LENGTH } from '../kernels/scalar/sift-descriptor.js';
import { imageLevels } from '../kernels/simd/generated/image-levels.js';
import { holding } from '../kernels/simd/hold.js';
import { extremaSearch } from './candidates.js';
import { describeInOctaves } from './describe.js';
import { detectInOctaves } from './detect.js';
import type { Keypoint } from './keypoint.js';
import { buildOctaves } from './octaves.js';
import { readImage, readSettings, type SiftOptions } from './settings.js';
import { siftInWindows } from './sift-in-windows.js';

/** Keypoints with their descriptors, in the same order. */
export interface SiftResult {
  /** Places, scales and orientations. */
  readonly keypoints: Keypoint[];
  /** One row of 128 numbers for each keypoint, [n, 128]. */
  readonly descriptors: NdArray<Float32Array>;
}

/**
 * Keypoints of an image with descriptors that survive turning, scaling, noise and changes of light: the
 * scale-invariant feature transform.
 *
 * Builds the Gaussian scale space, finds the extrema of its differences among 26 neighbours (of equal ones the first),
 * refines each by a fit, drops those of low contrast and those on edges, assigns the dominant directions of the
 * gradient (one keypoint each), and describes each by a histogram of gradients.
 *
 * Positions are in pixels of the input image, `x` to the right and `y` down, with pixel centres on whole
 * numbers. An image that is constant, or smaller than four pixels on an axis (eight without `upsample`),
 * has no keypoints. Descriptors have unit length; their 4×4 cells go row by row, and the eight directions
 * of a cell stand in the order of Lowe's and OpenCV's descriptors, so that they can be compared with those.
 *
 * The preset "opencv" finds the keypoints of OpenCV's `SIFT_create()`: on twelve pictures 6610 of 6611, all but a few to a
 * thousandth of a pixel, with descriptors whose bytes, `Math.min(255, Math.round(512 * d))`, are mostly the same or differ by 1.
 * `convertKeypoints` gives them OpenCV's form, with its quarter of a pixel. These are fewer: there are none within five samples of
 * a border, and many that lie between two samples are lost. The other presets find those, and all more exactly.
 *
 * At its peak it takes about 30 bytes for each pixel of the doubled image, that is 120 bytes for each pixel
 * of a float32 image (twice that in float64); `upsample: false` takes a quarter. Of a float32 or integer image for which
 * that is more than 268 MB (1920×1080 pixels are just below) some rows are held at a time, which gives the same results in about
 * 30 bytes for each pixel of the image and 30 MB: 12 megapixels take 0.4 GB. Held whole are images in float64, those with the
 * preset "opencv" or `domainSizePooling`, and up to 537 MB those with `maxKeypoints`.
 *
 * @param image - grey values [h, w]; floats in 0..1 (see `intensityRange`), integers as fractions of their type's maximum (computed in float32)
 * @param options - all of `SiftOptions`; `preset` "standard", 3 scales an octave, `baseSigma` 1.6, `contrastThreshold` 0.04, `edgeRatio` 10, `upsample` true
 * @returns keypoints in the order of octave, scale, row and column, and their descriptors [n, 128]
 * @throws ShapeError where the image is not two-dimensional, DomainError for NaN and infinite pixels (named with their position) and options out of range, KindError for unknown options
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004
 * @see I. Rey Otero, M. Delbracio, "Anatomy of the SIFT method", IPOL 2014
 *
 * @example
 * A bright blob of standard deviation 4 is found at its centre.
 * ```ts
 * import { sift } from 'fovea';
 * const blob = Array.from({ length: 64 }, (_, y) => Array.from({ length: 64 }, (_, x) =>
 *   0.2 + 0.6 * Math.exp(-((x - 30) ** 2 + (y - 33) ** 2) / 32)));
 * const { keypoints, descriptors } = sift(blob, { maxKeypoints: 1 });
 * Math.round(keypoints[0].x) // => 30
 * Math.round(keypoints[0].y) // => 33
 * descriptors.shape // => [1, 128]
 * ```
 */
export function sift(image: ArrayInput, options?: SiftOptions): SiftResult {
  const settings = readSettings('sift', options);
  const dense = readImage('sift', image);
  return holding(imageLevels, (hold) => {
    const large = siftInWindows(dense, settings, hold);
    if (large) return withShape(large.keypoints, large.descriptors);
    const octaves = buildOctaves(
      'sift',
      dense,
      settings,
      settings.border,
      hold,
      extremaSearch(settings),
    );
    const keypoints = detectInOctaves(octaves, settings);
    const descriptors = describeInOctaves(octaves, keypoints, settings);
    return withShape(keypoints, descriptors);
  });
}

function withShape(keypoints: Keypoint[], descriptors: Float32Array): SiftResult {
  const shape = [keypoints.length, DESCRIPTOR_LENGTH] as const;
  return { keypoints, descriptors: createNdArray(descriptors, shape) };
}
