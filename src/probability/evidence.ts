// The evidence and its lower bound, for a hidden variable with finitely many values.
import type { FloatNdArray } from '../core/types.js';
import type { Distributions } from '../divergence/distributions.js';
import { klDivergenceFor } from '../divergence/kl-divergence.js';
import { add, mul, sub } from '../gradient/arithmetic.js';
import { ofEach, ofPairs } from '../gradient/choices.js';
import { log } from '../gradient/functions.js';
import { dtypeOf } from '../gradient/moves.js';
import { max, sum } from '../gradient/reduce.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { where } from '../gradient/where.js';
import type { EvidenceValue } from './bayes.js';
import { infer, plainNumber, SMALLEST } from './infer.js';
import { type BayesOptions, LIKELIHOOD, readProblem, type Vector } from './read-problem.js';

/** What `evidenceDecomposition` gives, in nats. */
export interface EvidenceDecomposition<
  P extends Distributions = FloatNdArray,
  L extends Distributions = FloatNdArray,
  Q extends Distributions = FloatNdArray,
> {
  /** ln p(x), the logarithm of the probability of what was observed. */
  readonly logEvidence: EvidenceValue<P | L>;
  /** The lower bound of ln p(x) that q gives. */
  readonly elbo: EvidenceValue<P | L | Q>;
  /** The divergence of q from the posterior: by how much the bound is too low. */
  readonly divergence: EvidenceValue<P | L | Q>;
  /** The mean of ln p(x | z) under q, the first part of the bound. */
  readonly reconstruction: EvidenceValue<L | Q>;
  /** The divergence of q from the prior, which the bound takes off. */
  readonly priorDivergence: EvidenceValue<P | Q>;
  /** p(z | x), [k]. */
  readonly posterior: ArrayValue<P, L>;
  /** What the prior added up to as it was given: another number than 1 was divided out. */
  readonly priorSum: number;
}

const FN = 'evidenceDecomposition';

/**
 * The logarithm of the evidence, in nats, split into its lower bound and the divergence that the bound lacks, for a
 * hidden variable z with finitely many values and a distribution q in the place of its posterior.
 *
 * $$\ln p(x) = \underbrace{\sum_z q(z) \ln \frac{p(x, z)}{q(z)}}_{\text{ELBO}} + D(q \,\Vert\, p(z \mid x)),
 * \quad \text{ELBO} = \sum_z q(z) \ln p(x \mid z) - D(q \,\Vert\, p(z))$$
 *
 * The bound is never above ln p(x), and equal to it where q is the posterior: it is computed as ln p(x) − D. It is −∞,
 * and D +∞, where q is above 0 for a z that the observation rules out. The ELBO is no divergence: to raise it is to
 * lower the divergence, as their sum does not depend on q.
 *
 * @param prior - p(z), [k]
 * @param likelihood - p(x | z) of what was observed, [k]
 * @param q - the distribution in the place of the posterior, [k]
 * @param options - `normalizePrior`: whether the prior is divided by its sum first, false where left out
 * @returns `logEvidence`, `elbo`, `divergence`, the bound's parts `reconstruction` and `priorDivergence`, the
 * `posterior` [k] and `priorSum`; traced values where they depend on a traced argument
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where the three are no vectors of
 * one length, DomainError where a number is negative or not finite, the prior or q does not add up to 1 (within 1e-9,
 * float32 1e-5) or the evidence is 0
 * @see D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", 2014, equations 1 to 3
 *
 * @example
 * A hidden coin, and q as if nothing had been seen: ln 0.4 = −1.0035 + 0.0872.
 * ```ts
 * import { evidenceDecomposition } from 'fovea/probability';
 * const { logEvidence, elbo, divergence } = evidenceDecomposition([0.6, 0.4], [0.2, 0.7], [0.5, 0.5]);
 * logEvidence // => -0.916290731874
 * elbo // => -1.00346742545
 * divergence // => 0.0871766935724
 * ```
 */
export function evidenceDecomposition<
  P extends Distributions,
  L extends Distributions,
  Q extends Distributions,
