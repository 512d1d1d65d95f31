// Activation functions of neural networks.
import { checkNumber, checkOptions } from '../core/check.js';
import type { FloatNdArray } from '../core/types.js';
import {
  elu as eluScalar,
  gelu as geluScalar,
  leakyRelu as leakyReluScalar,
  logSigmoid as logSigmoidScalar,
  relu as reluScalar,
  sigmoid as sigmoidScalar,
  silu as siluScalar,
  softplus as softplusScalar,
} from '../kernels/scalar/activations.js';
import { kernel } from '../kernels/select.js';
import { leakyRelu as leakyReluFast, relu as reluFast } from '../kernels/simd/arithmetic.js';
import {
  elu as eluFast,
  gelu as geluFast,
  logSigmoid as logSigmoidFast,
  sigmoid as sigmoidFast,
  silu as siluFast,
  softplus as softplusFast,
} from '../kernels/simd/elementwise.js';
import { type Elementwise, mapShaped, mapUnary, type Operand } from './elementwise.js';

/** The logistic function of each element, from 0 to 1. For plain values; gradient holds the form that users call. */
export function sigmoid<X extends Operand>(x: X): Elementwise<X>;
export function sigmoid(x: Operand): number | FloatNdArray {
  return mapUnary('sigmoid', kernel('sigmoid', sigmoidScalar, sigmoidFast), x);
}

/** The logarithm of the logistic function of each element, at most 0. For plain values; gradient holds the form that users call. */
export function logSigmoid<X extends Operand>(x: X): Elementwise<X>;
export function logSigmoid(x: Operand): number | FloatNdArray {
  return mapUnary('logSigmoid', kernel('logSigmoid', logSigmoidScalar, logSigmoidFast), x);
}

/** A smooth form of `relu` for each element, above 0. For plain values; gradient holds the form that users call. */
export function softplus<X extends Operand>(x: X): Elementwise<X>;
export function softplus(x: Operand): number | FloatNdArray {
  return mapUnary('softplus', kernel('softplus', softplusScalar, softplusFast), x);
}

/** Each element, or 0 where it is negative; NaN for NaN. For plain values; gradient holds the form that users call. */
export function relu<X extends Operand>(x: X): Elementwise<X>;
export function relu(x: Operand): number | FloatNdArray {
  return mapUnary('relu', kernel('relu', reluScalar, reluFast), x);
}

/** Each element, scaled down where it is negative. For plain values; gradient holds the form that users call. */
export function leakyRelu<X extends Operand>(x: X, options?: LeakyReluOptions): Elementwise<X>;
export function leakyRelu(x: Operand, options?: LeakyReluOptions): number | FloatNdArray {
  const { slope = 0.01 } = checkOptions('leakyRelu', options, ['slope']);
  checkNumber('leakyRelu', 'slope', slope);
  return mapShaped('leakyRelu', kernel('leakyRelu', leakyReluScalar, leakyReluFast), x, slope);
}

/** Options of `leakyRelu`. */
export interface LeakyReluOptions {
  /** Factor of negative elements, 0.01 where left out. */
  readonly slope?: number | undefined;
}

/** Each element, or where it is negative an exponential that levels off at −alpha. For plain values; gradient holds the form that users call. */
export function elu<X extends Operand>(x: X, options?: EluOptions): Elementwise<X>;
export function elu(x: Operand, options?: EluOptions): number | FloatNdArray {
  const { alpha = 1 } = checkOptions('elu', options, ['alpha']);
  checkNumber('elu', 'alpha', alpha);
  return mapShaped('elu', kernel('elu', eluScalar, eluFast), x, alpha);
}

/** Options of `elu`. */
export interface EluOptions {
  /** Minus the value that it levels off at, 1 where left out. */
  readonly alpha?: number | undefined;
}

/** Each element times its logistic function; also called swish. For plain values; gradient holds the form that users call. */
export function silu<X extends Operand>(x: X): Elementwise<X>;
export function silu(x: Operand): number | FloatNdArray {
  return mapUnary('silu', kernel('silu', siluScalar, siluFast), x);
}

/** Each element times the probability that a standard normal variable is smaller. For plain values; gradient holds the form that users call. */
export function gelu<X extends Operand>(x: X): Elementwise<X>;
export function gelu(x: Operand): number | FloatNdArray {
  return mapUnary('gelu', kernel('gelu', geluScalar, geluFast), x);
}
