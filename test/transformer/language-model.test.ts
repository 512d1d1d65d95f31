import { describe, expect, it } from 'vitest';
import { normal, randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray, Rng } from '../../src/core/types.js';
import { categoricalCrossEntropy } from '../../src/divergence/index.js';
import { checkGradient, type Traced, valueAndGrad } from '../../src/gradient/index.js';
import { adam } from '../../src/optimizer/index.js';
import {
  initializeTransformer,
  type LanguageModelConfig,
  type LanguageModelParameters,
  languageModelLogits,
  type ModelPositions,
  transformerParameterCount,
} from '../../src/transformer/index.js';
import { type LayerMemory, runLanguageModel } from '../../src/transformer/language-model.js';
import { worstRatio } from '../reference/read.js';

const plan = { vocabulary: 11, context: 13, width: 12, heads: 3, layers: 2, feedForward: 7 };
const rng = (): Rng => randomGenerator(11);
const kinds: readonly ModelPositions[] = ['learned', 'sinusoidal', 'rotary', 'linear', 'none'];
const text = [3, 1, 4, 1, 5, 9, 2];

function leaves(tree: unknown): FloatNdArray[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return 'data' in tree ? [tree as FloatNdArray] : Object.values(tree).flatMap(leaves);
}

describe('languageModelLogits', () => {
  for (const positions of kinds) {
    it(`does not depend on what comes later, and on all that comes before (${positions})`, () => {
      const model = initializeTransformer({ ...plan, positions }, randomGenerator(1));
      const whole = languageModelLogits(model, text);
      expect(whole.shape).toEqual([7, 11]);
      const later = languageModelLogits(model, [3, 1, 4, 1, 0, 0, 0]);
      expect([...later.data.slice(0, 44)]).toEqual([...whole.data.slice(0, 44)]);
      const earlier = languageModelLogits(model, [7, ...text.slice(1)]);
      for (let i = 0; i < 7; i++) expect(earlier.get(i, 0)).not.toBe(whole.get(i, 0));
    });

    it(`goes on from the keys and values of earlier tokens exactly (${positions})`, () => {
      for (const norm of ['pre', 'post'] as const) {
        const model = initializeTransformer({ ...plan, positions, norm }, randomGenerator(2));
        const whole = languageModelLogits(model, text);
        let past: readonly LayerMemory<FloatNdArray | Traced>[] | undefined;
        const rows: number[] = [];
        for (const part of [text.slice(0, 3), text.slice(3, 4), text.slice(4)]) {
          const run = runLanguageModel('test', model, part, past);
          past = run.memory;
          rows.push(...(run.logits as FloatNdArray).data);
        }
        expect(worstRatio(rows, whole.data, { abs: 1e-13, rel: 0 })).toBeLessThan(1);
      }
    });
  }

  it('sees the order of tokens by their places, and none without', () => {
    const swapped = [1, 3, ...text.slice(2)];
    for (const positions of kinds) {
      const model = initializeTransformer({ ...plan, positions, layers: 1 }, randomGenerator(3));
      const [a, b] = [languageModelLogits(model, text), languageModelLogits(model, swapped)];
      const last = [a, b].map((logits) => logits.data.slice(-11));
      const same = worstRatio(last[0]!, last[1]!, { abs: 1e-12, rel: 0 }) < 1;
      expect([positions, same]).toEqual([positions, positions === 'none']);
    }
  });

  it('takes batches as it takes texts one by one', () => {
    for (const positions of kinds) {
      const model = initializeTransformer({ ...plan, positions }, randomGenerator(4));
      const other = [0, 10, 3, 3, 8, 6, 1];
      const both = languageModelLogits(model, [text, other]);
      expect(both.shape).toEqual([2, 7, 11]);
      const alone = [text, other].flatMap((ids) => [...languageModelLogits(model, ids).data]);
      expect(worstRatio(both.data, alone, { abs: 1e-13, rel: 0 })).toBeLessThan(1);
    }
  });

  it('has the derivatives of its formula by every parameter, tied and untied', () => {
    const tiny = { vocabulary: 5, context: 4, width: 4, heads: 2, layers: 1, feedForward: 3 };
    for (const [tied, positions, norm] of [
      [true, 'learned', 'pre'],
      [false, 'rotary', 'post'],
    ] as const) {
      const { config, parameters } = initializeTransformer(
        { ...tiny, tied, positions, norm },
        randomGenerator(5),
      );
      // Vectors of length about 1, far from where a norm of small numbers bends too much for finite differences.
      const vectors = (seed: number, ...shape: number[]): FloatNdArray =>
        normal(randomGenerator(seed), shape);
      const at: LanguageModelParameters = {
        ...parameters,
        embedding: vectors(1, 5, 4),
        ...(positions === 'learned' && { positions: vectors(2, 4, 4) }),
      };
      const check = checkGradient(
        (p: LanguageModelParameters<Traced>) =>
          languageModelLogits({ config, parameters: p }, [
            [4, 0, 4],
            [1, 2, 2],
          ]),
        at,
      );
      expect(check.differenceError).toBeLessThan(1e-7);
      expect(check.adjointError).toBeLessThan(1e-12);
    }
  });

  it('learns a text by heart', () => {
    const model = initializeTransformer({ ...plan, layers: 1 }, randomGenerator(6));
    const loss = valueAndGrad((parameters: LanguageModelParameters<Traced>) =>
      categoricalCrossEntropy(
        languageModelLogits({ config: model.config, parameters }, text.slice(0, -1)),
        text.slice(1),
      ),
    );
    const optimizer = adam({ learningRate: 0.02 });
    let { parameters } = model as { parameters: LanguageModelParameters };
    let state = optimizer.init(parameters);
    // An untrained model knows nothing: about ln 11 = 2.4 nats.
    expect(Math.abs(loss(parameters).value - Math.log(11))).toBeLessThan(0.2);
    for (let step = 0; step < 40; step++) {
      const { gradient } = loss(parameters);
      ({ state, parameters } = optimizer.step(state, parameters, gradient));
    }
    expect(loss(parameters).value).toBeLessThan(0.1);
  });

  it('refuses what is no token, too many of them, and trees that lack a part', () => {
    const model = initializeTransformer(plan, randomGenerator(7));
    expect(() => languageModelLogits(model, [1, 11])).toThrow(
      'languageModelLogits: "ids" expected token numbers from 0 to 10, got 11 at [1]',
    );
    expect(() => languageModelLogits(model, new Array(14).fill(0))).toThrow(
      'languageModelLogits: "ids" expected shape (..., n) with n at most the context 13, got (14)',
    );
    expect(() => languageModelLogits(model, [])).toThrow('n at least 1');
    const { positions: _, ...rest } = model.parameters;
    expect(() => languageModelLogits({ ...model, parameters: rest }, [1])).toThrow(
      '"parameters.positions" expected shape (context=13, D=12), got nothing',
    );
    const layers = [model.parameters.layers[0]!];
    const short = { ...model, parameters: { ...model.parameters, layers } };
    expect(() => languageModelLogits(short, [1])).toThrow('expected a list of 2, got 1');
  });
});

