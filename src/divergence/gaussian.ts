// Divergences of distributions that are given by their parameters, one dimension at a time.
import { checkOptions } from '../core/check.js';
import { computeDType, readArray, wrap } from '../core/create.js';
import type { FloatNdArray, FloatTypedArray } from '../core/types.js';
import { add, div, mul, square, sub } from '../gradient/arithmetic.js';
import { ofAlike, ofPairs } from '../gradient/choices.js';
import { log } from '../gradient/functions.js';
import { shapeOf } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { innermost, isTraced, type Rule, type Traceable, type Traced } from '../gradient/traced.js';
import type { Computed } from '../gradient/value-types.js';
import { where } from '../gradient/where.js';
import { bernoulliKlTerm } from '../kernels/scalar/divergence-lines.js';
import { type BaseOptions, inUnit, readUnit } from './base.js';
import { checkEach, checkSameShape, isPlainVector, POSITIVE, SHARES } from './checks.js';
import { ratioExcess } from './excess.js';

/** Gaussians of independent dimensions. */
export interface DiagonalGaussian<
  M extends Traceable = Traceable,
  V extends Traceable = Traceable,
> {
  /** Means: a number, or dimensions on the last axis. */
  readonly mean: M;
  /** Variances σ², not standard deviations, of the same shape. */
  readonly variance: V;
}

/** A number for numbers and plain vectors, a traced value where one is traced, else an ndarray. */
export type GaussianValue<T extends Traceable> = [Extract<T, Traced>] extends [never]
  ? T extends number | readonly number[] | ArrayBufferView
    ? number
    : FloatNdArray
  : Traced;

/**
 * The Kullback–Leibler divergence of a Gaussian from another, with independent dimensions; in nats where no base is given.
 *
 * $$\tfrac12 \sum_j \Bigl( \frac{(\mu_j - m_j)^2}{s_j^2} + \frac{\sigma_j^2}{s_j^2} - 1 - \ln \frac{\sigma_j^2}{s_j^2} \Bigr)$$
 *
 * Never negative, and exact where the two are nearly equal. Numbers describe a Gaussian of one dimension; arrays
 * have the dimensions of a Gaussian on their last axis.
 *
 * @param p - `mean` μ and `variance` σ² of the first
 * @param q - `mean` m and `variance` s² of the second, of the same shape
 * @param options - `base`: of the logarithm, e where left out
 * @returns a number for numbers and plain vectors, a traced value where one is traced, else an ndarray of the other
 * axes
 * @throws KindError where something is unknown or no array, ShapeError where shapes differ, DomainError where a mean
 * is not finite, a variance not above 0 or a base not above 0, or 1
 *
 * @example
 * The same width, one standard deviation apart.
 * ```ts
 * import { gaussianKl } from 'fovea/divergence';
 * gaussianKl({ mean: 0, variance: 4 }, { mean: 2, variance: 4 }) // => 0.5
 * ```
 */
export function gaussianKl<
  M extends Traceable,
  V extends Traceable,
  N extends Traceable,
  W extends Traceable,
>(
  p: DiagonalGaussian<M, V>,
  q: DiagonalGaussian<N, W>,
  options?: BaseOptions,
): GaussianValue<M | V | N | W>;
export function gaussianKl(
  p: DiagonalGaussian,
  q: DiagonalGaussian,
  options?: BaseOptions,
): number | FloatNdArray | Traced {
  return gaussianKlFor('gaussianKl', p, q, options);
}

/** `gaussianKl` for functions that it is a part of, whose name errors tell. */
export function gaussianKlFor<
  M extends Traceable,
  V extends Traceable,
  N extends Traceable,
  W extends Traceable,
>(
  fn: string,
  p: DiagonalGaussian<M, V>,
  q: DiagonalGaussian<N, W>,
  options?: BaseOptions,
): GaussianValue<M | V | N | W>;
export function gaussianKlFor(
  fn: string,
  p: DiagonalGaussian,
  q: DiagonalGaussian,
  options?: BaseOptions,
): number | FloatNdArray | Traced {
  const unit = readUnit(fn, options);
  const first = readGaussian(fn, 'p', p);
  const second = readGaussian(fn, 'q', q);
  checkSameShape(fn, ['p.mean', 'q.mean'], first.mean, second.mean);
  const apart = div(square(sub(first.mean, second.mean)), second.variance);
  const terms = add(apart, ratioExcess(first.variance, second.variance));
  const parts = [p.mean, p.variance, q.mean, q.variance];
  if (typeof terms === 'number') return terms / 2 / unit;
  const summed = shapeOf(terms).length === 0 ? terms : sum(terms, { axis: -1 });
  const value = inUnit(mul(summed, 0.5), unit);
  const vectors = parts.every((x) => !isTraced(x) && typeof x !== 'number' && isPlainVector(x));
  return vectors && typeof value === 'object' && !isTraced(value) ? value.get() : value;
}

