import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crossEntropyLines as crossScalar,
  distributionSums as distributionSumsScalar,
} from '../../../src/kernels/scalar/divergence-lines.js';
import { crossEntropyLines } from '../../../src/kernels/simd/divergence.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { distributions } from './distributions.js';
import { crossTwin, passingSumTwin } from './twins/divergence.js';

function cross(p: Float32Array, q: Float32Array, rows: number): Float64Array {
  const target = new Float64Array(rows).fill(Number.NaN);
  crossEntropyLines(p, q, target, rows, p.length / rows, 1);
  return target;
}

describe.runIf(simd)('the SIMD cross-entropy', () => {
  it('is its twin, exactly, and the scalar one to 1e-12, in rows of any length, with outcomes of p = 0', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 16, max: 900 }),
        fc.constantFrom(0.001, 1, 30),
        fc.integer({ min: 1, max: 9 }),
        (rows, length, spread, step) => {
          fc.pre(rows * length >= 256);
          const p = distributions(rows, length, 1, 30);
          const q = distributions(rows, length, 2, spread);
          for (let i = 0; i < p.length; i += step) p[i] = 0;
          // Where p is 0 all of q will do.
          for (let i = 0; i < p.length; i += 2 * step) q[i] = i % 3 === 0 ? 0 : 1e-42;
          const lines = (x: Float32Array, r: number) => x.subarray(r * length, (r + 1) * length);
          const twins = Array.from({ length: rows }, (_, r) => crossTwin(lines(p, r), lines(q, r)));
          const count = withCanaries(() => expect([...cross(p, q, rows)]).toEqual(twins));
          expect(count).toBe(6);
          const truth = new Float64Array(rows);
          crossScalar(p, q, truth, rows, length, 1);
          for (const [r, value] of truth.entries()) {
            expect(Math.abs(twins[r]! - value)).toBeLessThanOrEqual(1e-12 * value);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('has all digits of logarithms of every size, of one outcome alone', () => {
    const length = 256;
    const values = [
      2 ** -126,
      1e-30,
      0.01,
      0.3,
      0.375,
      0.4999999,
      0.5,
      0.7499999,
      0.75,
      0.7500001,
      0.9,
    ];
    for (const value of [...values, 1 - 2 ** -10, 1 - 2 ** -24]) {
      const [p, q] = [new Float32Array(length), new Float32Array(length)];
      p[77] = 1;
      q[77] = value;
      const wanted = -Math.log(q[77]!);
      const [got] = cross(p, q, 1);
      expect(got).toBe(crossTwin(p, q));
      expect(Math.abs(got! / wanted - 1)).toBeLessThan(2e-12);
    }
  });

  it('is 0 where q is 1, or by a rounding more', () => {
    const [p, q] = [new Float32Array(512), new Float32Array(512)];
    p.set([1], 5);
    q.set([1], 5);
    p.set([1], 300);
    q.set([1 + 2 ** -23], 300);
    expect([...cross(p, q, 2)]).toEqual([0, 0]);
    // Beside another outcome, where nothing else shows it.
    p.set([0.5, 0.5], 300);
    q.set([2 ** -20], 301);
    expect(Math.abs(cross(p, q, 2)[1]! - 10 * Math.LN2)).toBeLessThan(1e-11);
  });

  it('is the entropy where both are the same array, which is copied once', () => {
    const p = distributions(4, 130, 5, 3);
    p[7] = 0;
    const wanted = cross(p, p.slice(), 4);
    const count = withCanaries(() => expect(cross(p, p, 4)).toEqual(wanted));
    expect(count).toBe(5);
  });

  it('gives the sums of both on its way, NaN where a number is negative or NaN', () => {
    const [rows, length] = [9, 517];
    const p = distributions(rows, length, 11, 1);
    const q = distributions(rows, length, 12, 30);
    p[3] = 0;
    p[4 * length - 1] = -0.25;
    q[5 * length - 1] = Number.NaN;
    const got = [new Float64Array(rows), new Float64Array(rows)] as const;
    const target = new Float64Array(rows);
    crossEntropyLines(p, q, target, rows, length, 1, got);
    expect(target).toEqual(cross(p, q, rows));
    [p, q].forEach((numbers, k) => {
      const wanted = new Float64Array(rows);
      distributionSumsScalar(numbers, wanted, rows, length, 1);
      for (let r = 0; r < rows; r++) {
        const row = numbers.subarray(r * length, (r + 1) * length);
        expect(got[k]![r]).toBe(r === 3 || r === 4 ? wanted[r] : passingSumTwin(row));
      }
    });
  });

  it('leaves rows with −0, negative numbers, NaN, infinity, and tiny q to the scalar kernel', () => {
    const length = 64;
    const bits = [0x80000000, 0x7fc00000, 0xffc00000, 0x7f800000, 0xff800000, 0xbf800000];
    const odd = new Float32Array(Int32Array.from(bits).buffer);
    const rows = 2 * odd.length + 2;
    const p = distributions(rows, length, 8, 1);
    const q = distributions(rows, length, 9, 1);
    for (let r = 0; r < rows - 2; r++) (r % 2 === 0 ? p : q)[r * length + r] = odd[r >> 1]!;
    q[(rows - 2) * length + 5] = 0;
    q[(rows - 1) * length + 6] = (1 - 2 ** -23) * 2 ** -126;
    const wanted = new Float64Array(rows);
    crossScalar(p, q, wanted, rows, length, 1);
    expect(cross(p, q, rows)).toEqual(wanted);
    expect(wanted[rows - 2]).toBe(Infinity);
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
      expect(withCanaries(() => crossEntropyLines(p, q, got, outer, length, inner))).toBe(0);
      crossScalar(p, q, wanted, outer, length, inner);
      expect(got).toEqual(wanted);
    }
  });
});
