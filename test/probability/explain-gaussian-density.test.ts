import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainGaussianLogDensity, gaussianLogDensity } from '../../src/probability/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainGaussianLogDensity', () => {
  it('works out a point in the plane and one on a line', () => {
    const d = explainGaussianLogDensity([1, 2], { mean: [0, 0], variance: [1, 4] });
    // −½ (1 + 1 + ln 4 + 2 ln 2π)
    expect(d.result).toBeCloseTo(-1 - Math.log(2) - Math.log(2 * Math.PI), 14);
    // ln 2π once only; the variance as if it were a standard deviation.
    for (const wrong of [
      -1 - Math.log(2) - Math.log(2 * Math.PI) / 2,
      -0.5 * (1 + 4 / 16 + 2 * Math.log(4)) - Math.log(2 * Math.PI),
    ])
      expect(Math.abs(d.result - wrong)).toBeGreaterThan(0.1);
    expectShown(d);
    const line = explainGaussianLogDensity(1, { mean: 0, variance: 0.01 });
    expect(line.result).toBeCloseTo(-50 - 0.5 * Math.log(0.01 * 2 * Math.PI), 12);
    expect(expectShown(line)).toContain('(1 − 0)²/0.01 = 100');
    expect(explainGaussianLogDensity(0, { mean: 0, variance: 0.01 }).conclusion).toContain(
      'above 1',
    );
  });

  it('is gaussianLogDensity, and holds', () => {
    const number = fc.integer({ min: -300, max: 300 }).map((x) => x / 100);
    const variance = fc.integer({ min: 1, max: 500 }).map((x) => x / 100);
    const rows = fc.array(fc.tuple(number, number, variance), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, (list) => {
        const [x, mean, spread] = [0, 1, 2].map((k) => list.map((row) => row[k]!)) as [
          number[],
          number[],
          number[],
        ];
        const d = explainGaussianLogDensity(x, { mean, variance: spread });
        expect(d.result).toBe(gaussianLogDensity(x, { mean, variance: spread }));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what is no Gaussian', () => {
    expect(() => explainGaussianLogDensity([1, 2], { mean: [0], variance: [1, 1] })).toThrow(
      'explainGaussianLogDensity: "gaussian.mean" expected 2 numbers, got shape (1)',
    );
    expect(() => explainGaussianLogDensity(1, { mean: 0, variance: 0 })).toThrow('variance');
  });
});
