import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomGenerator, toNested } from '../../src/array/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { dropout, explainDropout } from '../../src/transformer/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainDropout', () => {
  it('grows what stays by the probability to stay', () => {
    const d = explainDropout([1, 0, 3, 4, 5, 6], { rate: 0.2, rng: randomGenerator(3) });
    d.result.data.forEach((y, i) => {
      const x = [1, 0, 3, 4, 5, 6][i]!;
      expect([0, x / 0.8]).toContainEqual(expect.closeTo(y, 14));
    });
    expect(expectShown(d)).toContain('1.25');
    const none = explainDropout([1, 2], { rate: 0 });
    expect(toNested(none.result)).toEqual([1, 2]);
    expectShown(none);
  });

  it('is dropout of the same stream, and holds', () => {
    const lists = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 12 });
    const rates = fc.integer({ min: 0, max: 9 }).map((p) => p / 10);
    fc.assert(
      fc.property(lists, rates, fc.nat({ max: 1000 }), (x, rate, seed) => {
        const d = explainDropout(x, { rate, rng: randomGenerator(seed) });
        const own = dropout(x, { rate, rng: randomGenerator(seed) });
        d.result.data.forEach((y, i) => {
          expect(y).toBeCloseTo(own.data[i]!, 15);
        });
        expect([...d.result.data].map((y) => y + 0)).toEqual([...own.data].map((y) => y + 0));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  it('refuses what dropout refuses, and long lists', () => {
    expect(() => explainDropout([1], { rate: 1, rng: randomGenerator(1) })).toThrow(
      /explainDropout: "rate" .*got 1/,
    );
    expect(() => explainDropout([1], { rate: 0.5 })).toThrow('rng');
    expect(() => explainDropout(new Array(13).fill(1), { rate: 0 })).toThrow('1 to 12');
  });
});
