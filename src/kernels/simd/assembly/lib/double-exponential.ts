// eˣ of float64 numbers as fdlibm has it (e_exp.c, Sun Microsystems 1993), to less than a unit in the last place: with the
// whole number k nearest to x/ln 2 and r = x − k ln 2 it is 2ᵏ (1 + r + r c/(2 − c)), c = r − r² (P1 + r² (P2 + …)).
// Constants are read from memory, which is sooner done than building vectors of them.
const TABLE: usize = memory.data<f64>([
  // P5 to P1.
  4.1381367970572385e-8,
  -0.0000016533902205465252,
  0.00006613756321437934,
  -0.0027777777777015593,
  0.16666666666666602,
  // 1/ln 2, and ln 2 in two parts.
  Math.LOG2E,
  0.6931471803691238,
  1.9082149292705877e-10,
  // Numbers, and one whose last bits count whole ones.
  0.5,
  -0.0,
  2,
  1,
  6755399441055744,
  // What fdlibm takes for half of ln 2: a little more.
  0.3465735912322998,
  // Between these nothing is out of the ordinary but 1.
  3.725290298461914e-9,
  708,
]);

function constant(offset: usize): v128 {
  return v128.load64_splat(TABLE + offset);
}

/** The whole number k of x. */
function steps(x: v128): v128 {
  const half = v128.or(constant(64), v128.and(x, constant(72)));
  const k = f64x2.trunc(f64x2.add(f64x2.mul(constant(40), x), half));
  return v128.and(k, f64x2.ge(f64x2.abs(x), constant(104)));
}

/** What is to be multiplied by 2ᵏ. */
function reduced(x: v128, k: v128): v128 {
  const high = f64x2.sub(x, f64x2.mul(k, constant(48)));
  const low = f64x2.mul(k, constant(56));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = f64x2.add(constant(8), f64x2.mul(t, constant(0)));
  p = f64x2.add(constant(16), f64x2.mul(t, p));
  p = f64x2.add(constant(24), f64x2.mul(t, p));
  p = f64x2.add(constant(32), f64x2.mul(t, p));
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(constant(80), c));
  return f64x2.sub(constant(88), f64x2.sub(f64x2.sub(low, quotient), high));
}

/** k as the exponent of a number, to be added to its bits. */
function exponent(k: v128): v128 {
  return i64x2.shl(f64x2.add(k, constant(96)), 52);
}

/** Whether both numbers are ordinary. */
function areOrdinary(x: v128): v128 {
  const size = f64x2.abs(x);
  const within = v128.and(f64x2.ge(size, constant(112)), f64x2.lt(size, constant(120)));
  return v128.and(within, f64x2.ne(x, constant(88)));
}

function expAny(any: v128): v128 {
  // Beyond, it is infinite or 0 all the same.
  const x = f64x2.pmax(f64x2.pmin(any, f64x2.splat(710)), f64x2.splat(-746));
  const k = steps(x);
  // By halves: a power may be larger than all numbers, or too small for all its digits.
  const part = f64x2.trunc(f64x2.mul(k, constant(64)));
  const one = constant(88);
  const e = f64x2.mul(
    f64x2.mul(reduced(x, k), i64x2.add(one, exponent(part))),
    i64x2.add(one, exponent(f64x2.sub(k, part))),
  );
  const known = v128.bitselect(f64x2.splat(Math.E), e, f64x2.eq(x, one));
  return v128.bitselect(f64x2.add(one, x), known, f64x2.lt(f64x2.abs(x), constant(112)));
}

/** eˣ of two numbers. */
export function expDoubles(x: v128): v128 {
  if (!i64x2.all_true(areOrdinary(x))) return expAny(x);
  const k = steps(x);
  return i64x2.add(reduced(x, k), exponent(k));
}
