import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul as matmulScalar } from '../../../src/kernels/scalar/matmul.js';
import { matmul } from '../../../src/kernels/simd/matmul.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { matmulTwin } from './twins/matmul.js';

function product(
  a: Float32Array,
  b: Float32Array,
  [n, k, m]: readonly [number, number, number],
): Float32Array {
  const target = new Float32Array(n * m).fill(Number.NaN);
  matmul(a, b, target, 1, 0, 0, n, k, m);
  return target;
}

/** Matrices one after the other, each with its rows, or its columns where they lie `across`, `gap` numbers apart. */
function lie(
  rows: number,
  columns: number,
  batch: number,
  across: boolean,
  gap: number,
  seed: number,
) {
  const [lines, length] = across ? [columns, rows] : [rows, columns];
  const lineStep = length + gap;
  const step = lines * lineStep + gap;
  const data = randomFloats(batch * step, seed);
  const [rowStep, columnStep] = across ? [1, lineStep] : [lineStep, 1];
  const matrix = (item: number) =>
    Float32Array.from(
      { length: rows * columns },
      (_, i) => data[item * step + Math.floor(i / columns) * rowStep + (i % columns) * columnStep]!,
    );
  return { data, step, rowStep, columnStep, matrix };
}

// Enough work to be served, and beside every multiple of a tile, a run and a strip.
const sizes: readonly (readonly [number, number, number])[] = [
  [64, 257, 1],
  [1, 64, 64],
  [4, 32, 32],
  [5, 31, 33],
  [67, 9, 31],
  [3, 1, 2000],
  [64, 1, 300],
  [6, 256, 9],
  [7, 257, 15],
  [2, 1025, 17],
  [130, 520, 12],
  [9, 20000, 5],
  // In several parts of the right factor.
  [6, 1031, 290],
  [2, 5000, 139],
];

