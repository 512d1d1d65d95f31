import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSumExpLines as logSumExpScalar } from '../../../src/kernels/scalar/reductions.js';
import * as scalar from '../../../src/kernels/scalar/softmax.js';
import {
  logSoftmaxLines,
  logSumExpLines,
  softmaxLines,
} from '../../../src/kernels/simd/softmax.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { logSoftmaxTwin, logSumExpTwin, softmaxTwin } from './twins/softmax.js';

function softmax(x: Float32Array, rows: number, temperature = 1): Float32Array {
  const target = new Float32Array(x.length).fill(Number.NaN);
  softmaxLines(x, target, rows, x.length / rows, 1, temperature);
  return target;
}

function logSoftmax(x: Float32Array, rows: number, temperature = 1): Float32Array {
  const target = new Float32Array(x.length).fill(Number.NaN);
  logSoftmaxLines(x, target, rows, x.length / rows, 1, temperature);
  return target;
}

function logSumExp(x: Float32Array, rows: number): Float32Array {
  const target = new Float32Array(rows).fill(Number.NaN);
  logSumExpLines(x, target, rows, x.length / rows, 1);
  return target;
}

function eachRow(x: Float32Array, rows: number): Float32Array[] {
  const length = x.length / rows;
  return Array.from({ length: rows }, (_, r) => x.subarray(r * length, (r + 1) * length));
}

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 30 }),
  length: fc.oneof(fc.integer({ min: 8, max: 70 }), fc.integer({ min: 500, max: 1100 })),
  spread: fc.constantFrom(0.01, 1, 10, 200),
  temperature: fc.constantFrom(1, 0.5, 3),
});

