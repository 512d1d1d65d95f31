// Bayes' rule for a finite number of hypotheses, and the decision that follows from it.
import type { FloatNdArray } from '../core/types.js';
import type { Distributions } from '../divergence/distributions.js';
import { add } from '../gradient/arithmetic.js';
import { ofEach } from '../gradient/choices.js';
import { log } from '../gradient/functions.js';
import { logSumExp } from '../gradient/log-sum-exp.js';
import { asArray } from '../gradient/moves.js';
import { max } from '../gradient/reduce.js';
import { softmax } from '../gradient/softmax.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { where } from '../gradient/where.js';
import { infer, plainNumber, refuseEvidence } from './infer.js';
import { type BayesOptions, LIKELIHOOD, readProblem, type Vector } from './read-problem.js';

/** A traced value where one is traced, else a number. */
export type EvidenceValue<T extends Distributions> = [Extract<T, Traced>] extends [never]
  ? number
  : Traced;

/** What `bayesPosterior` gives. */
export interface BayesResult<
  V extends FloatNdArray | Traced = FloatNdArray,
  N extends number | Traced = number,
> {
  /** Probability of each hypothesis together with what was observed, [k]. */
  readonly joint: V;
  /** Probability of what was observed: the sum of the joint ones. */
  readonly evidence: N;
  /** Probability of each hypothesis after the observation, [k]; they add up to 1. */
  readonly posterior: V;
  /** What the prior added up to as it was given: another number than 1 was divided out. */
  readonly priorSum: number;
}

/** What `bayesPosteriorFromLogs` gives. */
export interface BayesLogResult<
  V extends FloatNdArray | Traced = FloatNdArray,
  N extends number | Traced = number,
> {
  /** Logarithm of the probability of each hypothesis together with what was observed, [k]. */
  readonly logJoint: V;
  /** Logarithm of the probability of what was observed. */
  readonly logEvidence: N;
  /** Probability of each hypothesis after the observation, [k]; they add up to 1. */
  readonly posterior: V;
  /** What the prior added up to as it was given: another number than 1 was divided out. */
  readonly priorSum: number;
}

/** What `mapDecision` gives. */
export interface MapDecision<V extends FloatNdArray | Traced = FloatNdArray> {
  /** The hypothesis with the largest posterior, counted from 0. */
  readonly index: number;
  /** Probability of each hypothesis after the observation, [k]. */
  readonly posterior: V;
}

/**
 * The posterior probability of each hypothesis by Bayes' rule, with the joint probabilities and the evidence.
 *
 * $$P(c \mid x) = \frac{p(x \mid c)\,P(c)}{p(x)}, \quad p(x) = \sum_{c'} p(x \mid c')\,P(c')$$
 *
 * Likelihoods need not add up to 1, and densities may be above 1; a factor that all of them share changes the
 * evidence, not the posterior. Neither does it matter to the posterior what the prior adds up to, but it does to the
 * joint probabilities, so another sum than 1 is refused unless `normalizePrior` divides it out, and `priorSum` tells.
 * Where the joint probabilities are too small for a float the posterior is still right; for the logarithms of
 * likelihoods see `bayesPosteriorFromLogs`.
 *
 * @param prior - P(c), [k]
 * @param likelihood - p(x | c) of what was observed under each hypothesis, [k]
 * @param options - `normalizePrior`: whether the prior is divided by its sum first, false where left out
 * @returns `joint` [k], `evidence`, `posterior` [k] and `priorSum`; traced values where an argument is traced
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where the two are no vectors of
 * one length, DomainError where a number is negative or not finite, the prior does not add up to 1 (within 1e-9,
 * float32 1e-5) or the evidence is 0
 * @see R. O. Duda, P. E. Hart and D. G. Stork, "Pattern Classification", 2001, section 2.1
 *
 * @example
 * Three kinds of fruit, and how likely each is to look like this one. Priors printed as 0.3, 0.4, 0.2 are refused.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { bayesPosterior } from 'fovea/probability';
 * const likelihood = [0.24, 0.15, 0.38];
 * const { joint, evidence, posterior } = bayesPosterior([0.3, 0.5, 0.2], likelihood);
 * toNested(joint) // => [0.072, 0.075, 0.076]
 * evidence // => 0.223
 * toNested(posterior) // => [0.322869955, 0.336322870, 0.340807175]
 * bayesPosterior([0.3, 0.4, 0.2], likelihood) // => throws DomainError: bayesPosterior: "prior" expected probabilities that add up to 1
 * bayesPosterior([0.3, 0.4, 0.2], likelihood, { normalizePrior: true }).priorSum // => 0.9
 * ```
 */
export function bayesPosterior<P extends Distributions, L extends Distributions>(
  prior: P,
  likelihood: L,
  options?: BayesOptions,
): BayesResult<ArrayValue<P, L>, EvidenceValue<P | L>>;
export function bayesPosterior(
  prior: Distributions,
  likelihood: Distributions,
  options?: BayesOptions,
): BayesResult<Vector, number | Traced> {
  return bayesPosteriorFor('bayesPosterior', prior, likelihood, options);
}

