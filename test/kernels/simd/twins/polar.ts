// Lengths and angles of vectors, as assembly/lib/polar.ts computes them.
const f = Math.fround;

const COEFFICIENTS = [
  -0.004054567159154587, 0.021862957789791415, -0.05591232686392983, 0.0964219735727778,
  -0.13908629574162745, 0.19946565660109128, -0.33329860785708076, 0.999999335579011,
].map(f);

/** The smaller of |x| and |y| by the larger; 0 for the zero vector. */
export function ratioOf(x: number, y: number): number {
  const larger = Math.max(Math.abs(x), Math.abs(y));
  return larger > 0 ? f(Math.min(Math.abs(x), Math.abs(y)) / larger) : 0;
}

/** √(x² + y²). */
export function lengthOf(x: number, y: number, ratio: number): number {
  const root = f(Math.sqrt(f(1 + f(ratio * ratio))));
  return f(Math.max(Math.abs(x), Math.abs(y)) * root);
}

/** The angle of (x, y), −π to π. */
export function angleOf(x: number, y: number, ratio: number): number {
  const s = f(ratio * ratio);
  const p = COEFFICIENTS.reduce((sum, coefficient) => f(f(sum * s) + coefficient));
  let angle = f(ratio * p);
  if (Math.abs(y) > Math.abs(x)) angle = f(f(Math.PI / 2) - angle);
  if (x < 0) angle = f(f(Math.PI) - angle);
  return y < 0 ? -angle : angle;
}
