// The two loops around the steps: times to train at, and the way from noise to data.
import { checkNumber, checkOptions, checkShape } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount, sameShape } from '../core/layout.js';
import { checkListed } from '../core/limit.js';
import { checkRng, drawInteger, normal } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { pSample } from './reverse.js';
import { type ReverseVariance, readVariance } from './reverse-variance.js';
import { checkSchedule } from './samples.js';
import type { DiffusionSchedule } from './schedule.js';

/** Options of `ancestralSample`. */
export interface AncestralSampleOptions {
  /** The stream that all noise is drawn from. */
  readonly rng?: Rng | undefined;
  /** σ² of the steps: "beta" where left out, or "posterior". */
  readonly variance?: ReverseVariance | undefined;
  /** Called after each step with what has become of the samples: from t = T − 1 down to 0. */
  readonly onStep?: ((samples: FloatNdArray, t: number) => void) | undefined;
}

/** What predicts the noise: from samples xₜ and their time t, noise of the same shape. */
export type NoiseModel = (xt: FloatNdArray, t: number) => ArrayInput;

/**
 * Times drawn for training, one a sample, each from 1 to T equally likely.
 *
 * @param count - how many, a whole number ≥ 0
 * @param schedule - from `diffusionSchedule`, of T steps
 * @param rng - the stream, which advances
 * @returns whole numbers from 1 to T
 * @throws KindError or DomainError where an argument is no such thing; DomainError for a list of more than 2²⁵
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, algorithm 1
 *
 * @example
 * With a single step there is no choice.
 * ```ts
 * import { diffusionSchedule, randomGenerator, sampleTimesteps } from 'fovea';
 * sampleTimesteps(3, diffusionSchedule([0.5]), randomGenerator(1)) // => [1, 1, 1]
 * ```
 */
export function sampleTimesteps(count: number, schedule: DiffusionSchedule, rng: Rng): number[] {
  const fn = 'sampleTimesteps';
  checkNumber(fn, 'count', count, { integer: true, min: 0 });
  checkListed(fn, 'count', count);
  const { steps } = checkSchedule(fn, schedule);
  checkRng(fn, 'rng', rng);
  return Array.from({ length: count }, () => 1 + drawInteger(rng, steps));
}

/**
 * Samples from a trained model: from standard normal noise through all T steps of `pSample`.
 *
 * $$x_T \sim \mathcal N(0, I), \quad x_{t-1} = \mu_\theta(x_t, t) + \sigma_t z \quad (t = T, \dots, 1)$$
 *
 * Fewer steps, without noise, are taken by `ddimStep`.
 *
 * @param model - called with xₜ and t; gives the noise that it sees in them, of the same shape
 * @param shape - of the samples, such as [n, d]
 * @param schedule - from `diffusionSchedule`
 * @param options - `rng`: the stream, which advances; `variance`: "beta" where left out, or "posterior"; `onStep`:
 * called after each step
 * @returns x₀ of that shape, float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing, or the model gives another shape;
 * DomainError for a result of more than 2²⁸ elements
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, algorithm 2
 *
 * @example
 * All data are 5. Then the noise is known, (xₜ − √ᾱₜ · 5) / √(1 − ᾱₜ), and the way ends at 5.
 * ```ts
 * import { div, sub, toNested } from 'fovea/array';
 * import { ancestralSample, betaSchedule, diffusionSchedule, randomGenerator } from 'fovea';
 * const schedule = diffusionSchedule(betaSchedule('linear', 20, { from: 0.01, to: 0.5 }));
 * const samples = ancestralSample(
 *   (xt, t) => {
 *     const kept = schedule.alphaBars.get(t - 1);
 *     return div(sub(xt, 5 * Math.sqrt(kept)), Math.sqrt(1 - kept));
 *   },
 *   [2],
 *   schedule,
 *   { rng: randomGenerator(1) },
 * );
 * toNested(samples) // => [5.00, 5.00]
 * ```
 */
export function ancestralSample(
  model: NoiseModel,
  shape: readonly number[],
  schedule: DiffusionSchedule,
  options: AncestralSampleOptions,
): FloatNdArray {
  const fn = 'ancestralSample';
  if (typeof model !== 'function') {
    const expected = 'a function of samples and their time';
    throw new KindError({ function: fn, argument: 'model', expected, got: describeValue(model) });
  }
  checkShape(fn, 'shape', shape);
  if (elementCount(shape) === 0) {
    const parts = { function: fn, argument: 'shape', got: `(${shape.join(', ')})` };
    throw new ShapeError({ ...parts, expected: 'at least one element' });
  }
  const { steps } = checkSchedule(fn, schedule);
  const { rng, variance, onStep } = checkOptions(fn, options, ['rng', 'variance', 'onStep']);
  readVariance(fn, variance, schedule);
  const stream = checkRng(fn, 'rng', rng);
  if (onStep !== undefined && typeof onStep !== 'function') {
    const [argument, expected] = ['onStep', 'a function of samples and their time'];
    throw new KindError({ function: fn, argument, expected, got: describeValue(onStep) });
  }
  let samples = normal(stream, shape);
  for (let t = steps; t >= 1; t--) {
    samples = pSample(samples, readNoise(model(samples, t), shape), t, schedule, {
      rng: stream,
      variance,
    });
    onStep?.(samples, t - 1);
  }
  return samples;
}

/** What a model says. */
function readNoise(noise: ArrayInput, shape: readonly number[]): FloatNdArray {
  const [fn, argument] = ['ancestralSample', 'model'];
  const { data, shape: own } = checkFinite(fn, argument, readArray(fn, argument, noise));
  if (sameShape(own, shape)) return wrap(data, shape);
  const expected = `noise of the shape of the samples, (${shape.join(', ')})`;
  throw new ShapeError({ function: fn, argument, expected, got: `(${own.join(', ')})` });
}
