import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, mul, reshape, sum, tanh, transpose } from '../../src/array/index.js';
import {
  type Conv2dOptions,
  type ConvTranspose2dOptions,
  conv2d,
  convTranspose2d,
  receptiveField,
} from '../../src/convolution/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { checkGradient, grad, type Traced, vjp } from '../../src/gradient/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);
const single = (a: FloatNdArray): FloatNdArray =>
  createNdArray(Float32Array.from(a.data), [...a.shape]);
const largest = (a: FloatNdArray, b: FloatNdArray): number => {
  expect(a.shape).toEqual(b.shape);
  return Math.max(...Array.from(a.data, (x, i) => Math.abs(x - b.data[i]!)));
};
const inner = (a: FloatNdArray, b: FloatNdArray): number =>
  Array.from(a.data, (x, i) => x * b.data[i]!).reduce((s, v) => s + v, 0);

interface Steps {
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
}
const PLAIN: Steps = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 };

/** The definition: seven loops, one product at a time. */
function sevenLoops(
  x: FloatNdArray,
  w: FloatNdArray,
  steps: Steps,
  b?: FloatNdArray,
): FloatNdArray {
  const [n, c, h, width] = x.shape as [number, number, number, number];
  const [o, own, kh, kw] = w.shape as [number, number, number, number];
  const { stride, padding, dilation, groups } = steps;
  const size = (length: number, k: number, axis: 0 | 1): number => {
    let count = 0;
    const last = length + padding[axis] - 1;
    for (let at = -padding[axis]; at + dilation[axis] * (k - 1) <= last; at += stride[axis])
      count++;
    return count;
  };
  const [oh, ow] = [size(h, kh, 0), size(width, kw, 1)];
  const y = createNdArray(new Float64Array(n * o * oh * ow), [n, o, oh, ow]);
  for (let image = 0; image < n; image++)
    for (let f = 0; f < o; f++)
      for (let i = 0; i < oh; i++)
        for (let j = 0; j < ow; j++) {
          let total = b === undefined ? 0 : b.get(f);
          for (let q = 0; q < own; q++)
            for (let u = 0; u < kh; u++)
              for (let v = 0; v < kw; v++) {
                const row = i * stride[0] - padding[0] + u * dilation[0];
                const column = j * stride[1] - padding[1] + v * dilation[1];
                if (row < 0 || row >= h || column < 0 || column >= width) continue;
                const channel = Math.floor(f / (o / groups)) * (c / groups) + q;
                total += w.get(f, q, u, v) * x.get(image, channel, row, column);
              }
          y.set(image, f, i, j, total);
        }
  return y;
}

const DTYPES = ['float64', 'float32'] as const;

