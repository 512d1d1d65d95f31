import { checkAxis, checkNumber, checkOptions } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { SoftmaxKernel } from '../kernels/array-kernels.js';
import {
  logSoftmaxLines as logSoftmaxScalar,
  softmaxLines as softmaxScalar,
} from '../kernels/scalar/softmax.js';
import { kernel } from '../kernels/select.js';

/** Options of `softmax` and `logSoftmax`. */
export interface SoftmaxOptions {
  /** The axis that holds the alternatives; the last, −1, where left out. */
  readonly axis?: number | undefined;
  /** Divides the elements first: above 1 evens the result out, below 1 sharpens it; 1 where left out. */
  readonly temperature?: number | undefined;
}

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
 * @returns an ndarray of the same shape
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
export function softmax(a: ArrayInput, options?: SoftmaxOptions): FloatNdArray {
  return alongAxis('softmax', a, options, kernel('softmaxLines', softmaxScalar));
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
 * @returns an ndarray of the same shape
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
export function logSoftmax(a: ArrayInput, options?: SoftmaxOptions): FloatNdArray {
  return alongAxis('logSoftmax', a, options, kernel('logSoftmaxLines', logSoftmaxScalar));
}

function alongAxis(
  fn: string,
  a: ArrayInput,
  options: SoftmaxOptions | undefined,
  run: SoftmaxKernel,
): FloatNdArray {
  const { axis = -1, temperature = 1 } = checkOptions(fn, options, ['axis', 'temperature']);
  checkNumber(fn, 'temperature', temperature, { above: 0 });
  const { data, shape } = readArray(fn, 'a', a);
  const along = checkAxis(fn, 'axis', axis, shape.length);
  const target = allocate(data instanceof Float32Array ? 'float32' : 'float64', data.length);
  const outer = elementCount(shape.slice(0, along));
  run(data, target, outer, shape[along]!, elementCount(shape.slice(along + 1)), temperature);
  return wrap(target, shape);
}
