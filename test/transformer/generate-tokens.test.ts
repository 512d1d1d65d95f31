import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatDType, FloatNdArray } from '../../src/core/types.js';
import { generateTokens } from '../../src/transformer/generate-tokens.js';
import { initializeTransformer } from '../../src/transformer/initialize.js';
import { keyValueCache } from '../../src/transformer/key-value-cache.js';
import { languageModelLogits } from '../../src/transformer/language-model.js';
import type { LanguageModel, ModelPositions } from '../../src/transformer/parameters.js';

const POSITIONS: readonly ModelPositions[] = ['learned', 'sinusoidal', 'rotary', 'linear', 'none'];

/** Weights five times as large as at the start of training, so that the next token is not all but a coin toss. */
function makeModel(
  positions: ModelPositions,
  seed: number,
  dtype: FloatDType,
  context = 61,
): LanguageModel {
  const plan = { vocabulary: 17, context, width: 12, heads: 3, layers: 2, positions, dtype };
  const { config, parameters } = initializeTransformer(plan, randomGenerator(seed));
  const larger = (tree: unknown): unknown => {
    if (Array.isArray(tree)) return tree.map(larger);
    if (typeof tree === 'object' && tree !== null && 'data' in tree) {
      const { data, shape } = tree as FloatNdArray;
      return createNdArray(
        data.map((x) => 5 * x),
        [...shape],
      );
    }
    return Object.fromEntries(Object.entries(tree as object).map(([k, v]) => [k, larger(v)]));
  };
  return { config, parameters: larger(parameters) as LanguageModel['parameters'] };
}

