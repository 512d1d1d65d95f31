import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray } from '../../src/core/types.js';
import {
  ddpmSimpleLoss,
  ddpmWeightedLoss,
  diffusionSchedule,
  pMean,
  qPosterior,
  qSample,
  variationalBound,
} from '../../src/diffusion/index.js';
import { gaussianKl } from '../../src/divergence/index.js';
import { mul } from '../../src/gradient/arithmetic.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { sin } from '../../src/gradient/functions.js';
import type { Traced } from '../../src/gradient/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';
import { COURSE, numbers, someBetas } from './schedules.js';

describe('the losses', () => {
  it('agree with PyTorch', () => {
    for (const c of readCases('11-generative', 'diffusionSimpleLoss'))
      for (const dtype of ['float64', 'float32'] as const) {
        const got = ddpmSimpleLoss(
          toFloats(c.inputs.noise, dtype),
          toFloats(c.inputs.prediction, dtype),
        );
        expect(worstRatio([got], c.expected.value.data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
      }
  });

  it('with weights are the divergence of two Gaussians of the model’s variance', () => {
    fc.assert(
      fc.property(someBetas, numbers, numbers, numbers, (betas, x0, noise, guess) => {
        const s = diffusionSchedule([0.5, ...betas]);
        const t = betas.length + 1;
        const xt = qSample(x0, t, noise, s);
        const { mean, variance } = qPosterior(x0, xt, t, s);
        for (const [kind, sigma2] of [
          ['beta', s.betas.get(t - 1)],
          ['posterior', variance],
        ] as const) {
          const kl = gaussianKl(
            { mean, variance: sigma2 },
            { mean: pMean(xt, guess, t, s), variance: sigma2 },
          );
          const loss = ddpmWeightedLoss(noise, guess, t, s, { variance: kind });
          expect(Math.abs(loss - kl)).toBeLessThan(1e-7 * (1 + kl));
        }
      }),
    );
  });

  it('reduce as they say, with one weight a sample', () => {
    const [noise, guess] = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 1],
        [1, 4],
      ],
    ];
    expect(ddpmSimpleLoss(noise, guess, { reduction: 'sum' })).toBe(5);
    expect([...ddpmSimpleLoss(noise, guess, { reduction: 'none' }).data]).toEqual([0, 1, 4, 0]);
    const each = ddpmWeightedLoss(noise, guess, [2, 1], COURSE, { reduction: 'none' });
    // β²/(2 β α (1 − ᾱ)): 0.2/(2 · 0.8 · 0.28), and 0.1/(2 · 0.9 · 0.1).
    const [second, first] = [0.2 / (2 * 0.8 * 0.28), 1 / 1.8];
    [0, second, 4 * first, 0].forEach((wanted, i) => {
      expect(each.data[i]).toBeCloseTo(wanted, 14);
    });
    expect(ddpmWeightedLoss(noise, guess, [2, 1], COURSE)).toBeCloseTo(
      (second + 4 * first) / 4,
      14,
    );
    // Where the posterior has no variance, that of step 2.
    expect(ddpmWeightedLoss(1, 0, 1, COURSE, { variance: 'posterior' })).toBeCloseTo(
      0.01 / (2 * COURSE.posteriorVariances.get(1) * 0.9 * 0.1),
      12,
    );
  });

  it('refuse other shapes, empty batches and unknown reductions', () => {
    expect(() => ddpmSimpleLoss([1, 2], [[1, 2]])).toThrow('the shape of "noise", (2), got (1, 2)');
    expect(() => ddpmSimpleLoss([], [])).toThrow('"noise" expected at least one element, got (0)');
    expect(() => ddpmWeightedLoss([1, 2], [1, 2], [1, 4], COURSE)).toThrow('got 4 at [1]');
    // @ts-expect-error: no such reduction.
    expect(() => ddpmSimpleLoss(1, 1, { reduction: 'max' })).toThrow('"mean", "sum", "none"');
  });
});

describe.each(['float64', 'float32'] as const)('the divergence of a step in %s', (dtype) => {
  for (const c of readCases('11-generative', 'gaussianKl'))
    it(`${c.name} agrees with PyTorch, number by number`, () => {
      const mean = (name: string) => {
        const { data, shape } = toFloats(c.inputs[name], dtype);
        return createNdArray(data, [shape[0]!, data.length / shape[0]!, 1]);
      };
      const [p, q] = [mean('mean_p'), mean('mean_q')];
      // One variance for all numbers of a sample.
      const spread = (name: string) => {
        const { data } = toFloats(c.inputs[name], dtype);
        return createNdArray(
          p.data.map((_: number, i: number) => data[Math.floor(i / p.shape[1]!)]!),
          p.shape,
        );
      };
      const kl = gaussianKl(
        { mean: p, variance: spread('variance_p') },
        { mean: q, variance: spread('variance_q') },
      );
      expect(kl.data).toBeInstanceOf(dtype === 'float32' ? Float32Array : Float64Array);
      expect(worstRatio(kl.data, c.expected.values.data, c.tolerance[dtype])).toBeLessThanOrEqual(
        1,
      );
    });
});

