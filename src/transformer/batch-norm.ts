// Batch norm: each channel brought to mean 0 and variance 1 over everything but the channels.
import { areFinite } from '../core/are-finite.js';
import { checkAxis, checkNumber, checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { DomainError, KindError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { add, div, mul, sub } from '../gradient/arithmetic.js';
import { sqrt } from '../gradient/functions.js';
import { asArray, dtypeOf, shapeOf } from '../gradient/moves.js';
import { mean as meanOf, variance as varianceOf } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { checkAxes, refuse } from './shapes.js';

/** What `batchNorm` may be told. */
export interface BatchNormOptions<P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** Factor of each channel, [c]; 1 where left out. */
  readonly gamma?: P | undefined;
  /** Added to each channel, [c]; 0 where left out. */
  readonly beta?: P | undefined;
  /** The mean of each channel, [c]; that of x itself where left out. */
  readonly mean?: P | undefined;
  /** The variance of each channel, [c]; that of x itself where left out. Both are given, or none. */
  readonly variance?: P | undefined;
  /** Added to the variance, above 0 or 0; 1e-5 where left out. */
  readonly epsilon?: number | undefined;
  /** The axis of the channels; 1 where left out. */
  readonly axis?: number | undefined;
}

/** Mean and variance of each channel. */
export interface BatchStatistics<Value = FloatNdArray> {
  /** [c] */
  readonly mean: Value;
  /** Divided by the number of samples, [c]. */
  readonly variance: Value;
  /** How many samples each channel has. */
  readonly count: number;
}

/**
 * Batch norm: each channel is brought to mean 0 and variance 1 over all samples and places, then scaled and shifted.
 *
 * $$y = \gamma_c \, \frac{x - \mu_c}{\sqrt{\sigma_c^2 + \epsilon}} + \beta_c$$
 *
 * In training mean and variance are those of x (divided by the number n of samples, not by n − 1), and the gradient
 * goes through them. Afterwards give `mean` and `variance`, such as running averages of `batchStatistics`. PyTorch
 * averages the unbiased variance, n/(n − 1) times as large, for later use.
 *
 * A channel of equal numbers gives beta, as one sample alone does in training; it is refused where epsilon is 0.
 *
 * @param x - shape [n, c, ...]
 * @param options - `gamma` and `beta` [c], 1 and 0 where left out; `mean` and `variance` [c]; `epsilon`, 1e-5;
 * `axis` of the channels, 1
 * @returns the shape of x; a traced value where an argument is traced
 * @throws ShapeError where shapes do not meet, KindError for an unknown option or one of mean and variance without
 * the other, DomainError for a negative epsilon or variance, for a variance of 0 or below 1e-290 (1.2e-38 in float32)
 * where epsilon is 0, for numbers whose squares overflow, or where there is no such axis
 * @see S. Ioffe, C. Szegedy, "Batch normalization", 2015, algorithm 1
 *
 * @example
 * Two channels of two samples, then a sample alone by given statistics.
 * ```ts
 * import { batchNorm, toNested } from 'fovea';
 * toNested(batchNorm([[1, 10], [3, 50]], { epsilon: 0 })) // => [[-1, -1], [1, 1]]
 * toNested(batchNorm([[4, 70]], { mean: [2, 30], variance: [1, 400], epsilon: 0 })) // => [[2, 2]]
 * ```
 */
export function batchNorm<
  X extends ArrayInput | Traced,
  P extends ArrayInput | Traced = FloatNdArray,
>(x: X, options?: BatchNormOptions<P>): ArrayValue<X, P>;
export function batchNorm(
  x: ArrayInput | Traced,
  options?: BatchNormOptions,
): FloatNdArray | Traced {
  const fn = 'batchNorm';
  const names = ['gamma', 'beta', 'mean', 'variance', 'epsilon', 'axis'] as const;
  const {
    gamma,
    beta,
    mean,
    variance,
    epsilon = 1e-5,
    axis = 1,
  } = checkOptions(fn, options, names);
  checkNumber(fn, 'epsilon', epsilon, { min: 0 });
  const channel = checkAxis(fn, 'axis', axis, shapeOf(x, fn, 'x').length, 'x');
  const own = shapeOf(x)[channel]!;
  const spread = (name: string, parameter: ArrayInput | Traced): ArrayInput | Traced => {
    checkAxes(fn, name, parameter, ['c', own]);
    return reshape(
      parameter,
      shapeOf(x).map((_, i) => (i === channel ? own : 1)),
    );
  };
  if ((mean === undefined) !== (variance === undefined)) {
    const [argument, other] = mean === undefined ? ['mean', 'variance'] : ['variance', 'mean'];
    const expected = `an array, as ${other} is given`;
    throw new KindError({ function: fn, argument, expected, got: 'nothing' });
  }
  const { centred, variance: known } =
    mean === undefined || variance === undefined
      ? centre(fn, x, channel)
      : { centred: sub(x, spread('mean', mean)), variance: spread('variance', variance) };
  refuseFlat(fn, variance === undefined, known, epsilon);
  if (variance === undefined) refuseHuge(fn, x, known);
  const normal = div(centred, sqrt(add(known, epsilon)));
  const scaled = gamma === undefined ? normal : mul(normal, spread('gamma', gamma));
  return asArray(beta === undefined ? scaled : add(scaled, spread('beta', beta))) as
    | FloatNdArray
    | Traced;
}

/** Nothing can be brought to a deviation of 1 that has none, and no variance is negative. */
function refuseFlat(
  fn: string,
  own: boolean,
  variance: ArrayInput | Traced,
  epsilon: number,
): void {
  const data = read(fn, variance);
  // Of a smaller variance the float held few digits, if any.
  const least = dtypeOf(variance) === 'float32' ? 1.2e-38 : 1e-290;
  const isSmall = (value: number) => (own && epsilon === 0 ? value < least : value + epsilon === 0);
  const at = data.findIndex((value) => value < 0 || isSmall(value));
  if (at < 0) return;
  const kind =
    data[at] === 0 ? 'whose numbers are not all equal' : `with a variance of at least ${least}`;
  const [argument, expected] = own
    ? ['x', `channels ${kind}, as epsilon is 0`]
    : ['variance', `numbers ${epsilon === 0 ? '> 0, as epsilon is 0' : '>= 0'}`];
  const got = own ? `a variance of ${data[at]} in channel ${at}` : `${data[at]} in channel ${at}`;
  throw new DomainError({ function: fn, argument, expected, got });
}

/** Numbers whose squares cannot be held would all come out as 0. */
function refuseHuge(fn: string, x: ArrayInput | Traced, variance: ArrayInput | Traced): void {
  // NaN where already the deviations overflowed.
  const channel = read(fn, variance).findIndex((value) => !Number.isFinite(value));
  // What is infinite goes its way, as everywhere.
  if (channel < 0 || !areFinite(read(fn, x))) return;
  throw new DomainError({
    function: fn,
    argument: 'x',
    expected: 'numbers whose squares can be held: below some 1e154, in float32 1e19',
    got: `an infinite variance in channel ${channel}`,
  });
}

/** The numbers of what may be traced. */
function read(fn: string, value: ArrayInput | Traced): FloatTypedArray {
  return readArray(fn, 'x', asArray(stopGradient(value)), 'float64').data;
}

/**
 * Mean and variance of each channel, as `batchNorm` takes them in training; average them over batches to have
 * something for later.
 *
 * $$\mu_c = \frac{1}{n} \sum x, \quad \sigma_c^2 = \frac{1}{n} \sum (x - \mu_c)^2$$
 *
 * @param x - shape [n, c, ...]
 * @param options - `axis` of the channels, 1 where left out
 * @returns `mean` [c], `variance` [c], divided by n; and n as `count`: n/(n − 1) makes the variance unbiased
 * @throws DomainError where there is no such axis or nothing to average, KindError for an unknown option
 *
 * @example
 * Of two channels.
 * ```ts
 * import { batchStatistics, toNested } from 'fovea';
 * const { mean, variance, count } = batchStatistics([[1, 10], [3, 50]]);
 * toNested(mean) // => [2, 30]
 * toNested(variance) // => [1, 400]
 * count // => 2
 * ```
 */
export function batchStatistics<X extends ArrayInput | Traced>(
  x: X,
  options?: Pick<BatchNormOptions, 'axis'>,
): BatchStatistics<ArrayValue<X>>;
export function batchStatistics(
  x: ArrayInput | Traced,
  options?: Pick<BatchNormOptions, 'axis'>,
): BatchStatistics<FloatNdArray | Traced> {
  const fn = 'batchStatistics';
  const { axis = 1 } = checkOptions(fn, options, ['axis']);
  const shape = shapeOf(x, fn, 'x');
  const channel = checkAxis(fn, 'axis', axis, shape.length, 'x');
  const count = elementCount(shape.filter((_, i) => i !== channel));
  return { ...statistics(fn, x, channel), count };
}

/**
 * The elements less the mean of their channel, and its variance.
 *
 * Where the mean is far larger than the deviations, rounding it to the precision of x moves all of them. They are moved
 * back by what is their mean then: a constant, as the derivative of the mean has been counted.
 */
function centre(
  fn: string,
  x: ArrayInput | Traced,
  channel: number,
): { readonly centred: FloatNdArray | Traced; readonly variance: FloatNdArray | Traced } {
  const options = { axis: averagedAxes(fn, x, channel), keepDims: true };
  const deviations = asArray(sub(x, asArray(meanOf(x, options))));
  const rest = asArray(meanOf(asArray(stopGradient(deviations)), options));
  const centred = asArray(sub(deviations, rest)) as FloatNdArray | Traced;
  return { centred, variance: asArray(varianceOf(centred, options)) as FloatNdArray | Traced };
}

function statistics(
  fn: string,
  x: ArrayInput | Traced,
  channel: number,
): { readonly mean: FloatNdArray | Traced; readonly variance: FloatNdArray | Traced } {
  const axis = averagedAxes(fn, x, channel);
  const array = (value: Parameters<typeof asArray>[0]): FloatNdArray | Traced =>
    asArray(value) as FloatNdArray | Traced;
  return { mean: array(meanOf(x, { axis })), variance: array(varianceOf(x, { axis })) };
}

/** All axes but that of the channels; refuses what is empty. */
function averagedAxes(fn: string, x: ArrayInput | Traced, channel: number): number[] {
  const shape = shapeOf(x, fn, 'x');
  if (elementCount(shape) === 0) refuse(fn, 'x', '(n, c, ...) with no length 0', shape);
  return [...shape.keys()].filter((i) => i !== channel);
}
