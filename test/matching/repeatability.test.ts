import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { permutation, randomGenerator } from '../../src/core/random.js';
import { repeatability, type ScaledPoint } from '../../src/matching/repeatability.js';
import {
  apply,
  gaussian,
  HEIGHT,
  type Matrix,
  randomPoint,
  randomTransform,
  WIDTH,
} from './problems.js';

const IDENTITY: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

const at = (x: number, y: number, sigma = 2): ScaledPoint => ({ x, y, sigma });

/** Keypoints anywhere, and the same seen through a transform, moved a little and resized a little. */
function twoViews(seed: number): { a: ScaledPoint[]; b: ScaledPoint[]; t: Matrix } {
  const rng = randomGenerator(seed);
  const t = randomTransform(rng, 'homography');
  const place = (): ScaledPoint => {
    const [x, y] = randomPoint(rng);
    return { x, y, sigma: 1 + 5 * rng.nextFloat64() };
  };
  const a = Array.from({ length: 150 }, place);
  const b = a.slice(0, 110).map(({ x, y, sigma }) => {
    const [u, v] = apply(t, [x, y]);
    // The change of area, by differences.
    const h = 1e-3;
    const [ux, vx] = apply(t, [x + h, y]);
    const [uy, vy] = apply(t, [x, y + h]);
    const scale = Math.sqrt(Math.abs((ux - u) * (vy - v) - (uy - u) * (vx - v))) / h;
    const resized = Math.exp(0.3 * gaussian(rng));
    return {
      x: u + 0.8 * gaussian(rng),
      y: v + 0.8 * gaussian(rng),
      sigma: sigma * scale * resized,
    };
  });
  return { a, b: [...b, ...Array.from({ length: 30 }, place)], t };
}

/** By the definition, without any shortcut. */
function slowPairs(
  { a, b, t }: { a: ScaledPoint[]; b: ScaledPoint[]; t: Matrix },
  tolerance: number,
  sizeRatio: number,
): [number, number][] {
  const near: { distance: number; i: number; j: number }[] = [];
  a.forEach(({ x, y, sigma }, i) => {
    const [u, v] = apply(t, [x, y]);
    const h = 1e-4;
    const [ux, vx] = apply(t, [x + h, y]);
    const [uy, vy] = apply(t, [x, y + h]);
    const scale = Math.sqrt(Math.abs((ux - u) * (vy - v) - (uy - u) * (vx - v))) / h;
    b.forEach((q, j) => {
      const distance = Math.hypot(q.x - u, q.y - v);
      const ratio = q.sigma / (sigma * scale);
      if (distance <= tolerance && ratio <= sizeRatio && ratio >= 1 / sizeRatio) {
        near.push({ distance, i, j });
      }
    });
  });
  near.sort((p, q) => p.distance - q.distance);
  const pairs: [number, number][] = [];
  for (const { i, j } of near) {
    if (!pairs.some(([k, l]) => k === i || l === j)) pairs.push([i, j]);
  }
  return pairs;
}

