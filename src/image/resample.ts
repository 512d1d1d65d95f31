import { checkNumber, checkOneOf, checkOptions, checkShape } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { resampleAxis as resampleScalar } from '../kernels/scalar/resample-axis.js';
import { kernel } from '../kernels/select.js';
import { lineWeights, type ResampleMethod } from './line-weights.js';
import { readImage } from './read-image.js';

/** Options of `resample`. */
export interface ResampleOptions {
  /** How values between pixels are made; "bilinear" where left out. */
  readonly method?: ResampleMethod | undefined;
}

/**
 * An image in another size.
 *
 * Pixel centres lie on whole numbers, and the outer edges of both images agree: pixel t of the result
 * lies in the source at
 *
 * $$s = (t + \tfrac12) \, \frac{n_{\text{source}}}{n_{\text{result}}} - \tfrac12$$
 *
 * - "bilinear" mixes the two pixels beside s on each axis and repeats the outermost pixels. A linear ramp
 *   stays one. It does not smooth, so that fine patterns alias when an image is made much smaller.
 * - "area" averages what the result's pixel covers, exactly; the mean of the image stays as it is. It is the
 *   method for making images smaller.
 * - "nearest" takes the pixel under s, the first of two half way between them, and no new values appear.
 *
 * The same size gives the same image. Integers are taken as they stand; the result has floats.
 *
 * @param image - shape [h, w] or [h, w, c], finite
 * @param size - height and width of the result, at least 1
 * @param options - `method`: "bilinear", "area" or "nearest"
 * @returns an ndarray of that height and width, with the channels of `image`
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError for another
 * rank or an empty image, DomainError where a number is not finite or a size is below 1; DomainError for a result of
 * more than 2²⁸ elements
 *
 * @example
 * Four pixels become two, each the average of a pair.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { resample } from 'fovea/image';
 * toNested(resample([[1, 2, 3, 8]], [1, 2], { method: 'area' })) // => [[1.5, 5.5]]
 * ```
 */
export function resample(
  image: ArrayInput,
  size: readonly [height: number, width: number],
  options?: ResampleOptions,
): FloatNdArray {
  const { method = 'bilinear' } = checkOptions('resample', options, ['method']);
  checkOneOf('resample', 'method', method, ['bilinear', 'area', 'nearest']);
  checkShape('resample', 'size', size, 2);
  for (const length of size) checkNumber('resample', 'size', length, { min: 1 });
  const { data, height, width, channels, shapeOf } = readImage('resample', image);
  const [rows, columns] = size;
  const run = kernel('resampleAxis', resampleScalar);
  const single = data instanceof Float32Array;
  const make = (count: number): FloatTypedArray => allocate(single ? 'float32' : 'float64', count);
  const byRows = lineWeights(height, rows, method);
  const byColumns = lineWeights(width, columns, method);
  const target = make(rows * columns * channels);
  // The axis that shrinks more goes first, for less work in between.
  if (rows / height <= columns / width) {
    const between = make(rows * width * channels);
    run(data, between, 1, height, width * channels, byRows);
    run(between, target, rows, width, channels, byColumns);
  } else {
    const between = make(height * columns * channels);
    run(data, between, height, width, channels, byColumns);
    run(between, target, 1, height, columns * channels, byRows);
  }
  return wrap(target, shapeOf(rows, columns));
}
