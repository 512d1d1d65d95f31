// Functions of four float32 numbers at a time, from polynomials: the Math functions of engines differ from each
// other, these are the same everywhere. NaN stays NaN throughout; comparisons are written so that it falls through.
// Polynomials and reductions of eˣ and ln x are those of S. L. Moshier's Cephes library (expf, logf).

const LOG2E: f32 = <f32>Math.LOG2E;
/** ln 2 in two parts, of which multiples of the first by whole numbers are exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;
/** Below, eˣ is less than the smallest normal number. */
const LEAST_NORMAL: f32 = -87.33654;

/** (eʳ − 1 − r)/r² for |r| ≤ ½ ln 2. */
function remainder(r: v128): v128 {
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  return f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
}

/** x − n ln 2. */
function reduced(x: v128, n: v128): v128 {
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  return f32x4.sub(high, f32x4.mul(n, f32x4.splat(LN2_LOW)));
}

/** 2ⁿ for whole numbers from −126 to 128, where it is infinite. */
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** eˣ for x ≤ 0; 0 where it is less than the smallest normal number. */
export function expNonPositive(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2E)));
  const r = reduced(x, n);
  const e = f32x4.add(f32x4.add(f32x4.mul(remainder(r), f32x4.mul(r, r)), r), f32x4.splat(1));
  const scaled = f32x4.mul(e, power(i32x4.trunc_sat_f32x4_s(n)));
  return v128.andnot(scaled, f32x4.lt(x, f32x4.splat(LEAST_NORMAL)));
}

/** eˣ, from 0 over the numbers below the normal ones to infinity. */
export function exp(x: v128): v128 {
  const inside = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-110)), f32x4.splat(89));
  const whole = f32x4.nearest(f32x4.mul(inside, f32x4.splat(LOG2E)));
  const r = reduced(inside, whole);
  const e = f32x4.add(f32x4.add(f32x4.mul(remainder(r), f32x4.mul(r, r)), r), f32x4.splat(1));
  // In two steps, neither of which leaves the range before the last product.
  const n = i32x4.trunc_sat_f32x4_s(whole);
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(e, power(half)), power(i32x4.sub(n, half)));
}

/** eˣ − 1 for x ≤ 0. */
export function expm1NonPositive(x: v128): v128 {
  const inside = f32x4.pmax(x, f32x4.splat(-40));
  const n = f32x4.nearest(f32x4.mul(inside, f32x4.splat(LOG2E)));
  const r = reduced(inside, n);
  const above = f32x4.add(f32x4.mul(remainder(r), f32x4.mul(r, r)), r);
  const scale = power(i32x4.trunc_sat_f32x4_s(n));
  return f32x4.add(f32x4.mul(above, scale), f32x4.sub(scale, f32x4.splat(1)));
}

/** ln x for normal x > 0. */
function logNormal(x: v128): v128 {
  // x = m 2ⁿ with m from √½ to √2.
  const n = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(n, 23)), f32x4.splat(1));
  const e = f32x4.convert_i32x4_s(n);
  let p = f32x4.splat(7.0376836292e-2);
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.151461031e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.167699874e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(3.3333331174e-1));
  const square = f32x4.mul(f, f);
  let rest = f32x4.mul(f32x4.mul(p, f), square);
  rest = f32x4.add(rest, f32x4.mul(e, f32x4.splat(LN2_LOW)));
  rest = f32x4.sub(rest, f32x4.mul(square, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(f, rest), f32x4.mul(e, f32x4.splat(LN2_HIGH)));
}

/** ln x; −∞ at 0, NaN below. */
export function log(x: v128): v128 {
  // Numbers below the normal ones are brought up by 2²³ first.
  const low = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const raised = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, low);
  const shift = v128.and(f32x4.splat(-15.942385152878742), low);
  const result = f32x4.add(logNormal(raised), shift);
  // Infinity stays, 0 becomes −∞, and below 0 the root is NaN.
  const finite = v128.and(
    f32x4.gt(x, f32x4.splat(0)),
    f32x4.lt(x, f32x4.splat(f32.POSITIVE_INFINITY)),
  );
  const zero = f32x4.eq(x, f32x4.splat(0));
  const bottom = f32x4.splat(f32.NEGATIVE_INFINITY);
  const outside = v128.bitselect(bottom, f32x4.add(f32x4.sqrt(x), x), zero);
  return v128.bitselect(result, outside, finite);
}

/** ln(1 + x) for x from 0 to 1. */
export function log1p(x: v128): v128 {
  const one = f32x4.splat(1);
  const sum = f32x4.add(one, x);
  // What rounding took from the sum is put back.
  const lost = f32x4.sub(x, f32x4.sub(sum, one));
  return f32x4.add(logNormal(sum), f32x4.div(lost, sum));
}

/** tanh x = −d/(2 + d) with d = e^(−2|x|) − 1, and the sign of x. */
export function tanh(x: v128): v128 {
  const d = expm1NonPositive(f32x4.mul(f32x4.abs(x), f32x4.splat(-2)));
  const size = f32x4.div(f32x4.neg(d), f32x4.add(d, f32x4.splat(2)));
  return v128.bitselect(x, size, f32x4.splat(-0.0));
}
