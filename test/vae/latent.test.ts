import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import { activeUnits, interpolateLatents, latentTraversal } from '../../src/vae/index.js';

describe('latentTraversal', () => {
  it('changes one dimension, in its place or by so much', () => {
    const z = Float32Array.of(5, 7, 9);
    expect(toNested(latentTraversal(z, 1, [-1, 2]))).toEqual([
      [5, -1, 9],
      [5, 2, 9],
    ]);
    const added = latentTraversal(z, 2, Float32Array.of(-1, 2), { relative: true });
    expect(toNested(added)).toEqual([
      [5, 7, 8],
      [5, 7, 11],
    ]);
    expect(added.data).toBeInstanceOf(Float32Array);
    expect([...z]).toEqual([5, 7, 9]);
  });

  it('refuses a dimension that is none, and what is no vector', () => {
    expect(() => latentTraversal([1, 2], 2, [0])).toThrow(
      '"dimension" expected a whole number >= 0 and <= 1',
    );
    expect(() => latentTraversal([[1, 2]], 0, [0])).toThrow(
      '"z" expected a vector, not empty, got (1, 2)',
    );
    expect(() => latentTraversal([1, 2], 0, [])).toThrow(
      '"values" expected a vector, not empty, got (0)',
    );
    expect(() => latentTraversal([1, NaN], 0, [1])).toThrow('got NaN at [1]');
  });
});

describe('interpolateLatents', () => {
  const codes = fc
    .tuple(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 0, max: 1e6 }))
    .map(([d, seed]) => normal(randomGenerator(seed), [2, d]).data)
    .map((data) => [data.slice(0, data.length / 2), data.slice(data.length / 2)] as const);
  const length = (x: ArrayLike<number>): number => Math.hypot(...Array.from(x));

  it('begins and ends at the two codes, by both methods', () => {
    fc.assert(
      fc.property(
        codes,
        fc.constantFrom('linear' as const, 'spherical' as const),
        ([a, b], method) => {
          const path = interpolateLatents(a, b, [0, 1], { method });
          expect(path.shape).toEqual([2, a.length]);
          a.forEach((value, j) => {
            expect(path.get(0, j)).toBeCloseTo(value, 11);
            expect(path.get(1, j)).toBeCloseTo(b[j]!, 11);
          });
        },
      ),
    );
  });

  it('keeps the length of codes of one length on the arc, at even angles', () => {
    fc.assert(
      fc.property(codes, ([a, c]) => {
        const b = c.map((value) => (value * length(a)) / length(c));
        const times = [0, 0.25, 0.5, 0.75, 1];
        const path = interpolateLatents(a, b, times, { method: 'spherical' });
        const rows = times.map((_, k) => path.data.slice(k * a.length, (k + 1) * a.length));
        for (const row of rows) expect(length(row) / length(a)).toBeCloseTo(1, 9);
        const chords = rows.slice(1).map((row, k) => length(row.map((v, j) => v - rows[k]![j]!)));
        for (const chord of chords) expect(chord / chords[0]!).toBeCloseTo(1, 6);
      }),
    );
  });

  it('joins codes in one direction by the line, near ones as exactly as far ones', () => {
    const twice = interpolateLatents([1, 2], [2, 4], 0.25, { method: 'spherical' });
    expect([...twice.data]).toEqual([1.25, 2.5]);
    const near = interpolateLatents([1, 0], [1, 1e-5], 0.5, { method: 'spherical' });
    expect(near.get(1)).toBeCloseTo(5e-6, 14);
    expect(near.get(0)).toBeCloseTo(1, 9);
  });

  it('refuses arcs that no one could choose, and codes that do not fit', () => {
    const method = 'spherical';
    expect(() => interpolateLatents([1, 0], [-2, 0], 0.5, { method })).toThrow('not opposite to a');
    expect(() => interpolateLatents([0, 0], [1, 0], 0.5, { method })).toThrow(
      '"a" expected a code other than 0',
    );
    expect(() => interpolateLatents([1, 0], [1], 0.5)).toThrow(
      '"b" expected a vector (2), got (1)',
    );
    // @ts-expect-error: no such method.
    expect(() => interpolateLatents([1], [1], 0, { method: 'cubic' })).toThrow(
      '"linear", "spherical"',
    );
  });
});

describe('activeUnits', () => {
  it('counts dimensions whose means vary by more than the threshold', () => {
    const mean = [
      [1, 0.05, 7, 0.2],
      [-1, -0.05, 7, -0.2],
    ];
    const found = activeUnits(mean);
    expect(found).toMatchObject({ count: 2, active: [0, 3] });
    expect([...found.variances.data]).toEqual([
      1,
      expect.closeTo(0.0025, 14),
      0,
      expect.closeTo(0.04, 14),
    ]);
    expect(activeUnits(mean, { threshold: 0.001 }).active).toEqual([0, 1, 3]);
    expect(activeUnits(mean, { threshold: 1 }).count).toBe(0);
  });

  it('refuses no samples and no matrix', () => {
    expect(() => activeUnits([])).toThrow('"mean" expected a matrix (n, d), not empty, got (0)');
    expect(() => activeUnits([1, 2])).toThrow('got (2)');
    expect(() => activeUnits([[1]], { threshold: -1 })).toThrow('"threshold"');
  });
});
