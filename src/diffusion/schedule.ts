// How fast a diffusion destroys its data: numbers that can be computed and tested without any data.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';

/** Options of the linear schedule. */
export interface LinearScheduleOptions {
  /** β of the first step, between 0 and 1; 1e-4 where left out. */
  readonly from?: number | undefined;
  /** β of the last step, between 0 and 1; 0.02 where left out. */
  readonly to?: number | undefined;
}

/** Options of the cosine schedule. */
export interface CosineScheduleOptions {
  /** The offset s that keeps the first steps from being too small; 0.008 where left out. */
  readonly offset?: number | undefined;
  /** The largest β, between 0 and 1; 0.999 where left out. */
  readonly maxBeta?: number | undefined;
}

/** The least and the largest β of Ho et al. 2020, section 4, for 1000 steps. */
const LINEAR = { from: 1e-4, to: 0.02 };
/** The offset and the largest β of Nichol & Dhariwal 2021, section 3.2. */
const COSINE = { offset: 0.008, maxBeta: 0.999 };
const OPEN_UNIT = { above: 0, below: 1 };

/**
 * The variances of the noise that the steps of a diffusion add, linear or by a cosine.
 *
 * $$\beta_t = \beta_1 + \frac{t - 1}{T - 1} (\beta_T - \beta_1), \qquad
 * \beta_t = \min\Bigl(1 - \frac{f(t)}{f(t - 1)}, \beta_{\max}\Bigr), \quad
 * f(t) = \cos^2\Bigl(\frac{t/T + s}{1 + s} \cdot \frac{\pi}{2}\Bigr)$$
 *
 * The linear defaults are made for 1000 steps: with far fewer, data are not destroyed at the end unless `to` grows.
 * The cosine schedule fits any number of steps.
 *
 * @param kind - "linear" or "cosine"
 * @param steps - the number of steps T, at least 1
 * @param options - linear: `from`: 1e-4 and `to`: 0.02; cosine: `offset`: 0.008 and `maxBeta`: 0.999
 * @returns β of the steps 1 to T, [T]
 * @throws KindError for another kind or an unknown option, DomainError where a number is out of its range
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, section 4; A. Nichol, P. Dhariwal,
 * "Improved denoising diffusion probabilistic models", 2021, equation 17
 *
 * @example
 * Three steps in a line, and the last of a thousand by the cosine, which is cut.
 * ```ts
 * import { betaSchedule, toNested } from 'fovea';
 * toNested(betaSchedule('linear', 3, { from: 0.1, to: 0.3 })) // => [0.1, 0.2, 0.3]
 * betaSchedule('cosine', 1000).get(999) // => 0.999
 * ```
 */
export function betaSchedule(
  kind: 'linear',
  steps: number,
  options?: LinearScheduleOptions,
): FloatNdArray;
export function betaSchedule(
  kind: 'cosine',
  steps: number,
  options?: CosineScheduleOptions,
): FloatNdArray;
export function betaSchedule(
  kind: 'linear' | 'cosine',
  steps: number,
  options?: LinearScheduleOptions & CosineScheduleOptions,
): FloatNdArray {
  return betaScheduleFor('betaSchedule', kind, steps, options);
}

/** `betaSchedule` for functions that it is a part of, whose name errors tell. */
export function betaScheduleFor(
  fn: string,
  kind: 'linear' | 'cosine',
  steps: number,
  options?: LinearScheduleOptions & CosineScheduleOptions,
): FloatNdArray {
  checkOneOf(fn, 'kind', kind, ['linear', 'cosine']);
  checkNumber(fn, 'steps', steps, { integer: true, min: 1, max: 1e7 });
  if (kind === 'linear') {
    const { from = LINEAR.from, to = LINEAR.to } = checkOptions(fn, options, ['from', 'to']);
    checkNumber(fn, 'from', from, OPEN_UNIT);
    checkNumber(fn, 'to', to, OPEN_UNIT);
    const last = Math.max(1, steps - 1);
    return ofSteps(steps, (t) =>
      t === steps && steps > 1 ? to : from + ((t - 1) / last) * (to - from),
    );
  }
  const names = ['offset', 'maxBeta'] as const;
  const { offset = COSINE.offset, maxBeta = COSINE.maxBeta } = checkOptions(fn, options, names);
  checkNumber(fn, 'offset', offset, { min: 0 });
  checkNumber(fn, 'maxBeta', maxBeta, OPEN_UNIT);
  const angle = (t: number): number => (((t / steps + offset) / (1 + offset)) * Math.PI) / 2;
  // 1 − cos²b/cos²a = sin(b − a) sin(b + a)/cos²a: no digits are lost where the two are nearly equal.
  return ofSteps(steps, (t) => {
    const [a, b] = [angle(t - 1), angle(t)];
    return Math.min((Math.sin(b - a) * Math.sin(b + a)) / Math.cos(a) ** 2, maxBeta);
  });
}

/**
 * A diffusion of T steps: what each step keeps and adds. All arrays are [T] and float64; the entry at index t − 1
 * belongs to step t, which counts from 1.
 */
