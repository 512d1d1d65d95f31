import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FloatTypedArray } from '../../../src/core/types.js';
import type { ConvTask } from '../../../src/kernels/convolution-kernels.js';
import {
  convolveBack as convolveBackScalar,
  convolve as convolveScalar,
  correlateWindows as correlateWindowsScalar,
} from '../../../src/kernels/scalar/convolve.js';
import { convolve, convolveBack, correlateWindows } from '../../../src/kernels/simd/convolve.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

/** Small whole numbers, whose sums float32 holds exactly, so that the scalar kernel is an exact oracle. */
const whole = (count: number, seed: number): Float32Array =>
  randomFloats(count, seed).map((value) => Math.round(value) % 5);

function outputs(task: ConvTask, input: Float32Array, weight: Float32Array, bias?: Float32Array) {
  const size = task.images * task.filters * task.outHeight * task.outWidth;
  const got = new Float32Array(size).fill(Number.NaN);
  const wanted = new Float32Array(size);
  convolveScalar(task, input, weight, bias, wanted);
  const used = withCanaries(() => convolve(task, input, weight, bias, got));
  return { got, wanted, used };
}

/** Sizes of the arrays of a task. */
function counts(task: ConvTask) {
  const taps = (task.channels / task.groups) * task.kernelHeight * task.kernelWidth;
  return {
    input: task.images * task.channels * task.height * task.width,
    output: task.images * task.filters * task.outHeight * task.outWidth,
    weight: task.filters * taps,
  };
}

/** Both adjoints, from the SIMD kernel and from the scalar one. */
function adjoints(
  task: ConvTask,
  input: Float32Array,
  output: Float32Array,
  weight: Float32Array,
  bias?: Float32Array,
) {
  const sizes = counts(task);
  const [back, windows] = [sizes.input, sizes.weight].map((size) => ({
    got: new Float32Array(size).fill(Number.NaN),
    wanted: new Float32Array(size),
  })) as [Record<'got' | 'wanted', Float32Array>, Record<'got' | 'wanted', Float32Array>];
  convolveBackScalar(task, output, weight, bias, back.wanted);
  correlateWindowsScalar(task, input, output, windows.wanted);
  const used = withCanaries(() => {
    convolveBack(task, output, weight, bias, back.got);
    correlateWindows(task, input, output, windows.got);
  });
  return { back, windows, used };
}

/** What differs first, to the bit; `toEqual` takes seconds for as many numbers. */
function expectSame(got: FloatTypedArray, wanted: FloatTypedArray): void {
  expect(got.length).toBe(wanted.length);
  const at = got.findIndex((value: number, i: number) => !Object.is(value, wanted[i]));
  expect([at, got[at]]).toEqual([-1, undefined]);
}