describe('repeatability', () => {
  it('pairs keypoints from the nearest on, each once', () => {
    const a = [at(10, 10), at(11, 10), at(40, 40)];
    const b = [at(10.9, 10), at(41, 41.2), at(12.2, 10)];
    // Nearest: a1–b0 at 0.1; then a0–b0 would be 0.9, a1–b2 1.2; both are taken by then.
    const found = repeatability(a, b, IDENTITY);
    expect(found.pairs.map(({ a, b }) => [a, b])).toEqual([[1, 0]]);
    expect(found.repeatability).toBe(1 / 3);
    expect(found.common).toEqual([3, 3]);
    const wider = repeatability(a, b, IDENTITY, { tolerance: 2.3 });
    expect(wider.pairs.map(({ a, b }) => [a, b])).toEqual([
      [1, 0],
      [2, 1],
      [0, 2],
    ]);
    expect(wider.pairs[2]!.distance).toBe(12.2 - 10);
    expect(wider.repeatability).toBe(1);
  });

  it('agrees with a search of all pairs, under homographies, for any tolerance and size ratio', () => {
    for (let seed = 0; seed < 12; seed++) {
      const views = twoViews(seed);
      for (const [tolerance, sizeRatio] of [
        [1.5, 1.5],
        [3, 1.2],
        [0.5, 3],
        [40, 1.5],
      ] as const) {
        const found = repeatability(views.a, views.b, views.t, { tolerance, sizeRatio });
        const expected = slowPairs(views, tolerance, sizeRatio);
        expect(found.pairs.map(({ a, b }) => [a, b])).toEqual(expected);
        expect(found.repeatability).toBe(expected.length / 140);
        expect(found.common).toEqual([150, 140]);
      }
    }
  });

  it('counts keypoints that are as far away as the tolerance, or as much larger as the ratio, allows', () => {
    const shares = (x: number, sigma: number): number =>
      repeatability([at(10, 10, 2)], [at(x, 10, sigma)], IDENTITY).repeatability;
    expect(shares(11.5, 3)).toBe(1);
    expect(shares(8.5, 2)).toBe(1);
    expect(shares(11.5000001, 2)).toBe(0);
    expect(shares(10, 3.0000001)).toBe(0);
    expect(shares(10, 2 / 1.5000001)).toBe(0);
    expect(shares(10, 2 / 1.4999999)).toBe(1);
  });

  it('counts the orientations of one place once', () => {
    const a = [at(10, 10), at(10, 10), at(10, 10, 3)];
    const b = [at(10, 10), at(10, 10)];
    const found = repeatability(a, b, IDENTITY);
    expect(found.common).toEqual([2, 1]);
    expect(found.pairs).toEqual([{ a: 0, b: 0, distance: 0 }]);
    expect(found.repeatability).toBe(1);
  });

  it('leaves out what the other image does not show, with a margin', () => {
    const shift: Matrix = [
      [1, 0, 100],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const sizes = [
      [200, 300],
      [150, 320],
    ] as const;
    // x + 100 must lie in 8 … 311, y in 8 … 141; and x − 100 in 8 … 291, y in 8 … 191.
    const a = [at(211, 141), at(211.1, 20), at(50, 141.1), at(-92, 8), at(-92.1, 50), at(0, 7.9)];
    const b = [
      at(108, 8),
      at(107.9, 20),
      at(391, 191),
      at(391.1, 50),
      at(200, 191.1),
      at(200, 7.9),
    ];
    expect(repeatability(a, b, shift, { sizes }).common).toEqual([2, 2]);
    expect(repeatability(a, b, shift, { sizes, margin: 0 }).common).toEqual([6, 6]);
    expect(repeatability(a, b, shift, { sizes, margin: 9 }).common).toEqual([0, 0]);
    expect(repeatability(a, b, shift).common).toEqual([6, 6]);
  });

  it('is 0 where nothing is common, and 1 for the same keypoints', () => {
    expect(repeatability([], [at(1, 1)], IDENTITY)).toEqual({
      repeatability: 0,
      pairs: [],
      common: [0, 1],
    });
    const { a } = twoViews(20);
    expect(repeatability(a, a, IDENTITY, { tolerance: 0 }).repeatability).toBe(1);
  });

  it('is the same with both images exchanged, where the transform keeps distances', () => {
    const rng = randomGenerator(21);
    const turn: Matrix = [
      [0.6, -0.8, 300],
      [0.8, 0.6, -20],
      [0, 0, 1],
    ];
    const back: Matrix = [
      [0.6, 0.8, -164],
      [-0.8, 0.6, 252],
      [0, 0, 1],
    ];
    const a = Array.from({ length: 80 }, () => at(...randomPoint(rng)));
    const b = a.map(({ x, y }) => {
      const [u, v] = apply(turn, [x, y]);
      return at(u + gaussian(rng), v + gaussian(rng));
    });
    const sizes = [
      [HEIGHT, WIDTH],
      [500, 700],
    ] as const;
    const forward = repeatability(a, b, turn, { sizes });
    const backward = repeatability(b, a, back, { sizes: [sizes[1], sizes[0]] });
    expect(forward.pairs.length).toBeGreaterThan(20);
    expect(backward.repeatability).toBe(forward.repeatability);
    expect(backward.common).toEqual([forward.common[1], forward.common[0]]);
    expect(backward.pairs.map(({ a, b }) => [b, a])).toEqual(
      forward.pairs.map(({ a, b }) => [a, b]),
    );
  });

  it('does not depend on the order of keypoints', () => {
    const { a, b, t } = twoViews(22);
    const order = permutation(randomGenerator(23), a.length);
    const shuffled = repeatability(
      order.map((i) => a[i]!),
      b,
      t,
    );
    const expected = repeatability(a, b, t);
    expect(shuffled.pairs.map(({ a, b }) => [order[a], b])).toEqual(
      expected.pairs.map(({ a, b }) => [a, b]),
    );
  });

  it('never repeats what maps to infinity', () => {
    const horizon: Matrix = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, -5],
    ];
    const a = [at(1, 5), at(2, 5), at(3, 6)];
    expect(repeatability(a, [at(3, 6)], horizon, { sizeRatio: 1e9 }).pairs).toEqual([
      { a: 2, b: 0, distance: 0 },
    ]);
  });

  it('changes nothing', () => {
    const { a, b, t } = twoViews(24);
    const before = structuredClone({ a, b, t });
    repeatability(a, b, t);
    expect({ a, b, t }).toEqual(before);
  });

  it('refuses what is no keypoint, no size, no transform or no option', () => {
    const points = [at(1, 2)];
    expect(() => repeatability([at(1, NaN)], points, IDENTITY)).toThrow(
      'repeatability: "a[0].y" expected a finite number, got NaN',
    );
    expect(() => repeatability(points, [at(1, 2, 0)], IDENTITY)).toThrow(
      'repeatability: "b[0].sigma" expected a finite number > 0, got 0',
    );
    // @ts-expect-error -- no sigma
    expect(() => repeatability(points, [{ x: 1, y: 2 }], IDENTITY)).toThrow(KindError);
    // @ts-expect-error -- no list
    expect(() => repeatability(points[0], points, IDENTITY)).toThrow(
      'repeatability: "a" expected a list of keypoints, got an object',
    );
    expect(() => repeatability(points, points, [[1, 0, 0]])).toThrow(ShapeError);
    const flat = [
      [1, 2, 3],
      [2, 4, 6],
      [0, 0, 1],
    ];
    expect(() => repeatability(points, points, flat)).toThrow(
      'repeatability: "transform" expected a matrix with an inverse, got determinant 0',
    );
    // @ts-expect-error -- sizes of one image
    expect(() => repeatability(points, points, IDENTITY, { sizes: [[4, 5]] })).toThrow(ShapeError);
    // @ts-expect-error -- not both sizes
    expect(() => repeatability(points, points, IDENTITY, { sizes: [4, 5] })).toThrow(KindError);
    // @ts-expect-error -- no list
    expect(() => repeatability(points, points, IDENTITY, { sizes: 7 })).toThrow(KindError);
    for (const bad of [{ tolerance: -1 }, { sizeRatio: 0.9 }, { margin: NaN }]) {
      expect(() => repeatability(points, points, IDENTITY, bad)).toThrow(DomainError);
    }
    // @ts-expect-error -- no such option
    expect(() => repeatability(points, points, IDENTITY, { eps: 3 })).toThrow(KindError);
  });

  it('takes a transform times any number for the same', () => {
    const a = [
      { x: 1, y: 2, sigma: 2 },
      { x: 5, y: 3, sigma: 1 },
    ];
    const transform = [
      [2, 0, 5],
      [0, 2, 1],
      [0.125, 0, 1],
    ];
    const b = a.map(({ x, y, sigma }) => ({
      x: (2 * x + 5) / (1 + x / 8),
      y: (2 * y + 1) / (1 + x / 8),
      sigma,
    }));
    const wanted = repeatability(a, b, transform, { sizeRatio: 4 });
    expect(wanted.repeatability).toBe(1);
    for (const exponent of [-1000, -400, 400, 1000]) {
      const scaled = transform.map((row) => row.map((entry) => entry * 2 ** exponent));
      expect(repeatability(a, b, scaled, { sizeRatio: 4 })).toEqual(wanted);
    }
  });

  it('refuses lists with holes by name', () => {
    const a = [
      { x: 1, y: 2, sigma: 2 },
      { x: 5, y: 3, sigma: 1 },
    ];
    delete a[0];
    expect(() => repeatability(a, [], IDENTITY)).toThrow('repeatability: "a[0].x"');
    const sizes = [
      [5, 5],
      [5, 5],
    ];
    delete sizes[1];
    expect(() => repeatability([], [], IDENTITY, { sizes: sizes as never })).toThrow(
      'repeatability: "sizes[1]"',
    );
  });
});