describe('initializeTransformer', () => {
  it('gives one model for one seed, other models for other seeds, in the storage asked for', () => {
    const [a, b, c] = [8, 8, 9].map((seed) =>
      leaves(initializeTransformer(plan, randomGenerator(seed)).parameters),
    );
    expect(a!.map(({ data }) => [...data])).toEqual(b!.map(({ data }) => [...data]));
    expect([...a![0]!.data]).not.toEqual([...c![0]!.data]);
    const single = initializeTransformer({ ...plan, dtype: 'float32' }, randomGenerator(8));
    expect(leaves(single.parameters).every(({ data }) => data instanceof Float32Array)).toBe(true);
    expect(languageModelLogits(single, text).data).toBeInstanceOf(Float32Array);
  });

  it('has as many parameters as its plan says', () => {
    const count = (config: Partial<LanguageModelConfig>): number =>
      leaves(initializeTransformer({ ...plan, ...config }, randomGenerator(1)).parameters).reduce(
        (total, { data }) => total + data.length,
        0,
      );
    // Four 12×12 matrices with biases, 12×7 and 7×12 with biases, two norms of 24; twice. V·D and context·D.
    const layer = 4 * (144 + 12) + (84 + 7) + (84 + 12) + 2 * 24;
    expect(count({})).toBe(11 * 12 + 13 * 12 + 2 * layer + 24);
    expect(count({ positions: 'none', tied: false, norm: 'post' })).toBe(2 * 11 * 12 + 2 * layer);
  });

  it("draws within Glorot's bounds, divided by the root of the number of sums where they end in one", () => {
    const { parameters } = initializeTransformer(
      { kind: 'encoder', width: 30, heads: 5, layers: 2, feedForward: 70 },
      randomGenerator(10),
    );
    const largest = ({ data }: FloatNdArray): number => Math.max(...data.map(Math.abs));
    const { attention, feedForward } = parameters.layers[1]!;
    for (const [matrix, bound] of [
      [attention.wq, Math.sqrt(6 / 60)],
      [attention.wo, Math.sqrt(6 / 60) / 2],
      [feedForward.w1, Math.sqrt(6 / 100)],
      [feedForward.w2, Math.sqrt(6 / 100) / 2],
    ] as const) {
      expect(largest(matrix)).toBeLessThan(bound);
      expect(largest(matrix)).toBeGreaterThan(0.98 * bound);
    }
    expect(parameters.norm).toBeUndefined();
  });

  it('refuses plans that cannot be', () => {
    const rng = randomGenerator(1);
    for (const none of [undefined, null] as unknown as (typeof plan)[])
      expect(() => initializeTransformer(none, rng)).toThrow('initializeTransformer: "width"');
    expect(() => initializeTransformer({ ...plan, heads: 5 }, rng)).toThrow(
      'initializeTransformer: "heads" expected a divisor of the width 12, got 5',
    );
    expect(() => initializeTransformer({ ...plan, heads: 4, positions: 'rotary' }, rng)).toThrow(
      'heads of an even width',
    );
    expect(() => initializeTransformer({ ...plan, vocab: 3 } as never, rng)).toThrow('"vocab"');
    expect(() => initializeTransformer({ ...plan, layers: 0 }, rng)).toThrow('"layers"');
    expect(() => initializeTransformer(plan, undefined as never)).toThrow('"rng"');
  });
});

