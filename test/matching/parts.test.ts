// The parts that the transforms are made from, against their definitions.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../src/core/random.js';
import { isChance } from '../../src/matching/chance.js';
import { trialsNeeded } from '../../src/matching/consensus.js';
import { homographyOfFour } from '../../src/matching/homography.js';
import { foldRow, nullVector } from '../../src/matching/null-vector.js';
import { frameOf } from '../../src/matching/pairs.js';
import { spreadOf } from '../../src/matching/spread.js';
import { apply, gaussian, type Point, randomTransform, spreadPoints } from './problems.js';

describe('nullVector of folded rows', () => {
  it('is the vector that the rows are shrunk most along', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        (seed, n, more) => {
          const rng = randomGenerator(seed);
          const rows = Array.from({ length: n + more }, () =>
            Float64Array.from({ length: n }, () => gaussian(rng)),
          );
          const triangle = new Float64Array(n * n);
          for (const row of rows) foldRow(triangle, row.slice());
          const shrunk = (v: ArrayLike<number>): number =>
            Math.sqrt(
              rows.reduce(
                (sum, row) => sum + row.reduce((dot, a, k) => dot + a * v[k]!, 0) ** 2,
                0,
              ) / Array.from(v).reduce((sum, value) => sum + value ** 2, 0),
            );
          const { vector, isolation } = nullVector(triangle, n);
          const least = shrunk(vector);
          for (let i = 0; i < 20; i++) {
            const step = 10 ** (-6 * rng.nextFloat64());
            expect(
              shrunk(vector.map((value) => value + step * gaussian(rng))),
            ).toBeGreaterThanOrEqual(least * (1 - 1e-13));
          }
          expect(isolation).toBeGreaterThan(0);
          expect(isolation).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('is exact where rows span all but one direction, however uneven they are', () => {
    const rng = randomGenerator(1);
    for (const uneven of [1, 1e-4, 1e-8]) {
      const direction = Float64Array.from({ length: 9 }, () => gaussian(rng));
      const square = direction.reduce((sum, value) => sum + value * value, 0);
      const triangle = new Float64Array(81);
      for (let i = 0; i < 8; i++) {
        const row = Float64Array.from({ length: 9 }, () => gaussian(rng));
        const along = row.reduce((sum, value, k) => sum + value * direction[k]!, 0) / square;
        foldRow(
          triangle,
          row.map((value, k) => (i === 7 ? uneven : 1) * (value - along * direction[k]!)),
        );
      }
      const { vector, isolation } = nullVector(triangle, 9);
      const cos =
        vector.reduce((sum, value, k) => sum + value * direction[k]!, 0) / Math.sqrt(square);
      expect(Math.sqrt(Math.max(0, 1 - cos * cos))).toBeLessThan(1e-7);
      const errors = vector.map(
        (value, k) => value * Math.sign(cos) - direction[k]! / Math.sqrt(square),
      );
      expect(Math.max(...errors.map(Math.abs))).toBeLessThan(1e-14 / uneven);
      expect(isolation / uneven).toBeGreaterThan(1e-3);
    }
  });

  it('has an isolation of 0 where two directions are free', () => {
    const triangle = new Float64Array(9);
    foldRow(triangle, Float64Array.of(1, 2, 3));
    foldRow(triangle, Float64Array.of(-2, -4, -6));
    expect(nullVector(triangle, 3).isolation).toBeLessThan(1e-15);
  });
});

describe('homographyOfFour', () => {
  const pairsOf = (source: readonly Point[], target: readonly Point[]): Float64Array =>
    Float64Array.from(source.flatMap(([x, y], i) => [x, y, ...target[i]!]));

  it('maps four points exactly', () => {
    for (let seed = 0; seed < 50; seed++) {
      const rng = randomGenerator(seed);
      const t = randomTransform(rng, 'homography');
      // Near 0 and of a size near 1, as it is used.
      const source = spreadPoints(rng, 4).map(([x, y]): Point => [x / 300 - 1, y / 300 - 1]);
      const target = source
        .map(([x, y]) => apply(t, [300 * x, 300 * y]))
        .map(([x, y]): Point => [x / 300, y / 300]);
      const h = new Float64Array(9);
      expect(homographyOfFour(pairsOf(source, target), h)).toBe(true);
      const matrix = [0, 3, 6].map((at) => [...h.subarray(at, at + 3)]);
      source.forEach((point, i) => {
        const [x, y] = apply(matrix, point);
        expect(Math.hypot(x - target[i]![0], y - target[i]![1])).toBeLessThan(1e-12);
      });
    }
  });

  it('refuses three points on a line, and a triangle that turns over while another does not', () => {
    const square: Point[] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    const h = new Float64Array(9);
    const line = square.map((point, i): Point => (i === 3 ? [0.5, 1e-6] : point));
    expect(homographyOfFour(pairsOf(line, square), h)).toBe(false);
    expect(homographyOfFour(pairsOf(square, line), h)).toBe(false);
    // A corner pulled across the diagonal.
    const crossed = square.map((point, i): Point => (i === 2 ? [0.2, 0.2] : point));
    expect(homographyOfFour(pairsOf(square, crossed), h)).toBe(false);
    // The whole square mirrored.
    const mirrored = square.map(([x, y]): Point => [-x, y]);
    expect(homographyOfFour(pairsOf(square, mirrored), h)).toBe(true);
  });
});

describe('frameOf', () => {
  it('has the mean at 0 and a mean distance near √2, far from the origin and with weights too', () => {
    for (const [offset, size] of [
      [0, 1],
      [1e9, 300],
      [-3, 1e-7],
    ] as const) {
      const rng = randomGenerator(3);
      const points = spreadPoints(rng, 30).map(
        ([x, y]): Point => [offset + (size * x) / 640, (size * y) / 640 - 2 * offset],
      );
      const weights = Float64Array.from(points, () => rng.nextFloat64());
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (const side of [0, 2] as const) {
        const pairs = Float64Array.from(
          points.flatMap(([x, y]) => (side === 0 ? [x, y, 7, 7] : [7, 7, x, y])),
        );
        const frame = frameOf(pairs, side, weights);
        expect(Number.isInteger(Math.log2(frame.scale))).toBe(true);
        const inFrame = points.map(([x, y]) => [
          (x - frame.x) * frame.scale,
          (y - frame.y) * frame.scale,
        ]);
        const mean = (value: (point: number[]) => number): number =>
          inFrame.reduce((sum, point, i) => sum + weights[i]! * value(point), 0) / total;
        const digits = 1e-15 * Math.max(1, Math.abs(offset) / size);
        expect(Math.abs(mean(([x]) => x!))).toBeLessThan(4 * digits);
        expect(Math.abs(mean(([, y]) => y!))).toBeLessThan(4 * digits);
        const distance = mean(([x, y]) => Math.hypot(x!, y!));
        expect(distance).toBeGreaterThanOrEqual(1 - 1e-6);
        expect(distance).toBeLessThanOrEqual(2 + 1e-6);
      }
    }
  });
});

describe('spreadOf', () => {
  const of = (points: readonly Point[], side: 0 | 2 = 0) =>
    spreadOf(
      Float64Array.from(points.flatMap(([x, y]) => (side === 0 ? [x, y, 7, 7] : [7, 7, x, y]))),
      side,
      Number.EPSILON,
    );

  it('tells places, lines and the plane apart, on either side', () => {
    for (const side of [0, 2] as const) {
      expect(of([[3, 4]], side)).toBe('one place');
      expect(
        of(
          [
            [3, 4],
            [3, 4],
          ],
          side,
        ),
      ).toBe('one place');
      expect(
        of(
          [
            [3, 4],
            [5, 1],
          ],
          side,
        ),
      ).toBe('one line');
      expect(
        of(
          [
            [3, 4],
            [5, 1],
            [3, 4],
            [7, -2],
          ],
          side,
        ),
      ).toBe('one line');
      expect(
        of(
          [
            [3, 4],
            [5, 1],
            [0, 0],
          ],
          side,
        ),
      ).toBe('one line, but for one place');
      expect(
        of(
          [
            [0, 0],
            [3, 4],
            [5, 1],
            [7, -2],
            [0, 0],
          ],
          side,
        ),
      ).toBe('one line, but for one place');
      expect(
        of(
          [
            [0, 0],
            [3, 4],
            [5, 1],
            [7, 7],
          ],
          side,
        ),
      ).toBe('the plane');
    }
  });
});

describe('trialsNeeded', () => {
  it('is log(1 − p)/log(1 − wˢ) for many pairs', () => {
    for (const [share, size] of [
      [0.3, 4],
      [0.5, 3],
      [0.9, 2],
    ] as const) {
      const n = 1e7;
      expect(trialsNeeded(share * n, n, size, 0.999)).toBe(
        Math.ceil(Math.log(0.001) / Math.log(1 - share ** size)),
      );
    }
  });

  it('counts samples without repetition for few', () => {
    // 6 of 8 agree: (6·5)/(8·7) of the samples of two are clean; 0.1 = (1 − 15/28)ⁿ at n = 3.001.
    expect(trialsNeeded(6, 8, 2, 0.9)).toBe(4);
    expect(trialsNeeded(6, 8, 2, 0.899)).toBe(3);
  });

  it('is 0 where all agree, and without end where too few do for a sample', () => {
    expect(Math.abs(trialsNeeded(9, 9, 4, 0.999))).toBe(0);
    expect(trialsNeeded(3, 9, 4, 0.999)).toBe(Infinity);
    expect(trialsNeeded(0, 9, 4, 0.999)).toBe(Infinity);
  });
});

describe('isChance', () => {
  const near = (count: number, squared: number): number[] => new Array<number>(count).fill(squared);

  it('weighs how many agree by how nearly they do', () => {
    // 96 other pairs, p = π·9/10⁶ each: one or two are expected once in 2000 samples, nine are not.
    expect(isChance(near(5, 9), 100, 4, 2000, 1e6)).toBe(true);
    expect(isChance(near(6, 9), 100, 4, 2000, 1e6)).toBe(true);
    expect(isChance(near(13, 9), 100, 4, 2000, 1e6)).toBe(false);
    // A fifth pair that agrees to 10⁻⁵ px is no chance.
    expect(isChance(near(5, 1e-10), 100, 4, 2000, 1e6)).toBe(false);
    expect(isChance(near(5, 0), 100, 4, 2000, 1e6)).toBe(false);
    expect(isChance(near(4, 0), 100, 4, 2000, 1e6)).toBe(true);
    // Nor does it matter how many more agree less well.
    expect(isChance([...near(5, 1e-10), ...near(3, 9)], 100, 4, 2000, 1e6)).toBe(false);
  });

  it('expects more by chance in a smaller area, and then asks for more', () => {
    // p = 0.028: three of a hundred agree by chance alone.
    expect(isChance(near(10, 9), 100, 4, 2000, 1000)).toBe(true);
    expect(isChance(near(40, 9), 100, 4, 2000, 1000)).toBe(false);
    // p = 1/4: in two samples the tail of 100 throws from 42 on is expected 0.03 times, from 40 on 0.14 times.
    expect(isChance(near(44, 9), 104, 4, 2, 36 * Math.PI)).toBe(true);
    expect(isChance(near(46, 9), 104, 4, 2, 36 * Math.PI)).toBe(false);
    // The whole area lies within the distance.
    expect(isChance(near(90, 9), 100, 4, 2000, 20)).toBe(true);
  });
});
