import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  betaSchedule,
  diffusionSchedule,
  explainAncestralStep,
  explainForwardComposition,
  explainNoiseSchedule,
  pMean,
  pSample,
  qSample,
  qStep,
} from '../../src/diffusion/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainNoiseSchedule', () => {
  it('works out three steps in a line on paper', () => {
    const d = explainNoiseSchedule('linear', 3, { from: 0.1, to: 0.3 });
    const { betas, alphas, alphaBars, signalToNoise } = d.result;
    const near = (actual: { data: ArrayLike<number> }, wanted: readonly number[]) =>
      wanted.forEach((value, i) => {
        expect(actual.data[i]).toBeCloseTo(value, 13);
      });
    near(betas, [0.1, 0.2, 0.3]);
    near(alphas, [0.9, 0.8, 0.7]);
    near(alphaBars, [0.9, 0.72, 0.504]);
    near(signalToNoise, [9, 72 / 28, 0.504 / 0.496]);
    // 1 less the sum of β, the product of β: neither is ᾱ.
    for (const wrong of [0.4, 0.006])
      expect(Math.abs(alphaBars.get(2) - wrong)).toBeGreaterThan(0.05);
    const text = expectShown(d);
    expect(text).toContain('ᾱ₃ = ᾱ₂ α₃ = 0.72 · 0.7 = 0.504');
    expect(text).toContain(
      'β₂ = βₘᵢₙ + (1/(T − 1)) (βₘₐₓ − βₘᵢₙ) = 0.1 + 1/(3 − 1) · (0.3 − 0.1) = 0.2',
    );
  });

  it('is what betaSchedule and diffusionSchedule return, of both kinds and any number of steps', () => {
    for (let steps = 1; steps <= 10; steps++) {
      for (const kind of ['linear', 'cosine'] as const) {
        const d =
          kind === 'linear'
            ? explainNoiseSchedule('linear', steps)
            : explainNoiseSchedule('cosine', steps, { maxBeta: 0.9 });
        const betas =
          kind === 'linear'
            ? betaSchedule('linear', steps)
            : betaSchedule('cosine', steps, { maxBeta: 0.9 });
        const whole = diffusionSchedule(betas);
        for (const name of ['betas', 'alphas', 'alphaBars', 'signalToNoise'] as const) {
          expect(toNested(d.result[name])).toEqual(toNested(whole[name]));
        }
        if (steps === 1 || steps === 10) expectShown(d);
        else expect(verifyDerivation(d).ok).toBe(true);
      }
    }
  });

  it('follows the cosine where nothing is cut', () => {
    const d = explainNoiseSchedule('cosine', 4, { offset: 0 });
    // cos² of an eighth, a quarter and three eighths of half a turn.
    for (const t of [1, 2, 3])
      expect(d.result.alphaBars.get(t - 1)).toBeCloseTo(Math.cos((t * Math.PI) / 8) ** 2, 14);
    expect(d.result.betas.get(3)).toBe(0.999);
    expect(expectShown(d)).toContain('cut to the largest β');
  });

  it('refuses what cannot be shown', () => {
    expect(() => explainNoiseSchedule('linear', 11)).toThrow(
      /explainNoiseSchedule: "steps" .*got 11/,
    );
    expect(() => explainNoiseSchedule('cosine', 3, { offset: 2 })).toThrow('"offset"');
    // @ts-expect-error: an option of the other kind.
    expect(() => explainNoiseSchedule('linear', 3, { offset: 0.1 })).toThrow('offset');
    // @ts-expect-error: no such schedule.
    expect(() => explainNoiseSchedule('sigmoid', 3)).toThrow('"kind"');
  });
});

const unit = fc.integer({ min: 1, max: 99 }).map((x) => x / 100);
const real = fc.integer({ min: -300, max: 300 }).map((x) => x / 100);

