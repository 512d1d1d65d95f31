// How probable an interval is under the standard normal law, as a logarithm, to full precision however far out or narrow.
import { halfErfcOverRoot2 } from '../kernels/scalar/gaussian-tail.js';

/** ½ ln 2π. */
export const HALF_LN_TWO_PI = 0.9189385332046727;

/** From here on the asymptotic series has all digits that float64 can hold. */
const FAR = 20;

/** Nodes and weights of Gauss and Legendre for 10 points, those above 0. */
const NODES: readonly (readonly [number, number])[] = [
  [0.14887433898163122, 0.29552422471475287],
  [0.4333953941292472, 0.26926671930999635],
  [0.6794095682990244, 0.21908636251598204],
  [0.8650633666889845, 0.1494513491505806],
  [0.9739065285171717, 0.06667134430868814],
];

/**
 * The logarithm of the probability of more than x.
 *
 * @param x - where the tail begins
 * @returns ln(1 − Φ(x))
 */
export function logUpperTail(x: number): number {
  if (x < 0) return Math.log1p(-halfErfcOverRoot2(-x));
  if (x < FAR) return Math.log(halfErfcOverRoot2(x));
  // 1 − 1/x² + 3/x⁴ − 15/x⁶ + …: terms fall until k is x²/2, which is far away.
  const inverse = 1 / (x * x);
  let [term, series] = [1, 0];
  for (let k = 1; k < 12; k++) {
    term *= -(2 * k - 1) * inverse;
    series += term;
  }
  return -0.5 * x * x - HALF_LN_TWO_PI - Math.log(x) + Math.log1p(series);
}

/**
 * The logarithm of the probability of an interval.
 *
 * @param middle - of the interval
 * @param half - half its width, above 0
 * @returns ln(Φ(middle + half) − Φ(middle − half))
 */
export function logIntervalMass(middle: number, half: number): number {
  // The law is symmetric, so the interval is taken to lie on the right.
  const near = Math.abs(middle) - half;
  const width = 2 * half;
  if (near < 0 && width > 2) {
    return Math.log1p(-halfErfcOverRoot2(-near) - halfErfcOverRoot2(near + width));
  }
  // By how many e the density falls from one end to the other, from the middle where it rises first.
  const fall = near < 0 ? 0 : near * width + 0.5 * width * width;
  if (fall > 1) {
    const tail = logUpperTail(near);
    return tail + Math.log1p(-Math.exp(logUpperTail(near + width) - tail));
  }
  // A difference of tails would lose what they have in common; the density is summed instead, relative to the near end.
  let sum = 0;
  for (const [node, weight] of NODES) {
    for (const side of [-node, node]) {
      const s = half * (1 + side);
      sum += weight * Math.exp(-s * (near + 0.5 * s));
    }
  }
  return Math.log(half * sum) - 0.5 * near * near - HALF_LN_TWO_PI;
}
