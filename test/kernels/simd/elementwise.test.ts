import { describe, expect, it } from 'vitest';
import type { ShapedUnaryKernel } from '../../../src/kernels/array-kernels.js';
import * as activations from '../../../src/kernels/scalar/activations.js';
import * as functions from '../../../src/kernels/scalar/elementwise-unary.js';
import * as kernels from '../../../src/kernels/simd/elementwise.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import * as definitions from './twins/exponential.js';

const scalars: Record<string, ShapedUnaryKernel> = { ...activations, ...functions };
const fast = { ...kernels };
const twins = { ...definitions };

/** Roundings of the result by which each function may be off, near 0, and in all of its range. */
const CASES = [
  { name: 'exp', range: 110, near: 1, far: 1.1 },
  { name: 'log', range: 110, near: 1, far: 1.1 },
  { name: 'tanh', range: 12, near: 2.6, far: 2.6 },
  { name: 'sigmoid', range: 87, near: 2.5, far: 2.5 },
  { name: 'logSigmoid', range: 87, near: 2, far: 2 },
  { name: 'softplus', range: 87, near: 2, far: 2 },
  { name: 'silu', range: 87, near: 3.2, far: 3.2 },
  { name: 'gelu', range: 12.5, near: 5, far: 7 },
  { name: 'normalCdf', range: 12.5, near: 5, far: 7 },
  { name: 'elu', range: 110, near: 2, far: 2 },
] as const;

const SPECIAL = [
  0,
  -0,
  Infinity,
  -Infinity,
  Number.NaN,
  1e-45,
  -1e-45,
  3e38,
  -3e38,
  89,
  -104,
  1e-39,
];

/** NaN with marks in its last bits, which sums of bits would take for a number. */
const MARKED = new Float32Array(new Int32Array(256).fill(0x7fc00001).fill(-0x3edcbb, 100).buffer);

/** Where a float32 of this size has its last digit. */
function lastDigit(x: number): number {
  return 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)))) - 23);
}

function run(kernel: ShapedUnaryKernel, source: Float32Array, parameter: number): Float32Array {
  const target = new Float32Array(source.length).fill(Number.NaN);
  kernel(source, target, parameter);
  return target;
}

describe.runIf(simd).each(CASES)('the SIMD $name', ({ name, range, near, far }) => {
  const alpha = 0.7;
  const inputs = [
    randomFloats(3000, 1, name === 'log' ? 0 : -1),
    randomFloats(3000, 2, name === 'log' ? 0 : -range, range),
    ...[256, 257, 258, 259, 8191, 8193, 17001].map((count) => randomFloats(count, count, -9, 9)),
    Float32Array.from({ length: 256 }, (_, i) => SPECIAL[i % SPECIAL.length]!),
    // One number out of the ordinary among many that are not.
    ...SPECIAL.map((x, i) => randomFloats(300, i, 0, 5).fill(x, 7 * i, 7 * i + 1)),
    MARKED,
  ];

  it('is its twin, exactly, whatever the length', () => {
    for (const input of inputs) {
      const wanted = input.map((x) => twins[name](x, alpha));
      const count = withCanaries(() => expect(run(fast[name], input, alpha)).toEqual(wanted));
      expect(count).toBe(1);
    }
  });

  it('is off the truth by a few roundings at most', () => {
    for (const [input, most] of [
      [inputs[0]!, near],
      [inputs[1]!, far],
    ] as const) {
      const truth = new Float64Array(input.length);
      scalars[name]!(Float64Array.from(input), truth, alpha);
      const got = run(fast[name], input, alpha);
      const errors = truth.map((value, i) => Math.abs(got[i]! - value) / lastDigit(value));
      expect(Math.max(...errors.filter((_, i) => Math.abs(truth[i]!) < 3e38))).toBeLessThan(most);
    }
  });

  it('says at zeros, infinities and NaN what the scalar kernel says', () => {
    const input = Float32Array.from({ length: 256 }, (_, i) => SPECIAL[i % 5]!);
    expect(run(fast[name], input, alpha)).toEqual(run(scalars[name]!, input, alpha));
  });

  it('may write where it reads', () => {
    const numbers = randomFloats(5000, 3, 0, 5);
    const wanted = run(fast[name], numbers, alpha);
    fast[name](numbers, numbers, alpha);
    expect(numbers).toEqual(wanted);
  });

  it('leaves float64, and what is short, to the scalar kernel', () => {
    const short = randomFloats(255, 4, 0, 5);
    // Float64 numbers have kernels of their own for some: double-*.test.ts.
    const length = ['exp', 'log', 'tanh', 'sigmoid', 'silu', 'gelu', 'elu', 'normalCdf'].includes(
      name,
    )
      ? 255
      : 400;
    const doubles = Float64Array.from(randomFloats(length, 4, 0, 5));
    const [got, wanted] = [new Float64Array(length), new Float64Array(length)];
    const count = withCanaries(() => {
      expect(run(fast[name], short, alpha)).toEqual(run(scalars[name]!, short, alpha));
      fast[name](doubles, got, alpha);
    });
    scalars[name]!(doubles, wanted, alpha);
    expect(got).toEqual(wanted);
    expect(count).toBe(0);
  });
});
