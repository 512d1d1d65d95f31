// From noise to data, with a model's guess of the noise in place of the noise itself.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { checkRng, normal } from '../core/random.js';
import type { FloatNdArray, Rng } from '../core/types.js';
import { add, mul } from '../gradient/arithmetic.js';
import { cast, dtypeOf } from '../gradient/moves.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import type { Computed } from '../gradient/value-types.js';
import { noiseForm } from './forward.js';
import { type ReverseVariance, readVariance } from './reverse-variance.js';
import {
  at,
  checkSchedule,
  combine,
  type DiffusionTime,
  readSamples,
  readTimes,
  type Times,
} from './samples.js';
import type { DiffusionSchedule } from './schedule.js';

/** Where the noise of a step back comes from. */
export interface SampleNoiseOptions<N extends Traceable = Traceable> {
  /** Standard normal numbers z, of the shape of the samples; drawn from `rng` where left out. */
  readonly noise?: N | undefined;
  /** A stream to draw z from. */
  readonly rng?: Rng | undefined;
}

/** Options of `pSample`. */
export interface PSampleOptions<N extends Traceable = Traceable> extends SampleNoiseOptions<N> {
  /** σ²: "beta" where left out, or "posterior". */
  readonly variance?: ReverseVariance | undefined;
}

/** Options of `ddimStep`. */
export interface DdimStepOptions<N extends Traceable = Traceable> extends SampleNoiseOptions<N> {
  /** How much of the noise is drawn anew: from 0, where left out, which draws none, to 1, as in DDPM. */
  readonly eta?: number | undefined;
}

/**
 * The mean of a step back, from a model's guess of the noise.
 *
 * $$\mu_\theta(x_t, t) = \frac{1}{\sqrt{\alpha_t}}
 * \Bigl( x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}} \varepsilon_\theta \Bigr)$$
 *
 * It is the posterior's mean with the guess in place of the noise. A model that predicts data or velocity comes in
 * through `predictNoise`.
 *
 * @param xt - xₜ: a number, or samples of any shape
 * @param predictedNoise - εθ of the same shape
 * @param t - the step from which to go back, from 1 to T: one for all, or one a sample, [n]
 * @param schedule - from `diffusionSchedule`
 * @returns the mean: a traced value where one is traced, a number for numbers, else an ndarray of the same shape
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where t is no whole number from 1 to T
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equation 11
 *
 * @example
 * The noise was 0.5, the model says 0.3.
 * ```ts
 * import { diffusionSchedule, pMean, qSample } from 'fovea';
 * const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
 * pMean(qSample(1, 2, 0.5, schedule), 0.3, 2, schedule) // => 1.1177141
 * ```
 */
export function pMean<X extends Traceable, N extends Traceable>(
  xt: X,
  predictedNoise: N,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
): Computed<X, N>;
export function pMean(
  xt: Traceable,
  predictedNoise: Traceable,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
): number | FloatNdArray | Traced {
  const fn = 'pMean';
  const { steps } = checkSchedule(fn, schedule);
  const times = readTimes(fn, 't', t, { min: 1, max: steps });
  const { values, spread } = readSamples(fn, { xt, predictedNoise }, times);
  const [ofXt, ofNoise] = noiseForm(schedule);
  return combine(spread(ofXt), values.xt, spread(ofNoise), values.predictedNoise);
}

/**
 * A step back, as DDPM samples: the mean, and noise but for the last step.
 *
 * $$x_{t-1} = \mu_\theta(x_t, t) + \sigma_t z, \quad z = 0 \text{ for } t = 1$$
 *
 * σ² is β, right for data that are standard normal, or β̃, right for data that are a single point.
 *
 * @param xt - xₜ: a number, or samples of any shape
 * @param predictedNoise - a model's εθ(xₜ, t) of the same shape
 * @param t - the step from which to go back, from 1 to T: one for all, or one a sample, [n]
 * @param schedule - from `diffusionSchedule`
 * @param options - `noise`: z of the same shape, or `rng`: a stream to draw it from; one of the two, unless t is 1;
 * `variance`: "beta" where left out, or "posterior"
 * @returns xₜ₋₁: a traced value where one is traced, a number for numbers, else an ndarray of the same shape
 * @throws KindError where an argument is of another kind or there is no noise, ShapeError where shapes differ or
 * nothing is in them, DomainError where t is no whole number from 1 to T
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, algorithm 2
 *
 * @example
 * With and without a unit of noise. The last step adds none.
 * ```ts
 * import { diffusionSchedule, pSample } from 'fovea';
 * const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
 * pSample(1, 0, 2, schedule, { noise: 0 }) // => 1.118034
 * pSample(1, 0, 2, schedule, { noise: 1 }) // => 1.5652476
 * pSample(1, 0, 1, schedule) // => 1.0540926
 * ```
 */
