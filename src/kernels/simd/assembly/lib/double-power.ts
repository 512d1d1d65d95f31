// x to the power y of float64 numbers as fdlibm has it (e_pow.c, Sun Microsystems 1993), to 0.7 units in the last place:
// log₂ x in two parts, n + log₂ of 1 or 3/2 + (2/ln 2) artanh s with s = (a − b)/(a + b), b = 1 or 3/2 near a = x/2ⁿ; its
// product with y in two parts; and 2 to the power of these. Constants are read from memory, which is sooner done than
// building vectors of them.
const TABLE: usize = memory.data<f64>([
  // L1 to L6.
  0.5999999999999946, 0.4285714285785502, 0.33333332981837743, 0.272728123808534,
  0.23066074577556175, 0.20697501780033842,
  // P1 to P5.
  0.16666666666666602, -0.0027777777777015593, 0.00006613756321437934, -0.0000016533902205465252,
  4.1381367970572385e-8,
  // log₂ 1.5 in two parts.
  0.5849624872207642, 1.350039202129749e-8,
  // 2/(3 ln 2), and in two parts.
  0.9617966939259756, 0.9617967009544373, -7.028461650952758e-9,
  // ln 2, and in two parts.
  0.6931471805599453, 0.6931471824645996, -1.904654299957768e-9,
  // Numbers.
  1, 1.5, 0.5, 3, 2,
  // Numbers whose last bits count whole ones, the first with 1023.
  4503599627371519, 4503599627370496, 6755399441055744,
  // From the first on 3/2 is nearer than 1, from the second on 2.
  1.224745750427246, 1.7320499420166016,
  // Powers of 2 below this have no whole part.
  0.5000004768371582,
]);
/** Bits: the upper half of a number, its exponent and sign, the exponent of 1, and what makes half of a sum of a number. */
const BITS: usize = memory.data<i64>([
  -4294967296, 0x000fffffffffffff, 0x3ff0000000000000, 0x20000000, 0x80000, 0x40000,
]);

function constant(place: usize): v128 {
  return v128.load64_splat(TABLE + (place << 3));
}

function bits(place: usize): v128 {
  return v128.load64_splat(BITS + (place << 3));
}

/** The upper half of the digits. */
function upper(x: v128): v128 {
  return v128.and(x, bits(0));
}

/** A polynomial's next step. */
function then(place: usize, t: v128, p: v128): v128 {
  return f64x2.add(constant(place), f64x2.mul(t, p));
}

/** Where the parts of a logarithm and a product are left: more than one vector cannot be returned. */
let high: v128 = i64x2.splat(0);
let low: v128 = i64x2.splat(0);

/** y log₂ x of normal numbers above 0, to `high` and `low`. */
function logarithm(x: v128, y: v128): void {
  const one = constant(19);
  const half = constant(21);
  let n = f64x2.sub(v128.or(i64x2.shr_u(x, 52), constant(25)), constant(24));
  let a = v128.or(v128.and(x, bits(1)), bits(2));
  const large = f64x2.ge(a, constant(28));
  const middle = v128.andnot(f64x2.ge(a, constant(27)), large);
  a = v128.bitselect(f64x2.mul(a, half), a, large);
  n = f64x2.add(n, v128.and(one, large));
  const b = v128.bitselect(constant(20), one, middle);
  const u = f64x2.sub(a, b);
  const v = f64x2.div(one, f64x2.add(a, b));
  const s = f64x2.mul(u, v);
  const sHigh = upper(s);
  const word = i64x2.add(v128.or(i64x2.shr_u(a, 33), bits(3)), bits(4));
  const sum = i64x2.shl(i64x2.add(word, v128.and(bits(5), middle)), 32);
  const rest = f64x2.sub(a, f64x2.sub(sum, b));
  const sLow = f64x2.mul(v, f64x2.sub(f64x2.sub(u, f64x2.mul(sHigh, sum)), f64x2.mul(sHigh, rest)));
  const square = f64x2.mul(s, s);
  let r = then(4, square, constant(5));
  r = then(3, square, r);
  r = then(2, square, r);
  r = then(1, square, r);
  r = f64x2.mul(f64x2.mul(square, square), then(0, square, r));
  r = f64x2.add(r, f64x2.mul(sLow, f64x2.add(sHigh, s)));
  const three = constant(22);
  const squareHigh = f64x2.mul(sHigh, sHigh);
  const tHigh = upper(f64x2.add(f64x2.add(three, squareHigh), r));
  const tLow = f64x2.sub(r, f64x2.sub(f64x2.sub(tHigh, three), squareHigh));
  const pUpper = f64x2.mul(sHigh, tHigh);
  const pRest = f64x2.add(f64x2.mul(sLow, tHigh), f64x2.mul(tLow, s));
  const pHigh = upper(f64x2.add(pUpper, pRest));
  const pLow = f64x2.sub(pRest, f64x2.sub(pHigh, pUpper));
  const zHigh = f64x2.mul(constant(14), pHigh);
  const zLow = f64x2.add(
    f64x2.add(f64x2.mul(constant(15), pHigh), f64x2.mul(pLow, constant(13))),
    v128.and(constant(12), middle),
  );
  const base = v128.and(constant(11), middle);
  const l1 = upper(f64x2.add(f64x2.add(f64x2.add(zHigh, zLow), base), n));
  const l2 = f64x2.sub(zLow, f64x2.sub(f64x2.sub(f64x2.sub(l1, n), base), zHigh));
  const y1 = upper(y);
  low = f64x2.add(f64x2.mul(f64x2.sub(y, y1), l1), f64x2.mul(y, l2));
  high = f64x2.mul(y1, l1);
}

