// The softmax of a few scores, worked out: exponentials, their sum, and the shares.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  exp,
  max,
  multiply,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { StepValue } from '../derivation/types.js';
import { below } from './explain-names.js';

/** Scores above this make exponentials that no one likes to write. */
const LARGE = 20;

/** Scores, and how what comes of them is called. */
export interface SoftmaxProblem {
  /** Put before the ids of the steps. */
  readonly prefix: string;
  /** The scores, as an expression. */
  readonly scores: StepExpression;
  /** Their values, at least one of them above −∞. */
  readonly values: readonly number[];
  /** Symbol of one score without its indices, in LaTeX. */
  readonly score: string;
  /** Symbol of one share without its indices. */
  readonly share: string;
  /** Symbol of an exponential. */
  readonly exponential: string;
  /** Marks of the symbols of the steps, such as that of a head. */
  readonly mark: string;
  /** Index of the row, counted from 1; empty where there is but one. */
  readonly row: string;
}

/** The shares, computed and written, and the steps to them. */
export interface SoftmaxSteps {
  /** Exponentials and their sum. */
  readonly steps: readonly StepDraft[];
  /** The shares. */
  readonly check: StepExpression;
  /** Their formula. */
  readonly formula: string;
}

/**
 * The steps to the softmax of one list of scores.
 *
 * @param problem - the scores and their names
 * @returns exponentials and their sum as steps, and the shares
 */
export function softmaxSteps(problem: SoftmaxProblem): SoftmaxSteps {
  const { prefix, scores, values, score, share, exponential: letter, mark, row } = problem;
  const of = row === '' ? '' : `_{${row}}`;
  const each = (symbol: string): string => `${symbol}_{${row.length > 1 ? `${row},j` : `${row}j`}}`;
  const [top, exponential, total] = [`t${mark}${of}`, each(`${letter}${mark}`), `Z${mark}${of}`];
  const largest = Math.max(...values);
  const shifts = Math.abs(largest) > LARGE;
  const shift: StepDraft = {
    id: `${prefix}largest`,
    symbol: top,
    title: 'Find the largest score',
    note: 'It is subtracted from all of them: the weights stay the same, and no exponential is larger than 1.',
    formula: `${top} = \\max_j ${each(score)}`,
    check: max(scores),
    value: largest,
  };
  const exponent = shifts ? `${each(score)} - ${top}` : each(score);
  const hidden = values.includes(-Infinity);
  return {
    steps: [
      ...(shifts ? [shift] : []),
      {
        id: `${prefix}exponentials`,
        symbol: `${letter}${mark}${of}`,
        title: 'Take the exponentials',
        ...(hidden
          ? { note: 'Nothing is left of what is hidden: e to the power of −∞ is 0.' }
          : {}),
        formula: `${exponential} = e^{${exponent}}`,
        check: exp(shifts ? subtract(scores, refer(`${prefix}largest`)) : scores),
      },
      {
        id: `${prefix}sum`,
        symbol: total,
        title: 'Add them up',
        formula: `${total} = \\sum_j ${exponential}`,
        check: sum(refer(`${prefix}exponentials`)),
      },
    ],
    check: divide(refer(`${prefix}exponentials`), refer(`${prefix}sum`)),
    formula: `${each(share)} = \\frac{${exponential}}{${total}}`,
  };
}

/** The weights of a single query. */
export interface WeightProblem
  extends Pick<SoftmaxProblem, 'scores' | 'values' | 'score' | 'share' | 'exponential'> {
  /** Names of the keys. */
  readonly names: readonly string[];
  /** The weights. */
  readonly value: StepValue;
}

/** The softmax of the scores of a single query, as one step with its parts. */
export function softmaxStep({ names, value, ...rest }: WeightProblem): StepDraft {
  const { steps, formula } = softmaxSteps({ ...rest, prefix: '', mark: '', row: '' });
  const { share, exponential } = rest;
  return {
    id: 'weights',
    symbol: share,
    title: 'Turn the scores into weights by a softmax',
    note: 'They add up to 1.',
    formula,
    check: { list: names.map((_, j) => refer(`weight-${j}`)) },
    value,
    steps: [
      ...steps,
      ...names.map((name, j): StepDraft => shareStep(name, j, share, 'exponentials', exponential)),
    ],
  };
}

/** The share of one key in a sum that stands under the id "sum". */
export function shareStep(
  name: string,
  j: number,
  share: string,
  parts: string,
  part: string,
): StepDraft {
  return {
    id: `weight-${j}`,
    symbol: `${share}${below(j)}`,
    title: `The share of ${name}`,
    check: divide(refer(parts, [j], `${part}${below(j)}`), refer('sum')),
  };
}

/** A weighted mean of a single query. */
export interface AverageProblem {
  /** Id of the step. */
  readonly id: string;
  /** What it does, in plain words. */
  readonly title: string;
  /** Symbol of the mean. */
  readonly symbol: string;
  /** Symbol of a weight; weights stand under the id "weights". */
  readonly share: string;
  /** What is averaged: rows of a matrix. */
  readonly values: { readonly id: string; readonly symbol: string };
  /** The mean. */
  readonly value: StepValue;
  /** How many rows. */
  readonly count: number;
  /** Whether rows have but one element, and the mean is a number. */
  readonly single?: boolean;
}

/** The weighted mean of rows, term by term. */
export function averageStep(problem: AverageProblem): StepDraft {
  const { share, values, count, single = false, ...step } = problem;
  const terms = Array.from({ length: count }, (_, j) =>
    multiply(
      refer('weights', [j], `${share}${below(j)}`),
      refer(values.id, single ? [j, 0] : [j], `${values.symbol}${below(j)}`),
    ),
  );
  return { ...step, check: add(terms[0]!, ...terms.slice(1)) };
}
