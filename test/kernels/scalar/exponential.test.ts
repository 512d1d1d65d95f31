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

  it('has roots of two on every engine as they are when rounded correctly', () => {
    // Beside n ln 2/64 nothing is left of the polynomial but 1 + r. Places where engines' own powers differ.
    const roots = [
      [30, 1.383909881963832],
      [46, 1.645755478153965],
      [61, 1.9360617934922943],
    ] as const;
    for (const [j, root] of roots) {
      const x = ((j - 64) * Math.LN2) / 64;
      const r = x - ((j - 64) * 0.6931471803691238) / 64 - ((j - 64) * 1.9082149292705877e-10) / 64;
      expect(Math.abs(r)).toBeLessThan(2 ** -53);
      expect(exponential(x)).toBe((root + root * r) / 2);
    }
  });

  it('is 1 at 0, what Math.exp says far below, 0 at −∞, and NaN of NaN', () => {
    expect([exponential(0), exponential(-0)]).toEqual([1, 1]);
    for (const x of [-87, -87.5, -700, -745, -746, Number.NEGATIVE_INFINITY, Number.NaN])
      expect(exponential(x)).toBe(Math.exp(x));
  });
});
