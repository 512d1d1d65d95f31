import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  ddpmSimpleLoss,
  diffusionSchedule,
  explainTrainingStep,
  predictNoise,
  qSample,
  sampleTimesteps,
} from '../../src/diffusion/index.js';
import { expectShown } from '../derivation/shown.js';

const betas = [0.1, 0.2, 0.3];

describe('explainTrainingStep', () => {
  const common = { betas, t: 2, x0: [1, 0], noise: [0.5, -1] };

  it('shows the noisy sample, the noise as target, and the loss', () => {
    const d = explainTrainingStep({ ...common, prediction: [0.3, -1] });
    // ᾱ₂ = 0.9 · 0.8 = 0.72.
    expect(d.result.t).toBe(2);
    expect(d.result.xt.get(0)).toBeCloseTo(Math.sqrt(0.72) + 0.5 * Math.sqrt(0.28), 14);
    expect(d.result.xt.get(1)).toBeCloseTo(-Math.sqrt(0.28), 14);
    expect(toNested(d.result.target)).toEqual([0.5, -1]);
    expect(d.result.loss).toBeCloseTo(0.02, 14);
    const text = expectShown(d);
    expect(text).toContain('ᾱ₂ = α₁ α₂ = 0.9 · 0.8 = 0.72');
    expect(text).toContain('√0.72 · (1, 0) + √(1 − 0.72) · (0.5, −1) ≈ (1.113, −0.5292)');
    expect(text).toContain('((0.5 − 0.3)² + (−1 − (−1))²)/2 = 0.02');
    // What the course's slips would give: α for ᾱ, and √(1 − α) for √α in front of the data.
    expect(d.result.xt.get(1)).not.toBeCloseTo(-Math.sqrt(0.2), 2);
    expect(d.result.xt.get(0)).not.toBeCloseTo(Math.sqrt(0.28) + 0.5 * Math.sqrt(0.72), 2);
  });

  it('shows the data or the velocity as target', () => {
    const start = explainTrainingStep({ ...common, prediction: [0, 0], target: 'start' });
    expect(toNested(start.result.target)).toEqual([1, 0]);
    expect(start.result.loss).toBe(0.5);
    expect(expectShown(start)).toContain('y = x₀ = (1, 0)');
    const velocity = explainTrainingStep({ ...common, prediction: [0, 0], target: 'velocity' });
    const v = 0.5 * Math.sqrt(0.72) - Math.sqrt(0.28);
    expect(velocity.result.target.get(0)).toBeCloseTo(v, 14);
    expect(velocity.result.loss).toBeCloseTo((v * v + 0.72) / 2, 14);
    expectShown(velocity);
  });

  it('draws the time as sampleTimesteps does, and leaves the stream there', () => {
    const schedule = diffusionSchedule(betas);
    for (let seed = 0; seed < 20; seed++) {
      const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
      const d = explainTrainingStep({ betas, rng: a, x0: [1], noise: [2], prediction: [2] });
      expect(d.result.t).toBe(sampleTimesteps(1, schedule, b)[0]);
      expect(a.nextUint32()).toBe(b.nextUint32());
    }
    const d = explainTrainingStep({
      ...{ betas, rng: randomGenerator(1) },
      ...{ x0: [1], noise: [2], prediction: [2] },
    });
    expect(expectShown(d)).toContain('Drawn: the time, each from 1 to 3 equally likely');
  });

  it('is qSample and ddpmSimpleLoss, and the noise is found again', () => {
    const numbers = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 3, maxLength: 3 });
    const kinds = fc.constantFrom('noise', 'start', 'velocity');
    fc.assert(
      fc.property(
        numbers,
        numbers,
        numbers,
        fc.integer({ min: 1, max: 3 }),
        kinds,
        (a, b, c, t, target) => {
          const [x0, noise, prediction] = [a, b, c].map((list) => list.map((v) => v / 10));
          const schedule = diffusionSchedule(betas);
          const d = explainTrainingStep({
            ...{ betas, t, target },
            ...{ x0: x0!, noise: noise!, prediction: prediction! },
          });
          const xt = qSample(x0!, t, noise!, schedule);
          expect(toNested(d.result.xt)).toEqual(toNested(xt));
          expect(d.result.loss).toBe(ddpmSimpleLoss(d.result.target, prediction!));
          if (target !== 'noise') {
            const said =
              target === 'start' ? { start: d.result.target } : { velocity: d.result.target };
            predictNoise(xt, said, t, schedule).data.forEach((value, i) => {
              expect(value).toBeCloseTo(noise![i]!, 11);
            });
          }
          expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses times out of range, lengths that differ and both a time and a stream', () => {
    const whole = { ...common, prediction: [0, 0] };
    expect(() => explainTrainingStep({ ...whole, t: 0 })).toThrow('explainTrainingStep: "t"');
    expect(() => explainTrainingStep({ ...whole, t: 4 })).toThrow('got 4');
    expect(() => explainTrainingStep({ ...whole, t: undefined })).toThrow(
      'explainTrainingStep: "rng" expected a stream',
    );
    expect(() => explainTrainingStep({ ...whole, rng: randomGenerator(1) })).toThrow(
      'nothing beside',
    );
    expect(() => explainTrainingStep({ ...whole, noise: [1] })).toThrow(
      '"noise" expected 2 numbers',
    );
    expect(() => explainTrainingStep({ ...whole, prediction: [1, 2, 3] })).toThrow('"prediction"');
    expect(() => explainTrainingStep({ ...whole, target: 'score' as never })).toThrow('"target"');
    expect(() => explainTrainingStep({ ...whole, betas: new Array(21).fill(0.1) })).toThrow('20');
  });
});
