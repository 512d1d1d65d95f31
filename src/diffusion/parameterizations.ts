// Three ways to say what a model predicts: the data, the noise, or the velocity. Each follows from each other one.
import { checkOptions } from '../core/check.js';
import { DomainError, describeValue } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import type { Computed } from '../gradient/value-types.js';
import {
  at,
  checkSchedule,
  combine,
  type DiffusionTime,
  readSamples,
  readTimes,
} from './samples.js';
import type { DiffusionSchedule } from './schedule.js';

/** A prediction of the noise or of the velocity; one of the two. */
export type NoiseOrVelocity<P> =
  | {
      /** The noise ε. */
      readonly noise: P;
      /** Not both. */
      readonly velocity?: undefined;
    }
  | {
      /** The velocity v. */
      readonly velocity: P;
      /** Not both. */
      readonly noise?: undefined;
    };

/** A prediction of the data or of the velocity; one of the two. */
export type StartOrVelocity<P> =
  | {
      /** The data x₀. */
      readonly start: P;
      /** Not both. */
      readonly velocity?: undefined;
    }
  | {
      /** The velocity v. */
      readonly velocity: P;
      /** Not both. */
      readonly start?: undefined;
    };

/** A prediction of the data or of the noise; one of the two. */
export type StartOrNoise<P> =
  | {
      /** The data x₀. */
      readonly start: P;
      /** Not both. */
      readonly noise?: undefined;
    }
  | {
      /** The noise ε. */
      readonly noise: P;
      /** Not both. */
      readonly start?: undefined;
    };

type Quantity = 'start' | 'noise' | 'velocity';

// Factors of xₜ and of what is known, with a = √ᾱ and b = √(1 − ᾱ): xₜ = a x₀ + b ε, v = a ε − b x₀.
const FACTORS: {
  readonly [Wanted in Quantity]: {
    readonly [Known in Exclude<Quantity, Wanted>]: (a: number, b: number) => [number, number];
  };
} = {
  start: {
    noise: (a, b) => [1 / a, -b / a],
    velocity: (a, b) => [a, -b],
  },
  noise: {
    start: (a, b) => [1 / b, -a / b],
    velocity: (a, b) => [b, a],
  },
  velocity: {
    start: (a, b) => [a / b, -1 / b],
    noise: (a, b) => [-b / a, 1 / a],
  },
};

function convert(
  fn: string,
  known: readonly [Quantity, Quantity],
  factors: Partial<Record<Quantity, (a: number, b: number) => [number, number]>>,
  given: {
    readonly xt: Traceable;
    readonly prediction: Partial<Record<Quantity, Traceable | undefined>>;
    readonly t: DiffusionTime;
    readonly schedule: DiffusionSchedule;
  },
): number | FloatNdArray | Traced {
  const { xt, prediction, t, schedule } = given;
  const { alphaBars, oneMinusAlphaBars, steps } = checkSchedule(fn, schedule);
  const read = checkOptions(fn, prediction, known, 'prediction');
  const names = known.filter((name) => read[name] !== undefined);
  const name = names[0];
  if (names.length !== 1 || name === undefined) {
    throw new DomainError({
      function: fn,
      argument: 'prediction',
      expected: `either ${known[0]} or ${known[1]}`,
      got: names.length === 0 ? describeValue(prediction) : 'both',
    });
  }
  const times = readTimes(fn, 't', t, { min: 1, max: steps });
  const { values, spread } = readSamples(fn, { xt, [name]: read[name]! }, times);
  const factor = (which: 0 | 1) =>
    spread(
      (s) =>
        factors[name]!(Math.sqrt(at(alphaBars, s)), Math.sqrt(at(oneMinusAlphaBars, s)))[which],
    );
  return combine(factor(0), values['xt']!, factor(1), values[name]!);
}

/**
 * The data that a prediction of the noise, or of the velocity, stands for.
 *
 * $$\hat x_0 = \frac{x_t - \sqrt{1 - \bar\alpha_t} \, \varepsilon}{\sqrt{\bar\alpha_t}}
 * = \sqrt{\bar\alpha_t} \, x_t - \sqrt{1 - \bar\alpha_t} \, v$$
 *
 * The first form divides by √ᾱ: where little of the data is left it enlarges errors of the prediction. Samplers often
 * clip the result to the range of the data; hand the clipped one to `qPosterior`.
 *
 * @param xt - xₜ: a number, or samples of any shape
 * @param prediction - `{ noise }` or `{ velocity }` of the same shape
 * @param t - the step, from 1 to T: one for all, or one a sample, [n]
 * @param schedule - from `diffusionSchedule`
 * @returns x₀: a traced value where one is traced, a number for numbers, else an ndarray of the same shape
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where t is no whole number from 1 to T, or not just one prediction is given
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equation 15; T. Salimans, J. Ho,
 * "Progressive distillation for fast sampling of diffusion models", 2022, section 4 and appendix D, for the velocity
 *
 * @example
 * The right noise leads back to the data, 1; another one past them.
 * ```ts
 * import { diffusionSchedule, predictStart, qSample } from 'fovea';
 * const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
 * const xt = qSample(1, 2, 0.5, schedule);
 * predictStart(xt, { noise: 0.5 }, 2, schedule) // => 1
 * predictStart(xt, { noise: 0.3 }, 2, schedule) // => 1.1247219
 * ```
 */
