// Gaussian blur and Gaussian derivatives of arrays of any rank.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { HIGHEST_DERIVATIVE } from './gaussian-kernel.js';
import { checkGaussians, GAUSSIAN_OPTIONS, type GaussianOptions } from './gaussians.js';
import { checkBorder, eachAxis, readPixels } from './options.js';
import { filterChecking } from './separable.js';

/** What `gaussianBlur` may be told. */
export interface GaussianBlurOptions extends GaussianOptions {
  /** Order of the derivative along each axis, or one for all axes; 0 (the default) is the blur itself, 1000 the highest. */
  derivative?: number | readonly number[] | undefined;
}

/**
 * An image blurred by a Gaussian, or the Gaussian's derivative of it.
 *
 * $$L(x, y) = \sum_{u, v} g_{\sigma_y}[v]\, g_{\sigma_x}[u]\; I(x - u, y - v)$$
 *
 * with the sampled, normalised $g$ of `gaussianKernel`, and $\partial^n g$ in its place along an axis whose
 * `derivative` is n: $[0, 1]$ is $\partial L/\partial x$, positive where the image rises to the right. A blur
 * keeps the mean of a constant image and adds $\sigma^2$ to the variance of a spot.
 *
 * The array may have any number of axes: a signal, an image, a volume. Results agree with SciPy's
 * `gaussian_filter` (`truncate` and `border` are its words, `constant` its `cval`) and, with `radius`
 * (k − 1)/2 and border "mirror", with OpenCV's `GaussianBlur` of size k. One thing is different: a constant
 * border surrounds the image, so that a derivative of it is 0 out there, where SciPy takes the constant once
 * more for each axis. Integers are taken as they stand.
 *
 * @param image - finite numbers, of any shape with at least one axis and one element
 * @param sigma - standard deviation in pixels, above 0; or one an axis ([sigmaY, sigmaX]), of which 0 leaves
 * its axis alone and one at least is above 0
 * @param options - `truncate`, `radius`, `border`, `constant`, `derivative`
 * @returns the shape of `image`; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see T. Lindeberg, "Scale-Space Theory in Computer Vision", 1994, on Gaussians and their derivatives
 *
 * @example
 * A single bright pixel becomes the kernel.
 * ```ts
 * import { gaussianBlur, toNested } from 'fovea';
 * const row = [0, 0, 1, 0, 0];
 * toNested(gaussianBlur(row, 0.5)) // => [0.00026386508, 0.10645077, 0.78657073, 0.10645077, 0.00026386508]
 * ```
 */
export function gaussianBlur(
  image: ArrayInput,
  sigma: number | readonly number[],
  options?: GaussianBlurOptions,
): FloatNdArray {
  const fn = 'gaussianBlur';
  const given = checkOptions(fn, options, [...GAUSSIAN_OPTIONS, 'derivative']);
  const read = readPixels(fn, image);
  const rank = read.shape.length;
  const derivatives = eachAxis(fn, 'derivative', given.derivative ?? 0, rank, (order) =>
    checkNumber(fn, 'derivative', order, { integer: true, min: 0, max: HIGHEST_DERIVATIVE }),
  );
  const taps = checkGaussians(fn, sigma, given, rank);
  const kernels = derivatives.map((order, axis) => taps(axis, order));
  return wrap(filterChecking(fn, read, kernels, checkBorder(fn, given)), read.shape);
}
