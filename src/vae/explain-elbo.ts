// The evidence lower bound, term by term: of a hidden variable of few values, or of a Gaussian code.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type DiscreteElbo, discreteElboFor } from './discrete-elbo.js';
import { type Elbo, elboFor } from './elbo.js';
import { discreteSteps } from './elbo-discrete-steps.js';
import { gaussianSteps } from './elbo-gaussian-steps.js';

/** A hidden variable of few values, for `explainElbo`. */
export interface DiscreteElboProblem {
  /** Prior probabilities p(z), [k], at most 12. */
  readonly prior: readonly number[];
  /** Likelihood p(x|z) of what was seen under each value, [k]. */
  readonly likelihood: readonly number[];
  /** The guess q(z), [k]: probabilities. */
  readonly q: readonly number[];
}

/** One sample of a variational autoencoder, for `explainElbo`. */
export interface GaussianElboProblem {
  /** The log-likelihood ln p(x|z) of the sample, in nats. */
  readonly reconstruction: number;
  /** The encoder's means, [d], at most 12. */
  readonly mean: readonly number[];
  /** The natural logarithms of its variances, [d]. */
  readonly logVariance: readonly number[];
  /** The weight of the divergence, at least 0; 1 where left out. */
  readonly beta?: number | undefined;
}

/** Longer lists than these no one reads. */
const MOST = 12;

const FN = 'explainElbo';

const SOURCE =
  'D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, equations 1 to 3 and appendix B.';

/**
 * Derives the evidence lower bound and computes its terms, in nats.
 *
 * $$\ln p(x) = \underbrace{\operatorname{E}_q \ln p(x|z) - D(q(z) \,\|\, p(z))}_{\text{bound}} + D(q(z) \,\|\, p(z|x))$$
 *
 * For a hidden variable of few values all of it is computed, the evidence and what is missing too; for a Gaussian code the
 * bound, with the divergence of each dimension.
 *
 * @param problem - `prior`, `likelihood` and `q`, [k] each; or `reconstruction`, a number, with `mean` and `logVariance`,
 * [d] each, and `beta`
 * @returns the derivation; its `result` is what `discreteElbo` or `elbo` returns
 * @throws KindError where something is of another kind, unknown or left out, ShapeError where lengths differ or exceed
 * 12, DomainError where a number is out of range or the guess believes what cannot be
 * @see D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", 2014, equations 1 to 3 and appendix B
 *
 * @example
 * A binary hidden variable, and a code of two dimensions.
 * ```ts
 * import { explainElbo, verifyDerivation } from 'fovea';
 * const d = explainElbo({ prior: [0.6, 0.4], likelihood: [0.2, 0.7], q: [0.5, 0.5] });
 * d.result.elbo // => -1.0034674
 * d.result.gap // => 0.0871767
 * verifyDerivation(d).ok // => true
 * const logVariance = [2 * Math.log(1.2), 2 * Math.log(0.8)];
 * explainElbo({ reconstruction: -2, mean: [0.5, -1], logVariance }).result.kl // => 0.705822
 * ```
 */
export function explainElbo(problem: DiscreteElboProblem): Derivation<DiscreteElbo>;
export function explainElbo(problem: GaussianElboProblem): Derivation<Elbo<number, number>>;
export function explainElbo(
  problem: DiscreteElboProblem | GaussianElboProblem,
): Derivation<DiscreteElbo> | Derivation<Elbo<number, number>> {
  checkOptions<Partial<DiscreteElboProblem & GaussianElboProblem>>(
    FN,
    problem,
    ['prior', 'likelihood', 'q', 'reconstruction', 'mean', 'logVariance', 'beta'],
    'problem',
  );
  return problem !== undefined && 'prior' in problem ? discrete(problem) : gaussian(problem);
}

