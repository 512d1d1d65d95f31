import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainVocabularyProjection,
  initializeTransformer,
  linear,
  samplingProbabilities,
} from '../../src/transformer/index.js';
import { expectClose, stepOf } from '../attention/explained.js';
import { expectShown } from '../derivation/shown.js';

describe('explainVocabularyProjection', () => {
  it('is what pen and paper give', () => {
    const w = [
      [1, 0, 1],
      [0, 1, 0.5],
    ];
    const d = explainVocabularyProjection([1, 2], w, { tokens: ['cat', 'dog', 'sat'] });
    const text = expectShown(d);
    expectClose(d.result.logits, [1, 2, 2]);
    // e, e², e² over their sum.
    const share = 1 / (1 + 2 * Math.E);
    expectClose(d.result.probabilities, [share, Math.E * share, Math.E * share]);
    expect(d.result.token).toBe(1);
    expect(text).toContain('z₂ = h · w₂ = 1 · 1 + 2 · 0.5 = 2');
    expect(text).toContain('“dog” and “sat” are equally probable as the next word: 0.422319 each.');
    // A sheet divides each exponential by another sum, so that the shares miss 1.
    const partial = Math.E ** 2 / (Math.E ** 2 + 1);
    expect(Math.abs(d.result.probabilities.get(1) - partial)).toBeGreaterThan(0.1);
  });

  it('multiplies from the right, and by rows of an embedding that is tied', () => {
    const matrix = [
      [0, 1],
      [3, 0],
    ];
    const right = explainVocabularyProjection([1, 2], matrix, { bias: [10, 0] });
    const left = explainVocabularyProjection([1, 2], matrix, { tied: true, bias: [10, 0] });
    expectClose(right.result.logits, [16, 1]);
    expectClose(left.result.logits, [12, 3]);
    expect(expectShown(right)).toContain('z₀ = h · w₀ + b₀ = 1 · 0 + 2 · 3 + 10 = 16');
    expect(expectShown(left)).toContain('z₁ = h · E₁ + b₁ = 1 · 3 + 2 · 0 + 0 = 3');
  });

  it('takes the largest score away where exponentials are large', () => {
    const d = explainVocabularyProjection([1], [[800, 801]]);
    expectClose(d.result.probabilities, [1 / (1 + Math.E), Math.E / (1 + Math.E)]);
    expect(stepOf(d, 'largest').value).toBe(801);
    expectShown(d);
  });

  it("is the last step of a model: the softmax of linear's scores", () => {
    const plan = { vocabulary: 5, context: 4, width: 4, heads: 1, layers: 1 };
    const { embedding } = initializeTransformer(plan, randomGenerator(3)).parameters;
    const h = [0.5, -1, 2, 0.25];
    const d = explainVocabularyProjection(h, embedding, { tied: true });
    const scores = linear(
      h,
      [0, 1, 2, 3].map((i) => [0, 1, 2, 3, 4].map((j) => embedding.get(j, i))),
    );
    expect(toNested(d.result.logits)).toEqual(toNested(scores));
    expect(toNested(d.result.probabilities)).toEqual(toNested(samplingProbabilities(scores)));
    expectShown(d);
  });

  it('verifies whatever it is given', () => {
    const number = fc.integer({ min: -30, max: 30 }).map((x) => x / 4);
    const sizes = fc.record({ width: fc.nat({ max: 3 }), count: fc.nat({ max: 4 }) });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(number), fc.boolean(), ({ width, count }, all, tied) => {
        const take = (n: number): number[] => Array.from({ length: n + 1 }, () => all.next().value);
        const rows = Array.from({ length: (tied ? count : width) + 1 }, () =>
          take(tied ? width : count),
        );
        const d = explainVocabularyProjection(take(width), rows, { tied, bias: take(count) });
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        expect(d.result.probabilities.get(d.result.token)).toBe(
          Math.max(...d.result.probabilities.data),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what does not meet, and more than anyone reads', () => {
    const fn = 'explainVocabularyProjection';
    expect(() => explainVocabularyProjection([1, 2], [[1, 2]])).toThrow(`${fn}: "w"`);
    expect(() => explainVocabularyProjection([1], [[1], [2]], { tied: false })).toThrow('(D=1, V)');
    expect(() => explainVocabularyProjection([1], [new Array(11).fill(0)])).toThrow(`${fn}: "w"`);
    expect(() => explainVocabularyProjection(new Array(17).fill(0), [[1]])).toThrow(`${fn}: "h"`);
    expect(() => explainVocabularyProjection([1], [[1, 2]], { bias: [1] })).toThrow(
      `${fn}: "bias"`,
    );
    expect(() => explainVocabularyProjection([1], [[1, 2]], { tokens: ['a'] })).toThrow('2 words');
    expect(() => explainVocabularyProjection([1e200], [[1e200]])).toThrow('finite');
    const misspelt = { tie: true } as object;
    expect(() => explainVocabularyProjection([1], [[1]], misspelt)).toThrow('tie');
  });
});
