import { describe, expect, it } from 'vitest';
import { pow, sum, transpose } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { checkGradient, grad, type Traced } from '../../src/gradient/index.js';
import {
  batchNorm,
  batchStatistics,
  dropout,
  embedTokens,
  feedForward,
  layerNorm,
  linear,
  rmsNorm,
} from '../../src/transformer/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);
const single = ({ data, shape }: FloatNdArray): FloatNdArray =>
  createNdArray(Float32Array.from(data), [...shape]);
/** The same numbers, laid out the other way round behind an offset. */
const turned = ({ data, shape }: FloatNdArray): FloatNdArray => {
  const [rows, columns] = shape as [number, number];
  const target = new Float64Array(data.length + 3).fill(Number.NaN);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) target[3 + j * rows + i] = data[i * columns + j]!;
  }
  return createNdArray(target, [rows, columns], [1, rows], 3);
};

describe('linear', () => {
  const w = [
    [1, 0, 3],
    [0, 1, 4],
  ];

  it('multiplies by columns and adds the bias, by hand', () => {
    const x = [[[1, 2]], [[0, -1]]];
    expect(toNested(linear(x, w, [5, 6, 7]))).toEqual([[[6, 8, 18]], [[5, 5, 3]]]);
    expect(toNested(linear([1, 2], w))).toEqual([1, 2, 11]);
  });

  it.each(['float64', 'float32'] as const)(
    "is PyTorch's, whose weights lie [out, in]: %s",
    (dtype) => {
      const cases = readCases('09-gradients', 'linear');
      expect(cases.length).toBeGreaterThan(0);
      for (const { inputs, expected, tolerance } of cases) {
        const [x, w, b] = [inputs.x, inputs.W, inputs.b].map((a) => toFloats(a, dtype));
        const y = linear(x!, transpose(w!), b!);
        expect(y.shape).toEqual(expected.value.shape);
        expect(worstRatio(y.data, expected.value.data, tolerance[dtype])).toBeLessThanOrEqual(1);
      }
    },
  );

  it('has the derivatives of its formula, to second order, by all three arguments', () => {
    const at = { x: draw(1, 2, 3, 5), w: draw(2, 5, 7), b: draw(3, 7) };
    const check = checkGradient(({ x, w, b }) => linear(x, w, b), at, { order: 2 });
    expect(check.maxError).toBeLessThan(1e-9);
    const vector = checkGradient(({ x, w }) => linear(x, w), { x: draw(1, 5), w: draw(2, 5, 7) });
    expect(vector.maxError).toBeLessThan(1e-9);
  });

  it('reads views as they stand, is float32 where all is, and leaves its inputs alone', () => {
    const [x, m, b] = [draw(4, 3, 5), draw(5, 5, 7), draw(6, 7)];
    const before = [...x.data, ...m.data, ...b.data];
    const y = linear(x, m, b);
    expect(toNested(linear(turned(x), turned(m), b))).toEqual(toNested(y));
    expect([...x.data, ...m.data, ...b.data]).toEqual(before);
    expect(linear(single(x), single(m), single(b)).data).toBeInstanceOf(Float32Array);
    expect(linear(single(x), single(m), b).data).toBeInstanceOf(Float64Array);
    expect(linear(new Uint8Array([200, 100]), w).data).toEqual(Float64Array.of(200, 100, 1000));
  });

  it('names the sizes that do not meet', () => {
    expect(() => linear(draw(1, 3, 5), draw(2, 4, 7))).toThrow(
      'linear: "w" expected shape (in=5, out), got (4, 7)',
    );
    expect(() => linear(draw(1, 3, 5), draw(2, 5, 7), draw(3, 6))).toThrow(
      'linear: "b" expected shape (out=7), got (6)',
    );
  });
});

