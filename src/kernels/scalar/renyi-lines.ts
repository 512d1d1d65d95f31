// Sums behind Rényi's divergence and entropy and Bhattacharyya's distance. All are sums of terms that are
// never negative, and tend to Kullback–Leibler's and Shannon's as the order tends to 1.
import type { FloatTypedArray } from '../../core/types.js';
import type { PairKernel } from '../divergence-kernels.js';
import { type LineReduction, type PairReduction, reduceLines, reducePairs } from './lines.js';

/** Below this |p − q|·max(1, α)/q the binomial series is more exact than exponentials. */
const NEAR = 0.1;

/**
 * (pᵅ q¹⁻ᵅ − α p − (1 − α) q)/(α − 1) ≥ 0, which is p·(e^((α − 1) ln(p/q)) − 1)/(α − 1) − p + q.
 * Nearly equal: q Σ C(α, k) dᵏ/(α − 1) over k ≥ 2, with d = (p − q)/q.
 */
function renyiTerm(p: number, q: number, alpha: number): number {
  if (p === 0) return q;
  if (q === 0) return alpha > 1 ? Number.POSITIVE_INFINITY : (alpha * p) / (1 - alpha);
  const d = (p - q) / q;
  if (Math.abs(d) * Math.max(1, alpha) < NEAR) {
    let term = (alpha / 2) * d * d;
    let sum = term;
    for (let k = 2; Math.abs(term) > 1e-18 * sum; k++) {
      term *= ((alpha - k) / (k + 1)) * d;
      sum += term;
    }
    return q * sum;
  }
  if (alpha === 0) return 0;
  const power = Math.expm1((alpha - 1) * (Math.log(p) - Math.log(q)));
  return Math.max(0, (p * power) / (alpha - 1) - (p - q));
}

/** See `DivergenceKernels`. */
export function renyiLines(
  p: FloatTypedArray,
  q: FloatTypedArray,
  target: Float64Array,
  outer: number,
  length: number,
  inner: number,
  alpha: number,
): void {
  const line: PairReduction = (a, b, start, count) => {
    let sum = 0;
    for (let i = start; i < start + count; i++) sum += renyiTerm(a[i]!, b[i]!, alpha);
    const excess = (alpha - 1) * sum;
    // Far from equal the sum itself is what keeps its digits, and cannot overflow on a scale of its own.
    const logarithm =
      excess > -0.5 && excess < 1e3 ? Math.log1p(excess) : logPowers(a, b, alpha, start, count);
    return logarithm / (alpha - 1);
  };
  reducePairs(line, p, q, target, outer, length, inner);
}

// ln Σ pᵅ q¹⁻ᵅ
function logPowers(
  p: FloatTypedArray,
  q: FloatTypedArray,
  alpha: number,
  start: number,
  length: number,
): number {
  const exponent = (i: number): number =>
    p[i] === 0 ? Number.NEGATIVE_INFINITY : alpha * Math.log(p[i]!) + (1 - alpha) * Math.log(q[i]!);
  const end = start + length;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) largest = Math.max(largest, exponent(i));
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = start; i < end; i++) sum += Math.exp(exponent(i) - largest);
  return largest + Math.log(sum);
}

/** See `DivergenceKernels`. */
export function renyiEntropyLines(
  p: FloatTypedArray,
  target: Float64Array,
  outer: number,
  length: number,
  inner: number,
  alpha: number,
): void {
  const line: LineReduction = (data, start, count) => {
    const end = start + count;
    let sum = 0;
    let largest = 0;
    for (let i = start; i < end; i++) {
      const value = data[i]!;
      if (value > largest) largest = value;
      // p − pᵅ, divided by α − 1
      if (value > 0 && value < 1)
        sum -= (value * Math.expm1((alpha - 1) * Math.log(value))) / (alpha - 1);
    }
    const excess = (1 - alpha) * sum;
    let logarithm = Math.log1p(excess);
    if (excess < -0.5) {
      let powers = 0;
      for (let i = start; i < end; i++) powers += (data[i]! / largest) ** alpha;
      logarithm = alpha * Math.log(largest) + Math.log(powers);
    }
    // The sum is never negative, and neither is what comes of it.
    return Math.max(0, logarithm / (1 - alpha));
  };
  reduceLines(line, p, target, outer, length, inner);
}

const bhattacharyyaLine: PairReduction = (p, q, start, length) => {
  let common = 0;
  let apart = 0;
  for (let i = start; i < start + length; i++) {
    const [a, b] = [p[i]!, q[i]!];
    const [rootA, rootB] = [Math.sqrt(a), Math.sqrt(b)];
    common += rootA * rootB;
    if (a !== b) apart += ((a - b) / (rootA + rootB)) ** 2;
  }
  return apart < 1 ? 0 - Math.log1p(-apart / 2) : -Math.log(common);
};

/** See `PairName`: −ln Σ √(p q), nearly equal as −ln(1 − ½ Σ (√p − √q)²). */
export const bhattacharyyaLines: PairKernel = (p, q, target, outer, length, inner) =>
  reducePairs(bhattacharyyaLine, p, q, target, outer, length, inner);
