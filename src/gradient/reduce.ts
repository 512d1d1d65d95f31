// Sums, means, variances and largest values, for plain and for traced values.

import type { VarianceOptions } from '../array/reduce.js';
import {
  max as maxPlain,
  mean as meanPlain,
  min as minPlain,
  sum as sumPlain,
  variance as variancePlain,
} from '../array/reduce.js';
import type { AxisOption, ReduceOptions } from '../array/reduce-axes.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { apply, isTraced, type Traced } from './traced.js';
import type { ReducedValue } from './value-types.js';

/**
 * The sum of the elements, over all of them or along axes.
 *
 * $$\sum_i x_i$$
 *
 * Long lines are added by halves, in float64, so that rounding errors grow with the logarithm of the
 * length. The sum of nothing is 0. NaN spreads.
 *
 * @param a - an array of any shape
 * @param options - `axis`: one axis or several, all where left out; `keepDims`: reduced axes stay with
 * length 1
 * @returns a traced value for a traced one, a number over all axes or for a plain vector, else an ndarray
 * of the axes that are left
 * @throws KindError where `a` is no array or an option is unknown, DomainError where there is no such axis
 *
 * @example
 * A matrix altogether, and along its rows.
 * ```ts
 * import { sum, toNested } from 'fovea/array';
 * sum([[1, 2], [3, 4]]) // => 10
 * toNested(sum([[1, 2], [3, 4]], { axis: 1 })) // => [3, 7]
 * ```
 */
export function sum<
  A extends ArrayInput | Traced,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): ReducedValue<A, Axis, Keep>;
export function sum(
  a: ArrayInput | Traced,
  options?: ReduceOptions,
): number | FloatNdArray | Traced {
  return isTraced(a) ? apply('sum', [a], options) : sumPlain(a, options);
}

/**
 * The arithmetic mean of the elements, over all of them or along axes.
 *
 * $$\bar x = \frac{1}{n} \sum_{i=1}^n x_i$$
 *
 * @param a - an array of any shape, with at least one element along the reduced axes
 * @param options - `axis`: one axis or several, all where left out; `keepDims`: reduced axes stay with
 * length 1
 * @returns a traced value for a traced one, a number over all axes or for a plain vector, else an ndarray
 * of the axes that are left
 * @throws KindError where `a` is no array or an option is unknown, DomainError where there is no such axis
 * or nothing to average
 *
 * @example
 * The mean of each column.
 * ```ts
 * import { mean, toNested } from 'fovea/array';
 * toNested(mean([[1, 2], [3, 6]], { axis: 0 })) // => [2, 4]
 * ```
 */
export function mean<
  A extends ArrayInput | Traced,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): ReducedValue<A, Axis, Keep>;
export function mean(
  a: ArrayInput | Traced,
  options?: ReduceOptions,
): number | FloatNdArray | Traced {
  return isTraced(a) ? apply('mean', [a], options) : meanPlain(a, options);
}

/**
 * The variance of the elements, over all of them or along axes, in two passes.
 *
 * $$\frac{1}{n - c} \sum_{i=1}^n (x_i - \bar x)^2$$
 *
 * The correction c is 0 where left out, for the variance of the numbers themselves; 1 gives the unbiased
 * estimate from a sample.
 *
 * @param a - an array of any shape, with at least one element along the reduced axes
 * @param options - `axis`: one axis or several, all where left out; `keepDims`: reduced axes stay with
 * length 1; `correction`: c
 * @returns a traced value for a traced one, a number over all axes or for a plain vector, else an ndarray
 * of the axes that are left
 * @throws KindError where `a` is no array or an option is unknown, DomainError where there is no such axis,
 * or no more elements than the correction
 *
 * @example
 * Of the numbers themselves, and estimated from a sample.
 * ```ts
 * import { variance } from 'fovea/array';
 * variance([1, 2, 3, 4]) // => 1.25
 * variance([1, 2, 3, 4], { correction: 1 }) // => 1.666667
 * ```
 */
export function variance<
  A extends ArrayInput | Traced,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: VarianceOptions<Axis, Keep>): ReducedValue<A, Axis, Keep>;
export function variance(
  a: ArrayInput | Traced,
  options?: VarianceOptions,
): number | FloatNdArray | Traced {
  return isTraced(a) ? apply('variance', [a], options) : variancePlain(a, options);
}

/**
 * The largest element, over all of them or along axes; NaN where one is NaN.
 *
 * The gradient is shared evenly among the elements that are largest.
 *
 * @param a - an array of any shape, with at least one element along the reduced axes
 * @param options - `axis`: one axis or several, all where left out; `keepDims`: reduced axes stay with
 * length 1
 * @returns a traced value for a traced one, a number over all axes or for a plain vector, else an ndarray
 * of the axes that are left
 * @throws KindError where `a` is no array or an option is unknown, DomainError where there is no such axis
 * or no element
 *
 * @example
 * The largest of each row.
 * ```ts
 * import { max, toNested } from 'fovea/array';
 * toNested(max([[1, 5, 2], [7, 3, 4]], { axis: 1 })) // => [5, 7]
 * ```
 */
export function max<
  A extends ArrayInput | Traced,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): ReducedValue<A, Axis, Keep>;
export function max(
  a: ArrayInput | Traced,
  options?: ReduceOptions,
): number | FloatNdArray | Traced {
  return isTraced(a) ? apply('max', [a], options) : maxPlain(a, options);
}

/**
 * The smallest element, over all of them or along axes; NaN where one is NaN.
 *
 * The gradient is shared evenly among the elements that are smallest.
 *
 * @param a - an array of any shape, with at least one element along the reduced axes
 * @param options - `axis`: one axis or several, all where left out; `keepDims`: reduced axes stay with
 * length 1
 * @returns a traced value for a traced one, a number over all axes or for a plain vector, else an ndarray
 * of the axes that are left
 * @throws KindError where `a` is no array or an option is unknown, DomainError where there is no such axis
 * or no element
 *
 * @example
 * The smallest of all.
 * ```ts
 * import { min } from 'fovea/array';
 * min([[1, 5, 2], [7, 3, 4]]) // => 1
 * ```
 */
export function min<
  A extends ArrayInput | Traced,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): ReducedValue<A, Axis, Keep>;
export function min(
  a: ArrayInput | Traced,
  options?: ReduceOptions,
): number | FloatNdArray | Traced {
  return isTraced(a) ? apply('min', [a], options) : minPlain(a, options);
}
