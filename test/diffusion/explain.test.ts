import katex from 'katex';
import { describe, expect, it } from 'vitest';
import {
  derivationFromJson,
  derivationToJson,
  renderHtml,
  renderText,
  verifyDerivation,
} from '../../src/derivation/index.js';
import {
  diffusionSchedule,
  explainDiffusionPosterior,
  explainDiffusionStep,
  explainVariationalBound,
  qPosterior,
} from '../../src/diffusion/index.js';

const betas = [0.1, 0.2, 0.3];
const course = { betas, t: 2, x0: 1, noise: 0.5 };

/** Holds before and after storage, and KaTeX sets every formula of it. */
function expectShown(d: Parameters<typeof verifyDerivation>[0]): void {
  expect(verifyDerivation(d).ok).toBe(true);
  const restored = derivationFromJson(derivationToJson(d));
  expect(verifyDerivation(restored).ok).toBe(true);
  expect(restored.result).toEqual(d.result);
  const strict = {
    renderToString: (latex: string, options?: object) =>
      katex.renderToString(latex, { ...options, throwOnError: true, strict: 'error' }),
  };
  expect(renderHtml(d, { katex: strict })).toContain('fovea-derivation');
}

describe('the course’s diffusion of three steps', () => {
  it('has its posterior by completing the square, from the data and from the noise', () => {
    const d = explainDiffusionPosterior(course);
    expect(d.result.mean).toBeCloseTo(1.0331987235233657, 14);
    expect(d.result.variance).toBeCloseTo(0.07142857142857144, 15);
    expectShown(d);
    const all = d.steps.flatMap((step) => [step, ...(step.steps ?? [])]);
    const value = (id: string) => all.find((step) => step.id === id)?.value;
    expect(value('precision')).toBeCloseTo(14, 12);
    expect(value('mean-from-noise')).toBeCloseTo(1.0331987235233655, 14);
    // A letter and its bar are two characters there.
    const text = renderText(d).normalize('NFC');
    expect(text).toContain('a = α₂/β₂ + 1/(1 − ᾱ₁) = 0.8/0.2 + 1/(1 − 0.9) = 14');
    // Bars lost or misplaced, and a minus in the sum of precisions, whose inverse would be −1/6.
    for (const wrong of [1.0890870806374746, 0.9944872872054946])
      expect(Math.abs(d.result.mean - wrong)).toBeGreaterThan(0.01);
    expect(d.result.variance - 1 / (4 - 10)).toBeGreaterThan(0.01);
    const known = explainDiffusionPosterior({ betas, t: 2, x0: 1, xt: 1.1131032685303162 });
    expect(known.result.mean).toBeCloseTo(d.result.mean, 14);
    expectShown(known);
  });

  it('has the jump, the model’s mean and the losses in one call', () => {
    const d = explainDiffusionStep({ ...course, predictedNoise: 0.3, variance: 'posterior' });
    const wanted = {
      xt: 1.1131032685303162,
      start: 1.1247219128924646,
      posteriorMean: 1.0331987235233657,
      posteriorVariance: 0.07142857142857144,
      modelMean: 1.1177141489962172,
      modelVariance: 0.07142857142857144,
      weight: 1.25,
      weightedLoss: 0.05,
      // The variances are equal, so the divergence is the weighted loss.
      divergence: 0.05,
      simpleLoss: 0.04,
    };
    for (const [name, value] of Object.entries(wanted))
      expect(d.result[name as keyof typeof wanted]).toBeCloseTo(value, 13);
    // α in place of ᾱ; no roots.
    for (const wrong of [1.118033988749895, 0.86])
      expect(Math.abs(d.result.xt - wrong)).toBeGreaterThan(0.001);
    expectShown(d);
    const schedule = diffusionSchedule(betas);
    expect([...schedule.alphaBars.data]).toEqual([
      0.9,
      expect.closeTo(0.72, 14),
      expect.closeTo(0.504, 14),
    ]);
    // The product from t to T.
    expect(schedule.alphaBars.get(0)).not.toBeCloseTo(0.504, 2);
    [9.000000000000002, 2.5714285714285725, 1.0161290322580645].forEach((snr, i) => {
      expect(schedule.signalToNoise.get(i)).toBeCloseTo(snr, 13);
    });
  });

  it('with β for the model’s variance costs a constant more', () => {
    const d = explainDiffusionStep({ ...course, predictedNoise: 0.3 });
    const r = 0.07142857142857144 / 0.2;
    expect(d.result.weight).toBeCloseTo(0.04 / (2 * 0.2 * 0.8 * 0.28), 13);
    expect(d.result.divergence).toBeCloseTo(d.result.weightedLoss + (r - 1 - Math.log(r)) / 2, 13);
    expectShown(d);
  });

  it('has its bound telescoped, with terms that add up', () => {
    const d = explainVariationalBound({
      betas,
      x0: 1,
      noise: [0.5, -1, 0.2],
      predictedNoise: [0.3, -0.8, 0.4],
    });
    const { prior, steps, reconstruction, total } = d.result;
    expect(prior).toBeCloseTo(-Math.log(0.496) / 2, 14);
    const r = [0.07142857142857144 / 0.2, (0.28 / 0.496) * 1];
    const w = [0.2 / (2 * 0.8 * 0.28), 0.3 / (2 * 0.7 * 0.496)];
    r.forEach((ratio, i) => {
      const term = w[i]! * 0.04 + (ratio - 1 - Math.log(ratio)) / 2;
      expect(steps.get(i)).toBeCloseTo(term, 13);
    });
    expect(reconstruction).toBeCloseTo(0.04 / 1.8 + Math.log(2 * Math.PI * 0.1) / 2, 13);
    expect(total).toBeCloseTo(prior + steps.get(0) + steps.get(1) + reconstruction, 13);
    expectShown(d);
    expect(renderText(d)).toContain('L = L₃ + L₂ + L₁ + L₀');
    expectShown(
      explainVariationalBound({ betas: [0.4], x0: 2, noise: [1], predictedNoise: [0.5] }),
    );
  });
});

