// The divergence of distributions of which the logarithms are known, for each line of an array.
import type { FloatTypedArray } from '../core/types.js';
import { exponential } from '../kernels/scalar/exponential.js';
import { type PairReduction, reducePairs } from '../kernels/scalar/lines.js';
import { exponentialExcess } from './excess.js';

/** Below it eˣ − 1 − x cancels. */
const NEAR = -0.3;

/** p (eᵈ − 1 − d) with p = eᵃ, q = eᵇ and d = b − a: q where p is 0, and +∞ where q alone is. */
function term(a: number, b: number): number {
  if (a === -Infinity) return exponential(b);
  const d = b - a;
  const p = exponential(a);
  // Where q is far larger than p, e to their difference would overflow.
  if (d >= 1) return exponential(b) - p * (d + 1);
  return d > NEAR
    ? p * exponentialExcess(d)
    : d > -Infinity
      ? p * (exponential(d) - 1 - d)
      : Infinity;
}

const line: PairReduction = (a, b, start, length) => {
  let sum = 0;
  // No rounding makes a logarithm of a probability positive.
  for (let i = start; i < start + length; i++) sum += term(Math.min(a[i]!, 0), Math.min(b[i]!, 0));
  return sum;
};

/**
 * Divergences of lines along the middle axis of two [outer, length, inner] arrays.
 *
 * @param a - logarithms of p
 * @param b - logarithms of q
 * @param target - [outer, inner]
 * @param outer - lines before the axis
 * @param length - length of a line
 * @param inner - lines behind the axis
 */
export function logitLines(
  a: FloatTypedArray,
  b: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  reducePairs(line, a, b, target, outer, length, inner);
}
