// Activation functions of neural networks, for plain and for traced values.

import type { EluOptions, LeakyReluOptions } from '../array/activations.js';
import {
  elu as eluPlain,
  gelu as geluPlain,
  leakyRelu as leakyReluPlain,
  logSigmoid as logSigmoidPlain,
  relu as reluPlain,
  sigmoid as sigmoidPlain,
  silu as siluPlain,
  softplus as softplusPlain,
} from '../array/activations.js';
import type { FloatNdArray } from '../core/types.js';
import { apply, isTraced, type Traceable, type Traced } from './traced.js';
import type { Computed } from './value-types.js';

/**
 * The logistic function of each element, from 0 to 1.
 *
 * $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
 *
 * Exact to the last digits at both ends: it neither overflows nor rounds small values to 0.
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * One half at zero.
 * ```ts
 * import { sigmoid, toNested } from 'fovea/array';
 * toNested(sigmoid([0, 2, -1000])) // => [0.5, 0.880797, 0]
 * ```
 */
export function sigmoid<X extends Traceable>(x: X): Computed<X>;
export function sigmoid(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('sigmoid', [x], undefined) : sigmoidPlain(x);
}

/**
 * The logarithm of the logistic function of each element, at most 0.
 *
 * $$\ln \sigma(x) = -\ln(1 + e^{-x})$$
 *
 * Finite where `log(sigmoid(x))` would be −∞.
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Far below zero it follows x itself.
 * ```ts
 * import { logSigmoid, toNested } from 'fovea/array';
 * toNested(logSigmoid([0, -1000])) // => [-0.693147, -1000]
 * ```
 */
export function logSigmoid<X extends Traceable>(x: X): Computed<X>;
export function logSigmoid(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('logSigmoid', [x], undefined) : logSigmoidPlain(x);
}

/**
 * A smooth form of `relu` for each element, above 0.
 *
 * $$\ln(1 + e^x)$$
 *
 * It does not overflow: far above zero it follows x itself.
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * The logarithm of two at zero.
 * ```ts
 * import { softplus, toNested } from 'fovea/array';
 * toNested(softplus([0, 1000])) // => [0.693147, 1000]
 * ```
 */
export function softplus<X extends Traceable>(x: X): Computed<X>;
export function softplus(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('softplus', [x], undefined) : softplusPlain(x);
}

/**
 * Each element, or 0 where it is negative; NaN for NaN.
 *
 * $$\max(0, x)$$
 *
 * Its derivative is 0 at 0.
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Negative elements become zero.
 * ```ts
 * import { relu, toNested } from 'fovea/array';
 * toNested(relu([-1, 0, 2])) // => [0, 0, 2]
 * ```
 */
export function relu<X extends Traceable>(x: X): Computed<X>;
export function relu(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('relu', [x], undefined) : reluPlain(x);
}

/**
 * Each element, scaled down where it is negative.
 *
 * $$x \text{ for } x > 0, \quad \text{slope} \cdot x \text{ otherwise}$$
 *
 * Its derivative at 0 is the slope.
 *
 * @param x - a number, or an array of any shape
 * @param options - `slope`: factor of negative elements, 0.01 where left out
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array or an option is unknown, ShapeError where nesting
 * is ragged, DomainError where the slope is not finite
 * @see A. L. Maas, A. Y. Hannun, A. Y. Ng, "Rectifier nonlinearities improve neural network acoustic
 * models", 2013, section 2
 *
 * @example
 * A tenth of what is negative gets through.
 * ```ts
 * import { leakyRelu, toNested } from 'fovea/array';
 * toNested(leakyRelu([-1, 2], { slope: 0.1 })) // => [-0.1, 2]
 * ```
 */
export function leakyRelu<X extends Traceable>(x: X, options?: LeakyReluOptions): Computed<X>;
export function leakyRelu(
  x: Traceable,
  options?: LeakyReluOptions,
): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('leakyRelu', [x], options) : leakyReluPlain(x, options);
}

/**
 * Each element, or where it is negative an exponential that levels off at −alpha.
 *
 * $$x \text{ for } x > 0, \quad \alpha (e^x - 1) \text{ otherwise}$$
 *
 * Its derivative at 0 is alpha.
 *
 * @param x - a number, or an array of any shape
 * @param options - `alpha`: where it levels off, 1 where left out
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array or an option is unknown, ShapeError where nesting
 * is ragged, DomainError where alpha is not finite
 * @see D.-A. Clevert, T. Unterthiner, S. Hochreiter, "Fast and accurate deep network learning by
 * exponential linear units (ELUs)", 2016, section 3
 *
 * @example
 * It levels off at −1.
 * ```ts
 * import { elu, toNested } from 'fovea/array';
 * toNested(elu([2, -1, -1000])) // => [2, -0.632121, -1]
 * ```
 */
export function elu<X extends Traceable>(x: X, options?: EluOptions): Computed<X>;
export function elu(x: Traceable, options?: EluOptions): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('elu', [x], options) : eluPlain(x, options);
}

/**
 * Each element times its logistic function; also called swish.
 *
 * $$x \, \sigma(x) = \frac{x}{1 + e^{-x}}$$
 *
 * 0 at −∞, its limit. The least value is −0.278465, at −1.278465.
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Small negative values get through.
 * ```ts
 * import { silu, toNested } from 'fovea/array';
 * toNested(silu([0, 1, -1])) // => [0, 0.731059, -0.268941]
 * ```
 */
export function silu<X extends Traceable>(x: X): Computed<X>;
export function silu(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('silu', [x], undefined) : siluPlain(x);
}

/**
 * Each element times the probability that a standard normal variable is smaller.
 *
 * $$x \, \Phi(x) = \frac{x}{2} \left(1 + \operatorname{erf} \frac{x}{\sqrt 2}\right)$$
 *
 * This is the exact form, not the one with tanh that some programs put in its place and that differs by
 * up to 5e-4. 0 at −∞, its limit.
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 * @see D. Hendrycks, K. Gimpel, "Gaussian error linear units (GELUs)", 2016, section 2
 *
 * @example
 * One standard deviation up and down.
 * ```ts
 * import { gelu, toNested } from 'fovea/array';
 * toNested(gelu([0, 1, -1])) // => [0, 0.841345, -0.158655]
 * ```
 */
export function gelu<X extends Traceable>(x: X): Computed<X>;
export function gelu(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('gelu', [x], undefined) : geluPlain(x);
}
