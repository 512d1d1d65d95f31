import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import type { Traced } from '../../src/gradient/index.js';
import {
  bernoulliLogLikelihood,
  discreteElbo,
  elbo,
  gaussianLogLikelihood,
  huberLoss,
  meanAbsoluteError,
  meanSquaredError,
  reparameterize,
} from '../../src/vae/index.js';
import { scaled } from '../divergence/draw.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

describe.each(['float64', 'float32'] as const)('a VAE in %s agrees with PyTorch', (dtype) => {
  for (const c of readCases('11-generative', 'vaeLoss'))
    it(c.name, () => {
      const read = (name: string) => toFloats(c.inputs[name], dtype);
      const [x, decoded] = [read('x'), read('decoder_output')];
      const [mean, logVariance, eps] = [read('mean'), read('log_variance'), read('eps')];
      const agree = (got: ArrayLike<number>, name: string, sign = 1): void => {
        const wanted = Float64Array.from(c.expected[name].data as Float64Array, (v) => sign * v);
        expect(worstRatio(got, wanted, c.tolerance[dtype])).toBeLessThanOrEqual(1);
      };
      const z = reparameterize(mean, logVariance, eps);
      expect(z.data).toBeInstanceOf(dtype === 'float32' ? Float32Array : Float64Array);
      agree(z.data, 'z');
      const coins = bernoulliLogLikelihood(x, decoded);
      agree(coins.data, 'bernoulli_reconstruction_per_sample', -1);
      const bound = elbo({ reconstruction: coins, mean, logVariance });
      agree(bound.kl.data, 'kl_per_sample');
      agree([bound.loss], 'loss_bernoulli');
      const gauss = gaussianLogLikelihood(x, decoded);
      agree(gauss.data, 'gaussian_negative_log_likelihood_per_sample', -1);
      // The reference's loss leaves out the constant of the density.
      const { loss } = elbo({ reconstruction: gauss, mean, logVariance });
      agree([loss - (x.shape[1]! / 2) * Math.log(2 * Math.PI)], 'loss_gaussian');
    });
});

describe('reparameterize', () => {
  it('multiplies noise by the standard deviation, not by the variance nor its logarithm', () => {
    const z = reparameterize([0.5, -1], [2 * Math.log(1.2), 2 * Math.log(0.8)], [1, -2]);
    expect([...z.data]).toEqual([expect.closeTo(1.7, 14), expect.closeTo(-2.6, 14)]);
    for (const wrong of [0.5 + 1.44, 0.5 + 2 * Math.log(1.2), 0.5 + Math.exp(1.44)])
      expect(Math.abs(z.get(0) - wrong)).toBeGreaterThan(0.1);
  });

  it('draws from a stream, in the precision of its arguments', () => {
    const noise = normal(randomGenerator(4), [2, 3]);
    const mean = createNdArray(new Float32Array(6).fill(1), [2, 3], [1, 2]);
    const drawn = reparameterize(mean, new Array(2).fill([0, 0, 0]), randomGenerator(4));
    expect(drawn.data).toBeInstanceOf(Float64Array);
    drawn.data.forEach((value, i) => {
      expect(value).toBeCloseTo(1 + noise.data[i]!, 12);
    });
    expect(reparameterize(mean, mean, randomGenerator(4)).data).toBeInstanceOf(Float32Array);
    expect(reparameterize(3, 0, randomGenerator(4))).toBeCloseTo(
      3 + normal(randomGenerator(4), [1]).get(0),
      14,
    );
  });

  it('refuses other shapes, empty batches and what is no stream', () => {
    expect(() => reparameterize([1], [1, 2], [1])).toThrow(
      'reparameterize: "logVariance" expected the shape of mean, (1), got (2)',
    );
    expect(() => reparameterize([1], [1], [1, 2])).toThrow(
      '"noise" expected the shape of mean, (1)',
    );
    expect(() => reparameterize([], [], [])).toThrow(
      '"mean" expected at least one element, got (0)',
    );
    // @ts-expect-error: no stream.
    expect(() => reparameterize([1], [1], 'seed')).toThrow('"noise"');
  });
});