>(prior: P, likelihood: L, q: Q, options?: BayesOptions): EvidenceDecomposition<P, L, Q>;
export function evidenceDecomposition(
  prior: Distributions,
  likelihood: Distributions,
  q: Distributions,
  options?: BayesOptions,
): {
  readonly [Name in keyof EvidenceDecomposition]: Name extends 'posterior'
    ? Vector
    : Name extends 'priorSum'
      ? number
      : number | Traced;
} {
  return evidenceDecompositionFor(FN, prior, likelihood, q, options);
}

/** `evidenceDecomposition` for functions that it is a part of, whose name errors tell. */
export function evidenceDecompositionFor<
  P extends Distributions,
  L extends Distributions,
  Q extends Distributions,
>(
  fn: string,
  prior: P,
  likelihood: L,
  q: Q,
  options?: BayesOptions,
): EvidenceDecomposition<P, L, Q>;
export function evidenceDecompositionFor(
  fn: string,
  prior: Distributions,
  likelihood: Distributions,
  q: Distributions,
  options?: BayesOptions,
): {
  readonly [Name in keyof EvidenceDecomposition]: Name extends 'posterior'
    ? Vector
    : Name extends 'priorSum'
      ? number
      : number | Traced;
} {
  const companions = [
    { ...LIKELIHOOD, value: likelihood },
    {
      name: 'q',
      value: q,
      expected: 'probabilities, none negative or NaN',
      passes: (v: number) => v >= 0,
      distribution: true,
    },
  ];
  const { prior: weights, others, priorSum } = readProblem(fn, prior, companions, options);
  const [chances, own] = [others[0]!, others[1]!];
  const { posterior, logEvidence: evidence } = infer(fn, weights, chances);
  const logEvidence = evidence();
  const divergence = divergenceFromPosterior(fn, own, posterior, weights, chances, logEvidence);
  const there = ofEach(own, (v) => (v > 0 ? 1 : 0));
  const logarithms = log(where(there, chances, 1));
  return {
    logEvidence,
    elbo: sub(logEvidence, divergence),
    divergence,
    reconstruction: sum(mul(own, logarithms)),
    priorDivergence: plain(klDivergenceFor(fn, ['q', 'prior'], own, weights)),
    posterior,
    priorSum,
  };
}

/**
 * The divergence of q from the posterior. Where that is too small for a float, its logarithm is ln p(z) + ln p(x | z) −
 * ln p(x), and only the part of it above the smallest float goes through the quotient.
 *
 * @param fn - name of the public function, for errors
 * @param own - q
 * @param posterior - as `infer` gives it
 * @param prior - p(z)
 * @param likelihood - p(x | z)
 * @param logEvidence - ln p(x)
 * @returns the divergence in nats
 */
export function divergenceFromPosterior(
  fn: string,
  own: Vector,
  posterior: Vector,
  prior: Vector,
  likelihood: Vector,
  logEvidence: number | Traced,
): number | Traced {
  const divergence = (from: Vector): number | FloatNdArray | Traced =>
    klDivergenceFor(fn, ['q', 'likelihood'], own, from);
  const least = SMALLEST[dtypeOf(posterior)];
  const possible = ofPairs(prior, likelihood, (p, l) => (p > 0 && l > 0 ? 1 : 0));
  const lost = ofPairs(ofPairs(own, possible, Math.min), posterior, (q, p) =>
    q > 0 && p < least ? 1 : 0,
  );
  if (plainNumber(max(lost as FloatNdArray)) === 0) return plain(divergence(posterior));
  const kept = plain(divergence(where(lost, least, posterior) as Vector));
  const logarithm = (x: Vector): Vector => log(where(lost, x, 1)) as Vector;
  const joint = add(logarithm(prior), logarithm(likelihood));
  const missing = sub(add(logEvidence, Math.log(least)), joint);
  return add(kept, sum(where(lost, mul(own, missing), 0)));
}

function plain(value: number | FloatNdArray | Traced): number | Traced {
  return typeof value === 'number' || isTraced(value) ? value : value.get();
}
