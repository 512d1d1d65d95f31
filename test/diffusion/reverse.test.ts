import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, randomGenerator } from '../../src/core/random.js';
import {
  ddimStep,
  diffusionSchedule,
  pMean,
  pSample,
  qPosterior,
  qSample,
} from '../../src/diffusion/index.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import type { Traced } from '../../src/gradient/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';
import { COURSE, numbers, scheduleOf, someBetas, timesOf } from './schedules.js';

describe.each(['float64', 'float32'] as const)('ddimStep in %s agrees with NumPy', (dtype) => {
  for (const c of readCases('11-generative', 'ddimStep'))
    it(c.name, () => {
      const [xt, eps, z] = [c.inputs.xt, c.inputs.eps, c.inputs.z].map((a) => toFloats(a, dtype));
      const [s, t] = [scheduleOf(c), timesOf(c)];
      const options = { eta: c.parameters.eta, noise: z! };
      const earlier = t.map((time) => time - 1);
      const got = ddimStep(xt!, eps!, t, earlier, s, options);
      expect(worstRatio(got.data, c.expected.x_prev.data, c.tolerance[dtype])).toBeLessThanOrEqual(
        1,
      );
      expect(got.data).toBeInstanceOf(dtype === 'float32' ? Float32Array : Float64Array);
      // σ alone: what a unit of noise adds.
      const unit = ddimStep(0, 0, t[2]!, earlier[2]!, s, { eta: c.parameters.eta, noise: 1 });
      expect(unit).toBeCloseTo(c.expected.sigma.data[2], 10);
    });
});

describe('a step back', () => {
  it('with the noise itself is the posterior’s, in both variances', () => {
    fc.assert(
      fc.property(someBetas, numbers, numbers, numbers, (betas, x0, noise, z) => {
        const s = diffusionSchedule(betas);
        const t = betas.length;
        const xt = qSample(x0, t, noise, s);
        const { mean, variance } = qPosterior(x0, xt, t, s);
        const size = 1 / Math.sqrt(s.alphas.get(t - 1));
        expect((pMean(xt, noise, t, s) - mean) / size).toBeCloseTo(0, 6);
        const posterior = pSample(xt, noise, t, s, { noise: z, variance: 'posterior' });
        expect((posterior - mean - Math.sqrt(variance) * z) / size).toBeCloseTo(0, 6);
        const beta = t === 1 ? 0 : betas[t - 1]!;
        const wide = pSample(xt, noise, t, s, { noise: z });
        expect((wide - mean - Math.sqrt(beta) * z) / size).toBeCloseTo(0, 6);
      }),
    );
  });

  it('adds no noise at t = 1, whatever is given, and needs none there', () => {
    const quiet = pMean(0.7, -0.2, 1, COURSE);
    expect(pSample(0.7, -0.2, 1, COURSE)).toBe(quiet);
    expect(pSample(0.7, -0.2, 1, COURSE, { noise: 5 })).toBe(quiet);
    // Samples at different times: only the first is at its last step.
    const x = [[1], [1]];
    const got = pSample(x, [[0], [0]], [1, 2], COURSE, { noise: [[1], [1]] });
    expect(got.get(0, 0)).toBeCloseTo(1 / Math.sqrt(0.9), 14);
    expect(got.get(1, 0)).toBeCloseTo(1 / Math.sqrt(0.8) + Math.sqrt(0.2), 14);
  });

  it('of DDIM with η = 1 is that of DDPM with the posterior’s variance', () => {
    fc.assert(
      fc.property(someBetas, numbers, numbers, numbers, (betas, xt, guess, z) => {
        const s = diffusionSchedule(betas);
        const t = betas.length;
        const ddim = ddimStep(xt, guess, t, t - 1, s, { eta: 1, noise: z });
        const ddpm = pSample(xt, guess, t, s, { noise: z, variance: 'posterior' });
        expect(Math.abs(ddim - ddpm) / (1 + Math.abs(ddpm))).toBeLessThan(1e-9);
      }),
    );
  });

  it('of DDIM with η = 0 lands, for the true noise, where the forward process with that noise stands', () => {
    fc.assert(
      fc.property(someBetas, numbers, numbers, fc.nat(), (betas, x0, noise, pick) => {
        const s = diffusionSchedule(betas.map((beta) => beta / 2));
        const t = betas.length;
        const earlier = pick % t;
        const there = earlier === 0 ? x0 : qSample(x0, earlier, noise, s);
        const back = ddimStep(qSample(x0, t, noise, s), noise, t, earlier, s);
        expect(back).toBeCloseTo(there, 8);
      }),
    );
  });

  it('draws its noise from a stream: shape, precision, and the same for the same seed', () => {
    const x = new Float32Array(6);
    const drawn = pSample(x, x, 3, COURSE, { rng: randomGenerator(5) });
    const z = normal(randomGenerator(5), [6]);
    expect(drawn.data).toBeInstanceOf(Float32Array);
    drawn.data.forEach((value, i) => {
      expect(value).toBeCloseTo(Math.sqrt(0.3) * z.get(i), 6);
    });
    const one = ddimStep(0, 0, 3, 2, COURSE, { eta: 1, rng: randomGenerator(5) });
    expect(one).toBeCloseTo(
      Math.sqrt(COURSE.posteriorVariances.get(2)) * normal(randomGenerator(5), [1]).get(0),
      14,
    );
  });

  it('is differentiated by samples, guesses and noise', () => {
    const at = { x: [[0.3, -1]], y: [[1, 0.2]], z: [[0.5, 0.1]] };
    type Three = { readonly x: Traced; readonly y: Traced; readonly z: Traced };
    for (const f of [
      (v: Three) => pSample(v.x, v.y, 2, COURSE, { noise: v.z }),
      (v: Three) => ddimStep(v.x, v.y, [3], 1, COURSE, { eta: 0.5, noise: v.z }),
    ])
      expect(checkGradient(f, at, { order: 2 }).maxError).toBeLessThan(1e-9);
  });

  it('refuses missing noise, noise of another shape, and times in the wrong order', () => {
    expect(() => pSample([1, 2], [1, 2], 2, COURSE)).toThrow(
      'a stream to draw it from (rng), got neither',
    );
    expect(() => pSample([1, 2], [1, 2], 2, COURSE, { noise: [1] })).toThrow(
      '"noise" expected the shape of "xt", (2), got (1)',
    );
    expect(() => pSample([1, 2], [1], 2, COURSE, { noise: [1, 2] })).toThrow('"predictedNoise"');
    // @ts-expect-error: no such variance.
    expect(() => pSample(1, 1, 2, COURSE, { noise: 1, variance: 'learnt' })).toThrow(
      '"beta", "posterior"',
    );
    expect(() => ddimStep(1, 1, 2, 2, COURSE)).toThrow(
      '"previous" expected a time before t = 2, got 2',
    );
    expect(() => ddimStep([1, 1], [1, 1], [2, 3], [1, 3], COURSE)).toThrow('before t = 3, got 3');
    expect(() => ddimStep([1, 1], [1, 1], [2, 3], [1], COURSE)).toThrow(
      'one a sample, (2), got (1)',
    );
    expect(() => ddimStep(1, 1, 2, 1, COURSE, { eta: 1.5 })).toThrow('"eta"');
    expect(() => ddimStep(1, 1, 2, 1, COURSE, { eta: 1 })).toThrow('noise, or a stream');
  });
});
