// Divergences of small distributions, solved as a person would: one outcome after the other, then the sum.
import { checkOptions } from '../core/check.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { readRows, readSettings } from './distributions.js';
import { crossEntropy, entropy, klDivergence } from './kl-divergence.js';
import { klTerms } from './kl-terms.js';

/** What `explainKlDivergence` and `explainCrossEntropy` may be told. */
export interface ExplainDivergenceOptions {
  /** Base of the logarithm, above 1: 2 for bits, 10 for bans; e, for nats, where left out. */
  readonly base?: number | undefined;
}

/** More outcomes than these no one reads. */
const MOST_OUTCOMES = 100;

interface Problem {
  readonly p: readonly number[];
  readonly q: readonly number[];
  readonly base: number | undefined;
  readonly unit: string;
}

function readProblem(
  fn: string,
  p: readonly number[],
  q: readonly number[],
  options: ExplainDivergenceOptions | undefined,
): Problem {
  const { base } = checkOptions(fn, options, ['base']);
  readSettings(fn, { base });
  const { arrays, shape, length } = readRows(fn, ['p', 'q'], [p, q], -1);
  if (shape.length > 0) {
    throw new ShapeError({ function: fn, argument: 'p', expected: 'a vector', got: 'rows' });
  }
  if (length > MOST_OUTCOMES) {
    throw new DomainError({
      function: fn,
      argument: 'p',
      expected: `at most ${MOST_OUTCOMES} outcomes`,
      got: String(length),
    });
  }
  const [own, other] = [Array.from(arrays[0]!.data), Array.from(arrays[1]!.data)];
  const at = own.findIndex((value, k) => value > 0 && other[k] === 0);
  if (at >= 0) {
    throw new DomainError({
      function: fn,
      argument: 'q',
      expected: 'a probability above 0 wherever p has one (else the result is infinite)',
      got: `0 at [${at}], where p is ${own[at]}`,
    });
  }
  const plain = base === undefined || base === Math.E;
  const unit = plain
    ? 'nats'
    : base === 2
      ? 'bits'
      : base === 10
        ? 'bans'
        : `units of base ${base}`;
  return { p: own, q: other, base: plain ? undefined : base, unit };
}

const part = (id: 'p' | 'q', k: number): StepExpression => refer(id, [k], `${id}_{${k + 1}}`);

function shareSteps(
  { p }: Problem,
  values: (k: number) => number,
  term: (k: number) => StepExpression,
): StepDraft[] {
  return p.map((value, k): StepDraft => {
    const absent = value === 0;
    return {
      id: `share-${k}`,
      symbol: `s_{${k + 1}}`,
      title: `Outcome ${k + 1}`,
      check: absent ? 0 : term(k),
      value: values(k),
      ...(absent ? { note: 'p is 0 here, so the outcome never occurs and has no share.' } : {}),
    };
  });
}

/**
 * Computes the Kullback–Leibler divergence of p from q and shows the work: the share of each outcome with its sign,
 * and their sum, in the unit of the base.
 *
 * @param p - probabilities, where the expectation is taken
 * @param q - probabilities, none 0 where p is above 0
 * @param options - `base`: of the logarithm, e where left out
 * @returns the derivation; its `result` is what `klDivergence` returns
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ, DomainError
 * where p or q is no distribution, there are more than 100 outcomes or the divergence is infinite
 *
 * @example
 * From the course, in bits: 0.4 log₂ 0.8 + 0 + 0.2 log₂ 2.
 * ```ts
 * import { explainKlDivergence, renderText, verifyDerivation } from 'fovea';
 * const d = explainKlDivergence([0.4, 0.4, 0.2], [0.5, 0.4, 0.1], { base: 2 });
 * d.result // => 0.071228762
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('0.0712288') // => true
 * ```
 */
export function explainKlDivergence(
  p: readonly number[],
  q: readonly number[],
  options?: ExplainDivergenceOptions,
): Derivation<number> {
  const problem = readProblem('explainKlDivergence', p, q, options);
  const { base, unit } = problem;
  const { divide, log, multiply, sum } = stepOperations;
  const result = klDivergence(problem.p, problem.q, { base });
  const shares = klTerms(problem.p, problem.q, { base });
  return createDerivation({
    topic: 'divergence',
    title: 'Kullback–Leibler divergence of p from q',
    given: givenPair(problem),
    steps: [
      {
        id: 'shares',
        symbol: 's',
        title: 'The share of each outcome',
        formula: `s_i = p_i ${logarithm(base)} \\frac{p_i}{q_i}`,
        note: 'A share is negative where p is smaller than q: the sign counts.',
        check: { list: problem.p.map((_, k) => refer(`share-${k}`)) },
        value: shares,
        steps: shareSteps(
          problem,
          (k) => shares.get(k),
          (k) => multiply(part('p', k), log(divide(part('p', k), part('q', k)), base)),
        ),
      },
      {
        id: 'divergence',
        symbol: 'D',
        title: `Add them up, in ${unit}`,
        check: sum(refer('shares')),
        value: result,
      },
    ],
    result,
    answer: refer('divergence'),
    conclusion: conclusionOf(problem, result, klDivergence(problem.q, problem.p, { base })),
    sources: ['S. Kullback and R. A. Leibler, "On information and sufficiency", 1951.'],
  });
}

