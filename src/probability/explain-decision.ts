// A decision by Bayes' rule, shown step by step.
import { checkOptions } from '../core/check.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation, StepTable } from '../derivation/types.js';
import { type BayesResult, bayesPosteriorFor, type MapDecision, mapDecision } from './bayes.js';
import {
  bayesSteps,
  checkEvidence,
  type Hypotheses,
  isScaled,
  jointOf,
  likelihoodOf,
  nameHypotheses,
  posteriorOf,
  priorOf,
  priorSteps,
  readNumbers,
  short,
} from './hypothesis-steps.js';

/** What `explainBayesDecision` may be told. */
export interface ExplainBayesOptions {
  /** Whether the prior is divided by its sum first; false where left out, when another sum than 1 is refused. */
  readonly normalizePrior?: boolean | undefined;
  /** What the classes are called, [k]; c with a number from 1 where left out. */
  readonly names?: readonly string[] | undefined;
}

const FN = 'explainBayesDecision';

const UNDIVIDED =
  'They add up to 1. Without this division the numbers have the same order, but are no probabilities.';

/**
 * Decides between classes by Bayes' rule and shows the work: whether the prior adds up to 1, the joint probability of
 * each class, the evidence, the posterior probabilities and the decision.
 *
 * A prior with another sum than 1 is refused, unless `normalizePrior` divides it out as a step of its own. Of classes
 * that are equally probable the first is taken.
 *
 * @param prior - P(c), [k], at most 100 classes
 * @param likelihood - p(x | c) of what was observed under each class, [k]
 * @param options - `normalizePrior`: whether the prior is divided by its sum first, false where left out; `names` [k]:
 * what the classes are called
 * @returns the derivation; its `result` is what `mapDecision` returns
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where the two are no vectors of
 * one length, DomainError where a number is negative or not finite, the prior does not add up to 1 (within 1e-9), there
 * are too many classes or the evidence is below 1e-280
 * @see R. O. Duda, P. E. Hart and D. G. Stork, "Pattern Classification", 2001, section 2.1
 *
 * @example
 * A course problem: apple, orange or banana?
 * ```ts
 * import { explainBayesDecision, renderText, verifyDerivation } from 'fovea';
 * const names = ['A', 'O', 'B'];
 * const d = explainBayesDecision([0.3, 0.5, 0.2], [0.24, 0.15, 0.38], { names });
 * d.result.index // => 2
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('p(x, A) = P(A) p(x | A) = 0.3 · 0.24 = 0.072') // => true
 * d.conclusion // => 'Decide for B (index 2, counted from 0): its posterior probability is 0.341.'
 * ```
 */
export function explainBayesDecision(
  prior: readonly number[],
  likelihood: readonly number[],
  options?: ExplainBayesOptions,
): Derivation<MapDecision> {
  const { names, normalizePrior } = checkOptions(FN, options, ['normalizePrior', 'names']);
  const own = readNumbers(FN, 'prior', prior);
  const seen = readNumbers(FN, 'likelihood', likelihood);
  const values = bayesPosteriorFor(FN, own, seen, { normalizePrior }) as BayesResult;
  const scaled = isScaled(normalizePrior, values.priorSum);
  const how = { letter: 'c', law: 'P', noun: 'class', scaled };
  const classes = nameHypotheses(FN, own.length, names, how);
  checkEvidence(FN, values.evidence);
  const decision = mapDecision(own, seen, { normalizePrior });
  return createDerivation<MapDecision>({
    topic: 'probability',
    title: 'A decision by Bayes’ rule',
    given: [
      {
        id: 'prior',
        symbol: 'P',
        title: `Prior probabilities${listed(names)}`,
        value: own,
      },
      {
        id: 'likelihood',
        symbol: 'p(x \\mid \\cdot)',
        title: `How probable the observation x is under each${listed(names)}`,
        value: seen,
      },
    ],
    steps: [
      ...priorSteps(classes, values.priorSum),
      ...bayesSteps(classes, values, UNDIVIDED),
      {
        id: 'decision',
        symbol: '\\hat c',
        title: `Decide for the largest posterior, that of ${classes.words[decision.index]}`,
        formula: '\\hat c = \\operatorname*{arg\\,max}_c P(c \\mid x)',
        check: stepOperations.argmax(refer('posterior')),
        value: decision.index,
        table: overview(classes),
        note: decisionNote(classes, decision, seen),
      },
    ],
    result: decision,
    answer: { record: { index: refer('decision'), posterior: refer('posterior') } },
    conclusion: `Decide for ${classes.words[decision.index]} (index ${decision.index}, counted from 0): its posterior probability is ${short(decision.posterior.get(decision.index))}.`,
    sources: [
      'R. O. Duda, P. E. Hart, D. G. Stork, "Pattern Classification", second edition, Wiley 2001, section 2.1.',
    ],
  });
}

function listed(names: readonly string[] | undefined): string {
  if (names === undefined) return '';
  return ` (${names.join(', ')})`;
}

function overview(classes: Hypotheses): StepTable {
  return {
    corner: 'class',
    columns: ['prior', 'likelihood', 'joint', 'posterior'],
    rows: classes.words.map((label, k) => ({
      label,
      cells: [
        priorOf(classes, k),
        likelihoodOf(classes, k),
        jointOf(classes, k),
        posteriorOf(classes, k),
      ],
    })),
  };
}

function decisionNote(
  { words }: Hypotheses,
  { index, posterior }: MapDecision,
  likelihood: readonly number[],
): string {
  const most = posterior.get(index);
  const equals = words.filter((_, k) => posterior.get(k) === most);
  const likeliest = likelihood.indexOf(Math.max(...likelihood));
  const parts = [
    'Classes are counted from 0 here. The evidence divides all of them, so it does not change which is largest.',
  ];
  if (equals.length > 1)
    parts.push(`${equals.join(' and ')} are equally probable; the first is taken.`);
  if (likelihood[likeliest] !== likelihood[index])
    parts.push(
      `The likelihood alone would have chosen ${words[likeliest]}: the prior outweighs it.`,
    );
  return parts.join(' ');
}
