import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul, normal, randomGenerator, toNested, transpose } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import {
  addGaussianNoise,
  maskPixels,
  nearestCodes,
  principalComponents,
} from '../../src/vae/index.js';

const squares = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);

describe('principalComponents', () => {
  it('has orthonormal directions whose codes are uncorrelated, and an error that is the variance left out', () => {
    const size = fc.integer({ min: 2, max: 9 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 0, max: 999 }), (n, d, seed) => {
        const x = normal(randomGenerator(seed), [n, d]);
        const all = Math.min(n, d);
        const whole = principalComponents(x, all);
        const k = 1 + (seed % all);
        const { components, codes, variances, reconstruction, explained, mean } =
          principalComponents(x, k);
        const gram = matmul(components, transpose(components));
        const spread = matmul(transpose(codes), codes);
        for (let a = 0; a < k; a++)
          for (let b = 0; b < k; b++) {
            expect(gram.get(a, b)).toBeCloseTo(a === b ? 1 : 0, 10);
            expect(spread.get(a, b) / n).toBeCloseTo(a === b ? variances.get(a) : 0, 8);
          }
        const total =
          Array.from(x.data).reduce((sum, value, at) => sum + (value - mean.get(at % d)) ** 2, 0) /
          n;
        const left = Array.from(whole.variances.data)
          .slice(k)
          .reduce((sum, value) => sum + value, 0);
        expect(squares(x.data, reconstruction.data) / n).toBeCloseTo(left, 8);
        expect(explained).toBeCloseTo(1 - left / total, 8);
        expect(squares(x.data, whole.reconstruction.data)).toBeLessThan(1e-18);
      }),
    );
  });

  it('finds all directions of many features, and of few samples of them', () => {
    for (const [n, d] of [
      [60, 45],
      [45, 60],
      [50, 50],
    ] as const) {
      const x = normal(randomGenerator(n), [n, d]);
      const all = Math.min(n, d);
      const { components, codes, variances, reconstruction, explained } = principalComponents(
        x,
        all,
      );
      const gram = matmul(components, transpose(components));
      const spread = matmul(transpose(codes), codes);
      for (let a = 0; a < all; a++) {
        for (let b = 0; b < all; b++) {
          expect(gram.get(a, b)).toBeCloseTo(a === b ? 1 : 0, 12);
          expect(spread.get(a, b) / n).toBeCloseTo(a === b ? variances.get(a) : 0, 12);
        }
        if (a > 0) expect(variances.get(a)).toBeLessThanOrEqual(variances.get(a - 1));
      }
      expect(squares(x.data, reconstruction.data)).toBeLessThan(1e-24);
      expect(explained).toBeCloseTo(1, 12);
    }
  });

  it('has the unit of its samples, from the smallest numbers to the largest', () => {
    const size = fc.integer({ min: 2, max: 7 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 0, max: 999 }), (n, d, seed) => {
        const x = normal(randomGenerator(seed), [n, d]);
        const own = principalComponents(x, 1);
        for (const factor of [2 ** 1018, 2 ** 600, 2 ** -500, 2 ** -900]) {
          const samples = createNdArray(
            Float64Array.from(x.data, (value) => value * factor),
            [n, d],
          );
          const scaled = principalComponents(samples, 1);
          for (let j = 0; j < d; j++) {
            expect(scaled.mean.get(j) / factor).toBeCloseTo(own.mean.get(j), 12);
            expect(scaled.components.get(0, j)).toBeCloseTo(own.components.get(0, j), 9);
          }
          expect(scaled.explained).toBeCloseTo(own.explained, 12);
          for (let i = 0; i < n; i++) {
            expect(scaled.codes.get(i, 0) / factor).toBeCloseTo(own.codes.get(i, 0), 9);
            expect(scaled.reconstruction.get(i, 0) / factor).toBeCloseTo(
              own.reconstruction.get(i, 0),
              9,
            );
          }
          // Squares may be larger than any number, or smaller.
          const wanted = own.variances.get(0) * factor * factor;
          const got = scaled.variances.get(0);
          if (wanted === 0 || wanted === Infinity) expect(got).toBe(wanted);
          else expect(got / wanted).toBeCloseTo(1, 12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('beats every random plane', () => {
    const x = normal(randomGenerator(3), [12, 4]);
    const best = squares(x.data, principalComponents(x, 2).reconstruction.data);
    const mean = principalComponents(x, 1).mean;
    for (let seed = 10; seed < 40; seed++) {
      // Two random directions made orthonormal.
      const [u, v] = toNested(normal(randomGenerator(seed), [2, 4])) as number[][];
      const unit = (w: number[]): number[] => w.map((value) => value / Math.hypot(...w));
      const a = unit(u!);
      const along = a.reduce((sum, value, j) => sum + value * v![j]!, 0);
      const b = unit(v!.map((value, j) => value - along * a[j]!));
      let error = 0;
      for (let i = 0; i < 12; i++) {
        const row = [0, 1, 2, 3].map((j) => x.get(i, j) - mean.get(j));
        const dot = (w: number[]): number => w.reduce((sum, value, j) => sum + value * row[j]!, 0);
        error += row.reduce((sum, value) => sum + value * value, 0) - dot(a) ** 2 - dot(b) ** 2;
      }
      expect(error).toBeGreaterThan(best);
    }
  });

  it('works where there are fewer samples than features, and where all are alike', () => {
    const few = principalComponents(
      [
        [0, 0, 0, 0],
        [0, 3, 0, 4],
      ],
      2,
    );
    expect(Array.from(few.components.data).slice(0, 4)).toEqual([
      0,
      expect.closeTo(0.6, 12),
      0,
      expect.closeTo(0.8, 12),
    ]);
    expect(few.variances.get(0)).toBeCloseTo(6.25, 12);
    expect(few.variances.get(1)).toBeCloseTo(0, 12);
    const alike = principalComponents(new Array(3).fill([1, 2]), 1);
    expect(alike.explained).toBe(1);
    expect(toNested(alike.reconstruction)).toEqual(new Array(3).fill([1, 2]));
  });

  it('refuses more directions than there are', () => {
    expect(() =>
      principalComponents(
        [
          [1, 2],
          [3, 4],
        ],
        3,
      ),
    ).toThrow('principalComponents: "k" expected a whole number >= 1 and <= 2, got 3');
    expect(() => principalComponents([], 1)).toThrow('principalComponents: "x"');
  });
});

describe('nearestCodes', () => {
  it('sorts by distance, equal ones by row', () => {
    expect(
      nearestCodes([0], [[2], [-1], [1], [0]], { count: 4 }).map(({ index }) => index),
    ).toEqual([3, 1, 2, 0]);
  });

  it('finds what comparing all would find, of either precision, however many are equally near', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        fc.nat(),
        (n, some, single, angles, seed) => {
          const rng = randomGenerator(seed);
          const numbers = Array.from(
            { length: 3 * n },
            () => 1 + Math.floor(rng.nextFloat64() * 3),
          );
          const rows = new (single ? Float32Array : Float64Array)(numbers);
          const count = 1 + (some % n);
          const query = [1, 2, 3];
          const length = (v: ArrayLike<number>) => Math.sqrt(squares(v, [0, 0, 0]));
          const wanted = Array.from({ length: n }, (_, index) => {
            const row = rows.subarray(3 * index, 3 * index + 3);
            const [own, other] = [length(query), length(row)];
            const apart = Array.from(row, (value) => value / other);
            const directions =
              squares(
                query.map((value) => value / own),
                apart,
              ) / 2;
            return { index, distance: angles ? directions : Math.sqrt(squares(query, row)) };
          })
            .sort((a, b) => a.distance - b.distance || a.index - b.index)
            .slice(0, count);
          const metric = angles ? 'cosine' : 'euclidean';
          const got = nearestCodes(query, createNdArray(rows, [n, 3]), { count, metric });
          expect(got).toEqual(wanted);
        },
      ),
    );
  });

  it('tells angles exactly, small ones too', () => {
    const [found] = nearestCodes([1, 0], [[5, 5e-9]], { metric: 'cosine' });
    expect(found!.distance / 5e-19).toBeCloseTo(1, 9);
    expect(nearestCodes([1, 0], [[-3, 0]], { metric: 'cosine' })[0]!.distance).toBe(2);
    expect(() =>
      nearestCodes(
        [1, 0],
        [
          [1, 1],
          [0, 0],
        ],
        { metric: 'cosine' },
      ),
    ).toThrow('"codes" expected no code 0, for an angle, got zeros at [1]');
    expect(() => nearestCodes([0, 0], [[1, 1]], { metric: 'cosine' })).toThrow(
      'nearestCodes: "query"',
    );
  });

  it('refuses counts and shapes that do not fit', () => {
    expect(() => nearestCodes([1], [[1], [2]], { count: 3 })).toThrow('nearestCodes: "count"');
    expect(() => nearestCodes([1, 2], [[1], [2]])).toThrow(
      'nearestCodes: "codes" expected shape (n, d=2), got (2, 1)',
    );
  });
});

