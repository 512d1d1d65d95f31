import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { pushForwardDensity } from '../../src/gan/index.js';
import { abs, add, mul, square, sub } from '../../src/gradient/arithmetic.js';
import { exp, log, sqrt } from '../../src/gradient/functions.js';
import type { Traced } from '../../src/gradient/index.js';
import { matmul } from '../../src/gradient/matmul.js';
import { concat, reshape, slice } from '../../src/gradient/shape.js';

const normal = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
const normals = (z: FloatNdArray): number =>
  Array.from(z.data).reduce((p: number, x) => p * normal(x), 1);
const total = (density: (x: number) => number, from: number, to: number, n = 4000): number => {
  const h = (to - from) / n;
  // Simpson's rule.
  return Array.from({ length: n + 1 }, (_, i) => {
    const weight = i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2;
    return (weight * density(from + i * h) * h) / 3;
  }).reduce((a, b) => a + b, 0);
};

describe('pushForwardDensity', () => {
  it('adds up to 1, and is not the density of the code without its factor', () => {
    // G = sinh, whose inverse is ln(x + √(x² + 1)).
    const inverse = (x: Traced): Traced => log(add(x, sqrt(add(square(x), 1))));
    const at = (x: number): number => pushForwardDensity(x, inverse, normal);
    expect(total(at, -400, 400, 8000)).toBeCloseTo(1, 6);
    expect(at(2)).toBeCloseTo(normal(Math.asinh(2)) / Math.sqrt(5), 14);
    // The sheet's forms: no factor, and the factor of the generator instead of its inverse's.
    for (const wrong of [normal(Math.asinh(2)), normal(Math.asinh(2)) * Math.sqrt(5)])
      expect(Math.abs(at(2) - wrong)).toBeGreaterThan(0.05);
  });

  it('takes the size of the factor where the generator turns the line round', () => {
    expect(pushForwardDensity(3, (x) => sub(1, mul(x, 0.5)), normal)).toBeCloseTo(
      0.5 * normal(-0.5),
      15,
    );
    // A code that does not move with x has no density.
    expect(pushForwardDensity(3, () => 0, normal)).toBe(0);
    expect(pushForwardDensity(3, () => 0, Math.log, { log: true })).toBe(-Infinity);
  });

  it('of a linear generator is the Gaussian with its covariance, of any layout', () => {
    // x = A z + c with A = [[2, 1], [0, 3]], whose covariance is A Aᵀ = [[5, 3], [3, 9]], of determinant 36.
    const backwards = [
      [0.5, -1 / 6],
      [0, 1 / 3],
    ];
    const inverse = (x: Traced): Traced =>
      reshape(matmul(backwards, reshape(sub(x, [1, -1]), [2, 1])), [2]);
    const gaussian = (x: number, y: number): number => {
      const [u, v] = [x - 1, y + 1];
      return Math.exp(-(9 * u * u - 6 * u * v + 5 * v * v) / 72) / (2 * Math.PI * 6);
    };
    const points = [
      [0, 0],
      [1, -1],
      [4, 2.5],
    ];
    const got = pushForwardDensity(points, inverse, normals);
    expect(got.shape).toEqual([3]);
    points.forEach(([x, y], i) => {
      expect(got.get(i)).toBeCloseTo(gaussian(x!, y!), 15);
    });
    const columns = Float64Array.of(0, 1, 4, 0, -1, 2.5);
    const view = createNdArray(columns, [3, 2], [1, 3]);
    expect([...pushForwardDensity(view, inverse, normals).data]).toEqual([...got.data]);
    expect(columns).toEqual(Float64Array.of(0, 1, 4, 0, -1, 2.5));
    const single = createNdArray(Float32Array.from(columns), [3, 2], [1, 3]);
    expect(pushForwardDensity(single, inverse, normals).data).toBeInstanceOf(Float32Array);
  });

  it('needs the whole determinant: in polar coordinates the plane is stretched by 1/r', () => {
    // G(r, φ) = (r cos φ, r sin φ) from r = e^u: here x to (ln √(x² + y²), y / x), whose determinant is 1 / x².
    const inverse = (p: Traced): Traced => {
      const [x, y] = [slice(p, [[0, 1]]), slice(p, [[1, 2]])];
      return concat(
        [mul(log(add(square(x), square(y))), 0.5), mul(y, exp(mul(log(abs(x)), -1)))],
        0,
      );
    };
    const got = pushForwardDensity([[2, 1]], inverse, () => 1);
    expect(got.get(0)).toBeCloseTo(0.25, 14);
    // Rows must change places here.
    const turn = [
      [0, 0, 2],
      [3, 0, 0],
      [0, -5, 0],
    ];
    const turned = (x: Traced): Traced => reshape(matmul(turn, reshape(x, [3, 1])), [3]);
    expect(pushForwardDensity([[1, 2, 3]], turned, () => 1).get(0)).toBeCloseTo(30, 12);
  });

  it('as a logarithm does not run out of range', () => {
    const d = 400;
    const x = Array.from({ length: d }, (_, i) => Math.sin(i));
    const inverse = (p: Traced): Traced => mul(p, 100);
    const logs = (z: FloatNdArray): number =>
      Array.from(z.data).reduce((sum: number, v) => sum - 0.5 * (v * v + Math.log(2 * Math.PI)), 0);
    const wanted =
      x.reduce((sum, v) => sum - 0.5 * (1e4 * v * v + Math.log(2 * Math.PI)), 0) +
      d * Math.log(100);
    expect(pushForwardDensity([x], inverse, logs, { log: true }).get(0)! / wanted).toBeCloseTo(
      1,
      13,
    );
  });

  it('refuses codes of another shape and what is no density', () => {
    const same = (x: Traced): Traced => mul(x, 1);
    expect(() => pushForwardDensity([1, 2], same, normals)).toThrow(
      'pushForwardDensity: "x" expected a number, or points (n, d), got (2)',
    );
    expect(() => pushForwardDensity([[1, 2]], (x) => slice(x, [[0, 1]]), normals)).toThrow(
      '"inverse(x)" expected a code of the shape of x, (2), got (1)',
    );
    expect(() => pushForwardDensity(-1, (x) => log(x), normal)).toThrow(
      '"inverse(x)" expected fin',
    );
    expect(() => pushForwardDensity(0, (x) => sqrt(x), normal)).toThrow(
      'the derivative of inverse',
    );
    expect(() => pushForwardDensity(NaN, same, normal)).toThrow('"x" expected finite numbers');
    expect(() => pushForwardDensity(1, same, () => -1)).toThrow('a density of at least 0, got -1');
    // @ts-expect-error: no number.
    expect(() => pushForwardDensity(1, same, () => 'no')).toThrow('"density(z)"');
    // @ts-expect-error: no function.
    expect(() => pushForwardDensity(1, same)).toThrow('"density" expected a function');
  });
});
