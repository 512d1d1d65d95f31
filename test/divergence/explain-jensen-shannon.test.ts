import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainJensenShannonDivergence,
  jensenShannonDivergence,
  klDivergence,
} from '../../src/divergence/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainJensenShannonDivergence', () => {
  it('works out the course’s laws, and one with zeros', () => {
    const [p, q] = [
      [0.5, 0.3, 0.2],
      [0.2, 0.3, 0.5],
    ];
    const d = explainJensenShannonDivergence(p, q);
    expect(d.result).toBeCloseTo(0.06641431438228168, 14);
    // The mean of the divergences from each other, and the sum where the mean belongs.
    const mutual = ((klDivergence(p, q) as number) + (klDivergence(q, p) as number)) / 2;
    for (const wrong of [mutual, 2 * d.result])
      expect(Math.abs(d.result - wrong)).toBeGreaterThan(0.05);
    expect(expectShown(d)).toContain('m = ');
    const apart = explainJensenShannonDivergence([1, 0], [0, 1], { base: 2 });
    expect(apart.result).toBe(1);
    expect(expectShown(apart)).toContain('never comes');
  });

  it('is the divergence, and holds', () => {
    const law = (k: number) =>
      fc
        .array(fc.integer({ min: 0, max: 20 }), { minLength: k, maxLength: k })
        .filter((weights) => weights.some((w) => w > 0))
        .map((weights) => weights.map((w) => w / weights.reduce((a, b) => a + b, 0)));
    const pairs = fc.integer({ min: 1, max: 8 }).chain((k) => fc.tuple(law(k), law(k)));
    fc.assert(
      fc.property(pairs, fc.constantFrom(undefined, 2, 10), ([p, q], base) => {
        const d = explainJensenShannonDivergence(p, q, { base });
        expect(d.result).toBe(jensenShannonDivergence(p, q, { base }));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what is no distribution', () => {
    expect(() => explainJensenShannonDivergence([0.5, 0.5], [1])).toThrow(
      'explainJensenShannonDivergence: "q" expected 2 numbers, got shape (1)',
    );
    expect(() => explainJensenShannonDivergence([0.5, 0.6], [0.5, 0.5])).toThrow('sum');
    const many = new Array(13).fill(1 / 13);
    expect(() => explainJensenShannonDivergence(many, many)).toThrow(/"p" .*1 to 12/);
    expect(() => explainJensenShannonDivergence([1], [1], { base: 1 })).toThrow('"base"');
  });
});
