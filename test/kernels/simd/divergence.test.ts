import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  distributionSums as distributionSumsScalar,
  klLines as klScalar,
} from '../../../src/kernels/scalar/divergence-lines.js';
import { distributionSums, klLines } from '../../../src/kernels/simd/divergence.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { distributions } from './distributions.js';
import { klTwin, passingSumTwin, sumTwin } from './twins/divergence.js';

function kl(p: Float32Array, q: Float32Array, rows: number): Float64Array {
  const target = new Float64Array(rows).fill(Number.NaN);
  klLines(p, q, target, rows, p.length / rows, 1);
  return target;
}

describe.runIf(simd)('the SIMD divergence of Kullback and Leibler', () => {
  it('is its twin, exactly, and the scalar one to 1e-14, in rows of any length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 16, max: 900 }),
        fc.constantFrom(0.001, 1, 30),
        (rows, length, spread) => {
          fc.pre(rows * length >= 256);
          const p = distributions(rows, length, 1, spread);
          const q = distributions(rows, length, 2, spread);
          const lines = (x: Float32Array, r: number) => x.subarray(r * length, (r + 1) * length);
          const twins = Array.from({ length: rows }, (_, r) => klTwin(lines(p, r), lines(q, r)));
          const count = withCanaries(() => expect([...kl(p, q, rows)]).toEqual(twins));
          expect(count).toBe(6);
          const truth = new Float64Array(rows);
          klScalar(p, q, truth, rows, length, 1);
          for (const [r, value] of truth.entries()) {
            expect(Math.abs(twins[r]! / value - 1)).toBeLessThan(1e-13);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('gives the sums of both on its way, exactly as its twin, NaN where a number is negative or NaN', () => {
    for (const [rows, length] of [
      [20, 16],
      [9, 517],
    ] as const) {
      const p = distributions(rows, length, 11, 1);
      const q = distributions(rows, length, 12, 30);
      p[3] = 0;
      q[2 * length] = 0.5;
      p[4 * length - 1] = -0.25;
      q[5 * length - 1] = Number.NaN;
      const sums = [new Float64Array(rows), new Float64Array(rows)] as const;
      const target = new Float64Array(rows);
      klLines(p, q, target, rows, length, 1, sums);
      expect(target).toEqual(kl(p, q, rows));
      [p, q].forEach((numbers, k) => {
        const wanted = new Float64Array(rows);
        distributionSumsScalar(numbers, wanted, rows, length, 1);
        for (let r = 0; r < rows; r++) {
          const row = numbers.subarray(r * length, (r + 1) * length);
          // Rows 0, 3 and 4 are the scalar kernel's.
          const rare = r === 0 || r === 3 || r === 4;
          expect(sums[k]![r]).toBe(rare ? wanted[r] : passingSumTwin(row));
        }
      });
    }
  });

  it('leaves rows with zeros, tiny numbers or NaN to the scalar kernel', () => {
    const [rows, length] = [6, 50];
    const p = distributions(rows, length, 3, 1);
    const q = distributions(rows, length, 4, 1);
    p[3] = 0;
    q[length + 4] = 0;
    p[2 * length + 5] = 1e-40;
    q[3 * length + 6] = 1e-42;
    p[4 * length + 49] = Number.NaN;
    const wanted = new Float64Array(rows);
    klScalar(p, q, wanted, rows, length, 1);
    const got = kl(p, q, rows);
    expect(got.subarray(0, 5)).toEqual(wanted.subarray(0, 5));
    expect(got[1]).toBe(Infinity);
    expect(got[5]).toBe(klTwin(p.subarray(5 * length), q.subarray(5 * length)));
  });

  it('takes 2⁻¹²⁵ and what is above, and leaves rows with less to the scalar kernel', () => {
    const length = 256;
    const least = 2 ** -125;
    const [p, q] = [1, 2].map((seed) => distributions(6, length, seed, 1)) as [
      Float32Array,
      Float32Array,
    ];
    // What is added to the exponent of q makes a normal number of it, down to here.
    p.set([least, least * 1.5, 1.25 * least], 0);
    q.set([1.99 * 2 ** -120, 1.01 * 2 ** -90, least], 0);
    p[length + 7] = (1 - 2 ** -24) * least;
    q[2 * length + 8] = (1 - 2 ** -24) * least;
    p[3 * length + 9] = 2 ** -126;
    q[3 * length + 9] = 1.75 * 2 ** -3;
    q[4 * length + 10] = -0;
    p[5 * length + 11] = -least;
    const wanted = new Float64Array(6);
    klScalar(p, q, wanted, 6, length, 1);
    const got = kl(p, q, 6);
    expect(got.subarray(1)).toEqual(wanted.subarray(1));
    const twin = klTwin(p.subarray(0, length), q.subarray(0, length));
    expect(got[0]).toBe(twin);
    expect(Math.abs(twin / wanted[0]! - 1)).toBeLessThan(1e-13);
    // Terms of the least numbers alone, where nothing hides their digits.
    const small = Float32Array.from({ length }, (_, i) => least * (1 + (i % 16) / 16));
    const other = Float32Array.from({ length }, (_, i) => least * 2 ** ((i >> 4) / 5));
    const [value] = kl(small, other, 1);
    const truth = new Float64Array(1);
    klScalar(Float64Array.from(small), Float64Array.from(other), truth, 1, length, 1);
    expect(Math.abs(value! / truth[0]! - 1)).toBeLessThan(1e-11);
  });

  it('leaves rows with NaN of either sign and infinity to the scalar kernel, in either of both', () => {
    const length = 64;
    const bits = [0x7fc00000, 0xffc00000, 0x7f800001, 0x7f800000, 0xff800000];
    const odd = new Float32Array(Int32Array.from(bits).buffer);
    const rows = 2 * odd.length;
    const p = distributions(rows, length, 8, 1);
    const q = distributions(rows, length, 9, 1);
    for (let r = 0; r < rows; r++) (r % 2 === 0 ? p : q)[r * length + r] = odd[r >> 1]!;
    const wanted = new Float64Array(rows);
    klScalar(p, q, wanted, rows, length, 1);
    expect(kl(p, q, rows)).toEqual(wanted);
  });

  it('is its twin in rows that end at a block of the kernel, before and behind it', () => {
    for (const length of [252, 253, 256, 257, 260, 508, 512, 513, 1024, 1025]) {
      const p = distributions(2, length, length, 3);
      const q = distributions(2, length, length + 1, 3);
      const twins = [0, length].map((start) =>
        klTwin(p.subarray(start, start + length), q.subarray(start, start + length)),
      );
      expect([...kl(p, q, 2)]).toEqual(twins);
    }
  });

  it('is 0 of a row and itself', () => {
    const p = distributions(4, 100, 5, 3);
    expect([...kl(p, p, 4)]).toEqual([0, 0, 0, 0]);
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
      expect(withCanaries(() => klLines(p, q, got, outer, length, inner))).toBe(0);
      klScalar(p, q, wanted, outer, length, inner);
      expect(got).toEqual(wanted);
    }
  });
});

function sums(x: Float32Array, rows: number): Float64Array {
  const target = new Float64Array(rows);
  distributionSums(x, target, rows, x.length / rows, 1);
  return target;
}

describe.runIf(simd)('the SIMD sums of distributions', () => {
  it('are their twins, exactly, and the scalar ones to 1e-15, in rows of any length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 16, max: 900 }),
        (rows, length) => {
          fc.pre(rows * length >= 256);
          const x = distributions(rows, length, length, 3);
          const lines = Array.from({ length: rows }, (_, r) =>
            x.subarray(r * length, (r + 1) * length),
          );
          const count = withCanaries(() => expect([...sums(x, rows)]).toEqual(lines.map(sumTwin)));
          expect(count).toBe(2);
          const wanted = new Float64Array(rows);
          distributionSumsScalar(x, wanted, rows, length, 1);
          for (const [r, sum] of sums(x, rows).entries()) {
            expect(Math.abs(sum - wanted[r]!)).toBeLessThan(1e-15);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are NaN where a number is negative or NaN, wherever it stands', () => {
    const length = 37;
    const rows = length + 1;
    for (const spoilt of [-1e-45, Number.NaN, -Infinity]) {
      const x = distributions(rows, length, 8, 1);
      for (let r = 0; r < length; r++) x[r * length + r] = spoilt;
      const got = sums(x, rows);
      expect(got.subarray(0, length)).toEqual(new Float64Array(length).fill(Number.NaN));
      expect(got[length]).toBeCloseTo(1, 6);
    }
  });

  it('take zeros of both signs and infinity', () => {
    const x = new Float32Array(2 * 128);
    x[5] = -0;
    x[128 + 127] = Infinity;
    expect([...sums(x, 2)]).toEqual([0, Infinity]);
  });

  it('leave other axes, short rows, few numbers and float64 to the scalar kernel', () => {
    const x = distributions(40, 150, 6, 1);
    for (const [source, outer, length, inner] of [
      [x, 3, 200, 10],
      [x, 600, 10, 1],
      [x.subarray(0, 255), 5, 51, 1],
      [Float64Array.from(x), 40, 150, 1],
    ] as const) {
      const [got, wanted] = [new Float64Array(outer * inner), new Float64Array(outer * inner)];
      expect(withCanaries(() => distributionSums(source, got, outer, length, inner))).toBe(0);
      distributionSumsScalar(source, wanted, outer, length, inner);
      expect(got).toEqual(wanted);
    }
  });
});