function discrete(problem: DiscreteElboProblem): Derivation<DiscreteElbo> {
  const { prior, likelihood, q } = checkOptions(
    FN,
    problem,
    ['prior', 'likelihood', 'q'],
    'problem',
  );
  const k = checkList('prior', prior);
  checkList('likelihood', likelihood, k);
  checkList('q', q, k);
  const result = discreteElboFor(FN, { prior, likelihood, q });
  const at = q.findIndex((value, i) => value > 0 && !(prior[i]! * likelihood[i]! > 0));
  if (at >= 0) {
    const expected = 'a probability of 0 where prior or likelihood is 0 (else the bound is −∞)';
    throw new DomainError({ function: FN, argument: 'q', expected, got: `${q[at]} at [${at}]` });
  }
  const given: Given[] = [
    { id: 'prior', symbol: 'p(z)', title: 'Prior of the hidden variable z', value: [...prior] },
    {
      id: 'likelihood',
      symbol: 'p(x \\mid z)',
      title: 'How probable the observation x is under each value',
      value: [...likelihood],
    },
    { id: 'q', symbol: 'q(z)', title: 'The guess of z', value: [...q] },
  ];
  return createDerivation<DiscreteElbo>({
    topic: 'vae',
    title: 'The evidence lower bound of a discrete model',
    given,
    steps: discreteSteps(q, result),
    result,
    answer: {
      record: {
        reconstruction: refer('reconstruction'),
        kl: refer('kl'),
        elbo: refer('elbo'),
        logEvidence: refer('log-evidence'),
        gap: refer('gap'),
        posterior: refer('posterior'),
      },
    },
    conclusion: `The bound is ${inWords(result.elbo)} nats, ${inWords(result.gap)} below the log evidence ${inWords(result.logEvidence)}; with the posterior as the guess nothing would be missing.`,
    sources: [SOURCE],
  });
}

function gaussian(problem: GaussianElboProblem): Derivation<Elbo<number, number>> {
  const names = ['reconstruction', 'mean', 'logVariance', 'beta'] as const;
  const {
    reconstruction,
    mean,
    logVariance,
    beta = 1,
  } = checkOptions(FN, problem, names, 'problem');
  checkNumber(FN, 'reconstruction', reconstruction);
  checkList('logVariance', logVariance, checkList('mean', mean));
  const result = elboFor(FN, {
    reconstruction,
    mean: [...mean],
    logVariance: [...logVariance],
    beta,
  });
  const given: Given[] = [
    {
      id: 'reconstruction',
      symbol: '\\ln p(x \\mid z)',
      title: 'The log-likelihood of the sample, for one draw of its code',
      value: reconstruction,
    },
    { id: 'mean', symbol: '\\mu', title: 'The encoder’s means', value: [...mean] },
    {
      id: 'log-variance',
      symbol: '\\ell',
      title: 'The natural logarithms of its variances',
      value: [...logVariance],
    },
    ...(beta === 1
      ? []
      : [{ id: 'beta', symbol: '\\beta', title: 'The weight of the divergence', value: beta }]),
  ];
  return createDerivation<Elbo<number, number>>({
    topic: 'vae',
    title: 'The evidence lower bound of a variational autoencoder',
    given,
    steps: gaussianSteps(mean.length, beta !== 1, result),
    result,
    answer: {
      record: {
        reconstruction: refer('reconstruction'),
        kl: refer('kl'),
        elbo: refer('elbo'),
        loss: refer('loss'),
      },
    },
    conclusion: `The bound is ${inWords(result.elbo)} nats; to be minimised is its negative, ${inWords(result.loss)}.`,
    sources: [
      SOURCE,
      ...(beta === 1 ? [] : ['I. Higgins and others, "beta-VAE", ICLR 2017, equation 4.']),
    ],
  });
}

function checkList(argument: string, list: readonly number[], length?: number): number {
  if (!Array.isArray(list)) {
    const [expected, got] = ['a list of numbers', typeof list];
    throw new KindError({ function: FN, argument, expected, got });
  }
  const count = list.length;
  if (count < 1 || count > MOST || (length !== undefined && count !== length)) {
    const expected = length === undefined ? `1 to ${MOST} numbers` : `${length} numbers`;
    throw new ShapeError({ function: FN, argument, expected, got: `${count}` });
  }
  for (const value of list) checkNumber(FN, argument, value);
  return count;
}
