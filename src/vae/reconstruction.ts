// How far a reconstruction is from what was to be reconstructed.
import { checkNumber, checkOptions } from '../core/check.js';
import type { FloatNdArray } from '../core/types.js';
import { binaryCrossEntropyFromLogits } from '../divergence/binary-losses.js';
import { checkEach, checkSameShape, SHARES } from '../divergence/checks.js';
import { type LossValue, type Reduction, readReduction, reduced } from '../divergence/reduction.js';
import { abs, minimum, mul, neg, square, sub } from '../gradient/arithmetic.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import { gaussianLogDensityFor } from '../probability/gaussian-density.js';
import { readFloats } from './read.js';

/** Options of the reconstruction losses. */
export interface ReconstructionOptions<R extends Reduction | undefined = Reduction> {
  /** "mean" over all elements where left out, "sum", or "none" for one number each. */
  readonly reduction?: R | undefined;
}

/** Options of `huberLoss`. */
export interface HuberOptions<R extends Reduction | undefined = Reduction>
  extends ReconstructionOptions<R> {
  /** Where the parabola meets the line, above 0; 1 where left out. */
  readonly delta?: number | undefined;
}

/** Options of `gaussianLogLikelihood`. */
export interface GaussianLikelihoodOptions {
  /** The variance σ² of each element, above 0; 1 where left out. */
  readonly variance?: number | undefined;
}

/** One number a sample: a number where one sample is given, a traced value where one is traced, else [n]. */
export type PerSample<A extends Traceable, B extends Traceable> =
  | (A extends Traced ? Traced : B extends Traced ? Traced : never)
  | (A extends Traced
      ? never
      : B extends Traced
        ? never
        : A extends number
          ? number
          : FloatNdArray);

/** Reads a prediction and a target of one shape. */
function readPair(
  fn: string,
  names: readonly [string, string],
  a: Traceable,
  b: Traceable,
): readonly [Traceable, Traceable] {
  const [left, right] = [readFloats(fn, names[0], a), readFloats(fn, names[1], b)];
  checkSameShape(fn, names, left, right);
  return [left, right];
}

/**
 * The mean squared error of a prediction.
 *
 * $$\frac1n \sum_i (\hat x_i - x_i)^2$$
 *
 * As a log-likelihood it belongs to Gaussian noise; see `gaussianLogLikelihood`, which has the right factor for a bound.
 *
 * @param prediction - a number, or an array of any shape
 * @param target - of the same shape
 * @param options - `reduction`: "mean" over all elements where left out, "sum", or "none"
 * @returns a traced value where one is traced, else a number, or with "none" an ndarray of the same shape
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where shapes differ or
 * nothing is in them
 *
 * @example
 * Off by 1 and by 3.
 * ```ts
 * import { meanSquaredError } from 'fovea';
 * meanSquaredError([1, 5], [2, 2]) // => 5
 * ```
 */
export function meanSquaredError<
  P extends Traceable,
  T extends Traceable,
  R extends Reduction | undefined = undefined,
>(prediction: P, target: T, options?: ReconstructionOptions<R>): LossValue<P, T, R>;
export function meanSquaredError(
  prediction: Traceable,
  target: Traceable,
  options?: ReconstructionOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  return meanSquaredErrorFor('meanSquaredError', prediction, target, options);
}

/** `meanSquaredError` for functions that it is a part of, whose name errors tell. */
export function meanSquaredErrorFor<
  P extends Traceable,
  T extends Traceable,
  R extends Reduction | undefined = undefined,
>(
  fn: string,
  prediction: P,
  target: T,
  options?: ReconstructionOptions<R>,
  names?: readonly [string, string],
): LossValue<P, T, R>;
export function meanSquaredErrorFor(
  fn: string,
  prediction: Traceable,
  target: Traceable,
  options?: ReconstructionOptions<Reduction | undefined>,
  names: readonly [string, string] = ['prediction', 'target'],
): number | FloatNdArray | Traced {
  const reduction = readReduction(fn, checkOptions(fn, options, ['reduction']).reduction);
  const [p, t] = readPair(fn, names, prediction, target);
  return reduced(square(sub(p, t)), reduction);
}

