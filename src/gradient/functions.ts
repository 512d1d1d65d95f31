// Exponential, logarithm, root and circular functions, for plain and for traced values.
import {
  cos as cosPlain,
  exp as expPlain,
  log as logPlain,
  sin as sinPlain,
  sqrt as sqrtPlain,
  tanh as tanhPlain,
} from '../array/functions.js';
import type { FloatNdArray } from '../core/types.js';
import { apply, isTraced, type Traceable, type Traced } from './traced.js';
import type { Computed } from './value-types.js';

/**
 * The exponential of each element.
 *
 * $$e^x$$
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * From minus infinity on.
 * ```ts
 * import { exp, toNested } from 'fovea/array';
 * toNested(exp([0, 1, -Infinity])) // => [1, 2.71828, 0]
 * ```
 */
export function exp<X extends Traceable>(x: X): Computed<X>;
export function exp(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('exp', [x], undefined) : expPlain(x);
}

/**
 * The natural logarithm of each element.
 *
 * $$\ln x$$
 *
 * −∞ at 0, NaN below.
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * The logarithm of zero is minus infinity.
 * ```ts
 * import { log, toNested } from 'fovea/array';
 * toNested(log([1, Math.E, 0])) // => [0, 1, -Infinity]
 * ```
 */
export function log<X extends Traceable>(x: X): Computed<X>;
export function log(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('log', [x], undefined) : logPlain(x);
}

/**
 * The square root of each element.
 *
 * $$\sqrt{x}$$
 *
 * NaN below 0.
 *
 * Its derivative is +∞ at 0.
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Roots.
 * ```ts
 * import { sqrt, toNested } from 'fovea/array';
 * toNested(sqrt([4, 2])) // => [2, 1.41421]
 * ```
 */
export function sqrt<X extends Traceable>(x: X): Computed<X>;
export function sqrt(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('sqrt', [x], undefined) : sqrtPlain(x);
}

/**
 * The sine of each element, an angle in radians.
 *
 * $$\sin x$$
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * The sine of 30 degrees.
 * ```ts
 * import { sin, toNested } from 'fovea/array';
 * toNested(sin([0, Math.PI / 6])) // => [0, 0.5]
 * ```
 */
export function sin<X extends Traceable>(x: X): Computed<X>;
export function sin(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('sin', [x], undefined) : sinPlain(x);
}

/**
 * The cosine of each element, an angle in radians.
 *
 * $$\cos x$$
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * The cosine of 60 degrees.
 * ```ts
 * import { cos, toNested } from 'fovea/array';
 * toNested(cos([0, Math.PI / 3])) // => [1, 0.5]
 * ```
 */
export function cos<X extends Traceable>(x: X): Computed<X>;
export function cos(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('cos', [x], undefined) : cosPlain(x);
}

/**
 * The hyperbolic tangent of each element, from −1 to 1.
 *
 * $$\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}$$
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * It levels off instead of overflowing.
 * ```ts
 * import { tanh, toNested } from 'fovea/array';
 * toNested(tanh([0, 1, 1000])) // => [0, 0.761594, 1]
 * ```
 */
export function tanh<X extends Traceable>(x: X): Computed<X>;
export function tanh(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('tanh', [x], undefined) : tanhPlain(x);
}
