import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromNested } from '../../src/array/create.js';
import {
  betaSchedule,
  type DiffusionSchedule,
  diffusionSchedule,
  qPosterior,
} from '../../src/diffusion/index.js';
import { readCases, worstRatio } from '../reference/read.js';
import { scheduleOf, someBetas } from './schedules.js';

describe('schedules agree with NumPy', () => {
  for (const c of readCases('11-generative', 'diffusionSchedule')) {
    it(c.name, () => {
      const s = scheduleOf(c);
      const e = c.expected;
      for (const [got, wanted] of [
        [s.betas, e.beta],
        [s.alphaBars, e.alpha_bar],
        [{ data: s.oneMinusAlphaBars.data.map(Math.sqrt) }, e.sqrt_one_minus_alpha_bar],
        [s.posteriorVariances, e.posterior_variance],
        [s.posteriorMeanCoef1, e.posterior_coefficient_x0],
        [s.posteriorMeanCoef2, e.posterior_coefficient_xt],
        [s.signalToNoise, e.snr],
      ])
        expect(worstRatio(got.data, wanted.data, c.tolerance.float64)).toBeLessThanOrEqual(1);
    });
  }
});

describe('what holds for every schedule', () => {
  it('posterior variances are at most those of the steps; signal and signal-to-noise ratio fall', () => {
    fc.assert(
      fc.property(someBetas, (betas) => {
        const s = diffusionSchedule(betas);
        betas.forEach((beta, i) => {
          const [variance, clipped] = [s.posteriorVariances, s.posteriorLogVariancesClipped];
          expect(variance.get(i)).toBeLessThanOrEqual(beta);
          expect(variance.get(i) > 0).toBe(i > 0);
          // The two sums of precisions: of the step, and of what is known of x at t − 1 from the data.
          if (i > 0) {
            const rest = 1 - s.alphaBars.get(i - 1);
            expect(1 / variance.get(i) / ((1 - beta) / beta + 1 / rest)).toBeCloseTo(1, 8);
            expect(Math.exp(clipped.get(i)) / variance.get(i)).toBeCloseTo(1, 12);
            expect(s.alphaBars.get(i)).toBeLessThan(s.alphaBars.get(i - 1));
            expect(s.signalToNoise.get(i)).toBeLessThan(s.signalToNoise.get(i - 1));
          }
          expect(s.alphaBarsPrevious.get(i)).toBe(i === 0 ? 1 : s.alphaBars.get(i - 1));
          expect(s.alphaBars.get(i) + s.oneMinusAlphaBars.get(i)).toBeCloseTo(1, 14);
        });
        const clipped = s.posteriorLogVariancesClipped;
        const first = betas.length > 1 ? clipped.get(1) : Math.log(betas[0]!);
        expect(clipped.get(0)).toBeCloseTo(first, 12);
      }),
    );
  });

  it('keeps the digits of little noise: 1 − ᾱ of a thousand steps of 1e-14 is their sum', () => {
    const { oneMinusAlphaBars } = diffusionSchedule(new Array<number>(1000).fill(1e-14));
    // 1 − (1 − b)ⁿ = n b − n (n − 1)/2 b² + …
    const exact = 1e-11 - (1000 * 999 * 1e-28) / 2;
    expect(Math.abs(oneMinusAlphaBars.get(999) / exact - 1)).toBeLessThan(1e-12);
  });

  it('reads strided and float32 betas as they are', () => {
    const view = fromNested([
      [0.1, 9],
      [0.2, 9],
      [0.3, 9],
    ]).pick(null, 0);
    expect([...diffusionSchedule(view).betas.data]).toEqual([0.1, 0.2, 0.3]);
    const single = diffusionSchedule(Float32Array.of(0.1, 0.2));
    expect(single.betas.get(0)).toBe(Math.fround(0.1));
    expect(single.betas.data).toBeInstanceOf(Float64Array);
  });
});

describe('betaSchedule', () => {
  it('has the paper’s ends where nothing is said, and one step where one is asked for', () => {
    const betas = betaSchedule('linear', 1000);
    expect([betas.get(0), betas.get(999)]).toEqual([1e-4, 0.02]);
    expect(betaSchedule('linear', 1).data).toEqual(Float64Array.of(1e-4));
  });

  it('takes the cosine’s product to f(t)/f(0), where it is not cut', () => {
    const { alphaBars } = diffusionSchedule(betaSchedule('cosine', 100));
    const f = (t: number): number => Math.cos((((t / 100 + 0.008) / 1.008) * Math.PI) / 2) ** 2;
    for (const t of [1, 50, 99]) expect(alphaBars.get(t - 1) / (f(t) / f(0))).toBeCloseTo(1, 12);
  });

  it('refuses other kinds, options of the other kind, and numbers out of range', () => {
    // @ts-expect-error: no such kind.
    expect(() => betaSchedule('quadratic', 10)).toThrow('"linear", "cosine"');
    // @ts-expect-error: an option of the cosine.
    expect(() => betaSchedule('linear', 10, { offset: 0.1 })).toThrow('only the names from, to');
    // @ts-expect-error: an option of the line.
    expect(() => betaSchedule('cosine', 10, { to: 0.1 })).toThrow('only the names offset, maxBeta');
    expect(() => betaSchedule('linear', 10, { to: 1 })).toThrow(
      '"to" expected a finite number > 0',
    );
    expect(() => betaSchedule('cosine', 10, { maxBeta: 1 })).toThrow('"maxBeta"');
    expect(() => betaSchedule('linear', 0)).toThrow('"steps" expected a whole number >= 1');
    expect(() => betaSchedule('linear', 1.5)).toThrow('"steps"');
  });
});

describe('diffusionSchedule refuses', () => {
  it.each([
    [[0.1, 0], 'numbers between 0 and 1, got 0 at [1]'],
    [[1], 'got 1 at [0]'],
    [[0.1, -0.2, 0.3], 'got -0.2 at [1]'],
    [[Number.NaN], 'got NaN at [0]'],
    [[], 'at least one β, got (0)'],
    [[[0.1], [0.2]], 'a vector of at least one β, got (2, 1)'],
  ])('%j', (betas, message) => {
    expect(() => diffusionSchedule(betas)).toThrow(message);
  });
});

describe('a schedule as an argument', () => {
  const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
  const take = (given: unknown) => (): unknown =>
    qPosterior([1], [1], 2, given as DiffusionSchedule);

  it('is refused where a part is missing or of another length', () => {
    const vector = fromNested([0.1, 0.2]);
    for (const name of Object.keys(schedule)) {
      const words =
        /^qPosterior: "schedule" expected a schedule from diffusionSchedule\(betas\), got/;
      for (const part of [undefined, null, vector, [0.1, 0.2, 0.3], {}])
        expect(take({ ...schedule, [name]: part })).toThrow(words);
    }
    expect(take({ ...schedule, steps: 7 })).toThrow('as betas, where steps is 7');
  });

  it('may have gone through a worker, where arrays lose their methods', () => {
    expect(take(structuredClone(schedule))()).toEqual(qPosterior([1], [1], 2, schedule));
  });

  it('may be as long as memory allows', () => {
    const steps = 300_000;
    const { alphaBars } = diffusionSchedule(new Float64Array(steps).fill(1e-5));
    expect(alphaBars.get(steps - 1)).toBeCloseTo(Math.exp(steps * Math.log1p(-1e-5)), 9);
  });
});
