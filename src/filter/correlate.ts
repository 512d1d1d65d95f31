// Correlation with a kernel of one's own.
import { checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { correlateImage as correlateImageScalar } from '../kernels/scalar/correlate-image.js';
import { kernel as kernelOf } from '../kernels/select.js';
import { correlateImage as correlateImageFast } from '../kernels/simd/correlate-image.js';
import { type BorderOptions, checkBorder, readImage } from './options.js';

/**
 * The correlation of an image with a kernel: the sum of the neighbours of each pixel, weighed by the kernel as
 * it lies.
 *
 * $$R[y, x] = \sum_{i, j} K[i, j]\; I[y + i - \lfloor h/2 \rfloor,\; x + j - \lfloor w/2 \rfloor]$$
 *
 * Convolution is the same with the kernel turned by 180°. Results agree with SciPy's `correlate` (`border` and
 * `constant` are its `mode` and `cval`) and OpenCV's `filter2D`. A kernel that is the product of a column and
 * a row is filtered faster by `gaussianBlur` or `imageGradients`, where they have it.
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param kernel - finite numbers, [h, w], at least one; its middle is at [⌊h/2⌋, ⌊w/2⌋]
 * @param options - `border`, "reflect" by default, and `constant`
 * @returns [height, width]; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 *
 * @example
 * The discrete Laplacian of a single bright pixel is the kernel itself.
 * ```ts
 * import { correlate, toNested } from 'fovea';
 * const laplacian = [[0, 1, 0], [1, -4, 1], [0, 1, 0]];
 * toNested(correlate([[0, 0, 0], [0, 1, 0], [0, 0, 0]], laplacian)) // => [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
 * ```
 */
export function correlate(
  image: ArrayInput,
  kernel: ArrayInput,
  options?: BorderOptions,
): FloatNdArray {
  const fn = 'correlate';
  const border = checkBorder(fn, checkOptions(fn, options, ['border', 'constant']));
  const { data, shape } = readImage(fn, image, 2);
  const taps = readArray(fn, 'kernel', kernel, 'float64');
  if (taps.shape.length !== 2 || taps.data.length === 0) {
    throw new ShapeError({
      function: fn,
      argument: 'kernel',
      expected: 'shape (height, width), none 0',
      got: `(${taps.shape.join(', ')})`,
    });
  }
  checkFinite(fn, 'kernel', taps);
  const [height, width] = shape as [number, number];
  const [rows, columns] = taps.shape as [number, number];
  const target = allocate(computeDType(image), data.length);
  kernelOf('correlateImage', correlateImageScalar, correlateImageFast)(
    data,
    target,
    height,
    width,
    Float64Array.from(taps.data),
    rows,
    columns,
    border.mode,
    border.constant,
  );
  return wrap(target, shape);
}
