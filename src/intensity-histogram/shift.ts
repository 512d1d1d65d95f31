import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, computeDType, wrap } from '../core/create.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { shiftValuesScalar } from '../kernels/scalar/intensity-maps.js';
import { kernel } from '../kernels/select.js';
import { checkWithin, readPixels } from './pixels.js';

/** What `shiftIntensity` may be told. */
export interface ShiftOptions {
  /** The intensity of white: the type's maximum for integers, 1 for floats where left out. */
  max?: number | undefined;
}

/**
 * Brightens or darkens an image by a constant, in the image's own unit; what would leave the range stays at its end.
 *
 * $$x' = \min(\max(x + \delta,\, 0),\, m)$$
 *
 * The histogram moves by δ; what was above $m - \delta$ (or below $-\delta$) is heaped up in the last (or first) bin, and
 * no later shift brings it apart again.
 *
 * @param image - intensities from 0 to `max`, of any shape
 * @param delta - δ, what is added
 * @param options - `max`, m
 * @returns an array of the same shape; float32 for a Float32Array, else float64
 * @throws KindError where something is no array or of another kind,
 * DomainError for values that are not finite or lie outside of 0 to `max`, a delta that is not finite or a max
 * that is not above 0; ShapeError for an image without pixels
 *
 * @example
 * The brightest of three bytes cannot become brighter than white.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { shiftIntensity } from 'fovea/intensity-histogram';
 * toNested(shiftIntensity(new Uint8Array([0, 100, 250]), 20)) // => [20, 120, 255]
 * ```
 */
export function shiftIntensity(
  image: ArrayInput,
  delta: number,
  options?: ShiftOptions,
): FloatNdArray {
  const fn = 'shiftIntensity';
  checkNumber(fn, 'delta', delta);
  const { max = integerMaximum(image) ?? 1 } = checkOptions(fn, options, ['max']);
  checkNumber(fn, 'max', max, { above: 0 });
  const { data, shape } = readPixels(fn, image);
  checkWithin(fn, data, max);
  const target = allocate(computeDType(image), data.length);
  kernel('shiftValues', shiftValuesScalar)(data, delta, max, target);
  return wrap(target, shape);
}