describe('transformerParameterCount', () => {
  const sizeOf = (tree: unknown): number =>
    leaves(tree).reduce((total, { data }) => total + data.length, 0);

  it('counts what initializeTransformer makes, of every kind', () => {
    for (const norm of ['pre', 'post'] as const) {
      for (const kind of ['encoder', 'decoder', 'encoder-decoder'] as const) {
        const stack = { kind, width: 6, heads: 3, layers: 2, feedForward: 7, norm };
        const made = initializeTransformer(stack as { kind: 'encoder' } & typeof stack, rng());
        expect([kind, transformerParameterCount(stack).total]).toEqual([
          kind,
          sizeOf(made.parameters),
        ]);
      }
      for (const tied of [true, false]) {
        for (const positions of kinds) {
          const model = initializeTransformer({ ...plan, norm, tied, positions }, rng());
          const count = transformerParameterCount({ ...plan, norm, tied, positions });
          expect(count.total).toBe(sizeOf(model.parameters));
        }
      }
    }
  });

  it("counts PyTorch's layers and GPT-2 as they are known, and refuses plans that cannot be", () => {
    const base = { width: 512, heads: 8, layers: 1, feedForward: 2048 };
    expect(transformerParameterCount({ ...base, kind: 'encoder' }).total).toBe(3152384);
    expect(transformerParameterCount({ ...base, kind: 'decoder' }).total).toBe(4204032);
    const gpt2 = { vocabulary: 50257, context: 1024, width: 768, heads: 12, layers: 12 };
    expect(transformerParameterCount(gpt2).total).toBe(124439808);
    expect(() => transformerParameterCount({ ...gpt2, heads: 7 })).toThrow(
      'transformerParameterCount: "heads" expected a divisor of the width 768, got 7',
    );
  });
});
