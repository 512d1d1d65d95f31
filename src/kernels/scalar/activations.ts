// Activation functions in the forms that neither overflow nor cancel.
import type { FloatTypedArray } from '../../core/types.js';
import { halfErfcOverRoot2 } from './gaussian-tail.js';

// Choices are read from a table of two: a branch is guessed wrong every other time.

/** See `UnaryName`: 1 / (1 + e⁻ˣ). */
export function sigmoid(source: FloatTypedArray, target: FloatTypedArray): void {
  const above = Float64Array.of(0, 1);
  for (let i = 0; i < target.length; i++) {
    const x = source[i]!;
    const e = Math.exp(-Math.abs(x));
    above[0] = e;
    target[i] = above[+(x >= 0)]! / (1 + e);
  }
}

/** See `UnaryName`: ln(1 / (1 + e⁻ˣ)). */
export function logSigmoid(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) {
    const x = source[i]!;
    target[i] = x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x));
  }
}

/** See `UnaryName`: ln(1 + eˣ). */
export function softplus(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) {
    const x = source[i]!;
    target[i] = x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }
}

/** See `UnaryName`: max(0, x), NaN for NaN. */
export function relu(source: FloatTypedArray, target: FloatTypedArray): void {
  const choice = new Float64Array(2);
  for (let i = 0; i < target.length; i++) {
    const x = source[i]!;
    choice[1] = x;
    target[i] = choice[+!(x <= 0)]!;
  }
}

/** See `ShapedUnaryName`: x where x > 0, else slope·x. */
export function leakyRelu(source: FloatTypedArray, target: FloatTypedArray, slope: number): void {
  const choice = new Float64Array(2);
  for (let i = 0; i < target.length; i++) {
    const x = source[i]!;
    choice[0] = slope * x;
    choice[1] = x;
    target[i] = choice[+(x > 0)]!;
  }
}

/** See `ShapedUnaryName`: x where x > 0, else alpha·(eˣ − 1). */
export function elu(source: FloatTypedArray, target: FloatTypedArray, alpha: number): void {
  for (let i = 0; i < target.length; i++) {
    const x = source[i]!;
    target[i] = x > 0 ? x : alpha * Math.expm1(x);
  }
}

/** See `UnaryName`: x·sigmoid(x), 0 at −∞. */
export function silu(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) {
    const x = source[i]!;
    if (x >= 0) {
      target[i] = x / (1 + Math.exp(-x));
    } else {
      const e = Math.exp(x);
      target[i] = e === 0 ? 0 : (x * e) / (1 + e);
    }
  }
}

/** See `UnaryName`: x·Φ(x) with the standard normal distribution function Φ, 0 at −∞. */
export function gelu(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) {
    const x = source[i]!;
    const tail = halfErfcOverRoot2(Math.abs(x));
    if (x >= 0) target[i] = x * (1 - tail);
    else target[i] = tail === 0 ? 0 : x * tail;
  }
}

/** See `UnaryName`: the standard normal distribution function Φ(x). */
export function normalCdf(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) {
    const x = source[i]!;
    const tail = halfErfcOverRoot2(Math.abs(x));
    target[i] = x < 0 ? tail : 1 - tail;
  }
}