export function pSample<X extends Traceable, N extends Traceable, Z extends Traceable = X>(
  xt: X,
  predictedNoise: N,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
  options?: PSampleOptions<Z>,
): Computed<X, N, Z>;
export function pSample(
  xt: Traceable,
  predictedNoise: Traceable,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
  options?: PSampleOptions,
): number | FloatNdArray | Traced {
  const fn = 'pSample';
  const { noise, rng, variance } = checkOptions(fn, options, ['noise', 'rng', 'variance']);
  const { steps } = checkSchedule(fn, schedule);
  const squared = readVariance(fn, variance, schedule);
  const times = readTimes(fn, 't', t, { min: 1, max: steps });
  const { values, spread, shape } = readSamples(fn, { xt, predictedNoise }, times);
  const [ofXt, ofNoise] = noiseForm(schedule);
  const mean = combine(spread(ofXt), values.xt, spread(ofNoise), values.predictedNoise);
  const sigma = (s: number): number => (s === 1 ? 0 : Math.sqrt(squared(s)));
  return withNoise(fn, mean, sigma, times, { noise, rng }, { xt, spread, shape });
}

/**
 * A step back over any stretch, as DDIM samples: the guessed data, with the guessed noise of the earlier time.
 *
 * $$x_s = \sqrt{\bar\alpha_s} \, \hat x_0 + \sqrt{1 - \bar\alpha_s - \sigma^2} \, \varepsilon_\theta + \sigma z, \quad
 * \sigma = \eta \sqrt{\frac{1 - \bar\alpha_s}{1 - \bar\alpha_t}} \sqrt{1 - \frac{\bar\alpha_t}{\bar\alpha_s}}$$
 *
 * With η = 0 nothing is random: the same start by the same times gives the same data, and by fewer times nearly the
 * same. With η = 1 and s = t − 1 it is the step of DDPM with the posterior's variance.
 *
 * @param xt - xₜ: a number, or samples of any shape
 * @param predictedNoise - a model's εθ(xₜ, t) of the same shape
 * @param t - the time from which to go back, from 1 to T: one for all, or one a sample, [n]
 * @param previous - the time s to go back to, from 0, where data are, to t − 1: one for all, or one a sample
 * @param schedule - from `diffusionSchedule`
 * @param options - `eta`: η from 0, where left out, to 1; `noise`: z of the same shape, or `rng`: a stream to draw it
 * from; one of the two where η > 0, unless `previous` is 0
 * @returns xₛ: a traced value where one is traced, a number for numbers, else an ndarray of the same shape
 * @throws KindError where an argument is of another kind or there is no noise, ShapeError where shapes differ or
 * nothing is in them, DomainError where a time or η is out of its range
 * @see J. Song, C. Meng, S. Ermon, "Denoising diffusion implicit models", 2021, equations 12 and 16
 *
 * @example
 * From step 3 to the data in one step; the model knows the noise.
 * ```ts
 * import { ddimStep, diffusionSchedule, qSample } from 'fovea';
 * const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
 * ddimStep(qSample(1, 3, 0.5, schedule), 0.5, 3, 0, schedule) // => 1
 * ```
 */
export function ddimStep<X extends Traceable, N extends Traceable, Z extends Traceable = X>(
  xt: X,
  predictedNoise: N,
  t: DiffusionTime,
  previous: DiffusionTime,
  schedule: DiffusionSchedule,
  options?: DdimStepOptions<Z>,
): Computed<X, N, Z>;
export function ddimStep(
  xt: Traceable,
  predictedNoise: Traceable,
  t: DiffusionTime,
  previous: DiffusionTime,
  schedule: DiffusionSchedule,
  options?: DdimStepOptions,
): number | FloatNdArray | Traced {
  const fn = 'ddimStep';
  const { noise, rng, eta = 0 } = checkOptions(fn, options, ['noise', 'rng', 'eta']);
  const { steps } = checkSchedule(fn, schedule);
  checkNumber(fn, 'eta', eta, { min: 0, max: 1 });
  const { times, jump } = readJumps(fn, t, previous, schedule, steps);
  const { values, spread, shape } = readSamples(fn, { xt, predictedNoise }, times);
  // The values of a jump are asked for by its number, so that two samples may share t and not s.
  const of = (f: (j: Jump) => number) => spread((k) => f(jump(k, eta)));
  const mean = combine(
    of(({ ofXt }) => ofXt),
    values.xt,
    of(({ ofNoise }) => ofNoise),
    values.predictedNoise,
  );
  const sigma = (k: number): number => jump(k, eta).sigma;
  return withNoise(fn, mean, sigma, times, { noise, rng }, { xt, spread, shape });
}

