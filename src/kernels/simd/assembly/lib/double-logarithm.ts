// ln x of float64 numbers as fdlibm has it (e_log.c, Sun Microsystems 1993), to less than a unit in the last place: with
// x = 2ᵏ (1 + f), √½ < 1 + f < √2, and s = f/(2 + f) it is k ln 2 + f − s (f − R), R = s² (L1 + s² (L2 + …)).
// Constants are read from memory, which is sooner done than building vectors of them.
const TABLE: usize = memory.data<f64>([
  // L1 to L7.
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784,
  0.1818357216161805, 0.15313837699209373, 0.14798198605116586,
  // ln 2 in two parts.
  0.6931471803691238, 1.9082149292705877e-10,
  // Numbers.
  1, 2, 0.5, 0.3333333333333333,
  // A number whose last bits count whole ones, and that with 1023, and with 1077.
  4503599627370496, 4503599627371519, 4503599627371573,
  // From the first on, and below the second, f²/2 is taken off by itself; f is small from the third to the fourth.
  0.37999916076660156,
  -0.28999996185302734, -9.5367431640625e-7, 9.5367431640625e-7,
  // The least normal number, and 2⁵⁴.
  2.2250738585072014e-308, 18014398509481984,
]);
/** Bits: what is added so that 1 + f ends at √2. */
const UP: usize = memory.data<i64>([0x95f6400000000]);

function constant(offset: usize): v128 {
  return v128.load64_splat(TABLE + offset);
}

/** ln of normal numbers, of which `bias` is taken from the exponents. */
function ofNormal(x: v128, bias: v128): v128 {
  const exponent = i64x2.shr_u(i64x2.add(x, v128.load64_splat(UP)), 52);
  const one = constant(72);
  const k = f64x2.sub(v128.or(exponent, constant(104)), bias);
  const f = f64x2.sub(i64x2.add(i64x2.sub(x, i64x2.shl(exponent, 52)), one), one);
  const s = f64x2.div(f, f64x2.add(constant(80), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  let odd = f64x2.add(constant(24), f64x2.mul(w, constant(40)));
  odd = f64x2.mul(w, f64x2.add(constant(8), f64x2.mul(w, odd)));
  let even = f64x2.add(constant(32), f64x2.mul(w, constant(48)));
  even = f64x2.add(constant(16), f64x2.mul(w, even));
  even = f64x2.mul(z, f64x2.add(constant(0), f64x2.mul(w, even)));
  const r = f64x2.add(even, odd);
  const square = f64x2.mul(f, f);
  const half = f64x2.mul(constant(88), square);
  const low = f64x2.mul(k, constant(64));
  const far = v128.or(f64x2.ge(f, constant(128)), f64x2.lt(f, constant(136)));
  const near = v128.and(f64x2.ge(f, constant(144)), f64x2.lt(f, constant(152)));
  const product = f64x2.mul(s, v128.bitselect(f64x2.add(half, r), f64x2.sub(f, r), far));
  const cubic = f64x2.mul(square, f64x2.sub(constant(88), f64x2.mul(constant(96), f)));
  const rest = v128.bitselect(
    f64x2.sub(half, f64x2.add(product, low)),
    f64x2.sub(v128.bitselect(cubic, product, near), low),
    far,
  );
  return f64x2.sub(f64x2.mul(k, constant(56)), f64x2.sub(rest, f));
}

function ofAny(x: v128): v128 {
  const small = f64x2.lt(x, constant(160));
  const raised = v128.bitselect(f64x2.mul(x, constant(168)), x, small);
  const y = ofNormal(raised, v128.bitselect(constant(120), constant(112), small));
  const infinity = f64x2.splat(f64.POSITIVE_INFINITY);
  const above = v128.bitselect(x, y, f64x2.eq(x, infinity));
  const zero = f64x2.splat(0);
  const known = v128.bitselect(above, f64x2.splat(NaN), f64x2.ge(x, zero));
  return v128.bitselect(f64x2.neg(infinity), known, f64x2.eq(x, zero));
}

/** ln x of two numbers. */
export function log(x: v128): v128 {
  const normal = v128.and(
    f64x2.ge(x, constant(160)),
    f64x2.lt(x, f64x2.splat(f64.POSITIVE_INFINITY)),
  );
  return i64x2.all_true(normal) ? ofNormal(x, constant(112)) : ofAny(x);
}