describe('conv2d and convTranspose2d against PyTorch', () => {
  for (const { name, inputs, parameters, expected, tolerance } of readCases(
    '10-conv-pool',
    'conv2d',
  )) {
    for (const dtype of DTYPES) {
      it(`${name} in ${dtype}`, () => {
        const { stride, padding, dilation, groups } = parameters;
        const options = { stride, padding, dilation, groups };
        const [x, w] = [toFloats(inputs.x, dtype), toFloats(inputs.W, dtype)];
        const bias = inputs.b === undefined ? undefined : toFloats(inputs.b, dtype);
        const y = conv2d(x, w, { ...options, bias });
        expect(y.dtype).toBe(dtype);
        expect(y.shape).toEqual(expected.values.shape);
        expect(worstRatio(y.data, expected.values.data, tolerance[dtype])).toBeLessThan(1);
        if (bias === undefined) return;
        const without = conv2d(x, w, options).data;
        const bare = expected.values_without_bias.data;
        expect(worstRatio(without, bare, tolerance[dtype])).toBeLessThan(1);
      });
    }
  }

  for (const { name, inputs, parameters, expected, tolerance } of readCases(
    '10-conv-pool',
    'convTranspose2d',
  )) {
    for (const dtype of DTYPES) {
      it(`${name} in ${dtype}`, () => {
        const { stride, padding, dilation, groups, output_padding: outputPadding } = parameters;
        const y = convTranspose2d(toFloats(inputs.x, dtype), toFloats(inputs.W, dtype), {
          stride,
          padding,
          dilation,
          groups,
          outputPadding,
        });
        expect(y.dtype).toBe(dtype);
        expect(y.shape).toEqual(expected.values.shape);
        expect(worstRatio(y.data, expected.values.data, tolerance[dtype])).toBeLessThan(1);
      });
    }
  }

  it('does a convolution of one axis as one of images with one row', () => {
    const [{ inputs, expected, tolerance }] = readCases('10-conv-pool', 'conv1d') as [
      ReturnType<typeof readCases>[0],
    ];
    const rows = (a: FloatNdArray): FloatNdArray =>
      reshape(a, [a.shape[0]!, a.shape[1]!, 1, a.shape[2]!]) as FloatNdArray;
    const [x, w] = [toFloats(inputs.x, 'float64'), toFloats(inputs.W, 'float64')];
    const y = conv2d(rows(x), rows(w), {
      bias: toFloats(inputs.b, 'float64'),
      stride: [1, 2],
      padding: [0, 1],
    });
    expect(worstRatio(y.data, expected.values.data, tolerance.float64)).toBeLessThan(1);
  });

  for (const { name, inputs, parameters, expected, tolerance } of readCases(
    '10-conv-pool',
    'unfold',
  )) {
    it(`${name}: filters with a single 1 lay windows out, and their adjoint folds them back`, () => {
      const x = toFloats(inputs.x, 'float64');
      const [kh, kw] =
        [parameters.kernel].flat().length === 1
          ? [parameters.kernel, parameters.kernel]
          : parameters.kernel;
      const taps = x.shape[1]! * kh * kw;
      const eye = createNdArray(new Float64Array(taps * taps), [taps, x.shape[1]!, kh, kw]);
      for (let i = 0; i < taps; i++) eye.data[i * taps + i] = 1;
      const options = { stride: parameters.stride, padding: parameters.padding };
      const columns = conv2d(x, eye, options);
      expect(worstRatio(columns.data, expected.values.data, tolerance.float64)).toBeLessThan(1);
      const { pullback } = vjp((input: Traced) => conv2d(input, eye, options), x);
      const folded = pullback(columns).data;
      expect(worstRatio(folded, expected.folded_back_sum.data, tolerance.float64)).toBeLessThan(1);
    });
  }
});

describe('conv2d against SciPy', () => {
  for (const operation of ['correlate2d', 'convolve2d'] as const) {
    for (const { name, inputs, parameters, expected, tolerance } of readCases(
      '10-conv-pool',
      operation,
    )) {
      it(`${name} is ${operation === 'correlate2d' ? 'the same' : 'the same with the kernel turned around'}`, () => {
        const a = toFloats(inputs.a, 'float64');
        const k = toFloats(inputs.kernel, 'float64');
        const turned = createNdArray(Float64Array.from(k.data).reverse(), [...k.shape]);
        const w = operation === 'correlate2d' ? k : turned;
        const [kh, kw] = k.shape as [number, number];
        const y = conv2d(
          reshape(a, [1, ...a.shape]) as FloatNdArray,
          reshape(w, [1, 1, kh, kw]) as FloatNdArray,
          { padding: [kh - 1, kw - 1] },
        );
        const [h, width] = expected.values.shape;
        const cut = parameters.mode === 'full' ? [0, 0] : [kh - 1, kw - 1];
        const part = Array.from({ length: h * width }, (_, i) =>
          y.get(0, cut[0]! + Math.floor(i / width), cut[1]! + (i % width)),
        );
        expect(worstRatio(part, expected.values.data, tolerance.float64)).toBeLessThan(1);
      });
    }
  }
});

