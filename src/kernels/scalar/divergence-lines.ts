// Divergences of two lines of probabilities. Each is a sum of terms that are never negative, so that
// nothing cancels where the lines are nearly equal.
import type { FloatTypedArray } from '../../core/types.js';
import type { PairKernel } from '../divergence-kernels.js';
import { type PairReduction, reduceLines, reducePairs } from './lines.js';

/** Below this |p − q| / (p + q) a series is more exact than logarithms. */
const NEAR = 0.2;
/** Between these a quotient has all its digits. */
const LEAST = 1e-300;
const MOST = 1e300;
/** From here on a float32 has a leading 1 and an exponent. */
const LEAST_NORMAL = 2 ** -126;

/** Bits of a float32: its exponent and 127, from bit 23 on, and what follows its leading 1. */
const BITS = /* @__PURE__ */ new Int32Array(1);
const FLOAT = /* @__PURE__ */ floatsOf(BITS);

function floatsOf(bits: Int32Array): Float32Array {
  return new Float32Array(bits.buffer);
}

/** The bits of x, which grow by 2²³ for every doubling, within 9 % of one. */
function bitsOf(x: number): number {
  FLOAT[0] = x;
  return BITS[0]!;
}

/** 2ᵏ for k from −126 to 127. */
function powerOfTwo(k: number): number {
  BITS[0] = (k + 127) << 23;
  return FLOAT[0]!;
}

/** The whole number that log₂(p/q) is nearest to, or nearly so: they differ by 0.59 at most. */
function doublings(p: number, q: number): number {
  return (bitsOf(p) - bitsOf(q) + (1 << 22)) >> 23;
}

/**
 * p ln(p/q) − p + q ≥ 0 without a logarithm. With c = 2ᵏ near p/q, S = p + c q and s = (p − c q)/S, where
 * |s| ≤ 0.2, ln(p/q) is k ln 2 + 2(s + s³/3 + s⁵/5 + …), which makes of it
 * p k ln 2 − (c − 1) q + S (s² + (1 + s)(s³/3 + s⁵/5 + …)).
 * Nearly equal k = 0, and what is left is q·φ((p − q)/q) with φ(d) = (1 + d) ln(1 + d) − d.
 */
function klTerm(p: number, q: number): number {
  if (!(p >= LEAST_NORMAL && q >= LEAST_NORMAL)) return rareKlTerm(p, q);
  const k = doublings(p, q);
  const c = powerOfTwo(k);
  return p * (k * Math.LN2) - (c - 1) * q + nearKlTerm(p - c * q, p + c * q);
}

// S (s² + (1 + s)(s³/3 + s⁵/5 + …)), by products side by side, which do not wait for one another.
function nearKlTerm(difference: number, sum: number): number {
  const s = difference / sum;
  const z = s * s;
  const z2 = z * z;
  const z4 = z2 * z2;
  const tail =
    1 / 3 +
    z * (1 / 5) +
    z2 * (1 / 7 + z * (1 / 9)) +
    z4 * (1 / 11 + z * (1 / 13) + z2 * (1 / 15 + z * (1 / 17)) + z4 * (1 / 19 + z * (1 / 21)));
  return sum * (z + (1 + s) * s * z * tail);
}

/** The same of float32 numbers, to 4e-12 of its value: the polynomial is the best of its degree for s² ≤ 0.04. */
function singleKlTerm(p: number, q: number): number {
  if (!(p >= LEAST_NORMAL && q >= LEAST_NORMAL)) return rareKlTerm(p, q);
  const k = doublings(p, q);
  const c = powerOfTwo(k);
  const other = c * q;
  const sum = p + other;
  const s = (p - other) / sum;
  const z = s * s;
  const tail =
    0.33333333335 +
    z * 0.199999979017 +
    z * z * (0.142861324211 + z * 0.11082077068 + z * z * 0.0990562533557);
  return p * (k * Math.LN2) - (other - q) + sum * (z + (1 + s) * s * z * tail);
}

function rareKlTerm(p: number, q: number): number {
  if (p === 0) return q;
  if (q === 0) return Number.POSITIVE_INFINITY;
  const difference = p - q;
  const sum = p + q;
  if (Math.abs(difference) <= NEAR * sum) return nearKlTerm(difference, sum);
  return p * logRatio(p, q) - difference;
}

/** The same of p and q together with that of 1 − p and 1 − q, whose difference is q − p exactly. */
export function bernoulliKlTerm(p: number, q: number): number {
  const rest = 2 - p - q;
  const near = Math.abs(p - q) <= NEAR * rest && rest > 0;
  return klTerm(p, q) + (near ? nearKlTerm(q - p, rest) : klTerm(1 - p, 1 - q));
}

/** p ln(p/q), which may be negative; 0 where p = 0. */
export function klShare(p: number, q: number): number {
  if (p === 0) return 0;
  if (q === 0) return Number.POSITIVE_INFINITY;
  const difference = p - q;
  if (Math.abs(difference) < 0.5 * q) return p * Math.log1p(difference / q);
  return p * logRatio(p, q);
}

/** ln(p/q), where the quotient leaves the range of floats too. */
function logRatio(p: number, q: number): number {
  const ratio = p / q;
  return ratio > LEAST && ratio < MOST ? Math.log(ratio) : Math.log(p) - Math.log(q);
}

/** −p ln q, 0 where p = 0. */
function crossTerm(p: number, q: number): number {
  return p === 0 || q >= 1 ? 0 : -p * Math.log(q);
}