/** The whole number nearest to an exponent z. */
function steps(z: v128): v128 {
  const half = v128.or(constant(21), v128.and(z, f64x2.splat(-0.0)));
  return v128.and(f64x2.trunc(f64x2.add(z, half)), f64x2.ge(f64x2.abs(z), constant(29)));
}

/** 2 to the power of `high` and `low`, less n. */
function exponential(n: v128): v128 {
  const rest = f64x2.sub(high, n);
  const t = upper(f64x2.add(low, rest));
  const u = f64x2.mul(t, constant(17));
  const v = f64x2.add(
    f64x2.mul(f64x2.sub(low, f64x2.sub(t, rest)), constant(16)),
    f64x2.mul(t, constant(18)),
  );
  const z = f64x2.add(u, v);
  const w = f64x2.sub(v, f64x2.sub(z, u));
  const square = f64x2.mul(z, z);
  let p = then(9, square, constant(10));
  p = then(8, square, p);
  p = then(7, square, p);
  p = then(6, square, p);
  const c = f64x2.sub(z, f64x2.mul(square, p));
  const quotient = f64x2.div(f64x2.mul(z, c), f64x2.sub(c, constant(23)));
  const r = f64x2.sub(quotient, f64x2.add(w, f64x2.mul(z, w)));
  return f64x2.sub(constant(19), f64x2.sub(r, z));
}

/** n as the exponent of a number, to be added to its bits. */
function exponent(n: v128): v128 {
  return i64x2.shl(f64x2.add(n, constant(26)), 52);
}

/**
 * xʸ of two normal numbers above 0; y is finite. What is beyond 2^±1020 comes out somewhere beyond that, and of other
 * numbers anything.
 */
export function power(x: v128, y: v128): v128 {
  logarithm(x, y);
  const most = f64x2.splat(1021);
  high = f64x2.pmax(f64x2.pmin(high, most), f64x2.neg(most));
  low = f64x2.pmax(f64x2.pmin(low, constant(21)), f64x2.neg(constant(21)));
  const n = steps(f64x2.add(low, high));
  return i64x2.add(exponential(n), exponent(n));
}

// What powers of float32 numbers take: with x = 2ⁿ a, √½ < a < √2 and s = (a − 1)/(a + 1) the logarithm of a is
// s (2 + s² (L1 + s² (L2 + …))), as fdlibm has it, and eʳ is its series.
const ROUGH: usize = memory.data<f64>([
  // L1 to L7.
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784,
  0.1818357216161805, 0.15313837699209373, 0.14798198605116586,
  // 1/11! to 1/2!.
  2.505210838544172e-8, 2.755731922398589e-7, 2.7557319223985893e-6, 0.0000248015873015873,
  0.0001984126984126984, 0.001388888888888889, 0.008333333333333333, 0.041666666666666664,
  0.16666666666666666, 0.5,
  // √2, 1/ln 2, and what no float32 power is beyond.
  1.4142135623730951, 1.4426950408889634, 1000, -1000,
]);

function rough(place: usize): v128 {
  return v128.load64_splat(ROUGH + (place << 3));
}

/** xʸ of two float32 numbers above 0, to a part of 2⁻³⁹; infinite or 0 in float32 where it is beyond. */
export function powerOfSingles(x: v128, y: v128): v128 {
  const one = constant(19);
  let a = v128.or(v128.and(x, bits(1)), bits(2));
  const large = f64x2.ge(a, rough(17));
  a = v128.bitselect(f64x2.mul(a, constant(21)), a, large);
  let n = f64x2.sub(v128.or(i64x2.shr_u(x, 52), constant(25)), constant(24));
  n = f64x2.add(n, v128.and(one, large));
  const s = f64x2.div(f64x2.sub(a, one), f64x2.add(a, one));
  const t = f64x2.mul(s, s);
  let p = rough(6);
  for (let place: usize = 6; place > 0; place--) {
    p = f64x2.add(rough(place - 1), f64x2.mul(t, p));
  }
  const natural = f64x2.mul(s, f64x2.add(constant(23), f64x2.mul(t, p)));
  const logarithm = f64x2.add(n, f64x2.mul(natural, rough(18)));
  const z = f64x2.pmax(f64x2.pmin(f64x2.mul(y, logarithm), rough(19)), rough(20));
  const k = f64x2.nearest(z);
  const r = f64x2.mul(f64x2.sub(z, k), constant(16));
  let e = rough(7);
  for (let place: usize = 8; place < 17; place++) {
    e = f64x2.add(rough(place), f64x2.mul(r, e));
  }
  e = f64x2.add(one, f64x2.mul(r, f64x2.add(one, f64x2.mul(r, e))));
  return i64x2.add(e, exponent(k));
}
