import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  confidencePenalty,
  cycleConsistencyLoss,
  explainConfidencePenalty,
  explainCycleConsistencyLoss,
  explainFeatureMatchingLoss,
  explainMinibatchDiscrimination,
  explainModeCoverage,
  featureMatchingLoss,
  minibatchDiscrimination,
  modeCoverage,
} from '../../src/gan/index.js';
import { expectShown } from '../derivation/shown.js';

const number = fc.integer({ min: -300, max: 300 }).map((x) => x / 100);
const matrix = (rows: number, columns: number) =>
  fc.array(fc.array(number, { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  });

describe('explanations of batch losses', () => {
  it('show feature matching by means, not sample by sample', () => {
    const d = explainFeatureMatchingLoss(
      [
        [1, 0],
        [3, 2],
      ],
      [[1, 3]],
    );
    expect(d.result).toBe(5);
    expect(expectShown(d)).toContain('m = (1/2) Σᵢ Fᵢ = ((1 + 3)/2, (0 + 2)/2) = (2, 1)');
  });

  it('show the way there and back with its weight', () => {
    const d = explainCycleConsistencyLoss([1, 2], [1.5, 1.75]);
    // 10 · (0.5 + 0.25) / 2; squares would give 1.5625.
    expect(d.result).toBe(3.75);
    expect(expectShown(d)).toContain('L = λ d̄ = 10 · 0.375 = 3.75'.normalize('NFC'));
  });

  it('show entropies, where 0 ln 0 is 0', () => {
    const d = explainConfidencePenalty(
      [
        [0.5, 0.5],
        [1, 0],
      ],
      { weight: 2 },
    );
    expect(d.result).toBeCloseTo(-Math.log(2), 15);
    expect(expectShown(d)).toContain('A probability 0 adds nothing');
  });

  it('show how much of a batch is like one sample', () => {
    const features = [
      [1, 2],
      [1, 2.5],
      [9, 0],
    ];
    const tensor = [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0.5, 1],
        [1, 1],
      ],
    ];
    const d = explainMinibatchDiscrimination(features, tensor, [0, 1]);
    expect(d.result).toBeCloseTo(1 + Math.exp(-1) + Math.exp(-8), 14);
    expect(expectShown(d)).toContain('|2 − 2.5| + |3 − 3.5| = 1');
  });

  it('show modes that are covered and one that is lost', () => {
    const d = explainModeCoverage(
      [
        [0, 0],
        [0.1, 0],
        [5, 5],
      ],
      [
        [0, 0],
        [1, 0],
      ],
      0.3,
    );
    expect(d.result).toEqual({ covered: 1, counts: [2, 0], share: 2 / 3 });
    expect(expectShown(d)).toContain('the generator has lost mode 2');
  });

  it('are the losses themselves, and hold', () => {
    fc.assert(
      fc.property(matrix(3, 2), matrix(3, 2), matrix(2, 2), (a, b, t) => {
        const matching = explainFeatureMatchingLoss(a, b);
        expect(matching.result).toBe(featureMatchingLoss(a, b));
        const cycle = explainCycleConsistencyLoss(a[0]!, b[0]!);
        expect(cycle.result).toBe(cycleConsistencyLoss(a[0]!, b[0]!));
        const tensor = [t, b.slice(0, 2)];
        const alike = explainMinibatchDiscrimination(a, tensor, [2, 1]);
        expect(alike.result).toBe(minibatchDiscrimination(a, tensor).get(2, 1));
        const covered = explainModeCoverage(a, b, 1);
        expect(covered.result).toEqual(modeCoverage(a, b, 1));
        const p = a.map(([x]) => [Math.abs(x!) / 3, 1 - Math.abs(x!) / 3]);
        const sure = explainConfidencePenalty(p);
        expect(sure.result).toBe(confidencePenalty(p));
        for (const d of [matching, cycle, alike, covered, sure]) {
          expect(verifyDerivation(d).ok).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('refuse what no one reads', () => {
    const long = Array.from({ length: 7 }, () => [1]);
    expect(() => explainFeatureMatchingLoss(long, long)).toThrow(
      'explainFeatureMatchingLoss: "real" expected a table of at most 6 rows and 6 columns, got shape (7, 1)',
    );
    expect(() => explainMinibatchDiscrimination([[1]], [[[1]]], [1, 0])).toThrow('at[0]');
    expect(() => explainMinibatchDiscrimination([[1]], [[1]], [0, 0])).toThrow('shape (a, b, c)');
  });
});
