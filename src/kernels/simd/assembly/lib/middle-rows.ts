// Divergences of rows of float32 probabilities from their mean; see ../../../scalar/divergence-lines.ts.
import { sumLanes } from './lanes';
import { BLOCK, EXPONENT, HALF, LEAST_BITS, ONE, pairAt, tail, upper } from './logarithms';

/** Added to what is not below 2⁻¹⁴⁹, it changes nothing. */
const LEAST_SUM: f64 = 1e-300;

/**
 * Σ (p ln(p/m) − p + m) with m = (p + q)/2, for one row of p and one of q, and the sum of p at `pSum`; NaN where numbers
 * of p are below 0, or below 2⁻¹²⁵ and not 0. Where p is 0, s is −1, and the term m. As in `klRows` otherwise.
 */
function middleRow(p: usize, q: usize, length: i32, pSum: usize, scratch: usize): f64 {
  let doublings = f64x2.splat(0);
  let near = f64x2.splat(0);
  let tails = f64x2.splat(0);
  let total = f64x2.splat(0);
  let sign = f64x2.splat(0);
  let least = i32x4.splat(LEAST_BITS - 1);
  const end = p + ((<usize>length) << 2);
  while (p < end) {
    const start = p;
    const stop = end - p > BLOCK ? p + BLOCK : end;
    let to = scratch;
    for (; p < stop; p += 16) {
      const a = v128.load(p);
      const b = v128.load(q);
      sign = v128.or(sign, a);
      // Less 1, the bits of 0 are those of the largest whole number.
      least = i32x4.min_u(least, i32x4.sub(a, i32x4.splat(1)));
      const middle = f32x4.mul(f32x4.add(a, b), f32x4.splat(0.5));
      const k = v128.and(i32x4.add(i32x4.sub(a, middle), v128.load(HALF)), v128.load(EXPONENT));
      const power = i32x4.add(k, v128.load(ONE));
      const a0 = f64x2.promote_low_f32x4(a);
      const a1 = pairAt(p + 8);
      total = f64x2.add(total, f64x2.add(a0, a1));
      const half = f64x2.splat(0.5);
      const m0 = f64x2.mul(f64x2.add(a0, f64x2.promote_low_f32x4(b)), half);
      const m1 = f64x2.mul(f64x2.add(a1, pairAt(q + 8)), half);
      const c0 = f64x2.mul(m0, f64x2.promote_low_f32x4(power));
      const c1 = f64x2.mul(m1, f64x2.promote_low_f32x4(upper(power)));
      const d0 = f64x2.sub(a0, c0);
      const d1 = f64x2.sub(a1, c1);
      // 0/0 must not come out.
      const guard = f64x2.splat(LEAST_SUM);
      const s0 = f64x2.div(d0, f64x2.add(f64x2.add(a0, c0), guard));
      const s1 = f64x2.div(d1, f64x2.add(f64x2.add(a1, c1), guard));
      v128.store(to, s0);
      v128.store(to, s1, 16);
      const near0 = f64x2.add(f64x2.sub(m0, c0), f64x2.mul(s0, d0));
      const near1 = f64x2.add(f64x2.sub(m1, c1), f64x2.mul(s1, d1));
      near = f64x2.add(near, f64x2.add(near0, near1));
      const k0 = f64x2.convert_low_i32x4_s(k);
      const k1 = f64x2.convert_low_i32x4_s(upper(k));
      doublings = f64x2.add(doublings, f64x2.add(f64x2.mul(a0, k0), f64x2.mul(a1, k1)));
      q += 16;
      to += 32;
    }
    p = start;
    for (let at = scratch; at < to; at += 32) {
      const tail0 = f64x2.mul(pairAt(p), tail(v128.load(at)));
      const tail1 = f64x2.mul(pairAt(p + 8), tail(v128.load(at, 16)));
      tails = f64x2.add(tails, f64x2.add(tail0, tail1));
      p += 16;
    }
  }
  store<f64>(pSum, sumLanes(total));
  const normal = i32x4.all_true(i32x4.eq(least, i32x4.splat(LEAST_BITS - 1)));
  if (!normal || i32x4.bitmask(sign) !== 0) return NaN;
  const whole = f64x2.mul(doublings, f64x2.splat(Math.LN2 / 8388608));
  return sumLanes(f64x2.add(whole, f64x2.add(near, tails)));
}

/** ½ Σ (p ln(p/m) + q ln(q/m)) of each row, as float64; NaN for rows that `middleRow` does not take. */
export function middleRows(
  p: usize,
  q: usize,
  rows: i32,
  length: i32,
  sums: usize,
  pSums: usize,
  qSums: usize,
  scratch: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const left = middleRow(p, q, length, pSums, scratch);
    const right = middleRow(q, p, length, qSums, scratch);
    store<f64>(sums, (left + right) / 2);
    p += (<usize>length) << 2;
    q += (<usize>length) << 2;
    sums += 8;
    pSums += 8;
    qSums += 8;
  }
}
