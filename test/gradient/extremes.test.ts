// Gradients where numbers are so large, so small or so close together that a formula taken as it stands loses them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromNested, logSumExp, pow, sum, variance } from '../../src/array/index.js';
import { grad, type Traced } from '../../src/gradient/index.js';

const offsets = fc.double({ min: -20, max: 20, noNaN: true });

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));
}

/** The softmax by its definition. */
function sharesOf(numbers: ArrayLike<number>): number[] {
  const list = Array.from(numbers);
  const most = Math.max(...list);
  const powers = list.map((x) => Math.exp(x - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

describe('the gradient of logSumExp', () => {
  it.each(['float32', 'float64'] as const)(
    'is the softmax, however large the numbers: %s',
    (dtype) => {
      const rows = fc.array(offsets, { minLength: 1, maxLength: 9 });
      fc.assert(
        fc.property(rows, fc.constantFrom(0, -1e3, 1e5, 1e7, -1e12, 1e17, 1e30), (row, middle) => {
          const x = fromNested(
            row.map((offset) => middle + offset),
            dtype,
          );
          const slopes = grad((a: Traced) => logSumExp(a))(x);
          expect(largestDifference(slopes.data, sharesOf(x.data))).toBeLessThan(
            dtype === 'float32' ? 1e-6 : 1e-14,
          );
        }),
      );
    },
  );

  it('is the softmax of all numbers where no axis or several are given', () => {
    const x = fromNested([
      [1e8, 1e8 + 8],
      [1e8 + 8, 1e8],
    ]);
    const wanted = sharesOf(x.data);
    for (const options of [{}, { axis: [0, 1] }]) {
      const slopes = grad((a: Traced) => logSumExp(a, options))(x);
      expect(largestDifference(slopes.data, wanted)).toBeLessThan(1e-14);
    }
  });

  it('along an axis leaves out what is −∞, and rows of nothing else', () => {
    const x = [
      [1e17, 1e17],
      [-Infinity, 3],
      [-Infinity, -Infinity],
    ];
    const slopes = grad((a: Traced) => sum(logSumExp(a, { axis: 1 })))(x);
    expect(Array.from(slopes.data)).toEqual([0.5, 0.5, 0, 1, 0, 0]);
  });
});

describe('the gradient of a variance', () => {
  it('is 2 (x − mean) / n of float32 numbers that are large and close together', () => {
    const eighths = fc.array(fc.integer({ min: 0, max: 16 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(eighths, (steps) => {
        // float32 has eighths here, but not most of their means.
        const x = fromNested(
          steps.map((step) => 2 ** 20 + step / 8),
          'float32',
        );
        const mean = steps.reduce((total, step) => total + step, 0) / steps.length;
        const wanted = steps.map((step) => (2 * (step - mean)) / 8 / steps.length);
        const slopes = grad((a: Traced) => variance(a))(x);
        expect(largestDifference(slopes.data, wanted)).toBeLessThan(1e-6);
      }),
    );
  });
});

describe('the gradient of a power of 0', () => {
  it('is 0 also where the reciprocal is beyond all numbers', () => {
    const slopes = (x: number, dtype: 'float32' | 'float64') =>
      grad((a: Traced) => sum(pow(a, 0)))(fromNested([x, 2], dtype)).data;
    expect(Array.from(slopes(1e-310, 'float64'))).toEqual([0, 0]);
    expect(Array.from(slopes(-1e-40, 'float32'))).toEqual([0, 0]);
  });

  it('has a derivative by the exponent, 1/x', () => {
    const slope = (x: number) => grad((b: Traced) => grad((a: Traced) => pow(a, b))(x))(0);
    expect(slope(2)).toBe(0.5);
    expect(slope(1e-40) / 1e40).toBeCloseTo(1, 12);
  });
});
