// Functions of four float32 numbers at a time, from polynomials: the Math functions of engines differ from each
// other, these are the same everywhere. NaN stays NaN throughout; comparisons are written so that it falls through.
// Polynomials and reductions of eˣ and ln x are those of S. L. Moshier's Cephes library (expf, logf).

// Constants are read from memory: engines build a constant vector anew, by several instructions, wherever a loop has
// more of them than registers.
const TABLE: usize = memory.data<f32>([
  // 1, and ln 2 in two parts, of which multiples of the first by whole numbers are exact.
  1, 0.693359375, -2.1219444e-4,
  // Below, eˣ is less than the smallest normal number.
  -87.33654,
  // 1.5·2²³ + 127: added to a number below 2²², it leaves the nearest whole one, and 127, in the last bits.
  12583039,
  // (eʳ − 1 − r)/r² for |r| ≤ ½ ln 2: the best of its degree, to 3.1e-9 of eʳ.
  4.99999933732e-1, 1.66665195248e-1, 4.16684010674e-2, 8.36885099676e-3, 1.38143210729e-3,
  // ln(1 + f) = f − f²/2 + f³ (…) for 1 + f from √½ to √2: the best of its degree, to 5.9e-9 of the logarithm.
  3.33333316571e-1,
  -2.50008227298e-1, 2.00012334432e-1, -1.66232978113e-1, 1.42015511819e-1, -1.31605863833e-1,
  1.27633431749e-1, -7.63566518158e-2, 0.5,
  // 1/ln 2; 64 more than the number above, and 2⁻⁶⁴.
  1.442695021629333, 12583103, 5.421010862427522e-20,
]);

function constant(offset: usize): v128 {
  return v128.load32_splat(TABLE + offset);
}

/** r + r² (…) = eʳ − 1 for |r| ≤ ½ ln 2, in pairs of terms that do not wait for one another. */
function aboveOne(r: v128): v128 {
  const square = f32x4.mul(r, r);
  const low = f32x4.add(constant(20), f32x4.mul(r, constant(24)));
  const high = f32x4.add(constant(28), f32x4.mul(r, constant(32)));
  const rest = f32x4.add(low, f32x4.mul(square, f32x4.add(high, f32x4.mul(square, constant(36)))));
  return f32x4.add(f32x4.mul(rest, square), r);
}

/** x − n ln 2. */
function reduced(x: v128, n: v128): v128 {
  const high = f32x4.sub(x, f32x4.mul(n, constant(4)));
  return f32x4.sub(high, f32x4.mul(n, constant(8)));
}

/** The whole number n nearest to x/ln 2, in the last bits, with 127. */
function shifted(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, constant(76)), constant(16));
}

/** What `shifted` found, as a number. */
function wholeOf(shiftedNumber: v128): v128 {
  return f32x4.sub(shiftedNumber, constant(16));
}

/** 2ⁿ for n from −126 to 128, where it is infinite, from a number that ends in n + 127; other bits do not matter. */
function twoTo(place: v128): v128 {
  return i32x4.shl(place, 23);
}

/** eˣ for |x| up to 87; beyond, anything but what was NaN. */
export function expWithin(x: v128): v128 {
  const place = shifted(x);
  const e = f32x4.add(aboveOne(reduced(x, wholeOf(place))), constant(0));
  // A product: a sum of bits would lose NaN.
  return f32x4.mul(e, twoTo(place));
}

/** eˣ for x ≤ 0; 0 where it is less than the smallest normal number. */
export function expNonPositive(x: v128): v128 {
  return v128.andnot(expWithin(x), f32x4.lt(x, constant(12)));
}

/** exp(x + rest) 2⁶⁴ for a small rest and x ≤ 0 down to −113: numbers that will be below the normal ones keep their digits. */
export function raisedExp(x: v128, rest: v128): v128 {
  const place = f32x4.add(f32x4.mul(f32x4.add(x, rest), constant(76)), constant(80));
  const r = f32x4.add(reduced(x, f32x4.sub(place, constant(80))), rest);
  return f32x4.mul(f32x4.add(aboveOne(r), constant(0)), twoTo(place));
}

