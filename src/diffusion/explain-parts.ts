// What the derivations of a diffusion share: its steps as given quantities, their products, and how they are written.
import { checkNumber } from '../core/check.js';
import { readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Given } from '../derivation/types.js';
import { at } from './samples.js';
import { type DiffusionSchedule, diffusionScheduleFor } from './schedule.js';

/** More steps than these no one reads. */
const MOST_STEPS = 20;

/** Where the formulas come from. */
export const DDPM_SOURCE =
  'J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", NeurIPS 2020';

/** A diffusion of few steps. */
export interface SmallDiffusion {
  /** The schedule. */
  readonly schedule: DiffusionSchedule;
  /** β as a given quantity. */
  readonly given: Given;
}

/** Reads the variances of few steps. */
export function readBetas(fn: string, betas: ArrayInput): SmallDiffusion {
  const { data } = readArray(fn, 'betas', betas, 'float64');
  const schedule = diffusionScheduleFor(fn, betas);
  if (schedule.steps > MOST_STEPS) {
    const [expected, got] = [`at most ${MOST_STEPS} steps, which can be read`, `${schedule.steps}`];
    throw new DomainError({ function: fn, argument: 'betas', expected, got });
  }
  const title = `Variances of the noise of the steps 1 to ${schedule.steps}`;
  return { schedule, given: { id: 'beta', symbol: '\\beta', title, value: Array.from(data) } };
}

/** Reads the step from which to go back, where there is a posterior with a variance. */
export function readBackStep(fn: string, t: number, schedule: DiffusionSchedule): number {
  return checkNumber(fn, 't', t, { integer: true, min: 2, max: schedule.steps });
}

/** β of a step. */
export function betaAt(t: number): StepReference {
  return refer('beta', [t - 1], `\\beta_{${t}}`);
}

/** α of a step. */
export function alphaAt(t: number): StepReference {
  return refer('alpha', [t - 1], `\\alpha_{${t}}`);
}

/** ᾱ of a step from 0, where it is 1. */
export function barAt(t: number): StepExpression {
  return t === 0 ? 1 : refer(`bar-${t}`);
}

/** The step that computes all α. */
function alphaStep({ schedule }: SmallDiffusion): StepDraft {
  return {
    id: 'alpha',
    symbol: '\\alpha',
    title: 'What each step keeps of the variance',
    formula: '\\alpha_i = 1 - \\beta_i',
    check: stepOperations.subtract(1, refer('beta')),
    value: Array.from(schedule.alphas.data),
  };
}

/** The steps that compute ᾱ of some steps, each from the one before it in the list or from the beginning. */
function barSteps({ schedule }: SmallDiffusion, steps: readonly number[]): StepDraft[] {
  return steps.map((t, k): StepDraft => {
    const from = steps[k - 1] ?? 0;
    const factors = Array.from({ length: t - from }, (_, i) => alphaAt(from + i + 1));
    const [first, ...rest] = from === 0 ? factors : [barAt(from), ...factors];
    return {
      id: `bar-${t}`,
      symbol: `\\bar\\alpha_{${t}}`,
      title: `What is left of the data’s variance after step ${t}${t > 1 ? `: the product of α from 1 to ${t}` : ''}`,
      check: rest.length === 0 ? first! : stepOperations.multiply(first!, ...rest),
      value: at(schedule.alphaBars, t),
    };
  });
}

/** What is kept of the data's variance: all α, and ᾱ of some steps, as one line that opens. */
export function keptStep(diffusion: SmallDiffusion, steps: readonly number[]): StepDraft {
  return {
    kind: 'statement',
    id: 'kept',
    title: 'Work out what each step keeps of the variance, and what is left of the data’s',
    steps: [alphaStep(diffusion), ...barSteps(diffusion, steps)],
  };
}

/** x at a time, as it is written. */
export function xAt(t: number): string {
  return `x_{${t}}`;
}

/** x at a time, as sentences write it. */
export function xName(t: number): string {
  return `x${[...String(t)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('')}`;
}

/** 1 − ᾱ as an expression. */
export function restAt(t: number): StepExpression {
  return stepOperations.subtract(1, barAt(t));
}