describe('the reconstruction losses', () => {
  const p = [
    [1, 5],
    [2, -1],
  ];
  const t = [
    [2, 2],
    [2, -1.5],
  ];

  it('are what their formulas give, reduced as asked', () => {
    expect(meanSquaredError(p, t)).toBeCloseTo((1 + 9 + 0.25) / 4, 14);
    expect(meanAbsoluteError(p, t, { reduction: 'sum' })).toBeCloseTo(4.5, 14);
    expect([...huberLoss(p, t, { reduction: 'none' }).data]).toEqual([0.5, 2.5, 0, 0.125]);
    expect(huberLoss(p, t, { delta: 0.2, reduction: 'sum' })).toBeCloseTo(
      0.2 * (0.9 + 2.9 + 0.4),
      14,
    );
    // Far out its slope is δ, near the target that of ½ d².
    expect(huberLoss(1e6, 0, { delta: 2 }) - huberLoss(1e6 - 1, 0, { delta: 2 })).toBeCloseTo(2, 8);
  });

  it('are differentiated, Huber’s on both of its pieces', () => {
    const at = { p: [0.3, 5, -2.2], t: [0, 1, -2] };
    type Pair = { readonly p: Traced; readonly t: Traced };
    for (const f of [
      (v: Pair) => meanSquaredError(v.p, v.t),
      (v: Pair) => meanAbsoluteError(v.p, v.t),
      (v: Pair) => huberLoss(v.p, v.t, { delta: 0.9 }),
      (v: Pair) => gaussianLogLikelihood(v.p, v.t, { variance: 0.3 }),
    ])
      expect(checkGradient(f, at).maxError).toBeLessThan(1e-8);
    const scores = [[-2, 0.5, 30]];
    expect(
      checkGradient((x) => bernoulliLogLikelihood([[0, 0.25, 1]], x), scores, { order: 2 })
        .maxError,
    ).toBeLessThan(1e-8);
  });

  it('add up all that belongs to a sample, whatever its shape', () => {
    const x = [
      [
        [1, 0],
        [0.5, 1],
      ],
      [
        [0, 0],
        [1, 1],
      ],
    ];
    const y = [
      [
        [0, 1],
        [2, 3],
      ],
      [
        [-1, 0],
        [50, -50],
      ],
    ];
    const each = bernoulliLogLikelihood(x, y);
    const term = (a: number, b: number) =>
      a * -Math.log1p(Math.exp(-b)) - (1 - a) * Math.log1p(Math.exp(b));
    const wanted = x.map((sample, i) =>
      sample.flat().reduce((sum, a, k) => sum + term(a, y[i]!.flat()[k]!), 0),
    );
    expect(each.shape).toEqual([2]);
    expect(each.get(0)).toBeCloseTo(wanted[0]!, 13);
    expect(each.get(1)).toBeCloseTo(wanted[1]!, 12);
    const gauss = gaussianLogLikelihood(x, y, { variance: 4 });
    const errors = x.map((sample, i) =>
      sample.flat().reduce((sum, a, k) => sum + (a - y[i]!.flat()[k]!) ** 2, 0),
    );
    errors.forEach((error, i) => {
      expect(gauss.get(i)).toBeCloseTo(-error / 8 - 2 * Math.log(8 * Math.PI), 11);
    });
    expect(gaussianLogLikelihood(1, 1)).toBeCloseTo(-0.5 * Math.log(2 * Math.PI), 14);
    expect(bernoulliLogLikelihood(1, 0)).toBeCloseTo(-Math.LN2, 14);
  });

  it('refuse shapes that differ, empty batches, and numbers out of range', () => {
    expect(() => meanSquaredError([1, 2], [1])).toThrow(
      'meanSquaredError: "target" expected the shape of prediction, (2), got (1)',
    );
    expect(() => meanAbsoluteError([], [])).toThrow('at least one element, got (0)');
    expect(() => huberLoss([1], [1], { delta: 0 })).toThrow('"delta"');
    expect(() => bernoulliLogLikelihood([1.5], [0])).toThrow('numbers from 0 to 1, got 1.5 at [0]');
    expect(() => gaussianLogLikelihood([1], [1], { variance: 0 })).toThrow('"variance"');
    // @ts-expect-error: a misspelt option.
    expect(() => meanSquaredError([1], [1], { reduce: 'sum' })).toThrow('only the names reduction');
  });
});

