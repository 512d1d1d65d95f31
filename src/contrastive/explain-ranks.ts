// How often the right answer is among the first k, row by row.

import { readArray } from '../core/create.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  count,
  divide,
  greater,
  greaterEqual,
  lessEqual,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type RecallOptions, recallAtKFor, topKAccuracyFor } from './ranks.js';

/** More rows or columns no one reads. */
const MOST: readonly [number, number] = [8, 10];

/**
 * Computes the top-k accuracy of a classifier on few samples, and shows the work: the rank of the right class of each
 * sample, whether it is among the first k, and the share of samples of which it is.
 *
 * @param scores - logits, probabilities or similarities, [n, C], at most 8 samples and 10 classes
 * @param labels - the right class of each sample, [n], counted from 0
 * @param k - how many count, 1 to C
 * @returns the derivation; its `result` is what `topKAccuracy` returns
 * @throws as `topKAccuracy`; ShapeError for more than 8 samples or 10 classes
 *
 * @example
 * The second sample has its right class in second place.
 * ```ts
 * import { explainTopKAccuracy, verifyDerivation } from 'fovea';
 * const d = explainTopKAccuracy([[0.7, 0.2, 0.1], [0.3, 0.1, 0.6]], [0, 0], 1);
 * d.result // => 0.5
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTopKAccuracy(
  scores: ArrayInput,
  labels: ArrayInput,
  k: number,
): Derivation<number> {
  const table = readFewRows('explainTopKAccuracy', 'scores', scores, MOST);
  const result = topKAccuracyFor('explainTopKAccuracy', table, labels, k);
  const right = Array.from(readArray('explainTopKAccuracy', 'labels', labels, 'float64').data);
  return derivation({
    title: k === 1 ? 'Accuracy of a classifier' : `Top-${k} accuracy of a classifier`,
    given: 'The scores of the classes, one row a sample',
    row: 'sample',
    column: 'class',
    table,
    right,
    k,
    result,
    conclusion: `The right class ${k === 1 ? 'comes first' : `is among the first ${k}`} for the share ${inWords(result)} of the samples.`,
  });
}

/**
 * Computes the recall at k of a small retrieval, and shows the work: the rank of what is right in each row, whether it is
 * among the k nearest, and the share of rows of which it is.
 *
 * Rows ask, columns are searched; for the other direction transpose the table. Of several right columns the best counts.
 *
 * @param similarities - [n, m], at most 8 rows and 10 columns
 * @param k - how many of the nearest count, 1 to m
 * @param options - `right`: for each row the column that is right, or a list of them; column i for row i where left out
 * @returns the derivation; its `result` is what `recallAtK` returns
 * @throws as `recallAtK`; ShapeError for more than 8 rows or 10 columns
 *
 * @example
 * The second of three images has its own text only in second place.
 * ```ts
 * import { explainRecallAtK, verifyDerivation } from 'fovea';
 * const similarities = [[0.9, 0.1, 0.3], [0.8, 0.5, 0.2], [0.1, 0.2, 0.6]];
 * const d = explainRecallAtK(similarities, 1);
 * d.result // => 0.6666667
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainRecallAtK(
  similarities: ArrayInput,
  k: number,
  options?: RecallOptions,
): Derivation<number> {
  const table = readFewRows('explainRecallAtK', 'similarities', similarities, MOST);
  const result = recallAtKFor('explainRecallAtK', table, k, options);
  const right = table.map((row, i) => {
    const own = options?.right?.[i] ?? i;
    const list: readonly number[] = typeof own === 'number' ? [own] : own;
    // The one that comes first; of equals the lower column.
    return list.reduce((a, b) => (row[b]! > row[a]! || (row[b] === row[a] && b < a) ? b : a));
  });
  return derivation({
    title: `Recall at ${k} of a retrieval`,
    given: 'The similarities: rows ask, columns are searched',
    row: 'row',
    column: 'column',
    table,
    right,
    k,
    result,
    conclusion: `Something right is ${k === 1 ? 'nearest' : `among the ${k} nearest`} for the share ${inWords(result)} of the rows.`,
  });
}

interface Ranking {
  readonly title: string;
  readonly given: string;
  readonly row: string;
  readonly column: string;
  readonly table: number[][];
  readonly right: readonly number[];
  readonly k: number;
  readonly result: number;
  readonly conclusion: string;
}

function derivation(parts: Ranking): Derivation<number> {
  const { table, right, k, result } = parts;
  return createDerivation<number>({
    topic: 'contrastive',
    title: parts.title,
    given: [
      { id: 'scores', symbol: 'S', title: parts.given, value: table },
      {
        id: 'right',
        symbol: 'c',
        title: `The right ${parts.column} of each ${parts.row}, counted from 0`,
        value: [...right],
      },
      { id: 'k', symbol: 'k', title: 'How many of the first count', value: k },
    ],
    steps: [
      {
        id: 'ranks',
        symbol: 'r',
        title: `The place of the right ${parts.column} in each ${parts.row}: one more than those before it`,
        check: { list: right.map((_, i) => refer(`rank-${i}`)) },
        steps: right.map((own, i) => rankStep(parts, i, own)),
      },
      {
        id: 'hits',
        symbol: 'h',
        title: k === 1 ? 'How many come first' : `How many are among the first ${k}`,
        formula: 'h = \\left|\\{i : r_i \\le k\\}\\right|',
        check: count(lessEqual(refer('ranks'), refer('k'))),
      },
      {
        id: 'share',
        symbol: 'R',
        title: `Their share of all ${table.length}`,
        check: divide(refer('hits'), table.length),
        value: result,
      },
    ],
    result,
    answer: refer('share'),
    conclusion: parts.conclusion,
  });
}

function rankStep({ table, row, column }: Ranking, i: number, own: number): StepDraft {
  const mine = refer('scores', [i, own], `S_{${i + 1},${own + 1}}`);
  const others = table[i]!.map((_, j) => j).filter((j) => j !== own);
  // Of equals the lower one comes first.
  const before: StepExpression[] = others.map((j) => {
    const other = refer('scores', [i, j], `S_{${i + 1},${j + 1}}`);
    return j < own ? greaterEqual(other, mine) : greater(other, mine);
  });
  const tied = others.some((j) => table[i]![j] === table[i]![own]);
  return {
    id: `rank-${i}`,
    symbol: `r_{${i + 1}}`,
    title: `In ${row} ${i + 1}, where ${column} ${own} is right`,
    formula: `r_{${i + 1}} = 1 + \\left|\\{j : S_{${i + 1},j} > S_{${i + 1},c_{${i + 1}}}\\}\\right|`,
    check: before.length === 0 ? 1 : add(1, count({ list: before })),
    ...(tied ? { note: `Of equal numbers that of the lower ${column} comes first.` } : {}),
  };
}
