import { checkOptions } from '../core/check.js';
import { allocate, computeDType, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { stretchValuesScalar } from '../kernels/scalar/intensity-maps.js';
import { kernel } from '../kernels/select.js';
import { checkRange, extentOf, readPixels } from './pixels.js';

/** What `rescaleIntensity` may be told. */
export interface RescaleOptions {
  /** The intensities that become the ends of `to`; values beyond are clipped. The image's least and greatest value where left out. */
  from?: readonly [number, number] | undefined;
  /** The new ends, [0, 1]. */
  to?: readonly [number, number] | undefined;
}

/**
 * Stretches intensities linearly from one range to another, clipping what lies beyond.
 *
 * $$x' = \frac{\min(\max(x, a), b) - a}{b - a} (d - c) + c$$
 *
 * for `from` $= [a, b]$ and `to` $= [c, d]$. A constant image without `from` has no range to stretch: it keeps its
 * value, clipped to `to`, as in scikit-image. Integers do not become fractions by themselves: bytes stretched to the
 * whole range of bytes need `to: [0, 255]`.
 *
 * @param image - intensities of any shape
 * @param options - `from`, `to`
 * @returns an array of the same shape; float32 for a Float32Array, else float64
 * @throws KindError where something is no array or of another kind,
 * DomainError for values that are not finite and for empty or inverted ranges, ShapeError for an image
 * without pixels
 *
 * @example
 * Values between 10 and 20 fill the range from 0 to 1.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { rescaleIntensity } from 'fovea/intensity-histogram';
 * toNested(rescaleIntensity([5, 10, 12, 20, 30], { from: [10, 20] })) // => [0, 0, 0.2, 1, 1]
 * ```
 */
export function rescaleIntensity(image: ArrayInput, options?: RescaleOptions): FloatNdArray {
  const fn = 'rescaleIntensity';
  const { from, to = [0, 1] } = checkOptions(fn, options, ['from', 'to']);
  const ends = checkRange(fn, 'to', to);
  const { data, shape } = readPixels(fn, image);
  const [low, high] = from === undefined ? extentOf(data) : checkRange(fn, 'from', from);
  const target = allocate(computeDType(image), data.length);
  if (low === high) target.fill(Math.min(Math.max(low, ends[0]), ends[1]));
  else kernel('stretchValues', stretchValuesScalar)(data, [low, high], ends, target);
  return wrap(target, shape);
}
