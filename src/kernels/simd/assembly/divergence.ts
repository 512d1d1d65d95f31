// Divergences of rows of float32 probabilities, term by term in float64; see ../scalar/divergence-lines.ts.
import { addLanes, sumLanes } from './lib/lanes';

const LEAST_NORMAL: f32 = 1.17549435e-38;

// Constants are read from memory: engines build a constant vector anew, by several instructions, wherever a loop has
// more of them than registers.
const TABLE: usize = memory.data<f64>([
  0.33333333335, 0.199999979017, 0.142861324211, 0.11082077068, 0.0990562533557, 1,
]);

function constant(offset: usize): v128 {
  return v128.load64_splat(TABLE + offset);
}

/** S (z + (1 + s) s z (1/3 + z/5 + …)) of two float64 pairs, with S = p + other, s = (p − other)/S and z = s². */
function nearTerm(p: v128, other: v128): v128 {
  const difference = f64x2.sub(p, other);
  const s = f64x2.div(difference, f64x2.add(p, other));
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const low = f64x2.add(constant(0), f64x2.mul(z, constant(8)));
  const middle = f64x2.add(constant(16), f64x2.mul(z, constant(24)));
  const high = f64x2.add(middle, f64x2.mul(z2, constant(32)));
  const tail = f64x2.add(low, f64x2.mul(z2, high));
  const rest = f64x2.mul(f64x2.add(s, z), tail);
  // S z is s times the difference.
  return f64x2.mul(f64x2.mul(difference, s), f64x2.add(constant(40), rest));
}

function upper(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}

/** The whole numbers that log₂(p/q) is near to. */
function doublings(p: v128, q: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.sub(p, q), i32x4.splat(1 << 22)), 23);
}

/**
 * Σ (p ln(p/q) − p + q) of each row, of a multiple of four numbers, as float64; −1 for rows that hold 0 or numbers
 * below the normal ones. With k the whole number that log₂(p/q) is near to and c = 2ᵏ a term is
 * k p ln 2 − (c q − q) + `nearTerm` of p and c q; what stands before each sign is added up by itself. The sums of p and of
 * q go to `pSums` and `qSums`.
 */
export function klRows(
  p: usize,
  q: usize,
  rows: i32,
  length: i32,
  sums: usize,
  pSums: usize,
  qSums: usize,
): void {
  const least = f32x4.splat(LEAST_NORMAL);
  for (let r = 0; r < rows; r++) {
    let whole = f64x2.splat(0);
    let excess = f64x2.splat(0);
    let near = f64x2.splat(0);
    let pSum = f64x2.splat(0);
    let qSum = f64x2.splat(0);
    let normal = i32x4.splat(-1);
    for (const end = p + ((<usize>length) << 2); p < end; p += 16) {
      const a = v128.load(p);
      const b = v128.load(q);
      normal = v128.and(normal, v128.and(f32x4.ge(a, least), f32x4.ge(b, least)));
      const k = doublings(a, b);
      const c = f32x4.mul(b, i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23));
      const a0 = f64x2.promote_low_f32x4(a);
      const b0 = f64x2.promote_low_f32x4(b);
      const c0 = f64x2.promote_low_f32x4(c);
      const a1 = f64x2.promote_low_f32x4(upper(a));
      const b1 = f64x2.promote_low_f32x4(upper(b));
      const c1 = f64x2.promote_low_f32x4(upper(c));
      const k0 = f64x2.convert_low_i32x4_s(k);
      const k1 = f64x2.convert_low_i32x4_s(upper(k));
      pSum = f64x2.add(pSum, f64x2.add(a0, a1));
      qSum = f64x2.add(qSum, f64x2.add(b0, b1));
      whole = f64x2.add(whole, f64x2.add(f64x2.mul(a0, k0), f64x2.mul(a1, k1)));
      excess = f64x2.add(excess, f64x2.add(f64x2.sub(c0, b0), f64x2.sub(c1, b1)));
      near = f64x2.add(near, f64x2.add(nearTerm(a0, c0), nearTerm(a1, c1)));
      q += 16;
    }
    const sum = f64x2.sub(f64x2.mul(whole, f64x2.splat(Math.LN2)), excess);
    store<f64>(sums, i32x4.all_true(normal) ? sumLanes(f64x2.add(sum, near)) : -1);
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
