// Lengths and angles of four vectors (x, y) at a time. Squares are taken of ratios, not of numbers, so that nothing
// overflows or vanishes on the way. Constants are read from memory, which is sooner done than building vectors of them.

// Of the polynomial, the highest power first: that of the scalar kernels' `atan2`.
const TABLE: usize = memory.data<f32>([
  -0.004054567159154587, 0.021862957789791415, -0.05591232686392983, 0.0964219735727778,
  -0.13908629574162745, 0.19946565660109128, -0.33329860785708076, 0.999999335579011,
]);

function term(sum: v128, s: v128, offset: usize): v128 {
  return f32x4.add(f32x4.mul(sum, s), v128.load32_splat(TABLE + offset));
}

/** The smaller of |x| and |y| by the larger; 0 for the zero vector. */
export function ratioOf(x: v128, y: v128): v128 {
  const ax = f32x4.abs(x);
  const ay = f32x4.abs(y);
  const larger = f32x4.pmax(ax, ay);
  const ratio = f32x4.div(f32x4.pmin(ax, ay), larger);
  return v128.and(ratio, f32x4.gt(larger, f32x4.splat(0)));
}

/** √(x² + y²), from the ratio of the two. */
export function lengthOf(x: v128, y: v128, ratio: v128): v128 {
  const larger = f32x4.pmax(f32x4.abs(x), f32x4.abs(y));
  const root = f32x4.sqrt(f32x4.add(f32x4.splat(1), f32x4.mul(ratio, ratio)));
  return f32x4.mul(larger, root);
}

/** The angle of (x, y), −π to π, from their ratio. */
export function angleOf(x: v128, y: v128, ratio: v128): v128 {
  const s = f32x4.mul(ratio, ratio);
  let p = v128.load32_splat(TABLE);
  p = term(p, s, 4);
  p = term(p, s, 8);
  p = term(p, s, 12);
  p = term(p, s, 16);
  p = term(p, s, 20);
  p = term(p, s, 24);
  p = term(p, s, 28);
  let angle = f32x4.mul(ratio, p);
  const steep = f32x4.gt(f32x4.abs(y), f32x4.abs(x));
  angle = v128.bitselect(f32x4.sub(f32x4.splat(<f32>(Math.PI / 2)), angle), angle, steep);
  const left = f32x4.lt(x, f32x4.splat(0));
  angle = v128.bitselect(f32x4.sub(f32x4.splat(<f32>Math.PI), angle), angle, left);
  const below = f32x4.lt(y, f32x4.splat(0));
  return v128.xor(angle, v128.and(below, f32x4.splat(-0.0)));
}
