// A plain RANSAC for a homography, so that the features of every system are judged by the same one.
import { randomGenerator } from '../library.js';
import { type Homography, mapPoint } from './pair-metrics.js';

export type Correspondence = readonly [xa: number, ya: number, xb: number, yb: number];

const MOST_TRIALS = 2000;
const CONFIDENCE = 0.999;
const REFITS = 4;

/** Solves a square system by elimination with row pivots; undefined where it is singular. */
function solve(rows: number[][]): number[] | undefined {
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++) {
      if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const top = rows[column]!;
    if (!(Math.abs(top[column]!) > 1e-12)) return undefined;
    for (let r = 0; r < n; r++) {
      if (r === column) continue;
      const row = rows[r]!;
      const factor = row[column]! / top[column]!;
      for (let c = column; c <= n; c++) row[c]! -= factor * top[c]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

/** Least squares in the eight free elements; coordinates are divided by `scale` for a good condition. */
function leastSquares(points: readonly Correspondence[], scale: number): Homography | undefined {
  const normal = Array.from({ length: 8 }, () => new Array<number>(9).fill(0));
  for (const point of points) {
    const [x, y, u, v] = point.map((c) => c / scale) as [number, number, number, number];
    const equations = [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
    for (const row of equations) {
      for (let i = 0; i < 8; i++) for (let j = 0; j < 9; j++) normal[i]![j]! += row[i]! * row[j]!;
    }
  }
  const h = solve(normal);
  if (h === undefined) return undefined;
  const [a, b, c, d, e, f, g, i] = h as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [a, b, c * scale, d, e, f * scale, g / scale, i / scale, 1];
}

function inliersOf(h: Homography, points: readonly Correspondence[], tolerance: number) {
  return points.filter(([x, y, u, v]) => {
    const [mx, my] = mapPoint(h, x, y);
    return Math.hypot(mx - u, my - v) <= tolerance;
  });
}

/** The correspondences that agree with the best homography found, within `tolerance` px of B. */
export function robustInliers(
  points: readonly Correspondence[],
  tolerance: number,
  seed: number,
): readonly Correspondence[] {
  if (points.length < 4) return [];
  const rng = randomGenerator(seed);
  const scale = Math.max(...points.flat().map(Math.abs), 1);
  let best: readonly Correspondence[] = [];
  let trials = MOST_TRIALS;
  for (let trial = 0; trial < trials; trial++) {
    const chosen = new Set<number>();
    while (chosen.size < 4) chosen.add(Math.floor(rng.nextFloat64() * points.length));
    const sample = [...chosen].map((i) => points[i]!);
    let h = leastSquares(sample, scale);
    if (h === undefined) continue;
    let inliers: readonly Correspondence[] = inliersOf(h, points, tolerance);
    if (inliers.length <= best.length) continue;
    // Refit on the inliers as long as that gains some.
    for (let refit = 0; refit < REFITS && inliers.length > best.length; refit++) {
      best = inliers;
      h = best.length > 4 ? leastSquares(best, scale) : undefined;
      if (h === undefined) break;
      inliers = inliersOf(h, points, tolerance);
    }
    const share = best.length / points.length;
    const needed = Math.log(1 - CONFIDENCE) / Math.log(1 - share ** 4);
    trials = Math.min(MOST_TRIALS, Number.isNaN(needed) ? 1 : Math.ceil(needed));
  }
  return best;
}
