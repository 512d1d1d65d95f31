// Scaled dot-product attention of a few tokens: scores, weights, output.

import { explainScaledDotProductAttention } from '../../attention/explain-scaled-dot-product.js';
import { attentionStages } from '../../attention/stages.js';
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import {
  areTokens,
  areValues,
  dividedBy,
  isSpread,
  productOf,
  type Rows,
  softmaxOf,
  transposeRows,
} from '../rows.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, precisely } from '../wording.js';

type AttentionGiven = { readonly q: Rows; readonly k: Rows; readonly v: Rows };

const DECIMALS = 3;

const widthOf = ({ q }: AttentionGiven): number => q[0]!.length;
const scoresOf = ({ q, k, v }: AttentionGiven): Rows =>
  toNested(attentionStages(q, k, v).scores) as Rows;
/** Q Kᵀ, the softmax of its rows, and the weighted means of the values. */
export const scaledDotProductTopic: Topic<AttentionGiven> = {
  id: 'scaled-dot-product',
  title: 'Scaled dot-product attention',
  quantities: { q: 'matrix', k: 'matrix', v: 'matrix' },
  generate,
  accepts: ({ q, k, v }) =>
    areTokens(q) &&
    areTokens(k) &&
    areValues(v) &&
    isSpread(toNested(attentionStages(q, k, v).weights) as Rows),
  statement: ({ q, k, v }) =>
    [
      `Queries, keys and values are given, one a row${q.length === 1 ? '; there is one query' : ''}:`,
      display(`Q = ${matrixTex(q)}`, `K = ${matrixTex(k)}`, `V = ${matrixTex(v)}`),
      'Work out scaled dot-product attention, $\\operatorname{softmax}(Q K^\\top / \\sqrt{d})\\, V$.',
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt: 'Write down the products $Q K^\\top$ of queries and keys, before they are scaled.',
      marks: 2,
      kind: 'matrix',
      value: () => scoresOf(given),
    },
    {
      id: 'b',
      prompt: `What are the weights of attention, a row for each query? ${precisely(DECIMALS)}`,
      marks: 3,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => softmaxOf(dividedBy(earlier.matrix('a'), Math.sqrt(widthOf(given)))),
      trivial: (earlier) => earlier.matrix('a').every((row) => row.every((x) => x === row[0])),
    },
    {
      id: 'c',
      prompt: `What comes out, a row for each query? ${precisely(DECIMALS)}`,
      marks: 2,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => productOf(earlier.matrix('b'), given.v),
    },
  ],
  misconceptions: [
    {
      id: 'attention-score-uses-v',
      name: 'Queries are compared with values',
      explanation: 'Queries are multiplied with the keys; the values come in only at the end.',
      wrong: { a: ({ q, v }) => productOf(q, transposeRows(v)) },
    },
    {
      id: 'attention-scores-transposed',
      name: 'Rows and columns of the products are mixed up',
      explanation: 'Each query has a row and each key a column: this is the product the other way.',
      wrong: { a: (given) => transposeRows(scoresOf(given)) },
    },
    {
      id: 'attention-scaled-early',
      name: 'The products are scaled already',
      explanation: 'These are the scaled products; they were asked for before scaling.',
      wrong: { a: (given) => dividedBy(scoresOf(given), Math.sqrt(widthOf(given))) },
    },
    {
      id: 'attention-unscaled',
      name: 'The scaling by √d is left out',
      explanation:
        'The products are divided by the square root of the length of a key before the softmax.',
      wrong: { b: (_, earlier) => softmaxOf(earlier.matrix('a')) },
    },
    {
      id: 'attention-scale-by-d',
      name: 'Scaled by d instead of √d',
      explanation: 'The products are divided by the square root of the length, not by the length.',
      wrong: {
        b: (given, earlier) => softmaxOf(dividedBy(earlier.matrix('a'), widthOf(given))),
      },
    },
    {
      id: 'softmax-over-columns',
      name: 'The softmax runs over the wrong axis',
      explanation:
        'Each query shares its attention among the keys, so each row adds up to 1, not each column.',
      wrong: {
        b: (given, earlier) =>
          transposeRows(
            softmaxOf(transposeRows(dividedBy(earlier.matrix('a'), Math.sqrt(widthOf(given))))),
          ),
      },
    },
    {
      id: 'softmax-partial-denominator',
      name: 'Each weight has a denominator of its own',
      explanation:
        'All weights of a query have the same denominator: the sum of the exponentials of its whole row.',
      wrong: {
        b: (given, earlier) =>
          dividedBy(earlier.matrix('a'), Math.sqrt(widthOf(given))).map((row) =>
            row.map((score) => 1 / (1 + Math.exp(-score))),
          ),
      },
    },
    {
      id: 'attention-missing-v',
      name: 'The values are left out',
      explanation: 'These are the weights; what comes out are the means of the values under them.',
      wrong: { c: (_, earlier) => earlier.matrix('b') },
    },
    {
      id: 'attention-value-mean',
      name: 'All values count the same',
      explanation: 'The values count by their weights, not all the same.',
      wrong: {
        c: ({ q, v }) =>
          q.map(() =>
            transposeRows(v).map(
              (column) => column.reduce((sum, each) => sum + each, 0) / column.length,
            ),
          ),
      },
    },
    {
      id: 'attention-keys-for-values',
      name: 'The keys are averaged instead of the values',
      explanation: 'The weights come from the keys, but it is the values that they weigh.',
      wrong: { c: ({ k }, earlier) => productOf(earlier.matrix('b'), k) },
    },
  ],
  solve: ({ q, k, v }): Derivation => explainScaledDotProductAttention(q, k, v),
};

function generate(draw: Draw, difficulty: Difficulty): AttentionGiven {
  const [queries, width] = { easy: [1, 4], medium: [2, 2], hard: [2, 4] }[difficulty] as [
    number,
    number,
  ];
  const low = difficulty === 'easy' ? 0 : -1;
  const rows = (count: number, columns: number, least: number, most: number): number[][] =>
    Array.from({ length: count }, () => draw.integers(columns, least, most));
  return {
    q: rows(queries, width, low, 2),
    k: rows(3, width, low, 2),
    v: rows(3, difficulty === 'hard' ? 4 : 2, difficulty === 'hard' ? -4 : 0, 5),
  };
}
