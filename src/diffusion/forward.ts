// From data to noise: one step, many steps at once, and one step back where the data are known.
import { checkOptions } from '../core/check.js';
import { isNdArray } from '../core/create.js';
import type { FloatNdArray } from '../core/types.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import type { Computed } from '../gradient/value-types.js';
import {
  at,
  checkSchedule,
  combine,
  type DiffusionTime,
  readSamples,
  readTimes,
  type TimeValue,
} from './samples.js';
import type { DiffusionSchedule } from './schedule.js';

/**
 * One step of a diffusion: what stood before, made smaller, and noise.
 *
 * $$x_t = \sqrt{1 - \beta_t} \, x_{t-1} + \sqrt{\beta_t} \, \varepsilon$$
 *
 * Values of variance 1 keep it.
 *
 * @param previous - xₜ₋₁: a number, or samples of any shape
 * @param t - the step, from 1 to T: one for all, or one a sample, [n], where samples lie along the first axis
 * @param noise - ε of the same shape, standard normal
 * @param schedule - from `diffusionSchedule`
 * @returns xₜ: a traced value where one is traced, a number for numbers, else an ndarray of the same shape
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where t is no whole number from 1 to T
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equation 2
 *
 * @example
 * A step that replaces a fifth of the variance.
 * ```ts
 * import { diffusionSchedule, qStep } from 'fovea';
 * qStep(1, 2, 0.5, diffusionSchedule([0.1, 0.2, 0.3])) // => 1.118034
 * ```
 */
export function qStep<X extends Traceable, N extends Traceable>(
  previous: X,
  t: DiffusionTime,
  noise: N,
  schedule: DiffusionSchedule,
): Computed<X, N>;
export function qStep(
  previous: Traceable,
  t: DiffusionTime,
  noise: Traceable,
  schedule: DiffusionSchedule,
): number | FloatNdArray | Traced {
  const fn = 'qStep';
  const { alphas, betas, steps } = checkSchedule(fn, schedule);
  const times = readTimes(fn, 't', t, { min: 1, max: steps });
  const { values, spread } = readSamples(fn, { previous, noise }, times);
  const kept = spread((s) => Math.sqrt(at(alphas, s)));
  return combine(
    kept,
    values.previous,
    spread((s) => Math.sqrt(at(betas, s))),
    values.noise,
  );
}

/**
 * The first t steps of a diffusion at once.
 *
 * $$x_t = \sqrt{\bar\alpha_t} \, x_0 + \sqrt{1 - \bar\alpha_t} \, \varepsilon$$
 *
 * It has the mean and the variance of t single steps.
 *
 * @param x0 - data: a number, or samples of any shape
 * @param t - how many steps, from 1 to T: one number for all, or one a sample, [n], where samples lie along the first
 * axis
 * @param noise - ε of the same shape, standard normal
 * @param schedule - from `diffusionSchedule`
 * @returns xₜ: a traced value where one is traced, a number for numbers, else an ndarray of the same shape
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where t is no whole number from 1 to T
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equation 4
 *
 * @example
 * A number after two steps; two samples, each at its own time.
 * ```ts
 * import { diffusionSchedule, qSample, toNested } from 'fovea';
 * const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
 * qSample(1, 2, 0.5, schedule) // => 1.113103
 * toNested(qSample([[1, 0], [0, 1]], [1, 3], [[0, 0], [0, 0]], schedule)) // => [[0.948683, 0], [0, 0.70993]]
 * ```
 */
export function qSample<X extends Traceable, N extends Traceable>(
  x0: X,
  t: DiffusionTime,
  noise: N,
  schedule: DiffusionSchedule,
): Computed<X, N>;
export function qSample(
  x0: Traceable,
  t: DiffusionTime,
  noise: Traceable,
  schedule: DiffusionSchedule,
): number | FloatNdArray | Traced {
  const fn = 'qSample';
  const { alphaBars, oneMinusAlphaBars, steps } = checkSchedule(fn, schedule);
  const times = readTimes(fn, 't', t, { min: 1, max: steps });
  const { values, spread } = readSamples(fn, { x0, noise }, times);
  const kept = spread((s) => Math.sqrt(at(alphaBars, s)));
  return combine(
    kept,
    values.x0,
    spread((s) => Math.sqrt(at(oneMinusAlphaBars, s))),
    values.noise,
  );
}