/**
 * The mean absolute error of a prediction.
 *
 * $$\frac1n \sum_i |\hat x_i - x_i|$$
 *
 * Outliers weigh less than in the squared error. Its derivative is 0 where the prediction is right.
 *
 * @param prediction - a number, or an array of any shape
 * @param target - of the same shape
 * @param options - `reduction`: "mean" over all elements where left out, "sum", or "none"
 * @returns a traced value where one is traced, else a number, or with "none" an ndarray of the same shape
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where shapes differ or
 * nothing is in them
 *
 * @example
 * Off by 1 and by 3.
 * ```ts
 * import { meanAbsoluteError } from 'fovea';
 * meanAbsoluteError([1, 5], [2, 2]) // => 2
 * ```
 */
export function meanAbsoluteError<
  P extends Traceable,
  T extends Traceable,
  R extends Reduction | undefined = undefined,
>(prediction: P, target: T, options?: ReconstructionOptions<R>): LossValue<P, T, R>;
export function meanAbsoluteError(
  prediction: Traceable,
  target: Traceable,
  options?: ReconstructionOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  return meanAbsoluteErrorFor('meanAbsoluteError', prediction, target, options);
}

/** `meanAbsoluteError` for functions that it is a part of, whose name errors tell. */
export function meanAbsoluteErrorFor<
  P extends Traceable,
  T extends Traceable,
  R extends Reduction | undefined = undefined,
>(fn: string, prediction: P, target: T, options?: ReconstructionOptions<R>): LossValue<P, T, R>;
export function meanAbsoluteErrorFor(
  fn: string,
  prediction: Traceable,
  target: Traceable,
  options?: ReconstructionOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  const reduction = readReduction(fn, checkOptions(fn, options, ['reduction']).reduction);
  const [p, t] = readPair(fn, ['prediction', 'target'], prediction, target);
  return reduced(abs(sub(p, t)), reduction);
}

/**
 * Huber's loss: squared for small errors, linear for large ones.
 *
 * $$\begin{cases} \tfrac12 d^2 & |d| \le \delta \\ \delta (|d| - \tfrac12 \delta) & \text{else} \end{cases}, \quad
 * d = \hat x - x$$
 *
 * Value and slope are continuous where the two meet (PyTorch's `HuberLoss`).
 *
 * @param prediction - a number, or an array of any shape
 * @param target - of the same shape
 * @param options - `delta`: δ above 0, 1 where left out; `reduction`: "mean" over all elements where left out, "sum", or
 * "none"
 * @returns a traced value where one is traced, else a number, or with "none" an ndarray of the same shape
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where shapes differ or
 * nothing is in them, DomainError where δ is not above 0
 * @see P. J. Huber, "Robust estimation of a location parameter", 1964
 *
 * @example
 * Off by ½, on the parabola, and by 3, on the line.
 * ```ts
 * import { huberLoss, toNested } from 'fovea';
 * toNested(huberLoss([1.5, 5], [2, 2], { reduction: 'none' })) // => [0.125, 2.5]
 * ```
 */
export function huberLoss<
  P extends Traceable,
  T extends Traceable,
  R extends Reduction | undefined = undefined,
>(prediction: P, target: T, options?: HuberOptions<R>): LossValue<P, T, R>;
export function huberLoss(
  prediction: Traceable,
  target: Traceable,
  options?: HuberOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  return huberLossFor('huberLoss', prediction, target, options);
}

/** `huberLoss` for functions that it is a part of, whose name errors tell. */
export function huberLossFor<
  P extends Traceable,
  T extends Traceable,
  R extends Reduction | undefined = undefined,
>(fn: string, prediction: P, target: T, options?: HuberOptions<R>): LossValue<P, T, R>;
export function huberLossFor(
  fn: string,
  prediction: Traceable,
  target: Traceable,
  options?: HuberOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  const { reduction, delta = 1 } = checkOptions(fn, options, ['reduction', 'delta']);
  const how = readReduction(fn, reduction);
  checkNumber(fn, 'delta', delta, { above: 0 });
  const [p, t] = readPair(fn, ['prediction', 'target'], prediction, target);
  const size = abs(sub(p, t));
  // With c = min(|d|, δ) both pieces are c (|d| − c/2).
  const cut = minimum(size, delta);
  return reduced(mul(cut, sub(size, mul(cut, 0.5))), how);
}

/** Samples as rows, so that all that belongs to one lies on the last axis. */
function rows(x: Traceable): Traceable {
  const shape = shapeOf(x);
  return shape.length === 0 ? x : reshape(asArray(x), [shape[0]!, -1]);
}

