import { allocate, computeDType, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { followCurveScalar } from '../kernels/scalar/intensity-maps.js';
import { kernel } from '../kernels/select.js';
import { readPixels } from './pixels.js';

/**
 * Changes intensities so that their histogram becomes that of a reference image.
 *
 * $$x' = H_r^{-1}(H(x))$$
 *
 * $H(x)$ is the share of the image's values up to x; $H_r^{-1}$ reads the reference's value at that share, linearly
 * between the values that occur, as scikit-image does. The order of values is kept (equals stay equal), and an image
 * matched to itself is itself. The result is in the reference's unit.
 *
 * @param image - intensities of any shape
 * @param reference - the image whose histogram is wanted, of any shape
 * @returns an array of the image's shape; float32 where every floating input is a Float32Array, else float64
 * @throws KindError where something is no array or of another kind,
 * DomainError for values that are not finite, ShapeError for an image without pixels
 *
 * @example
 * The darker half takes the reference's dark value, the brighter half its bright one.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { matchHistogram } from 'fovea/intensity-histogram';
 * toNested(matchHistogram([1, 2, 1, 2], [[30, 70]])) // => [30, 70, 30, 70]
 * ```
 */
export function matchHistogram(image: ArrayInput, reference: ArrayInput): FloatNdArray {
  const fn = 'matchHistogram';
  const { data, shape } = readPixels(fn, image);
  const wanted = sharesOf(readPixels(fn, reference, undefined, 'reference').data);
  const present = sharesOf(data);
  const heights = allocate('float64', present.values.length);
  const follow = kernel('followCurve', followCurveScalar);
  follow(present.shares, wanted.shares, wanted.values, heights);
  const target = allocate(computeDType(image, reference), data.length);
  follow(data, present.values, heights, target);
  return wrap(target, shape);
}

/** The values that occur, rising, and the share of values up to each. */
function sharesOf(data: FloatTypedArray): { values: Float64Array; shares: Float64Array } {
  const sorted = data.slice().sort();
  const values = allocate('float64', sorted.length);
  const shares = allocate('float64', sorted.length);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i]! === sorted[i - 1]!) count--;
    values[count] = sorted[i]!;
    shares[count] = (i + 1) / sorted.length;
    count++;
  }
  return { values: values.subarray(0, count), shares: shares.subarray(0, count) };
}
