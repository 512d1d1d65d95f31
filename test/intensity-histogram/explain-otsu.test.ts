import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, ShapeError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainOtsuThreshold, otsuThreshold } from '../../src/intensity-histogram/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainOtsuThreshold', () => {
  it('compares the cuts on paper', () => {
    // After 2: 2 of 4 pixels on either side, with means 1 and 9: ¼ · 64 = 16. After 0: ¼ · ¾ · (20/3)² = 25/3.
    const d = explainOtsuThreshold([0, 2, 8, 10]);
    expect(d.result).toBe(2);
    const text = expectShown(d);
    expect(text).toContain('(2 · 2 · (1 − 9)²)/4² = 16');
    expect(text).toContain('σ_B² ≈ (8.333, 16, 8.333)');
    expect(text).toContain('Intensities up to 2 are dark, those above it bright.');
  });

  it('takes the first of equal cuts, and a single level as it is', () => {
    // Both cuts of three even levels are alike.
    expect(explainOtsuThreshold([[0, 5, 10]]).result).toBe(0);
    const one = explainOtsuThreshold([
      [7, 7],
      [7, 7],
    ]);
    expect(one.result).toBe(7);
    expect(expectShown(one)).toContain('There is one level');
  });

  it('is what otsuThreshold returns, for any few levels', () => {
    const pixels = fc
      .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 12 })
      .chain((levels) => fc.array(fc.constantFrom(...levels), { minLength: 1, maxLength: 8 }));
    fc.assert(
      fc.property(pixels, (image) => {
        const d = explainOtsuThreshold(image);
        expect(d.result).toBe(otsuThreshold(Uint8Array.from(image)));
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 300 },
    );
    const twelve = Array.from({ length: 8 }, (_, y) =>
      Array.from({ length: 8 }, (__, x) => 255 - 21 * ((x + 5 * y) % 12)),
    );
    expectShown(explainOtsuThreshold(twelve));
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainOtsuThreshold([[1, 2.5]])).toThrow(
      'explainOtsuThreshold: "image" expected whole values from 0 to 255, got 2.5',
    );
    const many = [
      [0, 1, 2, 3, 4, 5, 6],
      [7, 8, 9, 10, 11, 12, 13],
    ];
    expect(() => explainOtsuThreshold(many)).toThrow(/at most 12 levels/);
    expect(() => explainOtsuThreshold([256])).toThrow(DomainError);
    expect(() => explainOtsuThreshold(new Array(9).fill(1))).toThrow(ShapeError);
  });
});
