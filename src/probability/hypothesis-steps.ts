// Steps that derivations about hypotheses share: how each is called, joint probabilities, evidence and posterior.
import { bindShapes } from '../core/check.js';
import { readArray } from '../core/create.js';
import { DomainError, KindError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import { mathText } from '../derivation/formula-words.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { StepValue } from '../derivation/types.js';

/** More hypotheses than these no one reads. */
const MOST_HYPOTHESES = 100;

/** Smaller evidence is the sum of products that have lost digits. */
const SMALLEST_EVIDENCE = 1e-280;

/** How hypotheses are called. */
export interface Hypotheses {
  /** In formulas, in LaTeX. */
  readonly symbols: readonly string[];
  /** In sentences. */
  readonly words: readonly string[];
  /** What stands for any of them in a general formula. */
  readonly letter: string;
  /** The letter of probabilities. */
  readonly law: string;
  /** Whether the prior is divided by its sum. */
  readonly scaled: boolean;
}

/** One number for each hypothesis, from vectors of any kind, to be worked with in float64. */
export function readNumbers(fn: string, argument: string, input: ArrayInput): number[] {
  const read = readArray(fn, argument, input, 'float64');
  bindShapes(fn, { [argument]: [read, 'k'] });
  return Array.from(read.data);
}

/** Checks how many hypotheses there are, and names them. */
export function nameHypotheses(
  fn: string,
  count: number,
  names: readonly string[] | undefined,
  how: Pick<Hypotheses, 'letter' | 'law' | 'scaled'> & { readonly noun: string },
): Hypotheses {
  if (count > MOST_HYPOTHESES) {
    throw new DomainError({
      function: fn,
      argument: 'prior',
      expected: `at most ${MOST_HYPOTHESES} hypotheses`,
      got: String(count),
    });
  }
  const { letter, noun } = how;
  if (names === undefined) {
    const symbols = Array.from({ length: count }, (_, k) => `${letter}_{${k + 1}}`);
    return { ...how, symbols, words: symbols.map((_, k) => `${noun} ${k + 1}`) };
  }
  const fits =
    Array.isArray(names) &&
    names.length === count &&
    Array.from(names).every((n) => typeof n === 'string');
  if (!fits) {
    throw new KindError({
      function: fn,
      argument: 'names',
      expected: `a list of ${count} words`,
      got: Array.isArray(names) ? `a list of ${names.length}` : typeof names,
    });
  }
  // A single letter is set as one, a word as a word.
  const symbols = names.map((name) => (/^[A-Za-z]$/.test(name) ? name : mathText(name)));
  return { ...how, symbols, words: names };
}

/** Refuses evidence that is no float worth showing. */
export function checkEvidence(fn: string, evidence: number): void {
  if (evidence >= SMALLEST_EVIDENCE) return;
  throw new DomainError({
    function: fn,
    argument: 'likelihood',
    expected: `numbers that can be shown: evidence of at least ${SMALLEST_EVIDENCE}`,
    got: `evidence of ${evidence}`,
  });
}

/** The prior of a hypothesis; marked by a prime where the given one was divided by its sum. */
export function priorOf({ symbols, law, scaled }: Hypotheses, k: number): StepReference {
  const [id, mark] = scaled ? ['scaled-prior', "'"] : ['prior', ''];
  return refer(id, [k], `${law}${mark}(${symbols[k]})`);
}

/** The likelihood of a hypothesis. */
export function likelihoodOf({ symbols }: Hypotheses, k: number): StepReference {
  return refer('likelihood', [k], `p(x \\mid ${symbols[k]})`);
}

/** The joint probability of a hypothesis and what was observed. */
export function jointOf({ symbols }: Hypotheses, k: number): StepReference {
  return refer('joint', [k], `p(x, ${symbols[k]})`);
}

/** The posterior of a hypothesis. */
export function posteriorOf({ symbols, law }: Hypotheses, k: number): StepReference {
  return refer('posterior', [k], `${law}(${symbols[k]} \\mid x)`);
}

/** An expression for each hypothesis. */
function eachOf({ symbols }: Hypotheses, make: (k: number) => StepExpression): StepExpression[] {
  return symbols.map((_, k) => make(k));
}

/** A step that computes one number for each hypothesis, one after the other. */
export function listStep(
  hypotheses: Hypotheses,
  parts: {
    /** Name of the list; its parts are called after it. */
    readonly id: string;
    /** What the step does. */
    readonly title: string;
    /** A remark. */
    readonly note?: string | undefined;
    /** How the list is called in formulas. */
    readonly symbol?: string | undefined;
    /** The general formula. */
    readonly formula: string;
    /** What the library's function returned, where it has one. */
    readonly value?: StepValue | undefined;
    /** How the number of a hypothesis is called. */
    readonly symbolOf: (k: number) => string;
    /** How it is computed. */
    readonly check: (k: number) => StepExpression;
    /** What the library's function returned for it, where it has one. */
    readonly numberOf?: ((k: number) => number) | undefined;
    /** A remark about it. */
    readonly noteOf?: ((k: number) => string | undefined) | undefined;
  },
): StepDraft {
  const { id, title, note, symbol, formula, value } = parts;
  const { symbolOf, check, numberOf, noteOf } = parts;
  const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return {
    id,
    title,
    note,
    symbol,
    formula,
    check: { list: eachOf(hypotheses, (k) => refer(`${id}-${k}`)) },
    value,
    steps: hypotheses.words.map(
      (words, k): StepDraft => ({
        id: `${id}-${k}`,
        title: capital(words),
        symbol: symbolOf(k),
        check: check(k),
        value: numberOf?.(k),
        note: noteOf?.(k),
      }),
    ),
  };
}

/** Joint probabilities, evidence and posterior. */
export interface BayesValues {
  /** Values of the step. */
  readonly joint: { get(k: number): number } & StepValue;
  /** Value of the step. */
  readonly evidence: number;
  /** Values of the step. */
  readonly posterior: { get(k: number): number } & StepValue;
}

/** The steps from prior and likelihood to the posterior. */
export function bayesSteps(
  hypotheses: Hypotheses,
  { joint, evidence, posterior }: BayesValues,
  note: string,
): StepDraft[] {
  const { add, divide, multiply } = stepOperations;
  const { letter, law, scaled } = hypotheses;
  const [first, ...rest] = eachOf(hypotheses, (k) => jointOf(hypotheses, k));
  return [
    listStep(hypotheses, {
      id: 'joint',
      title: 'Multiply prior and likelihood',
      formula: `p(x, ${letter}) = ${law}${scaled ? "'" : ''}(${letter})\\,p(x \\mid ${letter})`,
      value: joint,
      symbolOf: (k) => `p(x, ${hypotheses.symbols[k]})`,
      check: (k) => multiply(priorOf(hypotheses, k), likelihoodOf(hypotheses, k)),
      numberOf: (k) => joint.get(k),
    }),
    {
      id: 'evidence',
      symbol: 'p(x)',
      title: 'Add them up: the evidence, the probability of what was observed',
      check: add(first!, ...rest),
      value: evidence,
    },
    listStep(hypotheses, {
      id: 'posterior',
      title: 'Divide by the evidence: the posterior probabilities',
      note,
      formula: `${law}(${letter} \\mid x) = \\frac{p(x, ${letter})}{p(x)}`,
      value: posterior,
      symbolOf: (k) => `${law}(${hypotheses.symbols[k]} \\mid x)`,
      check: (k) => divide(jointOf(hypotheses, k), refer('evidence')),
      numberOf: (k) => posterior.get(k),
    }),
  ];
}

/** The check of the prior's sum, and its division where that was asked for. */
export function priorSteps({ law, letter, scaled }: Hypotheses, priorSum: number): StepDraft[] {
  const { divide, sum } = stepOperations;
  const check: StepDraft = {
    id: 'prior-sum',
    symbol: 's',
    title: 'Check that the prior adds up to 1',
    formula: `s = \\sum_{${letter}} ${law}(${letter})`,
    check: sum(refer('prior')),
    value: priorSum,
    note: scaled
      ? `It adds up to ${short(priorSum, 12)}, so it is no distribution as it stands: each number is divided by the sum. If a digit was misread, mend that instead.`
      : 'It does.',
  };
  if (!scaled) return [check];
  return [
    check,
    {
      id: 'scaled-prior',
      symbol: `${law}'`,
      title: 'Divide the prior by its sum',
      formula: `${law}'(${letter}) = \\frac{${law}(${letter})}{s}`,
      check: divide(refer('prior'), refer('prior-sum')),
      note: 'The posterior probabilities would be the same without: a factor that all share cancels. Joint probabilities and evidence would not.',
    },
  ];
}

/** Whether a prior was divided by its sum, so that it shows. */
export function isScaled(normalizePrior: boolean | undefined, priorSum: number): boolean {
  return normalizePrior === true && Math.abs(priorSum - 1) > 1e-9;
}

/** A number in a sentence. */
export function short(x: number, digits = 3): string {
  return String(Number(x.toPrecision(digits))).replace('-', '−');
}
