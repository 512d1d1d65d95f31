import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  binomialProbabilities,
  classPriors,
  explainBinomialProbabilities,
  explainCategoricalDraws,
  explainClassPriors,
  sampleCategorical,
} from '../../src/probability/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainBinomialProbabilities', () => {
  it('counts orders and multiplies', () => {
    const d = explainBinomialProbabilities(3, 0.4);
    expect(d.result.get(1)).toBeCloseTo(3 * 0.4 * 0.36, 15);
    expect(expectShown(d)).toContain('3 · 0.4¹ · (1 − 0.4)² = 0.432');
  });

  it('is binomialProbabilities, at the edges too', () => {
    for (const n of [0, 1, 9]) {
      for (const p of [0, 0.3, 1]) {
        const d = explainBinomialProbabilities(n, p);
        expect(toNested(d.result)).toEqual(toNested(binomialProbabilities(n, p)));
        expect(verifyDerivation(d).ok).toBe(true);
      }
    }
    expect(() => explainBinomialProbabilities(10, 0.5)).toThrow(
      'explainBinomialProbabilities: "n"',
    );
  });
});

describe('explainClassPriors', () => {
  it('counts, with and without something added', () => {
    const d = explainClassPriors([0, 1, 1, 0, 1], 3, { smoothing: 1 });
    expect(toNested(d.result)).toEqual(toNested(classPriors([0, 1, 1, 0, 1], 3, { smoothing: 1 })));
    expect(expectShown(d)).toContain('2 + 3 + 0 + 1 · 3 = 8');
    const plain = explainClassPriors([0, 1, 1, 0, 1], 3);
    expect(plain.result.get(2)).toBe(0);
    expect(expectShown(plain)).toContain('was not seen has probability 0');
  });

  it('refuses what classPriors refuses', () => {
    expect(() => explainClassPriors([3], 3)).toThrow('labels[0]');
    expect(() => explainClassPriors([0], 11)).toThrow('explainClassPriors: "classes"');
  });
});

describe('explainCategoricalDraws', () => {
  it('is sampleCategorical and leaves the stream where it does', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 999 }), (list, seed) => {
        const total = list.reduce((a, b) => a + b, 1);
        const p = [...list.map((x) => x / total), 1 / total];
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const d = explainCategoricalDraws(p, 5, a);
        expect(d.result).toEqual(sampleCategorical(p, 5, b));
        expect(a.nextUint32()).toBe(b.nextUint32());
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('prints', () => {
    const d = explainCategoricalDraws([0.2, 0.5, 0.3], 4, randomGenerator(3));
    expect(expectShown(d)).toContain('(0.2, 0.2 + 0.5, 0.2 + 0.5 + 0.3) = (0.2, 0.7, 1)');
    expect(() => explainCategoricalDraws([1], 9, randomGenerator(1))).toThrow('"draws"');
  });
});
