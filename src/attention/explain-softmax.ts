// The softmax of a few scores, worked out: exponentials, their sum, and the shares.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';

const { divide, exp, max, subtract, sum } = stepOperations;

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
  const { prefix, scores, values, score, share, mark, row } = problem;
  const of = row === '' ? '' : `_{${row}}`;
  const each = (symbol: string): string => `${symbol}_{${row.length > 1 ? `${row},j` : `${row}j`}}`;
  const [top, exponential, total] = [`t${mark}${of}`, each(`e${mark}`), `Z${mark}${of}`];
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
        symbol: `e${mark}${of}`,
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
