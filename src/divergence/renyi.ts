// Divergence and entropy of any order, and Bhattacharyya's distance.
import { checkNumber, checkOptions } from '../core/check.js';
import { KindError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import { add, mul, neg, sub } from '../gradient/arithmetic.js';
import { ofPairs } from '../gradient/choices.js';
import { exp, log } from '../gradient/functions.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import {
  bhattacharyyaLines,
  renyiEntropyLines,
  renyiLines,
} from '../kernels/scalar/renyi-lines.js';
import { kernel } from '../kernels/select.js';
import type { Distributions, DivergenceOptions, DivergenceValue } from './distributions.js';
import { ENTROPY, KL, present } from './kl-divergence.js';
import { type PairDefinition, pairDivergence } from './pair.js';

/** Options of Rényi's divergence and entropy. */
export interface RenyiOptions extends DivergenceOptions {
  /** The order α ≥ 0; it must be given. */
  readonly alpha?: number | undefined;
}

// Outcomes that both have, where the quotient and the logarithm are finite.
function shared(p: Traceable, q: Traceable): number | FloatNdArray {
  return ofPairs(p, q, (a, b) => (a > 0 && b > 0 ? 1 : 0));
}

// ln(p/q), 0 where one is 0
function logRatio(p: Traceable, q: Traceable): Traceable {
  const both = shared(p, q);
  return sub(log(where(both, p, 1)), log(where(both, q, 1)));
}

// With S = Σ pᵅ q¹⁻ᵅ = e^((α − 1) D): (p/q)^(α − 1)/S by p, (p/q)^α/S by q.
function renyiOf(alpha: number): PairDefinition {
  if (alpha === 1) return { ...KL, name: 'renyiDivergence' };
  const run = (): ReturnType<PairDefinition['run']> => {
    const lines = kernel('renyiLines', renyiLines);
    return (p, q, target, outer, length, inner) => lines(p, q, target, outer, length, inner, alpha);
  };
  const weighed = (p: Traceable, q: Traceable, power: number, value: Traceable): Traceable =>
    where(shared(p, q), exp(sub(mul(logRatio(p, q), power), mul(value, alpha - 1))), 0);
  return {
    name: 'renyiDivergence',
    run,
    byP: (p, q, value) => mul(weighed(p, q, alpha - 1, value()), alpha / (alpha - 1)),
    byQ: (p, q, value) => neg(weighed(p, q, alpha, value())),
  };
}

// pᵅ⁻¹/S · α/(1 − α) with S = e^((1 − α) H)
function renyiEntropyOf(alpha: number): PairDefinition {
  if (alpha === 1) return { ...ENTROPY, name: 'renyiEntropy' };
  return {
    name: 'renyiEntropy',
    run: () => {
      const lines = kernel('renyiEntropyLines', renyiEntropyLines);
      return (p, _, target, outer, length, inner) => lines(p, target, outer, length, inner, alpha);
    },
    byP: (p, _, value) => {
      const there = present(p);
      const powers = mul(add(log(where(there, p, 1)), value()), alpha - 1);
      return where(there, mul(exp(powers), alpha / (1 - alpha)), 0);
    },
    byQ: (p) => mul(present(p), 0),
  };
}

// −½ √(q/p)/Σ √(p q) by p
function bhattacharyyaSlope(p: Traceable, q: Traceable, value: Traceable): Traceable {
  const slope = exp(add(mul(logRatio(q, p), 0.5), value));
  return where(shared(p, q), mul(slope, -0.5), 0);
}

const BHATTACHARYYA: PairDefinition = {
  name: 'bhattacharyyaDistance',
  run: () => kernel('bhattacharyyaLines', bhattacharyyaLines),
  byP: (p, q, value) => bhattacharyyaSlope(p, q, value()),
  byQ: (p, q, value) => bhattacharyyaSlope(q, p, value()),
};

function readAlpha(
  fn: string,
  options: RenyiOptions,
): { readonly alpha: number; readonly rest: DivergenceOptions } {
  const { alpha, ...rest } = checkOptions(fn, options, ['alpha', 'axis', 'base', 'normalize']);
  if (alpha === undefined) {
    throw new KindError({
      function: fn,
      argument: 'alpha',
      expected: 'an order',
      got: 'undefined',
    });
  }
  return { alpha: checkNumber(fn, 'alpha', alpha, { min: 0 }), rest };
}

