import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KindError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainRansacTrials, ransacTrials } from '../../src/matching/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainRansacTrials', () => {
  it('works out the trials of a homography on paper', () => {
    // 0.5⁴ = 0.0625; ln 0.01 / ln 0.9375 = 4.60517 / 0.0645385 = 71.36.
    const d = explainRansacTrials({ inlierRatio: 0.5, sampleSize: 4, confidence: 0.99 });
    expect(d.result).toBe(72);
    const text = expectShown(d);
    expect(text).toContain('0.5⁴ = 0.0625');
    expect(text).toContain('1 − 0.0625 = 0.9375');
    expect(text).toMatch(/71\.3/);
    expect(text).toContain('72 samples must be drawn.');
  });

  it('is what ransacTrials returns, and the least number that is enough', () => {
    const problems = fc.record({
      inlierRatio: fc.double({ min: 0.2, max: 1, noNaN: true }),
      sampleSize: fc.integer({ min: 1, max: 5 }),
      confidence: fc.double({ min: 0.001, max: 0.9999, noNaN: true }),
    });
    fc.assert(
      fc.property(problems, (problem) => {
        const d = explainRansacTrials(problem);
        expect(d.result).toBe(ransacTrials(problem));
        const spoilt = 1 - problem.inlierRatio ** problem.sampleSize;
        const left = 1 - problem.confidence;
        expect(spoilt ** d.result).toBeLessThanOrEqual(left * (1 + 1e-9));
        if (d.result > 1) expect(spoilt ** (d.result - 1)).toBeGreaterThan(left * (1 - 1e-9));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
    );
  });

  it('holds where the quotient is a whole number', () => {
    for (let k = 1; k <= 6; k++) {
      const problem = { inlierRatio: 0.5, sampleSize: 1, confidence: 1 - 2 ** -k };
      const d = explainRansacTrials(problem);
      expect(d.result).toBe(ransacTrials(problem));
      expect(verifyDerivation(d).ok).toBe(true);
    }
  });

  it('says that one is enough where all are inliers', () => {
    const d = explainRansacTrials({ inlierRatio: 1, sampleSize: 4, confidence: 0.99 });
    expect(d.result).toBe(1);
    expect(expectShown(d)).toContain('One sample is enough.');
  });

  it('refuses what cannot be', () => {
    expect(() => explainRansacTrials({ inlierRatio: 0, sampleSize: 4, confidence: 0.99 })).toThrow(
      /explainRansacTrials: "inlierRatio"/,
    );
    expect(() =>
      explainRansacTrials({ inlierRatio: 0.09, sampleSize: 4, confidence: 0.99 }),
    ).toThrow(/explainRansacTrials: "inlierRatio" .*by hand, got 0.09 to the power of 4/);
    expect(() =>
      explainRansacTrials({ inlierRatio: 0.5, sampleSize: 4, confidence: 1e-4 }),
    ).toThrow(/explainRansacTrials: "confidence"/);
    // @ts-expect-error: incomplete.
    expect(() => explainRansacTrials({ inlierRatio: 0.5 })).toThrow(KindError);
  });
});
