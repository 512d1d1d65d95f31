// Divergences of rows of float32 probabilities, term by term in float64; see ../scalar/divergence-lines.ts.
import { sumLanes } from './lib/lanes';

const LEAST_NORMAL: f32 = 1.17549435e-38;

/**
 * p ln(p/q) − p + q of two float64 pairs, with k the whole number that log₂(p/q) is near to and c = 2ᵏ:
 * p k ln 2 − (c − 1) q + S (z + (1 + s) s z (1/3 + z/5 + …)) with S = p + c q, s = (p − c q)/S and z = s².
 */
function klTerm(p: v128, q: v128, c: v128, k: v128): v128 {
  const other = f64x2.mul(c, q);
  const sum = f64x2.add(p, other);
  const s = f64x2.div(f64x2.sub(p, other), sum);
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const low = f64x2.add(f64x2.splat(0.33333333335), f64x2.mul(z, f64x2.splat(0.199999979017)));
  const high = f64x2.add(
    f64x2.add(f64x2.splat(0.142861324211), f64x2.mul(z, f64x2.splat(0.11082077068))),
    f64x2.mul(z2, f64x2.splat(0.0990562533557)),
  );
  const tail = f64x2.add(low, f64x2.mul(z2, high));
  const odd = f64x2.mul(f64x2.mul(f64x2.add(f64x2.splat(1), s), s), f64x2.mul(z, tail));
  const near = f64x2.mul(sum, f64x2.add(z, odd));
  const far = f64x2.sub(f64x2.mul(p, f64x2.mul(k, f64x2.splat(Math.LN2))), f64x2.sub(other, q));
  return f64x2.add(far, near);
}

function upper(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}

/** The sums of the terms of the lower and the upper half of four pairs. */
function klTerms(p: v128, q: v128): v128 {
  const k = i32x4.shr_s(i32x4.add(i32x4.sub(p, q), i32x4.splat(1 << 22)), 23);
  const c = i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23);
  const first = klTerm(
    f64x2.promote_low_f32x4(p),
    f64x2.promote_low_f32x4(q),
    f64x2.promote_low_f32x4(c),
    f64x2.convert_low_i32x4_s(k),
  );
  const second = klTerm(
    f64x2.promote_low_f32x4(upper(p)),
    f64x2.promote_low_f32x4(upper(q)),
    f64x2.promote_low_f32x4(upper(c)),
    f64x2.convert_low_i32x4_s(upper(k)),
  );
  return f64x2.add(first, second);
}

/**
 * Σ (p ln(p/q) − p + q) of each row, of a multiple of four numbers, as float64; −1 for rows that hold 0 or numbers
 * below the normal ones.
 */
export function klRows(p: usize, q: usize, rows: i32, length: i32, sums: usize): void {
  const least = f32x4.splat(LEAST_NORMAL);
  for (let r = 0; r < rows; r++) {
    let sum = f64x2.splat(0);
    let normal = i32x4.splat(-1);
    for (const end = p + ((<usize>length) << 2); p < end; p += 16) {
      const a = v128.load(p);
      const b = v128.load(q);
      normal = v128.and(normal, v128.and(f32x4.ge(a, least), f32x4.ge(b, least)));
      sum = f64x2.add(sum, klTerms(a, b));
      q += 16;
    }
    store<f64>(sums, i32x4.all_true(normal) ? sumLanes(sum) : -1);
    sums += 8;
  }
}
