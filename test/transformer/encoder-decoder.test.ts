import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add } from '../../src/array/index.js';
import { multiHeadAttention } from '../../src/attention/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, permutation, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { checkGradient } from '../../src/gradient/index.js';
import {
  type DecoderLayerMatrices,
  decoderLayer,
  type EncoderLayerMatrices,
  encoderLayer,
  feedForward,
  initializeTransformer,
  layerNorm,
  transformerDecoder,
  transformerEncoder,
} from '../../src/transformer/index.js';
import { type ReferenceArray, readCases, toFloats, worstRatio } from '../reference/read.js';

type DType = 'float64' | 'float32';
type Weights = Readonly<Record<string, ReferenceArray>>;

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);

/** PyTorch keeps weights [out, in]: rows of them, transposed. */
function matrix(w: ReferenceArray, dtype: DType, from = 0, to = w.shape[0]!): FloatNdArray {
  const inputs = w.shape[1]!;
  const { data } = toFloats(w, dtype);
  return createNdArray(data, [inputs, to - from], [1, inputs], from * inputs);
}

/** PyTorch keeps query, key and value projections one below the other. */
function attentionOf(w: Weights, name: string, E: number, dtype: DType) {
  const [all, biases] = [w[`${name}_in_proj_weight`]!, w[`${name}_in_proj_bias`]!];
  const bias = (part: number): FloatNdArray =>
    createNdArray(toFloats(biases, dtype).data, [E], [1], part * E);
  return {
    wq: matrix(all, dtype, 0, E),
    wk: matrix(all, dtype, E, 2 * E),
    wv: matrix(all, dtype, 2 * E, 3 * E),
    wo: matrix(w[`${name}_out_proj_weight`]!, dtype),
    ...{ bq: bias(0), bk: bias(1), bv: bias(2) },
    bo: toFloats(w[`${name}_out_proj_bias`]!, dtype),
  };
}

const normOf = (w: Weights, name: string, dtype: DType) => ({
  gamma: toFloats(w[`${name}_weight`]!, dtype),
  beta: toFloats(w[`${name}_bias`]!, dtype),
});

const feedForwardOf = (w: Weights, name: string, dtype: DType) => ({
  w1: matrix(w[`${name}linear1_weight`]!, dtype),
  b1: toFloats(w[`${name}linear1_bias`]!, dtype),
  w2: matrix(w[`${name}linear2_weight`]!, dtype),
  b2: toFloats(w[`${name}linear2_bias`]!, dtype),
});

function encoderOf(w: Weights, E: number, dtype: DType, prefix = ''): EncoderLayerMatrices {
  return {
    attention: attentionOf(w, `${prefix}self_attn`, E, dtype),
    norm1: normOf(w, `${prefix}norm1`, dtype),
    feedForward: feedForwardOf(w, prefix, dtype),
    norm2: normOf(w, `${prefix}norm2`, dtype),
  };
}

function decoderOf(w: Weights, E: number, dtype: DType): DecoderLayerMatrices {
  return {
    selfAttention: attentionOf(w, 'self_attn', E, dtype),
    norm1: normOf(w, 'norm1', dtype),
    crossAttention: attentionOf(w, 'multihead_attn', E, dtype),
    norm2: normOf(w, 'norm2', dtype),
    feedForward: feedForwardOf(w, '', dtype),
    norm3: normOf(w, 'norm3', dtype),
  };
}

/** PyTorch's masks say what is blocked; rows of keys get an axis of queries. */
const allowed = ({ data, shape }: ReferenceArray, keys = false): FloatNdArray =>
  createNdArray(
    Float64Array.from(data, (blocked) => 1 - blocked),
    keys ? [shape[0]!, 1, shape[1]!] : [...shape],
  );

const ratios: Record<DType, number> = { float64: 0, float32: 0 };
/** The largest difference of a layer in float32 from the same in float64. */
let singleError = 0;
/** Holds a result to the tolerance of its precision. */
function agree(
  actual: FloatNdArray,
  expected: ReferenceArray,
  dtype: DType,
  tolerance: never,
): void {
  const ratio = worstRatio(actual.data, expected.data, tolerance[dtype]);
  ratios[dtype] = Math.max(ratios[dtype], ratio);
  expect(actual.data.constructor.name.toLowerCase()).toBe(`${dtype}array`);
  expect(actual.shape).toEqual(expected.shape);
  expect(ratio).toBeLessThan(1);
}