describe('corruption', () => {
  it('adds noise of the deviation asked for, in the precision of its input', () => {
    const noisy = addGaussianNoise(new Float32Array(20000).fill(3), 0.5, randomGenerator(4));
    expect(noisy.data).toBeInstanceOf(Float32Array);
    const mean = Array.from(noisy.data).reduce((sum, value) => sum + value, 0) / 20000;
    const variance =
      Array.from(noisy.data).reduce((sum, value) => sum + (value - mean) ** 2, 0) / 20000;
    expect(Math.abs(mean - 3)).toBeLessThan((5 * 0.5) / Math.sqrt(20000));
    expect(Math.abs(Math.sqrt(variance) - 0.5)).toBeLessThan(0.02);
  });

  it('loses the share of values asked for and leaves the others alone', () => {
    const x = createNdArray(
      Float64Array.from({ length: 10000 }, (_, i) => i + 1),
      [100, 100],
    );
    const masked = maskPixels(x, 0.3, randomGenerator(5), { value: -1 });
    let lost = 0;
    Array.from(masked.data).forEach((value, i) => {
      if (value === -1) lost++;
      else expect(value).toBe(i + 1);
    });
    expect(Math.abs(lost - 3000)).toBeLessThan(5 * Math.sqrt(10000 * 0.3 * 0.7));
  });

  it('refuses rates and deviations that are none', () => {
    expect(() => maskPixels([1], 1.1, randomGenerator(1))).toThrow('maskPixels: "rate"');
    expect(() => addGaussianNoise([1], -1, randomGenerator(1))).toThrow(
      'addGaussianNoise: "deviation"',
    );
    expect(() => addGaussianNoise([NaN], 1, randomGenerator(1))).toThrow('addGaussianNoise: "x"');
  });
});
