// The divergence of Gaussians from the standard normal distribution.
import { checkAxis, checkOptions } from '../core/check.js';
import type { FloatNdArray } from '../core/types.js';
import { add, mul, square } from '../gradient/arithmetic.js';
import { shapeOf } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import { type BaseOptions, inUnit, unitOf } from './base.js';
import { checkEach, checkSameShape, isPlainVector } from './checks.js';
import type { Distributions, DivergenceValue } from './distributions.js';
import { expExcess } from './excess.js';

/** Options of `standardNormalKl`. */
export interface StandardNormalOptions extends BaseOptions {
  /** The axis along which the dimensions of a Gaussian lie; the last, −1, where left out. */
  readonly axis?: number | undefined;
}

/**
 * The Kullback–Leibler divergence of Gaussians with diagonal covariance from the standard normal; in nats where no
 * base is given.
 *
 * $$D = \tfrac12 \sum_j (\mu_j^2 + e^{\ell_j} - 1 - \ell_j), \quad \ell_j = \ln \sigma_j^2$$
 *
 * It is 0 for mean 0 and log-variance 0, and positive else; close to them it keeps its digits. The variance is σ², not σ.
 *
 * @param mean - means, the dimensions of a Gaussian along the axis
 * @param logVariance - natural logarithms of the variances, of the same shape
 * @param options - `axis`: −1 where left out; `base`: of the logarithm, e where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is not finite, there is no such axis or a base is not above 0, or 1
 * @see D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", 2014, appendix B
 *
 * @example
 * Means 0.5 and −1, standard deviations 1.2 and 0.8.
 * ```ts
 * import { standardNormalKl } from 'fovea/divergence';
 * standardNormalKl([0.5, -1], [2 * Math.log(1.2), 2 * Math.log(0.8)]) // => 0.70582199452
 * ```
 */
export function standardNormalKl<M extends Distributions, L extends Distributions>(
  mean: M,
  logVariance: L,
  options?: StandardNormalOptions,
): DivergenceValue<M, L>;
export function standardNormalKl(
  mean: Distributions,
  logVariance: Distributions,
  options?: StandardNormalOptions,
): number | FloatNdArray | Traced {
  return standardNormalKlFor('standardNormalKl', mean, logVariance, options);
}

/** `standardNormalKl` for functions that it is a part of, whose name errors tell. */
export function standardNormalKlFor<M extends Distributions, L extends Distributions>(
  fn: string,
  mean: M,
  logVariance: L,
  options?: StandardNormalOptions,
): DivergenceValue<M, L>;
export function standardNormalKlFor(
  fn: string,
  mean: Distributions,
  logVariance: Distributions,
  options?: StandardNormalOptions,
): number | FloatNdArray | Traced {
  const { axis = -1, base } = checkOptions(fn, options, ['axis', 'base']);
  const unit = unitOf(fn, base);
  checkAxis(fn, 'axis', axis, shapeOf(mean, fn, 'mean').length, 'mean');
  checkSameShape(fn, ['mean', 'logVariance'], mean, logVariance);
  checkEach(fn, 'mean', mean, 'finite numbers', Number.isFinite);
  checkEach(fn, 'logVariance', logVariance, 'finite numbers', Number.isFinite);
  const variance = expExcess(logVariance);
  const total = inUnit(mul(sum(add(square(mean), variance), { axis }), 0.5), unit);
  const vectors =
    !isTraced(mean) && !isTraced(logVariance) && isPlainVector(mean) && isPlainVector(logVariance);
  return vectors && typeof total === 'object' && !isTraced(total) ? total.get() : total;
}
