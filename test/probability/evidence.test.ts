import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { grad } from '../../src/gradient/grad.js';
import { softmax } from '../../src/gradient/softmax.js';
import { evidenceDecomposition } from '../../src/probability/index.js';

const weight = fc.double({ min: 1e-3, max: 1, noNaN: true });

/** A prior, a likelihood of any size and a distribution in the place of the posterior. */
const problems = fc.integer({ min: 1, max: 6 }).chain((k) => {
  const vector = fc.array(weight, { minLength: k, maxLength: k });
  const scaled = vector.map((w) => {
    const all = w.reduce((a, b) => a + b, 0);
    return w.map((value) => value / all);
  });
  return fc.tuple(scaled, vector, scaled, fc.double({ min: -8, max: 8, noNaN: true }));
});

describe('evidenceDecomposition', () => {
  it('gives the worked example, and the parts of the bound', () => {
    const parts = evidenceDecomposition([0.6, 0.4], [0.2, 0.7], [0.5, 0.5]);
    expect(parts.logEvidence).toBeCloseTo(-0.9162907318741551, 15);
    expect(parts.elbo).toBeCloseTo(-1.0034674254465439, 14);
    expect(parts.divergence).toBeCloseTo(0.08717669357238891, 15);
    expect(parts.reconstruction).toBeCloseTo(0.5 * Math.log(0.14), 15);
    expect(parts.priorDivergence).toBeCloseTo(0.5 * Math.log(0.25 / 0.24), 15);
    expect(toNested(parts.posterior)).toEqual([expect.closeTo(0.3, 15), expect.closeTo(0.7, 15)]);
  });

  it('has a bound that is the mean of ln p(x, z)/q(z), below the evidence, reached at the posterior', () => {
    fc.assert(
      fc.property(problems, ([prior, chances, q, size]) => {
        const likelihood = chances.map((l) => l * Math.exp(size));
        const parts = evidenceDecomposition(prior, likelihood, q);
        const mean = q.reduce(
          (all, v, k) => all + v * Math.log((prior[k]! * likelihood[k]!) / v),
          0,
        );
        expect(Math.abs(parts.elbo - mean)).toBeLessThan(1e-13);
        expect(parts.elbo).toBeLessThanOrEqual(parts.logEvidence);
        expect(Math.abs(parts.reconstruction - parts.priorDivergence - mean)).toBeLessThan(1e-13);
        const best = evidenceDecomposition(prior, likelihood, parts.posterior);
        expect(best.divergence).toBe(0);
        expect(best.elbo).toBe(best.logEvidence);
      }),
    );
  });

  it('holds where no product is a float, and is −∞ for q where the observation rules z out', () => {
    const tiny = evidenceDecomposition([0.5, 0.5], [2e-320, 6e-320], [0.5, 0.5]);
    expect(tiny.logEvidence).toBeCloseTo(Math.log(4) - 320 * Math.LN10, 3);
    expect(tiny.elbo).toBeLessThan(tiny.logEvidence);
    const sure = evidenceDecomposition([0.5, 0.5], [0, 1], [0.5, 0.5]);
    expect([sure.elbo, sure.divergence]).toEqual([-Infinity, Infinity]);
    expect(sure.logEvidence).toBeCloseTo(Math.log(0.5), 15);
    const out = evidenceDecomposition([0.5, 0.5], [0, 1], [0, 1]);
    expect(out.elbo).toBeCloseTo(Math.log(0.5), 15);
  });

  it('has a finite bound where the posterior of an outcome that is possible rounds to 0', () => {
    // p(z | x) of the second is 2^-160, below all float32: D = ½ ln ½ + ½ ln(½ · 2^160).
    const prior = Float32Array.of(1 - 2 ** -20, 2 ** -20);
    const half = Float32Array.of(0.5, 0.5);
    const parts = evidenceDecomposition(prior, Float32Array.of(1, 2 ** -140), half);
    expect(toNested(parts.posterior)).toEqual([1, 0]);
    expect(Math.abs(parts.divergence / (79 * Math.LN2) - 1)).toBeLessThan(2e-7);
    expect(Math.abs(parts.elbo / (-79 * Math.LN2) - 1)).toBeLessThan(2e-7);
    const double = evidenceDecomposition([1 - 2 ** -20, 2 ** -600], [1, 2 ** -600], [0.5, 0.5], {
      normalizePrior: true,
    });
    expect(Math.abs(double.divergence / (599 * Math.LN2) - 1)).toBeLessThan(1e-6);
    const slope = grad((q) => evidenceDecomposition(prior, Float32Array.of(1, 2 ** -140), q).elbo);
    const [first, second] = toNested(slope(half)) as number[];
    expect(first! - second!).toBeCloseTo(160 * Math.LN2, 4);
  });

  it('takes single and double precision together, and refuses what is no distribution', () => {
    const single = Float32Array.of(0.1, 0.2, 0.7);
    const mixed = evidenceDecomposition(single, [0.3, 0.2, 0.1], single);
    expect(mixed.priorDivergence).toBe(0);
    expect(mixed.logEvidence).toBeCloseTo(Math.log(0.14), 7);
    expect(evidenceDecomposition(single, single, single).posterior.dtype).toBe('float32');
    expect(() => evidenceDecomposition([1], [1], [0.5])).toThrow(
      'evidenceDecomposition: "q" expected probabilities that add up to 1, got a sum of 0.5',
    );
    expect(() => evidenceDecomposition([1], [1], [0.5, 0.5])).toThrow(ShapeError);
    expect(() => evidenceDecomposition([1], [1], [Number.NaN])).toThrow('"q"');
    // @ts-expect-error: q has no such option.
    expect(() => evidenceDecomposition([1], [1], [1], { normalize: true })).toThrow(KindError);
  });

  it('has its gradients to second order, all 0 by q at the posterior along the simplex', () => {
    const at = { prior: [0.2, -0.4, 0.7], likelihood: [0.3, 1.2, 0.4], q: [0.5, 0, -0.3] };
    const elbo = checkGradient(
      (x) => evidenceDecomposition(softmax(x.prior), x.likelihood, softmax(x.q)).elbo,
      at,
      { order: 2 },
    );
    const reconstruction = checkGradient(
      (x) => evidenceDecomposition(softmax(x.prior), x.likelihood, softmax(x.q)).reconstruction,
      at,
    );
    for (const check of [elbo, reconstruction]) expect(check).toMatchObject({ ok: true });
    const slope = grad((z) => evidenceDecomposition([0.6, 0.4], [0.2, 0.7], softmax(z)).elbo)([
      Math.log(0.3),
      Math.log(0.7),
    ]);
    for (const value of toNested(slope) as number[]) expect(value).toBeCloseTo(0, 14);
  });
});
