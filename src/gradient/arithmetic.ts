// Sums, products, powers, and choices between numbers, for plain and for traced values.
import {
  abs as absPlain,
  add as addPlain,
  div as divPlain,
  maximum as maximumPlain,
  minimum as minimumPlain,
  mul as mulPlain,
  neg as negPlain,
  pow as powPlain,
  square as squarePlain,
  sub as subPlain,
} from '../array/arithmetic.js';
import type { FloatNdArray } from '../core/types.js';
import { apply, isTraced, type Traceable, type Traced } from './traced.js';
import type { Computed } from './value-types.js';

/**
 * The sum of each pair of elements.
 *
 * $$a + b$$
 *
 * Shapes are broadcast by NumPy's rule: compared from the last axis backwards, an axis of length 1 or
 * one that is missing repeats.
 *
 * @param a - a number, or an array of any shape
 * @param b - a number, or an array whose shape broadcasts with that of `a`
 * @returns a traced value where one is traced, a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit; DomainError
 * for a result of more than 2²⁸ elements
 *
 * @example
 * A row is added to each row of a matrix.
 * ```ts
 * import { add, toNested } from 'fovea/array';
 * toNested(add([[1, 2], [3, 4]], [10, 20])) // => [[11, 22], [13, 24]]
 * add(2, 3) // => 5
 * ```
 */
export function add<A extends Traceable, B extends Traceable>(a: A, b: B): Computed<A, B>;
export function add(a: Traceable, b: Traceable): number | FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return apply('add', [a, b], undefined);
  return addPlain(a, b);
}

/**
 * The difference of each pair of elements.
 *
 * $$a - b$$
 *
 * Shapes are broadcast by NumPy's rule: compared from the last axis backwards, an axis of length 1 or
 * one that is missing repeats.
 *
 * @param a - a number, or an array of any shape
 * @param b - a number, or an array whose shape broadcasts with that of `a`
 * @returns a traced value where one is traced, a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit; DomainError
 * for a result of more than 2²⁸ elements
 *
 * @example
 * A column is taken from each column of a matrix.
 * ```ts
 * import { sub, toNested } from 'fovea/array';
 * toNested(sub([[1, 2], [3, 4]], [[1], [3]])) // => [[0, 1], [0, 1]]
 * ```
 */
export function sub<A extends Traceable, B extends Traceable>(a: A, b: B): Computed<A, B>;
export function sub(a: Traceable, b: Traceable): number | FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return apply('sub', [a, b], undefined);
  return subPlain(a, b);
}

/**
 * The product of each pair of elements; for the product of matrices see `matmul`.
 *
 * $$a \cdot b$$
 *
 * Shapes are broadcast by NumPy's rule: compared from the last axis backwards, an axis of length 1 or
 * one that is missing repeats.
 *
 * @param a - a number, or an array of any shape
 * @param b - a number, or an array whose shape broadcasts with that of `a`
 * @returns a traced value where one is traced, a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit; DomainError
 * for a result of more than 2²⁸ elements
 *
 * @example
 * Each element is scaled.
 * ```ts
 * import { mul, toNested } from 'fovea/array';
 * toNested(mul([1, 2, 3], 10)) // => [10, 20, 30]
 * ```
 */
export function mul<A extends Traceable, B extends Traceable>(a: A, b: B): Computed<A, B>;
export function mul(a: Traceable, b: Traceable): number | FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return apply('mul', [a, b], undefined);
  return mulPlain(a, b);
}

/**
 * The quotient of each pair of elements.
 *
 * $$\frac{a}{b}$$
 *
 * Shapes are broadcast by NumPy's rule: compared from the last axis backwards, an axis of length 1 or
 * one that is missing repeats.
 *
 * Division by zero gives an infinity, 0/0 gives NaN, as arithmetic has it.
 *
 * @param a - a number, or an array of any shape
 * @param b - a number, or an array whose shape broadcasts with that of `a`
 * @returns a traced value where one is traced, a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit; DomainError
 * for a result of more than 2²⁸ elements
 *
 * @example
 * Each element by its own divisor.
 * ```ts
 * import { div, toNested } from 'fovea/array';
 * toNested(div([1, 2, 3], [2, 0, 4])) // => [0.5, Infinity, 0.75]
 * ```
 */
export function div<A extends Traceable, B extends Traceable>(a: A, b: B): Computed<A, B>;
export function div(a: Traceable, b: Traceable): number | FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return apply('div', [a, b], undefined);
  return divPlain(a, b);
}

