import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import type { ArrayInput } from '../../src/core/types.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  compareCost,
  embedPatches,
  explainClassTokenPool,
  explainCostComparison,
  explainMatchingLoss,
  explainNextSentenceLoss,
  explainPatchEmbedding,
  explainPatches,
  explainTokenRestoration,
  matchingLoss,
  nextSentenceLoss,
  type Pooler,
  patchify,
  poolClassToken,
  restoreTokens,
} from '../../src/pretraining/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explanations of patches and tokens', () => {
  it('show how a picture is cut', () => {
    const image = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
      [13, 14, 15, 16],
    ];
    for (const size of [1, 2, 4]) {
      const d = explainPatches(image, size);
      expect(toNested(d.result)).toEqual(toNested(patchify(image, size)));
      expectShown(d);
    }
    // Row by row within a patch, not row by row of the picture.
    expect(toNested(explainPatches(image, 2).result)).toContainEqual([3, 4, 7, 8]);
    expect(() => explainPatches(image, 3)).toThrow();
  });

  it('show mask tokens put back', () => {
    const visible = [
      [1, 2],
      [3, 4],
    ];
    const d = explainTokenRestoration(visible, [1, 2, 0], [9, 9]);
    expect(toNested(d.result)).toEqual(toNested(restoreTokens(visible, [1, 2, 0], [9, 9])));
    expect(expectShown(d)).toContain('Place 1 was hidden');
    expect(() => explainTokenRestoration(visible, [0, 0, 1], [9, 9])).toThrow('restore');
  });

  it('show patches made tokens, with and without what is added', () => {
    const parameters = {
      w: [[1, 3]],
      b: [1, 0],
      modality: [1, 1],
      space: [
        [0, 0],
        [5, 5],
      ],
    };
    const d = explainPatchEmbedding([[1], [2]], parameters);
    expect(toNested(d.result)).toEqual(toNested(embedPatches([[1], [2]], parameters)));
    expect(expectShown(d)).toContain('X = Z + b + m + S');
    expectShown(explainPatchEmbedding([[1], [2]], { w: [[1, 3]] }));
    const both = { ...parameters, time: [[0, 0]] };
    expect(() => explainPatchEmbedding([[1], [2]], both)).toThrow('at most one of time');
  });

  it('show the token in front', () => {
    const tokens = [
      [1, 2],
      [3, 4],
    ];
    const pooler: Pooler<ArrayInput> = { w: [[1], [1]], b: [-2] };
    const d = explainClassTokenPool(tokens, pooler);
    expect(toNested(d.result)).toEqual(toNested(poolClassToken(tokens, pooler)));
    expect(expectShown(d)).toContain('tanh');
    expectShown(explainClassTokenPool(tokens, { w: [[1], [1]] }));
  });
});

describe('explanations of pairs', () => {
  it('show the loss of matching and of next sentences', () => {
    const d = explainMatchingLoss([2, -1, 0.5], [1, 0, 0]);
    expect(expectShown(d)).toContain('ln(1 + e²) − 2 ≈ 0.1269');
    const next = explainNextSentenceLoss(
      [
        [2, -2],
        [0, 0],
      ],
      [true, false],
    );
    expect(next.result).toBeCloseTo((Math.log1p(Math.exp(-4)) + Math.log(2)) / 2, 14);
    expect(expectShown(next)).toContain('the second is from elsewhere');
  });

  it('are the losses themselves, and hold', () => {
    const score = fc.integer({ min: -600, max: 600 }).map((x) => x / 20);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(score, score, fc.boolean()), { minLength: 1, maxLength: 8 }),
        (list) => {
          const x = list.map(([a]) => a);
          const y = list.map(([, , own]) => (own ? 1 : 0));
          const matching = explainMatchingLoss(x, y);
          expect(matching.result).toBe(matchingLoss(x, y));
          const z = list.map(([a, b]) => [a, b]);
          const answers = list.map(([, , own]) => own);
          const next = explainNextSentenceLoss(z, answers);
          expect(next.result).toBe(nextSentenceLoss(z, answers));
          for (const d of [matching, next]) expect(verifyDerivation(d).ok).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
    expect(() => explainMatchingLoss([501], [1])).toThrow('explainMatchingLoss: "logits[0]"');
  });

  it('compare the cost of the course’s two models', () => {
    const [model, other] = [
      { latency: 103, parameters: 88 },
      { latency: 2890, parameters: 283 },
    ];
    const d = explainCostComparison(model, other);
    expect(d.result).toEqual(compareCost(model, other));
    // The whole pipeline is 28 times as slow; its speech recognition alone, 2600 ms, would be 25 times.
    expect(Math.abs(d.result.speedup - 2600 / 103)).toBeGreaterThan(1);
    expect(expectShown(d)).toContain('2890/103 ≈ 28.06');
  });
});
