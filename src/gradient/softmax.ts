// Probabilities of scores, for plain and for traced values.

import type { SoftmaxOptions } from '../array/softmax.js';
import { logSoftmax as logSoftmaxPlain, softmax as softmaxPlain } from '../array/softmax.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { apply, isTraced, type Traced } from './traced.js';
import type { ArrayValue } from './value-types.js';

/**
 * Turns the scores along an axis into probabilities that add up to 1.
 *
 * $$p_i = \frac{e^{x_i / T}}{\sum_j e^{x_j / T}}$$
 *
 * Adding a number to all scores changes nothing; the largest is subtracted before the exponential, so
 * nothing overflows. A score of −∞ has probability 0. A line whose scores are all −∞ leaves nothing to
 * choose from and comes out as zeros, which then do not add up to 1. A score of +∞ or NaN makes its line
 * NaN.
 *
 * @param a - an array with at least one axis
 * @param options - `axis`: where the alternatives lie, −1 where left out; `temperature`: T > 0, 1 where
 * left out
 * @returns a traced value for a traced one, else an ndarray of the same shape
 * @throws KindError where `a` is no array or an option is unknown, DomainError where there is no such axis
 * or the temperature is not above 0
 * @see J. S. Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990
 *
 * @example
 * Two scores that differ by ln 3.
 * ```ts
 * import { softmax, toNested } from 'fovea/array';
 * toNested(softmax([0, Math.log(3)])) // => [0.25, 0.75]
 * ```
 */
export function softmax<A extends ArrayInput | Traced>(
  a: A,
  options?: SoftmaxOptions,
): ArrayValue<A>;
export function softmax(a: ArrayInput | Traced, options?: SoftmaxOptions): FloatNdArray | Traced {
  return isTraced(a) ? apply('softmax', [a], options) : softmaxPlain(a, options);
}

/**
 * The logarithms of the probabilities that `softmax` gives, exact where those round to 0 or 1.
 *
 * $$\ln p_i = \frac{x_i}{T} - \ln \sum_j e^{x_j / T}$$
 *
 * A line whose scores are all −∞ comes out as −∞. A score of +∞ or NaN makes its line NaN.
 *
 * @param a - an array with at least one axis
 * @param options - `axis`: where the alternatives lie, −1 where left out; `temperature`: T > 0, 1 where
 * left out
 * @returns a traced value for a traced one, else an ndarray of the same shape
 * @throws KindError where `a` is no array or an option is unknown, DomainError where there is no such axis
 * or the temperature is not above 0
 *
 * @example
 * A probability far too small for a float64.
 * ```ts
 * import { logSoftmax, toNested } from 'fovea/array';
 * toNested(logSoftmax([0, -1000])) // => [0, -1000]
 * ```
 */
export function logSoftmax<A extends ArrayInput | Traced>(
  a: A,
  options?: SoftmaxOptions,
): ArrayValue<A>;
export function logSoftmax(
  a: ArrayInput | Traced,
  options?: SoftmaxOptions,
): FloatNdArray | Traced {
  return isTraced(a) ? apply('logSoftmax', [a], options) : logSoftmaxPlain(a, options);
}