describe.runIf(simd)('the SIMD matmul', () => {
  it.each(sizes)('is its twin, exactly: %i × %i × %i', (n, k, m) => {
    const a = randomFloats(n * k, n + k);
    const b = randomFloats(k * m, k + m);
    expect(product(a, b, [n, k, m])).toEqual(matmulTwin(a, b, n, k, m));
  });

  it('is its twin for any size, and leaves alone what is not its own', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, fc.integer({ min: 1, max: 300 }), side, (n, k, m) => {
        fc.pre(k * m >= 256);
        const a = randomFloats(n * k, n);
        const b = randomFloats(k * m, m);
        const twin = matmulTwin(a, b, n, k, m);
        const count = withCanaries(() => expect(product(a, b, [n, k, m])).toEqual(twin));
        expect(count).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  it('stays within a few roundings of the truth, for long sums too', () => {
    const [n, k, m] = [4, 30000, 3];
    const a = randomFloats(n * k, 1);
    const b = randomFloats(k * m, 2);
    const truth = new Float64Array(n * m);
    matmulScalar(a, b, truth, 1, 0, 0, n, k, m);
    const weights = new Float64Array(n * m);
    matmulScalar(a.map(Math.abs), b.map(Math.abs), weights, 1, 0, 0, n, k, m);
    const ratios = [...product(a, b, [n, k, m])].map(
      (value, i) => Math.abs(value - truth[i]!) / (weights[i]! * 2 ** -24),
    );
    expect(Math.max(...ratios)).toBeLessThan(1);
  });

  it('multiplies stacks, one factor of which may be the same for all', () => {
    const [batch, n, k, m] = [3, 13, 21, 19];
    for (const [aStep, bStep] of [
      [n * k, k * m],
      [0, k * m],
      [n * k, 0],
    ] as const) {
      const a = randomFloats(aStep === 0 ? n * k : batch * n * k, 3);
      const b = randomFloats(bStep === 0 ? k * m : batch * k * m, 4);
      const target = new Float32Array(batch * n * m);
      withCanaries(() => matmul(a, b, target, batch, aStep, bStep, n, k, m));
      for (let item = 0; item < batch; item++) {
        const left = a.subarray(item * aStep, item * aStep + n * k);
        const right = b.subarray(item * bStep, item * bStep + k * m);
        expect(target.subarray(item * n * m, (item + 1) * n * m)).toEqual(
          matmulTwin(left, right, n, k, m),
        );
      }
    }
  });

  it('reads factors that are transposed, or rows and columns of a larger matrix, as they lie', () => {
    const side = fc.integer({ min: 1, max: 40 });
    const law = fc.property(
      fc.tuple(side, fc.integer({ min: 1, max: 300 }), side),
      fc.tuple(fc.boolean(), fc.boolean()),
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
      fc.integer({ min: 1, max: 2 }),
      ([n, k, m], [aAcross, bAcross], [aGap, bGap], batch) => {
        fc.pre(k * m >= 256);
        const a = lie(n, k, batch, aAcross, aGap, 1);
        const b = lie(k, m, batch, bAcross, bGap, 2);
        const target = new Float32Array(batch * n * m).fill(Number.NaN);
        const steps = {
          aRow: a.rowStep,
          aTerm: a.columnStep,
          bTerm: b.rowStep,
          bColumn: b.columnStep,
        };
        const served = withCanaries(() =>
          matmul(a.data, b.data, target, batch, a.step, b.step, n, k, m, steps),
        );
        expect(served).toBeGreaterThan(0);
        const wanted = Array.from({ length: batch }, (_, item) =>
          Array.from(matmulTwin(a.matrix(item), b.matrix(item), n, k, m)),
        );
        expect(Array.from(target)).toEqual(wanted.flat());
      },
    );
    fc.assert(law, { numRuns: 40 });
  });

  it.each([
    [130, 520, 12],
    [3, 4100, 9],
    [17000, 3, 86],
    [2, 3, 20000],
    [1, 20000, 1],
  ])('lays large transposed factors out in pieces: %i × %i × %i', (n, k, m) => {
    const a = lie(n, k, 1, true, 0, 3);
    const b = lie(k, m, 1, true, 1, 4);
    const target = new Float32Array(n * m);
    const steps = { aRow: a.rowStep, aTerm: a.columnStep, bTerm: b.rowStep, bColumn: b.columnStep };
    withCanaries(() => matmul(a.data, b.data, target, 1, 0, 0, n, k, m, steps));
    const twin = matmulTwin(a.matrix(0), b.matrix(0), n, k, m);
    expect(target.findIndex((value, i) => !Object.is(value, twin[i]))).toBe(-1);
  });

  it('leaves factors that lie apart both ways to the scalar kernel', () => {
    const numbers = randomFloats(2 * 30 * 30, 5);
    const steps = { aRow: 60, aTerm: 2, bTerm: 60, bColumn: 2 };
    const [got, wanted] = [new Float32Array(900), new Float32Array(900)];
    const even = numbers.filter((_, i) => i % 2 === 0);
    expect(withCanaries(() => matmul(numbers, numbers, got, 1, 0, 0, 30, 30, 30, steps))).toBe(0);
    matmulScalar(even, even, wanted, 1, 0, 0, 30, 30, 30);
    expect(got).toEqual(wanted);
  });

  it('splits a right factor of many megabytes into groups of columns', () => {
    const [n, k, m] = [4, 600_000, 17];
    const a = new Float32Array(n * k);
    const b = new Float32Array(k * m);
    for (const at of [0, 1, 255, 256, 300_000, k - 1]) {
      for (let i = 0; i < n; i++) a[i * k + at] = i + 1;
      for (let j = 0; j < m; j++) b[at * m + j] = j - 5;
    }
    const wanted = Float32Array.from(
      { length: n * m },
      (_, i) => 6 * (Math.floor(i / m) + 1) * ((i % m) - 5),
    );
    expect(product(a, b, [n, k, m])).toEqual(wanted);
  });

  it('takes NaN and infinity as they come', () => {
    const [n, k, m] = [16, 32, 16];
    const a = randomFloats(n * k, 5);
    const b = randomFloats(k * m, 6);
    a[2 * k + 3] = Number.NaN;
    b[4 * m + 5] = Infinity;
    const got = product(a, b, [n, k, m]);
    // In each row there is one, which makes it the scalar kernel's.
    const wanted = new Float32Array(n * m);
    matmulScalar(a, b, wanted, 1, 0, 0, n, k, m);
    expect(got).toEqual(wanted);
    expect(got.filter((value) => !Number.isFinite(value)).length).toBe(n + m - 1);
  });

  it('computes a row alike, whatever stands beside it', () => {
    for (const [k, m] of [
      [16, 16],
      [31, 33],
      [7, 20],
    ] as const) {
      const a = randomFloats(9 * k, 8);
      const b = randomFloats(k * m, 9);
      const whole = product(a, b, [9, k, m]);
      for (let row = 0; row < 9; row++) {
        const alone = product(a.subarray(row * k, (row + 1) * k), b, [1, k, m]);
        expect(alone).toEqual(whole.subarray(row * m, (row + 1) * m));
      }
    }
  });

  it('gives for float64 what the scalar kernel gives, to the last bit, however factors lie', () => {
    const side = fc.integer({ min: 1, max: 40 });
    const law = fc.property(
      fc.tuple(side, fc.integer({ min: 1, max: 600 }), side),
      fc.tuple(fc.constantFrom(1, 2), fc.constantFrom(1, 3), fc.boolean(), fc.boolean()),
      fc.constantFrom('both', 'left', 'right'),
      ([n, k, m], [aGap, bGap, aAcross, bAcross], stacked) => {
        fc.pre(n > 1 && n * k * m >= 4096);
        const steps = {
          ...(aAcross ? { aRow: aGap, aTerm: n * aGap } : { aRow: k * aGap, aTerm: aGap }),
          ...(bAcross ? { bTerm: bGap, bColumn: k * bGap } : { bTerm: m * bGap, bColumn: bGap }),
        };
        const [aStep, bStep] = [
          stacked === 'right' ? 0 : n * k * aGap,
          stacked === 'left' ? 0 : k * m * bGap,
        ];
        const draw = (count: number, seed: number) =>
          Float64Array.from(randomFloats(count, seed), (x) => Math.sin(9 * x));
        const a = draw(2 * n * k * aGap, n);
        const b = draw(2 * k * m * bGap, m);
        a[7] = Number.NaN;
        const [got, wanted] = [new Float64Array(2 * n * m), new Float64Array(2 * n * m)];
        const served = withCanaries(() => matmul(a, b, got, 2, aStep, bStep, n, k, m, steps));
        expect(served).toBeGreaterThan(0);
        matmulScalar(a, b, wanted, 2, aStep, bStep, n, k, m, steps);
        expect(got).toEqual(wanted);
      },
    );
    fc.assert(law, { numRuns: 50 });
  });

  it.each([
    [5, 70_000, 3],
    [3, 2, 9000],
    [9000, 2, 3],
    // In several parts of the right factor.
    [6, 1001, 300],
    [2, 5000, 70],
  ])('gives the same for large float64 factors: %i × %i × %i', (n, k, m) => {
    const draw = (count: number, seed: number) => Float64Array.from(randomFloats(count, seed));
    const [a, b] = [draw(n * k, 1), draw(k * m, 2)];
    const [got, wanted] = [new Float64Array(n * m), new Float64Array(n * m)];
    expect(withCanaries(() => matmul(a, b, got, 1, 0, 0, n, k, m))).toBeGreaterThan(0);
    matmulScalar(a, b, wanted, 1, 0, 0, n, k, m);
    expect(got.findIndex((value, i) => !Object.is(value, wanted[i]))).toBe(-1);
  });

  it('leaves single rows of float64, and what is small, to the scalar kernel', () => {
    for (const [n, k, type] of [
      [1, 4096, Float64Array],
      [3, 3, Float64Array],
      [3, 3, Float32Array],
    ] as const) {
      const a = new type(randomFloats(n * k, 7));
      const b = new type(randomFloats(k * 3, 8));
      const got = new type(n * 3);
      const wanted = new type(n * 3);
      expect(withCanaries(() => matmul(a, b, got, 1, 0, 0, n, k, 3))).toBe(0);
      matmulScalar(a, b, wanted, 1, 0, 0, n, k, 3);
      expect(got).toEqual(wanted);
    }
  });
});
