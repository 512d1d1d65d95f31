import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  bernoulliLogLikelihood,
  explainBernoulliLogLikelihood,
  explainHuberLoss,
  explainMeanAbsoluteError,
  explainMeanSquaredError,
  huberLoss,
  meanAbsoluteError,
  meanSquaredError,
} from '../../src/vae/index.js';
import { expectShown } from '../derivation/shown.js';

const number = fc.integer({ min: -300, max: 300 }).map((x) => x / 100);
const rows = fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 12 });

describe('explanations of reconstruction losses', () => {
  it('show few numbers', () => {
    expect(expectShown(explainMeanSquaredError([1, 5], [2, 2]))).toContain('= 5');
    expect(expectShown(explainMeanAbsoluteError([1, 5], [2, 2]))).toContain('(1 + 3)/2 = 2');
    const huber = explainHuberLoss([1.5, 5], [2, 2]);
    expect(huber.result).toBe(1.3125);
    expect(expectShown(huber)).toContain('(0.125, 2.5)');
  });

  it('show the outlier among samples', () => {
    const d = explainMeanSquaredError(
      [
        [2, 2],
        [1, 5],
      ],
      [
        [2, 3],
        [2, 2],
      ],
    );
    expect(d.result).toBe(2.75);
    expect(d.conclusion).toContain('sample 2 is reconstructed worst');
    expect(expectShown(d)).toContain('((0 + 1)/2, (1 + 9)/2) = (0.5, 5)');
  });

  it('are the losses themselves, and hold', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const [p, t] = [list.map(([x]) => x), list.map(([, y]) => y)];
        const all = [
          [explainMeanSquaredError(p, t), meanSquaredError(p, t)],
          [explainMeanAbsoluteError(p, t), meanAbsoluteError(p, t)],
          [explainHuberLoss(p, t, { delta: 0.7 }), huberLoss(p, t, { delta: 0.7 })],
        ] as const;
        for (const [d, value] of all) {
          expect(d.result).toBe(value);
          expect(verifyDerivation(d).ok).toBe(true);
        }
        const data = t.map((y) => Math.min(Math.abs(y), 1));
        // Scores up to 60, where answers that are right cost next to nothing.
        const scores = p.map((y) => 20 * y);
        const likely = explainBernoulliLogLikelihood(data, scores);
        expect(likely.result).toBe(bernoulliLogLikelihood([data], [scores]).get(0));
        expect(verifyDerivation(likely).ok).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('show answers of a decoder', () => {
    const d = explainBernoulliLogLikelihood([1, 0, 0.5], [0, -1, 2]);
    // The mean instead of the sum would be a third of it.
    expect(d.result).toBeCloseTo(-2.1333, 4);
    expect(expectShown(d)).toContain('The answer is 0: ln(1 − s).');
  });

  it('refuse what does not fit', () => {
    expect(() => explainMeanSquaredError([1, 2], [1])).toThrow('target');
    expect(() => explainHuberLoss([1], [1], { delta: 0 })).toThrow('explainHuberLoss: "delta"');
    expect(() => explainBernoulliLogLikelihood([2], [0])).toThrow('numbers from 0 to 1');
    expect(() => explainBernoulliLogLikelihood([1], [501])).toThrow('logits[0]');
  });
});