describe('gradients of conv2d against PyTorch', () => {
  for (const { name, inputs, parameters, expected, tolerance } of readCases(
    '09-gradients',
    'conv2d',
  )) {
    for (const dtype of DTYPES) {
      it(`${name} in ${dtype}`, () => {
        const at = {
          x: toFloats(inputs.x, dtype),
          W: toFloats(inputs.W, dtype),
          b: toFloats(inputs.b, dtype),
        };
        const { stride, padding, dilation, groups } = parameters;
        const { value, pullback } = vjp(
          ({ x, W, b }: { x: Traced; W: Traced; b: Traced }) =>
            conv2d(x, W, { bias: b, stride, padding, dilation, groups }),
          at,
        );
        expect(worstRatio(value.data, expected.value.data, tolerance[dtype])).toBeLessThan(1);
        const gradients = pullback(toFloats(inputs.upstream, dtype));
        for (const input of ['x', 'W', 'b'] as const) {
          const right = expected.gradients[input].data;
          expect(gradients[input].dtype).toBe(dtype);
          expect(worstRatio(gradients[input].data, right, tolerance[dtype])).toBeLessThan(1);
        }
      });
    }
  }
});

/** Sizes at which at least one window fits. */
const problem = fc
  .record({
    groups: fc.integer({ min: 1, max: 3 }),
    own: fc.integer({ min: 1, max: 3 }),
    each: fc.integer({ min: 1, max: 5 }),
    images: fc.integer({ min: 1, max: 2 }),
    size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padding: fc.tuple(fc.nat(3), fc.nat(3)),
    dilation: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    seed: fc.nat(1000),
  })
  .filter(({ size, kernel, padding, dilation }) =>
    [0, 1].every((a) => dilation[a]! * (kernel[a]! - 1) < size[a]! + 2 * padding[a]!),
  )
  .map(({ groups, own, each, images, size, kernel, seed, stride, padding, dilation }) => ({
    x: draw(seed, images, groups * own, ...size),
    w: draw(seed + 1, groups * each, own, ...kernel),
    b: draw(seed + 2, groups * each),
    steps: { stride, padding, dilation, groups } satisfies Steps,
  }));

