import { describe, expect, it } from 'vitest';
import { add, exp, fromNested, sum } from '../../src/array/index.js';
import {
  multiHeadAttention,
  paddingMask,
  scaledDotProductAttention,
} from '../../src/attention/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { ArrayInput, FloatNdArray } from '../../src/core/types.js';
import { checkGradient, type Traced } from '../../src/gradient/index.js';
import { encoderLayer, transformerEncoder } from '../../src/transformer/index.js';
import { type ReferenceArray, readCases, worstRatio } from '../reference/read.js';

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);

/** PyTorch keeps weights [out, in]: a transposed view of some of its rows. */
function weights({ data, shape }: ReferenceArray, from = 0, to = shape[0]!): FloatNdArray {
  const inputs = shape[1]!;
  return createNdArray(Float64Array.from(data), [inputs, to - from], [1, inputs], from * inputs);
}

function part({ data }: ReferenceArray, from: number, to: number): FloatNdArray {
  return createNdArray(Float64Array.from(data).slice(from, to), [to - from]);
}

const whole = ({ data, shape }: ReferenceArray): FloatNdArray =>
  createNdArray(Float64Array.from(data), [...shape]);
const allowed = ({ data, shape }: ReferenceArray, to: number[] = shape): FloatNdArray =>
  createNdArray(
    Float64Array.from(data, (x) => 1 - x),
    to,
  );

describe('multiHeadAttention against PyTorch', () => {
  for (const { name, inputs, parameters, expected, tolerance, weights: w } of readCases(
    '08-attention',
    'multiHeadAttention',
  )) {
    it(name, () => {
      const E = parameters.embed as number;
      const separate = w['q_proj_weight'] !== undefined;
      const key = whole(inputs.key ?? inputs.key_value);
      const value = whole(inputs.value ?? inputs.key_value);
      const [n, m] = [inputs.query.shape[1], key.shape[1]!];
      const masks: FloatNdArray[] = [];
      if (inputs.blocked) masks.push(allowed(inputs.blocked, [1, n, m]));
      if (inputs.blocked_keys) {
        masks.push(allowed(inputs.blocked_keys, [inputs.blocked_keys.shape[0], 1, m]));
      }
      const [first, second] = masks;
      const mask =
        first && second
          ? createNdArray(
              Float64Array.from({ length: second.shape[0]! * n * m }, (_, at) => {
                const [b, i, j] = [Math.floor(at / (n * m)), Math.floor(at / m) % n, at % m];
                return first.get(0, i, j) * second.get(b, 0, j);
              }),
              [second.shape[0]!, n, m],
            )
          : first;
      const { output, weights: perHead } = multiHeadAttention(
        whole(inputs.query),
        {
          wq: separate ? weights(w['q_proj_weight']!) : weights(w['in_proj_weight']!, 0, E),
          wk: separate ? weights(w['k_proj_weight']!) : weights(w['in_proj_weight']!, E, 2 * E),
          wv: separate ? weights(w['v_proj_weight']!) : weights(w['in_proj_weight']!, 2 * E, 3 * E),
          wo: weights(w['out_proj_weight']!),
          bq: part(w['in_proj_bias']!, 0, E),
          bk: part(w['in_proj_bias']!, E, 2 * E),
          bv: part(w['in_proj_bias']!, 2 * E, 3 * E),
          bo: part(w['out_proj_bias']!, 0, E),
        },
        {
          heads: parameters.heads,
          memory: { keys: key, values: value },
          weights: true,
          ...(mask && { mask }),
          ...(inputs.additive_mask && { bias: whole(inputs.additive_mask) }),
        },
      );
      // Where every key is blocked PyTorch has NaN; here weights are 0 and the output is the bias alone.
      const zeros = (list: ArrayLike<number>, other: ArrayLike<number>): Float64Array =>
        Float64Array.from(list, (x, i) => (Number.isNaN(x) ? other[i]! : x));
      const weightsThere = expected.weights_per_head.data;
      const blocked = Array.from(weightsThere as Float64Array, Number.isNaN);
      expect(perHead!.data.every((x, i) => !blocked[i] || x === 0)).toBe(true);
      const bias = w['out_proj_bias']!.data;
      const biases = Float64Array.from(
        expected.output.data,
        (_: number, i: number) => bias[i % E]!,
      );
      const rule = tolerance.float64;
      expect(worstRatio(output.data, zeros(expected.output.data, biases), rule)).toBeLessThan(1);
      expect(worstRatio(perHead!.data, zeros(weightsThere, perHead!.data), rule)).toBeLessThan(1);
    });
  }
});

