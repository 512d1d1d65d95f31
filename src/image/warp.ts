import { bindShapes, checkNumber, checkOneOf, checkOptions, checkShape } from '../core/check.js';
import { allocate, checkFinite, readArray, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { Sampling } from '../kernels/image-kernels.js';
import type { BorderMode } from '../kernels/kernels.js';
import { warpImage as warpScalar } from '../kernels/scalar/warp-image.js';
import { kernel } from '../kernels/select.js';
import { invertTransform } from './invert-transform.js';
import { readImage } from './read-image.js';

/** Options of `warp`. */
export interface WarpOptions {
  /** How values between pixels are made; "bilinear" where left out. */
  readonly method?: Sampling | undefined;
  /** What lies outside the image; "constant" where left out. */
  readonly border?: BorderMode | undefined;
  /** The number outside under "constant"; 0 where left out. */
  readonly constant?: number | undefined;
}

/**
 * An image as it looks after a transform of the plane.
 *
 * The transform maps **points of the given image to points of the result**, as `estimateTransform` and
 * `ransac` give it: what stands at (x, y) is moved to (x′, y′), where
 *
 * $$(x', y', 1)^\top \sim T \, (x, y, 1)^\top$$
 *
 * x counts columns to the right, y rows downwards, pixel centres lie on whole numbers. The function itself
 * inverts T and looks up, for each pixel of the result, where it comes from. (OpenCV's `warpPerspective`
 * takes the same matrix; scikit-image's `warp` takes its inverse.)
 *
 * Between pixels "bilinear" mixes four of them, "nearest" takes the closest, the first
 * of two half way between them. What lies outside follows the
 * border rule, in SciPy's words as in `pad`; under "constant" the edge pixels blend into the constant over
 * one pixel. A pixel that comes from infinitely far away has the constant. The image is not smoothed where
 * it shrinks.
 *
 * @param image - shape [h, w] or [h, w, c], finite
 * @param transform - T, shape [3, 3], finite and invertible; for an affine map its last row is 0 0 1
 * @param size - height and width of the result, at least 1
 * @param options - `method`: "bilinear" or "nearest"; `border`: "constant", "nearest", "reflect", "mirror"
 * or "wrap"; `constant`: the number outside
 * @returns an ndarray of that height and width, with the channels of `image`
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError for another
 * shape or an empty image, DomainError where a number is not finite, a size is below 1 or the transform has
 * no inverse; DomainError for a result of more than 2²⁸ elements
 *
 * @example
 * A shift by one pixel to the right.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { warp } from 'fovea/image';
 * toNested(warp([[1, 2, 3]], [[1, 0, 1], [0, 1, 0], [0, 0, 1]], [1, 4])) // => [[0, 1, 2, 3]]
 * ```
 */
export function warp(
  image: ArrayInput,
  transform: ArrayInput,
  size: readonly [height: number, width: number],
  options?: WarpOptions,
): FloatNdArray {
  const {
    method = 'bilinear',
    border = 'constant',
    constant = 0,
  } = checkOptions('warp', options, ['method', 'border', 'constant']);
  checkOneOf('warp', 'method', method, ['bilinear', 'nearest']);
  checkOneOf('warp', 'border', border, ['constant', 'nearest', 'reflect', 'mirror', 'wrap']);
  checkNumber('warp', 'constant', constant);
  checkShape('warp', 'size', size, 2);
  for (const length of size) checkNumber('warp', 'size', length, { min: 1 });
  const { data, height, width, channels, shapeOf } = readImage('warp', image);
  const matrix = readArray('warp', 'transform', transform, 'float64');
  bindShapes('warp', { transform: [matrix, '3 3'] });
  const back = invertTransform('warp', checkFinite('warp', 'transform', matrix).data);
  const [rows, columns] = size;
  const count = rows * columns * channels;
  const target = allocate(data instanceof Float32Array ? 'float32' : 'float64', count);
  const run = kernel('warpImage', warpScalar);
  run(data, target, height, width, channels, rows, columns, back, method, border, constant);
  return wrap(target, shapeOf(rows, columns));
}
