import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ransacTrials } from '../../src/matching/index.js';

describe('ransacTrials', () => {
  it('is the least number that reaches the confidence', () => {
    const share = fc.double({ min: 0.05, max: 0.99, noNaN: true });
    const sure = fc.double({ min: 0.01, max: 0.9999, noNaN: true });
    fc.assert(
      fc.property(
        share,
        fc.integer({ min: 1, max: 4 }),
        sure,
        (inlierRatio, sampleSize, confidence) => {
          const n = ransacTrials({ inlierRatio, sampleSize, confidence });
          const failing = (trials: number): number => (1 - inlierRatio ** sampleSize) ** trials;
          expect(failing(n)).toBeLessThanOrEqual((1 - confidence) * (1 + 1e-9));
          if (n > 1) expect(failing(n - 1)).toBeGreaterThan((1 - confidence) * (1 - 1e-9));
        },
      ),
    );
  });

  it('knows the table of Hartley and Zisserman (4.3) for p = 0.99', () => {
    const trials = (outliers: number, sampleSize: number): number =>
      ransacTrials({ inlierRatio: 1 - outliers, sampleSize, confidence: 0.99 });
    expect([0.05, 0.2, 0.5].map((e) => trials(e, 2))).toEqual([2, 5, 17]);
    expect([0.05, 0.2, 0.5].map((e) => trials(e, 4))).toEqual([3, 9, 72]);
    expect([0.05, 0.2, 0.5].map((e) => trials(e, 8))).toEqual([5, 26, 1177]);
  });

  it('takes one sample where there are no outliers, and stays exact where inliers are rare', () => {
    expect(ransacTrials({ inlierRatio: 1, sampleSize: 4, confidence: 0.999 })).toBe(1);
    // ln(1 − w⁴) ≈ −w⁴: plain logarithms would divide by 0.
    const rare = ransacTrials({ inlierRatio: 1e-5, sampleSize: 4, confidence: 0.5 });
    expect(rare / (Math.LN2 * 1e20)).toBeCloseTo(1, 9);
  });

  it('refuses what is out of range', () => {
    expect(() => ransacTrials({ inlierRatio: 0, sampleSize: 4, confidence: 0.9 })).toThrow(
      'ransacTrials: "inlierRatio"',
    );
    expect(() => ransacTrials({ inlierRatio: 0.5, sampleSize: 4, confidence: 1 })).toThrow(
      'ransacTrials: "confidence"',
    );
    // @ts-expect-error the sample is missing
    expect(() => ransacTrials({ inlierRatio: 0.5, confidence: 0.9 })).toThrow(
      'ransacTrials: "sampleSize"',
    );
  });
});
