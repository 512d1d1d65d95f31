// Sums, products, powers, and choices between numbers.
import type { FloatNdArray } from '../core/types.js';
import {
  add as addScalar,
  div as divScalar,
  maximum as maximumScalar,
  minimum as minimumScalar,
  mul as mulScalar,
  pow as powScalar,
  sub as subScalar,
} from '../kernels/scalar/elementwise-binary.js';
import {
  abs as absScalar,
  neg as negScalar,
  square as squareScalar,
} from '../kernels/scalar/elementwise-unary.js';
import { kernel } from '../kernels/select.js';
import { type Elementwise, mapBinary, mapUnary, type Operand } from './elementwise.js';

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
 * @returns a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit
 *
 * @example
 * A row is added to each row of a matrix.
 * ```ts
 * import { add, toNested } from 'fovea/array';
 * toNested(add([[1, 2], [3, 4]], [10, 20])) // => [[11, 22], [13, 24]]
 * add(2, 3) // => 5
 * ```
 */
export function add<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function add(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('add', kernel('add', addScalar), a, b);
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
 * @returns a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit
 *
 * @example
 * A column is taken from each column of a matrix.
 * ```ts
 * import { sub, toNested } from 'fovea/array';
 * toNested(sub([[1, 2], [3, 4]], [[1], [3]])) // => [[0, 1], [0, 1]]
 * ```
 */
export function sub<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function sub(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('sub', kernel('sub', subScalar), a, b);
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
 * @returns a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit
 *
 * @example
 * Each element is scaled.
 * ```ts
 * import { mul, toNested } from 'fovea/array';
 * toNested(mul([1, 2, 3], 10)) // => [10, 20, 30]
 * ```
 */
export function mul<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function mul(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('mul', kernel('mul', mulScalar), a, b);
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
 * @returns a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit
 *
 * @example
 * Each element by its own divisor.
 * ```ts
 * import { div, toNested } from 'fovea/array';
 * toNested(div([1, 2, 3], [2, 0, 4])) // => [0.5, Infinity, 0.75]
 * ```
 */
export function div<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function div(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('div', kernel('div', divScalar), a, b);
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
 * @returns a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit
 *
 * @example
 * Squares of a list, and a root.
 * ```ts
 * import { pow, toNested } from 'fovea/array';
 * toNested(pow([1, 2, 3], 2)) // => [1, 4, 9]
 * pow(2, 0.5) // => 1.41421
 * ```
 */
export function pow<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function pow(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('pow', kernel('pow', powScalar), a, b);
}

/**
 * The larger of each pair of elements; NaN where either is NaN.
 *
 * $$\max(a, b)$$
 *
 * Shapes are broadcast by NumPy's rule: compared from the last axis backwards, an axis of length 1 or
 * one that is missing repeats.
 *
 * @param a - a number, or an array of any shape
 * @param b - a number, or an array whose shape broadcasts with that of `a`
 * @returns a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit
 *
 * @example
 * Negative elements are lifted to zero.
 * ```ts
 * import { maximum, toNested } from 'fovea/array';
 * toNested(maximum([-1, 2, -3], 0)) // => [0, 2, 0]
 * ```
 */
export function maximum<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function maximum(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('maximum', kernel('maximum', maximumScalar), a, b);
}

/**
 * The smaller of each pair of elements; NaN where either is NaN.
 *
 * $$\min(a, b)$$
 *
 * Shapes are broadcast by NumPy's rule: compared from the last axis backwards, an axis of length 1 or
 * one that is missing repeats.
 *
 * @param a - a number, or an array of any shape
 * @param b - a number, or an array whose shape broadcasts with that of `a`
 * @returns a number for two numbers, else an ndarray of the joint shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit
 *
 * @example
 * Elements are capped at one.
 * ```ts
 * import { minimum, toNested } from 'fovea/array';
 * toNested(minimum([0.5, 2, 1], 1)) // => [0.5, 1, 1]
 * ```
 */
export function minimum<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function minimum(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('minimum', kernel('minimum', minimumScalar), a, b);
}

/**
 * Each element with its sign changed.
 *
 * $$-x$$
 *
 * @param x - a number, or an array of any shape
 * @returns a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Signs change.
 * ```ts
 * import { neg, toNested } from 'fovea/array';
 * toNested(neg([1, -2])) // => [-1, 2]
 * ```
 */
export function neg<X extends Operand>(x: X): Elementwise<X>;
export function neg(x: Operand): number | FloatNdArray {
  return mapUnary('neg', kernel('neg', negScalar), x);
}

/**
 * The absolute value of each element.
 *
 * $$|x|$$
 *
 * @param x - a number, or an array of any shape
 * @returns a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Signs are dropped.
 * ```ts
 * import { abs, toNested } from 'fovea/array';
 * toNested(abs([1, -2])) // => [1, 2]
 * ```
 */
export function abs<X extends Operand>(x: X): Elementwise<X>;
export function abs(x: Operand): number | FloatNdArray {
  return mapUnary('abs', kernel('abs', absScalar), x);
}

/**
 * The square of each element.
 *
 * $$x^2$$
 *
 * @param x - a number, or an array of any shape
 * @returns a number for a number, else an ndarray of the same shape
 * @throws KindError where x is neither number nor array, ShapeError where nesting is ragged
 *
 * @example
 * Squares.
 * ```ts
 * import { square, toNested } from 'fovea/array';
 * toNested(square([3, -2])) // => [9, 4]
 * ```
 */
export function square<X extends Operand>(x: X): Elementwise<X>;
export function square(x: Operand): number | FloatNdArray {
  return mapUnary('square', kernel('square', squareScalar), x);
}
