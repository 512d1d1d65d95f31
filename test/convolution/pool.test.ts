import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, exp, mul, tanh, transpose } from '../../src/array/index.js';
import {
  type AveragePoolOptions,
  averagePool2d,
  conv2d,
  maxPool2d,
} from '../../src/convolution/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { checkGradient, type Traced, vjp } from '../../src/gradient/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);
const DTYPES = ['float64', 'float32'] as const;

const POOLS = { maxPool2d, avgPool2d: averagePool2d };

/** Options by PyTorch's names. */
function optionsOf(parameters: Record<string, unknown>): AveragePoolOptions {
  const { kernel, stride, padding, ceil_mode, count_include_pad } = parameters;
  return {
    kernel,
    stride,
    padding,
    ...(ceil_mode === undefined ? {} : { ceilMode: ceil_mode }),
    ...(count_include_pad === undefined ? {} : { countPadding: count_include_pad }),
  } as AveragePoolOptions;
}

for (const operation of ['maxPool2d', 'avgPool2d'] as const) {
  describe(`${operation} against PyTorch`, () => {
    for (const { name, inputs, parameters, expected, tolerance } of readCases(
      '10-conv-pool',
      operation,
    )) {
      for (const dtype of DTYPES) {
        it(`${name} in ${dtype}`, () => {
          const y = POOLS[operation](
            toFloats(inputs.x, dtype),
            optionsOf(parameters),
          ) as FloatNdArray;
          expect(y.dtype).toBe(dtype);
          expect(y.shape).toEqual(expected.values.shape);
          expect(worstRatio(y.data, expected.values.data, tolerance[dtype])).toBeLessThan(1);
        });
      }
    }

    for (const { name, inputs, parameters, expected, tolerance } of readCases(
      '09-gradients',
      operation,
    )) {
      for (const dtype of DTYPES) {
        it(`the gradient of ${name} in ${dtype}`, () => {
          const { value, pullback } = vjp(
            (x: Traced) => POOLS[operation](x, optionsOf(parameters)),
            toFloats(inputs.x, dtype),
          );
          expect(worstRatio(value.data, expected.value.data, tolerance[dtype])).toBeLessThan(1);
          const gradient = pullback(toFloats(inputs.upstream, dtype)).data;
          const right = expected.gradients.x.data;
          expect(worstRatio(gradient, right, tolerance[dtype])).toBeLessThan(1);
        });
      }
    }
  });
}

const options = fc.record({
  kernel: fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 })),
  stride: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
  padding: fc.tuple(fc.nat(1), fc.nat(1)),
  ceilMode: fc.boolean(),
});

describe('maxPool2d', () => {
  it('commutes with maps that only grow', () => {
    fc.assert(
      fc.property(options, fc.nat(99), (given, seed) => {
        const x = draw(seed, 2, 3, 7, 5);
        expect(maxPool2d(exp(x), given).data).toEqual(exp(maxPool2d(x, given)).data);
        // A map that falls exchanges largest and smallest, so it must not commute.
        expect(maxPool2d(mul(x, -1), given).data).not.toEqual(mul(maxPool2d(x, given), -1).data);
      }),
    );
  });

  it('never takes padding, be the image as negative as it may', () => {
    const x = createNdArray(new Float64Array(9).fill(-1e300), [1, 3, 3]);
    const y = maxPool2d(x, { kernel: 2, padding: 1, stride: 1 });
    expect(y.data).toEqual(new Float64Array(16).fill(-1e300));
  });

  it('gives NaN where a window holds one, wherever it stands', () => {
    expect(toNested(maxPool2d([[[1, NaN, 3, 4, 9, 5]]], { kernel: [1, 2] }))).toEqual([
      [[NaN, 4, 9]],
    ]);
    expect(toNested(maxPool2d([[[NaN, 1, 3, 4]]], { kernel: [1, 2] }))).toEqual([[[NaN, 4]]]);
  });

  it('takes one image, views and integers', () => {
    const bytes = createNdArray(Uint8Array.of(1, 9, 3, 4), [2, 2]);
    const turned = createNdArray(bytes.data, [1, 2, 2], [4, 1, 2]);
    const y = maxPool2d(turned, { kernel: [2, 1] });
    expect([y.dtype, toNested(y)]).toEqual(['float64', [[[9, 4]]]]);
    const x = draw(3, 2, 3, 6, 4);
    const [down, across] = [maxPool2d(x, { kernel: [3, 2] }), transpose(x, [0, 1, 3, 2])];
    expect(toNested(maxPool2d(across, { kernel: [2, 3] }))).toEqual(
      toNested(transpose(down, [0, 1, 3, 2])),
    );
    expect(maxPool2d(x.pick(1), { kernel: [3, 2] }).data).toEqual(down.data.slice(12));
  });
});

