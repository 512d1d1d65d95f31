// The arctangent of votes, in float64: the polynomial of the scalar kernels' `atan2`, the highest powers first, a quarter
// and half a turn. Constants are read from memory, which is sooner done than building vectors of them.
const TABLE: usize = memory.data<f64>([
  -0.004054567159154587,
  0.021862957789791415,
  -0.05591232686392983,
  0.0964219735727778,
  -0.13908629574162745,
  0.19946565660109128,
  -0.33329860785708076,
  0.999999335579011,
  Math.PI / 2,
  Math.PI,
]);

function term(sum: v128, s: v128, offset: usize): v128 {
  return f64x2.add(f64x2.mul(sum, s), v128.load64_splat(TABLE + offset));
}

/** The angle of (x, y), −π to π, in the order of the scalar kernels' `atan2`; 0 for the zero vector. */
export function angleOf(x: v128, y: v128): v128 {
  const zero = f64x2.splat(0);
  const ax = f64x2.abs(x);
  const ay = f64x2.abs(y);
  const larger = f64x2.pmax(ax, ay);
  const t = v128.and(f64x2.div(f64x2.pmin(ax, ay), larger), f64x2.gt(larger, zero));
  const s = f64x2.mul(t, t);
  const w = f64x2.mul(s, s);
  let odd = term(v128.load64_splat(TABLE), w, 16);
  let even = term(v128.load64_splat(TABLE, 8), w, 24);
  odd = term(odd, w, 32);
  even = term(even, w, 40);
  odd = term(odd, w, 48);
  even = term(even, w, 56);
  let angle = f64x2.mul(t, f64x2.add(even, f64x2.mul(s, odd)));
  angle = v128.bitselect(f64x2.sub(v128.load64_splat(TABLE, 64), angle), angle, f64x2.gt(ay, ax));
  angle = v128.bitselect(f64x2.sub(v128.load64_splat(TABLE, 72), angle), angle, f64x2.lt(x, zero));
  return v128.bitselect(f64x2.neg(angle), angle, f64x2.lt(y, zero));
}
