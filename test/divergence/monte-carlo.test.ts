import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, randomGenerator } from '../../src/array/index.js';
import { gaussianKl, monteCarloKl } from '../../src/divergence/index.js';

/** Samples of one Gaussian with the log densities of both. */
function drawn(mean: number, variance: number, n: number, seed: number): [number[], number[]] {
  const x = Array.from(normal(randomGenerator(seed), [n]).data);
  const logOf = (m: number, v: number): number[] =>
    x.map((value) => -((value - m) ** 2) / (2 * v) - Math.log(2 * Math.PI * v) / 2);
  return [logOf(0, 1), logOf(mean, variance)];
}

describe('monteCarloKl', () => {
  it.each(['plain', 'nonnegative'] as const)(
    'comes within five standard errors of the closed form, %s',
    (estimator) => {
      const gaussian = (mean: number, variance: number) => ({ mean: [mean], variance: [variance] });
      for (const [mean, variance] of [
        [0.5, 1],
        [0, 2],
        [-0.3, 1.5],
      ] as const) {
        const wanted = Number(gaussianKl(gaussian(0, 1), gaussian(mean, variance)));
        const [p, q] = drawn(mean, variance, 20000, 7);
        const { value, standardError } = monteCarloKl(p, q, { estimator });
        expect(Math.abs(value - wanted)).toBeLessThan(5 * standardError);
        expect(standardError).toBeLessThan(0.02);
      }
    },
  );

  it('has terms ≥ 0 when asked, and a smaller error near equality', () => {
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), (ratio) => {
        expect(
          monteCarloKl([ratio], [0], { estimator: 'nonnegative' }).value,
        ).toBeGreaterThanOrEqual(0);
      }),
    );
    const [p, q] = drawn(0.1, 1, 5000, 3);
    const plain = monteCarloKl(p, q).standardError;
    expect(monteCarloKl(p, q, { estimator: 'nonnegative' }).standardError).toBeLessThan(plain / 5);
  });

  it('is the mean of the log ratios, and says how sure it is', () => {
    // Ratios 1 and 3: mean 2, deviation √2, over √2.
    expect(monteCarloKl([1, 3], [0, 0])).toEqual({ value: 2, standardError: 1 });
    expect(monteCarloKl([1], [0]).standardError).toBeNaN();
  });

  it('refuses lengths that differ and densities of 0', () => {
    expect(() => monteCarloKl([1, 2], [1])).toThrow(
      'monteCarloKl: "logQ" expected shape (n=2), got (1)',
    );
    expect(() => monteCarloKl([], [])).toThrow('monteCarloKl: "logP"');
    expect(() => monteCarloKl([1], [-Infinity])).toThrow('"logQ" expected finite numbers');
  });
});