export function predictStart<X extends Traceable, P extends Traceable>(
  xt: X,
  prediction: NoiseOrVelocity<P>,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
): Computed<X, P>;
export function predictStart(
  xt: Traceable,
  prediction: NoiseOrVelocity<Traceable>,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
): number | FloatNdArray | Traced {
  const given = { xt, prediction, t, schedule };
  return convert('predictStart', ['noise', 'velocity'], FACTORS.start, given);
}

/**
 * The noise that a prediction of the data, or of the velocity, stands for.
 *
 * $$\hat\varepsilon = \frac{x_t - \sqrt{\bar\alpha_t} \, x_0}{\sqrt{1 - \bar\alpha_t}}
 * = \sqrt{1 - \bar\alpha_t} \, x_t + \sqrt{\bar\alpha_t} \, v$$
 *
 * @param xt - xₜ: a number, or samples of any shape
 * @param prediction - `{ start }` or `{ velocity }` of the same shape
 * @param t - the step, from 1 to T: one for all, or one a sample, [n]
 * @param schedule - from `diffusionSchedule`
 * @returns ε: a traced value where one is traced, a number for numbers, else an ndarray of the same shape
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where t is no whole number from 1 to T, or not just one prediction is given
 * @see T. Salimans, J. Ho, "Progressive distillation for fast sampling of diffusion models", 2022, appendix D
 *
 * @example
 * A model that predicts data, used where noise is wanted.
 * ```ts
 * import { diffusionSchedule, predictNoise, qSample } from 'fovea';
 * const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
 * predictNoise(qSample(1, 2, 0.5, schedule), { start: 1 }, 2, schedule) // => 0.5
 * ```
 */
export function predictNoise<X extends Traceable, P extends Traceable>(
  xt: X,
  prediction: StartOrVelocity<P>,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
): Computed<X, P>;
export function predictNoise(
  xt: Traceable,
  prediction: StartOrVelocity<Traceable>,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
): number | FloatNdArray | Traced {
  const given = { xt, prediction, t, schedule };
  return convert('predictNoise', ['start', 'velocity'], FACTORS.noise, given);
}

/**
 * The velocity that a prediction of the data, or of the noise, stands for.
 *
 * $$v = \sqrt{\bar\alpha_t} \, \varepsilon - \sqrt{1 - \bar\alpha_t} \, x_0
 * = \frac{\sqrt{\bar\alpha_t} \, x_t - x_0}{\sqrt{1 - \bar\alpha_t}}
 * = \frac{\varepsilon - \sqrt{1 - \bar\alpha_t} \, x_t}{\sqrt{\bar\alpha_t}}$$
 *
 * With the true data or the true noise it is what a model of the velocity is trained to predict.
 *
 * @param xt - xₜ: a number, or samples of any shape
 * @param prediction - `{ start }` or `{ noise }` of the same shape
 * @param t - the step, from 1 to T: one for all, or one a sample, [n]
 * @param schedule - from `diffusionSchedule`
 * @returns v: a traced value where one is traced, a number for numbers, else an ndarray of the same shape
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where t is no whole number from 1 to T, or not just one prediction is given
 * @see T. Salimans, J. Ho, "Progressive distillation for fast sampling of diffusion models", 2022, appendix D
 *
 * @example
 * From the noise and from the data it is the same: √0.72 · 0.5 − √0.28 · 1.
 * ```ts
 * import { diffusionSchedule, predictVelocity, qSample } from 'fovea';
 * const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
 * const xt = qSample(1, 2, 0.5, schedule);
 * predictVelocity(xt, { noise: 0.5 }, 2, schedule) // => -0.104886
 * predictVelocity(xt, { start: 1 }, 2, schedule) // => -0.104886
 * ```
 */
export function predictVelocity<X extends Traceable, P extends Traceable>(
  xt: X,
  prediction: StartOrNoise<P>,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
): Computed<X, P>;
export function predictVelocity(
  xt: Traceable,
  prediction: StartOrNoise<Traceable>,
  t: DiffusionTime,
  schedule: DiffusionSchedule,
): number | FloatNdArray | Traced {
  const given = { xt, prediction, t, schedule };
  return convert('predictVelocity', ['start', 'noise'], FACTORS.velocity, given);
}
