// Divergences of rows of float32 probabilities, term by term in float64; see ../scalar/divergence-lines.ts.
import { addLanes, sumLanes } from './lib/lanes';
import { BLOCK, EXPONENT, HALF, LEAST_BITS, pairAt, tail, upper } from './lib/logarithms';

export { crossRows } from './lib/cross-rows';
export { middleRows } from './lib/middle-rows';

/**
 * Σ (p ln(p/q) − p + q) of each row, of a multiple of four numbers, as float64; −1 for rows that hold numbers below
 * 2⁻¹²⁵. With k the whole number that log₂(p/q) is near to, c = 2ᵏ q and s = (p − c)/(p + c) a term is
 * k p ln 2 + (q − c + s (p − c)) + 2 p (s³/3 + s⁵/5 + …); each of the three is added up by itself. The sums of p and of
 * q go to `pSums` and `qSums`; `scratch` has room for the s of a block, in float64.
 *
 * The bits of a float32 grow by 2²³ for every doubling: k stays where it stands in them, 2²³ times as large.
 *
 * Two loops follow one another over each block, where one would do. A processor works on as many terms at a time as it
 * can look ahead, and one loop has twice as much to look over, and more numbers than there are registers.
 */
export function klRows(
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
    let doublings = f64x2.splat(0);
    let near = f64x2.splat(0);
    let tails = f64x2.splat(0);
    let pSum = f64x2.splat(0);
    let qSum = f64x2.splat(0);
    let least = i32x4.splat(LEAST_BITS);
    const end = p + ((<usize>length) << 2);
    while (p < end) {
      const start = p;
      const stop = end - p > BLOCK ? p + BLOCK : end;
      let to = scratch;
      for (; p < stop; p += 16) {
        const a = v128.load(p);
        const b = v128.load(q);
        // Bits that stand for a number below 0 are a whole number below 0; of NaN the sum is NaN.
        least = i32x4.min_s(least, i32x4.min_s(a, b));
        const k = v128.and(i32x4.add(i32x4.sub(a, b), v128.load(HALF)), v128.load(EXPONENT));
        const c = i32x4.add(b, k);
        const a0 = f64x2.promote_low_f32x4(a);
        const a1 = pairAt(p + 8);
        const b0 = f64x2.promote_low_f32x4(b);
        const b1 = pairAt(q + 8);
        pSum = f64x2.add(pSum, f64x2.add(a0, a1));
        qSum = f64x2.add(qSum, f64x2.add(b0, b1));
        const c0 = f64x2.promote_low_f32x4(c);
        const c1 = f64x2.promote_low_f32x4(upper(c));
        const d0 = f64x2.sub(a0, c0);
        const d1 = f64x2.sub(a1, c1);
        const s0 = f64x2.div(d0, f64x2.add(a0, c0));
        const s1 = f64x2.div(d1, f64x2.add(a1, c1));
        v128.store(to, s0);
        v128.store(to, s1, 16);
        const near0 = f64x2.add(f64x2.sub(b0, c0), f64x2.mul(s0, d0));
        const near1 = f64x2.add(f64x2.sub(b1, c1), f64x2.mul(s1, d1));
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
    const whole = f64x2.mul(doublings, f64x2.splat(Math.LN2 / 8388608));
    const sum = sumLanes(f64x2.add(whole, f64x2.add(near, tails)));
    const normal = i32x4.all_true(i32x4.eq(least, i32x4.splat(LEAST_BITS)));
    store<f64>(sums, normal ? sum : -1);
    store<f64>(pSums, sumLanes(pSum));
    store<f64>(qSums, sumLanes(qSum));
    sums += 8;
    pSums += 8;
    qSums += 8;
  }
}

/** The sum of each row, of a multiple of four numbers, as float64; NaN for rows that hold NaN or numbers below 0. */
export function sumRows(at: usize, rows: i32, length: i32, sums: usize): void {
  const zero = f32x4.splat(0);
  const bytes = (<usize>length) << 2;
  for (let r = 0; r < rows; r++) {
    let even = f64x2.splat(0);
    let odd = f64x2.splat(0);
    let valid = i32x4.splat(-1);
    const end = at + bytes;
    for (; at + 16 < end; at += 32) {
      const x = v128.load(at);
      const y = v128.load(at, 16);
      valid = v128.and(valid, v128.and(f32x4.ge(x, zero), f32x4.ge(y, zero)));
      even = addLanes(even, x);
      odd = addLanes(odd, y);
    }
    if (at < end) {
      const x = v128.load(at);
      valid = v128.and(valid, f32x4.ge(x, zero));
      even = addLanes(even, x);
      at += 16;
    }
    store<f64>(sums, i32x4.all_true(valid) ? sumLanes(f64x2.add(even, odd)) : NaN);
    sums += 8;
  }
}
