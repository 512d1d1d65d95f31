import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainMatchingPairs,
  explainMatchScore,
  matchingPairs,
  matchScore,
} from '../../src/pretraining/index.js';
import { dictated, wordOf } from '../core/dictated.js';
import { expectShown } from '../derivation/shown.js';

describe('explainMatchingPairs', () => {
  it('shows what each draw led to', () => {
    // Three videos. Order 0, 1, 2: the last changes places with itself (2 of 3), then 1 with 0 (0 of 2): 1, 0, 2.
    // So video 1 keeps its audio; 0 draws the upper half (1 of 2: audio 2), 2 the lower (0 of 2: audio 0).
    const words = [wordOf(2, 3), wordOf(0, 2), wordOf(1, 2), wordOf(0, 2)];
    const d = explainMatchingPairs(3, dictated(words));
    expect(d.result).toEqual({
      pairs: [
        [0, 2],
        [1, 1],
        [2, 0],
      ],
      labels: [0, 1, 0],
    });
    const text = expectShown(d);
    expect(text).toContain('o = (1, 0, 2)');
    expect(text).toContain('d = (1, 0)');
    expect(text).toContain('These are the videos 0, 2.');
    expect(text).toContain('h = ⌊n/2⌋ = ⌊3/2⌋ = 1');
  });

  it('is matchingPairs and leaves the stream where it does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 0, max: 999 }), (n, seed) => {
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const d = explainMatchingPairs(n, a);
        expect(d.result).toEqual(matchingPairs(n, b));
        expect(a.nextUint32()).toBe(b.nextUint32());
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expectShown(explainMatchingPairs(10, randomGenerator(5)));
  });

  it('refuses too few, too many and no stream', () => {
    expect(() => explainMatchingPairs(1, randomGenerator(1))).toThrow('explainMatchingPairs: "n"');
    expect(() => explainMatchingPairs(11, randomGenerator(1))).toThrow('got 11');
    expect(() => explainMatchingPairs(3, 7 as never)).toThrow('explainMatchingPairs: "rng"');
  });
});

describe('explainMatchScore', () => {
  it('shows both layers and the logistic function', () => {
    const d = explainMatchScore([1, -2], {
      w1: [
        [1, 2, 0.5],
        [0.5, -1, 0.25],
      ],
      b1: [0.5, 0, -1],
      w2: [[1], [0.5], [2]],
      b2: [-1],
    });
    // h = (0.5, 4, −1), a = (0.5, 4, 0), z = 0.5 + 2 + 0 − 1 = 1.5.
    expect(d.result.get(0)).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 14);
    // Without the activation the score would be 0.5 + 2 − 2 − 1 = −0.5.
    expect(d.result.get(0)).not.toBeCloseTo(1 / (1 + Math.exp(0.5)), 2);
    const text = expectShown(d);
    expect(text).toContain('1 · 2 + (−2) · (−1) + 0 = 4');
    expect(text).toContain('(max(0, 0.5), max(0, 4), max(0, −1)) = (0.5, 4, 0)');
    expect(text).toContain('0.5 · 1 + 4 · 0.5 + 0 · 2 − 1 = 1.5');
  });

  it('shows GELU with its table', () => {
    // h = (0, 1): 0 and Φ(1) = 0.8413447.
    const d = explainMatchScore([1], { w1: [[0, 1]], w2: [[5], [1]] }, { activation: 'gelu' });
    expect(d.result.get(0)).toBeCloseTo(1 / (1 + Math.exp(-0.8413447460685429)), 12);
    expect(expectShown(d)).toContain('Φ(h) ≈ (0.5, 0.8413)');
  });

  it('is matchScore', () => {
    const numbers = (n: number) =>
      fc.array(fc.integer({ min: -30, max: 30 }), { minLength: n, maxLength: n });
    const activations = fc.constantFrom('relu', 'gelu');
    fc.assert(
      fc.property(numbers(3), numbers(6), numbers(2), activations, (x, first, last, activation) => {
        const tenth = x.map((v) => v / 10);
        const parameters = {
          w1: [0, 1, 2].map((r) => first.slice(2 * r, 2 * r + 2).map((v) => v / 10)),
          w2: last.map((v) => [v / 10]),
        };
        const d = explainMatchScore(tenth, parameters, { activation });
        expect(toNested(d.result)).toEqual(toNested(matchScore(tenth, parameters, { activation })));
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses shapes that do not meet, and more than can be read', () => {
    const w2 = [[1], [1]];
    expect(() => explainMatchScore(new Array(9).fill(0), { w1: [[1]], w2: [[1]] })).toThrow(
      'explainMatchScore: "classToken" expected 1 to 8 numbers',
    );
    expect(() => explainMatchScore([1, 2], { w1: [[1, 1]], w2 })).toThrow('w1');
    expect(() => explainMatchScore([1], { w1: [[1, 1]], w2: [[1]] })).toThrow('w2');
    expect(() => explainMatchScore([1], { w1: [[1, 1]], b1: [1], w2 })).toThrow('2 numbers');
    expect(() => explainMatchScore([1], { w1: [[1]], w2: [[1, 1]] })).toThrow('"w2"');
    expect(() => explainMatchScore([1], { w1: [[1]] } as never)).toThrow('"w2"');
    const odd = { activation: 'tanh' } as never;
    expect(() => explainMatchScore([1], { w1: [[1, 1]], w2 }, odd)).toThrow('"activation"');
  });
});