/** x 2⁻⁶⁴. */
export function lowered(x: v128): v128 {
  return f32x4.mul(x, constant(84));
}

/** eˣ for x ≤ 0, over the numbers below the normal ones to 0. */
export function expToZero(x: v128): v128 {
  const inside = f32x4.pmax(x, f32x4.splat(-110));
  const place = f32x4.add(f32x4.mul(inside, constant(76)), constant(80));
  const r = reduced(inside, f32x4.sub(place, constant(80)));
  return lowered(f32x4.mul(f32x4.add(aboveOne(r), constant(0)), twoTo(place)));
}

/** (x − top)/temperature of four numbers: by halves where the difference may be beyond float32, and the quotient not. */
export function quotient(x: v128, top: v128, temperature: f32): v128 {
  const half: f32 = temperature > 1 ? 0.5 : 1;
  const part = f32x4.splat(half);
  const distance = f32x4.sub(f32x4.mul(x, part), f32x4.mul(top, part));
  return f32x4.div(distance, f32x4.splat(temperature * half));
}

/** exp((x − top)/temperature) of four numbers. */
export function power(x: v128, top: v128, temperature: f32): v128 {
  if (temperature === 1) return expNonPositive(f32x4.sub(x, top));
  return expNonPositive(quotient(x, top, temperature));
}

/** eˣ, from 0 over the numbers below the normal ones to infinity. */
export function exp(x: v128): v128 {
  const inside = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-110)), f32x4.splat(89));
  const place = shifted(inside);
  const r = reduced(inside, wholeOf(place));
  const e = f32x4.add(aboveOne(r), constant(0));
  // In two steps, neither of which leaves the range before the last product.
  const n = i32x4.sub(place, constant(16));
  const half = i32x4.shr_s(n, 1);
  const bias = i32x4.splat(127);
  const first = twoTo(i32x4.add(half, bias));
  return f32x4.mul(f32x4.mul(e, first), twoTo(i32x4.add(i32x4.sub(n, half), bias)));
}

/** eˣ − 1 for x ≤ 0. */
export function expm1NonPositive(x: v128): v128 {
  const inside = f32x4.pmax(x, f32x4.splat(-40));
  const place = shifted(inside);
  const scale = twoTo(place);
  const above = aboveOne(reduced(inside, wholeOf(place)));
  return f32x4.add(f32x4.mul(above, scale), f32x4.sub(scale, constant(0)));
}

/** 1/3 − f/4 + … of ln(1 + f), in pairs of terms that do not wait for one another. */
function logSeries(f: v128, square: v128): v128 {
  const first = f32x4.add(constant(40), f32x4.mul(f, constant(44)));
  const second = f32x4.add(constant(48), f32x4.mul(f, constant(52)));
  const third = f32x4.add(constant(56), f32x4.mul(f, constant(60)));
  const fourth = f32x4.add(constant(64), f32x4.mul(f, constant(68)));
  const low = f32x4.add(first, f32x4.mul(square, second));
  const high = f32x4.add(third, f32x4.mul(square, fourth));
  return f32x4.add(low, f32x4.mul(f32x4.mul(square, square), high));
}

/** ln x for normal x > 0 that is not infinite. */
export function logNormal(x: v128): v128 {
  // x = m 2ⁿ with m from √½ to √2.
  const n = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(n, 23)), constant(0));
  const e = f32x4.convert_i32x4_s(n);
  const square = f32x4.mul(f, f);
  let rest = f32x4.mul(f32x4.mul(logSeries(f, square), f), square);
  rest = f32x4.add(rest, f32x4.mul(e, constant(8)));
  rest = f32x4.sub(rest, f32x4.mul(square, constant(72)));
  return f32x4.add(f32x4.add(f, rest), f32x4.mul(e, constant(4)));
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
