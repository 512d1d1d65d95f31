// Normal draws by arithmetic and square roots alone, which are the same bits on every engine. Logarithms, sines and
// cosines of Math are not: engines take them from different libraries, whose last digits differ.
import type { FloatTypedArray, Rng } from './types.js';

/** ln 2 in two parts: products of the first with whole numbers up to 2²⁰ are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * Fills an array with draws from the standard normal distribution, by the Box–Muller transform: of u, v uniform in
 * [0, 1) come √(−2 ln(1 − u)) cos 2πv and √(−2 ln(1 − u)) sin 2πv.
 *
 * @param rng - the stream, which advances
 * @param data - takes the draws
 */
export function fillNormal(rng: Rng, data: FloatTypedArray): void {
  for (let i = 0; i < data.length; i += 2) {
    const radius = Math.sqrt(-2 * logarithm(1 - rng.nextFloat64()));
    const turn = rng.nextFloat64();
    // The quarter turn nearest to it, and what is left, both exact.
    const quarter = Math.floor(4 * turn + 0.5);
    const angle = 2 * Math.PI * (turn - quarter / 4);
    const [c, s] = [radius * cosine(angle), radius * sine(angle)];
    data[i] = quarter === 1 ? -s : quarter === 2 ? -c : quarter === 3 ? s : c;
    if (i + 1 < data.length) {
      data[i + 1] = quarter === 1 ? c : quarter === 2 ? -s : quarter === 3 ? -c : s;
    }
  }
}

/**
 * ln x for 0 < x ≤ 1, to two units in the last place: with x = 2ᵏ m, m next to 1 and s = (m − 1)/(m + 1), it is
 * k ln 2 + 2 (s + s³/3 + s⁵/5 + …).
 */
function logarithm(x: number): number {
  let [m, k] = [x, 0];
  while (m < Math.SQRT1_2) {
    m *= 2;
    k--;
  }
  const f = m - 1;
  const s = f / (m + 1);
  const z = s * s;
  const series =
    z *
    (1 / 3 +
      z *
        (1 / 5 +
          z *
            (1 / 7 +
              z *
                (1 / 9 +
                  z *
                    (1 / 11 +
                      z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z * (1 / 21))))))))));
  // 2s = f − s f, of which f is exact.
  return k * LN2_HIGH + (f - (s * f - (2 * s * series + k * LN2_LOW)));
}

/** cos x for |x| ≤ π/4: 1 − x²/2! + x⁴/4! − … */
function cosine(x: number): number {
  const z = x * x;
  const tail =
    1 / 24 -
    z *
      (1 / 720 -
        z *
          (1 / 40320 -
            z *
              (1 / 3628800 -
                z * (1 / 479001600 - z * (1 / 87178291200 - z * (1 / 20922789888000))))));
  return 1 - (z / 2 - z * z * tail);
}

/** sin x for |x| ≤ π/4: x − x³/3! + x⁵/5! − … */
function sine(x: number): number {
  const z = x * x;
  const tail =
    1 / 6 -
    z *
      (1 / 120 -
        z *
          (1 / 5040 -
            z *
              (1 / 362880 -
                z *
                  (1 / 39916800 -
                    z * (1 / 6227020800 - z * (1 / 1307674368000 - z * (1 / 355687428096000)))))));
  return x - x * z * tail;
}