/** `bayesPosterior` for functions that it is a part of, whose name errors tell. */
export function bayesPosteriorFor(
  fn: string,
  prior: Distributions,
  likelihood: Distributions,
  options?: BayesOptions,
): BayesResult<Vector, number | Traced> {
  const likelihoods = { ...LIKELIHOOD, value: likelihood };
  const { prior: weights, others, priorSum } = readProblem(fn, prior, [likelihoods], options);
  const { joint, evidence, posterior } = infer(fn, weights, others[0]!);
  return { joint, evidence, posterior, priorSum };
}

/**
 * The posterior probability of each hypothesis by Bayes' rule, from the logarithms of likelihoods.
 *
 * $$\ln p(x) = \ln \sum_c e^{\ln p(x \mid c) + \ln P(c)}, \quad P(c \mid x) = e^{\ln p(x \mid c) + \ln P(c) - \ln p(x)}$$
 *
 * The likelihood of many observations is a product that no float holds; its logarithm is the sum of their log
 * densities. Logarithms of any size do.
 *
 * @param prior - P(c), [k]
 * @param logLikelihood - ln p(x | c), [k]; −∞ for what is impossible under a hypothesis
 * @param options - `normalizePrior`: whether the prior is divided by its sum first, false where left out
 * @returns `logJoint` [k], `logEvidence`, `posterior` [k] and `priorSum`; traced values where an argument is traced
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where the two are no vectors of
 * one length, DomainError where a probability is negative or not finite, a logarithm NaN or +∞, the prior does not add
 * up to 1 (within 1e-9, float32 1e-5) or the evidence is 0
 *
 * @example
 * 1000 throws, 520 heads: is the coin fair, or does it fall on heads with probability 0.55?
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { bayesPosteriorFromLogs } from 'fovea/probability';
 * const logLikelihood = [0.5, 0.55].map((p) => 520 * Math.log(p) + 480 * Math.log(1 - p));
 * toNested(bayesPosteriorFromLogs([0.5, 0.5], logLikelihood).posterior) // => [0.733363, 0.266637]
 * ```
 */
export function bayesPosteriorFromLogs<P extends Distributions, L extends Distributions>(
  prior: P,
  logLikelihood: L,
  options?: BayesOptions,
): BayesLogResult<ArrayValue<P, L>, EvidenceValue<P | L>>;
export function bayesPosteriorFromLogs(
  prior: Distributions,
  logLikelihood: Distributions,
  options?: BayesOptions,
): BayesLogResult<Vector, number | Traced> {
  const fn = 'bayesPosteriorFromLogs';
  const problem = readProblem(
    fn,
    prior,
    [
      {
        name: 'logLikelihood',
        value: logLikelihood,
        expected: 'logarithms that are finite or −∞',
        passes: (l) => l < Infinity,
      },
    ],
    options,
  );
  const { prior: weights, priorSum } = problem;
  const there = ofEach(weights, (p) => (p > 0 ? 1 : 0));
  const logarithms = where(there, log(where(there, weights, 1)), -Infinity);
  const logJoint = add(logarithms, problem.others[0]!);
  if (!(plainNumber(max(logJoint)) > -Infinity)) refuseEvidence(fn, 'logLikelihood', '−∞');
  return { logJoint, logEvidence: logSumExp(logJoint), posterior: softmax(logJoint), priorSum };
}

/**
 * The hypothesis with the largest posterior probability, counted from 0, by Bayes' rule.
 *
 * $$\hat c = \operatorname*{arg\,max}_c \; p(x \mid c)\,P(c)$$
 *
 * Of several that are equally probable it is the first. The evidence is not needed for the decision, only for
 * probabilities.
 *
 * @param prior - P(c), [k]
 * @param likelihood - p(x | c) of what was observed under each hypothesis, [k]
 * @param options - `normalizePrior`: whether the prior is divided by its sum first, false where left out
 * @returns `index`, and the `posterior` [k] of all
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where the two are no vectors of
 * one length, DomainError where a number is negative or not finite, the prior does not add up to 1 (within 1e-9,
 * float32 1e-5) or the evidence is 0
 *
 * @example
 * The prior favours the second, but what is seen speaks for the third.
 * ```ts
 * import { mapDecision } from 'fovea/probability';
 * mapDecision([0.3, 0.5, 0.2], [0.24, 0.15, 0.38]).index // => 2
 * ```
 */
export function mapDecision<P extends Distributions, L extends Distributions>(
  prior: P,
  likelihood: L,
  options?: BayesOptions,
): MapDecision<ArrayValue<P, L>>;
export function mapDecision(
  prior: Distributions,
  likelihood: Distributions,
  options?: BayesOptions,
): MapDecision<Vector> {
  const { posterior } = bayesPosteriorFor('mapDecision', prior, likelihood, options);
  const plain = asArray(stopGradient(posterior));
  let index = 0;
  for (let c = 1; c < plain.shape[0]!; c++) if (plain.get(c) > plain.get(index)) index = c;
  return { index, posterior };
}
