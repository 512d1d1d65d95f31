import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../src/core/random.js';
import { sampleToken, samplingProbabilities } from '../../src/transformer/sample-token.js';

const probabilities = (
  logits: number[],
  options?: Parameters<typeof samplingProbabilities>[1],
): number[] => Array.from(samplingProbabilities(logits, options).data);

// Odds of 1 : 8 : 4 : 3.
const LOGITS = [1, 8, 4, 3].map(Math.log);

function expectClose(found: number[], expected: number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((p, i) => void expect(p).toBeCloseTo(expected[i]!, 13));
}

describe('samplingProbabilities', () => {
  it('is the softmax, sharper below temperature 1, flatter above', () => {
    expectClose(probabilities(LOGITS), [1 / 16, 8 / 16, 4 / 16, 3 / 16]);
    // At 1/2 odds are squared, at 2 they are their roots.
    expectClose(probabilities(LOGITS, { temperature: 0.5 }), [1 / 90, 64 / 90, 16 / 90, 9 / 90]);
    const roots = [1, 8, 4, 3].map(Math.sqrt);
    const total = roots.reduce((a, b) => a + b, 0);
    expectClose(
      probabilities(LOGITS, { temperature: 2 }),
      roots.map((x) => x / total),
    );
  });

  it('keeps the k most likely, then the fewest that reach p of what is left', () => {
    expectClose(probabilities(LOGITS, { topK: 2 }), [0, 8 / 12, 4 / 12, 0]);
    expectClose(probabilities(LOGITS, { topP: 0.5 }), [0, 1, 0, 0]);
    expectClose(probabilities(LOGITS, { topP: 0.51 }), [0, 8 / 12, 4 / 12, 0]);
    // Of 8 : 4 : 3 the first has 8/15, more than a half; of all four it has just a half.
    expectClose(probabilities(LOGITS, { topK: 3, topP: 0.53 }), [0, 1, 0, 0]);
    expectClose(probabilities(LOGITS, { topP: 0.53 }), [0, 8 / 12, 4 / 12, 0]);
    // The temperature comes first: squared odds give the best 64/90.
    expectClose(probabilities(LOGITS, { temperature: 0.5, topP: 0.7 }), [0, 1, 0, 0]);
  });

  it('keeps the smaller number of equals, and always one', () => {
    expectClose(probabilities([0, 0, 0], { topK: 2 }), [0.5, 0.5, 0]);
    expectClose(probabilities([0, 5, 5], { topP: 1e-9 }), [0, 1, 0]);
    expectClose(probabilities([0, 1], { topK: 99 }), probabilities([0, 1]));
  });

  it('gives impossible tokens nothing and does not overflow', () => {
    expectClose(probabilities([-Infinity, 1e4, 1e4]), [0, 0.5, 0.5]);
    expectClose(probabilities([-1e4, 1e4], { temperature: 1e-6 }), [0, 1]);
  });

  it('comes in the precision of the scores', () => {
    expect(samplingProbabilities(Float32Array.of(1, 2)).dtype).toBe('float32');
  });
});

describe('sampleToken', () => {
  it('takes the first of the best where there is no stream', () => {
    expect(sampleToken([0, 3, -1, 3])).toBe(1);
    expect(sampleToken([-Infinity, -5])).toBe(1);
  });

  it('draws each token as often as its probability says', () => {
    const rng = randomGenerator(11);
    const draws = 5000;
    for (const options of [{}, { temperature: 2, topK: 3 }]) {
      const expected = probabilities(LOGITS, options);
      const counts = [0, 0, 0, 0];
      for (let i = 0; i < draws; i++) counts[sampleToken(LOGITS, { rng, ...options })]!++;
      counts.forEach((count, token) => {
        const p = expected[token]!;
        const deviation = Math.sqrt(draws * p * (1 - p));
        expect(Math.abs(count - draws * p)).toBeLessThanOrEqual(4 * deviation);
      });
    }
  });

  it('never draws what cannot be, at either end of the stream’s range', () => {
    const at = (place: number): number =>
      sampleToken([-Infinity, 0, 0, -Infinity], {
        rng: { nextFloat64: () => place, nextUint32: () => 0, split: () => randomGenerator(0) },
      });
    expect(at(0)).toBe(1);
    expect(at(0.5)).toBe(2);
    expect(at(1 - 2 ** -53)).toBe(2);
  });

  it('comes to the best as the temperature falls, and depends on the seed alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 0, max: 1000 }),
        (scores, seed) => {
          const distinct = scores.map((x, i) => x + i / 100);
          const cold = { rng: randomGenerator(seed), temperature: 1e-5 };
          expect(sampleToken(distinct, cold)).toBe(sampleToken(distinct));
          const draw = (): number => sampleToken(distinct, { rng: randomGenerator(seed) });
          expect(draw()).toBe(draw());
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses temperatures, cuts and scores that are none', () => {
    const rng = randomGenerator(1);
    for (const temperature of [0, -1, Number.NaN]) {
      expect(() => sampleToken([1], { rng, temperature })).toThrow(
        'sampleToken: "temperature" expected a finite number > 0',
      );
    }
    expect(() => sampleToken([1], { rng, topK: 0 })).toThrow('"topK"');
    expect(() => sampleToken([1], { rng, topP: 0 })).toThrow('"topP"');
    expect(() => sampleToken([1], { rng, topP: 1.5 })).toThrow('"topP"');
    expect(() => sampleToken([1], { temperature: 2 })).toThrow(
      'sampleToken: "rng" expected a stream from randomGenerator(seed), to draw with the temperature given, got nothing',
    );
    expect(() => sampleToken([1], { temperature: 0 })).toThrow('"temperature"');
    expect(() => sampleToken([])).toThrow('"logits" expected shape (V), got (0)');
    expect(() => sampleToken([[1]])).toThrow('got (1, 1)');
    expect(() => sampleToken([1, Number.NaN])).toThrow('NaN at [1]');
    expect(() => sampleToken([-Infinity])).toThrow('−∞ alone');
    expect(() => sampleToken([1], { rng: 7 as never })).toThrow('"rng"');
  });
});
