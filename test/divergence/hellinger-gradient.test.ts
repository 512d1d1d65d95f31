import { describe, expect, it } from 'vitest';
import { fromNested } from '../../src/array/index.js';
import { hellingerDistance } from '../../src/divergence/index.js';
import { grad, type Traced } from '../../src/gradient/index.js';

describe('the gradient of the Hellinger distance', () => {
  it.each([
    ['float32', 1e-40],
    ['float64', 5e-324],
  ] as const)('is (1 − √(p/q)) / 4H where p/q is no %s number', (dtype, tiny) => {
    const [p, q] = [
      [0.9, 0.1],
      [1, tiny],
    ].map((row) => fromNested(row, dtype)) as [
      ReturnType<typeof fromNested>,
      ReturnType<typeof fromNested>,
    ];
    const distance = Math.sqrt(1 - Math.sqrt(0.9));
    const wanted = (1 - Math.sqrt(0.1) / Math.sqrt(q.get(1))) / (4 * distance);
    for (const options of [{}, { normalize: true }]) {
      const slopes = grad((x: Traced) => hellingerDistance(p, x, options))(q);
      expect(slopes.get(1) / wanted).toBeCloseTo(1, 5);
      expect(Number.isFinite(slopes.get(0))).toBe(true);
    }
  });
});
