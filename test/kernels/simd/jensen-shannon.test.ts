import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  distributionSums as distributionSumsScalar,
  jensenShannonLines as middleScalar,
} from '../../../src/kernels/scalar/divergence-lines.js';
import { jensenShannonLines } from '../../../src/kernels/simd/divergence.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { distributions } from './distributions.js';
import { middleTwin, passingSumTwin } from './twins/divergence.js';

function divergence(p: Float32Array, q: Float32Array, rows: number): Float64Array {
  const target = new Float64Array(rows).fill(Number.NaN);
  jensenShannonLines(p, q, target, rows, p.length / rows, 1);
  return target;
}

describe.runIf(simd)('the SIMD divergence of Jensen and Shannon', () => {
  it('is its twin, exactly, and the scalar one to 1e-11, in rows of any length, with zeros in either or both', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 16, max: 900 }),
        fc.constantFrom(0.001, 1, 30),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, length, spread, stepP, stepQ) => {
          fc.pre(rows * length >= 256);
          const p = distributions(rows, length, 1, spread);
          const q = distributions(rows, length, 2, spread);
          for (let i = 3; i < p.length; i += 4 * stepP) p[i] = 0;
          for (let i = 3; i < q.length; i += 4 * stepQ) q[i] = 0;
          const lines = (x: Float32Array, r: number) => x.subarray(r * length, (r + 1) * length);
          const twins = Array.from({ length: rows }, (_, r) =>
            middleTwin(lines(p, r), lines(q, r)),
          );
          const count = withCanaries(() => expect([...divergence(p, q, rows)]).toEqual(twins));
          expect(count).toBe(6);
          expect([...divergence(q, p, rows)]).toEqual(twins);
          const truth = new Float64Array(rows);
          middleScalar(p, q, truth, rows, length, 1);
          for (const [r, value] of truth.entries()) {
            expect(Math.abs(twins[r]! - value)).toBeLessThanOrEqual(1e-11 * value);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps its digits where rows are nearly equal, and is 0 where they are equal', () => {
    for (const step of [2 ** -23, 1e-5, 0.01, 0.3]) {
      const p = distributions(4, 300, 5, 1);
      const q = p.map((x, i) => x * (i % 3 === 0 ? 1 + step : 1));
      const truth = new Float64Array(4);
      middleScalar(Float64Array.from(p), Float64Array.from(q), truth, 4, 300, 1);
      const got = divergence(p, q, 4);
      for (const [r, value] of truth.entries()) {
        expect(Math.abs(got[r]! / value - 1)).toBeLessThan(4e-12);
      }
    }
    const p = distributions(4, 130, 6, 30);
    p.fill(0, 20, 90);
    expect([...divergence(p, p.slice(), 4)]).toEqual([0, 0, 0, 0]);
    expect([...divergence(p, p, 4)]).toEqual([0, 0, 0, 0]);
  });

  it('is ln 2 where no outcome is common to both, of whatever size they are', () => {
    for (const size of [1, 0.3, 2 ** -124, 1.99 * 2 ** -125, 2 ** -125]) {
      const [p, q] = [new Float32Array(256), new Float32Array(256)];
      p.fill(size, 0, 100);
      q.fill(size, 100, 200);
      expect(Math.abs(divergence(p, q, 1)[0]! / (100 * p[0]! * Math.LN2) - 1)).toBeLessThan(1e-14);
    }
  });

  it('takes 2⁻¹²⁵ and what is above, and leaves rows with less, but not 0, to the scalar kernel', () => {
    const length = 256;
    const least = 2 ** -125;
    const [p, q] = [1, 2].map((seed) => new Float32Array(distributions(4, length, seed, 1))) as [
      Float32Array,
      Float32Array,
    ];
    p.set([least, least * 1.5, 1.25 * least, 0], 0);
    q.set([1.99 * 2 ** -120, 0, least, least], 0);
    p[length + 7] = (1 - 2 ** -24) * least;
    q[2 * length + 8] = 1.5 * 2 ** -126;
    q[3 * length + 9] = 2 ** -149;
    const wanted = new Float64Array(4);
    middleScalar(p, q, wanted, 4, length, 1);
    const got = divergence(p, q, 4);
    expect(got.subarray(1)).toEqual(wanted.subarray(1));
    expect(got[0]).toBe(middleTwin(p.subarray(0, length), q.subarray(0, length)));
    // Terms of the least numbers alone, where nothing hides their digits.
    const small = Float32Array.from({ length }, (_, i) => least * (1 + (i % 16) / 16));
    const other = Float32Array.from({ length }, (_, i) => least * 2 ** ((i >> 4) / 5));
    const truth = new Float64Array(1);
    middleScalar(Float64Array.from(small), Float64Array.from(other), truth, 1, length, 1);
    expect(Math.abs(divergence(small, other, 1)[0]! / truth[0]! - 1)).toBeLessThan(1e-11);
  });

  it('gives the sums of both on its way, NaN where a number is negative or NaN', () => {
    const [rows, length] = [9, 517];
    const p = distributions(rows, length, 11, 1);
    const q = distributions(rows, length, 12, 3);
    p[3] = 0;
    p[4 * length - 1] = -0.25;
    q[5 * length - 1] = Number.NaN;
    const got = [new Float64Array(rows), new Float64Array(rows)] as const;
    const target = new Float64Array(rows);
    jensenShannonLines(p, q, target, rows, length, 1, got);
    expect(target).toEqual(divergence(p, q, rows));
    [p, q].forEach((numbers, k) => {
      const wanted = new Float64Array(rows);
      distributionSumsScalar(numbers, wanted, rows, length, 1);
      for (let r = 0; r < rows; r++) {
        const row = numbers.subarray(r * length, (r + 1) * length);
        expect(got[k]![r]).toBe(r === 3 || r === 4 ? wanted[r] : passingSumTwin(row));
      }
    });
  });

  it('leaves rows with −0, negative numbers, NaN and infinity to the scalar kernel', () => {
    const length = 64;
    const bits = [0x80000000, 0x7fc00000, 0xffc00000, 0x7f800000, 0xff800000, 0xbf800000];
    const odd = new Float32Array(Int32Array.from(bits).buffer);
    const rows = 2 * odd.length;
    const p = distributions(rows, length, 8, 1);
    const q = distributions(rows, length, 9, 1);
    for (let r = 0; r < rows; r++) (r % 2 === 0 ? p : q)[r * length + r] = odd[r >> 1]!;
    const wanted = new Float64Array(rows);
    middleScalar(p, q, wanted, rows, length, 1);
    expect(divergence(p, q, rows)).toEqual(wanted);
  });

  it('leaves other axes, short rows, few numbers and float64 to the scalar kernel', () => {
    const x = distributions(40, 150, 6, 1);
    const y = distributions(40, 150, 7, 1);
    for (const [p, q, outer, length, inner] of [
      [x, y, 3, 200, 10],
      [x, y, 600, 10, 1],
      [x.subarray(0, 255), y.subarray(0, 255), 5, 51, 1],
      [Float64Array.from(x), y, 40, 150, 1],
    ] as const) {
      const [got, wanted] = [new Float64Array(outer * inner), new Float64Array(outer * inner)];
      expect(withCanaries(() => jensenShannonLines(p, q, got, outer, length, inner))).toBe(0);
      middleScalar(p, q, wanted, outer, length, inner);
      expect(got).toEqual(wanted);
    }
  });
});
