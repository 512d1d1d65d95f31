import { describe, expect, it } from 'vitest';
import { mapPoints, transferErrors } from '../../../src/kernels/scalar/map-points.js';

/** (x, y) → (x + 1, 2y)/(x − 1). */
const T = Float64Array.of(1, 0, 1, 0, 2, 0, 1, 0, -1);

describe('mapPoints', () => {
  it('may write over the points it reads', () => {
    const points = Float64Array.of(2, 3, 0, 5, 1, 4, 1, 0);
    mapPoints(T, points, points, 3);
    expect([...points]).toEqual([3, 6, -1, -10, Infinity, Infinity, 1, 0]);
  });
});

describe('transferErrors', () => {
  // Mapped to (3, 6), (−1, −10), infinity and (3, 0); off by 5, 0, ∞ and 2.
  const pairs = Float64Array.of(2, 3, 6, 10, 0, 5, -1, -10, 1, 0, 7, 8, 2, 0, 3, -2);
  const run = (limit: number, enough: number) => {
    const errors = new Float64Array(4).fill(-7);
    return { sum: transferErrors(T, pairs, 4, limit, enough, errors), errors: [...errors] };
  };

  it('gives squared distances, and their sum with each at most the limit', () => {
    expect(run(9, Infinity)).toEqual({ sum: 9 + 0 + 9 + 4, errors: [25, 0, Infinity, 4] });
    expect(run(Infinity, Infinity)).toEqual({ sum: Infinity, errors: [25, 0, Infinity, 4] });
  });

  it('stops once the sum exceeds what is enough', () => {
    expect(run(9, 8)).toEqual({ sum: 9, errors: [25, -7, -7, -7] });
    expect(run(9, 9)).toEqual({ sum: 18, errors: [25, 0, Infinity, -7] });
  });

  it('puts a point that maps to infinity infinitely far away, whatever its numerators are', () => {
    // Both numerators are 0 as well.
    const zero = Float64Array.of(1, 0, -1, 0, 1, 0, 1, 0, -1);
    const errors = new Float64Array(1);
    transferErrors(zero, Float64Array.of(1, 0, 1, 0), 1, 9, Infinity, errors);
    expect(errors[0]).toBe(Infinity);
  });
});
