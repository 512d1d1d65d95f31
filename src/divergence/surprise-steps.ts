// How surprising the right answers are, row by row: the steps that losses of language models share.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { divide, exp, log, subtract, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { logSoftmax } from '../gradient/softmax.js';

/** A row of scores and the answer that is right. */
export interface AskedRow {
  /** Its place in the table with the id "logits". */
  readonly row: number;
  /** The right answer, counted from 0. */
  readonly answer: number;
  /** What is asked, in plain words. */
  readonly title: string;
}

/**
 * The surprise of each right answer, $-\ln p$, in nats, from its score and those of all answers.
 *
 * @param logits - the table
 * @param asked - which rows count
 * @returns one step a row, with the ids "surprise-0", "surprise-1", …
 */
export function surpriseSteps(
  logits: readonly (readonly number[])[],
  asked: readonly AskedRow[],
): StepDraft[] {
  const logs = logSoftmax(logits);
  return asked.map(({ row, answer, title }, k): StepDraft => {
    const scores = refer('logits', [row], `z_{${row + 1}}`);
    const own = refer('logits', [row, answer], `z_{${row + 1},${answer + 1}}`);
    const total: StepExpression = refer(`total-${k}`);
    return {
      id: `surprise-${k}`,
      symbol: `h_{${row + 1}}`,
      title,
      formula: `h_{${row + 1}} = -\\ln \\frac{e^{z_{${row + 1},${answer + 1}}}}{\\sum_j e^{z_{${row + 1},j}}} = \\ln \\sum_j e^{z_{${row + 1},j}} - z_{${row + 1},${answer + 1}}`,
      check: subtract(log(total), own),
      value: -logs.get(row, answer),
      steps: [
        {
          id: `total-${k}`,
          symbol: `S_{${row + 1}}`,
          title: 'The sum of the exponentials of all scores',
          check: sum(exp(scores)),
        },
        {
          id: `probability-${k}`,
          symbol: `p_{${row + 1}}`,
          title: 'The probability that the right one was given',
          check: divide(exp(own), total),
          value: Math.exp(logs.get(row, answer)),
        },
      ],
    };
  });
}
