// Transforms and pairs of points to try things on.
import { randomGenerator } from '../../src/core/random.js';
import type { Rng } from '../../src/core/types.js';
import type { TransformModel } from '../../src/matching/models.js';

export type Point = [x: number, y: number];
export type Matrix = [number, number, number][];

export const MODELS: readonly TransformModel[] = ['homography', 'affine', 'similarity'];

/** Fewest pairs that determine a transform. */
export const LEAST = { homography: 4, affine: 3, similarity: 2 } as const;

/** Width and height in which points lie. */
export const WIDTH = 640;
export const HEIGHT = 480;

/** The transform of a point by the definition. */
export function apply(t: readonly (readonly number[])[], [x, y]: Readonly<Point>): Point {
  const [u, v, w] = t.map((row) => row[0]! * x + row[1]! * y + row[2]!) as [number, number, number];
  return [u / w, v / w];
}

/** The product of two transforms: first b, then a. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    [0, 1, 2].map((c) => row[0] * b[0]![c]! + row[1] * b[1]![c]! + row[2] * b[2]![c]!),
  ) as Matrix;
}

const between = (rng: Rng, low: number, high: number): number =>
  low + (high - low) * rng.nextFloat64();

/** A turn by any angle, a scale of ½ to 2, a shift by up to 100 px. */
export function randomSimilarity(rng: Rng): Matrix {
  const angle = between(rng, 0, 2 * Math.PI);
  const scale = between(rng, 0.5, 2);
  const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return [
    [c, -s, between(rng, -100, 100)],
    [s, c, between(rng, -100, 100)],
    [0, 0, 1],
  ];
}

/** A transform of a family; a homography has its horizon well outside of the points. */
export function randomTransform(rng: Rng, model: TransformModel): Matrix {
  const t = randomSimilarity(rng);
  if (model === 'similarity') return t;
  for (const row of [0, 1]) for (const c of [0, 1]) t[row]![c]! += between(rng, -0.15, 0.15);
  if (model === 'affine') return t;
  t[2] = [between(rng, -5e-4, 5e-4), between(rng, -5e-4, 5e-4), 1];
  return t;
}

/** A standard normal number. */
export function gaussian(rng: Rng): number {
  return (
    Math.sqrt(-2 * Math.log(1 - rng.nextFloat64())) * Math.cos(2 * Math.PI * rng.nextFloat64())
  );
}

/** Anywhere in the image. */
export const randomPoint = (rng: Rng): Point => [between(rng, 0, WIDTH), between(rng, 0, HEIGHT)];

/** Points near the corners first, so that as few as are needed are well spread. */
export function spreadPoints(rng: Rng, n: number): Point[] {
  const corners: Point[] = [
    [0, 0],
    [WIDTH, 0],
    [WIDTH, HEIGHT],
    [0, HEIGHT],
  ];
  return Array.from({ length: n }, (_, i) => {
    const corner = corners[i];
    if (corner === undefined) return randomPoint(rng);
    return [corner[0] + between(rng, -60, 60), corner[1] + between(rng, -60, 60)];
  });
}

export interface Problem {
  readonly truth: Matrix;
  readonly source: Point[];
  readonly target: Point[];
  /** The first pairs belong together; the others do not. */
  readonly good: number;
}

/** Pairs of which a share follows a transform but for noise; the others lead from anywhere to anywhere. */
export function randomProblem(
  seed: number,
  model: TransformModel,
  n: number,
  share: number,
  noise: number,
): Problem {
  const rng = randomGenerator(seed);
  const truth = randomTransform(rng, model);
  const good = Math.round(n * share);
  const source = Array.from({ length: n }, () => randomPoint(rng));
  const target = source.map((point, i): Point => {
    if (i >= good) return apply(truth, randomPoint(rng));
    const [u, v] = apply(truth, point);
    return [u + noise * gaussian(rng), v + noise * gaussian(rng)];
  });
  return { truth, source, target, good };
}

/** The largest distance between points and where they should be. */
export function largestDistance(
  actual: readonly Readonly<Point>[],
  expected: readonly Readonly<Point>[],
): number {
  return Math.max(
    ...actual.map(([x, y], i) => Math.hypot(x - expected[i]![0], y - expected[i]![1])),
  );
}