/** The factors of one jump of DDIM. */
interface Jump {
  readonly ofXt: number;
  readonly ofNoise: number;
  readonly sigma: number;
}

/** Pairs of times; in `times` stands the number of the pair, not the time. */
function readJumps(
  fn: string,
  t: DiffusionTime,
  previous: DiffusionTime,
  schedule: DiffusionSchedule,
  steps: number,
): { readonly times: Times; readonly jump: (k: number, eta: number) => Jump } {
  const from = readTimes(fn, 't', t, { min: 1, max: steps });
  const to = readTimes(fn, 'previous', previous, { min: 0, max: steps });
  if (from.each && to.each && from.steps.length !== to.steps.length) {
    const [expected, got] = [`one a sample, (${from.steps.length})`, `(${to.steps.length})`];
    throw new ShapeError({ function: fn, argument: 'previous', expected, got });
  }
  const count = Math.max(from.steps.length, to.steps.length);
  const pair = (k: number): readonly [number, number] => [
    from.steps[from.each ? k : 0]!,
    to.steps[to.each ? k : 0]!,
  ];
  const numbers = Array.from({ length: count }, (_, k) => k);
  const late = numbers.find((k) => pair(k)[1] >= pair(k)[0]);
  if (late !== undefined) {
    const [expected, got] = [`a time before t = ${pair(late)[0]}`, String(pair(late)[1])];
    throw new DomainError({ function: fn, argument: 'previous', expected, got });
  }
  return {
    times: { each: from.each || to.each, steps: numbers },
    jump: (k, eta) => jumpFactors(schedule, ...pair(k), eta),
  };
}

function jumpFactors(schedule: DiffusionSchedule, t: number, s: number, eta: number): Jump {
  const { alphas, alphaBars, betas, oneMinusAlphaBars } = schedule;
  const rest = s === 0 ? 0 : at(oneMinusAlphaBars, s);
  // √(ᾱₛ/ᾱₜ), and 1 − ᾱₜ/ᾱₛ as a sum of positive numbers.
  let kept = 1;
  let lost = 0;
  for (let i = s + 1; i <= t; i++) {
    kept *= at(alphas, i);
    lost = lost * at(alphas, i) + at(betas, i);
  }
  const ofXt = 1 / Math.sqrt(kept);
  const whole = at(oneMinusAlphaBars, t);
  const variance = ((eta * eta * rest) / whole) * lost;
  const back = s === 0 ? 1 : Math.sqrt(at(alphaBars, s));
  const start = -Math.sqrt(whole) / Math.sqrt(at(alphaBars, t));
  return {
    ofXt,
    ofNoise: back * start + Math.sqrt(Math.max(0, rest - variance)),
    sigma: Math.sqrt(variance),
  };
}

/** The mean, and noise where a sample gets some. */
function withNoise(
  fn: string,
  mean: Traceable,
  sigma: (t: number) => number,
  times: Times,
  { noise, rng }: SampleNoiseOptions,
  samples: {
    readonly xt: Traceable;
    readonly spread: (value: (t: number) => number) => number | FloatNdArray;
    readonly shape: readonly number[];
  },
): number | FloatNdArray | Traced {
  const { xt, spread, shape } = samples;
  const given = noise === undefined ? undefined : readSamples(fn, { xt, noise }, times);
  if (times.steps.every((t) => sigma(t) === 0)) return add(mean, 0);
  if (given !== undefined) return add(mean, mul(spread(sigma), given.values.noise));
  if (rng === undefined) {
    const expected = 'noise, or a stream to draw it from (rng)';
    throw new KindError({ function: fn, argument: 'options', expected, got: 'neither' });
  }
  const drawn = normal(checkRng(fn, 'rng', rng), shape);
  if (typeof mean === 'number') return mean + (spread(sigma) as number) * drawn.data[0]!;
  return add(mean, mul(spread(sigma), cast(drawn, dtypeOf(mean))));
}