describe('explainForwardComposition', () => {
  it('works out two steps on paper', () => {
    const d = explainForwardComposition({ betas: [0.1, 0.2], x0: 1, noises: [0.5, -1] });
    const first = Math.sqrt(0.9) + Math.sqrt(0.1) * 0.5;
    expect(d.result.xt).toBeCloseTo(Math.sqrt(0.8) * first - Math.sqrt(0.2), 14);
    expect(d.result.signal).toBeCloseTo(Math.sqrt(0.72), 14);
    expect(d.result.noiseVariance).toBeCloseTo(0.28, 14);
    // (√0.08 · ½ − √0.2)/√0.28
    expect(d.result.noise).toBeCloseTo(
      (Math.sqrt(0.08) / 2 - Math.sqrt(0.2)) / Math.sqrt(0.28),
      14,
    );
    // The sum of the factors is not the root of the variance.
    expect(Math.abs(Math.sqrt(0.08) + Math.sqrt(0.2) - Math.sqrt(0.28))).toBeGreaterThan(0.1);
    const text = expectShown(d);
    expect(text).toContain('1 − ᾱ₂ = c₁² + c₂²');
    // The one noise is told from the list of noises.
    expect(text).toContain('ε = (0.5, −1)');
    expect(text).toContain('x₂ = √ᾱ₂ x₀ + √(1 − ᾱ₂) ε̄');
  });

  it('leads where the steps of qStep and one jump of qSample lead', () => {
    const steps = fc.array(fc.tuple(unit, real), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(steps, real, (list, x0) => {
        const [betas, noises] = [list.map(([b]) => b), list.map(([, e]) => e)];
        const schedule = diffusionSchedule(betas);
        const d = explainForwardComposition({ betas, x0, noises });
        let x = x0;
        noises.forEach((noise, i) => {
          x = qStep(x, i + 1, noise, schedule);
        });
        expect(d.result.xt).toBe(x);
        expect(qSample(x0, list.length, d.result.noise, schedule)).toBeCloseTo(x, 12);
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what does not fit', () => {
    expect(() => explainForwardComposition({ betas: [0.1], x0: 1, noises: [1, 2] })).toThrow(
      'explainForwardComposition: "noises" expected 1 numbers, got shape (2)',
    );
    const six = new Array(6).fill(0.1);
    expect(() => explainForwardComposition({ betas: six, x0: 1, noises: six })).toThrow(
      /"betas" .*1 to 5/,
    );
  });
});

describe('explainAncestralStep', () => {
  const betas = [0.1, 0.2, 0.3];

  it('works out a step on paper', () => {
    const d = explainAncestralStep({ betas, t: 2, xt: 1, predictedNoise: 0.3, noise: -0.5 });
    const mean = (1 - (0.2 / Math.sqrt(0.28)) * 0.3) / Math.sqrt(0.8);
    expect(d.result.mean).toBeCloseTo(mean, 14);
    expect(d.result.previous).toBeCloseTo(mean - 0.5 * Math.sqrt(0.2), 14);
    // Noise times the variance; all of the noise taken away.
    for (const wrong of [mean - 0.5 * 0.2, (1 - 0.3 * Math.sqrt(0.28)) / Math.sqrt(0.72)])
      expect(Math.abs(d.result.previous - wrong)).toBeGreaterThan(0.01);
    expect(expectShown(d)).toContain('c = β₂/√(1 − ᾱ₂) = 0.2/√(1 − 0.72)');
  });

  it('is pSample, and holds', () => {
    const variances = fc.constantFrom('beta' as const, 'posterior' as const);
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 1, maxLength: 6 }),
        fc.tuple(real, real, real, fc.nat()),
        variances,
        (list, [xt, predictedNoise, noise, k], variance) => {
          const t = 1 + (k % list.length);
          const d = explainAncestralStep({ betas: list, t, xt, predictedNoise, noise, variance });
          const schedule = diffusionSchedule(list);
          expect(d.result.previous).toBe(
            pSample(xt, predictedNoise, t, schedule, { noise, variance }),
          );
          expect(d.result.mean).toBe(pMean(xt, predictedNoise, t, schedule));
          expect(verifyDerivation(d).ok).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('adds nothing in the last step', () => {
    const d = explainAncestralStep({ betas, t: 1, xt: 1, predictedNoise: 0 });
    expect(d.result.previous).toBe(d.result.mean);
    expect(d.result.sigma).toBe(0);
    expectShown(d);
    expectShown(
      explainAncestralStep({
        ...{ betas, t: 3, xt: 1, predictedNoise: 0.5, noise: 1 },
        variance: 'posterior',
      }),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => explainAncestralStep({ betas, t: 4, xt: 1, predictedNoise: 0 })).toThrow(
      /explainAncestralStep: "t" .*got 4/,
    );
    expect(() => explainAncestralStep({ betas, t: 2, xt: 1, predictedNoise: 0 })).toThrow(
      '"noise"',
    );
  });
});