describe('conv2d', () => {
  it('is what seven loops over its definition give', () => {
    fc.assert(
      fc.property(problem, ({ x, w, b, steps }) => {
        const slow = sevenLoops(x, w, steps, b);
        expect(largest(conv2d(x, w, { ...steps, bias: b }), slow)).toBeLessThan(1e-13);
        const y = conv2d(single(x), single(w), { ...steps, bias: single(b) });
        expect(y.dtype).toBe('float32');
        expect(largest(y, slow)).toBeLessThan(1e-5);
      }),
    );
  });

  it('does not turn the kernel around', () => {
    expect(toNested(conv2d([[[1, 0, 0]]], [[[[1, 2]]]]))).toEqual([[[1, 0]]]);
    expect(toNested(conv2d([[[0, 0, 1]]], [[[[1, 2]]]]))).toEqual([[[0, 2]]]);
  });

  it('is linear in the image and in the weights', () => {
    const [a, c, w, v] = [
      draw(1, 2, 3, 7, 5),
      draw(2, 2, 3, 7, 5),
      draw(3, 4, 3, 3, 2),
      draw(4, 4, 3, 3, 2),
    ];
    const steps = { stride: 2, padding: 1 };
    const mixed = conv2d(add(mul(a, 2), mul(c, -3)), w, steps);
    const apart = add(mul(conv2d(a, w, steps), 2), mul(conv2d(c, w, steps), -3));
    expect(largest(mixed, apart)).toBeLessThan(1e-13);
    const sumOfFilters = conv2d(a, add(w, v), steps);
    expect(largest(sumOfFilters, add(conv2d(a, w, steps), conv2d(a, v, steps)))).toBeLessThan(
      1e-13,
    );
  });

  it('of a shifted image is the shifted result, away from the border', () => {
    const [x, w] = [draw(5, 1, 2, 11, 13), draw(6, 3, 2, 3, 3)];
    const [down, right] = [4, 2];
    const shifted = createNdArray(new Float64Array(x.data.length), [...x.shape]);
    for (let c = 0; c < 2; c++)
      for (let i = down; i < 11; i++)
        for (let j = right; j < 13; j++) shifted.set(0, c, i, j, x.get(0, c, i - down, j - right));
    const steps = { stride: 2, padding: 1 };
    const [y, z] = [conv2d(x, w, steps), conv2d(shifted, w, steps)];
    // Windows that start at rows from `down` on see shifted pixels alone: a stride of 2 makes half as many places.
    for (let o = 0; o < 3; o++)
      for (let i = down / 2 + 1; i < z.shape[2]! - 1; i++)
        for (let j = right / 2 + 1; j < z.shape[3]! - 1; j++)
          expect(z.get(0, o, i, j)).toBe(y.get(0, o, i - down / 2, j - right / 2));
  });

  it('in groups is a convolution with zeros off the diagonal blocks', () => {
    fc.assert(
      fc.property(problem, ({ x, w, steps }) => {
        const [o, own, kh, kw] = w.shape as [number, number, number, number];
        const channels = own * steps.groups;
        const whole = createNdArray(new Float64Array(o * channels * kh * kw), [
          o,
          channels,
          kh,
          kw,
        ]);
        for (let f = 0; f < o; f++)
          for (let c = 0; c < own; c++)
            for (let u = 0; u < kh; u++)
              for (let v = 0; v < kw; v++)
                whole.set(f, Math.floor(f / (o / steps.groups)) * own + c, u, v, w.get(f, c, u, v));
        const one = conv2d(x, whole, { ...steps, groups: 1 });
        expect(largest(conv2d(x, w, steps), one)).toBeLessThan(1e-13);
      }),
    );
  });

  it('with dilation is a convolution with a kernel full of zeros', () => {
    const [x, w] = [draw(7, 2, 3, 11, 13), draw(8, 4, 3, 3, 2)];
    const spread = createNdArray(new Float64Array(4 * 3 * 5 * 4), [4, 3, 5, 4]);
    for (let f = 0; f < 4; f++)
      for (let c = 0; c < 3; c++)
        for (let u = 0; u < 3; u++)
          for (let v = 0; v < 2; v++) spread.set(f, c, 2 * u, 3 * v, w.get(f, c, u, v));
    const steps = { padding: [1, 2], stride: [1, 2] };
    const dilated = conv2d(x, w, { ...steps, dilation: [2, 3] });
    expect(largest(dilated, conv2d(x, spread, steps))).toBeLessThan(1e-13);
  });

  it('keeps the size with padding "same", the odd column on the right', () => {
    const [x, w] = [draw(9, 1, 2, 5, 6), draw(10, 3, 2, 3, 4)];
    const y = conv2d(x, w, { padding: 'same' });
    expect(y.shape).toEqual([1, 3, 5, 6]);
    // Two columns of zeros on both sides would give one more result on the left.
    const wide = conv2d(x, w, { padding: [1, 2] });
    for (let j = 0; j < 6; j++) expect(y.get(0, 1, 2, j)).toBe(wide.get(0, 1, 2, j + 1));
  });

  it('takes one image, strided views and integers, and leaves them as they are', () => {
    const [x, w] = [draw(11, 2, 3, 6, 5), draw(12, 4, 3, 2, 3)];
    const y = conv2d(x, w);
    const first = conv2d(x.pick(1), w);
    expect(first.shape).toEqual([4, 5, 3]);
    expect(first.data).toEqual(y.data.slice(60));
    const turned = transpose(transpose(x, [3, 1, 0, 2]), [2, 1, 3, 0]);
    const backwards = createNdArray(
      Float64Array.from(w.data).reverse(),
      [4, 3, 2, 3],
      [-18, -6, -3, -1],
      71,
    );
    const before = [turned.data.slice(), backwards.data.slice()];
    expect(conv2d(turned, backwards).data).toEqual(y.data);
    expect([turned.data, backwards.data]).toEqual(before);
    const bytes = createNdArray(Uint8Array.of(250, 251, 252, 253), [1, 2, 2]);
    const sums = conv2d(bytes, createNdArray(Float32Array.of(1, 1, 1, 1), [1, 1, 2, 2]));
    expect([sums.dtype, sums.data[0]]).toEqual(['float32', 1006]);
  });

  it('spreads NaN to the windows that see it', () => {
    const y = conv2d([[[1, NaN, 1, 1, 1]]], [[[[1, 1]]]]);
    expect(toNested(y)).toEqual([[[NaN, NaN, 2, 2]]]);
  });
});

