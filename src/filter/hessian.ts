// Second derivatives of a blurred image.
import { checkBoolean, checkOptions } from '../core/check.js';
import { allocate, computeDType, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { symmetricDeterminant as symmetricDeterminantScalar } from '../kernels/scalar/combine-images.js';
import { kernel } from '../kernels/select.js';
import { checkGaussians, GAUSSIAN_OPTIONS, type SecondDerivativeOptions } from './gaussians.js';
import { checkBorder, readImage } from './options.js';
import { filterSeparably } from './separable.js';

/** The second derivatives of an image, each of the image's shape. */
export interface HessianMatrix {
  /** Twice along x. */
  readonly hxx: FloatNdArray;
  /** Once along x, once along y. */
  readonly hxy: FloatNdArray;
  /** Twice along y. */
  readonly hyy: FloatNdArray;
}

/**
 * The second derivatives of an image blurred by a Gaussian, at each pixel, in grey values per pixel².
 *
 * $$H = \begin{pmatrix} L_{xx} & L_{xy} \\ L_{xy} & L_{yy} \end{pmatrix},\qquad L = g_\sigma * I$$
 *
 * Each entry is one Gaussian derivative of the image, as `gaussianBlur` takes it, not a difference of blurred
 * pixels. With `scaleNormalized` entries are multiplied by $\sigma^2$.
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param sigma - standard deviation in pixels, above 0; or [sigmaY, sigmaX]
 * @param options - `truncate`, `radius`, `border`, `constant`, `scaleNormalized`
 * @returns `hxx`, `hxy` and `hyy`, each [height, width]; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see T. Lindeberg, "Feature detection with automatic scale selection", International Journal of Computer Vision 30, 1998
 *
 * @example
 * The saddle x·y rises along one diagonal: only the mixed derivative is there.
 * ```ts
 * import { hessianMatrix } from 'fovea';
 * const line = Array.from({ length: 31 }, (_, i) => i - 15);
 * const saddle = line.map((y) => line.map((x) => x * y));
 * const { hxy } = hessianMatrix(saddle, 1.5, { truncate: 8 });
 * hxy.get(15, 15) // => 1
 * ```
 */
export function hessianMatrix(
  image: ArrayInput,
  sigma: number | readonly number[],
  options?: SecondDerivativeOptions,
): HessianMatrix {
  const { shape, hxx, hxy, hyy } = secondDerivatives('hessianMatrix', image, sigma, options);
  return { hxx: wrap(hxx, shape), hxy: wrap(hxy, shape), hyy: wrap(hyy, shape) };
}

/**
 * The determinant of the Hessian of an image blurred by a Gaussian.
 *
 * $$\det H = L_{xx} L_{yy} - L_{xy}^2$$
 *
 * It is positive where the image is a bump or a hollow, negative where it is a saddle, and unlike the
 * Laplacian near 0 on edges. With `scaleNormalized` it is multiplied by $\sigma^4$.
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param sigma - standard deviation in pixels, above 0; or [sigmaY, sigmaX]
 * @param options - `truncate`, `radius`, `border`, `constant`, `scaleNormalized`
 * @returns [height, width]; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see T. Lindeberg, "Feature detection with automatic scale selection", International Journal of Computer Vision 30, 1998
 *
 * @example
 * A paraboloid of curvatures 2 and 2.
 * ```ts
 * import { determinantOfHessian } from 'fovea';
 * const line = Array.from({ length: 31 }, (_, i) => i - 15);
 * const bowl = line.map((y) => line.map((x) => x * x + y * y));
 * determinantOfHessian(bowl, 1.5, { truncate: 8 }).get(15, 15) // => 4
 * ```
 */
export function determinantOfHessian(
  image: ArrayInput,
  sigma: number | readonly number[],
  options?: SecondDerivativeOptions,
): FloatNdArray {
  const { shape, hxx, hxy, hyy } = secondDerivatives('determinantOfHessian', image, sigma, options);
  const target = allocate(computeDType(image), hxx.length);
  kernel('symmetricDeterminant', symmetricDeterminantScalar)(hxx, hxy, hyy, target);
  return wrap(target, shape);
}

function secondDerivatives(
  fn: string,
  image: ArrayInput,
  sigma: number | readonly number[],
  options: SecondDerivativeOptions | undefined,
): {
  readonly shape: readonly number[];
  readonly hxx: FloatTypedArray;
  readonly hxy: FloatTypedArray;
  readonly hyy: FloatTypedArray;
} {
  const given = checkOptions(fn, options, [...GAUSSIAN_OPTIONS, 'scaleNormalized']);
  const read = readImage(fn, image, 2);
  const taps = checkGaussians(fn, sigma, given, 2);
  const normalized = checkBoolean(fn, 'scaleNormalized', given.scaleNormalized ?? false);
  const border = checkBorder(fn, given);
  const derivative = (alongY: number, alongX: number): FloatTypedArray =>
    filterSeparably(read, [taps(0, alongY, normalized), taps(1, alongX, normalized)], border);
  return {
    shape: read.shape,
    hxx: derivative(0, 2),
    hxy: derivative(1, 1),
    hyy: derivative(2, 0),
  };
}