describe('elbo', () => {
  it('has the terms of the course’s Gaussian apart, weighted by β', () => {
    const terms = {
      reconstruction: [-3, -1],
      mean: [
        [0.5, -1],
        [0, 0],
      ],
      logVariance: [
        [2 * Math.log(1.2), 2 * Math.log(0.8)],
        [0, 0],
      ],
    };
    const plain = elbo(terms);
    expect([...plain.kl.data]).toEqual([expect.closeTo(0.7058219945202551, 14), 0]);
    for (const wrong of [-0.7058, 0.6454, 0.1627, 1.4116, 1.3978])
      expect(Math.abs(plain.kl.get(0) - wrong)).toBeGreaterThan(0.01);
    expect([...plain.elbo.data]).toEqual([expect.closeTo(-3.7058219945202553, 14), -1]);
    expect(plain.loss).toBeCloseTo((3.7058219945202553 + 1) / 2, 14);
    const four = elbo({ ...terms, beta: 4 });
    // β weighs the divergence, not the reconstruction.
    expect(four.loss - plain.loss).toBeCloseTo((3 * 0.7058219945202551) / 2, 13);
    expect(elbo({ ...terms, beta: 0 }).loss).toBe(2);
  });

  it('is differentiated by all that networks give', () => {
    const at = {
      r: [-1, -2],
      m: [
        [0.3, -1],
        [0.1, 2],
      ],
      l: [
        [0.2, -0.4],
        [-1, 0.5],
      ],
    };
    type Given = { readonly r: Traced; readonly m: Traced; readonly l: Traced };
    const f = (v: Given) =>
      elbo({ reconstruction: v.r, mean: v.m, logVariance: v.l, beta: 2 }).loss;
    expect(checkGradient(f, at, { order: 2 }).maxError).toBeLessThan(1e-8);
    const single = (v: { readonly m: Traced; readonly l: Traced }) =>
      elbo({ reconstruction: -1, mean: v.m, logVariance: v.l }).loss;
    expect(checkGradient(single, { m: [0.3, -1], l: [0.2, -0.4] }).maxError).toBeLessThan(1e-8);
  });

  it('refuses what does not fit, with the sizes', () => {
    const mean = [
      [0, 0],
      [0, 0],
    ];
    expect(() => elbo({ reconstruction: [-1], mean, logVariance: mean })).toThrow(
      'elbo: "reconstruction" expected one number a sample, (2), got (1)',
    );
    expect(() => elbo({ reconstruction: [-1, -1], mean, logVariance: [[0, 0]] })).toThrow(
      '"logVariance"',
    );
    expect(() => elbo({ reconstruction: [], mean: [], logVariance: [] })).toThrow(
      'at least one element',
    );
    expect(() => elbo({ reconstruction: -1, mean: [0], logVariance: [0], beta: -1 })).toThrow(
      '"beta"',
    );
    expect(() => elbo({ reconstruction: -1, mean: [NaN], logVariance: [0] })).toThrow('"mean"');
    // @ts-expect-error: left out.
    expect(() => elbo({ reconstruction: -1, mean: [0] })).toThrow('"logVariance" expected');
  });

  it('hands back log-likelihoods of its own, not the storage that it was given', () => {
    const given = createNdArray(Float64Array.of(-1, -2), [2]);
    const { reconstruction } = elbo({
      reconstruction: given,
      mean: [[0], [0]],
      logVariance: [[0], [0]],
    });
    reconstruction.data.fill(7);
    expect([...given.data]).toEqual([-1, -2]);
  });
});