describe.runIf(simd)('the SIMD softmax, its logarithm, and that of the sum', () => {
  it('are their twins, exactly, and leave alone what is not their own', () => {
    fc.assert(
      fc.property(sizes, ({ rows, length, spread, temperature }) => {
        fc.pre(rows * length >= 256);
        const x = randomFloats(rows * length, length, -spread, spread);
        withCanaries(() => {
          const lines = eachRow(x, rows);
          expect(eachRow(softmax(x, rows, temperature), rows)).toEqual(
            lines.map((row) => softmaxTwin(row, temperature)),
          );
          expect(eachRow(logSoftmax(x, rows, temperature), rows)).toEqual(
            lines.map((row) => logSoftmaxTwin(row, temperature)),
          );
          expect([...logSumExp(x, rows)]).toEqual(lines.map((row) => logSumExpTwin(row)));
        });
      }),
      { numRuns: 40 },
    );
  });

  it('stay near the truth in rows of any length', () => {
    for (const [rows, length] of [
      [40, 10],
      [3, 1000],
      [2, 40_000],
    ] as const) {
      const x = randomFloats(rows * length, length, -12, 12);
      const doubles = Float64Array.from(x);
      const truth = new Float64Array(x.length);
      scalar.softmaxLines(doubles, truth, rows, length, 1, 1);
      const relative = softmax(x, rows).map((p, i) => Math.abs(p / truth[i]! - 1));
      // x − largest is rounded before the exponential, up to 2⁻²⁰ here.
      expect(Math.max(...relative)).toBeLessThan(1.5e-6);
      for (const row of eachRow(softmax(x, rows), rows)) {
        expect(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-6);
      }
      scalar.logSoftmaxLines(doubles, truth, rows, length, 1, 1);
      const logs = logSoftmax(x, rows).map((l, i) => Math.abs(l - truth[i]!) / Math.abs(truth[i]!));
      expect(Math.max(...logs)).toBeLessThan(3e-7);
      logSumExpScalar(doubles, truth, rows, length, 1);
      const sums = logSumExp(x, rows).map((l, i) => Math.abs(l / truth[i]! - 1));
      expect(Math.max(...sums)).toBeLessThan(2e-7);
    }
  });

  it('keep a remainder that is lost beside 1', () => {
    const x = new Float32Array(256).fill(-40);
    x[77] = 0;
    expect(logSoftmax(x, 1)[77]).toBeCloseTo(-255 * Math.exp(-40), 20);
    expect(logSumExp(x, 1)[0]).toBeCloseTo(255 * Math.exp(-40), 20);
  });

  it('leave rows that are not finite to the scalar kernels, and no others', () => {
    const [rows, length] = [6, 50];
    const x = randomFloats(rows * length, 1);
    x[3] = Number.NaN;
    x[length] = Number.NaN;
    x[3 * length - 1] = Infinity;
    x.fill(-Infinity, 3 * length, 4 * length);
    x[4 * length + 9] = -Infinity;
    const lines = eachRow(x, rows);
    const wanted = new Float32Array(x.length);
    scalar.softmaxLines(x, wanted, rows, length, 1, 1);
    const got = softmax(x, rows);
    expect(got.subarray(0, 4 * length)).toEqual(wanted.subarray(0, 4 * length));
    expect(eachRow(got, rows).slice(4)).toEqual(lines.slice(4).map((row) => softmaxTwin(row, 1)));
    expect(got[4 * length + 9]).toBe(0);

    scalar.logSoftmaxLines(x, wanted, rows, length, 1, 1);
    const logs = logSoftmax(x, rows);
    expect(logs.subarray(0, 4 * length)).toEqual(wanted.subarray(0, 4 * length));
    expect(logs[4 * length + 9]).toBe(-Infinity);

    expect([...logSumExp(x, rows)]).toEqual([
      Number.NaN,
      Number.NaN,
      Infinity,
      -Infinity,
      ...lines.slice(4).map((row) => logSumExpTwin(row)),
    ]);
  });

  it('take numbers whose difference is beyond float32, and any temperature', () => {
    const x = randomFloats(2 * 300, 1, -3e38, 3e38);
    for (const temperature of [1e39, 1e38, 2e37, 30, 2, 0.5, 1e-39]) {
      const close = x.map((number) => (temperature < 1 ? number * 1e-38 * temperature : number));
      for (const [outer, length, inner] of [
        [2, 300, 1],
        [1, 12, 50],
        [1, 30, 20],
      ] as const) {
        for (const [fast, exact] of [
          [softmaxLines, scalar.softmaxLines],
          [logSoftmaxLines, scalar.logSoftmaxLines],
        ] as const) {
          const [got, wanted] = [new Float32Array(600), new Float32Array(600)];
          fast(close, got, outer, length, inner, temperature);
          exact(close, wanted, outer, length, inner, temperature);
          const least = fast === softmaxLines ? 0.01 : 1;
          const errors = got.map(
            (y, i) => Math.abs(y - wanted[i]!) / (least + Math.abs(wanted[i]!)),
          );
          expect(Math.max(...errors)).toBeLessThan(4e-7);
        }
      }
    }
  });

  it('give NaN for NaN with marks in its last bits', () => {
    const marks = new Float32Array(Int32Array.of(0x7fc00001, -0x3edcbb).buffer);
    for (const length of [256, 259]) {
      const x = randomFloats(2 * length, 1);
      x.set(marks.subarray(0, 1), 99);
      x.set(marks.subarray(1), 2 * length - 1);
      const nothing = new Float32Array(2 * length).fill(Number.NaN);
      expect(softmax(x, 2)).toEqual(nothing);
      expect(logSoftmax(x, 2)).toEqual(nothing);
      expect([...logSumExp(x, 2)]).toEqual([Number.NaN, Number.NaN]);
    }
  });

  it('leave few columns, short rows and few numbers to the scalar kernels', () => {
    const x = randomFloats(6000, 1);
    const [got, wanted] = [new Float64Array(6000), new Float64Array(6000)];
    for (const [data, outer, length, inner] of [
      [x, 3, 200, 10],
      [x, 1000, 6, 1],
      [x.subarray(0, 255), 5, 51, 1],
    ] as const) {
      const count = withCanaries(() => {
        softmaxLines(data, got, outer, length, inner, 1);
        scalar.softmaxLines(data, wanted, outer, length, inner, 1);
        expect(got).toEqual(wanted);
        logSoftmaxLines(data, got, outer, length, inner, 1);
        scalar.logSoftmaxLines(data, wanted, outer, length, inner, 1);
        expect(got).toEqual(wanted);
        logSumExpLines(data, got, outer, length, inner);
        logSumExpScalar(data, wanted, outer, length, inner);
        expect(got).toEqual(wanted);
      });
      expect(count).toBe(0);
    }
  });
});
