import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, ShapeError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainDescriptorMatch, matchDescriptors } from '../../src/matching/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainDescriptorMatch', () => {
  it('works out distances and ratio on paper', () => {
    // √(3² + 4²) = 5, √(8² + 6²) = 10, √(5² + 12²) = 13.
    const d = explainDescriptorMatch(
      [1, 1],
      [
        [9, 7],
        [4, 5],
        [6, 13],
      ],
    );
    expect(d.result).toEqual({
      train: 1,
      distance: 5,
      secondDistance: 10,
      ratio: 0.5,
      kept: true,
    });
    const text = expectShown(d);
    expect(text).toContain('√((1 − 4)² + (1 − 5)²) = 5');
    expect(text).toContain('5/10 = 0.5');
    expect(text).toContain('5 < 0.8 · 10');
  });

  it('compares with the second nearest, not with the mean or the farthest', () => {
    const d = explainDescriptorMatch([0], [[10], [9], [100]]);
    expect(d.result.secondDistance).toBe(10);
    expect(d.result.kept).toBe(false);
    expect(d.conclusion).toMatch(/dropped/);
    expect(explainDescriptorMatch([0], [[10], [9]], { ratio: 0.91 }).result.kept).toBe(true);
  });

  it('drops what is equally near, at distance 0 too', () => {
    expect(explainDescriptorMatch([0], [[1], [-1]], { ratio: 1 }).result).toMatchObject({
      train: 0,
      ratio: 1,
      kept: false,
    });
    const twins = explainDescriptorMatch(
      [2, 2],
      [
        [2, 2],
        [2, 2],
      ],
    );
    expect(twins.result).toMatchObject({ distance: 0, ratio: 1, kept: false });
    expectShown(twins);
  });

  it('is what matchDescriptors returns, for any descriptors', () => {
    const problems = fc
      .tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 3, max: 9 }))
      .chain(([d, n]) =>
        fc.array(
          fc.array(
            fc.double({ min: -10, max: 10, noNaN: true }).map((x) => Math.round(x * 100) / 100),
            { minLength: d, maxLength: d },
          ),
          { minLength: n, maxLength: n },
        ),
      );
    fc.assert(
      fc.property(problems, fc.double({ min: 0.1, max: 1, noNaN: true }), ([q, ...rows], ratio) => {
        const d = explainDescriptorMatch(q!, rows, { ratio });
        const [match] = matchDescriptors([q!], rows, { ratio: Infinity });
        expect(d.result.train).toBe(match!.train);
        expect(d.result.distance).toBe(match!.distance);
        expect(d.result.ratio).toBeCloseTo(match!.ratio, 14);
        expect(d.result.kept).toBe(matchDescriptors([q!], rows, { ratio }).length === 1);
        expect(verifyDerivation(d).ok).toBe(true);
      }),
    );
  });

  it('fits the width where it is largest', () => {
    const row = (k: number): number[] => Array.from({ length: 16 }, (_, i) => Math.sin(i * k + k));
    expectShown(explainDescriptorMatch(row(1), [row(2), row(3), row(5)]));
    expectShown(
      explainDescriptorMatch(
        row(1).slice(0, 4),
        [row(2), row(3)].map((r) => r.slice(0, 4)),
      ),
    );
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainDescriptorMatch([1], [[1]])).toThrow(
      'explainDescriptorMatch: "train" expected 2 to 8 rows; more no one works out by hand, got (1, 1)',
    );
    const long = Array.from({ length: 17 }, () => 1);
    expect(() => explainDescriptorMatch(long, [long, long])).toThrow(ShapeError);
    expect(() => explainDescriptorMatch([1, 2], [[1], [2]])).toThrow(ShapeError);
    expect(() => explainDescriptorMatch([1], [[1], [2]], { ratio: 0 })).toThrow(DomainError);
    expect(() => explainDescriptorMatch([1], [[1], [2]], { ratio: Infinity })).toThrow(/"ratio"/);
    expect(() => explainDescriptorMatch([1e200], [[1], [2]])).toThrow(/"query" .*got 1e\+200/);
    expect(() => explainDescriptorMatch([Number.NaN], [[1], [2]])).toThrow(/"query" .*finite/);
  });
});