describe('layerNorm', () => {
  for (const { name, inputs, parameters, expected, tolerance } of readCases(
    '08-attention',
    'layerNorm',
  )) {
    it(`is PyTorch's on ${name}`, () => {
      const axes = parameters.axes === 'last 2' ? 2 : 1;
      for (const dtype of ['float64', 'float32'] as const) {
        const x = toFloats(inputs.x, dtype);
        const rule = tolerance[dtype];
        const plain = layerNorm(x, { axes });
        expect(worstRatio(plain.data, expected.without_affine.data, rule)).toBeLessThan(1);
        expect(plain.shape).toEqual(inputs.x.shape);
        if (!inputs.gamma) continue;
        const [gamma, beta] = [toFloats(inputs.gamma, dtype), toFloats(inputs.beta, dtype)];
        const y = layerNorm(x, { gamma, beta, axes });
        expect(y.data.constructor.name.toLowerCase()).toBe(`${dtype}array`);
        expect(worstRatio(y.data, expected.values.data, rule)).toBeLessThan(1);
      }
    });
  }

  it('does not see a shift or a factor of its input, and gives beta for equal numbers', () => {
    const x = draw(7, 3, 5);
    const moved = createNdArray(
      x.data.map((value) => 1000 + 7 * value),
      [3, 5],
    );
    const [a, b] = [layerNorm(x, { epsilon: 0 }), layerNorm(moved, { epsilon: 0 })];
    expect(worstRatio(b.data, a.data, { abs: 1e-12, rel: 0 })).toBeLessThan(1);
    expect(toNested(layerNorm([[0.1, 0.1, 0.1]], { beta: [1, 2, 3] }))).toEqual([[1, 2, 3]]);
  });

  it('has the derivatives of its formula, to second order, by all arguments', () => {
    const at = { x: draw(8, 2, 3, 5), gamma: draw(9, 5), beta: draw(10, 5) };
    const check = checkGradient(({ x, gamma, beta }) => layerNorm(x, { gamma, beta }), at, {
      order: 2,
    });
    expect(check.maxError).toBeLessThan(1e-9);
    const bare = checkGradient((x) => layerNorm(x), draw(8, 3, 5), { order: 2 });
    expect(bare.maxError).toBeLessThan(1e-9);
    const shifted = checkGradient(({ x, beta }) => layerNorm(x, { beta }), at);
    expect(shifted.maxError).toBeLessThan(1e-9);
    const both = { x: draw(8, 2, 3, 5), gamma: draw(9, 3, 5), beta: draw(10, 3, 5) };
    const two = checkGradient(({ x, gamma, beta }) => layerNorm(x, { gamma, beta, axes: 2 }), both);
    expect(two.maxError).toBeLessThan(1e-9);
  });

  it('computes integers in float64, and reads views', () => {
    const bytes = createNdArray(new Uint8Array([1, 3]), [1, 2]);
    expect(layerNorm(bytes, { beta: new Float32Array(2) }).data).toBeInstanceOf(Float32Array);
    expect(layerNorm(bytes, { epsilon: 0 }).data).toEqual(Float64Array.of(-1, 1));
    const x = draw(11, 3, 5);
    expect(toNested(layerNorm(turned(x)))).toEqual(toNested(layerNorm(x)));
  });

  it('refuses numbers whose squares overflow: all came out as 0', () => {
    const huge = [
      [1, 2],
      [3e200, -1e200],
    ];
    const message =
      '"x" expected numbers whose squares float64 can hold, below some 1e154, got 3e+200 in vector 1';
    expect(() => layerNorm(huge)).toThrow(`layerNorm: ${message}`);
    expect(() => rmsNorm(huge)).toThrow(`rmsNorm: ${message}`);
    expect(() => grad((x: Traced) => sum(rmsNorm(x)))(huge)).toThrow('rmsNorm: "x"');
    // Of 2 and 1 ten to the 150th, squares are held; the largest float32 numbers have small ones.
    expect(toNested(rmsNorm([[3e150, -1e150]]))).toEqual([
      [expect.closeTo(3 / Math.sqrt(5), 12), expect.closeTo(-1 / Math.sqrt(5), 12)],
    ]);
    expect(layerNorm(new Float32Array([3e38, -3e38])).data).toEqual(Float32Array.of(1, -1));
    // What is infinite is no finite number afterwards either.
    expect(layerNorm([1, Infinity]).data.some(Number.isFinite)).toBe(false);
  });

  it('refuses what has no size to be brought to one where epsilon is 0: it gave NaN', () => {
    const flat = [
      [1, 2],
      [3, 3],
    ];
    expect(() => layerNorm(flat, { epsilon: 0 })).toThrow(
      'layerNorm: "x" expected vectors whose numbers are not all equal, as epsilon is 0, got a variance of 0 in vector 1',
    );
    expect(() => grad((x: Traced) => sum(layerNorm(x, { epsilon: 0 })))(flat)).toThrow(
      'layerNorm: "x"',
    );
    expect(() => rmsNorm([0, 0], { epsilon: 0 })).toThrow('a mean square of 0 in vector 0');
    // Off by 0.8%: their squares are the smallest of all numbers.
    const tiny = [1e-161, 2e-161, 4e-161];
    expect(() => layerNorm(tiny, { epsilon: 0 })).toThrow('a variance of at least 1e-290');
    expect(() => rmsNorm(tiny, { epsilon: 0 })).toThrow('a mean square of at least 1e-290');
    const [column, floats] = [tiny.map((x) => [x]), Float32Array.of(1e-22, 2e-22, 4e-22)];
    expect(() => batchNorm(column, { epsilon: 0 })).toThrow('a variance of at least 1e-290');
    expect(() => batchNorm(createNdArray(floats, [3, 1]), { epsilon: 0 })).toThrow('1.2e-38');
    expect(layerNorm([1e-140, 3e-140], { epsilon: 0 }).data[1]).toBeCloseTo(1, 12);
    expect(toNested(rmsNorm([3, 3], { epsilon: 0 }))).toEqual([1, 1]);
    expect(toNested(rmsNorm([0, 0]))).toEqual([0, 0]);
  });

  it('refuses parameters of another size, empty vectors and negative epsilons', () => {
    expect(() => layerNorm(draw(1, 3, 5), { gamma: draw(2, 4) })).toThrow(
      'layerNorm: "gamma" expected shape (d=5), got (4)',
    );
    expect(() => layerNorm(createNdArray(new Float64Array(0), [3, 0]))).toThrow(
      'layerNorm: "x" expected shape (..., d) with d at least 1, got (3, 0)',
    );
    expect(() => layerNorm([1, 2], { epsilon: -1 })).toThrow('"epsilon"');
    expect(() => layerNorm([1, 2], { eps: 1 } as never)).toThrow('gamma, beta, epsilon, axes');
  });
});