describe('convTranspose2d', () => {
  it('is the adjoint of conv2d: ⟨conv2d(x, w), y⟩ = ⟨x, convTranspose2d(y, w)⟩', () => {
    fc.assert(
      fc.property(problem, ({ x, w, steps }) => {
        const y = conv2d(x, w, steps);
        const u = draw(99, ...y.shape);
        const { stride, padding, dilation } = steps;
        // What conv2d does not reach at the far ends is what the output padding gives back.
        const outputPadding = [2, 3].map((axis) => {
          const a = axis - 2;
          const reach = dilation[a]! * (w.shape[axis]! - 1) + 1;
          return x.shape[axis]! + 2 * padding[a]! - reach - (y.shape[axis]! - 1) * stride[a]!;
        });
        const back = convTranspose2d(u, w, { ...steps, outputPadding });
        expect(back.shape).toEqual(x.shape);
        const [left, right] = [inner(y, u), inner(x, back)];
        const size = inner(y, y) + inner(u, u);
        expect(Math.abs(left - right)).toBeLessThan(1e-13 * size);
        const { pullback } = vjp((input: Traced) => conv2d(input, w, steps), x);
        expect(largest(pullback(u), back)).toBeLessThan(1e-13);
      }),
    );
  });

  it('adds a bias to every pixel of a channel', () => {
    const [x, w, b] = [draw(13, 4, 3, 5), draw(14, 4, 2, 3, 3), draw(15, 4)];
    const options = { stride: 2, groups: 2, outputPadding: 1 };
    const difference = add(
      convTranspose2d(x, w, { ...options, bias: b }),
      mul(convTranspose2d(x, w, options), -1),
    );
    for (let c = 0; c < 4; c++) expect(difference.get(c, 5, 3)).toBeCloseTo(b.get(c), 13);
  });
});

