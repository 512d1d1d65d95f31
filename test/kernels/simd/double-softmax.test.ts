import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReductionKernel, SoftmaxKernel } from '../../../src/kernels/array-kernels.js';
import { logSumExpLines as logSumExpScalar } from '../../../src/kernels/scalar/reductions.js';
import * as scalar from '../../../src/kernels/scalar/softmax.js';
import * as fast from '../../../src/kernels/simd/softmax.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { logSoftmaxTwin, logSumExpTwin, softmaxTwin } from './twins/double-softmax.js';

/** [outer, length, inner] numbers with all the digits of float64, some of them alike. */
function numbers(count: number, seed: number, spread: number): Float64Array {
  const x = Float64Array.from(randomFloats(count, seed), (value) => (value * spread * 7) / 6.9);
  for (let i = 5; i < count; i += 61) x[i] = x[i - 3]!;
  return x;
}

/** The lines of an array, and the same of results that are one number a line. */
function linesOf(x: Float64Array, outer: number, length: number, inner: number): Float64Array[] {
  return Array.from({ length: outer * inner }, (_, at) => {
    const start = Math.floor(at / inner) * length * inner + (at % inner);
    return Float64Array.from({ length }, (_number, l) => x[start + l * inner]!);
  });
}

function map(
  kernel: SoftmaxKernel,
  x: Float64Array,
  [outer, length, inner]: readonly [number, number, number],
  temperature = 1,
): Float64Array {
  const target = new Float64Array(x.length).fill(7);
  kernel(x, target, outer, length, inner, temperature);
  return target;
}

function reduce(
  kernel: ReductionKernel,
  x: Float64Array,
  [outer, length, inner]: readonly [number, number, number],
): Float64Array {
  const target = new Float64Array(outer * inner).fill(7);
  kernel(x, target, outer, length, inner);
  return target;
}

const sizes = fc.record({
  outer: fc.integer({ min: 1, max: 7 }),
  length: fc.oneof(fc.integer({ min: 8, max: 70 }), fc.integer({ min: 200, max: 500 })),
  inner: fc.constantFrom(1, 1, 3, 17),
  // The widest leave what is far below the largest to a rarer exponential, and reach 0.
  spread: fc.constantFrom(1e-9, 1, 30, 200, 2000),
  temperature: fc.constantFrom(1, 0.5, 3),
});

describe.runIf(simd)(
  'the SIMD softmax of float64 numbers, its logarithm, and that of the sum',
  () => {
    it('are their twins, exactly, along any axis, and leave alone what is not their own', () => {
      fc.assert(
        fc.property(sizes, ({ outer, length, inner, spread, temperature }) => {
          fc.pre(outer * length * inner >= 1024);
          const shape = [outer, length, inner] as const;
          const x = numbers(outer * length * inner, length, spread);
          const before = x.slice();
          const count = withCanaries(() => {
            const lines = linesOf(x, ...shape);
            expect(linesOf(map(fast.softmaxLines, x, shape, temperature), ...shape)).toEqual(
              lines.map((line) => softmaxTwin(line, temperature)),
            );
            expect(linesOf(map(fast.logSoftmaxLines, x, shape, temperature), ...shape)).toEqual(
              lines.map((line) => logSoftmaxTwin(line, temperature)),
            );
            expect([...reduce(fast.logSumExpLines, x, shape)]).toEqual(lines.map(logSumExpTwin));
          });
          expect(count).toBeGreaterThan(0);
          expect(x).toEqual(before);
        }),
        { numRuns: 25 },
      );
    });

    it('are the scalar kernels, exactly, in rows longer than what goes through at a time', () => {
      for (const shape of [
        [2, 40_001, 1],
        [70, 1003, 1],
        [1, 5003, 3],
      ] as const) {
        const x = numbers(shape[0] * shape[1] * shape[2], shape[1], 30);
        expect(map(fast.softmaxLines, x, shape)).toEqual(map(scalar.softmaxLines, x, shape));
        expect(map(fast.logSoftmaxLines, x, shape)).toEqual(map(scalar.logSoftmaxLines, x, shape));
        expect(reduce(fast.logSumExpLines, x, shape)).toEqual(reduce(logSumExpScalar, x, shape));
      }
    });

    it('keep a remainder that is lost beside the largest, once or several times', () => {
      const x = new Float64Array(1024).fill(-40);
      x[77] = 0;
      expect(reduce(fast.logSumExpLines, x, [1, 1024, 1])[0]).toBeCloseTo(1023 * Math.exp(-40), 26);
      x[78] = 0;
      const half = map(fast.softmaxLines, x, [1, 1024, 1]);
      expect(half[77]).toBe(1 / (2 + 1022 * Math.exp(-40)));
    });

    it('leave lines that are not finite to the scalar kernels, and no others', () => {
      for (const [length, inner] of [
        [211, 1],
        [53, 4],
      ] as const) {
        const shape = [6, length, inner] as const;
        const row = length * inner;
        const x = numbers(6 * row, 1, 3);
        x[3] = Number.NaN;
        x[row] = Number.NaN;
        x[3 * row - 1] = Infinity;
        x.fill(-Infinity, 3 * row, 4 * row);
        x[4 * row + 9] = -Infinity;
        for (const temperature of [1, 2]) {
          const shares = map(fast.softmaxLines, x, shape, temperature);
          expect(shares).toEqual(map(scalar.softmaxLines, x, shape, temperature));
          expect(shares[4 * row + 9]).toBe(0);
          const logs = map(fast.logSoftmaxLines, x, shape, temperature);
          expect(logs).toEqual(map(scalar.logSoftmaxLines, x, shape, temperature));
          expect(logs[4 * row + 9]).toBe(-Infinity);
        }
        expect(reduce(fast.logSumExpLines, x, shape)).toEqual(reduce(logSumExpScalar, x, shape));
      }
    });

    it('may write where they read, and leave short lines and few numbers to the scalar kernels', () => {
      const x = numbers(3000, 2, 9);
      const wanted = map(fast.softmaxLines, x, [3, 1000, 1]);
      fast.softmaxLines(x, x, 3, 1000, 1, 1);
      expect(x).toEqual(wanted);
      const count = withCanaries(() => {
        for (const shape of [
          [428, 7, 1],
          [1, 1023, 1],
        ] as const) {
          const some = numbers(shape[0] * shape[1], 3, 5);
          expect(map(fast.softmaxLines, some, shape)).toEqual(
            map(scalar.softmaxLines, some, shape),
          );
          expect(reduce(fast.logSumExpLines, some, shape)).toEqual(
            reduce(logSumExpScalar, some, shape),
          );
        }
      });
      expect(count).toBe(0);
    });
  },
);
