// The Laplacian of a blurred image.
import { checkBoolean, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { addMultiple as addMultipleScalar } from '../kernels/scalar/combine-images.js';
import { kernel } from '../kernels/select.js';
import { checkGaussians, GAUSSIAN_OPTIONS, type SecondDerivativeOptions } from './gaussians.js';
import { checkBorder, readImage } from './options.js';
import { filterSeparably } from './separable.js';

/**
 * The sum of the second derivatives of an image blurred by a Gaussian.
 *
 * $$\nabla^2 L = L_{xx} + L_{yy},\qquad L = g_\sigma * I$$
 *
 * Each derivative is taken by a Gaussian's derivative, as `gaussianBlur` takes it. The result is negative on
 * bright blobs and positive on dark ones; with `scaleNormalized` it is $\sigma^2 \nabla^2 L$, whose extremum
 * over the scales is at $\sigma = s$ for a blob that is a Gaussian of standard deviation s. Results agree with
 * SciPy's `gaussian_laplace`.
 *
 * @param image - finite numbers, of any shape with at least one axis and one element
 * @param sigma - standard deviation in pixels, above 0; or one an axis, each above 0
 * @param options - `truncate`, `radius`, `border`, `constant`, `scaleNormalized`
 * @returns the shape of `image`; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see T. Lindeberg, "Feature detection with automatic scale selection", International Journal of Computer Vision 30, 1998
 *
 * @example
 * A parabola's second derivative is 2, however it is blurred.
 * ```ts
 * import { laplacianOfGaussian } from 'fovea';
 * const parabola = Array.from({ length: 41 }, (_, x) => (x - 20) ** 2);
 * laplacianOfGaussian(parabola, 2, { truncate: 8 }).get(20) // => 2
 * ```
 */
export function laplacianOfGaussian(
  image: ArrayInput,
  sigma: number | readonly number[],
  options?: SecondDerivativeOptions,
): FloatNdArray {
  const fn = 'laplacianOfGaussian';
  const given = checkOptions(fn, options, [...GAUSSIAN_OPTIONS, 'scaleNormalized']);
  const read = readImage(fn, image);
  const rank = read.shape.length;
  const taps = checkGaussians(fn, sigma, given, rank);
  const normalized = checkBoolean(fn, 'scaleNormalized', given.scaleNormalized ?? false);
  const border = checkBorder(fn, given);
  const add = kernel('addMultiple', addMultipleScalar);
  const derivatives = read.shape.map((_, along) => {
    const kernels = read.shape.map((_, axis) => taps(axis, axis === along ? 2 : 0, normalized));
    return filterSeparably(read, kernels, border);
  });
  const sum = derivatives[0]!;
  for (const derivative of derivatives.slice(1)) add(derivative, 1, sum);
  return wrap(sum, read.shape);
}
