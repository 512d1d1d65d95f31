// The transforms that least squares finds in closed form: similarity and affine.

/**
 * The similarity of least Σ w·|T(x, y) − (u, v)|², without reflection.
 *
 * @param pairs - x, y, u, v of each pair, near 0 and of a size near 1
 * @param weights - one a pair
 * @param t - gets the transform, 9 numbers
 * @returns false where the points determine none: all in one place, or no turn fits better than another
 * @see S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns",
 * PAMI 1991, equations 34 to 43, which in the plane come to this
 */
export function fitSimilarity(
  pairs: Float64Array,
  weights: Float64Array,
  t: Float64Array,
): boolean {
  const [mx, my, mu, mv] = means(pairs, weights);
  let dot = 0;
  let cross = 0;
  let sourceSquares = 0;
  let targetSquares = 0;
  for (let i = 0, at = 0; i < weights.length; i++, at += 4) {
    const x = pairs[at]! - mx;
    const y = pairs[at + 1]! - my;
    const u = pairs[at + 2]! - mu;
    const v = pairs[at + 3]! - mv;
    dot += weights[i]! * (x * u + y * v);
    cross += weights[i]! * (x * v - y * u);
    sourceSquares += weights[i]! * (x * x + y * y);
    targetSquares += weights[i]! * (u * u + v * v);
  }
  const most = Math.sqrt(sourceSquares) * Math.sqrt(targetSquares);
  if (!(Math.hypot(dot, cross) > SINGULAR * most)) return false;
  const a = dot / sourceSquares;
  const b = cross / sourceSquares;
  t.set([a, -b, mu - (a * mx - b * my), b, a, mv - (b * mx + a * my), 0, 0, 1]);
  return true;
}

/** What rounding leaves of zero, beside the numbers that cancelled. */
const SINGULAR = 64 * Number.EPSILON;

/**
 * The affine transform of least Σ w·|T(x, y) − (u, v)|².
 *
 * @param pairs - x, y, u, v of each pair, near 0 and of a size near 1
 * @param weights - one a pair
 * @param t - gets the transform, 9 numbers
 * @returns false where the points determine none that has an inverse
 */
export function fitAffine(pairs: Float64Array, weights: Float64Array, t: Float64Array): boolean {
  const [mx, my, mu, mv] = means(pairs, weights);
  // Coordinates along and across the direction in which the points spread most, which are uncorrelated; so
  // nothing is lost where they nearly lie on a line.
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0, at = 0; i < weights.length; i++, at += 4) {
    const x = pairs[at]! - mx;
    const y = pairs[at + 1]! - my;
    xx += weights[i]! * x * x;
    xy += weights[i]! * x * y;
    yy += weights[i]! * y * y;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let pp = 0;
  let pq = 0;
  let qq = 0;
  let pu = 0;
  let pv = 0;
  let qu = 0;
  let qv = 0;
  for (let i = 0, at = 0; i < weights.length; i++, at += 4) {
    const x = pairs[at]! - mx;
    const y = pairs[at + 1]! - my;
    const u = pairs[at + 2]! - mu;
    const v = pairs[at + 3]! - mv;
    const w = weights[i]!;
    const p = cos * x + sin * y;
    const q = cos * y - sin * x;
    pp += w * p * p;
    pq += w * p * q;
    qq += w * q * q;
    pu += w * p * u;
    pv += w * p * v;
    qu += w * q * u;
    qv += w * q * v;
  }
  const lean = pq / pp;
  const across = qq - lean * pq;
  if (!(across > SINGULAR ** 2 * pp)) return false;
  const [cu, cv] = [(qu - lean * pu) / across, (qv - lean * pv) / across];
  const [au, av] = [pu / pp - lean * cu, pv / pp - lean * cv];
  const a = cos * au - sin * cu;
  const b = sin * au + cos * cu;
  const c = cos * av - sin * cv;
  const d = sin * av + cos * cv;
  const size = Math.hypot(a, b) * Math.hypot(c, d);
  if (!(Math.abs(a * d - b * c) > SINGULAR * size)) return false;
  t.set([a, b, mu - (a * mx + b * my), c, d, mv - (c * mx + d * my), 0, 0, 1]);
  return true;
}

function means(pairs: Float64Array, weights: Float64Array): [number, number, number, number] {
  const sums = [0, 0, 0, 0] as [number, number, number, number];
  let total = 0;
  for (let i = 0, at = 0; i < weights.length; i++, at += 4) {
    const w = weights[i]!;
    total += w;
    sums[0] += w * pairs[at]!;
    sums[1] += w * pairs[at + 1]!;
    sums[2] += w * pairs[at + 2]!;
    sums[3] += w * pairs[at + 3]!;
  }
  return sums.map((sum) => sum / total) as [number, number, number, number];
}