describe('derivatives', () => {
  type Parameters = { readonly x: Traced; readonly w: Traced; readonly b: Traced };

  it('of first and second order agree with finite differences and with the adjoint', () => {
    const variants: [Conv2dOptions<FloatNdArray>, number, number][] = [
      [{}, 3, 4],
      [{ stride: [2, 1], padding: [1, 2], dilation: [1, 2] }, 3, 4],
      [{ padding: 'same' }, 2, 3],
      [{ groups: 2, stride: 2, padding: 1 }, 4, 6],
    ];
    for (const [options, channels, filters] of variants) {
      const at = {
        x: draw(21, 2, channels, 5, 6),
        w: draw(22, filters, channels / (options.groups ?? 1), 2, 3),
        b: draw(23, filters),
      };
      const f = ({ x, w, b }: Parameters) => tanh(conv2d(x, w, { ...options, bias: b }));
      expect(checkGradient(f, at, { order: 2 }).maxError).toBeLessThan(1e-7);
    }
  });

  it('of transposed convolutions do so too', () => {
    const variants: ConvTranspose2dOptions<FloatNdArray>[] = [
      {},
      { stride: [2, 3], padding: [1, 0], outputPadding: [1, 2] },
      { groups: 2, dilation: 2, outputPadding: 1 },
    ];
    for (const options of variants) {
      const at = {
        x: draw(24, 2, 4, 3, 4),
        w: draw(25, 4, 2, 3, 2),
        b: draw(26, 2 * (options.groups ?? 1)),
      };
      const f = ({ x, w, b }: Parameters) => tanh(convTranspose2d(x, w, { ...options, bias: b }));
      expect(checkGradient(f, at, { order: 2 }).maxError).toBeLessThan(1e-7);
    }
  });

  it('by the weights add up over images and over blocks of pixels', () => {
    // More pixels than a block of 256, and a rest.
    const [x, w] = [draw(27, 2, 2, 19, 31), draw(28, 5, 2, 3, 3)];
    const u = draw(29, 2, 5, 17, 29);
    const { pullback } = vjp((weight: Traced) => conv2d(x, weight), w);
    // The gradient is a correlation of the image with u, where images and channels change places.
    const swap = (a: FloatNdArray): FloatNdArray => transpose(a, [1, 0, 2, 3]) as FloatNdArray;
    const slow = swap(sevenLoops(swap(x), swap(u), PLAIN));
    expect(largest(pullback(u), slow)).toBeLessThan(1e-11);
  });

  it('reach as far as the receptive field of a stack says', () => {
    const layers = [
      { kernel: 3, stride: 2, padding: 1 },
      { kernel: [2, 3], stride: [1, 2] },
      { kernel: 3, dilation: [2, 1] },
    ];
    const ones = (...shape: number[]): FloatNdArray =>
      createNdArray(new Float64Array(shape.reduce((a, b) => a * b)).fill(1), shape);
    const stack = (x: Traced): Traced =>
      conv2d(
        conv2d(conv2d(x, ones(1, 1, 3, 3), { stride: 2, padding: 1 }), ones(1, 1, 2, 3), {
          stride: [1, 2],
        }),
        ones(1, 1, 3, 3),
        { dilation: [2, 1] },
      );
    const { size, jump, start } = receptiveField(layers);
    const { value, pullback } = vjp(stack, ones(1, 29, 31));
    const u = createNdArray(new Float64Array(value.data.length), [...value.shape]);
    const at = [3, 2];
    u.set(0, at[0]!, at[1]!, 1);
    const seen = pullback(u);
    const rows: number[] = [];
    const columns: number[] = [];
    for (let i = 0; i < 29; i++)
      for (let j = 0; j < 31; j++)
        if (seen.get(0, i, j) !== 0) {
          rows.push(i);
          columns.push(j);
        }
    [rows, columns].forEach((places, axis) => {
      const middle = start[axis]! + jump[axis]! * at[axis]!;
      expect(Math.min(...places)).toBe(middle - (size[axis]! - 1) / 2);
      expect(Math.max(...places)).toBe(middle + (size[axis]! - 1) / 2);
    });
  });

  it('come in the precision of what they belong to', () => {
    const [x, w] = [single(draw(30, 1, 2, 4, 4)), draw(31, 3, 2, 2, 2)];
    const gradients = grad(({ a, b }: { a: Traced; b: Traced }) => sum(conv2d(a, b)))({
      a: x,
      b: w,
    });
    expect([gradients.a.dtype, gradients.b.dtype]).toEqual(['float32', 'float64']);
    const bytes = createNdArray(new Uint8Array(9).fill(3), [1, 3, 3]);
    const byWeight = grad((b: Traced) => sum(conv2d(bytes, b)))(single(draw(32, 1, 1, 2, 2)));
    expect([byWeight.dtype, ...byWeight.data]).toEqual(['float32', 12, 12, 12, 12]);
  });
});