describe('multiHeadAttention', () => {
  const [D, d, n, m] = [7, 3, 5, 11];
  const x = draw(1, 2, n, D);
  const memory = draw(2, 2, m, D);
  const list = (seed: number, count: number): FloatNdArray[] =>
    Array.from({ length: count }, (_, i) => draw(seed + i, D, d));

  it('is plain attention of each head, side by side', () => {
    const [wq, wk, wv] = [list(10, 2), list(20, 2), list(30, 2)];
    const { output } = multiHeadAttention(x, { wq, wk, wv }, { heads: 2, memory });
    const one = (head: number): FloatNdArray =>
      multiHeadAttention(x, { wq: wq[head]!, wk: wk[head]!, wv: wv[head]! }, { heads: 1, memory })
        .output;
    for (const head of [0, 1]) {
      for (let i = 0; i < n; i++) {
        for (let c = 0; c < d; c++) {
          expect(output.get(1, i, head * d + c)).toBeCloseTo(one(head).get(1, i, c), 13);
        }
      }
    }
    const identity = [
      [1, 0],
      [0, 1],
    ];
    const small = [
      [1, 2],
      [3, 4],
      [0, 1],
    ];
    const { output: plain } = multiHeadAttention(
      small,
      { wq: identity, wk: identity, wv: identity },
      { heads: 1 },
    );
    expect([...plain.data]).toEqual([...scaledDotProductAttention(small, small, small).data]);
  });

  it('takes a stack, a list and one matrix of projections alike', () => {
    const heads = list(10, 3);
    const stack = createNdArray(Float64Array.from(heads.flatMap(({ data }) => [...data])), [
      3,
      D,
      d,
    ]);
    const nested = heads.map((w) => toNested(w)) as unknown as ArrayInput;
    const results = [heads, stack, nested].map(
      (w) => multiHeadAttention(x, { wq: w, wk: w, wv: w }, { heads: 3 }).output.data,
    );
    expect([...results[1]!]).toEqual([...results[0]!]);
    expect([...results[2]!]).toEqual([...results[0]!]);
  });

  it('lets neighbouring heads share keys and values', () => {
    const [wq, wk, wv] = [list(10, 4), list(20, 2), list(30, 2)];
    const grouped = multiHeadAttention(x, { wq, wk, wv }, { heads: 4, groups: 2 }).output;
    const twice = (w: FloatNdArray[]): FloatNdArray[] => [w[0]!, w[0]!, w[1]!, w[1]!];
    const full = multiHeadAttention(x, { wq, wk: twice(wk), wv: twice(wv) }, { heads: 4 }).output;
    grouped.data.forEach((value, i) => {
      expect(value).toBeCloseTo(full.data[i]!, 13);
    });
  });

  it('refuses scores that are no numbers under its own name, also where weights are asked for', () => {
    const parts = { wq: [[1]], wk: [[1]], wv: [[1]] };
    for (const weights of [false, true]) {
      expect(() => multiHeadAttention([[Number.NaN]], parts, { heads: 1, weights })).toThrow(
        'multiHeadAttention: "x" expected finite numbers, got NaN at [0, 0]',
      );
    }
  });

  it('refuses them under the name of what they were made of, in layers and models too', () => {
    const bad = Number.NaN;
    const good = () => ({ wq: [[1]], wk: [[1]], wv: [[1]], bq: [0], bk: [0] });
    const [x, heads] = [[[1], [2]], { heads: 1 }];
    for (const name of ['wq', 'wk', 'bq', 'bk'] as const) {
      const parts = { ...good(), [name]: name.startsWith('w') ? [[bad]] : [bad] };
      const at = name.startsWith('w') ? '[0, 0]' : '[0]';
      const got = `expected finite numbers, got NaN at ${at}`;
      for (const weights of [false, true]) {
        expect(() => multiHeadAttention(x, parts, { ...heads, weights })).toThrow(
          `multiHeadAttention: "${name}" ${got}`,
        );
      }
      const layer = { attention: parts, feedForward: { w1: [[1]], w2: [[1]] } };
      expect(() => encoderLayer(x, layer, heads)).toThrow(
        `encoderLayer: "attention.${name}" ${got}`,
      );
      const sound = { ...layer, attention: good() };
      expect(() => transformerEncoder(x, { layers: [sound, layer] }, heads)).toThrow(
        `transformerEncoder: "layers[1].attention.${name}" ${got}`,
      );
      // What the first layer makes is NaN, and refused by the second one.
      const between = { ...sound, feedForward: { w1: [[1]], w2: [[bad]] } };
      expect(() => transformerEncoder(x, { layers: [between, sound] }, heads)).toThrow(
        'transformerEncoder: "layers[0].feedForward.w2" expected finite numbers, got NaN at [0, 0]',
      );
    }
    expect(() => multiHeadAttention(x, good(), { ...heads, memory: [[1], [bad]] })).toThrow(
      'multiHeadAttention: "memory" expected finite numbers, got NaN at [1, 0]',
    );
    const memory = { keys: [[bad]], values: [[1]] };
    expect(() => multiHeadAttention(x, good(), { ...heads, memory })).toThrow(
      'multiHeadAttention: "memory.keys" expected',
    );
    const perHead = [fromNested([[1]]), fromNested([[bad]])];
    expect(() =>
      multiHeadAttention(
        x,
        { ...good(), wk: perHead, bq: [0, 0], bk: [0, 0], wq: [[1, 1]], wv: [[1, 1]] },
        { heads: 2 },
      ),
    ).toThrow('"wk[1]" expected finite numbers, got NaN at [0, 0]');
    // All numbers are finite, and their products are not.
    expect(() => multiHeadAttention([[1e200]], { ...good(), wq: [[1e200]] }, heads)).toThrow(
      'multiHeadAttention: "query" expected finite numbers, got Infinity',
    );
  });

  it('applies a mask of the sequences to each head', () => {
    const w = list(10, 2);
    const parts = { wq: w, wk: w, wv: w };
    const options = { heads: 2, memory, mask: paddingMask([1, 4], m), weights: true };
    const { weights: seen } = multiHeadAttention(x, parts, options);
    expect(seen!.shape).toEqual([2, 2, n, m]);
    for (const head of [0, 1]) {
      expect(seen!.get(0, head, 2, 0)).toBe(1);
      expect(seen!.get(1, head, 2, 4)).toBe(0);
      expect(seen!.get(1, head, 2, 3)).toBeGreaterThan(0);
    }
  });

  it('has gradients by all of its parameters, to second order', () => {
    const start = {
      x: draw(1, 3, 2),
      wq: draw(2, 2, 4),
      wk: draw(3, 2, 2),
      wv: draw(4, 2, 2),
      wo: draw(5, 4, 3),
      bq: draw(6, 4),
    };
    const loss = (p: { [Name in keyof typeof start]: Traced }): Traced | number => {
      const { output } = multiHeadAttention(
        p.x,
        { wq: p.wq, wk: p.wk, wv: p.wv, wo: p.wo, bq: p.bq },
        { heads: 2, groups: 1, causal: true },
      );
      return sum(exp(add(output, 0)));
    };
    expect(checkGradient(loss, start).ok).toBe(true);
    expect(checkGradient(loss, start, { order: 2 }).ok).toBe(true);
  });

  it('names what does not fit', () => {
    const w = draw(3, D, 6);
    const run = (parameters: object, options: object) => () =>
      multiHeadAttention(x, { wq: w, wk: w, wv: w, ...parameters }, { heads: 2, ...options });
    expect(run({}, { heads: 4 })).toThrow(
      '"wq" expected shape (D, a multiple of 4 heads), got (7, 6)',
    );
    expect(run({ wk: draw(1, 5, 6) }, {})).toThrow('"wk" expected shape (D=7, heads·width)');
    expect(run({ wo: w }, {})).toThrow('"wo" expected shape (heads·e=6, out), got (7, 6)');
    expect(run({ bo: [1] }, {})).toThrow('"bo" expected none without wo');
    expect(run({ bq: [1] }, {})).toThrow('"bq" expected shape (6), got (1)');
    expect(run({}, { groups: 3 })).toThrow('"groups"');
    expect(run({ wv: undefined }, {})).toThrow('"wv" expected a matrix, got nothing');
    expect(run({}, { head: 2 })).toThrow('"head"');
    expect(run({}, { causal: true, memory })).toThrow('how 5 queries and 11 keys are aligned');
  });
});
