import { bindShapes, checkNumber, checkOneOf, checkOptions, checkShape } from '../core/check.js';
import { allocate, checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { unitOf } from '../core/unit-of.js';
import type { Sampling } from '../kernels/image-kernels.js';
import type { BorderMode } from '../kernels/kernels.js';
import { warpImage as warpScalar } from '../kernels/scalar/warp-image.js';
import { kernel } from '../kernels/select.js';
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
 * no inverse
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
  const back = invert(checkFinite('warp', 'transform', matrix).data);
  const [rows, columns] = size;
  const count = rows * columns * channels;
  const target = allocate(data instanceof Float32Array ? 'float32' : 'float64', count);
  const run = kernel('warpImage', warpScalar);
  run(data, target, height, width, channels, rows, columns, back, method, border, constant);
  return wrap(target, shapeOf(rows, columns));
}

/** A determinant this small beside the products it is a sum of is what rounding leaves of zero. */
const SINGULAR = 8 * Number.EPSILON;

/** Products below it may have lost digits, or vanished. */
const LEAST_SIZE = 2 ** -900;

// The inverse by cofactors. Where the last row is 0 0 1 so is the inverse's, exactly; and whole shifts,
// mirrors and quarter turns come out exact.
function invert(matrix: FloatTypedArray): Float64Array {
  const found = inverseOf(matrix);
  if (found.size > LEAST_SIZE && found.size < Infinity) return checkInverse(found);
  // A factor means nothing to a transform, but its cube may be no number.
  const unit = unitOf(Math.max(...Array.from(matrix, Math.abs)));
  return checkInverse(inverseOf(Float64Array.from(matrix, (entry) => entry / unit)));
}

interface Inverse {
  readonly determinant: number;
  /** Size of the products that the determinant is a sum of. */
  readonly size: number;
  readonly inverse: Float64Array;
}

function checkInverse({ determinant, size, inverse }: Inverse): Float64Array {
  if (Math.abs(determinant) > SINGULAR * size) return inverse;
  throw new DomainError({
    function: 'warp',
    argument: 'transform',
    expected: 'a matrix with an inverse',
    got: `determinant ${determinant}`,
  });
}

function inverseOf(t: FloatTypedArray): Inverse {
  const cofactor = (row: number, column: number): number => {
    const [r0, r1] = [3 * ((row + 1) % 3), 3 * ((row + 2) % 3)];
    const [c0, c1] = [(column + 1) % 3, (column + 2) % 3];
    return t[r0 + c0]! * t[r1 + c1]! - t[r0 + c1]! * t[r1 + c0]!;
  };
  let determinant = 0;
  let size = 0;
  for (let k = 0; k < 3; k++) {
    determinant += t[k]! * cofactor(0, k);
    const [c0, c1] = [(k + 1) % 3, (k + 2) % 3];
    size += Math.abs(t[k]! * t[3 + c0]! * t[6 + c1]!) + Math.abs(t[k]! * t[3 + c1]! * t[6 + c0]!);
  }
  const inverse = Float64Array.from({ length: 9 }, (_, at) => {
    return cofactor(at % 3, Math.floor(at / 3)) / determinant;
  });
  return { determinant, size, inverse };
}