/** A Gaussian with one variance in all dimensions. */
export interface DiffusionGaussian<M, V> {
  /** Its mean. */
  readonly mean: M;
  /** Its variance σ²: a number for a single time, [n] for one a sample. */
  readonly variance: V;
}

/**
 * The step back where the data are known: mean and variance of xₜ₋₁, given xₜ and x₀.
 *
 * $$\tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}} \, \beta_t}{1 - \bar\alpha_t} x_0
 * + \frac{\sqrt{\alpha_t} (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t} x_t
 * = \frac{1}{\sqrt{\alpha_t}} \Bigl( x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}} \varepsilon \Bigr), \quad
 * \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t} \beta_t$$
 *
 * For t = 1 it is x₀ itself, with variance 0.
 *
 * @param x0 - data, for the first form; or `{ noise }`, the ε that led from them to xₜ, for the second
 * @param xt - xₜ of the same shape
 * @param t - the step from which to go back, from 1 to T: one for all, or one a sample, [n]
 * @param schedule - from `diffusionSchedule`
 * @returns `mean` of the shape of the samples (traced where one is traced) and `variance`
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where t is no whole number from 1 to T
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equations 7 and 10
 *
 * @example
 * Both forms, for x₀ = 1 and ε = 0.5.
 * ```ts
 * import { diffusionSchedule, qPosterior, qSample } from 'fovea';
 * const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
 * const xt = qSample(1, 2, 0.5, schedule);
 * qPosterior(1, xt, 2, schedule) // => { mean: 1.0331987, variance: 0.071428571 }
 * qPosterior({ noise: 0.5 }, xt, 2, schedule).mean // => 1.0331987
 * ```
 */
export function qPosterior<X extends Traceable, Y extends Traceable, T extends DiffusionTime>(
  x0: X | { readonly noise: X },
  xt: Y,
  t: T,
  schedule: DiffusionSchedule,
): DiffusionGaussian<Computed<X, Y>, TimeValue<T>>;
export function qPosterior(
  x0: Traceable | { readonly noise: Traceable },
  xt: Traceable,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
): DiffusionGaussian<number | FloatNdArray | Traced, number | FloatNdArray> {
  const fn = 'qPosterior';
  const { posteriorMeanCoef1, posteriorMeanCoef2, posteriorVariances, steps } = checkSchedule(
    fn,
    schedule,
  );
  const times = readTimes(fn, 't', t, { min: 1, max: steps });
  if (isRecord(x0)) {
    const { noise } = checkOptions(fn, x0, ['noise'], 'x0');
    const { values, spread, listed } = readSamples(fn, { xt, noise }, times);
    const [ofXt, ofNoise] = noiseForm(schedule);
    const mean = combine(spread(ofXt), values.xt, spread(ofNoise), values.noise);
    return { mean, variance: listed((s) => at(posteriorVariances, s)) };
  }
  const { values, spread, listed } = readSamples(fn, { xt, x0 }, times);
  const ofXt = spread((s) => at(posteriorMeanCoef2, s));
  const ofX0 = spread((s) => at(posteriorMeanCoef1, s));
  const mean = combine(ofX0, values.x0, ofXt, values.xt);
  return { mean, variance: listed((s) => at(posteriorVariances, s)) };
}

/** The factors of xₜ and ε in the posterior's mean, 1/√α and −β/√(α (1 − ᾱ)). */
export function noiseForm(
  schedule: DiffusionSchedule,
): readonly [(t: number) => number, (t: number) => number] {
  const { alphas, betas, oneMinusAlphaBars } = schedule;
  return [
    (t) => 1 / Math.sqrt(at(alphas, t)),
    (t) => -at(betas, t) / Math.sqrt(at(alphas, t) * at(oneMinusAlphaBars, t)),
  ];
}

/** Whether an argument is a record of values, not itself a value. */
function isRecord<R extends object>(x: Traceable | R): x is R {
  return (
    typeof x === 'object' &&
    x !== null &&
    !isTraced(x) &&
    !Array.isArray(x) &&
    !ArrayBuffer.isView(x) &&
    !isNdArray(x)
  );
}
