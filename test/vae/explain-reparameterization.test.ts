import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mul, sum, toNested } from '../../src/array/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { grad } from '../../src/gradient/index.js';
import { explainReparameterization, reparameterize } from '../../src/vae/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainReparameterization', () => {
  it('works out two dimensions on paper', () => {
    const d = explainReparameterization({
      mean: [1, -1],
      logVariance: [0, Math.log(4)],
      noise: [0.5, -0.25],
      gradient: [2, 3],
    });
    expect(toNested(d.result.sigma)).toEqual([1, 2]);
    expect(toNested(d.result.z)).toEqual([1.5, -1.5]);
    expect(toNested(d.result.meanGradient)).toEqual([2, 3]);
    // 2 · 0.5 · 1/2 and 3 · −0.25 · 2/2.
    expect(toNested(d.result.logVarianceGradient)).toEqual([0.5, -0.75]);
    // Multiplied by the variance, or by the log-variance, it would be another code.
    for (const wrong of [-1 - 0.25 * 4, -1 - 0.25 * Math.log(4)])
      expect(Math.abs(d.result.z.get(1) - wrong)).toBeGreaterThan(0.1);
    expect(expectShown(d)).toContain('z = μ + σε = (1 + 1 · 0.5, −1 + 2 · (−0.25))');
  });

  it('is what reparameterize and grad give, and holds', () => {
    const number = fc.integer({ min: -500, max: 500 }).map((x) => x / 100);
    const rows = fc.array(fc.tuple(number, number, number, number), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.boolean(), (list, asked) => {
        const [mean, logVariance, noise, gradient] = [0, 1, 2, 3].map((k) =>
          list.map((row) => row[k]!),
        ) as [number[], number[], number[], number[]];
        const d = explainReparameterization({
          ...{ mean, logVariance, noise },
          ...(asked ? { gradient } : {}),
        });
        expect(toNested(d.result.z)).toEqual(toNested(reparameterize(mean, logVariance, noise)));
        const weights = asked ? gradient : gradient.map(() => 1);
        const back = grad((x: { m: never; l: never }) =>
          sum(mul(reparameterize(x.m, x.l, noise), weights)),
        )({ m: mean, l: logVariance } as never) as unknown as { m: never; l: never };
        expect(toNested(d.result.meanGradient)).toEqual(toNested(back.m));
        expect(toNested(d.result.logVarianceGradient)).toEqual(toNested(back.l));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses lengths that differ or are too much', () => {
    expect(() =>
      explainReparameterization({ mean: [1, 2], logVariance: [0], noise: [0, 0] }),
    ).toThrow('explainReparameterization: "logVariance" expected 2 numbers, got shape (1)');
    const nine = new Array(9).fill(0);
    expect(() => explainReparameterization({ mean: nine, logVariance: nine, noise: nine })).toThrow(
      /"mean" .*1 to 8/,
    );
    expect(() =>
      explainReparameterization({ mean: [Number.NaN], logVariance: [0], noise: [0] }),
    ).toThrow(/"mean" .*finite/);
  });
});
