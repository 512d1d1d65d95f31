import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BinaryKernel, ShapedUnaryKernel } from '../../../src/kernels/array-kernels.js';
import * as activations from '../../../src/kernels/scalar/activations.js';
import * as pairs from '../../../src/kernels/scalar/elementwise-binary.js';
import * as singles from '../../../src/kernels/scalar/elementwise-unary.js';
import * as kernels from '../../../src/kernels/simd/arithmetic.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

const SPECIAL = [0, -0, Infinity, -Infinity, Number.NaN, 1e-45, -1e-45, 3e38, -3e38, 1, -1, 1e-39];
const LENGTHS = [512, 513, 515, 2049, 8191, 8192, 8193, 20001];

/** Float64 numbers that are no float32 ones, beside the others. */
function mixedDoubles(count: number, seed: number): Float64Array {
  return Float64Array.from(mixed(count, seed), (x) => (Math.abs(x) > 1e-30 ? x / 3 : x));
}

/** Numbers of all sizes, among them what is seldom met. */
function mixed(count: number, seed: number): Float32Array {
  const numbers = randomFloats(count, seed, -100, 100).map((x) => Math.fround(x * Math.exp(x)));
  SPECIAL.forEach((x, i) => {
    for (let at = (i * 5 + seed) % 41; at < count; at += 41 + i) numbers[at] = x;
  });
  return numbers;
}

const [fasts, binaries] = [{ ...kernels }, { ...pairs }];

/** Where two arrays begin to differ; −1 where they are the same, signs of zeros included. */
function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).findIndex((x, i) => !Object.is(x, b[i]));
}

const BINARY = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const;

describe.runIf(simd).each(BINARY)('the SIMD %s', (name) => {
  const fast: BinaryKernel = fasts[name];
  const scalar: BinaryKernel = binaries[name];

  it.each([
    ['float32', Float32Array, mixed],
    ['float64', Float64Array, mixedDoubles],
  ] as const)(
    'is the scalar one, exactly, wherever its numbers lie and whichever stand still: %s',
    (_, Storage, numbers) => {
      const tasks = fc.record({
        count: fc.constantFrom(...LENGTHS),
        starts: fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 0, max: 70 }))),
        steps: fc.constantFrom([1, 1], [0, 1], [1, 0], [0, 0]),
        seed: fc.nat(1000),
      });
      fc.assert(
        fc.property(tasks, ({ count, starts, steps, seed }) => {
          const [a, b] = [numbers(count + 70, seed), numbers(count + 70, seed + 1)];
          const before = [a.slice(), b.slice()];
          const results = [fast, scalar].map((run) => {
            const target = new Storage(count + 80).fill(7);
            run(a, starts[0]!, steps[0]!, b, starts[1]!, steps[1]!, target, starts[2]!, count);
            return target;
          });
          expect(firstDifference(results[0]!, results[1]!)).toBe(-1);
          expect(firstDifference(a, before[0]!)).toBe(-1);
          expect(firstDifference(b, before[1]!)).toBe(-1);
        }),
        { numRuns: 40 },
      );
    },
  );

  it.each([
    ['float32', mixed],
    ['float64', mixedDoubles],
  ] as const)('may write where it reads, and writes nowhere else: %s', (_, numbers) => {
    const [a, b] = [numbers(20_001, 1), numbers(20_001, 2)];
    const wanted = a.slice();
    scalar(a, 0, 1, b, 0, 1, wanted, 0, 20_001);
    expect(withCanaries(() => fast(a, 0, 1, b, 0, 1, a, 0, 20_001))).toBeGreaterThan(0);
    expect(firstDifference(a, wanted)).toBe(-1);
  });

  it('leaves few numbers, other steps and numbers of two kinds to the scalar one', () => {
    const [a, b] = [mixed(3000, 1), mixed(3000, 2)];
    const wide = Float64Array.from(a);
    const tasks = [
      [a, 1, b, 1, 511],
      [a, 2, b, 1, 1500],
      [a, 1, b, 2, 1500],
      [wide, 1, b, 1, 3000],
      [a, 1, wide, 1, 3000],
    ] as const;
    const count = withCanaries(() => {
      for (const [left, aStep, right, bStep, length] of tasks) {
        const results = [fast, scalar].map((run) => {
          const target = new Float64Array(3000);
          run(left, 0, aStep, right, 0, bStep, target, 0, length);
          return target;
        });
        expect(firstDifference(results[0]!, results[1]!)).toBe(-1);
      }
      const target = new Float32Array(511);
      fast(a, 0, 1, b, 0, 1, target, 0, 511);
    });
    expect(count).toBe(0);
  });
});

const SINGLE = ['neg', 'abs', 'square', 'sqrt', 'relu', 'leakyRelu'] as const;
const scalars: Record<string, ShapedUnaryKernel> = { ...singles, ...activations };

describe.runIf(simd).each(SINGLE)('the SIMD %s', (name) => {
  const fast: ShapedUnaryKernel = fasts[name];

  it('is the scalar one, exactly, whatever the length', () => {
    for (const count of LENGTHS) {
      // A slope that float32 numbers do not have.
      for (const slope of [0.01, -1.7, 1e-30, 0]) {
        const source = mixed(count, count);
        const wanted = new Float32Array(count);
        scalars[name]!(source, wanted, slope);
        const target = new Float32Array(count).fill(Number.NaN);
        const calls = withCanaries(() => fast(source, target, slope));
        expect(calls).toBeGreaterThan(0);
        expect(firstDifference(target, wanted)).toBe(-1);
        expect(firstDifference(source, mixed(count, count))).toBe(-1);
      }
    }
  });

  it('leaves few numbers and float64 to the scalar one', () => {
    const count = withCanaries(() => {
      for (const source of [mixed(511, 1), Float64Array.from(mixed(3000, 2))]) {
        const [target, wanted] = [source.slice(), source.slice()];
        fast(source, target, 0.3);
        scalars[name]!(source, wanted, 0.3);
        expect(firstDifference(target, wanted)).toBe(-1);
      }
    });
    expect(count).toBe(0);
  });
});
