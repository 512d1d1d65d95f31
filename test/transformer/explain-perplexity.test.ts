import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainPerplexity, perplexity } from '../../src/transformer/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainPerplexity', () => {
  it('works out two tokens in bits on paper', () => {
    const d = explainPerplexity([0.5, 0.125], { base: 2 });
    expect(d.result).toBe(4);
    // The inverse of the arithmetic mean; e to the power of bits; the product without its root.
    for (const wrong of [1 / 0.3125, Math.E ** 2, 16])
      expect(Math.abs(d.result - wrong)).toBeGreaterThan(0.1);
    const text = expectShown(d);
    expect(text).toContain('(1, 3)');
    expectShown(explainPerplexity([1]));
  });

  it('is what perplexity returns, in every base, and holds', () => {
    const probabilities = fc.array(
      fc.integer({ min: 1, max: 100 }).map((x) => x / 100),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(probabilities, fc.constantFrom(undefined, 2, 10, 3), (p, base) => {
        const d = explainPerplexity(p, { base });
        expect(d.result).toBeCloseTo(perplexity(p.map((value) => Math.log(value))), 9);
        if (base === undefined) expect(d.result).toBe(perplexity(p.map((x) => Math.log(x))));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what is no probability', () => {
    expect(() => explainPerplexity([0.5, 0])).toThrow(
      'explainPerplexity: "probabilities" expected probabilities above 0 and up to 1, got 0 at [1]',
    );
    expect(() => explainPerplexity([0.5], { base: 1 })).toThrow('"base"');
    expect(() => explainPerplexity([])).toThrow('"probabilities"');
  });
});