describe('rmsNorm', () => {
  it('divides by the root of the mean square, by hand', () => {
    const x = [
      [1, 7],
      [-7, 1],
    ];
    const y = rmsNorm(x, { gamma: [10, 100], epsilon: 0 });
    expect(worstRatio(y.data, [2, 140, -14, 20], { abs: 0, rel: 1e-15 })).toBeLessThan(2);
    // 25 + 11 = 36
    expect(rmsNorm([1, 7], { epsilon: 11 }).data[1]).toBeCloseTo(7 / 6, 15);
  });

  it('has the derivatives of its formula, to second order', () => {
    const at = { x: draw(12, 2, 3, 5), gamma: draw(13, 5) };
    const check = checkGradient(({ x, gamma }) => rmsNorm(x, { gamma }), at, { order: 2 });
    expect(check.maxError).toBeLessThan(1e-9);
  });
});

describe('batchNorm', () => {
  it("is PyTorch's in training", () => {
    const [{ inputs, expected, tolerance }] = readCases('08-attention', 'batchNorm') as [
      ReturnType<typeof readCases>[number],
    ];
    for (const dtype of ['float64', 'float32'] as const) {
      const [x, gamma, beta] = [inputs.x, inputs.gamma, inputs.beta].map((a) => toFloats(a, dtype));
      const y = batchNorm(x!, { gamma: gamma!, beta: beta! });
      expect(worstRatio(y.data, expected.values.data, tolerance[dtype])).toBeLessThan(1);
    }
  });

  it('gives by its own statistics what it gives by itself', () => {
    const x = draw(14, 5, 3, 2);
    const { mean, variance, count } = batchStatistics(x);
    expect(count).toBe(10);
    const y = batchNorm(x, { mean, variance });
    expect(worstRatio(y.data, batchNorm(x).data, { abs: 1e-13, rel: 0 })).toBeLessThan(1);
    expect(toNested(batchNorm([[3, 5]], { mean: [1, 1], variance: [4, 16], epsilon: 0 }))).toEqual([
      [1, 1],
    ]);
  });

  it('loses no digits of float32 where the mean is a million times the deviation', () => {
    const x = Float32Array.from(draw(18, 256, 4).data, (v) => 1e4 + v / 100);
    const [coarse, fine] = [x, Float64Array.from(x)].map((data) => {
      const input = createNdArray(data, [256, 4]);
      const loss = (a: typeof input | Traced) => sum(pow(batchNorm(a, { epsilon: 1e-12 }), 3));
      return { y: batchNorm(input, { epsilon: 1e-12 }).data, slope: grad(loss)(input).data };
    });
    expect(worstRatio(coarse!.y, fine!.y, { abs: 1e-6, rel: 0 })).toBeLessThan(1);
    const steepest = Math.max(...fine!.slope.map(Math.abs));
    expect(worstRatio(coarse!.slope, fine!.slope, { abs: 1e-5 * steepest, rel: 0 })).toBeLessThan(
      1,
    );
  });

  it('has derivatives through its statistics, to second order, on any axis of channels', () => {
    const at = { x: draw(15, 5, 3, 2), gamma: draw(16, 2), beta: draw(17, 2) };
    const check = checkGradient(
      ({ x, gamma, beta }) => batchNorm(x, { gamma, beta, axis: -1 }),
      at,
      { order: 2 },
    );
    expect(check.maxError).toBeLessThan(1e-9);
  });

  it('refuses numbers whose squares overflow: all came out as 0', () => {
    const message =
      'batchNorm: "x" expected numbers whose squares can be held: below some 1e154, in float32 1e19, got an infinite variance in channel 1';
    const huge = [
      [1, 3e200],
      [2, -1e200],
    ];
    expect(() => batchNorm(huge)).toThrow(message);
    expect(() => grad((x: Traced) => sum(batchNorm(x)))(huge)).toThrow(message);
    // Here the deviations overflow already.
    const largest = createNdArray(Float32Array.of(1, 3.4e38, 2, -3.4e38, 3, -3.4e38), [3, 2]);
    expect(() => batchNorm(largest)).toThrow(message);
    expect(batchNorm([[1], [Infinity]]).data.some(Number.isFinite)).toBe(false);
  });

  it('gives beta for a channel of equal numbers, and refuses it where epsilon is 0', () => {
    expect(toNested(batchNorm([[3, 5]], { beta: [1, 2] }))).toEqual([[1, 2]]);
    const flat = [
      [1, 5],
      [2, 5],
    ];
    const message =
      'batchNorm: "x" expected channels whose numbers are not all equal, as epsilon is 0, got a variance of 0 in channel ';
    expect(() => batchNorm([[3, 5]], { epsilon: 0 })).toThrow(`${message}0`);
    expect(() => batchNorm(flat, { epsilon: 0 })).toThrow(`${message}1`);
    expect(() => grad((x: Traced) => sum(batchNorm(x, { epsilon: 0 })))(flat)).toThrow(message);
    const given = (variance: number[], epsilon: number) => () =>
      batchNorm(flat, { mean: [0, 0], variance, epsilon });
    expect(given([1, 0], 0)).toThrow(
      'batchNorm: "variance" expected numbers > 0, as epsilon is 0, got 0 in channel 1',
    );
    expect(given([-1, 1], 2)).toThrow('"variance" expected numbers >= 0, got -1 in channel 0');
    expect(given([1, 0], 1e-10)().data[3]).toBeCloseTo(5e5, 6);
  });

  it('refuses one statistic without the other, and other sizes', () => {
    expect(() => batchNorm([[1, 2]], { mean: [1, 2] })).toThrow(
      'batchNorm: "variance" expected an array, as mean is given, got nothing',
    );
    expect(() => batchNorm([[1, 2]], { gamma: [1, 2, 3] })).toThrow(
      'batchNorm: "gamma" expected shape (c=2), got (3)',
    );
  });
});

