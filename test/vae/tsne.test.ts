import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, randomGenerator } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { tsne, tsneAffinities, tsneGradient } from '../../src/vae/index.js';
import { conditionalOf, distancesOf } from '../../src/vae/tsne-parts.js';

const points = (n: number, d: number, seed: number) => normal(randomGenerator(seed), [n, d]);

describe('tsneAffinities', () => {
  it('is symmetric with zeros on the diagonal, adds up to 1, and ignores turns, moves and units', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 15 }), fc.integer({ min: 0, max: 999 }), (n, seed) => {
        const x = points(n, 2, seed);
        const p = tsneAffinities(x, { perplexity: 3 });
        const moved = createNdArray(new Float64Array(2 * n), [n, 2]);
        for (let i = 0; i < n; i++) {
          moved.set(i, 0, 1e3 * (0.6 * x.get(i, 0) - 0.8 * x.get(i, 1)) + 5);
          moved.set(i, 1, 1e3 * (0.8 * x.get(i, 0) + 0.6 * x.get(i, 1)));
        }
        const again = tsneAffinities(moved, { perplexity: 3 });
        let total = 0;
        for (let i = 0; i < n; i++) {
          expect(p.get(i, i)).toBe(0);
          for (let j = 0; j < n; j++) {
            total += p.get(i, j);
            expect(p.get(i, j)).toBe(p.get(j, i));
            expect(again.get(i, j)).toBeCloseTo(p.get(i, j), 8);
          }
        }
        expect(total).toBeCloseTo(1, 12);
      }),
      { numRuns: 30 },
    );
  });

  it('has the perplexity asked for: for points on a ring p is the mean of rows alike, so its entropy is that of one', () => {
    const n = 24;
    const ring = Array.from({ length: n }, (_, i) => [
      Math.cos((i * Math.PI) / 12),
      Math.sin((i * Math.PI) / 12),
    ]);
    for (const perplexity of [2.5, 7, 20]) {
      const p = tsneAffinities(ring, { perplexity });
      let entropy = 0;
      for (let j = 1; j < n; j++) entropy -= n * p.get(0, j) * Math.log2(n * p.get(0, j));
      expect(2 ** entropy).toBeCloseTo(perplexity, 6);
    }
  });

  it('gives each point the perplexity, few or nearly all of the others, in any unit', () => {
    for (const [n, d, perplexity, unit] of [
      [100, 5, 2, 1],
      [100, 5, 98, 1],
      [300, 10, 30, 1e-6],
      [40, 2, 5, 1e6],
    ] as const) {
      const x = Float64Array.from(normal(randomGenerator(n), [n, d]).data, (v) => v ** 3 * unit);
      const { rows } = conditionalOf(distancesOf(x, n, d), n, perplexity);
      for (let i = 0; i < n; i++) {
        const row = rows.subarray(i * n, (i + 1) * n);
        const entropy = row.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
        expect(Math.abs(entropy - Math.log(perplexity))).toBeLessThan(1e-9);
        expect(row[i]).toBe(0);
      }
    }
  });

  it('shares evenly among points that coincide, and stays finite', () => {
    const p = tsneAffinities([[0], [0], [0], [0], [9], [9.5]], { perplexity: 2 });
    expect(p.get(0, 1)).toBeCloseTo(p.get(0, 2), 12);
    expect(Array.from(p.data).every(Number.isFinite)).toBe(true);
  });

  it('refuses a perplexity of all the others', () => {
    expect(() => tsneAffinities([[1], [2], [3]], { perplexity: 2 })).toThrow(
      'tsneAffinities: "perplexity" expected a finite number > 1 and < 2',
    );
  });
});

describe('tsneGradient', () => {
  it('is the slope of the loss, by differences', () => {
    const p = tsneAffinities(points(7, 3, 4), { perplexity: 2.5 });
    const y = points(7, 2, 5);
    const { gradient } = tsneGradient(p, y);
    const step = 1e-5;
    for (let at = 0; at < y.data.length; at++) {
      const moved = (by: number): number => {
        const data = Float64Array.from(y.data);
        data[at]! += by;
        return tsneGradient(p, createNdArray(data, [7, 2])).loss;
      };
      expect(gradient.data[at]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 8);
    }
  });

  it('is 0, with a loss of 0, where the plane has the affinities wanted', () => {
    // Equal distances, equal affinities.
    const p = [
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ].map((row) => row.map((x) => x / 6));
    const { loss, gradient } = tsneGradient(p, [
      [0, 0],
      [1, 0],
      [0.5, Math.sqrt(0.75)],
    ]);
    expect(loss).toBeCloseTo(0, 15);
    for (const slope of gradient.data) expect(slope).toBeCloseTo(0, 15);
  });

  it('refuses what are no affinities', () => {
    expect(() =>
      tsneGradient(
        [
          [0, 1],
          [1, 0],
        ],
        [
          [0, 0],
          [1, 1],
        ],
      ),
    ).toThrow('tsneGradient: "affinities"');
  });
});

describe('tsne', () => {
  it('keeps three far groups of ten apart, as neighbours of their own', () => {
    const x = points(30, 6, 8);
    for (let i = 0; i < 30; i++) x.set(i, i % 3, x.get(i, i % 3) + 20);
    const before = Float64Array.from(x.data);
    const y = tsne(x, { rng: randomGenerator(1), perplexity: 6, steps: 400 });
    expect(x.data).toEqual(before);
    for (let i = 0; i < 30; i++) {
      let [nearest, best] = [-1, Infinity];
      for (let j = 0; j < 30; j++) {
        const apart = Math.hypot(y.get(i, 0) - y.get(j, 0), y.get(i, 1) - y.get(j, 1));
        if (j !== i && apart < best) [nearest, best] = [j, apart];
      }
      expect(nearest % 3).toBe(i % 3);
    }
    expect(y.data).toEqual(tsne(x, { rng: randomGenerator(1), perplexity: 6, steps: 400 }).data);
  });

  it('asks for a stream', () => {
    expect(() => tsne(points(9, 2, 1), {})).toThrow('tsne: "rng"');
  });
});
