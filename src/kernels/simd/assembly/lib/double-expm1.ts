// eˣ − 1 of float64 numbers up to 0 or from 2 to 44, as fdlibm has it (s_expm1.c, Sun Microsystems 1993), to less than a
// unit in the last place: with the whole number k nearest to x/ln 2 it is made of e^(x − k ln 2) − 1 in one of several
// ways. Constants are read from memory, which is sooner done than building vectors of them.
const TABLE: usize = memory.data<f64>([
  // Q1 to Q5.
  -0.03333333333333313,
  0.0015873015872548146,
  -0.0000793650757867488,
  0.000004008217827329362,
  -2.0109921818362437e-7,
  // 1/ln 2, and ln 2 in two parts.
  Math.LOG2E,
  0.6931471803691238,
  1.9082149292705877e-10,
  // Numbers, and one whose last bits count whole ones.
  0.5,
  1,
  3,
  6,
  -0.0,
  6755399441055744,
  // What fdlibm takes for half of ln 2: a little more.
  0.3465735912322998,
  // From here on 1 and 2⁻ᵏ are taken apart; beyond the next, 1 is taken off at the end.
  20,
  56,
  -1,
]);

function constant(offset: usize): v128 {
  return v128.load64_splat(TABLE + offset);
}

/** 2ᵏ of whole numbers. */
function twoTo(k: v128): v128 {
  return i64x2.add(constant(72), i64x2.shl(f64x2.add(k, constant(104)), 52));
}

/** eˣ − 1 of two numbers. */
export function expm1(x: v128): v128 {
  const half = v128.or(constant(64), v128.and(x, constant(96)));
  const nearest = f64x2.trunc(f64x2.add(f64x2.mul(constant(40), x), half));
  const k = v128.and(nearest, f64x2.ge(f64x2.abs(x), constant(112)));
  const high = f64x2.sub(x, f64x2.mul(k, constant(48)));
  const low = f64x2.mul(k, constant(56));
  const r = f64x2.sub(high, low);
  const lost = f64x2.sub(f64x2.sub(high, r), low);
  const halved = f64x2.mul(constant(64), r);
  const square = f64x2.mul(r, halved);
  let p = f64x2.add(constant(24), f64x2.mul(square, constant(32)));
  p = f64x2.add(constant(16), f64x2.mul(square, p));
  p = f64x2.add(constant(8), f64x2.mul(square, p));
  p = f64x2.add(constant(0), f64x2.mul(square, p));
  p = f64x2.add(constant(72), f64x2.mul(square, p));
  const t = f64x2.sub(constant(80), f64x2.mul(p, halved));
  const quotient = f64x2.div(f64x2.sub(p, t), f64x2.sub(constant(88), f64x2.mul(r, t)));
  const e = f64x2.mul(square, quotient);
  const taken = f64x2.sub(f64x2.sub(f64x2.mul(r, f64x2.sub(e, lost)), lost), square);
  // eʳ − 1 = r − taken.
  const part = f64x2.sub(r, taken);
  const one = constant(72);
  const inverse = twoTo(f64x2.neg(k));
  const few = v128.or(f64x2.lt(k, constant(136)), f64x2.gt(k, constant(128)));
  // What is added before 2ᵏ is multiplied with, and what is taken off after: 1 and 1 where k < −1, nothing and 1/2 or 0 for
  // −1 and 0, 1 − 2⁻ᵏ and nothing above.
  const positive = f64x2.gt(k, f64x2.splat(0));
  const before = v128.bitselect(one, v128.and(f64x2.sub(one, inverse), positive), few);
  const after = v128.bitselect(one, v128.and(constant(64), f64x2.eq(k, constant(136))), few);
  const sum = f64x2.add(f64x2.sub(r, f64x2.add(taken, inverse)), one);
  const middle = v128.and(f64x2.ge(k, constant(120)), v128.not(few));
  const y = v128.bitselect(sum, f64x2.add(before, part), middle);
  return f64x2.sub(f64x2.mul(y, twoTo(k)), after);
}
