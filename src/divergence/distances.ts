// Distances of distributions that are no entropies.
import { checkOptions } from '../core/check.js';
import type { FloatNdArray } from '../core/types.js';
import { add, div, mul, neg, square, sub } from '../gradient/arithmetic.js';
import { ofPairs } from '../gradient/choices.js';
import { sqrt } from '../gradient/functions.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import {
  chiSquareLines,
  squaredHellingerLines,
  totalVariationLines,
} from '../kernels/scalar/divergence-lines.js';
import { kernel } from '../kernels/select.js';
import type { Distributions, DivergenceValue } from './distributions.js';
import { type PairDefinition, pairDivergence } from './pair.js';
import { rootOf } from './root.js';

/** Options of distances without a logarithm. */
export interface DistanceOptions {
  /** The axis along which a distribution lies; the last, −1, where left out. */
  readonly axis?: number | undefined;
  /** Whether each distribution is divided by its sum first; false where left out, when other sums than 1 are refused. */
  readonly normalize?: boolean | undefined;
}

const VARIATION: PairDefinition = {
  name: 'totalVariation',
  run: () => kernel('totalVariationLines', totalVariationLines),
  // ½ sign(p − q)
  byP: (p, q) => ofPairs(p, q, (a, b) => Math.sign(a - b) / 2),
  byQ: (p, q) => ofPairs(p, q, (a, b) => Math.sign(b - a) / 2),
};

// ½ (1 − √(q/p)), 0 where p = 0
function hellingerSlope(p: Traceable, q: Traceable): Traceable {
  const both = ofPairs(p, q, (a, b) => (a > 0 && b > 0 ? 1 : 0));
  // Roots first: the quotient may be above all numbers, that of the roots is not.
  const ratio = div(sqrt(where(both, q, 1)), sqrt(where(both, p, 1)));
  const inside = mul(sub(1, ratio), 0.5);
  return where(
    both,
    inside,
    ofPairs(p, q, (a) => (a > 0 ? 0.5 : 0)),
  );
}

const HELLINGER: PairDefinition = {
  name: 'hellingerDistance',
  run: () => kernel('squaredHellingerLines', squaredHellingerLines),
  byP: hellingerSlope,
  byQ: (p, q) => hellingerSlope(q, p),
};

// p/q, 1 where both are 0
function ratioOf(p: Traceable, q: Traceable): Traceable {
  const there = ofPairs(p, q, (a, b) => (a > 0 || b > 0 ? 1 : 0));
  return div(where(there, p, 1), where(there, q, 1));
}

const CHI_SQUARE: PairDefinition = {
  name: 'chiSquareDivergence',
  run: () => kernel('chiSquareLines', chiSquareLines),
  // 2 (p/q − 1)
  byP: (p, q) => mul(sub(ratioOf(p, q), 1), 2),
  // 1 − (p/q)²
  byQ: (p, q) => sub(1, square(ratioOf(p, q))),
  // Under q the mean of (p/q)² is D + 1, and so is that of p/q under p.
  lessMean: {
    // 2 (p/q − 1 − D)
    byP: (p, q, value) => mul(lessFinite(ratioOf(p, q), add(value(), 1)), 2),
    // 1 + D − (p/q)²
    byQ: (p, q, value) => neg(lessFinite(square(ratioOf(p, q)), add(value(), 1))),
  },
};

/** a − b; infinite where a is, which b then is not or lies far below. */
function lessFinite(a: Traceable, b: Traceable): Traceable {
  return sub(
    a,
    where(
      ofPairs(a, b, (x) => (x === Infinity ? 1 : 0)),
      0,
      b,
    ),
  );
}

/**
 * The total variation distance of two distributions: the largest difference in the probability of an event.
 *
 * $$\tfrac12 \sum_i |p_i - q_i|$$
 *
 * A metric, from 0 for equals to 1 where no outcome is common to both.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `axis`: −1 where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 *
 * @example
 * A quarter moves from one outcome to another.
 * ```ts
 * import { totalVariation } from 'fovea/divergence';
 * totalVariation([0.5, 0.5], [0.25, 0.75]) // => 0.25
 * ```
 */
export function totalVariation<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options?: DistanceOptions,
): DivergenceValue<P, Q>;
export function totalVariation(
  p: Distributions,
  q: Distributions,
  options?: DistanceOptions,
): number | FloatNdArray | Traced {
  return pairDivergence(VARIATION, p, q, checked('totalVariation', options));
}

/**
 * The Hellinger distance of two distributions.
 *
 * $$\sqrt{\tfrac12 \sum_i (\sqrt{p_i} - \sqrt{q_i})^2}$$
 *
 * A metric, from 0 for equals to 1 where no outcome is common to both. The gradient is 0 where they are equal.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `axis`: −1 where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 *
 * @example
 * A coin that always falls on one side, and a fair one.
 * ```ts
 * import { hellingerDistance } from 'fovea/divergence';
 * hellingerDistance([1, 0], [0.5, 0.5]) // => 0.5411961
 * ```
 */
export function hellingerDistance<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options?: DistanceOptions,
): DivergenceValue<P, Q>;
export function hellingerDistance(
  p: Distributions,
  q: Distributions,
  options?: DistanceOptions,
): number | FloatNdArray | Traced {
  return rootOf(pairDivergence(HELLINGER, p, q, checked('hellingerDistance', options)));
}

/**
 * Pearson's chi-square divergence of p from q.
 *
 * $$\sum_i \frac{(p_i - q_i)^2}{q_i}$$
 *
 * At least the Kullback–Leibler divergence in nats. +∞ where q = 0 < p; outcomes with p = q = 0 have no share.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `axis`: −1 where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 *
 * @example
 * Against a fair coin.
 * ```ts
 * import { chiSquareDivergence } from 'fovea/divergence';
 * chiSquareDivergence([0.25, 0.75], [0.5, 0.5]) // => 0.25
 * ```
 */
export function chiSquareDivergence<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options?: DistanceOptions,
): DivergenceValue<P, Q>;
export function chiSquareDivergence(
  p: Distributions,
  q: Distributions,
  options?: DistanceOptions,
): number | FloatNdArray | Traced {
  return pairDivergence(CHI_SQUARE, p, q, checked('chiSquareDivergence', options));
}

// These have no base.
function checked(fn: string, options: DistanceOptions | undefined): DistanceOptions {
  return checkOptions(fn, options, ['axis', 'normalize']);
}
