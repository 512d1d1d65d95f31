// The Jensen–Shannon divergence and its root.
import type { FloatNdArray } from '../core/types.js';
import { add, div, mul } from '../gradient/arithmetic.js';
import { ofEach } from '../gradient/choices.js';
import { log } from '../gradient/functions.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import { jensenShannonLines } from '../kernels/scalar/divergence-lines.js';
import { kernel } from '../kernels/select.js';
import { jensenShannonLines as jensenShannonLinesFast } from '../kernels/simd/divergence.js';
import type { Distributions, DivergenceOptions, DivergenceValue } from './distributions.js';
import { type PairDefinition, pairDivergence } from './pair.js';
import { rootOf } from './root.js';

// ½ ln(2p/(p + q)), 0 where p = 0
function half(p: Traceable, q: Traceable): Traceable {
  const there = ofEach(p, (x) => (x > 0 ? 1 : 0));
  const own = where(there, p, 1);
  const other = where(there, q, 1);
  return mul(log(div(mul(own, 2), add(own, other))), 0.5);
}

const JENSEN_SHANNON: PairDefinition = {
  name: 'jensenShannonDivergence',
  run: () => kernel('jensenShannonLines', jensenShannonLines, jensenShannonLinesFast),
  givesSums: true,
  byP: half,
  byQ: (p, q) => half(q, p),
};

/**
 * The Jensen–Shannon divergence of two distributions, in nats: how far each is from their mean.
 *
 * $$\tfrac12 D(p \,\Vert\, m) + \tfrac12 D(q \,\Vert\, m), \quad m = \tfrac12 (p + q)$$
 *
 * Symmetric, from 0 for equals to ln 2 where no outcome is common to both. It keeps its digits where p and q are
 * nearly equal. An outcome with p = 0 has gradient 0 by that p.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `axis`: −1 where left out; `base`: of the logarithm, e where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 * @see J. Lin, "Divergence measures based on the Shannon entropy", 1991
 *
 * @example
 * Nothing in common: one bit.
 * ```ts
 * import { jensenShannonDivergence } from 'fovea/divergence';
 * jensenShannonDivergence([1, 0], [0, 1], { base: 2 }) // => 1
 * ```
 */
export function jensenShannonDivergence<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options?: DivergenceOptions,
): DivergenceValue<P, Q>;
export function jensenShannonDivergence(
  p: Distributions,
  q: Distributions,
  options?: DivergenceOptions,
): number | FloatNdArray | Traced {
  return jensenShannonDivergenceFor(JENSEN_SHANNON.name, ['p', 'q'], p, q, options);
}

/** `jensenShannonDivergence` for functions that it is a part of, whose name and arguments errors tell. */
export function jensenShannonDivergenceFor(
  fn: string,
  names: readonly [string, string],
  p: Distributions,
  q: Distributions,
  options?: DivergenceOptions,
): number | FloatNdArray | Traced {
  return pairDivergence({ ...JENSEN_SHANNON, name: fn, names }, p, q, options);
}

/**
 * The Jensen–Shannon distance of two distributions: the root of the divergence, a metric.
 *
 * $$\sqrt{\tfrac12 D(p \,\Vert\, m) + \tfrac12 D(q \,\Vert\, m)}$$
 *
 * The base counts before the root. The gradient is 0 where p and q are equal.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `axis`: −1 where left out; `base`: of the logarithm, e where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 * @see D. M. Endres and J. E. Schindelin, "A new metric for probability distributions", 2003
 *
 * @example
 * SciPy gives the same under the name `jensenshannon`.
 * ```ts
 * import { jensenShannonDistance } from 'fovea/divergence';
 * jensenShannonDistance([1, 0], [0.5, 0.5]) // => 0.464501
 * ```
 */
export function jensenShannonDistance<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options?: DivergenceOptions,
): DivergenceValue<P, Q>;
export function jensenShannonDistance(
  p: Distributions,
  q: Distributions,
  options?: DivergenceOptions,
): number | FloatNdArray | Traced {
  return rootOf(
    pairDivergence({ ...JENSEN_SHANNON, name: 'jensenShannonDistance' }, p, q, options),
  );
}