describe('feedForward', () => {
  const parameters = { w1: [[1, -1]], b1: [0, 1], w2: [[10], [100]], b2: [1] };

  it('puts the activation between its layers, by hand', () => {
    // x = 2: max(0, 2), max(0, -1); x = -2: max(0, -2), max(0, 3)
    expect(toNested(feedForward([[2], [-2]], parameters))).toEqual([[21], [301]]);
    // Φ(1) = 0.8413447460685429: 10·1·Φ(1) + 100·0 + 1
    expect(feedForward([[1]], parameters, { activation: 'gelu' }).data[0]).toBeCloseTo(
      9.413447460685429,
      14,
    );
  });

  it('has the derivatives of its formula', () => {
    const at = { x: draw(18, 3, 5), w1: draw(19, 5, 7), b1: draw(20, 7), w2: draw(21, 7, 2) };
    const check = checkGradient(
      ({ x, w1, b1, w2 }) => feedForward(x, { w1, b1, w2 }, { activation: 'gelu' }),
      at,
      { order: 2 },
    );
    expect(check.maxError).toBeLessThan(1e-9);
  });

  it('names what does not fit', () => {
    const { w2: _, ...missing } = parameters;
    expect(() => feedForward([[1]], missing as never)).toThrow(
      'feedForward: "w2" expected a matrix, got nothing',
    );
    expect(() => feedForward([[1]], { ...parameters, w2: draw(1, 3, 1) } as never)).toThrow(
      'feedForward: "w2" expected shape (in=2, out), got (3, 1)',
    );
    expect(() => feedForward([[1]], parameters, { activation: 'tanh' } as never)).toThrow(
      '"relu", "gelu"',
    );
  });
});

