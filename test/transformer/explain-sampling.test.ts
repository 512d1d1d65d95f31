import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainPositionShift,
  explainTokenChoice,
  positionShiftMatrix,
  sampleToken,
  samplingProbabilities,
} from '../../src/transformer/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainTokenChoice', () => {
  it('takes the most likely token without a stream', () => {
    const d = explainTokenChoice([1, 2, 0.5]);
    expect(d.result.token).toBe(1);
    expect(expectShown(d)).toContain('arg max(1, 2, 0.5) = 1');
  });

  it('shows temperature, top-k, top-p and the draw', () => {
    const options = { temperature: 0.7, topK: 3, topP: 0.9 };
    const d = explainTokenChoice([2, 1, 0.5, -1], { ...options, rng: randomGenerator(4) });
    // Top-p counts among the three that top-k keeps.
    expect(d.result.probabilities.get(0)).toBeCloseTo(1 / (1 + Math.exp(-1 / 0.7)), 14);
    expect(expectShown(d)).toContain('(tokens 0, 1)');
  });

  it('is sampleToken and leaves the stream where it does', () => {
    const scores = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 10 });
    const settings = fc.record({
      temperature: fc.constantFrom(0.5, 1, 2),
      topK: fc.integer({ min: 1, max: 10 }),
      topP: fc.constantFrom(0.3, 0.8, 1),
    });
    fc.assert(
      fc.property(scores, settings, fc.integer({ min: 0, max: 999 }), (list, given, seed) => {
        const x = list.map((score) => score / 10);
        const options = { ...given, topK: Math.min(given.topK, x.length) };
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const d = explainTokenChoice(x, { ...options, rng: a });
        expect(d.result.token).toBe(sampleToken(x, { ...options, rng: b }));
        expect(toNested(d.result.probabilities)).toEqual(
          toNested(samplingProbabilities(x, options)),
        );
        expect(a.nextUint32()).toBe(b.nextUint32());
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what sampleToken refuses', () => {
    expect(() => explainTokenChoice([1, 2], { temperature: 2 })).toThrow('"rng"');
    expect(() => explainTokenChoice(new Array(11).fill(0))).toThrow('explainTokenChoice: "logits"');
    const rng = randomGenerator(1);
    expect(() => explainTokenChoice([1], { rng, temperature: 0 })).toThrow('temperature');
  });
});

describe('explainPositionShift', () => {
  it('turns each pair and arrives further on', () => {
    const d = explainPositionShift(1, 2, 4);
    expect(toNested(d.result)).toEqual(toNested(positionShiftMatrix(4, 2)));
    expect(expectShown(d)).toContain('(2/10000^(0/4), 2/10000^(2/4)) = (2, 0.02)');
    for (const [p, k] of [
      [5, -3],
      [0, 0],
      [7, 100],
    ] as const) {
      for (const width of [2, 6]) {
        expect(verifyDerivation(explainPositionShift(p, k, width)).ok).toBe(true);
      }
    }
  });

  it('refuses places before the first, and odd widths', () => {
    expect(() => explainPositionShift(1, -2, 4)).toThrow('explainPositionShift: "offset"');
    expect(() => explainPositionShift(1, 1, 3)).toThrow('an even number');
  });
});
