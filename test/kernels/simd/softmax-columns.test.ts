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
import { columnSum, logSoftmaxTwin, logSumExpTwin, softmaxColumnTwin } from './twins/softmax.js';

interface Sizes {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** What all three give for an [outer, length, inner] array, column by column. */
function run(x: Float32Array, { outer, length, inner }: Sizes, temperature: number) {
  const [shares, logs] = [new Float32Array(x.length), new Float32Array(x.length)];
  const sums = new Float64Array(outer * inner).fill(Number.NaN);
  const used = withCanaries(() => {
    softmaxLines(x, shares, outer, length, inner, temperature);
    logSoftmaxLines(x, logs, outer, length, inner, temperature);
    logSumExpLines(x, sums, outer, length, inner);
  });
  const split = (numbers: Float32Array) => columnsOf(numbers, { outer, length, inner });
  return { shares: split(shares), logs: split(logs), sums: Array.from(sums, Math.fround), used };
}

function columnsOf(x: Float32Array, { outer, length, inner }: Sizes): Float32Array[] {
  return Array.from({ length: outer * inner }, (_, c) => {
    const start = Math.floor(c / inner) * length * inner + (c % inner);
    return Float32Array.from({ length }, (_, l) => x[start + l * inner]!);
  });
}

describe.runIf(simd)('the SIMD softmax along columns, its logarithm, and that of the sum', () => {
  it('are their twins, exactly, and leave alone what is not their own', () => {
    const sizes = fc.record({
      outer: fc.integer({ min: 1, max: 3 }),
      length: fc.integer({ min: 1, max: 90 }),
      inner: fc.integer({ min: 16, max: 90 }),
    });
    const law = fc.property(
      sizes,
      fc.constantFrom(0.01, 1, 10, 200),
      fc.constantFrom(1, 0.5, 3),
      (size, spread, temperature) => {
        const count = size.outer * size.length * size.inner;
        fc.pre(count >= 1024);
        const x = randomFloats(count, size.length, -spread, spread);
        const columns = columnsOf(x, size);
        const { shares, logs, sums, used } = run(x, size, temperature);
        expect(used).toBeGreaterThan(0);
        expect(shares).toEqual(columns.map((column) => softmaxColumnTwin(column, temperature)));
        expect(logs).toEqual(
          columns.map((column) => logSoftmaxTwin(column, temperature, columnSum)),
        );
        expect(sums).toEqual(columns.map((column) => logSumExpTwin(column, columnSum)));
      },
    );
    fc.assert(law, { numRuns: 40 });
  });

  it('take long columns, and many, block by block', () => {
    const size = { outer: 1, length: 9000, inner: 130 };
    const x = randomFloats(size.length * size.inner, 7, -9, 9);
    const columns = columnsOf(x, size);
    const { shares, logs, sums } = run(x, size, 1);
    for (const c of [0, 63, 64, 127, 128, 129]) {
      expect(shares[c]).toEqual(softmaxColumnTwin(columns[c]!, 1));
      expect(logs[c]).toEqual(logSoftmaxTwin(columns[c]!, 1, columnSum));
      expect(sums[c]).toBe(logSumExpTwin(columns[c]!, columnSum));
    }
  });

  it('leave columns that are not finite to the scalar kernels, and no others', () => {
    const size = { outer: 2, length: 40, inner: 18 };
    const x = randomFloats(2 * 40 * 18, 3);
    const put = (column: number, row: number, value: number): void => {
      x[row * 18 + column] = value;
    };
    put(1, 0, Number.NaN);
    put(2, 39, Number.NaN);
    put(3, 7, Infinity);
    for (let row = 0; row < 40; row++) put(4, row, -Infinity);
    put(5, 3, -Infinity);
    const wanted = {
      shares: new Float32Array(x.length),
      logs: new Float32Array(x.length),
      sums: new Float64Array(36),
    };
    scalar.softmaxLines(x, wanted.shares, 2, 40, 18, 1);
    scalar.logSoftmaxLines(x, wanted.logs, 2, 40, 18, 1);
    logSumExpScalar(x, wanted.sums, 2, 40, 18);
    const { shares, logs, sums } = run(x, size, 1);
    for (let c = 1; c <= 4; c++) {
      expect(shares[c]).toEqual(columnsOf(wanted.shares, size)[c]);
      expect(logs[c]).toEqual(columnsOf(wanted.logs, size)[c]);
      expect(sums[c]).toBe(wanted.sums[c]);
    }
    const columns = columnsOf(x, size);
    for (const c of [0, 6, 17, 18, 35]) {
      expect(shares[c]).toEqual(softmaxColumnTwin(columns[c]!, 1));
      expect(sums[c]).toBe(logSumExpTwin(columns[c]!, columnSum));
    }
    expect(shares[5]![3]).toBe(0);
    expect(logs[5]![3]).toBe(-Infinity);
  });

  it('keep a remainder that is lost beside 1', () => {
    const x = new Float32Array(64 * 16).fill(-40);
    x.fill(0, 16, 32);
    const { logs, sums } = run(x, { outer: 1, length: 64, inner: 16 }, 1);
    expect(logs[2]![1]).toBeCloseTo(-63 * Math.exp(-40), 20);
    expect(sums[15]).toBeCloseTo(63 * Math.exp(-40), 20);
  });
});
