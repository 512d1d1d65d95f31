import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { reflectValuesScalar } from '../kernels/scalar/intensity-maps.js';
import { kernel } from '../kernels/select.js';
import { checkWithin } from './pixels.js';

/** What `negative` may be told. */
export interface NegativeOptions {
  /** The intensity of white: the type's maximum for integers, 1 for floats where left out. */
  max?: number | undefined;
}

/**
 * The negative of an image, in the image's own unit: black becomes white and white black.
 *
 * $$x' = \mathrm{max} - x$$
 *
 * Its histogram is the mirror image of the original's; range and standard deviation stay. The maximum of bytes is
 * 255, not the number 256 of values.
 *
 * @param image - intensities from 0 to `max`, of any shape
 * @param options - `max`
 * @returns an array of the same shape; float32 for a Float32Array, else float64
 * @throws KindError where something is no array or of another kind,
 * DomainError for values that are not finite or lie outside of 0 to `max`
 *
 * @example
 * Bytes are mirrored at half of 255.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { negative } from 'fovea/intensity-histogram';
 * toNested(negative(new Uint8Array([0, 17, 255]))) // => [255, 238, 0]
 * ```
 */
export function negative(image: ArrayInput, options?: NegativeOptions): FloatNdArray {
  const fn = 'negative';
  const { max = integerMaximum(image) ?? 1 } = checkOptions(fn, options, ['max']);
  checkNumber(fn, 'max', max, { above: 0 });
  const { data, shape } = checkFinite(fn, 'image', readArray(fn, 'image', image));
  checkWithin(fn, data, max);
  const target = allocate(computeDType(image), data.length);
  kernel('reflectValues', reflectValuesScalar)(data, max, target);
  return wrap(target, shape);
}
