// Random diffusions for the laws, and those of the reference cases.
import fc from 'fast-check';
import {
  betaSchedule,
  type DiffusionSchedule,
  diffusionSchedule,
} from '../../src/diffusion/index.js';
import type { ReferenceCase } from '../reference/read.js';

/** Variances of 1 to 12 steps, from hardly any noise to hardly any data. */
export const someBetas: fc.Arbitrary<number[]> = fc.array(
  fc.double({ min: 1e-5, max: 0.97, noNaN: true }),
  { minLength: 1, maxLength: 12 },
);

/** Numbers of a size that data have. */
export const numbers: fc.Arbitrary<number> = fc.double({ min: -3, max: 3, noNaN: true });

/** The diffusion of a course sheet: three steps. */
export const COURSE: DiffusionSchedule = diffusionSchedule([0.1, 0.2, 0.3]);

/** The schedule that a reference case names. */
export function scheduleOf({ parameters: p }: ReferenceCase): DiffusionSchedule {
  return diffusionSchedule(
    p.schedule === 'linear'
      ? betaSchedule('linear', p.steps, { from: p.beta_start, to: p.beta_end })
      : betaSchedule('cosine', p.steps, { offset: p.s, maxBeta: p.max_beta }),
  );
}

/** Times of a reference case, which count from 0. */
export function timesOf(c: ReferenceCase): number[] {
  return Array.from(c.inputs.t.data as Int32Array, (t) => t + 1);
}
