// The evidence, its lower bound and the divergence between them, shown step by step.
import { checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { klTerms } from '../divergence/kl-terms.js';
import { type BayesResult, bayesPosteriorFor } from './bayes.js';
import { type EvidenceDecomposition, evidenceDecompositionFor } from './evidence.js';
import {
  bayesSteps,
  checkEvidence,
  type Hypotheses,
  isScaled,
  jointOf,
  likelihoodOf,
  listStep,
  nameHypotheses,
  posteriorOf,
  priorOf,
  priorSteps,
  readNumbers,
  short,
} from './hypothesis-steps.js';
import type { BayesOptions } from './read-problem.js';

/** What `explainEvidenceDecomposition` finds, in nats. */
export interface ExplainedEvidence {
  /** ln p(x), the logarithm of the probability of what was observed. */
  readonly logEvidence: number;
  /** The lower bound of ln p(x) that q gives. */
  readonly elbo: number;
  /** The divergence of q from the posterior: by how much the bound is too low. */
  readonly divergence: number;
}

const FN = 'explainEvidenceDecomposition';

/**
 * Splits the logarithm of the evidence into the lower bound that a distribution q gives and the divergence of q from the
 * posterior, and shows the work: joint probabilities, evidence, posterior, the bound in two ways (from the joint
 * probabilities, and as reconstruction less the divergence from the prior), the divergence, and that the two add up.
 *
 * @param prior - p(z), [k], at most 100 values of the hidden variable
 * @param likelihood - p(x | z) of what was observed, [k]
 * @param q - the distribution in the place of the posterior, [k]; 0 wherever prior or likelihood is 0
 * @param options - `normalizePrior`: whether the prior is divided by its sum first, false where left out
 * @returns the derivation; its `result` holds `logEvidence`, `elbo` and `divergence` as `evidenceDecomposition` returns
 * them
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where the three are no vectors of
 * one length, DomainError where a number is negative or not finite, the prior or q does not add up to 1 (within 1e-9),
 * there are too many values, the evidence is below 1e-280 or the bound is −∞
 * @see D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", 2014, equations 1 to 3
 *
 * @example
 * A hidden coin, and q as if nothing had been seen.
 * ```ts
 * import { explainEvidenceDecomposition, renderText, verifyDerivation } from 'fovea';
 * const d = explainEvidenceDecomposition([0.6, 0.4], [0.2, 0.7], [0.5, 0.5]);
 * d.result.elbo // => -1.00346742545
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('ln p(x) = L + D ≈ −1.0035 + 0.087177 ≈ −0.9163') // => true
 * ```
 */
export function explainEvidenceDecomposition(
  prior: readonly number[],
  likelihood: readonly number[],
  q: readonly number[],
  options?: BayesOptions,
): Derivation<ExplainedEvidence> {
  const { normalizePrior } = checkOptions(FN, options, ['normalizePrior']);
  const own = readNumbers(FN, 'prior', prior);
  const seen = readNumbers(FN, 'likelihood', likelihood);
  const guess = readNumbers(FN, 'q', q);
  const parts = evidenceDecompositionFor(FN, own, seen, guess, { normalizePrior });
  const { logEvidence, elbo, divergence } = parts;
  const values = bayesPosteriorFor(FN, own, seen, { normalizePrior }) as BayesResult;
  checkEvidence(FN, values.evidence);
  const outside = guess.findIndex((v, k) => v > 0 && values.joint.get(k) === 0);
  if (outside >= 0) {
    throw new DomainError({
      function: FN,
      argument: 'q',
      expected: '0 wherever prior or likelihood is 0 (else the bound is −∞)',
      got: `${guess[outside]} at [${outside}]`,
    });
  }
  const scaled = isScaled(normalizePrior, values.priorSum);
  const how = { letter: 'z', law: 'p', noun: 'value', scaled };
  const hidden = nameHypotheses(FN, own.length, undefined, how);
  const { add, log } = stepOperations;
  return createDerivation<ExplainedEvidence>({
    topic: 'probability',
    title: 'The evidence as lower bound plus divergence',
    given: [
      { id: 'prior', symbol: 'p(z)', title: 'Prior of the hidden variable z', value: own },
      {
        id: 'likelihood',
        symbol: 'p(x \\mid z)',
        title: 'How probable the observation x is for each z',
        value: seen,
      },
      {
        id: 'q',
        symbol: 'q(z)',
        title: 'The distribution in the place of the posterior',
        value: guess,
      },
    ],
    steps: [
      ...priorSteps(hidden, values.priorSum),
      ...bayesSteps(hidden, values, 'They add up to 1.'),
      {
        id: 'log-evidence',
        symbol: '\\ln p(x)',
        title: 'The logarithm of the evidence, in nats',
        check: log(refer('evidence')),
        value: logEvidence,
      },
      ...boundSteps(hidden, guess, elbo),
      ...partSteps(hidden, guess, parts),
      ...divergenceSteps(hidden, guess, parts),
      {
        id: 'whole',
        symbol: '\\ln p(x)',
        title: 'Bound and divergence together are the logarithm of the evidence',
        check: add(refer('bound'), refer('divergence')),
        value: logEvidence,
        note: 'A divergence is never negative, so L is never above ln p(x), whatever q is: it is a lower bound. It is the bound that is raised in training, and with it the divergence shrinks.',
      },
    ],
    result: { logEvidence, elbo, divergence },
    answer: {
      record: {
        logEvidence: refer('log-evidence'),
        elbo: refer('bound'),
        divergence: refer('divergence'),
      },
    },
    conclusion: conclusionOf(parts),
    sources: [
      'D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, equations 1 to 3.',
    ],
  });
}

type Parts = EvidenceDecomposition<readonly number[], readonly number[], readonly number[]>;

const ABSENT = 'q is 0 here, so this value has no share.';

function ownOf({ symbols }: Hypotheses, k: number): StepReference {
  return refer('q', [k], `q(${symbols[k]})`);
}

/** A mean under q: what each value of z adds, and the sum. */
interface Mean {
  /** Name of the sum; its shares are called after it. */
  readonly id: string;
  /** What the shares are. */
  readonly title: string;
  /** Their letter. */
  readonly letter: string;
  /** What the logarithm is taken of, in LaTeX, at z with an index. */
  readonly formula: string;
  /** The same for a value of z. */
  readonly inside: (k: number) => StepExpression;
  /** What the library's function returned for a value of z, where it has one. */
  readonly numberOf?: (k: number) => number;
  /** How the sum is called. */
  readonly symbol: string;
  /** What the sum is. */
  readonly sumTitle: string;
  /** What the library's function returned. */
  readonly value: number;
}

function meanSteps(hidden: Hypotheses, q: readonly number[], mean: Mean): StepDraft[] {
  const { log, multiply, sum } = stepOperations;
  const { id, title, letter, formula, inside, numberOf, symbol, sumTitle, value } = mean;
  const present = (k: number): boolean => q[k]! > 0;
  const shares = `${id}-shares`;
  return [
    listStep(hidden, {
      id: shares,
      title,
      symbol: letter,
      formula: `${letter}_i = q(z_i) \\ln ${formula}`,
      symbolOf: (k) => `${letter}_{${k + 1}}`,
      check: (k) => (present(k) ? multiply(ownOf(hidden, k), log(inside(k))) : 0),
      numberOf,
      noteOf: (k) => (present(k) ? undefined : ABSENT),
    }),
    { id, symbol, title: sumTitle, check: sum(refer(shares)), value },
  ];
}

function boundSteps(hidden: Hypotheses, q: readonly number[], elbo: number): StepDraft[] {
  return meanSteps(hidden, q, {
    id: 'bound',
    title: 'What each value of z adds to the lower bound',
    letter: 'l',
    formula: '\\frac{p(x, z_i)}{q(z_i)}',
    inside: (k) => stepOperations.divide(jointOf(hidden, k), ownOf(hidden, k)),
    symbol: 'L',
    sumTitle: 'Add them up: the evidence lower bound (ELBO)',
    value: elbo,
  });
}

function partSteps(
  hidden: Hypotheses,
  q: readonly number[],
  { reconstruction, priorDivergence, elbo }: Parts,
): StepDraft[] {
  const { divide, subtract } = stepOperations;
  const mark = hidden.scaled ? "'" : '';
  return [
    {
      id: 'parts',
      kind: 'statement',
      title: 'The same bound in two parts',
      note: 'The joint probability is likelihood times prior, so its logarithm is a sum: L is the mean log likelihood under q, less the divergence of q from the prior.',
      formula: `L = \\sum_i q(z_i) \\ln p(x \\mid z_i) - \\sum_i q(z_i) \\ln \\frac{q(z_i)}{p${mark}(z_i)}`,
    },
    ...meanSteps(hidden, q, {
      id: 'reconstruction',
      title: 'The log likelihoods, weighed by q',
      letter: 'r',
      formula: 'p(x \\mid z_i)',
      inside: (k) => likelihoodOf(hidden, k),
      symbol: 'R',
      sumTitle: 'Add them up: how well q explains x (reconstruction)',
      value: reconstruction,
    }),
    ...meanSteps(hidden, q, {
      id: 'prior-divergence',
      title: 'How q differs from the prior',
      letter: 'k',
      formula: `\\frac{q(z_i)}{p${mark}(z_i)}`,
      inside: (k) => divide(ownOf(hidden, k), priorOf(hidden, k)),
      symbol: 'K',
      sumTitle: 'Add them up: the divergence of q from the prior',
      value: priorDivergence,
    }),
    {
      id: 'bound-again',
      symbol: 'L',
      title: 'Their difference is the bound again',
      check: subtract(refer('reconstruction'), refer('prior-divergence')),
      value: elbo,
    },
  ];
}

function divergenceSteps(
  hidden: Hypotheses,
  q: readonly number[],
  { posterior, divergence }: Parts,
): StepDraft[] {
  const shares = klTerms(q, posterior);
  return meanSteps(hidden, q, {
    id: 'divergence',
    title: 'How q differs from the posterior',
    letter: 'd',
    formula: '\\frac{q(z_i)}{p(z_i \\mid x)}',
    inside: (k) => stepOperations.divide(ownOf(hidden, k), posteriorOf(hidden, k)),
    numberOf: (k) => shares.get(k),
    symbol: 'D',
    sumTitle: 'Add them up: the divergence of q from the posterior',
    value: divergence,
  });
}

function conclusionOf({ logEvidence, elbo, divergence }: Parts): string {
  const sum = `ln p(x) = ${short(logEvidence, 4)} nats: the lower bound ${short(elbo, 4)}, and ${short(divergence, 4)} that it lacks.`;
  return divergence === 0
    ? `${sum} Here q is the posterior, so the bound is reached.`
    : `${sum} The bound is reached where q is the posterior.`;
}
