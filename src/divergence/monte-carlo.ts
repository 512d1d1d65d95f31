// A divergence from samples, where no formula gives it.

import { checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';

/** Options of `monteCarloKl`. */
export interface MonteCarloOptions {
  /** "plain" where left out: the mean of the log ratios; "nonnegative" adds what has mean 0 and makes each term ≥ 0. */
  readonly estimator?: 'plain' | 'nonnegative' | undefined;
}

/** A divergence estimated from samples. */
export interface MonteCarloEstimate {
  /** The estimate, in nats. */
  readonly value: number;
  /** Its standard error: the deviation of the terms divided by √n; NaN for a single sample. */
  readonly standardError: number;
}

/**
 * The Kullback–Leibler divergence of p from q estimated from samples of p, for densities whose integral nobody knows.
 *
 * $$\widehat{D}(p \,\|\, q) = \frac1n \sum_i \ln r_i, \quad r_i = \frac{p(x_i)}{q(x_i)}, \quad x_i \sim p$$
 *
 * Without bias, but single estimates may be negative, which the divergence never is. "nonnegative" takes
 * $\ln r + 1/r - 1$ for each term: where q is not 0 in places that p reaches, 1/r has the mean 1, so that nothing is
 * added on average, no term is negative, and for p near q the terms vary far less.
 *
 * @param logP - ln p of each sample, drawn **from p**, [n]
 * @param logQ - ln q of the same samples, [n]
 * @param options - `estimator`: "plain" where left out, or "nonnegative"
 * @returns `value` in nats, and its `standardError`
 * @throws KindError where an argument is no array or an option unknown, ShapeError where the two are no vectors of one
 * length or empty, DomainError where a logarithm is not finite
 * @see J. Schulman, "Approximating KL divergence", 2020, estimators k1 and k3
 *
 * @example
 * Three samples. Log ratios of 1, 0 and −0.5 have the mean 1/6.
 * ```ts
 * import { monteCarloKl } from 'fovea';
 * monteCarloKl([0, -1, -2], [-1, -1, -1.5]).value // => 0.16666667
 * monteCarloKl([0, -1, -2], [-1, -1, -1.5], { estimator: 'nonnegative' }).value // => 0.17220024
 * ```
 */
export function monteCarloKl(
  logP: ArrayInput,
  logQ: ArrayInput,
  options?: MonteCarloOptions,
): MonteCarloEstimate {
  const fn = 'monteCarloKl';
  const { estimator = 'plain' } = checkOptions(fn, options, ['estimator']);
  checkOneOf(fn, 'estimator', estimator, ['plain', 'nonnegative']);
  const p = checkFinite(fn, 'logP', readArray(fn, 'logP', logP, 'float64'));
  const q = checkFinite(fn, 'logQ', readArray(fn, 'logQ', logQ, 'float64'));
  const n = p.data.length;
  if (p.shape.length !== 1 || n === 0) refuse(fn, 'logP', 'shape (n), not empty', p.shape);
  if (q.shape.length !== 1 || q.data.length !== n) refuse(fn, 'logQ', `shape (n=${n})`, q.shape);
  const terms = Float64Array.from(p.data, (value, i) => {
    const ratio = value - q.data[i]!;
    return estimator === 'plain' ? ratio : ratio + Math.expm1(-ratio);
  });
  let value = 0;
  for (const term of terms) value += term / n;
  let squares = 0;
  for (const term of terms) squares += (term - value) ** 2;
  return { value, standardError: Math.sqrt(squares / (n - 1) / n) };
}

function refuse(fn: string, argument: string, expected: string, shape: readonly number[]): never {
  throw new ShapeError({ function: fn, argument, expected, got: `(${shape.join(', ')})` });
}
