// Exponential, logarithm, root and circular functions.
import type { FloatNdArray } from '../core/types.js';
import {
  cos as cosScalar,
  exp as expScalar,
  log as logScalar,
  sin as sinScalar,
  sqrt as sqrtScalar,
  tanh as tanhScalar,
} from '../kernels/scalar/elementwise-unary.js';
import { kernel } from '../kernels/select.js';
import { sqrt as sqrtFast } from '../kernels/simd/arithmetic.js';
import { exp as expFast, log as logFast, tanh as tanhFast } from '../kernels/simd/elementwise.js';
import { type Elementwise, mapUnary, type Operand } from './elementwise.js';

/** The exponential of each element. For plain values; gradient holds the form that users call. */
export function exp<X extends Operand>(x: X): Elementwise<X>;
export function exp(x: Operand): number | FloatNdArray {
  return mapUnary('exp', kernel('exp', expScalar, expFast), x);
}

/** The natural logarithm of each element. For plain values; gradient holds the form that users call. */
export function log<X extends Operand>(x: X): Elementwise<X>;
export function log(x: Operand): number | FloatNdArray {
  return mapUnary('log', kernel('log', logScalar, logFast), x);
}

/** The square root of each element. For plain values; gradient holds the form that users call. */
export function sqrt<X extends Operand>(x: X): Elementwise<X>;
export function sqrt(x: Operand): number | FloatNdArray {
  return mapUnary('sqrt', kernel('sqrt', sqrtScalar, sqrtFast), x);
}

/** The sine of each element, an angle in radians. For plain values; gradient holds the form that users call. */
export function sin<X extends Operand>(x: X): Elementwise<X>;
export function sin(x: Operand): number | FloatNdArray {
  return mapUnary('sin', kernel('sin', sinScalar), x);
}

/** The cosine of each element, an angle in radians. For plain values; gradient holds the form that users call. */
export function cos<X extends Operand>(x: X): Elementwise<X>;
export function cos(x: Operand): number | FloatNdArray {
  return mapUnary('cos', kernel('cos', cosScalar), x);
}

/** The hyperbolic tangent of each element, from −1 to 1. For plain values; gradient holds the form that users call. */
export function tanh<X extends Operand>(x: X): Elementwise<X>;
export function tanh(x: Operand): number | FloatNdArray {
  return mapUnary('tanh', kernel('tanh', tanhScalar, tanhFast), x);
}
