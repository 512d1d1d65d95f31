// The divergence of distributions that are given as scores.
import { checkAxis, checkOptions } from '../core/check.js';
import { allocate, computeDType, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { add, mul, sub } from '../gradient/arithmetic.js';
import { ofEach, ofPairs } from '../gradient/choices.js';
import { exp } from '../gradient/functions.js';
import { sum } from '../gradient/reduce.js';
import { logSoftmax } from '../gradient/softmax.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import { checkScores } from './check-scores.js';
import { checkSameShape, isPlainVector } from './checks.js';
import { type Distributions, type DivergenceValue, readSettings } from './distributions.js';
import { expExcess } from './excess.js';
import { logitLines } from './logit-lines.js';
import { inUnit } from './pair.js';

/** Options of `klDivergenceFromLogits`. */
export interface LogitsOptions {
  /** The axis along which the scores of a distribution lie; the last, −1, where left out. */
  readonly axis?: number | undefined;
  /** Base of the logarithm, above 1: 2 for bits, 10 for bans; e, for nats, where left out. */
  readonly base?: number | undefined;
}

const FN = 'klDivergenceFromLogits';

/**
 * The Kullback–Leibler divergence, in nats, of distributions given as scores: of the softmax of the first from
 * the softmax of the second.
 *
 * $$\sum_i p_i (\ln p_i - \ln q_i), \quad p = \operatorname{softmax}(x), \; q = \operatorname{softmax}(y)$$
 *
 * Stable: scores of any size, whose probabilities would round to 0, keep their share. It is computed as
 * $\sum_i p_i (e^{d_i} - 1 - d_i)$ with $d = \ln q - \ln p$, which is never negative. A score of −∞ is probability
 * 0.
 *
 * @param logitsP - scores of p, along the axis
 * @param logitsQ - scores of q, of the same shape
 * @param options - `axis`: −1 where left out; `base`: of the logarithm, e where left out
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a score is NaN or +∞, a row is empty or has −∞ alone, or an option is out of range
 *
 * @example
 * Odds of 1 : 1 against odds of 1 : e¹⁰⁰⁰, whose first probability is no float.
 * ```ts
 * import { klDivergenceFromLogits } from 'fovea/divergence';
 * klDivergenceFromLogits([0, 0], [0, 1000]) // => 499.30685281944
 * ```
 */
export function klDivergenceFromLogits<P extends Distributions, Q extends Distributions>(
  logitsP: P,
  logitsQ: Q,
  options?: LogitsOptions,
): DivergenceValue<P, Q>;
export function klDivergenceFromLogits(
  logitsP: Distributions,
  logitsQ: Distributions,
  options?: LogitsOptions,
): number | FloatNdArray | Traced {
  const { axis, unit } = readSettings(FN, checkOptions(FN, options, ['axis', 'base']));
  checkSameShape(FN, ['logitsP', 'logitsQ'], logitsP, logitsQ);
  checkScores(FN, 'logitsP', logitsP, axis);
  checkScores(FN, 'logitsQ', logitsQ, axis);
  if (!isTraced(logitsP) && !isTraced(logitsQ))
    return plainDivergence(logitsP, logitsQ, axis, unit);
  const [a, b] = [logSoftmax(logitsP, { axis }), logSoftmax(logitsQ, { axis })];
  // Where p is 0 its term is q; where q is far larger than p, e to their difference would overflow.
  const there = ofEach(a, (x) => (x > -Infinity ? 1 : 0));
  const close = ofPairs(a, b, (x, y) => (y > -Infinity && y - x < 1 ? 1 : 0));
  const far = ofPairs(a, b, (x, y) => (x > -Infinity && y - x >= 1 ? 1 : 0));
  const gone = ofPairs(a, b, (x, y) => (x > -Infinity && y === -Infinity ? 1 : 0));
  const own = exp(a);
  const difference = sub(b, where(there, a, 0));
  const near = mul(own, expExcess(where(close, difference, 0)));
  const excess = sub(exp(b), mul(own, add(where(far, difference, 0), 1)));
  const value = sum(where(gone, Infinity, where(close, near, excess)), { axis });
  return unit === 1 ? value : inUnit(value, unit);
}

/** The same of what is not differentiated, in one pass. */
function plainDivergence(
  logitsP: ArrayInput,
  logitsQ: ArrayInput,
  axis: number,
  unit: number,
): number | FloatNdArray {
  const [a, b] = [logSoftmax(logitsP, { axis }), logSoftmax(logitsQ, { axis })];
  const { shape } = a;
  const along = checkAxis(FN, 'axis', axis, shape.length);
  const [outer, inner] = [shape.slice(0, along), shape.slice(along + 1)];
  const target = allocate(computeDType(a, b), elementCount(outer) * elementCount(inner));
  logitLines(a.data, b.data, target, elementCount(outer), shape[along]!, elementCount(inner));
  if (unit !== 1) for (let i = 0; i < target.length; i++) target[i]! /= unit;
  const vectors = isPlainVector(logitsP) && isPlainVector(logitsQ);
  return vectors ? target[0]! : wrap(target, [...outer, ...inner]);
}