/**
 * Rényi's divergence of order α of p from q, in nats.
 *
 * $$D_\alpha(p \,\Vert\, q) = \frac{1}{\alpha - 1} \ln \sum_i p_i^\alpha q_i^{1 - \alpha}$$
 *
 * It grows with α; at 1 it is the Kullback–Leibler divergence, its limit, and at ½ twice the Bhattacharyya
 * distance. Outcomes with p = 0 have no share. It is +∞ where q = 0 < p and α ≥ 1, or where no outcome is common to
 * both. It keeps its digits where p and q are nearly equal and where α is close to 1. Where p or q is 0 an
 * outcome has gradient 0.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `alpha`: the order, at least 0; `axis`: −1 where left out; `base`: of the logarithm, e where
 * left out; `normalize`: whether each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array, an option is unknown or there is no order, ShapeError where
 * shapes differ, DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an
 * option is out of range
 * @see A. Rényi, "On measures of entropy and information", 1961
 *
 * @example
 * Order 2, the logarithm of the mean of p/q: 0.25 · 0.5 + 0.75 · 1.5 = 1.25.
 * ```ts
 * import { renyiDivergence } from 'fovea/divergence';
 * renyiDivergence([0.25, 0.75], [0.5, 0.5], { alpha: 2 }) // => 0.223143551314
 * ```
 */
export function renyiDivergence<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options: RenyiOptions,
): DivergenceValue<P, Q>;
export function renyiDivergence(
  p: Distributions,
  q: Distributions,
  options: RenyiOptions,
): number | FloatNdArray | Traced {
  const { alpha, rest } = readAlpha('renyiDivergence', options);
  return pairDivergence(renyiOf(alpha), p, q, rest);
}

/**
 * Rényi's entropy of order α of p, in nats.
 *
 * $$H_\alpha(p) = \frac{1}{1 - \alpha} \ln \sum_i p_i^\alpha$$
 *
 * It falls with α: at 0 it is the logarithm of the number of possible outcomes, at 1 Shannon's entropy, its
 * limit, at 2 the collision entropy. Outcomes with p = 0 have no share, and gradient 0.
 *
 * @param p - distributions, along the axis
 * @param options - `alpha`: the order, at least 0; `axis`: −1 where left out; `base`: of the logarithm, e where
 * left out; `normalize`: whether each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array, an option is unknown or there is no order, DomainError where a
 * number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out of range
 * @see A. Rényi, "On measures of entropy and information", 1961
 *
 * @example
 * Two draws agree with probability 0.5² + 0.25² + 0.25² = 0.375.
 * ```ts
 * import { renyiEntropy } from 'fovea/divergence';
 * renyiEntropy([0.5, 0.25, 0.25], { alpha: 2 }) // => 0.980829253012
 * ```
 */
export function renyiEntropy<P extends Distributions>(
  p: P,
  options: RenyiOptions,
): DivergenceValue<P>;
export function renyiEntropy(
  p: Distributions,
  options: RenyiOptions,
): number | FloatNdArray | Traced {
  const { alpha, rest } = readAlpha('renyiEntropy', options);
  return pairDivergence(renyiEntropyOf(alpha), p, p, rest);
}

/**
 * The Bhattacharyya distance of two distributions, in nats: how little they overlap.
 *
 * $$-\ln \sum_i \sqrt{p_i q_i}$$
 *
 * Symmetric, 0 for equals and +∞ where no outcome is common to both; no metric. It keeps its digits where p and q
 * are nearly equal. Where p or q is 0 an outcome has gradient 0.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `axis`: −1 where left out; `base`: of the logarithm, e where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 * @see A. Bhattacharyya, "On a measure of divergence between two statistical populations", 1943
 *
 * @example
 * Half of the roots overlap: √(1 · 0.25) = 0.5.
 * ```ts
 * import { bhattacharyyaDistance } from 'fovea/divergence';
 * bhattacharyyaDistance([1, 0], [0.25, 0.75], { base: 2 }) // => 1
 * ```
 */
export function bhattacharyyaDistance<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options?: DivergenceOptions,
): DivergenceValue<P, Q>;
export function bhattacharyyaDistance(
  p: Distributions,
  q: Distributions,
  options?: DivergenceOptions,
): number | FloatNdArray | Traced {
  return pairDivergence(BHATTACHARYYA, p, q, options);
}
