import { describe, expect, it } from 'vitest';
import { select as selectScalar } from '../../../src/kernels/scalar/elementwise-binary.js';
import { select } from '../../../src/kernels/simd/select-elements.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

describe.runIf(simd)('the SIMD choice', () => {
  it.each([256, 257, 4095, 4097, 8195])('is the scalar one for %i numbers', (count) => {
    const condition = randomFloats(count + 3, 1).map((x) => (x < 0 ? 0 : x));
    condition.set([Number.NaN, -0, Infinity, 1e-45], 5);
    const [a, b] = [randomFloats(count + 5, 2), randomFloats(count + 5, 3)];
    a[7] = Number.NaN;
    for (const [aStep, bStep] of [
      [1, 1],
      [0, 1],
      [1, 0],
      [0, 0],
    ] as const) {
      const [got, wanted] = [new Float32Array(count + 4), new Float32Array(count + 4)];
      const served = withCanaries(() =>
        select(condition, 3, 1, a, 5, aStep, b, 4, bStep, got, 2, count),
      );
      expect(served).toBeGreaterThan(0);
      selectScalar(condition, 3, 1, a, 5, aStep, b, 4, bStep, wanted, 2, count);
      expect(got).toEqual(wanted);
    }
  });

  it('leaves other steps and float64 to the scalar kernel', () => {
    const numbers = randomFloats(600, 1);
    const target = new Float32Array(300);
    const steps = () => select(numbers, 0, 2, numbers, 0, 1, numbers, 0, 1, target, 0, 300);
    expect(withCanaries(steps)).toBe(0);
    const double = Float64Array.from(numbers);
    const mixed = () => select(double, 0, 1, double, 0, 1, double, 0, 0, double.slice(), 0, 300);
    expect(withCanaries(mixed)).toBe(0);
  });
});