it('later steps are explained as well', () => {
  const long = [0.05, 0.1, 0.15, 0.2, 0.25];
  const d = explainDiffusionPosterior({ betas: long, t: 4, x0: -0.7, xt: 0.4 });
  expectShown(d);
  expect(d.result).toEqual(qPosterior(-0.7, 0.4, 4, diffusionSchedule(long)));
});

it('refuses the first step, too many steps, and problems that do not fit', () => {
  expect(() => explainDiffusionPosterior({ ...course, t: 1 })).toThrow(
    '"t" expected a whole number >= 2',
  );
  expect(() => explainDiffusionPosterior({ ...course, t: 4 })).toThrow('and <= 3, got 4');
  expect(() => explainDiffusionPosterior({ betas, t: 2, x0: 1 })).toThrow(
    'either noise or xt, got neither',
  );
  expect(() => explainDiffusionPosterior({ ...course, xt: 1 })).toThrow('got both');
  const many = new Array<number>(21).fill(0.1);
  expect(() => explainDiffusionStep({ ...course, betas: many, predictedNoise: 0 })).toThrow(
    'at most 20 steps',
  );
  const bound = { betas, x0: 1, noise: [0, 0], predictedNoise: [0, 0, 0] };
  expect(() => explainVariationalBound(bound)).toThrow(
    '"noise" expected one number a step, (3), got (2)',
  );
});

it('holds for the first steps of long schedules, where 1 − ᾱ has lost digits of ᾱ', () => {
  for (const size of [1e-4, 1e-5, 1e-7]) {
    const small = { ...course, betas: [3 * size, 1.3 * size, 1.7 * size], t: 3 };
    const noise = [0.5, -0.25, 0.125];
    const [x0, predictedNoise] = [1, [0.3, 0.1, 0.2]];
    for (const d of [
      explainDiffusionPosterior(small),
      explainDiffusionStep({ ...small, predictedNoise: 0.3 }),
      explainDiffusionStep({ ...small, predictedNoise: 0.3, variance: 'posterior' }),
      explainVariationalBound({ betas: small.betas, x0, noise, predictedNoise }),
    ]) {
      expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
    }
  }
});