describe('dropout', () => {
  const ones = createNdArray(new Float64Array(20000).fill(1), [100, 200]);

  it('keeps the expectation: the share of zeros is the rate, the rest grows', () => {
    const y = dropout(ones, { rate: 0.2, rng: randomGenerator(5) });
    const zeros = y.data.filter((value) => value === 0).length;
    // Within four standard deviations, √(0.2·0.8·20000) = 57.
    expect(Math.abs(zeros - 4000)).toBeLessThan(228);
    expect(y.data.every((value) => value === 0 || value === 1.25)).toBe(true);
    expect(y.shape).toEqual([100, 200]);
  });

  it('draws other masks one after the other, and the same by the same seed', () => {
    const rng = randomGenerator(6);
    const [first, second] = [dropout(ones, { rate: 0.5, rng }), dropout(ones, { rate: 0.5, rng })];
    expect([...first.data]).not.toEqual([...second.data]);
    const again = dropout(ones, { rate: 0.5, rng: randomGenerator(6) });
    expect([...again.data]).toEqual([...first.data]);
  });

  it('changes nothing and draws nothing at rate 0', () => {
    const rng = randomGenerator(7);
    const x = draw(22, 3, 5);
    const y = dropout(x, { rate: 0, rng });
    expect([...y.data]).toEqual([...x.data]);
    expect(y.data).not.toBe(x.data);
    expect(rng.nextUint32()).toBe(randomGenerator(7).nextUint32());
    expect(dropout(single(x), { rate: 0.5, rng }).data).toBeInstanceOf(Float32Array);
  });

  it('hands the gradient through the same mask', () => {
    const check = checkGradient(
      (x) => dropout(x, { rate: 0.4, rng: randomGenerator(8) }),
      draw(23, 3, 5),
    );
    expect(check.maxError).toBeLessThan(1e-10);
  });

  it('refuses rates outside of [0, 1) and a missing stream', () => {
    for (const rate of [-0.1, 1, Number.NaN]) {
      expect(() => dropout([1], { rate, rng: randomGenerator(1) })).toThrow(
        'dropout: "rate" expected a finite number >= 0 and < 1',
      );
    }
    expect(() => dropout([1], { rate: 0.5 })).toThrow(
      'dropout: "rng" expected a stream from randomGenerator(seed), got undefined',
    );
  });
});

describe('embedTokens', () => {
  const table = draw(24, 7, 3);

  it('is the product with one-hot vectors', () => {
    const ids = [
      [6, 0, 2],
      [2, 2, 5],
    ];
    const hot = ids.flat().map((id) => Array.from({ length: 7 }, (_, i) => (i === id ? 1 : 0)));
    const y = embedTokens(table, ids);
    expect(y.shape).toEqual([2, 3, 3]);
    expect([...y.data]).toEqual([...linear(hot, table).data]);
    expect(embedTokens(single(table), ids).data).toBeInstanceOf(Float32Array);
  });

  it('adds up the gradients of a token that stands at several places, to second order', () => {
    const check = checkGradient((e) => layerNorm(embedTokens(e, [1, 4, 1, 1])), table, {
      order: 2,
    });
    expect(check.maxError).toBeLessThan(1e-9);
  });

  it('refuses what is no token, with its place', () => {
    expect(() =>
      embedTokens(table, [
        [0, 1],
        [2, 7],
      ]),
    ).toThrow('embedTokens: "ids" expected token numbers from 0 to 6, got 7 at [1, 1]');
    for (const id of [-1, 1.5, Number.NaN]) {
      expect(() => embedTokens(table, [id])).toThrow(`got ${id} at [0]`);
    }
  });
});