describe("PyTorch's layers with their own weights", () => {
  for (const dtype of ['float64', 'float32'] as const) {
    for (const c of readCases('08-attention', 'transformerEncoderLayer')) {
      it(`${c.name} in ${dtype}`, () => {
        const { inputs, parameters: p, expected } = c;
        const tolerance = c.tolerance as never;
        const x = toFloats(inputs.x, dtype);
        const parameters = encoderOf(c.weights, p.embed, dtype);
        const options = {
          heads: p.heads,
          norm: p.norm_first ? 'pre' : 'post',
          activation: p.activation,
          epsilon: p.eps,
        } as const;
        const y = encoderLayer(x, parameters, options);
        agree(y, expected.output, dtype, tolerance);
        const double = encoderLayer(
          toFloats(inputs.x, 'float64'),
          encoderOf(c.weights, p.embed, 'float64'),
          options,
        );
        y.data.forEach((value, i) => {
          if (dtype === 'float32')
            singleError = Math.max(singleError, Math.abs(value - double.data[i]!));
        });
        const causal = encoderLayer(x, parameters, { ...options, causal: true });
        agree(causal, expected.output_causal, dtype, tolerance);
        const masked = { ...options, mask: allowed(inputs.blocked) };
        agree(encoderLayer(x, parameters, masked), expected.output_causal, dtype, tolerance);
        const padded = { ...options, mask: allowed(inputs.blocked_keys, true) };
        agree(encoderLayer(x, parameters, padded), expected.output_key_padding, dtype, tolerance);
      });
    }

    for (const c of readCases('08-attention', 'transformerDecoderLayer')) {
      it(`${c.name} in ${dtype}`, () => {
        const { inputs, parameters: p, expected } = c;
        const tolerance = c.tolerance as never;
        const [x, memory] = [toFloats(inputs.x, dtype), toFloats(inputs.memory, dtype)];
        const parameters = decoderOf(c.weights, p.embed, dtype);
        const options = {
          heads: p.heads,
          norm: p.norm_first ? 'pre' : 'post',
          activation: p.activation,
          epsilon: p.eps,
        } as const;
        const open = decoderLayer(x, memory, parameters, { ...options, causal: false });
        agree(open, expected.output, dtype, tolerance);
        const causal = decoderLayer(x, memory, parameters, options);
        agree(causal, expected.output_causal, dtype, tolerance);
      });
    }

    it(`two layers and a final norm in ${dtype}`, () => {
      const [c] = readCases('08-attention', 'transformerEncoder');
      const { inputs, parameters: p, weights, expected } = c!;
      const layers = [0, 1].map((i) => encoderOf(weights, p.embed, dtype, `layers_${i}_`));
      const stack = { layers, norm: normOf(weights, 'norm', dtype) };
      const y = transformerEncoder(toFloats(inputs.x, dtype), stack, { heads: p.heads });
      agree(y, expected.output, dtype, c!.tolerance as never);
    });
  }

  it('are met far within the tolerances', () => {
    // Outputs are about 1; float32 has 6e-8 of that in a number.
    expect(singleError).toBeLessThan(2e-6);
    expect(ratios.float64).toBeLessThan(0.01);
    expect(ratios.float32).toBeLessThan(0.1);
  });
});

