// The logarithm of sums of exponentials, for plain and for traced values.
import { logSumExp as logSumExpPlain } from '../array/log-sum-exp.js';
import type { AxisOption, ReduceOptions } from '../array/reduce-axes.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { apply, isTraced, type Traced } from './traced.js';
import type { ReducedValue } from './value-types.js';

/**
 * The logarithm of the sum of exponentials, over all elements or along axes, without overflow.
 *
 * $$\ln \sum_i e^{x_i} = m + \ln \sum_i e^{x_i - m}, \quad m = \max_i x_i$$
 *
 * It lies between the largest element and that plus ln n. Where every element is −∞, or there is none, it
 * is −∞; where one is +∞, it is +∞. NaN spreads.
 *
 * @param a - an array of any shape
 * @param options - `axis`: one axis or several, all where left out; `keepDims`: reduced axes stay with
 * length 1
 * @returns a traced value for a traced one, a number over all axes or for a plain vector, else an ndarray
 * of the axes that are left
 * @throws KindError where `a` is no array or an option is unknown, DomainError where there is no such axis
 *
 * @example
 * Where the exponentials themselves would overflow.
 * ```ts
 * import { logSumExp } from 'fovea/array';
 * logSumExp([1000, 1000]) // => 1000.693147
 * ```
 */
export function logSumExp<
  A extends ArrayInput | Traced,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): ReducedValue<A, Axis, Keep>;
export function logSumExp(
  a: ArrayInput | Traced,
  options?: ReduceOptions,
): number | FloatNdArray | Traced {
  return isTraced(a) ? apply('logSumExp', [a], options) : logSumExpPlain(a, options);
}
