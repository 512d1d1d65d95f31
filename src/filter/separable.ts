// One kernel along each axis.
import { allocateUncleared, checkFinite } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { Dense, FloatTypedArray } from '../core/types.js';
import { filterAxis as filterAxisScalar } from '../kernels/scalar/filter-axis.js';
import { separableFilter as separableFilterScalar } from '../kernels/scalar/separable-filter.js';
import { kernel } from '../kernels/select.js';
import { filterAxis } from '../kernels/simd/filter-axis.js';
import { separableFilter } from '../kernels/simd/separable-filter.js';
import type { Border } from './options.js';

/**
 * Correlates an array with one kernel along each axis. A constant border surrounds the array itself, so the
 * order of the axes makes no difference.
 *
 * @param image - the array, not empty
 * @param kernels - an odd number of taps for each axis, or undefined where an axis is left alone; not for all
 * @param border - what stands outside
 * @returns fresh storage of the array's dtype and size
 */
export function filterSeparably(
  image: Dense,
  kernels: readonly (Float64Array | undefined)[],
  border: Border,
): FloatTypedArray {
  return filtered(image, kernels, border).sums;
}

/**
 * The same of an image that is refused where it is not finite: kernels may see that on the way, in less time than a look
 * of one's own takes.
 *
 * @param fn - name of the public function, for errors
 * @param image - the array, not empty
 * @param kernels - as for `filterSeparably`
 * @param border - what stands outside
 * @returns fresh storage of the array's dtype and size
 * @throws DomainError where a number is not finite
 */
export function filterChecking(
  fn: string,
  image: Dense,
  kernels: readonly (Float64Array | undefined)[],
  border: Border,
): FloatTypedArray {
  const { sums, finite } = filtered(image, kernels, border);
  if (!finite) checkFinite(fn, 'image', image);
  return sums;
}

/** The sums, and whether the image was seen to be finite. */
function filtered(
  image: Dense,
  kernels: readonly (Float64Array | undefined)[],
  border: Border,
): { readonly sums: FloatTypedArray; readonly finite: boolean } {
  const { data, shape } = image;
  const dtype = data instanceof Float32Array ? 'float32' : 'float64';
  const target = allocateUncleared(dtype, data.length);
  const [kernelY, kernelX] = kernels;
  if (shape.length === 2 && kernelY && kernelX) {
    const [height, width] = shape as [number, number];
    const filter = kernel('separableFilter', separableFilterScalar, separableFilter);
    const { mode, constant } = border;
    const finite = filter(data, target, height, width, kernelY, kernelX, mode, constant);
    return { sums: target, finite };
  }
  const filter = kernel('filterAxis', filterAxisScalar, filterAxis);
  let source = data;
  let free: FloatTypedArray | undefined = target;
  let constant = border.constant;
  kernels.forEach((taps, axis) => {
    if (!taps) return;
    const sums = free ?? allocateUncleared(dtype, data.length);
    const outer = elementCount(shape.slice(0, axis));
    const inner = elementCount(shape.slice(axis + 1));
    filter(source, sums, outer, shape[axis]!, inner, taps, border.mode, constant);
    // Surroundings of one value remain of one value.
    constant *= taps.reduce((sum, tap) => sum + tap, 0);
    free = source === data ? undefined : source;
    source = sums;
  });
  return { sums: source, finite: false };
}
