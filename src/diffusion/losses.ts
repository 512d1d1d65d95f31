// How far a model's guess of the noise is from the noise.
import { checkOptions } from '../core/check.js';
import type { FloatNdArray } from '../core/types.js';
import { type LossValue, type Reduction, readReduction, reduced } from '../divergence/reduction.js';
import { mul, square, sub } from '../gradient/arithmetic.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import { type ReverseVariance, readVariance } from './reverse-variance.js';
import { at, checkSchedule, type DiffusionTime, readSamples, readTimes } from './samples.js';
import type { DiffusionSchedule } from './schedule.js';

/** Options of `ddpmSimpleLoss`. */
export interface DdpmLossOptions<R extends Reduction | undefined = Reduction> {
  /** "mean" over all elements where left out, "sum", or "none" for one number each. */
  readonly reduction?: R | undefined;
}

/** Options of `ddpmWeightedLoss`. */
export interface DdpmWeightedLossOptions<R extends Reduction | undefined = Reduction>
  extends DdpmLossOptions<R> {
  /** σ² of the model's step: "beta" where left out, or "posterior". */
  readonly variance?: ReverseVariance | undefined;
}

/** All samples at one time, for a loss that does not ask for it. */
const ANY_TIME = { each: false, steps: [1] };

/**
 * The loss by which a diffusion is trained: the squared error of the guessed noise, the same at every time.
 *
 * $$L = \lVert \varepsilon - \varepsilon_\theta(x_t, t) \rVert^2$$
 *
 * As in the authors' code it is the mean over all elements; the paper's sum over the dimensions of a sample is that
 * times their number.
 *
 * @param noise - ε, with which xₜ was made: a number, or samples of any shape
 * @param predictedNoise - a model's εθ of the same shape
 * @param options - `reduction`: "mean" over all elements where left out, "sum", or "none"
 * @returns a traced value where one is traced, else a number, or with "none" an ndarray of the same shape
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where shapes differ or
 * nothing is in them
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equation 14
 *
 * @example
 * One number is guessed right, one is off by 0.2.
 * ```ts
 * import { ddpmSimpleLoss } from 'fovea';
 * ddpmSimpleLoss([0.5, -1], [0.3, -1]) // => 0.02
 * ```
 */
export function ddpmSimpleLoss<
  N extends Traceable,
  P extends Traceable,
  R extends Reduction | undefined = undefined,
>(noise: N, predictedNoise: P, options?: DdpmLossOptions<R>): LossValue<N, P, R>;
export function ddpmSimpleLoss(
  noise: Traceable,
  predictedNoise: Traceable,
  options?: DdpmLossOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  const fn = 'ddpmSimpleLoss';
  const reduction = readReduction(fn, checkOptions(fn, options, ['reduction']).reduction);
  const { values } = readSamples(fn, { noise, predictedNoise }, ANY_TIME);
  return reduced(square(sub(values.noise, values.predictedNoise)), reduction);
}

/**
 * The loss that the variational bound asks for: the squared error of the guessed noise, weighted by its time.
 *
 * $$L_t = \frac{\beta_t^2}{2 \sigma_t^2 \alpha_t (1 - \bar\alpha_t)}
 * \lVert \varepsilon - \varepsilon_\theta(x_t, t) \rVert^2$$
 *
 * Summed over a sample it is, in nats, what of the divergence of posterior and model depends on the model; for t = 1 what
 * of −ln p(x₀|x₁) does. The "posterior" variance is 0 for t = 1; there that of step 2 serves, as in the authors' code.
 *
 * @param noise - ε, with which xₜ was made: a number, or samples of any shape
 * @param predictedNoise - a model's εθ of the same shape
 * @param t - the step, from 1 to T: one for all, or one a sample, [n], where samples lie along the first axis
 * @param schedule - from `diffusionSchedule`
 * @param options - `variance`: σ² is "beta" where left out, or "posterior"; `reduction`: "mean" over all elements where
 * left out, "sum", or "none"
 * @returns a traced value where one is traced, else a number, or with "none" an ndarray of the same shape
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where shapes differ or
 * nothing is in them, DomainError where t is no whole number from 1 to T
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equation 12
 *
 * @example
 * The weight of step 2 is 1.25, the squared error 0.04.
 * ```ts
 * import { ddpmWeightedLoss, diffusionSchedule } from 'fovea';
 * ddpmWeightedLoss(0.5, 0.3, 2, diffusionSchedule([0.1, 0.2, 0.3]), { variance: 'posterior' }) // => 0.05
 * ```
 */
export function ddpmWeightedLoss<
  N extends Traceable,
  P extends Traceable,
  R extends Reduction | undefined = undefined,
>(
  noise: N,
  predictedNoise: P,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
  options?: DdpmWeightedLossOptions<R>,
): LossValue<N, P, R>;
export function ddpmWeightedLoss(
  noise: Traceable,
  predictedNoise: Traceable,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
  options?: DdpmWeightedLossOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  const fn = 'ddpmWeightedLoss';
  const { reduction, variance } = checkOptions(fn, options, ['reduction', 'variance']);
  const how = readReduction(fn, reduction);
  const { steps } = checkSchedule(fn, schedule);
  const weight = lossWeight(schedule, readVariance(fn, variance, schedule));
  const times = readTimes(fn, 't', t, { min: 1, max: steps });
  const { values, spread } = readSamples(fn, { noise, predictedNoise }, times);
  return reduced(mul(spread(weight), square(sub(values.noise, values.predictedNoise))), how);
}

/** β²/(2 σ² α (1 − ᾱ)) of each step. */
export function lossWeight(
  schedule: DiffusionSchedule,
  variance: (t: number) => number,
): (t: number) => number {
  const { alphas, betas, oneMinusAlphaBars } = schedule;
  return (t) => at(betas, t) ** 2 / (2 * variance(t) * at(alphas, t) * at(oneMinusAlphaBars, t));
}