/**
 * Each element of `a` to the power of that of `b`.
 *
 * $$a^b$$
 *
 * Shapes are broadcast by NumPy's rule: compared from the last axis backwards, an axis of length 1 or
 * one that is missing repeats.
 *
 * A negative number to a fractional power is NaN. Any number to the power 0 is 1.
 *
 * @param a - a number, or an array of any shape
 * @param b - a number, or an array whose shape broadcasts with that of `a`
 * @returns a traced value where one is traced, a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit; DomainError
 * for a result of more than 2²⁸ elements
 *
 * @example
 * Squares of a list, and a root.
 * ```ts
 * import { pow, toNested } from 'fovea/array';
 * toNested(pow([1, 2, 3], 2)) // => [1, 4, 9]
 * pow(2, 0.5) // => 1.41421
 * ```
 */
export function pow<A extends Traceable, B extends Traceable>(a: A, b: B): Computed<A, B>;
export function pow(a: Traceable, b: Traceable): number | FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return apply('pow', [a, b], undefined);
  return powPlain(a, b);
}

/**
 * The larger of each pair of elements; NaN where either is NaN.
 *
 * $$\max(a, b)$$
 *
 * Shapes are broadcast by NumPy's rule: compared from the last axis backwards, an axis of length 1 or
 * one that is missing repeats.
 *
 * Where both are equal, each gets half of the gradient.
 *
 * @param a - a number, or an array of any shape
 * @param b - a number, or an array whose shape broadcasts with that of `a`
 * @returns a traced value where one is traced, a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit; DomainError
 * for a result of more than 2²⁸ elements
 *
 * @example
 * Negative elements are lifted to zero.
 * ```ts
 * import { maximum, toNested } from 'fovea/array';
 * toNested(maximum([-1, 2, -3], 0)) // => [0, 2, 0]
 * ```
 */
export function maximum<A extends Traceable, B extends Traceable>(a: A, b: B): Computed<A, B>;
export function maximum(a: Traceable, b: Traceable): number | FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return apply('maximum', [a, b], undefined);
  return maximumPlain(a, b);
}

/**
 * The smaller of each pair of elements; NaN where either is NaN.
 *
 * $$\min(a, b)$$
 *
 * Shapes are broadcast by NumPy's rule: compared from the last axis backwards, an axis of length 1 or
 * one that is missing repeats.
 *
 * Where both are equal, each gets half of the gradient.
 *
 * @param a - a number, or an array of any shape
 * @param b - a number, or an array whose shape broadcasts with that of `a`
 * @returns a traced value where one is traced, a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit; DomainError
 * for a result of more than 2²⁸ elements
 *
 * @example
 * Elements are capped at one.
 * ```ts
 * import { minimum, toNested } from 'fovea/array';
 * toNested(minimum([0.5, 2, 1], 1)) // => [0.5, 1, 1]
 * ```
 */
export function minimum<A extends Traceable, B extends Traceable>(a: A, b: B): Computed<A, B>;
export function minimum(a: Traceable, b: Traceable): number | FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return apply('minimum', [a, b], undefined);
  return minimumPlain(a, b);
}

/**
 * Each element with its sign changed.
 *
 * $$-x$$
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Signs change.
 * ```ts
 * import { neg, toNested } from 'fovea/array';
 * toNested(neg([1, -2])) // => [-1, 2]
 * ```
 */
export function neg<X extends Traceable>(x: X): Computed<X>;
export function neg(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('neg', [x], undefined) : negPlain(x);
}

/**
 * The absolute value of each element.
 *
 * $$|x|$$
 *
 * Its derivative is 0 at 0.
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Signs are dropped.
 * ```ts
 * import { abs, toNested } from 'fovea/array';
 * toNested(abs([1, -2])) // => [1, 2]
 * ```
 */
export function abs<X extends Traceable>(x: X): Computed<X>;
export function abs(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('abs', [x], undefined) : absPlain(x);
}

/**
 * The square of each element.
 *
 * $$x^2$$
 *
 * @param x - a number, or an array of any shape
 * @returns a traced value for a traced one, a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Squares.
 * ```ts
 * import { square, toNested } from 'fovea/array';
 * toNested(square([3, -2])) // => [9, 4]
 * ```
 */
export function square<X extends Traceable>(x: X): Computed<X>;
export function square(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? apply('square', [x], undefined) : squarePlain(x);
}
