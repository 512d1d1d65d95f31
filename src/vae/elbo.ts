// The bound by which a variational autoencoder is trained.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { standardNormalKlFor } from '../divergence/standard-normal.js';
import { mul, neg, sub } from '../gradient/arithmetic.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { mean as average } from '../gradient/reduce.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import { readFloats } from './read.js';

/** What the bound is made of. */
export interface ElboTerms<
  R extends Traceable = Traceable,
  M extends ArrayInput | Traced = ArrayInput | Traced,
  L extends ArrayInput | Traced = ArrayInput | Traced,
> {
  /** The log-likelihood ln p(x|z) of each sample in nats, [n]; a number for one sample. */
  readonly reconstruction: R;
  /** The encoder's means, [n, d]; [d] for one sample. */
  readonly mean: M;
  /** The natural logarithms of its variances, of the same shape. */
  readonly logVariance: L;
  /** The weight of the divergence, at least 0; 1 where left out, for the bound itself. */
  readonly beta?: number | undefined;
}

/** The bound and its terms. */
export interface Elbo<V, S> {
  /** The log-likelihood of each sample, as given. */
  readonly reconstruction: V;
  /** The divergence of each sample's Gaussian from the standard normal. */
  readonly kl: V;
  /** reconstruction − β·kl of each sample. */
  readonly elbo: V;
  /** What to minimise: −elbo, averaged over the samples. */
  readonly loss: S;
}

/** Numbers for one plain sample, else ndarrays [n]; traced values where one is traced. */
export type ElboValue<R, M, L> = [Extract<R | M | L, Traced>] extends [never]
  ? R extends number
    ? Elbo<number, number>
    : Elbo<FloatNdArray, number>
  : Elbo<number | FloatNdArray | Traced, Traced>;

/**
 * The evidence lower bound of a variational autoencoder in nats, with its terms apart.
 *
 * $$\ln p(x) \ge \underbrace{\operatorname{E}_{q(z|x)} \ln p(x|z)}_{\text{reconstruction}}
 * - \beta \, \underbrace{D(\mathcal N(\mu, \sigma^2) \,\|\, \mathcal N(0, 1))}_{\text{kl}}$$
 *
 * A bound for β ≥ 1; larger β press codes towards the standard normal (β-VAE), smaller ones let go of it. The
 * reconstruction is a log-likelihood, not an error: `gaussianLogLikelihood` and `bernoulliLogLikelihood` make it, from
 * one draw of z by `reparameterize`.
 *
 * @param terms - `reconstruction` [n], `mean` [n, d], `logVariance` [n, d]; or a number and vectors [d] for one sample;
 * `beta`: 1 where left out
 * @returns `reconstruction`, `kl` and `elbo` of each sample, and `loss` = −elbo averaged; traced values where one is
 * traced
 * @throws KindError where something is of another kind or unknown, ShapeError where shapes do not fit or there is no
 * sample, DomainError where β is negative or a mean or log-variance not finite
 * @see D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", 2014, equations 3 and 10; I. Higgins and others,
 * "beta-VAE", 2017, equation 4, for β
 *
 * @example
 * One sample, log-likelihood −2, mean 1 and variance 1 in one dimension: the divergence is ½.
 * ```ts
 * import { elbo } from 'fovea';
 * elbo({ reconstruction: -2, mean: [1], logVariance: [0] })
 *   // => { reconstruction: -2, kl: 0.5, elbo: -2.5, loss: 2.5 }
 * elbo({ reconstruction: -2, mean: [1], logVariance: [0], beta: 4 }).loss // => 4
 * ```
 */
export function elbo<
  R extends Traceable,
  M extends ArrayInput | Traced,
  L extends ArrayInput | Traced,
>(terms: ElboTerms<R, M, L>): ElboValue<R, M, L>;
export function elbo(
  terms: ElboTerms,
): Elbo<number | FloatNdArray | Traced, number | FloatNdArray | Traced> {
  return elboFor('elbo', terms);
}

/** `elbo` for functions that it is a part of, whose name errors tell. */
export function elboFor<
  R extends Traceable,
  M extends ArrayInput | Traced,
  L extends ArrayInput | Traced,
>(fn: string, terms: ElboTerms<R, M, L>): ElboValue<R, M, L>;
export function elboFor(
  fn: string,
  terms: ElboTerms,
): Elbo<number | FloatNdArray | Traced, number | FloatNdArray | Traced> {
  const names = ['reconstruction', 'mean', 'logVariance', 'beta'] as const;
  const {
    reconstruction,
    mean,
    logVariance,
    beta = 1,
  } = checkOptions(fn, terms ?? {}, names, 'terms');
  for (const name of names.slice(0, 3)) {
    if (terms?.[name] !== undefined) continue;
    const expected = 'reconstruction, mean and logVariance';
    throw new KindError({ function: fn, argument: name, expected, got: describeValue(undefined) });
  }
  checkNumber(fn, 'beta', beta, { min: 0 });
  const given = readFloats(fn, 'reconstruction', reconstruction);
  const [mu, log] = [readFloats(fn, 'mean', mean), readFloats(fn, 'logVariance', logVariance)];
  const [shape, own] = [shapeOf(mu), shapeOf(given)];
  const lead = shape.slice(0, -1);
  if (shape.length === 0 || own.length !== lead.length || own.some((n, k) => n !== lead[k])) {
    const [argument, expected, got] =
      shape.length === 0
        ? ['mean', 'dimensions of codes along the last axis, (n, d) or (d)', '()']
        : ['reconstruction', `one number a sample, (${lead.join(', ')})`, `(${own.join(', ')})`];
    throw new ShapeError({ function: fn, argument, expected, got });
  }
  const divergence = standardNormalKlFor(fn, asArray(mu), asArray(log));
  const kl = typeof given === 'number' && !isTraced(divergence) ? scalar(divergence) : divergence;
  const bound = sub(given, mul(kl, beta));
  return {
    reconstruction:
      typeof given === 'number' || isTraced(given) ? given : copied(given as FloatNdArray),
    kl,
    elbo: bound,
    loss: neg(typeof bound === 'number' ? bound : average(bound)),
  };
}

/** What is read of an array may be the caller's own storage, which results never share. */
function copied({ data, shape }: FloatNdArray): FloatNdArray {
  return wrap(data.slice(), shape);
}

function scalar(x: FloatNdArray | number): number {
  return typeof x === 'number' ? x : x.data[x.offset]!;
}