describe('what does not fit is refused', () => {
  const [x, w] = [draw(33, 2, 4, 5, 6), draw(34, 6, 4, 3, 3)];
  const refused: [string, () => unknown, string][] = [
    [
      'a kernel larger than the padded image',
      () => conv2d(x, draw(0, 1, 4, 8, 3), { padding: 1 }),
      'conv2d: "weight" expected a kernel that fits into 7 (5 and 1 + 1 of padding) along the height, got 8',
    ],
    [
      'a dilated kernel that reaches too far',
      () => conv2d(x, w, { dilation: [1, 3] }),
      'conv2d: "weight" expected a kernel that fits into 6 along the width, got 3 with dilation 3, which reaches over 7',
    ],
    [
      'groups that do not divide the input channels',
      () => conv2d(x, w, { groups: 3 }),
      'conv2d: "groups" expected a divisor of the 4 input channels, got 3',
    ],
    [
      'groups that do not divide the filters',
      () => conv2d(x, draw(0, 6, 1, 3, 3), { groups: 4 }),
      'conv2d: "groups" expected a divisor of the 6 output channels, got 4',
    ],
    [
      'filters for other channels',
      () => conv2d(x, w, { groups: 2 }),
      'conv2d: "weight" expected shape (o, c / groups=2, kh, kw), got (6, 4, 3, 3)',
    ],
    [
      'filters of another rank',
      () => conv2d(x, draw(0, 4, 3, 3)),
      'conv2d: "weight" expected shape (o, c=4, kh, kw), got (4, 3, 3)',
    ],
    [
      'images of another rank',
      () => conv2d([[1, 2]], w),
      'conv2d: "x" expected shape (n, c, h, w) or (c, h, w), none of them 0, got (1, 2)',
    ],
    [
      'an empty batch',
      () => conv2d(createNdArray(new Float64Array(0), [0, 4, 5, 6]), w),
      'conv2d: "x" expected shape (n, c, h, w) or (c, h, w), none of them 0, got (0, 4, 5, 6)',
    ],
    [
      'a bias of another length',
      () => conv2d(x, w, { bias: [1, 2] }),
      'conv2d: "bias" expected shape (o=6), got (2)',
    ],
    [
      'a negative stride',
      () => conv2d(x, w, { stride: [1, -2] }),
      'conv2d: "stride[1]" expected a whole number >= 1, got -2',
    ],
    [
      'a stride for a third axis',
      () => conv2d(x, w, { stride: [1, 1, 1] }),
      'conv2d: "stride" expected one number, or 2, one for each axis, got 3 numbers',
    ],
    [
      'a fractional padding',
      () => conv2d(x, w, { padding: 0.5 }),
      'conv2d: "padding" expected a whole number >= 0, got 0.5',
    ],
    [
      'an option of another name',
      () => conv2d(x, w, { strides: 2 } as never),
      'conv2d: "options" expected only the names bias, stride, padding, dilation, groups, got "strides"',
    ],
    [
      'what is no array',
      () => conv2d('image' as never, w),
      'conv2d: "x" expected an ndarray, nested numbers or a typed array, got "image"',
    ],
    [
      'too much output padding',
      () => convTranspose2d(x, draw(0, 4, 1, 2, 2), { stride: 2, outputPadding: 2 }),
      'convTranspose2d: "outputPadding" expected less than the stride 2 or the dilation 1, got 2',
    ],
    [
      'padding that leaves nothing',
      () => convTranspose2d(x, draw(0, 4, 1, 1, 1), { padding: [0, 3] }),
      'convTranspose2d: "padding" expected less than 6 in all, so that something is left of the width, got 3 + 3',
    ],
    [
      'filters for other channels, transposed',
      () => convTranspose2d(x, w),
      'convTranspose2d: "weight" expected shape (c=4, o, kh, kw), got (6, 4, 3, 3)',
    ],
    [
      'padding by name, transposed',
      () => convTranspose2d(x, draw(0, 4, 1, 2, 2), { padding: 'same' as never }),
      'convTranspose2d: "padding" expected numbers, got "same"',
    ],
  ];
  for (const [what, run, message] of refused) it(what, () => expect(run).toThrow(message));
});