/**
 * ½(p ln(p/m) + q ln(q/m)) with m = (p + q)/2. With s as above it is
 * (p + q)/4 · Σ s²ᵏ / (k(2k − 1)), k from 1.
 */
function jensenShannonTerm(p: number, q: number): number {
  const sum = p + q;
  if (sum === 0) return 0;
  const s = (p - q) / sum;
  if (Math.abs(s) <= NEAR) {
    const z = s * s;
    const tail =
      1 +
      z *
        (1 / 6 +
          z *
            (1 / 15 +
              z *
                (1 / 28 +
                  z *
                    (1 / 45 +
                      z *
                        (1 / 66 +
                          z *
                            (1 / 91 + z * (1 / 120 + z * (1 / 153 + z * (1 / 190 + z / 231)))))))));
    return (sum / 4) * z * tail;
  }
  const left = p === 0 ? 0 : p * logRatio(2 * p, sum);
  const right = q === 0 ? 0 : q * logRatio(2 * q, sum);
  return (left + right) / 2;
}

/** ½ |p − q|. */
function variationTerm(p: number, q: number): number {
  return Math.abs(p - q) / 2;
}

/** ½ (√p − √q)², with the difference of the roots taken from p − q. */
function hellingerTerm(p: number, q: number): number {
  if (p === q) return 0;
  const d = (p - q) / (Math.sqrt(p) + Math.sqrt(q));
  return (d * d) / 2;
}

/** (p − q)² / q. */
function chiSquareTerm(p: number, q: number): number {
  if (p === q) return 0;
  return (p - q) * ((p - q) / q);
}

// What is lost when t is added to `sum` and `next` comes out, whichever of the two is larger (Knuth).
function lostIn(sum: number, t: number, next: number): number {
  const taken = next - sum;
  return sum - (next - taken) + (t - taken);
}

// Adds up terms of lines with compensation.
function createLines(term: (p: number, q: number) => number): PairKernel {
  const line: PairReduction = (p, q, start, length) => {
    let sum = 0;
    let lost = 0;
    for (let i = start; i < start + length; i++) {
      const t = term(p[i]!, q[i]!);
      const next = sum + t;
      lost += lostIn(sum, t, next);
      sum = next;
    }
    return Number.isFinite(sum) ? sum + lost : sum;
  };
  return (p, q, target, outer, length, inner) =>
    reducePairs(line, p, q, target, outer, length, inner);
}

// The same, with the sums of p and of q.
function withSums(lines: PairKernel): PairKernel {
  return (p, q, target, outer, length, inner, sums) => {
    lines(p, q, target, outer, length, inner);
    if (sums === undefined) return;
    distributionSums(p, sums[0], outer, length, inner);
    distributionSums(q, sums[1], outer, length, inner);
  };
}

/** See `PairName`: −Σ p ln q. */
export const crossEntropyLines: PairKernel = /* @__PURE__ */ withSums(
  /* @__PURE__ */ createLines(crossTerm),
);

// Loops of their own for Σ (p ln(p/q) − p + q), which engines compile for this term alone.
const klLine: PairReduction = (p, q, start, length) => {
  let sum = 0;
  let lost = 0;
  for (let i = start; i < start + length; i++) {
    const t = klTerm(p[i]!, q[i]!);
    const next = sum + t;
    lost += lostIn(sum, t, next);
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
};

// What a sum of float64 loses is far below the digits of float32.
const singleKlLine: PairReduction = (p, q, start, length) => {
  let sum = 0;
  for (let i = start; i < start + length; i++) sum += singleKlTerm(p[i]!, q[i]!);
  return sum;
};

/** See `PairName`: Σ (p ln(p/q) − p + q). */
export const klLines: PairKernel = /* @__PURE__ */ withSums(
  (p, q, target, outer, length, inner) => {
    const single = p instanceof Float32Array && q instanceof Float32Array;
    reducePairs(single ? singleKlLine : klLine, p, q, target, outer, length, inner);
  },
);

/** See `PairName`: ½ Σ (p ln(p/m) + q ln(q/m)). */
export const jensenShannonLines: PairKernel = /* @__PURE__ */ withSums(
  /* @__PURE__ */ createLines(jensenShannonTerm),
);
/** See `PairName`: ½ Σ |p − q|. */
export const totalVariationLines: PairKernel = /* @__PURE__ */ createLines(variationTerm);
/** See `PairName`: ½ Σ (√p − √q)². */
export const squaredHellingerLines: PairKernel = /* @__PURE__ */ createLines(hellingerTerm);
/** See `PairName`: Σ (p − q)²/q. */
export const chiSquareLines: PairKernel = /* @__PURE__ */ createLines(chiSquareTerm);

function distributionSum(data: FloatTypedArray, start: number, length: number): number {
  // Four sums side by side do not wait for one another.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let valid = true;
  const end = start + length;
  let i = start;
  for (; i + 3 < end; i += 4) {
    const a = data[i]!;
    const b = data[i + 1]!;
    const c = data[i + 2]!;
    const d = data[i + 3]!;
    if (!(a >= 0 && b >= 0 && c >= 0 && d >= 0)) valid = false;
    s0 += a;
    s1 += b;
    s2 += c;
    s3 += d;
  }
  for (; i < end; i++) {
    const a = data[i]!;
    if (!(a >= 0)) valid = false;
    s0 += a;
  }
  return valid ? s0 + s1 + (s2 + s3) : Number.NaN;
}

/** See `DivergenceKernels`. */
export function distributionSums(
  source: FloatTypedArray,
  target: Float64Array,
  outer: number,
  length: number,
  inner: number,
): void {
  reduceLines(distributionSum, source, target, outer, length, inner);
}