function readGaussian(fn: string, name: string, gaussian: DiagonalGaussian): DiagonalGaussian {
  const { mean, variance } = checkOptions(fn, gaussian, ['mean', 'variance'], name);
  const [left, right] = [`${name}.mean`, `${name}.variance`];
  const parts = { mean: plainChecked(fn, left, mean), variance: plainChecked(fn, right, variance) };
  checkSameShape(fn, [left, right], parts.mean, parts.variance);
  checkEach(fn, left, parts.mean, 'finite numbers', Number.isFinite);
  checkEach(fn, right, parts.variance, 'variances above 0', POSITIVE);
  return parts;
}

function plainChecked(fn: string, argument: string, x: Traceable): Traceable {
  if (isTraced(x) || typeof x === 'number') return x;
  const { data, shape } = readArray(fn, argument, x, computeDType(x));
  return wrap(data, shape);
}

const BERNOULLI: Rule = {
  name: 'bernoulliKl',
  forward: ([p, q]) => bernoulli(p!, q!),
  pullbacks: [
    // ln(p/q) − ln((1 − p)/(1 − q))
    (g, _, [p, q]) => mul(g, sub(logQuotient(p!, q!), logQuotient(sub(1, p!), sub(1, q!)))),
    // (q − p)/(q (1 − q))
    (g, _, [p, q]) => mul(g, div(sub(q!, p!), mul(q!, sub(1, q!)))),
  ],
};

// ln(a/b), 0 where one is 0
function logQuotient(a: Traceable, b: Traceable): Traceable {
  const both = ofPairs(a, b, (x, y) => (x > 0 && y > 0 ? 1 : 0));
  return sub(log(where(both, a, 1)), log(where(both, b, 1)));
}

function bernoulliTerms(p: FloatTypedArray, q: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = bernoulliKlTerm(p[i]!, q[i]!);
}

function bernoulli(p: Traceable, q: Traceable): number | FloatNdArray | Traced {
  if (isTraced(p) || isTraced(q)) return innermost([p, q]).record(BERNOULLI, [p, q], undefined);
  return ofAlike(p, q, bernoulliTerms);
}

/**
 * The Kullback–Leibler divergence of coins that fall on one side with probability p from coins that do so with
 * probability q, for each pair; in nats where no base is given.
 *
 * $$p \ln \frac pq + (1 - p) \ln \frac{1 - p}{1 - q}$$
 *
 * Never negative, and exact where the two are nearly equal. +∞ where q is certain and p is not of the same mind.
 *
 * @param p - probabilities from 0 to 1
 * @param q - probabilities of the same shape
 * @param options - `base`: of the logarithm, e where left out
 * @returns a number for two numbers, a traced value where one is traced, else an ndarray of the same shape
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes differ, DomainError where
 * a number is not from 0 to 1 or a base not above 0, or 1
 *
 * @example
 * A biased coin and a fair one.
 * ```ts
 * import { bernoulliKl } from 'fovea/divergence';
 * bernoulliKl(0.25, 0.5) // => 0.130812035941
 * ```
 */
export function bernoulliKl<P extends Traceable, Q extends Traceable>(
  p: P,
  q: Q,
  options?: BaseOptions,
): Computed<P, Q>;
export function bernoulliKl(
  p: Traceable,
  q: Traceable,
  options?: BaseOptions,
): number | FloatNdArray | Traced {
  const fn = 'bernoulliKl';
  const unit = readUnit(fn, options);
  checkSameShape(fn, ['p', 'q'], p, q);
  for (const [argument, x] of [
    ['p', p],
    ['q', q],
  ] as const)
    checkEach(fn, argument, x, 'probabilities from 0 to 1', SHARES);
  return inUnit(bernoulli(p, q), unit);
}