function drawIds(seed: number, count: number): number[] {
  const rng = randomGenerator(seed);
  return Array.from({ length: count }, () => Math.floor(17 * rng.nextFloat64()));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

describe('keyValueCache', () => {
  for (const positions of POSITIONS) {
    for (const dtype of ['float64', 'float32'] as const) {
      it(`gives the logits of one run, with ${positions} positions in ${dtype}, however tokens are cut`, () => {
        const model = makeModel(positions, 3, dtype);
        const ids = drawIds(4, 61);
        const whole = languageModelLogits(model, ids);
        const cache = keyValueCache(model);
        for (const cuts of [
          [0, 1, 2, 3, 7, 50, 61],
          [0, 49, 61],
          [0, 61],
        ]) {
          let state = cache.init();
          const rows: number[] = [];
          for (let i = 1; i < cuts.length; i++) {
            const next = cache.step(state, ids.slice(cuts[i - 1], cuts[i]));
            expect(next.logits.dtype).toBe(dtype);
            state = next.state;
            rows.push(...next.logits.data);
          }
          expect(state.length).toBe(61);
          expect(rows).toHaveLength(whole.data.length);
          // With the scalar kernels not a bit differs; others may add in another order, and these weights make much
          // of a last digit: of logits up to 87 those in float32 are off by 4e-4 on any kernels.
          const size = largestDifference(new Float64Array(whole.data.length), whole.data);
          expect(largestDifference(rows, whole.data)).toBeLessThan(
            dtype === 'float64' ? 1e-11 : 2e-5 * size,
          );
        }
      });
    }
  }

  it('reads batches, and goes on from one state in several ways', () => {
    const model = makeModel('rotary', 1, 'float64');
    const cache = keyValueCache(model);
    const batch = [drawIds(1, 5), drawIds(2, 5)];
    const { state } = cache.step(cache.init(), batch);
    const kept = JSON.stringify(state.layers.map(({ keys }) => toNested(keys)));
    const [a, b] = [
      [[1], [2]],
      [[3], [4]],
    ].map((next) => cache.step(state, next).logits);
    expect(JSON.stringify(state.layers.map(({ keys }) => toNested(keys)))).toBe(kept);
    const expected = languageModelLogits(model, [
      [...batch[0]!, 3],
      [...batch[1]!, 4],
    ]);
    for (let v = 0; v < 17; v++) {
      expect(b!.get(0, 0, v)).toBeCloseTo(expected.get(0, 5, v), 11);
      expect(b!.get(1, 0, v)).toBeCloseTo(expected.get(1, 5, v), 11);
    }
    expect(largestDifference(a!.data, b!.data)).toBeGreaterThan(0.01);
  });

  it('survives as plain data, for a model of the same plan and parameters', () => {
    const [cache, same] = [1, 1].map((seed) =>
      keyValueCache(makeModel('learned', seed, 'float64')),
    );
    const { state } = cache!.step(cache!.init(), [5, 6]);
    const copy = {
      ...state,
      layers: state.layers.map(({ keys, values }) => ({
        keys: createNdArray(keys.data.slice(), [...keys.shape]),
        values: createNdArray(values.data.slice(), [...values.shape]),
      })),
    };
    expect(same!.step(copy, [7]).logits.data).toEqual(cache!.step(state, [7]).logits.data);
  });

  it('refuses a state of another model, even of one that differs in a single number', () => {
    const model = makeModel('rotary', 1, 'float64');
    const state = keyValueCache(model).step(keyValueCache(model).init(), [1]).state;
    const changed = structuredCopy(model);
    changed.parameters.layers[1]!.feedForward.b2.data[3]! += 1e-12;
    const others = [
      makeModel('rotary', 2, 'float64'),
      makeModel('rotary', 1, 'float32'),
      { ...model, config: { ...model.config, positions: 'none' as const } },
      changed,
    ];
    for (const other of others) {
      expect(() => keyValueCache(other).step(state, [1])).toThrow(
        /^keyValueCache\.step: "state" expected a state of this model \(\w+\), got one of another plan or other parameters/,
      );
    }
    expect(() => keyValueCache(model).step(undefined as never, [1])).toThrow(
      '"state" expected a state from init()',
    );
  });

  it('refuses more tokens than the context, what is no token, and other batches', () => {
    const model = makeModel('sinusoidal', 1, 'float64');
    const cache = keyValueCache(model);
    const { state } = cache.step(cache.init(), drawIds(1, 60));
    expect(cache.step(state, [0]).state.length).toBe(61);
    expect(() => cache.step(state, [0, 0])).toThrow(
      'keyValueCache.step: "ids" expected shape (..., n) with 60 + n at most the context 61, got (2)',
    );
    expect(() => cache.step(state, [17])).toThrow('token numbers from 0 to 16, got 17 at [0]');
    expect(() => cache.step(state, [])).toThrow('"ids"');
    expect(() => cache.step(state, [[0]])).toThrow(
      '"ids" expected shape (n), as the tokens before, got (1, 1)',
    );
  });
});

/** A copy with storage of its own. */
function structuredCopy(model: LanguageModel): LanguageModel {
  const layers = model.parameters.layers.map((layer) => ({
    ...layer,
    feedForward: {
      ...layer.feedForward,
      b2: createNdArray(layer.feedForward.b2.data.slice(), [...layer.feedForward.b2.shape]),
    },
  }));
  return { config: model.config, parameters: { ...model.parameters, layers } };
}

describe('generateTokens', () => {
  for (const positions of POSITIONS) {
    it(`gives the same tokens with and without a cache, with ${positions} positions, over the context too`, () => {
      for (let seed = 0; seed < 6; seed++) {
        const model = makeModel(positions, seed, seed % 2 === 0 ? 'float64' : 'float32', 23);
        const prompt = drawIds(seed, 1 + (seed % 3) * 9);
        // From 19 tokens on, the text outgrows the context of 23 on the way.
        const run = (cache: boolean, drawn: boolean): number[] =>
          generateTokens(model, prompt, {
            steps: 11,
            cache,
            ...(drawn && { rng: randomGenerator(seed), temperature: 0.9, topK: 9 }),
          });
        for (const drawn of [false, true]) {
          const tokens = run(true, drawn);
          expect(tokens).toHaveLength(11);
          expect(run(false, drawn)).toEqual(tokens);
        }
      }
    });
  }

  it('takes the most likely token of one run at each step', () => {
    const model = makeModel('rotary', 5, 'float64');
    const text = [3, 14, 15];
    for (const token of generateTokens(model, text, { steps: 9 })) {
      const logits = languageModelLogits(model, text);
      const row = (toNested(logits) as number[][]).at(-1)!;
      expect(row[token]).toBe(Math.max(...row));
      text.push(token);
    }
  });

  it('sees the last tokens alone once the text is longer than the context', () => {
    const model = makeModel('learned', 2, 'float64');
    const prompt = drawIds(9, 61);
    const [first, second] = generateTokens(model, prompt, { steps: 2 });
    const seen = [...prompt.slice(1), first!];
    expect(generateTokens(model, seen, { steps: 1 })).toEqual([second]);
  });

  it('depends on the seed alone, leaves the prompt as it is, and ends at a stop', () => {
    const model = makeModel('learned', 2, 'float64');
    const prompt = Int32Array.of(1, 2);
    const draw = (seed: number): string =>
      generateTokens(model, prompt, { steps: 12, rng: randomGenerator(seed) }).join();
    expect(draw(1)).toBe(draw(1));
    expect(draw(1)).not.toBe(draw(2));
    expect(Array.from(prompt)).toEqual([1, 2]);
    const tokens = generateTokens(model, prompt, { steps: 12, rng: randomGenerator(1) });
    const stop = tokens[5]!;
    expect(generateTokens(model, prompt, { steps: 12, rng: randomGenerator(1), stop })).toEqual(
      tokens.slice(0, tokens.indexOf(stop) + 1),
    );
    expect(generateTokens(model, prompt, { steps: 0 })).toEqual([]);
  });

  it('refuses prompts, numbers of steps and temperatures that are none', () => {
    const model = makeModel('learned', 1, 'float64');
    const rng = randomGenerator(1);
    const message = 'generateTokens: "prompt" expected shape (n) with n from 1 to the context 61';
    expect(() => generateTokens(model, [], { steps: 1 })).toThrow(`${message}, got (0)`);
    expect(() => generateTokens(model, drawIds(1, 62), { steps: 1 })).toThrow(
      `${message}, got (62)`,
    );
    expect(() => generateTokens(model, [[1]], { steps: 1 })).toThrow(`${message}, got (1, 1)`);
    expect(() => generateTokens(model, [1, 17], { steps: 1 })).toThrow(
      'generateTokens: "prompt" expected token numbers from 0 to 16, got 17 at [1]',
    );
    expect(() => generateTokens(model, [0.5], { steps: 1 })).toThrow('got 0.5 at [0]');
    expect(() => generateTokens(model, [1], { steps: 1, rng, temperature: 0 })).toThrow(
      'generateTokens: "temperature" expected a finite number > 0, got 0',
    );
    expect(() => generateTokens(model, [1], { steps: 1, temperature: 1 })).toThrow('"rng"');
    expect(() => generateTokens(model, [1], { steps: 1.5 })).toThrow('"steps"');
    expect(() => generateTokens(model, [1], {} as never)).toThrow('"steps"');
    expect(() => generateTokens(model, [1], { steps: 1, stop: 17 })).toThrow('"stop"');
    expect(() => generateTokens(model, [1], { steps: 1, cache: 1 as never })).toThrow('"cache"');
  });
});