describe('averagePool2d', () => {
  it('is a convolution of each channel with equal weights, where padding counts', () => {
    const x = draw(4, 2, 3, 8, 9);
    const weight = createNdArray(new Float64Array(18).fill(1 / 6), [3, 1, 2, 3]);
    const steps = { stride: [1, 2], padding: 1 };
    const y = averagePool2d(x, { kernel: [2, 3], ...steps });
    const z = conv2d(x, weight, { groups: 3, ...steps });
    expect(y.shape).toEqual(z.shape);
    y.data.forEach((value, i) => {
      expect(value).toBeCloseTo(z.data[i]!, 14);
    });
  });

  it('of a constant image is that constant, where padding does not count', () => {
    fc.assert(
      fc.property(options, (given) => {
        const x = createNdArray(new Float64Array(70).fill(7), [2, 7, 5]);
        const y = averagePool2d(x, { ...given, countPadding: false });
        for (const value of y.data) expect(value).toBeCloseTo(7, 13);
      }),
    );
  });

  it('of everything is the mean of each channel', () => {
    const y = averagePool2d(
      [
        [
          [1, 2],
          [3, 6],
        ],
        [
          [0, 0],
          [0, 8],
        ],
      ],
      { kernel: 2 },
    );
    expect(toNested(y)).toEqual([[[3]], [[2]]]);
  });
});

describe('derivatives of pools', () => {
  it('of first and second order agree with finite differences and with the adjoint', () => {
    fc.assert(
      fc.property(options, fc.boolean(), (given, countPadding) => {
        // Far apart, so that a small step makes no other element the largest.
        const x = createNdArray(
          Float64Array.from({ length: 70 }, (_, i) => ((i * 29) % 71) / 10 - 3),
          [1, 2, 7, 5],
        );
        const f = (at: Traced) =>
          add(tanh(maxPool2d(at, given)), tanh(averagePool2d(at, { ...given, countPadding })));
        expect(checkGradient(f, x, { order: 2 }).maxError).toBeLessThan(1e-7);
      }),
      { numRuns: 20 },
    );
  });
});

describe('what does not fit is refused', () => {
  const x = draw(5, 2, 3, 4, 5);
  const refused: [string, () => unknown, string][] = [
    [
      'a window larger than the padded image',
      () => maxPool2d(x, { kernel: [7, 2], padding: 1 }),
      'maxPool2d: "kernel" expected a kernel that fits into 6 (4 and 1 + 1 of padding) along the height, got 7',
    ],
    [
      'padding of more than half a window',
      () => averagePool2d(x, { kernel: [4, 2], padding: 2 }),
      'averagePool2d: "padding" expected at most half the kernel of 2 along the width, got 2',
    ],
    [
      'a negative stride',
      () => maxPool2d(x, { kernel: 2, stride: -1 }),
      'maxPool2d: "stride" expected a whole number >= 1, got -1',
    ],
    [
      'another rank',
      () => averagePool2d([[1, 2]], { kernel: 1 }),
      'averagePool2d: "x" expected shape (n, c, h, w) or (c, h, w), none of them 0, got (1, 2)',
    ],
    [
      'no kernel',
      () => maxPool2d(x, {} as never),
      'maxPool2d: "kernel" expected a whole number >= 1, got undefined',
    ],
    [
      'an option of the other pool',
      () => maxPool2d(x, { kernel: 2, countPadding: true } as never),
      'maxPool2d: "options" expected only the names kernel, stride, padding, ceilMode, got "countPadding"',
    ],
    [
      'a flag that is none',
      () => averagePool2d(x, { kernel: 2, ceilMode: 1 as never }),
      'averagePool2d: "ceilMode" expected true or false, got 1',
    ],
  ];
  for (const [what, run, message] of refused) it(what, () => expect(run).toThrow(message));
});
