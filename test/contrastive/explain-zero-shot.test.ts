import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import {
  explainRecallAtK,
  explainTopKAccuracy,
  explainZeroShotClassification,
  recallAtK,
  topKAccuracy,
  zeroShotClassify,
} from '../../src/contrastive/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { expectShown } from '../derivation/shown.js';

const table = (rows: number, columns: number, least = -5) =>
  fc.array(
    fc.array(fc.integer({ min: least, max: 9 }), { minLength: columns, maxLength: columns }),
    { minLength: rows, maxLength: rows },
  );

describe('explainZeroShotClassification', () => {
  it('works out two classes on paper', () => {
    const d = explainZeroShotClassification(
      [3, 4],
      [
        [2, 0],
        [0, 1],
      ],
      { temperature: 0.5, classes: ['cat', 'dog'] },
    );
    expect(toNested(d.result.similarities)).toEqual([0.6, 0.8]);
    // Cosines 0.6 and 0.8, logits 1.2 and 1.6.
    expect(d.result.probabilities.get(1)).toBeCloseTo(1 / (1 + Math.exp(-0.4)), 14);
    expect(d.result.class).toBe(1);
    // Multiplied by τ the odds are others; by plain dot products, 6 and 4, the long embedding would win.
    for (const wrong of [1 / (1 + Math.exp(-0.1)), 1 / (1 + Math.exp((6 - 4) / 0.5))])
      expect(Math.abs(d.result.probabilities.get(1) - wrong)).toBeGreaterThan(0.05);
    const text = expectShown(d);
    expect(text).toContain('The image is taken for dog');
    expectShown(explainZeroShotClassification([1], [[2]]));
  });

  it('is zeroShotClassify, and holds', () => {
    const problems = fc.tuple(
      fc.integer({ min: 1, max: 5 }).chain((d) => fc.tuple(table(1, d, 1), table(4, d, 1))),
      fc.constantFrom(0.01, 0.07, 1),
    );
    fc.assert(
      fc.property(problems, ([[[image], prompts], temperature]) => {
        const d = explainZeroShotClassification(image!, prompts, { temperature });
        const found = zeroShotClassify(image!, prompts, { temperature });
        expect(d.result.class).toBe(found.classes[0]);
        expect(toNested(d.result.probabilities)).toEqual(toNested(found.probabilities));
        expect(toNested(d.result.similarities)).toEqual(toNested(found.similarities));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what does not fit', () => {
    expect(() => explainZeroShotClassification([1, 2], [[1]])).toThrow(
      'explainZeroShotClassification: "prompts" expected rows of 2 numbers, got rows of 1',
    );
    expect(() => explainZeroShotClassification([1], [[1]], { temperature: 0.001 })).toThrow(
      '"temperature"',
    );
    expect(() => explainZeroShotClassification([1], [[1]], { classes: ['a', 'b'] })).toThrow(
      '"classes" expected 1 strings, got 2 entries',
    );
    expect(() => explainZeroShotClassification([0], [[1]])).toThrow();
    expect(() => explainZeroShotClassification([1], new Array(7).fill([1]))).toThrow('6 rows');
  });
});

describe('explainRecallAtK and explainTopKAccuracy', () => {
  const similarities = [
    [0.9, 0.1, 0.3],
    [0.8, 0.5, 0.2],
    [0.1, 0.2, 0.6],
  ];

  it('count places on paper', () => {
    const d = explainRecallAtK(similarities, 1);
    expect(d.result).toBeCloseTo(2 / 3, 15);
    // Texts that search for images are another number.
    const turned = similarities.map((_, i) => similarities.map((row) => row[i]!));
    expect(explainRecallAtK(turned, 1).result).toBe(1);
    expect(expectShown(d)).toContain('r₂');
    const scores = [
      [0.7, 0.2, 0.1],
      [0.3, 0.1, 0.6],
    ];
    const top = explainTopKAccuracy(scores, [0, 0], 2);
    expect(top.result).toBe(1);
    expectShown(top);
    expectShown(explainRecallAtK([[5]], 1));
  });

  it('are the functions, ties and several right ones included', () => {
    const problems = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }))
      .chain(([n, m]) =>
        fc.tuple(
          table(n, m),
          fc.array(fc.uniqueArray(fc.integer({ min: 0, max: m - 1 }), { minLength: 1 }), {
            minLength: n,
            maxLength: n,
          }),
          fc.integer({ min: 1, max: m }),
        ),
      );
    fc.assert(
      fc.property(problems, ([scores, right, k]) => {
        const recall = explainRecallAtK(scores, k, { right });
        expect(recall.result).toBe(recallAtK(scores, k, { right }));
        expect(verifyDerivation(recall).ok).toBe(true);
        const labels = right.map(([first]) => first!);
        const top = explainTopKAccuracy(scores, labels, k);
        expect(top.result).toBe(topKAccuracy(scores, labels, k));
        expect(verifyDerivation(top).ok).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  it('refuse what does not fit', () => {
    expect(() => explainRecallAtK(similarities, 4)).toThrow('"k"');
    expect(() => explainTopKAccuracy(new Array(9).fill([1]), [0], 1)).toThrow(
      /explainTopKAccuracy: "scores" .*8 rows/,
    );
    expect(() => explainTopKAccuracy([[1, 2]], [2], 1)).toThrow('"labels"');
  });
});