describe('the bound', () => {
  const betas = [0.15, 0.4];
  const schedule = diffusionSchedule(betas);
  const model = (xt: FloatNdArray, t: number): FloatNdArray => mul(sin(xt), 0.5 + 0.2 * t);
  const density = (x: number, mean: number, variance: number): number =>
    Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

  it('is E[ln q(x₁, x₂ | x₀) − ln p(x₀, x₁, x₂)], as an integral over both steps shows', () => {
    const x0 = 0.8;
    const guess = (x: number, t: number): number => Math.sin(x) * (0.5 + 0.2 * t);
    const p = (x: number, next: number, t: number): number =>
      density(x, pMean(next, guess(next, t), t, schedule), betas[t - 1]!);
    const [count, width] = [200, 14];
    const grid = Array.from({ length: count }, (_, i) => ((i + 0.5) / count - 0.5) * width);
    const cell = width / count;
    let integral = 0;
    for (const x1 of grid)
      for (const x2 of grid) {
        const q =
          density(x1, Math.sqrt(0.85) * x0, 0.15) * density(x2, Math.sqrt(0.6) * x1, betas[1]!);
        if (q < 1e-40) continue;
        const joint = density(x2, 0, 1) * p(x1, x2, 2) * p(x0, x1, 1);
        integral += q * (Math.log(q) - Math.log(joint)) * cell * cell;
      }
    // The terms are means over the noise of one time each; their noise is on the same grid, weighted.
    let total = 0;
    for (const noise of grid) {
      const bound = variationalBound([[x0]], model, schedule, { noise: [[[noise]], [[noise]]] });
      total += bound.total * density(noise, 0, 1) * cell;
    }
    expect(total).toBeCloseTo(integral, 8);
  });

  it('has for its terms the divergences of Gaussians, averaged over the samples', () => {
    const x0 = [
      [1, -2, 0.5],
      [0.3, 0.1, -1],
    ];
    const noise = Array.from({ length: 3 }, (_, t) =>
      x0.map((row, i) => row.map((_, j) => Math.sin(7 * t + 3 * i + j + 1))),
    );
    for (const variance of ['beta', 'posterior'] as const) {
      const bound = variationalBound(x0, model, COURSE, { noise, variance });
      const sigma2 = (t: number): number =>
        variance === 'beta'
          ? COURSE.betas.get(t - 1)
          : COURSE.posteriorVariances.get(Math.max(1, t - 1));
      const averaged = (term: (x: number, e: number) => number, t: number): number =>
        x0.flat().reduce((sum, x, i) => sum + term(x, noise[t - 1]!.flat()[i]!), 0) / 2;
      const guess = (x: number, t: number): number => Math.sin(x) * (0.5 + 0.2 * t);
      for (const t of [2, 3]) {
        const wanted = averaged((x, e) => {
          const xt = qSample(x, t, e, COURSE);
          return gaussianKl(qPosterior(x, xt, t, COURSE), {
            mean: pMean(xt, guess(xt, t), t, COURSE),
            variance: sigma2(t),
          });
        }, t);
        expect(bound.steps.get(t - 2)).toBeCloseTo(wanted, 12);
      }
      const last = averaged((x, e) => {
        const x1 = qSample(x, 1, e, COURSE);
        return -Math.log(density(x, pMean(x1, guess(x1, 1), 1, COURSE), sigma2(1)));
      }, 1);
      expect(bound.reconstruction).toBeCloseTo(last, 11);
      const prior = averaged(
        (x) =>
          gaussianKl({ mean: Math.sqrt(0.504) * x, variance: 0.496 }, { mean: 0, variance: 1 }),
        1,
      );
      expect(bound.prior).toBeCloseTo(prior, 13);
      const sum = prior + bound.steps.get(0) + bound.steps.get(1) + last;
      expect(bound.total).toBeCloseTo(sum, 11);
    }
  });

  it('keeps the digits of a prior that is nearly reached', () => {
    const { prior } = variationalBound([[0]], () => [[0]], diffusionSchedule([0.5, 1 - 1e-7]), {
      noise: [[[0]], [[0]]],
    });
    // −½ (ᾱ + ln(1 − ᾱ)) = ᾱ²/4 + ᾱ³/6 + …, ᾱ = 5e-8
    expect(prior / (5e-8 ** 2 / 4)).toBeCloseTo(1, 6);
  });

  it('is differentiated by what the model is made of', () => {
    const at = { scale: 0.7, shift: [[0.1, -0.3]] };
    const f = (v: { readonly scale: Traced; readonly shift: Traced }) =>
      variationalBound(
        [[0.4, -1]],
        (xt, t) => mul(v.scale, mul(sin(mul(xt, t)), v.shift)),
        COURSE,
        { noise: [[[1, 0.5]], [[-0.2, 0.3]], [[0.6, -1]]] },
      );
    expect(checkGradient((v) => f(v).total, at, { order: 2 }).maxError).toBeLessThan(1e-8);
    expect(checkGradient((v) => f(v).steps, at).maxError).toBeLessThan(1e-8);
  });

  it('draws noise from a stream, and takes data of any precision and layout', () => {
    const x0 = createNdArray(Float32Array.of(1, 2, 3, 4), [2, 2], [1, 2]);
    const run = () => variationalBound(x0, model, COURSE, { rng: randomGenerator(3) });
    expect(run()).toEqual(run());
    expect(run().steps.shape).toEqual([2]);
  });

  it('refuses noise and guesses of another shape, no samples, and no noise', () => {
    const data = [[1, 2]];
    const zero = () => [[0, 0]];
    expect(() => variationalBound(data, zero, COURSE, { noise: [[[1, 2]]] })).toThrow(
      'a step, (3, 1, 2), got (1, 1, 2)',
    );
    expect(() => variationalBound(data, () => [0], COURSE, { rng: randomGenerator(1) })).toThrow(
      '"model(xt, t)" expected the shape of "epsilon", (1, 2), got (1)',
    );
    expect(() => variationalBound([], zero, COURSE, { rng: randomGenerator(1) })).toThrow(
      'at least one sample',
    );
    expect(() => variationalBound(data, zero, COURSE, {})).toThrow('got neither');
    // @ts-expect-error: no function.
    expect(() => variationalBound(data, 1, COURSE, { rng: randomGenerator(1) })).toThrow('"model"');
  });
});
