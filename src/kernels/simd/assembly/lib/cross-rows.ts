// Cross-entropies of rows of float32 probabilities, term by term in float64; see ../../../scalar/divergence-lines.ts.
import { sumLanes } from './lanes';
import { BLOCK, EXPONENT, logOf, ONE, pairAt, upper } from './logarithms';

/** Bits of the least normal number. */
const NORMAL_BITS = 1 << 23;
/** From here on k is 0. */
const BELOW_ONE: usize = memory.data<f32>([0.75, 0.75, 0.75, 0.75], 16);

/**
 * −Σ p ln q of each row, of a multiple of four numbers, as float64; NaN for rows that hold numbers below 0, and where q
 * is 0 or below the normal numbers but p is not 0. Where q is above 1, by a rounding, its logarithm is 0. With k the
 * whole number that log₂ q is near to, m = q/2ᵏ and s = (m − 1)/(m + 1), ln q is k ln 2 + ln((1 + s)/(1 − s)). The other
 * arguments, and why there are two loops: see `klRows`.
 */
export function crossRows(
  p: usize,
  q: usize,
  rows: i32,
  length: i32,
  sums: usize,
  pSums: usize,
  qSums: usize,
  scratch: usize,
): void {
  const zero = f64x2.splat(0);
  for (let r = 0; r < rows; r++) {
    let doublings = zero;
    let logs = zero;
    let pSum = zero;
    let qSum = zero;
    let sign = zero;
    let least = i32x4.splat(NORMAL_BITS);
    const end = p + ((<usize>length) << 2);
    while (p < end) {
      const start = p;
      const stop = end - p > BLOCK ? p + BLOCK : end;
      let to = scratch;
      for (; p < stop; p += 16) {
        const a = v128.load(p);
        const b = v128.load(q);
        const one = v128.load(ONE);
        sign = v128.or(sign, v128.or(a, b));
        // Where p is 0, 1 stands for q.
        const absent = v128.and(f32x4.eq(a, zero), one);
        const y = i32x4.min_s(v128.or(b, absent), one);
        least = i32x4.min_s(least, y);
        const k = v128.and(i32x4.sub(y, v128.load(BELOW_ONE)), v128.load(EXPONENT));
        const d = f32x4.sub(i32x4.sub(y, k), one);
        const a0 = f64x2.promote_low_f32x4(a);
        const a1 = pairAt(p + 8);
        pSum = f64x2.add(pSum, f64x2.add(a0, a1));
        qSum = f64x2.add(qSum, f64x2.add(f64x2.promote_low_f32x4(b), pairAt(q + 8)));
        const d0 = f64x2.promote_low_f32x4(d);
        const d1 = f64x2.promote_low_f32x4(upper(d));
        v128.store(to, f64x2.div(d0, f64x2.add(d0, f64x2.splat(2))));
        v128.store(to, f64x2.div(d1, f64x2.add(d1, f64x2.splat(2))), 16);
        const k0 = f64x2.convert_low_i32x4_s(k);
        const k1 = f64x2.convert_low_i32x4_s(upper(k));
        doublings = f64x2.add(doublings, f64x2.add(f64x2.mul(a0, k0), f64x2.mul(a1, k1)));
        q += 16;
        to += 32;
      }
      p = start;
      for (let at = scratch; at < to; at += 32) {
        const log0 = f64x2.mul(pairAt(p), logOf(v128.load(at)));
        const log1 = f64x2.mul(pairAt(p + 8), logOf(v128.load(at, 16)));
        logs = f64x2.add(logs, f64x2.add(log0, log1));
        p += 16;
      }
    }
    const whole = f64x2.mul(doublings, f64x2.splat(Math.LN2 / 8388608));
    const sum = sumLanes(f64x2.add(whole, logs));
    const normal = i32x4.all_true(i32x4.eq(least, i32x4.splat(NORMAL_BITS)));
    store<f64>(sums, normal && i32x4.bitmask(sign) === 0 ? 0 - sum : NaN);
    store<f64>(pSums, sumLanes(pSum));
    store<f64>(qSums, sumLanes(qSum));
    sums += 8;
    pSums += 8;
    qSums += 8;
  }
}
