import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, ShapeError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainPeaks, findPeaks } from '../../src/structure-tensor/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainPeaks', () => {
  const response = [
    [1, 2, 1, 0],
    [2, 8, 7, 0],
    [1, 2, 1, 5],
  ];

  it('compares each candidate with its neighbours on paper', () => {
    const d = explainPeaks(response, { threshold: 4 });
    // 7 has 8 beside it, and so has 5 a 7 above it.
    expect(d.result).toEqual([{ x: 1, y: 1, value: 8 }]);
    const text = expectShown(d);
    expect(text).toContain('Column 1, row 1: a peak');
    expect(text).toContain('Column 2, row 1: suppressed');
    expect(text).toContain('8 ≥ max(1, 2, 1, 2, 7, 1, 2, 1)');
    expect(text).toContain('One peak is left.');
  });

  it('keeps the first of equal ones', () => {
    const d = explainPeaks([[0, 5, 5, 5, 0]]);
    expect(d.result).toEqual(findPeaks([[0, 5, 5, 5, 0]]));
    expect(d.result[0]).toEqual({ x: 1, y: 0, value: 5 });
    expectShown(d);
  });

  it('finds none in a constant map', () => {
    const d = explainPeaks([[3, 3]]);
    expect(d.result).toEqual([]);
    expect(expectShown(d)).toContain('No peaks are left.');
  });

  it('is what findPeaks returns, for any map', () => {
    const side = fc.integer({ min: 1, max: 7 });
    const maps = fc.tuple(side, side).chain(([h, w]) =>
      fc.array(fc.array(fc.integer({ min: -2, max: 3 }), { minLength: w, maxLength: w }), {
        minLength: h,
        maxLength: h,
      }),
    );
    const options = fc.record(
      {
        minDistance: fc.integer({ min: 1, max: 3 }),
        threshold: fc.integer({ min: -3, max: 3 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(maps, options, (map, settings) => {
        const d = explainPeaks(map, settings);
        expect(d.result).toEqual(findPeaks(map, settings));
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 200 },
    );
    const large = Array.from({ length: 7 }, (_, y) =>
      Array.from({ length: 7 }, (__, x) => ((37 * x + 91 * y) % 156) / 7),
    );
    expectShown(explainPeaks(large, { minDistance: 2, threshold: 12 }));
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainPeaks([new Array<number>(8).fill(0)])).toThrow(
      'explainPeaks: "response" expected 1 to 7 rows and columns; larger ones no one works out by hand, got (1, 8)',
    );
    expect(() => explainPeaks([1, 2])).toThrow(ShapeError);
    expect(() => explainPeaks(response, { minDistance: 0 })).toThrow(DomainError);
    expect(() => explainPeaks([[Number.NaN]])).toThrow(/"response" .*finite/);
  });
});
