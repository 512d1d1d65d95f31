import { describe, expect, it } from 'vitest';
import { pow } from '../../../src/kernels/scalar/elementwise-binary.js';
import { randomFloats } from '../simd/numbers.js';

const SPECIAL = [0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 5e-324, -5e-324, 1e200, -1e200];

describe('pow', () => {
  it.each([2, 1, -1, 0.5, 0, -0, 3, 1.5, -2])(
    'is what ** says, whether the power %f is one number for all or stands beside each',
    (power) => {
      const scales = [1, 1e-160, 1e160, 40];
      const a = Float64Array.from(randomFloats(400, 1), (x, i) => (x / 3) * scales[i % 4]!);
      a.set(SPECIAL, 7);
      const wanted = a.map((x) => x ** power);
      const one = new Float64Array(400);
      pow(a, 0, 1, Float64Array.of(9, power), 1, 0, one, 0, 400);
      const each = new Float64Array(400);
      pow(a, 0, 1, new Float64Array(400).fill(power), 0, 1, each, 0, 400);
      expect(each).toEqual(wanted);
      one.forEach((value, i) => {
        // Engines may round powers otherwise than products.
        if (!Number.isFinite(wanted[i]!) || wanted[i] === 0) expect(value).toBe(wanted[i]);
        else expect(Math.abs(value / wanted[i]! - 1)).toBeLessThan(1e-15);
      });
    },
  );

  it('reads a number again and again, every second one, and writes where it is told', () => {
    const a = Float64Array.of(3, 5, 7, 9);
    for (const power of [2, 1, -1, 0.5, 3]) {
      const target = new Float64Array(5).fill(8);
      pow(a, 1, 2, Float64Array.of(power), 0, 0, target, 1, 2);
      expect([...target]).toEqual([8, 5 ** power, 9 ** power, 8, 8]);
      pow(a, 2, 0, Float64Array.of(power), 0, 0, target, 1, 2);
      expect([...target]).toEqual([8, 7 ** power, 7 ** power, 8, 8]);
    }
  });
});
