// The evidence lower bound where the hidden variable takes few values, so that nothing needs to be estimated.
import { checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatNdArray } from '../core/types.js';
import { klDivergenceFor } from '../divergence/kl-divergence.js';
import { divergenceFromPosterior } from '../probability/evidence.js';
import { infer } from '../probability/infer.js';

/** A hidden variable of k values, and a guess of it. */
export interface DiscreteModel {
  /** Prior probabilities p(z), [k]. */
  readonly prior: ArrayInput;
  /** Likelihood p(x|z) of what was seen under each value, [k]; at least 0, they need not add up to 1. */
  readonly likelihood: ArrayInput;
  /** The guess q(z), [k]: probabilities. */
  readonly q: ArrayInput;
}

/** The bound of a discrete model, its terms, and what it bounds. */
export interface DiscreteElbo {
  /** Σ q ln p(x|z). */
  readonly reconstruction: number;
  /** The divergence of q from the prior. */
  readonly kl: number;
  /** reconstruction − kl. */
  readonly elbo: number;
  /** ln p(x), the bounded. */
  readonly logEvidence: number;
  /** The divergence of q from the posterior: what is missing. */
  readonly gap: number;
  /** p(z|x), [k], by Bayes’ rule. */
  readonly posterior: FloatNdArray;
}

/**
 * The evidence lower bound of a model whose hidden variable takes k values, in nats, beside the evidence itself.
 *
 * $$\ln p(x) = \underbrace{\sum_z q(z) \ln p(x|z) - D(q \,\|\, p(z))}_{\text{elbo}} + \underbrace{D(q \,\|\, p(z|x))}_{\text{gap}}$$
 *
 * The gap is never negative, and 0 where q is the posterior: then the bound is the log evidence.
 *
 * @param model - `prior`, `likelihood` and `q`, each [k]
 * @returns `reconstruction`, `kl`, `elbo`, `logEvidence`, `gap` and the `posterior`
 * @throws KindError where something is no array, ShapeError where they are no vectors of one length, DomainError where
 * prior or q are no probabilities of sum 1, a likelihood is negative or no value can be
 * @see D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", 2014, equations 1 to 3
 *
 * @example
 * A binary hidden variable. ln 0.4 = −0.916 is the evidence.
 * ```ts
 * import { discreteElbo, toNested } from 'fovea';
 * const found = discreteElbo({ prior: [0.6, 0.4], likelihood: [0.2, 0.7], q: [0.5, 0.5] });
 * found.elbo // => -1.0034674
 * found.gap // => 0.0871767
 * found.logEvidence // => -0.9162907
 * toNested(found.posterior) // => [0.3, 0.7]
 * ```
 */
export function discreteElbo(model: DiscreteModel): DiscreteElbo {
  return discreteElboFor('discreteElbo', model);
}

/** `discreteElbo` for functions that it is a part of, whose name errors tell. */
export function discreteElboFor(fn: string, model: DiscreteModel): DiscreteElbo {
  const { prior, likelihood, q } = checkOptions(fn, model, ['prior', 'likelihood', 'q'], 'model');
  const before = readArray(fn, 'prior', prior, 'float64');
  const k = before.data.length;
  const seen = readVector(fn, 'likelihood', likelihood, k);
  const guess = readVector(fn, 'q', q, k);
  if (before.shape.length !== 1 || k === 0) {
    const [expected, got] = ['a vector, not empty', `(${before.shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'prior', expected, got });
  }
  const bad = seen.data.findIndex((value) => !(value >= 0 && value < Infinity));
  if (bad >= 0) {
    const [expected, got] = ['numbers of at least 0', `${seen.data[bad]} at [${bad}]`];
    throw new DomainError({ function: fn, argument: 'likelihood', expected, got });
  }
  const [own, weights, chances] = [guess, before, seen].map(({ data }) =>
    wrap(Float64Array.from(data), [k]),
  ) as [FloatNdArray, FloatNdArray, FloatNdArray];
  // Of typed arrays it is a number.
  const kl = klDivergenceFor(fn, ['q', 'prior'], own.data, weights.data) as number;
  const inference = infer(fn, weights, chances);
  const posterior = inference.posterior as FloatNdArray;
  const logEvidence = inference.logEvidence() as number;
  let reconstruction = 0;
  guess.data.forEach((probability, i) => {
    if (probability > 0) reconstruction += probability * Math.log(seen.data[i]!);
  });
  return {
    reconstruction,
    kl,
    elbo: reconstruction - kl,
    logEvidence,
    gap: divergenceFromPosterior(fn, own, posterior, weights, chances, logEvidence) as number,
    posterior,
  };
}

function readVector(fn: string, argument: string, x: ArrayInput, k: number): Dense {
  const vector = readArray(fn, argument, x, 'float64');
  if (vector.shape.length === 1 && vector.data.length === k) return vector;
  const [expected, got] = [`one number a value, (${k})`, `(${vector.shape.join(', ')})`];
  throw new ShapeError({ function: fn, argument, expected, got });
}
