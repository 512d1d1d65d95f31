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
import {
  abs as absFast,
  add as addFast,
  div as divFast,
  maximum as maximumFast,
  minimum as minimumFast,
  mul as mulFast,
  neg as negFast,
  square as squareFast,
  sub as subFast,
} from '../kernels/simd/arithmetic.js';
import { pow as powFast } from '../kernels/simd/power.js';
import { type Elementwise, mapBinary, mapUnary, type Operand } from './elementwise.js';

/** The sum of each pair of elements. For plain values; gradient holds the form that users call. */
export function add<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function add(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('add', kernel('add', addScalar, addFast), a, b);
}

/** The difference of each pair of elements. For plain values; gradient holds the form that users call. */
export function sub<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function sub(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('sub', kernel('sub', subScalar, subFast), a, b);
}

/** The product of each pair of elements; for the product of matrices see `matmul`. For plain values; gradient holds the form that users call. */
export function mul<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function mul(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('mul', kernel('mul', mulScalar, mulFast), a, b);
}

/** The quotient of each pair of elements. For plain values; gradient holds the form that users call. */
export function div<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function div(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('div', kernel('div', divScalar, divFast), a, b);
}

/** Each element of `a` to the power of that of `b`. For plain values; gradient holds the form that users call. */
export function pow<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function pow(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('pow', kernel('pow', powScalar, powFast), a, b);
}

/** The larger of each pair of elements; NaN where either is NaN. For plain values; gradient holds the form that users call. */
export function maximum<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function maximum(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('maximum', kernel('maximum', maximumScalar, maximumFast), a, b);
}

/** The smaller of each pair of elements; NaN where either is NaN. For plain values; gradient holds the form that users call. */
export function minimum<A extends Operand, B extends Operand>(a: A, b: B): Elementwise<A, B>;
export function minimum(a: Operand, b: Operand): number | FloatNdArray {
  return mapBinary('minimum', kernel('minimum', minimumScalar, minimumFast), a, b);
}

/** Each element with its sign changed. For plain values; gradient holds the form that users call. */
export function neg<X extends Operand>(x: X): Elementwise<X>;
export function neg(x: Operand): number | FloatNdArray {
  return mapUnary('neg', kernel('neg', negScalar, negFast), x);
}

/** The absolute value of each element. For plain values; gradient holds the form that users call. */
export function abs<X extends Operand>(x: X): Elementwise<X>;
export function abs(x: Operand): number | FloatNdArray {
  return mapUnary('abs', kernel('abs', absScalar, absFast), x);
}

/** The square of each element. For plain values; gradient holds the form that users call. */
export function square<X extends Operand>(x: X): Elementwise<X>;
export function square(x: Operand): number | FloatNdArray {
  return mapUnary('square', kernel('square', squareScalar, squareFast), x);
}
