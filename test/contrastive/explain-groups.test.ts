import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import {
  ensemblePrompts,
  explainGroupAccuracy,
  explainNearDuplicates,
  explainPromptEnsemble,
  groupAccuracy,
  nearDuplicatePairs,
} from '../../src/contrastive/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainGroupAccuracy', () => {
  it('shows a group that is served worse', () => {
    const d = explainGroupAccuracy([0, 1, 1, 0, 1], [0, 1, 1, 1, 1], ['a', 'a', 'b', 'b', 'a']);
    // Over all samples 0.8, over the groups 0.75.
    expect(d.result).toEqual({
      accuracy: 0.8,
      accuracies: [1, 0.5],
      balancedAccuracy: 0.75,
      gap: 0.5,
    });
    expect(expectShown(d)).toContain('a is served best, b worst');
  });

  it('is groupAccuracy, and holds', () => {
    const sample = fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 2 }),
    );
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 16 }), (list) => {
        const [said, right, groups] = [0, 1, 2].map((k) => list.map((row) => row[k]!)) as [
          number[],
          number[],
          number[],
        ];
        const d = explainGroupAccuracy(said, right, groups);
        const { accuracy, balancedAccuracy, gap } = groupAccuracy(said, right, groups);
        expect(d.result).toMatchObject({ accuracy, balancedAccuracy, gap });
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 40 },
    );
    expect(() => explainGroupAccuracy([0], [0, 1], ['a'])).toThrow(
      'explainGroupAccuracy: "labels"',
    );
  });
});

describe('explainPromptEnsemble', () => {
  it('averages directions, not embeddings', () => {
    const d = explainPromptEnsemble([
      [2, 0],
      [0, 1],
    ]);
    expect(toNested(d.result)).toEqual(
      toNested(
        ensemblePrompts([
          [
            [2, 0],
            [0, 1],
          ],
        ]),
      )[0 as never],
    );
    expect(d.result.get(0)).toBeCloseTo(Math.SQRT1_2, 15);
    expect(expectShown(d)).toContain('((1 + 0)/2, (0 + 1)/2) = (0.5, 0.5)');
    expectShown(explainPromptEnsemble([[3, 4]]));
  });
});

describe('explainNearDuplicates', () => {
  it('shows the cosine of each pair', () => {
    const rows = [
      [1, 0],
      [2, 0.2],
      [0, 1],
    ];
    const d = explainNearDuplicates(rows);
    expect(d.result).toEqual(nearDuplicatePairs(rows));
    expect(expectShown(d)).toContain('1 and 2: nearly the same');
    expect(explainNearDuplicates(rows, { threshold: 1 }).conclusion).toBe('No pair reaches 1.');
    expectShown(explainNearDuplicates(rows, { threshold: 1 }));
    expect(() => explainNearDuplicates([[1, 0]])).toThrow(
      'explainNearDuplicates: "embeddings" expected at least two rows, got one',
    );
  });
});
