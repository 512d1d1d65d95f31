import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../../src/core/random.js';
import { exponential } from '../../../src/kernels/scalar/exponential.js';
import { exactExponential } from '../../divergence/exact.js';

describe('exponential', () => {
  it('is exact to 1.25 units in the last place from −87 to 0, at the ends of its steps too', () => {
    const rng = randomGenerator(1);
    const drawn = Array.from({ length: 1500 }, (_, k) => -rng.nextFloat64() * (k % 2 ? 1 : 87));
    const steps = Array.from({ length: 300 }, (_, k) => (-(k + 0.5) * Math.LN2) / 64);
    const beside = steps.map((x) => x * (1 - 2 ** -50));
    let worst = 0;
    for (const x of [-1e-300, -(2 ** -60), -86.99999, ...drawn, ...steps, ...beside]) {
      const truth = exactExponential(x);
      worst = Math.max(worst, Math.abs(exponential(x) - truth) / truth);
    }
    if (process.env['SHOW_ERRORS']) console.log('exponential', worst);
    expect(worst).toBeLessThanOrEqual(1.25 * 2 ** -52);
  });

  it('is 1 at 0, what Math.exp says far below, 0 at −∞, and NaN of NaN', () => {
    expect([exponential(0), exponential(-0)]).toEqual([1, 1]);
    for (const x of [-87, -87.5, -700, -745, -746, Number.NEGATIVE_INFINITY, Number.NaN])
      expect(exponential(x)).toBe(Math.exp(x));
  });
});
