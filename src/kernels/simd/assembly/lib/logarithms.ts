// Logarithms of float32 numbers to the digits of float64 sums, from p = 2ᵏ q (1 + s)/(1 − s) with |s| ≤ 0.2.

/** Bits of 2⁻¹²⁵: from there on not only p and q are normal numbers, but c too (see `klRows`). */
export const LEAST_BITS = 2 << 23;

// Constants are read from memory: engines build a constant vector anew, by several instructions, wherever a loop has
// more of them than registers.
const TABLE: usize = memory.data<f64>([
  0.6666666667, 0.399999958034, 0.285722648422, 0.22164154136, 0.1981125067114,
]);
/** Bits: half of a doubling, by which k is rounded. */
export const HALF: usize = memory.data<i32>([1 << 22, 1 << 22, 1 << 22, 1 << 22], 16);
/** The numbers 1. */
export const ONE: usize = memory.data<f32>([1, 1, 1, 1], 16);
/** Bits: the sign and the exponent. */
export const EXPONENT: usize = memory.data<i32>([-1 << 23, -1 << 23, -1 << 23, -1 << 23], 16);

/** Bytes of p that are worked on at a time. */
export const BLOCK: usize = 1024;

function constant(offset: usize): v128 {
  return v128.load64_splat(TABLE + offset);
}

export function upper(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}

/** Two float32 numbers, as float64. */
export function pairAt(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** 2/3 + 2z/5 + 2z²/7 + … for z = s², |s| ≤ 0.2. */
function series(z: v128): v128 {
  let sum = f64x2.add(constant(24), f64x2.mul(z, constant(32)));
  sum = f64x2.add(constant(16), f64x2.mul(z, sum));
  sum = f64x2.add(constant(8), f64x2.mul(z, sum));
  return f64x2.add(constant(0), f64x2.mul(z, sum));
}

/** ln((1 + s)/(1 − s)) − 2s. */
export function tail(s: v128): v128 {
  const z = f64x2.mul(s, s);
  return f64x2.mul(f64x2.mul(s, z), series(z));
}

/** ln((1 + s)/(1 − s)). */
export function logOf(s: v128): v128 {
  const z = f64x2.mul(s, s);
  return f64x2.mul(s, f64x2.add(f64x2.splat(2), f64x2.mul(z, series(z))));
}
