import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainMonteCarloKl, monteCarloKl } from '../../src/divergence/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainMonteCarloKl', () => {
  it('works out three samples by hand', () => {
    const d = explainMonteCarloKl([0, -1, -2], [-1, -1, -1.5]);
    expect(d.result.value).toBeCloseTo(0.5 / 3, 15);
    expect(expectShown(d)).toContain('(1 + 0 − 0.5)/3 ≈ 0.1667');
    const other = explainMonteCarloKl([0, -1, -2], [-1, -1, -1.5], { estimator: 'nonnegative' });
    expect(other.result.value).toBeCloseTo((Math.exp(-1) + Math.exp(0.5) - 1.5) / 3, 14);
    expect(expectShown(other)).toContain('q/p is 1 on average');
  });

  it('is monteCarloKl, and holds', () => {
    const number = fc.integer({ min: -300, max: 100 }).map((x) => x / 100);
    const rows = fc.array(fc.tuple(number, number), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(rows, fc.constantFrom('plain', 'nonnegative'), (list, estimator) => {
        const [p, q] = [list.map(([x]) => x), list.map(([, y]) => y)];
        const d = explainMonteCarloKl(p, q, { estimator });
        expect(d.result).toEqual(monteCarloKl(p, q, { estimator }));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('says so where chance makes it negative, and refuses a single sample', () => {
    expect(explainMonteCarloKl([0, 0], [1, 1]).conclusion).toContain('by chance below 0');
    expect(() => explainMonteCarloKl([0], [0])).toThrow('explainMonteCarloKl: "logP"');
    expect(() => explainMonteCarloKl([0, 1], [0])).toThrow('explainMonteCarloKl: "logQ"');
  });
});