describe('discreteElbo', () => {
  const weight = fc.double({ min: 1e-6, max: 1, noNaN: true });
  const triples = fc.integer({ min: 1, max: 6 }).chain((k) => {
    const some = fc.array(weight, { minLength: k, maxLength: k });
    return fc.tuple(some, some, some);
  });

  it('is a lower bound of the log evidence, short of it by the divergence from the posterior', () => {
    fc.assert(
      fc.property(triples, ([a, likelihood, b]) => {
        const [prior, q] = [scaled(a), scaled(b)];
        const found = discreteElbo({ prior, likelihood, q });
        const evidence = prior.reduce((sum, p, i) => sum + p * likelihood[i]!, 0);
        expect(found.logEvidence).toBeCloseTo(Math.log(evidence), 12);
        expect(found.gap).toBeGreaterThanOrEqual(0);
        expect(found.elbo).toBeLessThanOrEqual(found.logEvidence + 1e-12);
        expect(found.elbo + found.gap).toBeCloseTo(found.logEvidence, 10);
        // At the true posterior nothing is missing.
        const best = discreteElbo({ prior, likelihood, q: [...found.posterior.data] });
        expect(best.elbo).toBeCloseTo(best.logEvidence, 11);
        expect(best.gap).toBeLessThan(1e-12);
      }),
    );
  });

  it('solves the course’s problem', () => {
    const model = { prior: [0.6, 0.4], likelihood: [0.2, 0.7], q: [0.5, 0.5] };
    const found = discreteElbo(model);
    expect(found.logEvidence).toBeCloseTo(-0.9162907318741551, 14);
    expect(found.elbo).toBeCloseTo(-1.0034674254465439, 14);
    expect(found.reconstruction - found.kl).toBeCloseTo(-1.0034674254465439, 14);
    expect(found.gap).toBeCloseTo(0.08717669357238891, 14);
    expect([...found.posterior.data]).toEqual([expect.closeTo(0.3, 14), expect.closeTo(0.7, 14)]);
  });

  it('has numbers for terms: of a prior of 0.6 and even odds ½ ln(0.25 / 0.24)', () => {
    const { kl } = discreteElbo({ prior: [0.6, 0.4], likelihood: [0.2, 0.7], q: [0.5, 0.5] });
    expect(kl).toBeCloseTo(0.0204109972601276, 14);
  });

  it('is finite where a posterior is too small for a number: ½ ln ½ + ½ (ln ½ − ln 10⁻⁴⁰⁰)', () => {
    const tiny = 1e-200;
    const found = discreteElbo({ prior: [1, tiny], likelihood: [1, tiny], q: [0.5, 0.5] });
    expect(found.gap).toBeCloseTo(459.8238714182492, 10);
    expect(found.elbo).toBeCloseTo(-459.8238714182492, 10);
  });

  it('is −∞ where the guess believes what cannot be, and refuses what is no model', () => {
    const impossible = discreteElbo({ prior: [0.5, 0.5], likelihood: [0, 1], q: [0.5, 0.5] });
    expect(impossible.elbo).toBe(-Infinity);
    expect(impossible.gap).toBe(Infinity);
    const none = { prior: [1, 0], likelihood: [0, 1], q: [1, 0] };
    expect(() => discreteElbo(none)).toThrow(
      'discreteElbo: "likelihood" expected other numbers than 0 where the prior is above 0',
    );
    expect(() => discreteElbo({ ...none, likelihood: [-1, 1] })).toThrow('got -1 at [0]');
    expect(() => discreteElbo({ ...none, likelihood: [1] })).toThrow(
      'one number a value, (2), got (1)',
    );
    expect(() => discreteElbo({ prior: [0.5, 0.6], likelihood: [1, 1], q: [1, 0] })).toThrow('sum');
  });
});
