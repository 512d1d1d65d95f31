import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { cosineLearningRate, explainCosineLearningRate } from '../../src/pretraining/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainCosineLearningRate', () => {
  it('works out all three parts on paper', () => {
    const options = { peak: 0.4, steps: 110, warmUp: 10, least: 0.01 };
    const d = explainCosineLearningRate(options, [0, 5, 10, 60, 110]);
    [0, 0.2, 0.4, 0.205, 0.01].forEach((rate, i) => {
      expect(d.result.get(i)).toBeCloseTo(rate, 15);
    });
    // With the warm-up counted on the cosine too, the middle would lie elsewhere.
    const wrong = 0.01 + 0.195 * (1 + Math.cos((Math.PI * 60) / 110));
    expect(Math.abs(d.result.get(3) - wrong)).toBeGreaterThan(0.01);
    expect(expectShown(d)).toContain('in the warm-up');
  });

  it('is what cosineLearningRate says, and holds', () => {
    const options = fc.record({
      peak: fc.integer({ min: 10, max: 100 }).map((x) => x / 100),
      least: fc.integer({ min: 0, max: 10 }).map((x) => x / 100),
      steps: fc.integer({ min: 10, max: 50 }),
      warmUp: fc.integer({ min: 0, max: 9 }),
    });
    const places = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(options, places, (schedule, steps) => {
        const d = explainCosineLearningRate(schedule, steps);
        expect(toNested(d.result)).toEqual(steps.map(cosineLearningRate(schedule)));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what cannot be shown', () => {
    const options = { peak: 1, steps: 10 };
    expect(() => explainCosineLearningRate({ ...options, restarts: 2 }, [1])).toThrow(
      'explainCosineLearningRate: "restarts"',
    );
    expect(() => explainCosineLearningRate(options, [-1])).toThrow('"steps[0]"');
    expect(() => explainCosineLearningRate(options, [])).toThrow('"steps"');
  });
});