/** The same in float64: all three, and how often memory was asked for. */
function doubles(
  task: ConvTask,
  input: FloatTypedArray,
  output: FloatTypedArray,
  weight: FloatTypedArray,
  bias?: FloatTypedArray,
  shift?: FloatTypedArray,
) {
  const [x, g, w] = [input, output, weight].map((a) => Float64Array.from(a)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const sizes = counts(task);
  const forward = new Float64Array(sizes.output).fill(Number.NaN);
  const back = new Float64Array(sizes.input).fill(Number.NaN);
  const windows = new Float64Array(sizes.weight).fill(Number.NaN);
  const used = withCanaries(() => {
    convolve(task, x, w, bias && Float64Array.from(bias), forward);
    convolveBack(task, g, w, shift && Float64Array.from(shift), back);
    correlateWindows(task, x, g, windows);
  });
  return { forward, back, windows, used };
}

interface Sizes {
  readonly images: number;
  readonly groups: number;
  readonly channels: number;
  readonly filters: number;
  readonly side: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pad: readonly [number, number];
  readonly dilation: readonly [number, number];
}

function taskOf(s: Sizes): ConvTask | undefined {
  const out = [0, 1].map((axis) => {
    const reach = s.dilation[axis]! * (s.kernel[axis]! - 1) + 1;
    return Math.floor((s.side[axis]! + 2 * s.pad[axis]! - reach) / s.stride[axis]!) + 1;
  });
  if (out.some((length) => length < 1)) return undefined;
  return {
    ...{ images: s.images, groups: s.groups },
    ...{ channels: s.channels * s.groups, filters: s.filters * s.groups },
    ...{ height: s.side[0], width: s.side[1], outHeight: out[0]!, outWidth: out[1]! },
    ...{ kernelHeight: s.kernel[0], kernelWidth: s.kernel[1] },
    ...{ strideY: s.stride[0], strideX: s.stride[1], top: s.pad[0], left: s.pad[1] },
    ...{ dilationY: s.dilation[0], dilationX: s.dilation[1] },
  };
}

describe.runIf(simd)('the SIMD convolution', () => {
  it('is the scalar one, exactly, on whole numbers, with both adjoints: any stride, padding, dilation and groups', () => {
    const pair = (min: number, max: number) =>
      fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
    let served = 0;
    fc.assert(
      fc.property(
        fc.record({
          images: fc.integer({ min: 1, max: 2 }),
          groups: fc.integer({ min: 1, max: 3 }),
          channels: fc.integer({ min: 1, max: 5 }),
          filters: fc.integer({ min: 1, max: 9 }),
          side: pair(5, 40),
          kernel: pair(1, 4),
          stride: pair(1, 5),
          pad: pair(0, 3),
          dilation: pair(1, 2),
        }),
        fc.boolean(),
        (sizes, biased) => {
          const task = taskOf(sizes);
          fc.pre(task !== undefined);
          const taps = (task.channels / task.groups) * task.kernelHeight * task.kernelWidth;
          const input = whole(task.images * task.channels * task.height * task.width, 1);
          const weight = whole(task.filters * taps, 2);
          const bias = biased ? whole(task.filters, 3) : undefined;
          const before = input.slice();
          const { got, wanted, used } = outputs(task, input, weight, bias);
          expect(got).toEqual(wanted);
          const gradient = whole(counts(task).output, 4);
          const shift = biased ? whole(task.channels, 5) : undefined;
          const { back, windows } = adjoints(task, input, gradient, weight, shift);
          expect(back.got).toEqual(back.wanted);
          expect(windows.got).toEqual(windows.wanted);
          const double = doubles(task, input, gradient, weight, bias, shift);
          expectSame(double.forward, Float64Array.from(wanted));
          expectSame(double.back, Float64Array.from(back.wanted));
          expectSame(double.windows, Float64Array.from(windows.wanted));
          expect(input).toEqual(before);
          if (used > 0) served++;
        },
      ),
      { numRuns: 150 },
    );
    expect(served).toBeGreaterThan(30);
  });

  it('takes many taps and wide rows a few rows of the output at a time', () => {
    const task = taskOf({
      ...{ images: 1, groups: 1, channels: 70, filters: 5 },
      ...{ side: [9, 131], kernel: [3, 3], stride: [1, 1], pad: [1, 1], dilation: [1, 1] },
    })!;
    const { got, wanted, used } = outputs(task, whole(70 * 9 * 131, 4), whole(5 * 630, 5));
    expect(used).toBeGreaterThan(1);
    expect(got).toEqual(wanted);
    const gradient = whole(5 * 9 * 131, 6);
    const { back, windows } = adjoints(task, whole(70 * 9 * 131, 4), gradient, whole(5 * 630, 5));
    expect(back.got).toEqual(back.wanted);
    expect(windows.got).toEqual(windows.wanted);
  });

  it('stays within a few roundings of the truth', () => {
    const task = taskOf({
      ...{ images: 1, groups: 1, channels: 16, filters: 8 },
      ...{ side: [20, 20], kernel: [3, 3], stride: [1, 1], pad: [1, 1], dilation: [1, 1] },
    })!;
    const [input, weight] = [randomFloats(16 * 400, 6), randomFloats(8 * 144, 7)];
    const { got, wanted } = outputs(task, input, weight);
    const sizes = new Float64Array(wanted.length);
    convolveScalar(task, input.map(Math.abs), weight.map(Math.abs), undefined, sizes);
    got.forEach((value, i) => {
      expect(Math.abs(value - wanted[i]!)).toBeLessThan(2 ** -22 * sizes[i]!);
    });
    const gradient = randomFloats(8 * 400, 8);
    const { back, windows } = adjoints(task, input, gradient, weight);
    const absolute = [input, gradient, weight].map((numbers) => numbers.map(Math.abs));
    const bounds = adjoints(task, absolute[0]!, absolute[1]!, absolute[2]!);
    back.got.forEach((value, i) => {
      const bound = 2 ** -22 * bounds.back.wanted[i]!;
      expect(Math.abs(value - back.wanted[i]!)).toBeLessThan(bound);
    });
    windows.got.forEach((value, i) => {
      const bound = 2 ** -22 * bounds.windows.wanted[i]!;
      expect(Math.abs(value - windows.wanted[i]!)).toBeLessThan(bound);
    });
  });

  it('weighs rows where there are few filters, in float32 and float64, band by band', () => {
    const depthwise = { images: 2, groups: 7, channels: 1, filters: 1 };
    const few = { images: 1, groups: 2, channels: 3, filters: 2 };
    for (const [sizes, side] of [
      [depthwise, [19, 37]],
      [{ ...depthwise, images: 1, groups: 2 }, [200, 210]],
      [few, [40, 33]],
      [few, [2, 3000]],
    ] as const) {
      for (const stride of [
        [1, 1],
        [2, 2],
        [3, 1],
      ] as const) {
        const [kernel, pad, dilation] = [
          [3, 3],
          [1, 1],
          [1, 1],
        ] as const;
        const task = taskOf({ ...sizes, side, kernel, stride, pad, dilation })!;
        const { input, output, weight } = counts(task);
        const singles = [whole(input, 1), whole(output, 2), whole(weight, 3)] as const;
        const bias = whole(task.filters, 4);
        const { got, wanted, used } = outputs(task, singles[0], singles[2], bias);
        expect(used).toBeGreaterThan(0);
        expectSame(got, wanted);
        const shift = whole(task.channels, 5);
        const { back, windows } = adjoints(task, ...singles, shift);
        expectSame(back.got, back.wanted);
        expectSame(windows.got, windows.wanted);

        const double = doubles(task, ...singles, bias, shift);
        expect(double.used).toBeGreaterThan(0);
        expectSame(double.forward, Float64Array.from(wanted));
        expectSame(double.back, Float64Array.from(back.wanted));
        expectSame(double.windows, Float64Array.from(windows.wanted));
      }
    }
  });

  it.each([2, 7])(
    'sums float64 as the scalar kernel does, to the last bit: %i filters',
    (filters) => {
      const task = taskOf({
        ...{ images: 1, groups: 2, channels: 40, filters, side: [15, 15] },
        ...{ kernel: [3, 3], stride: [1, 1], pad: [1, 1], dilation: [1, 1] },
      })!;
      const draw = (count: number, seed: number) => Float64Array.from(randomFloats(count, seed));
      const { input, output, weight } = counts(task);
      const [x, w, b] = [draw(input, 1), draw(weight, 2), draw(task.filters, 3)];
      const [got, wanted] = [new Float64Array(output), new Float64Array(output)];
      expect(withCanaries(() => convolve(task, x, w, b, got))).toBeGreaterThan(0);
      convolveScalar(task, x, w, b, wanted);
      expectSame(got, wanted);
    },
  );

  it('keeps weights that are not finite away from what they do not weigh, on the way back', () => {
    const task = taskOf({
      ...{ images: 1, groups: 3, channels: 1, filters: 1, side: [30, 30] },
      ...{ kernel: [3, 3], stride: [1, 1], pad: [0, 0], dilation: [1, 1] },
    })!;
    const { input, output, weight } = counts(task);
    const w = whole(weight, 1);
    w[4] = Infinity;
    const ones = new Float32Array(output).fill(1);
    const { back } = adjoints(task, whole(input, 2), ones, w);
    expect(back.got).toEqual(back.wanted);
    expect(back.got[0]).toBe(w[0]);
  });

  it('stays within a few roundings of the truth where there are few filters', () => {
    const task = taskOf({
      ...{ images: 2, groups: 3, channels: 1, filters: 1, side: [50, 1500] },
      ...{ kernel: [3, 3], stride: [1, 1], pad: [1, 1], dilation: [1, 1] },
    })!;
    const { input, output, weight } = counts(task);
    const [x, g, w] = [randomFloats(input, 1), randomFloats(output, 2), randomFloats(weight, 3)];
    const { got, wanted } = outputs(task, x, w);
    const { back, windows } = adjoints(task, x, g, w);
    const absolute = [x, g, w].map((numbers) => numbers.map(Math.abs));
    const bounds = adjoints(task, absolute[0]!, absolute[1]!, absolute[2]!);
    const sizes = outputs(task, absolute[0]!, absolute[2]!).wanted;
    // Nine products, and as many roundings of sums, at most; those of a row of weights are in lanes of 256.
    for (const [seen, truth, size] of [
      [got, wanted, sizes],
      [back.got, back.wanted, bounds.back.wanted],
      [windows.got, windows.wanted, bounds.windows.wanted],
    ] as const) {
      const apart = seen.map((value, i) => Math.abs(value - truth[i]!) / size[i]!);
      expect(apart.reduce((a, b) => Math.max(a, b))).toBeLessThan(9 * 2 ** -24);
    }
  });

  it('lays nothing out where windows reach so far that little else but zeros would be', () => {
    const sizes = {
      ...{ images: 1, side: [24, 24] as const, kernel: [3, 3] as const },
      ...{ stride: [1, 1] as const, pad: [3000, 3000] as const, dilation: [3000, 3000] as const },
    };
    for (const group of [
      { groups: 4, channels: 1, filters: 1 },
      { groups: 1, channels: 4, filters: 8 },
    ]) {
      const task = taskOf({ ...sizes, ...group })!;
      const { input, output, weight } = counts(task);
      const [x, w, g] = [whole(input, 1), whole(weight, 2), whole(output, 3)];
      const { got, wanted, used } = outputs(task, x, w);
      expect(used).toBe(0);
      expect(got).toEqual(wanted);
      expect(adjoints(task, x, g, w).used).toBe(0);
    }
  });

  it('leaves little work, and arrays of different kinds, to the scalar kernel', () => {
    const sizes = {
      ...{ images: 1, groups: 1, channels: 2, side: [30, 30] as const, kernel: [3, 3] as const },
      ...{ stride: [1, 1] as const, pad: [1, 1] as const, dilation: [1, 1] as const },
    };
    const small = taskOf({ ...sizes, side: [4, 4], filters: 8 })!;
    expect(outputs(small, whole(32, 1), whole(144, 2)).used).toBe(0);
    expect(adjoints(small, whole(32, 1), whole(128, 3), whole(144, 2)).used).toBe(0);
    const mixed = taskOf({ ...sizes, filters: 3 })!;
    const input = Float64Array.from(whole(1800, 1));
    const output = new Float32Array(2700);
    const run = () => convolve(mixed, input, whole(54, 2), undefined, output);
    expect(withCanaries(run)).toBe(0);
    expect(output[31]).not.toBe(0);
  });
});
