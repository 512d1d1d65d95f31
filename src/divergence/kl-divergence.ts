// Relative entropy and cross-entropy of distributions.
import type { FloatNdArray } from '../core/types.js';
import { add, div, mul, neg } from '../gradient/arithmetic.js';
import { ofEach } from '../gradient/choices.js';
import { log } from '../gradient/functions.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import { crossEntropyLines, klLines } from '../kernels/scalar/divergence-lines.js';
import { kernel } from '../kernels/select.js';
import {
  crossEntropyLines as crossEntropyLinesFast,
  klLines as klLinesFast,
} from '../kernels/simd/divergence.js';
import type { Distributions, DivergenceOptions, DivergenceValue } from './distributions.js';
import { type PairDefinition, pairDivergence } from './pair.js';

/** 1 where an outcome has p > 0; the others stay out of a term, and of its gradient. */
export function present(p: Traceable): number | FloatNdArray {
  return ofEach(p, (x) => (x > 0 ? 1 : 0));
}

/** The Kullback–Leibler divergence. */
export const KL: PairDefinition = {
  name: 'klDivergence',
  run: () => kernel('klLines', klLines, klLinesFast),
  givesSums: true,
  // ln(p/q) + 1
  byP: (p, q) => {
    const there = present(p);
    return where(there, add(log(div(where(there, p, 1), where(there, q, 1))), 1), 0);
  },
  // −p/q
  byQ: (p, q) => neg(div(p, where(present(p), q, 1))),
};

const CROSS: PairDefinition = {
  name: 'crossEntropy',
  run: () => kernel('crossEntropyLines', crossEntropyLines, crossEntropyLinesFast),
  givesSums: true,
  // −ln q
  byP: (p, q) => neg(log(where(present(p), q, 1))),
  // −p/q
  byQ: (p, q) => neg(div(p, where(present(p), q, 1))),
};

/** Shannon's entropy. */
export const ENTROPY: PairDefinition = {
  name: 'entropy',
  run: () => kernel('crossEntropyLines', crossEntropyLines, crossEntropyLinesFast),
  givesSums: true,
  // Both arguments are the same distribution: −ln p from the first, −1 from the second.
  byP: (p) => neg(log(where(present(p), p, 1))),
  byQ: (p) => mul(present(p), -1),
};

/**
 * The Kullback–Leibler divergence of p from q, in nats: what it costs to take p for q.
 *
 * $$D(p \,\Vert\, q) = \sum_i p_i \ln \frac{p_i}{q_i}$$
 *
 * It is never negative, and 0 only for equals; the two directions differ. Outcomes with p = 0 have no share;
 * where q = 0 < p it is +∞. It is computed as $\sum_i (p_i \ln(p_i/q_i) - p_i + q_i)$, which is the same for
 * distributions and keeps its digits where they are nearly equal. The gradient is that of the formula above,
 * for p and q as free numbers; outcomes with p = 0 have gradient 0.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `axis`: −1 where left out; `base`: of the logarithm, e where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 * @see S. Kullback and R. A. Leibler, "On information and sufficiency", 1951
 *
 * @example
 * From the course: a binomial against the uniform distribution, in nats and in bits.
 * ```ts
 * import { klDivergence } from 'fovea/divergence';
 * const p = [0.36, 0.48, 0.16];
 * const q = [1 / 3, 1 / 3, 1 / 3];
 * klDivergence(p, q) // => 0.0852996013184
 * klDivergence(q, p, { base: 2 }) // => 0.140597854999
 * ```
 */
export function klDivergence<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options?: DivergenceOptions,
): DivergenceValue<P, Q>;
export function klDivergence(
  p: Distributions,
  q: Distributions,
  options?: DivergenceOptions,
): number | FloatNdArray | Traced {
  return pairDivergence(KL, p, q, options);
}

/** `klDivergence` for functions that it is a part of, whose name and arguments errors tell. */
export function klDivergenceFor(
  fn: string,
  names: readonly [string, string],
  p: Distributions,
  q: Distributions,
  options?: DivergenceOptions,
): number | FloatNdArray | Traced {
  return pairDivergence({ ...KL, name: fn, names }, p, q, options);
}

/**
 * The cross-entropy of p and q, in nats: the mean length of a code made for q where p holds.
 *
 * $$H(p, q) = -\sum_i p_i \ln q_i$$
 *
 * It is the entropy of p plus the divergence of p from q. Outcomes with p = 0 have no share; where q = 0 < p it is
 * +∞.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `axis`: −1 where left out; `base`: of the logarithm, e where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 *
 * @example
 * A fair coin in a code for a biased one, in bits.
 * ```ts
 * import { crossEntropy } from 'fovea/divergence';
 * crossEntropy([0.5, 0.5], [0.25, 0.75], { base: 2 }) // => 1.207519
 * ```
 */
export function crossEntropy<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options?: DivergenceOptions,
): DivergenceValue<P, Q>;
export function crossEntropy(
  p: Distributions,
  q: Distributions,
  options?: DivergenceOptions,
): number | FloatNdArray | Traced {
  return pairDivergence(CROSS, p, q, options);
}

/**
 * The entropy of p, in nats: how uncertain its outcome is.
 *
 * $$H(p) = -\sum_i p_i \ln p_i$$
 *
 * From 0, where one outcome is certain, to ln n, where all are alike. Outcomes with p = 0 have no share, and
 * gradient 0.
 *
 * @param p - distributions, along the axis
 * @param options - `axis`: −1 where left out; `base`: of the logarithm, e where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 * @see C. E. Shannon, "A mathematical theory of communication", 1948, section 6
 *
 * @example
 * A fair coin is worth one bit.
 * ```ts
 * import { entropy } from 'fovea/divergence';
 * entropy([0.5, 0.5], { base: 2 }) // => 1
 * ```
 */
export function entropy<P extends Distributions>(
  p: P,
  options?: DivergenceOptions,
): DivergenceValue<P>;
export function entropy(
  p: Distributions,
  options?: DivergenceOptions,
): number | FloatNdArray | Traced {
  return entropyFor(ENTROPY.name, 'p', p, options);
}

/** `entropy` for functions that it is a part of, whose name and arguments errors tell. */
export function entropyFor(
  fn: string,
  argument: string,
  p: Distributions,
  options?: DivergenceOptions,
): number | FloatNdArray | Traced {
  return pairDivergence({ ...ENTROPY, name: fn, names: [argument, argument] }, p, p, options);
}