export interface DiffusionSchedule {
  /** The number of steps T. */
  readonly steps: number;
  /** β: the variance of the noise that a step adds. */
  readonly betas: FloatNdArray;
  /** α = 1 − β: the part of the variance that a step keeps. */
  readonly alphas: FloatNdArray;
  /** ᾱ: the product of α from step 1 to t; the part of the data's variance that is left. */
  readonly alphaBars: FloatNdArray;
  /** ᾱ of the step before; 1 for the first. */
  readonly alphaBarsPrevious: FloatNdArray;
  /** 1 − ᾱ: the variance of the noise after step t, with all its digits where it is small. */
  readonly oneMinusAlphaBars: FloatNdArray;
  /** ᾱ/(1 − ᾱ): the signal-to-noise ratio of the variances, for data of variance 1. */
  readonly signalToNoise: FloatNdArray;
  /** The variance of a step's posterior, (1 − ᾱₜ₋₁)/(1 − ᾱₜ) βₜ: 0 for the first, never above β. */
  readonly posteriorVariances: FloatNdArray;
  /** ln of the posterior's variance, with that of step 2 for step 1, where it would be −∞. */
  readonly posteriorLogVariancesClipped: FloatNdArray;
  /** Factor of the data x₀ in the posterior's mean, √ᾱₜ₋₁ βₜ/(1 − ᾱₜ). */
  readonly posteriorMeanCoef1: FloatNdArray;
  /** Factor of xₜ in the posterior's mean, √αₜ (1 − ᾱₜ₋₁)/(1 − ᾱₜ). */
  readonly posteriorMeanCoef2: FloatNdArray;
}

/**
 * Everything about a diffusion that follows from the variances of its steps.
 *
 * $$\alpha_t = 1 - \beta_t, \quad \bar\alpha_t = \prod_{i=1}^t \alpha_i, \quad
 * \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t} \beta_t$$
 *
 * ᾱ falls from step to step, and so does the signal-to-noise ratio; β̃ is at most β. The names are those of the
 * authors' code, with bars for cumulative products.
 *
 * @param betas - β of the steps 1 to T, [T], each between 0 and 1; `betaSchedule` makes them
 * @returns the schedule, which the other functions of a diffusion take
 * @throws KindError where betas is no array, ShapeError where it is no vector or empty, DomainError where a β is not
 * between 0 and 1
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equations 2, 4 and 7
 *
 * @example
 * Three steps. After the second, 72 % of the data's variance is left.
 * ```ts
 * import { diffusionSchedule, toNested } from 'fovea';
 * const { alphaBars, posteriorVariances, signalToNoise } = diffusionSchedule([0.1, 0.2, 0.3]);
 * toNested(alphaBars) // => [0.9, 0.72, 0.504]
 * toNested(posteriorVariances) // => [0, 0.0714286, 0.169355]
 * signalToNoise.get(1) // => 2.57143
 * ```
 */
export function diffusionSchedule(betas: ArrayInput): DiffusionSchedule {
  return diffusionScheduleFor('diffusionSchedule', betas);
}

/** `diffusionSchedule` for functions that it is a part of, whose name errors tell. */
export function diffusionScheduleFor(fn: string, betas: ArrayInput): DiffusionSchedule {
  const { data, shape } = readArray(fn, 'betas', betas, 'float64');
  const parts = { function: fn, argument: 'betas' };
  if (shape.length !== 1 || data.length === 0) {
    const got = `(${shape.join(', ')})`;
    throw new ShapeError({ ...parts, expected: 'a vector of at least one β', got });
  }
  const bad = data.findIndex((beta) => !(beta > 0 && beta < 1));
  if (bad >= 0) {
    const got = `${data[bad]} at [${bad}]`;
    throw new DomainError({ ...parts, expected: 'numbers between 0 and 1', got });
  }
  const steps = data.length;
  const beta = (t: number): number => data[t - 1]!;
  const bars = new Float64Array(steps + 1).fill(1);
  const rests = new Float64Array(steps + 1);
  for (let t = 1; t <= steps; t++) {
    bars[t] = bars[t - 1]! * (1 - beta(t));
    // 1 − ᾱ as a sum of positive numbers, so that nothing cancels.
    rests[t] = rests[t - 1]! * (1 - beta(t)) + beta(t);
  }
  const variance = (t: number): number => (rests[t - 1]! / rests[t]!) * beta(t);
  return {
    steps,
    betas: ofSteps(steps, beta),
    alphas: ofSteps(steps, (t) => 1 - beta(t)),
    alphaBars: ofSteps(steps, (t) => bars[t]!),
    alphaBarsPrevious: ofSteps(steps, (t) => bars[t - 1]!),
    oneMinusAlphaBars: ofSteps(steps, (t) => rests[t]!),
    signalToNoise: ofSteps(steps, (t) => bars[t]! / rests[t]!),
    posteriorVariances: ofSteps(steps, variance),
    posteriorLogVariancesClipped: ofSteps(steps, (t) =>
      Math.log(steps === 1 ? beta(1) : variance(Math.max(2, t))),
    ),
    posteriorMeanCoef1: ofSteps(steps, (t) => (Math.sqrt(bars[t - 1]!) * beta(t)) / rests[t]!),
    posteriorMeanCoef2: ofSteps(steps, (t) => (Math.sqrt(1 - beta(t)) * rests[t - 1]!) / rests[t]!),
  };
}

function ofSteps(steps: number, value: (t: number) => number): FloatNdArray {
  return wrap(
    Float64Array.from({ length: steps }, (_, i) => value(i + 1)),
    [steps],
  );
}