describe('encoderLayer', () => {
  const [D, hidden, n] = [6, 7, 5];
  const rng = randomGenerator(1);
  const plan = { kind: 'encoder', width: D, heads: 2, layers: 1, feedForward: hidden } as const;
  const own = initializeTransformer(plan, rng).parameters.layers[0]!;
  const [norm1, norm2] = [1, 2].map((i) => ({ gamma: draw(i, D), beta: draw(10 + i, D) }));
  const parameters = { ...own, norm1: norm1!, norm2: norm2! };
  const x = draw(3, n, D);

  it('is made of its parts as the formulas say, with the norm after and before', () => {
    const attend = (of: FloatNdArray): FloatNdArray =>
      multiHeadAttention(of, parameters.attention, { heads: 2 }).output;
    const work = (of: FloatNdArray): FloatNdArray => feedForward(of, parameters.feedForward);
    const after = layerNorm(add(x, attend(x)), norm1);
    const post = layerNorm(add(after, work(after)), norm2);
    const before = add(x, attend(layerNorm(x, norm1)));
    const pre = add(before, work(layerNorm(before, norm2)));
    const rule = { abs: 1e-13, rel: 0 };
    const ownPost = encoderLayer(x, parameters, { heads: 2 });
    const ownPre = encoderLayer(x, parameters, { heads: 2, norm: 'pre' });
    expect(worstRatio(ownPost.data, post.data, rule)).toBeLessThan(1);
    expect(worstRatio(ownPre.data, pre.data, rule)).toBeLessThan(1);
    expect(worstRatio(ownPre.data, ownPost.data, { abs: 0.1, rel: 0 })).toBeGreaterThan(1);
  });

  it('follows any permutation of its tokens', () => {
    const y = encoderLayer(x, parameters, { heads: 2, norm: 'pre' });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), (seed) => {
        const order = permutation(randomGenerator(seed), n);
        const rows = order.flatMap((i) => [...x.data.slice(i * D, (i + 1) * D)]);
        const moved = createNdArray(Float64Array.from(rows), [n, D]);
        const z = encoderLayer(moved, parameters, { heads: 2, norm: 'pre' });
        const expected = order.flatMap((i) => [...y.data.slice(i * D, (i + 1) * D)]);
        expect(worstRatio(z.data, expected, { abs: 1e-13, rel: 0 })).toBeLessThan(1);
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the future where it is causal, and on padding never', () => {
    const changed = createNdArray(x.data.slice(), [n, D]);
    for (let i = 3 * D; i < n * D; i++) changed.data[i]! += 1;
    const causal = { heads: 2, causal: true } as const;
    const [a, b] = [x, changed].map((of) => encoderLayer(of, parameters, causal));
    expect([...a!.data.slice(0, 3 * D)]).toEqual([...b!.data.slice(0, 3 * D)]);
    expect(a!.data[3 * D]).not.toBe(b!.data[3 * D]);
    const padded = { heads: 2, keyLengths: 3 };
    const [c, d] = [x, changed].map((of) => encoderLayer(of, parameters, padded));
    expect([...c!.data.slice(0, 3 * D)]).toEqual([...d!.data.slice(0, 3 * D)]);
  });

  it('has the derivatives of its formula by tokens and every parameter', () => {
    for (const norm of ['post', 'pre'] as const) {
      const check = checkGradient(
        ({ tokens, layer }) =>
          encoderLayer(tokens, layer, { heads: 2, norm, activation: 'gelu', causal: true }),
        { tokens: draw(4, 2, 3, D), layer: parameters },
      );
      expect(check.differenceError).toBeLessThan(1e-7);
      expect(check.adjointError).toBeLessThan(1e-12);
    }
  });

  it('has second derivatives too, through attention, norms and feed-forward layer', () => {
    const check = checkGradient(
      ({ tokens, layer }) =>
        encoderLayer(tokens, layer, { heads: 2, norm: 'pre', activation: 'gelu' }),
      { tokens: draw(4, 3, D), layer: parameters },
      { order: 2 },
    );
    expect(check.differenceError).toBeLessThan(1e-6);
    expect(check.adjointError).toBeLessThan(1e-11);
  });

  it('drops out what its parts add, by the stream alone, and nothing at rate 0', () => {
    const plain = encoderLayer(x, parameters, { heads: 2 });
    const by = (rate: number, seed: number): number[] => [
      ...encoderLayer(x, parameters, {
        heads: 2,
        dropout: { rate, rng: randomGenerator(seed) },
      }).data,
    ];
    expect(by(0, 1)).toEqual([...plain.data]);
    expect(by(0.5, 1)).toEqual(by(0.5, 1));
    expect(by(0.5, 1)).not.toEqual(by(0.5, 2));
  });

  it('takes parameters in nested lists, leaves all inputs alone, and works without norms of its own', () => {
    const kept = JSON.stringify([...x.data, ...parameters.attention.wq.data]);
    const nested = (a: FloatNdArray): number[][] => toNested(a) as number[][];
    const { wq, wk, wv } = own.attention;
    const loose = {
      attention: { wq: nested(wq), wk: nested(wk), wv: nested(wv) },
      feedForward: { w1: nested(own.feedForward.w1), w2: nested(own.feedForward.w2) },
    };
    const y = encoderLayer(nested(x), loose, { heads: 2 });
    expect(JSON.stringify([...x.data, ...parameters.attention.wq.data])).toBe(kept);
    // The last norm has factors 1 and shifts 0: each token has mean 0.
    for (let i = 0; i < n; i++) {
      const row = [...y.data.slice(i * D, (i + 1) * D)];
      expect(Math.abs(row.reduce((a, b) => a + b))).toBeLessThan(1e-13);
    }
  });

  it('names the parameter and the sizes that do not fit', () => {
    const call = (change: object, options: object = { heads: 2 }): unknown =>
      encoderLayer(x, { ...parameters, ...change } as never, options as never);
    expect(() => call({ feedForward: { ...parameters.feedForward, b1: draw(1, 8) } })).toThrow(
      'encoderLayer: "feedForward.b1" expected shape (out=7), got (8)',
    );
    expect(() => call({ norm2: { gamma: draw(1, 5) } })).toThrow(
      'encoderLayer: "norm2.gamma" expected shape (d=6), got (5)',
    );
    expect(() => call({ attention: { ...parameters.attention, wk: draw(1, 5, 6) } })).toThrow(
      'encoderLayer: "attention.wk" expected shape (D=6, heads·width)',
    );
    expect(() =>
      call({ attention: { ...parameters.attention, wo: draw(1, 6, 4), bo: draw(1, 4) } }),
    ).toThrow('encoderLayer: "attention" expected shape of outputs (..., D=6), to be added to x');
    expect(() => call({}, { heads: 4 })).toThrow('encoderLayer: "attention.wq"');
    expect(() => call({}, { heads: 2, norm: 'middle' })).toThrow('"post", "pre"');
    expect(() => call({ norm3: {} })).toThrow(
      'only the names attention, norm1, feedForward, norm2',
    );
  });
});