/**
 * The log-likelihood of samples under Gaussians of one variance around given means, in nats, one number a sample.
 *
 * $$\ln p(x|z) = -\frac12 \sum_i \Bigl( \frac{(x_i - \mu_i)^2}{\sigma^2} + \ln 2 \pi \sigma^2 \Bigr)$$
 *
 * It is what `elbo` takes as `reconstruction` for data that are any real numbers; the sum, not the mean, over all that
 * belongs to a sample (`gaussianLogDensity` adds up along the last axis alone).
 *
 * @param x - data [n, …]: n samples along the first axis, of any shape; a number is one sample
 * @param mean - the decoder's means μ of the same shape
 * @param options - `variance`: σ² above 0, 1 where left out
 * @returns [n]; a number for numbers; a traced value where one is traced
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where shapes differ or
 * nothing is in them, DomainError where the variance is not above 0
 * @see D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", 2014, appendix C.2
 *
 * @example
 * Two samples of two numbers; the second is off by 1 in both.
 * ```ts
 * import { gaussianLogLikelihood, toNested } from 'fovea';
 * toNested(gaussianLogLikelihood([[1, 2], [3, 4]], [[1, 2], [2, 5]])) // => [-1.8378771, -2.8378771]
 * ```
 */
export function gaussianLogLikelihood<X extends Traceable, M extends Traceable>(
  x: X,
  mean: M,
  options?: GaussianLikelihoodOptions,
): PerSample<X, M>;
export function gaussianLogLikelihood(
  x: Traceable,
  mean: Traceable,
  options?: GaussianLikelihoodOptions,
): number | FloatNdArray | Traced {
  const fn = 'gaussianLogLikelihood';
  const { variance = 1 } = checkOptions(fn, options, ['variance']);
  checkNumber(fn, 'variance', variance, { above: 0 });
  const [data, mu] = readPair(fn, ['x', 'mean'], x, mean);
  return gaussianLogDensityFor(fn, rows(data), { mean: rows(mu), variance });
}

/**
 * The log-likelihood of samples of yes-or-no answers under given scores, in nats, one number a sample.
 *
 * $$\ln p(x|z) = \sum_i x_i \ln s(y_i) + (1 - x_i) \ln (1 - s(y_i)), \quad s(y) = \frac{1}{1 + e^{-y}}$$
 *
 * The binary cross-entropy with its sign turned, summed over what belongs to a sample: what `elbo` takes as
 * `reconstruction` for data from 0 to 1, such as pixels. Stable for scores of any size.
 *
 * @param x - data [n, …] from 0 to 1: n samples along the first axis, of any shape; a number is one sample
 * @param logits - the decoder's scores y of the same shape
 * @returns [n]; a number for numbers; a traced value where one is traced
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where data are not from 0 to 1
 * @see D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", 2014, appendix C.1
 *
 * @example
 * A score of 0 says one half, so each answer costs ln 2.
 * ```ts
 * import { bernoulliLogLikelihood, toNested } from 'fovea';
 * toNested(bernoulliLogLikelihood([[1, 0], [1, 1]], [[0, 0], [0, 50]])) // => [-1.3862944, -0.6931472]
 * ```
 */
export function bernoulliLogLikelihood<X extends Traceable, L extends Traceable>(
  x: X,
  logits: L,
): PerSample<X, L>;
export function bernoulliLogLikelihood(
  x: Traceable,
  logits: Traceable,
): number | FloatNdArray | Traced {
  return bernoulliLogLikelihoodFor('bernoulliLogLikelihood', x, logits);
}

/** `bernoulliLogLikelihood` for functions that it is a part of, whose name errors tell. */
export function bernoulliLogLikelihoodFor<X extends Traceable, L extends Traceable>(
  fn: string,
  x: X,
  logits: L,
): PerSample<X, L>;
export function bernoulliLogLikelihoodFor(
  fn: string,
  x: Traceable,
  logits: Traceable,
): number | FloatNdArray | Traced {
  const [data, scores] = readPair(fn, ['x', 'logits'], x, logits);
  checkEach(fn, 'x', data, 'numbers from 0 to 1', SHARES);
  checkEach(fn, 'logits', scores, 'finite numbers', Number.isFinite);
  const losses = binaryCrossEntropyFromLogits(rows(scores), rows(data), { reduction: 'none' });
  const likelihoods = neg(shapeOf(losses).length === 0 ? losses : sum(losses, { axis: -1 }));
  const single = typeof data === 'number' && typeof likelihoods === 'object';
  return single && !isTraced(likelihoods) ? likelihoods.get() : likelihoods;
}
