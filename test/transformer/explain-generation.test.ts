import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainTokenGeneration,
  generateTokens,
  initializeTransformer,
  type LanguageModel,
  languageModelLogits,
  samplingProbabilities,
} from '../../src/transformer/index.js';
import { expectClose, stepOf } from '../attention/explained.js';
import { expectShown } from '../derivation/shown.js';

/**
 * A model whose scores are known beforehand: layers that add nothing, norms that make (1, −1) of the embedding's rows
 * (a, −a) and (−1, 1) of (−a, a), and a matrix that makes scores of these.
 */
function knownModel(output: number[][]): LanguageModel<FloatNdArray> {
  const plan = {
    ...{ vocabulary: 3, context: 3, width: 2, heads: 1, layers: 1, epsilon: 0 },
    ...({ positions: 'none', norm: 'pre', tied: false } as const),
  };
  const { config, parameters } = initializeTransformer(plan, randomGenerator(1));
  const zeros = (tree: unknown): unknown => {
    if (Array.isArray(tree)) return tree.map(zeros);
    if (typeof tree === 'object' && tree !== null && 'data' in tree) {
      const { data, shape } = tree as FloatNdArray;
      return createNdArray(new Float64Array(data.length), [...shape]);
    }
    return Object.fromEntries(Object.entries(tree as object).map(([k, v]) => [k, zeros(v)]));
  };
  const own = parameters as LanguageModel<FloatNdArray>['parameters'];
  return {
    config,
    parameters: {
      ...own,
      layers: zeros(own.layers) as typeof own.layers,
      embedding: createNdArray(Float64Array.of(2, -2, -2, 2, 3, -3), [3, 2]),
      norm: {
        gamma: createNdArray(Float64Array.of(1, 1), [2]),
        beta: createNdArray(Float64Array.of(0, 0), [2]),
      },
      output: createNdArray(Float64Array.from(output.flat()), [2, 3]),
    },
  };
}

// After tokens 0 and 2 the scores are the first row less the second, after token 1 the reverse.
const model = knownModel([
  [0, 2, 1],
  [0, 0, 0],
]);

describe('explainTokenGeneration', () => {
  it('is what pen and paper give: the most likely token each time, which the next step sees', () => {
    const d = explainTokenGeneration(model, [0], { steps: 3, tokens: ['a', 'b', 'c'] });
    expectClose(d.given.find(({ id }) => id === 'step-1-x')!.value, [0, 2, 1]);
    expectClose(d.given.find(({ id }) => id === 'step-2-x')!.value, [0, -2, -1]);
    expect(d.result.tokens).toEqual([1, 0, 1]);
    const e = Math.E;
    const [p, q] = [(e * e) / (1 + e * e + e), 1 / (1 + e ** -2 + 1 / e)];
    expectClose(d.result.probabilities, [p, q, p]);
    expectClose(d.result.probability, p * q * p);
    const text = expectShown(d);
    expect(text).toContain('Token 2, after “a b”');
    expect(text).toContain('The text goes on with “b a b”');
    expect(stepOf(d, 'text-3').value).toEqual([0, 1, 0, 1]);
  });

  it('shows temperature, top-k, top-p and the draw of each token', () => {
    const options = { temperature: 2, topK: 2, topP: 0.9 };
    const d = explainTokenGeneration(model, [0, 1], {
      ...{ ...options, steps: 4, rng: randomGenerator(6) },
    });
    // Of the two most likely, with scores 2 and 1 or 0 and −1: at T = 2 odds of √e to 1.
    const likely = 1 / (1 + Math.exp(-0.5));
    for (const p of d.result.probabilities) {
      expect(Math.min(Math.abs(p - likely), Math.abs(p - 1 + likely))).toBeLessThan(1e-14);
    }
    expect(d.result.tokens).toEqual(
      generateTokens(model, [0, 1], { ...options, steps: 4, rng: randomGenerator(6) }),
    );
    const text = expectShown(d);
    expect(text).toContain('Kept are the 2 most likely');
    expect(text).toContain('The model sees the last 3 tokens of it.');
  });

  it('ends where the text ends', () => {
    const d = explainTokenGeneration(model, [0], { steps: 5, stop: 0 });
    expect(d.result.tokens).toEqual([1, 0]);
    const text = expectShown(d);
    expect(text).toContain('The token that is chosen ends the text.');
    expect(text).toContain('The new tokens are (1, 0), which ends it');
  });

  it('is generateTokens with samplingProbabilities, and leaves the stream where it does', () => {
    for (const positions of ['learned', 'rotary'] as const) {
      const plan = {
        ...{ vocabulary: 6, context: 4, width: 4, heads: 2, layers: 2, positions },
        dtype: positions === 'rotary' ? ('float32' as const) : ('float64' as const),
      };
      const drawn = initializeTransformer(plan, randomGenerator(8));
      for (const seed of [1, 2, 3]) {
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const settings = { temperature: 0.5, topP: 0.7, steps: 5 };
        const d = explainTokenGeneration(drawn, [1, 2], { ...settings, rng: a });
        const made = generateTokens(drawn, [1, 2], { ...settings, rng: b });
        expect(d.result.tokens).toEqual(made);
        expect(a.nextUint32()).toBe(b.nextUint32());
        const scores = languageModelLogits(drawn, [1, 2, made[0]!]);
        const last = Array.from({ length: 6 }, (_, j) => scores.get(2, j));
        const p = samplingProbabilities(last, { temperature: 0.5, topP: 0.7 });
        expect(d.result.probabilities[1]).toBe(p.get(made[1]!));
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }
    }
  });

  it('refuses what generateTokens refuses, and more than anyone reads', () => {
    const fn = 'explainTokenGeneration';
    const rng = randomGenerator(1);
    expect(() => explainTokenGeneration(model, [0], { steps: 9 })).toThrow(`${fn}: "steps"`);
    expect(() => explainTokenGeneration(model, [0], { steps: 0 })).toThrow(`${fn}: "steps"`);
    expect(() => explainTokenGeneration(model, [3], { steps: 1 })).toThrow(`${fn}: "prompt"`);
    expect(() => explainTokenGeneration(model, [], { steps: 1 })).toThrow(`${fn}: "prompt"`);
    expect(() => explainTokenGeneration(model, [0], { steps: 1, topK: 2 })).toThrow(`${fn}: "rng"`);
    expect(() => explainTokenGeneration(model, [0], { steps: 1, rng, topP: 0 })).toThrow(
      `${fn}: "topP"`,
    );
    expect(() => explainTokenGeneration(model, [0], { steps: 1, tokens: ['a'] })).toThrow(
      `${fn}: "tokens"`,
    );
    expect(() => explainTokenGeneration(model, [0], { steps: 1, stop: 3 })).toThrow(
      `${fn}: "stop"`,
    );
    const cached = { steps: 1, cache: true };
    expect(() => explainTokenGeneration(model, [0], cached)).toThrow('cache');
    const plan = { vocabulary: 11, context: 4, width: 4, heads: 1, layers: 1 };
    const large = initializeTransformer(plan, rng);
    expect(() => explainTokenGeneration(large, [0], { steps: 1 })).toThrow('vocabulary');
  });
});