describe('decoderLayer', () => {
  const [D, n, m] = [6, 5, 3];
  const plan = { kind: 'decoder', width: D, heads: 3, layers: 2, norm: 'pre' } as const;
  const stack = initializeTransformer({ ...plan, feedForward: 7 }, randomGenerator(2)).parameters;
  const parameters = stack.layers[0]!;
  const [x, memory] = [draw(5, n, D), draw(6, m, D)];

  it('is causal unless told not to be', () => {
    const changed = createNdArray(x.data.slice(), [n, D]);
    changed.data[n * D - 1]! += 1;
    const [a, b] = [x, changed].map((of) => decoderLayer(of, memory, parameters, { heads: 3 }));
    expect([...a!.data.slice(0, -D)]).toEqual([...b!.data.slice(0, -D)]);
    const open = { heads: 3, causal: false } as const;
    const [c, d] = [x, changed].map((of) => decoderLayer(of, memory, parameters, open));
    expect(c!.data[0]).not.toBe(d!.data[0]);
  });

  it('sees a memory without order, and nothing of what its mask forbids', () => {
    const y = decoderLayer(x, memory, parameters, { heads: 3 });
    const backwards = createNdArray(memory.data, [m, D], [-D, 1], (m - 1) * D);
    const z = decoderLayer(x, backwards, parameters, { heads: 3 });
    expect(worstRatio(z.data, y.data, { abs: 1e-13, rel: 0 })).toBeLessThan(1);
    const first = createNdArray(memory.data.slice(0, D), [1, D]);
    const masked = decoderLayer(x, memory, parameters, { heads: 3, memoryMask: [[1, 0, 0]] });
    const short = decoderLayer(x, first, parameters, { heads: 3 });
    expect(worstRatio(masked.data, short.data, { abs: 1e-13, rel: 0 })).toBeLessThan(1);
  });

  it('has the derivatives of its formula by tokens, memory and every parameter', () => {
    const at = { tokens: draw(7, 2, 3, D), source: draw(8, 2, 5, D), layer: parameters };
    for (const norm of ['post', 'pre'] as const) {
      const check = checkGradient(
        ({ tokens, source, layer }) =>
          decoderLayer(tokens, source, layer, { heads: 3, norm, activation: 'gelu' }),
        at,
      );
      expect(check.differenceError).toBeLessThan(1e-7);
      expect(check.adjointError).toBeLessThan(1e-12);
    }
  });

  it('stacks: each layer has the same memory, and the norm comes last', () => {
    const options = { heads: 3, norm: 'pre' } as const;
    const [first, second] = stack.layers;
    const climbed = decoderLayer(
      decoderLayer(x, memory, first!, options),
      memory,
      second!,
      options,
    );
    const y = transformerDecoder(x, memory, stack, options);
    expect([...y.data]).toEqual([...layerNorm(climbed, stack.norm).data]);
  });

  it('names the layer, the parameter and the sizes that do not fit', () => {
    const broken = {
      ...parameters,
      crossAttention: { ...parameters.crossAttention, bv: draw(1, 5) },
    };
    const layers = [parameters, broken];
    expect(() => transformerDecoder(x, memory, { layers }, { heads: 3 })).toThrow(
      'transformerDecoder: "layers[1].crossAttention.bv" expected shape (6), got (5)',
    );
    expect(() => decoderLayer(x, draw(1, 2, m, D), parameters, { heads: 3 })).toThrow(
      'decoderLayer: "memory" expected shape (m, Dm), got (2, 3, 6)',
    );
    expect(() => transformerEncoder(x, { layers: [] }, { heads: 3 })).toThrow(
      'transformerEncoder: "layers" expected a list of at least one layer, got an array of 0',
    );
    expect(() => decoderLayer(x, memory, parameters, undefined as never)).toThrow(
      'decoderLayer: "heads" expected a whole number >= 1, got undefined',
    );
  });
});