/**
 * Computes the cross-entropy of p and q and shows the work: what each outcome adds, their sum, and the entropy and
 * divergence that it consists of.
 *
 * @param p - probabilities, where the expectation is taken
 * @param q - probabilities, none 0 where p is above 0
 * @param options - `base`: of the logarithm, e where left out
 * @returns the derivation; its `result` is what `crossEntropy` returns
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ, DomainError
 * where p or q is no distribution, there are more than 100 outcomes or the cross-entropy is infinite
 *
 * @example
 * A fair coin in a code for a biased one, in bits.
 * ```ts
 * import { explainCrossEntropy, verifyDerivation } from 'fovea';
 * const d = explainCrossEntropy([0.5, 0.5], [0.25, 0.75], { base: 2 });
 * d.result // => 1.20751875
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainCrossEntropy(
  p: readonly number[],
  q: readonly number[],
  options?: ExplainDivergenceOptions,
): Derivation<number> {
  const problem = readProblem('explainCrossEntropy', p, q, options);
  const { base, unit } = problem;
  const { log, multiply, negate, subtract, sum } = stepOperations;
  const result = crossEntropy(problem.p, problem.q, { base });
  const unitLog = base === undefined ? 1 : Math.log(base);
  const share = (k: number): number =>
    problem.p[k] === 0 ? 0 : (-problem.p[k]! * Math.log(problem.q[k]!)) / unitLog;
  const own = problem.p.flatMap((value, k) =>
    value === 0 ? [] : [negate(multiply(part('p', k), log(part('p', k), base)))],
  );
  return createDerivation({
    topic: 'divergence',
    title: 'Cross-entropy of p and q',
    given: givenPair(problem),
    steps: [
      {
        id: 'shares',
        symbol: 's',
        title: 'What each outcome adds',
        formula: `s_i = -p_i ${logarithm(base)} q_i`,
        check: { list: problem.p.map((_, k) => refer(`share-${k}`)) },
        steps: shareSteps(problem, share, (k) =>
          negate(multiply(part('p', k), log(part('q', k), base))),
        ),
      },
      {
        id: 'cross-entropy',
        symbol: 'H(p, q)',
        title: `Add them up, in ${unit}`,
        check: sum(refer('shares')),
        value: result,
      },
      {
        id: 'entropy',
        symbol: 'H(p)',
        title: 'The part that p itself is worth: its entropy',
        check: sum({ list: own }),
        value: entropy(problem.p, { base }),
      },
      {
        id: 'divergence',
        symbol: 'D',
        title: 'The rest is the divergence of p from q',
        check: subtract(refer('cross-entropy'), refer('entropy')),
      },
    ],
    result,
    answer: refer('cross-entropy'),
    conclusion: `The cross-entropy is ${amount(result, unit)}: the entropy of p and the divergence of p from q.`,
  });
}

function givenPair({ p, q }: Problem): Given[] {
  return [
    { id: 'p', symbol: 'p', title: 'The distribution that holds', value: p },
    { id: 'q', symbol: 'q', title: 'The distribution it is compared with', value: q },
  ];
}

// The result with the other unit beside it, and the other direction.
function conclusionOf({ base, unit }: Problem, result: number, back: number): string {
  const nats = result * (base === undefined ? 1 : Math.log(base));
  const other = base === undefined ? amount(nats / Math.LN2, 'bits') : amount(nats, 'nats');
  const reverse = back === Infinity ? 'infinite' : amount(back, unit);
  return `The divergence of p from q is ${amount(result, unit)} (${other}). It is no distance: the other way round it is ${reverse}.`;
}

/** A number with its unit: 1 bit, 2 bits. */
function amount(x: number, unit: string): string {
  const shown = inWords(x);
  return `${shown} ${shown === '1' ? unit.replace(/s\b/, '') : unit}`;
}

function logarithm(base: number | undefined): string {
  return base === undefined ? '\\ln' : `\\log_{${base}}`;
}
