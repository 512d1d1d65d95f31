// Divergences of two lines of probabilities. Each is a sum of terms that are never negative, so that
// nothing cancels where the lines are nearly equal.
import type { FloatTypedArray } from '../../core/types.js';

/** Below this |p − q| / (p + q) a series is more exact than logarithms. */
const NEAR = 0.2;
/** Between these a quotient has all its digits. */
const LEAST = 1e-300;
const MOST = 1e300;

/**
 * p ln(p/q) − p + q ≥ 0. Nearly equal: with s = (p − q)/(p + q) and ln(p/q) = 2(s + s³/3 + s⁵/5 + …) it is
 * (p + q)(s² + (1 + s)(s³/3 + s⁵/5 + …)), which is q·φ((p − q)/q) with φ(d) = (1 + d) ln(1 + d) − d.
 */
function klTerm(p: number, q: number): number {
  const difference = p - q;
  const sum = p + q;
  if (Math.abs(difference) <= NEAR * sum) return sum === 0 ? 0 : nearKlTerm(difference, sum);
  const ratio = p / q;
  if (ratio > LEAST && ratio < MOST) return p * Math.log(ratio) - difference;
  if (p === 0) return q;
  if (q === 0) return Number.POSITIVE_INFINITY;
  return p * (Math.log(p) - Math.log(q)) - difference;
}

function nearKlTerm(difference: number, sum: number): number {
  const s = difference / sum;
  const z = s * s;
  const tail =
    1 / 3 +
    z *
      (1 / 5 +
        z *
          (1 / 7 +
            z *
              (1 / 9 +
                z *
                  (1 / 11 +
                    z *
                      (1 / 13 +
                        z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z * (1 / 21 + z / 23)))))))));
  return sum * (z + (1 + s) * s * z * tail);
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

type PairLines = (
  p: FloatTypedArray,
  q: FloatTypedArray,
  target: Float64Array,
  outer: number,
  length: number,
  inner: number,
) => void;

// What is lost when t is added to `sum` and `next` comes out, whichever of the two is larger (Knuth).
function lostIn(sum: number, t: number, next: number): number {
  const taken = next - sum;
  return sum - (next - taken) + (t - taken);
}

// Adds up terms with compensation.
function createLines(term: (p: number, q: number) => number): PairLines {
  return (p, q, target, outer, length, inner) => {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        let at = o * length * inner + i;
        let sum = 0;
        let lost = 0;
        for (let x = 0; x < length; x++, at += inner) {
          const t = term(p[at]!, q[at]!);
          const next = sum + t;
          lost += lostIn(sum, t, next);
          sum = next;
        }
        target[o * inner + i] = Number.isFinite(sum) ? sum + lost : sum;
      }
    }
  };
}

/** See `PairName`: −Σ p ln q. */
export const crossEntropyLines: PairLines = /* @__PURE__ */ createLines(crossTerm);
/** See `PairName`: Σ (p ln(p/q) − p + q). Loops of its own, which engines compile for this term alone. */
export function klLines(
  p: FloatTypedArray,
  q: FloatTypedArray,
  target: Float64Array,
  outer: number,
  length: number,
  inner: number,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = o * length * inner + i;
      let sum = 0;
      let lost = 0;
      for (let x = 0; x < length; x++, at += inner) {
        const t = klTerm(p[at]!, q[at]!);
        const next = sum + t;
        lost += lostIn(sum, t, next);
        sum = next;
      }
      target[o * inner + i] = Number.isFinite(sum) ? sum + lost : sum;
    }
  }
}

/** See `PairName`: ½ Σ (p ln(p/m) + q ln(q/m)). */
export const jensenShannonLines: PairLines = /* @__PURE__ */ createLines(jensenShannonTerm);
/** See `PairName`: ½ Σ |p − q|. */
export const totalVariationLines: PairLines = /* @__PURE__ */ createLines(variationTerm);
/** See `PairName`: ½ Σ (√p − √q)². */
export const squaredHellingerLines: PairLines = /* @__PURE__ */ createLines(hellingerTerm);
/** See `PairName`: Σ (p − q)²/q. */
export const chiSquareLines: PairLines = /* @__PURE__ */ createLines(chiSquareTerm);

/** See `DivergenceKernels`. */
export function distributionSums(
  source: FloatTypedArray,
  target: Float64Array,
  outer: number,
  length: number,
  inner: number,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = o * length * inner + i;
      let sum = 0;
      let valid = true;
      for (let x = 0; x < length; x++, at += inner) {
        const value = source[at]!;
        if (!(value >= 0)) valid = false;
        sum += value;
      }
      target[o * inner + i] = valid ? sum : Number.NaN;
    }
  }
}
