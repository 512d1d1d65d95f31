import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, computeDType, wrap } from '../core/create.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { raiseValuesScalar } from '../kernels/scalar/intensity-maps.js';
import { kernel } from '../kernels/select.js';
import { checkWithin, readPixels } from './pixels.js';

/** What `adjustGamma` may be told. */
export interface GammaOptions {
  /** Factor of the result, 1. */
  gain?: number | undefined;
  /** The intensity of white: the type's maximum for integers, 1 for floats where left out. */
  max?: number | undefined;
}

/**
 * Raises intensities to a power, in the image's own unit.
 *
 * $$x' = g\, m \left( \frac{x}{m} \right)^{\gamma}$$
 *
 * $m$ is `max`, $g$ is `gain`. Black stays black and, with `gain` 1, white stays white; between them a gamma above 1
 * makes darker, one below 1 brighter. As scikit-image does for floats; bytes are not rounded here.
 *
 * @param image - intensities of any shape, not negative
 * @param gamma - the power, above 0
 * @param options - `gain`, `max`
 * @returns an array of the same shape; float32 for a Float32Array, else float64
 * @throws KindError where something is no array or of another kind,
 * DomainError for a gamma, gain or max that is not above 0 and for negative values or values that are not
 * finite; ShapeError for an image without pixels
 *
 * @example
 * The square of fractions of 1, and of fractions of 255 for bytes.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { adjustGamma } from 'fovea/intensity-histogram';
 * toNested(adjustGamma([0, 0.5, 1], 2)) // => [0, 0.25, 1]
 * toNested(adjustGamma(new Uint8Array([0, 51, 255]), 2)) // => [0, 10.2, 255]
 * ```
 */
export function adjustGamma(
  image: ArrayInput,
  gamma: number,
  options?: GammaOptions,
): FloatNdArray {
  const fn = 'adjustGamma';
  checkNumber(fn, 'gamma', gamma, { above: 0 });
  const { gain = 1, max = integerMaximum(image) ?? 1 } = checkOptions(fn, options, ['gain', 'max']);
  checkNumber(fn, 'gain', gain, { above: 0 });
  checkNumber(fn, 'max', max, { above: 0 });
  const { data, shape } = readPixels(fn, image);
  checkWithin(fn, data, Infinity);
  const target = allocate(computeDType(image), data.length);
  kernel('raiseValues', raiseValuesScalar)(data, gamma, max, gain, target);
  return wrap(target, shape);
}
