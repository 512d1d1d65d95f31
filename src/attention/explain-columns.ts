// Attention with tokens as columns, as some books write it, step by step beside the same with tokens as rows.
import { matmul } from '../array/matmul.js';
import { transpose } from '../array/shape.js';
import { checkOptions } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  divide,
  matmul as product,
  softmax,
  sqrt,
  transpose as turned,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { ATTENTION_SOURCE } from './explain-scaled-dot-product.js';
import { type AttentionStages, attentionStagesFor } from './stages.js';

/** The matrices of one head of attention; the same ones whether tokens are columns or rows. */
export interface ColumnAttentionParameters {
  /** Makes queries, [D, d]. */
  readonly wq: ArrayInput;
  /** Makes keys, [D, d]. */
  readonly wk: ArrayInput;
  /** Makes values, [D, e]. */
  readonly wv: ArrayInput;
}

/** What `explainColumnAttention` arrives at, with a column for each token. */
export interface ExplainedColumnAttention {
  /** How much each query, a column, takes of each value, a row, [n, n]; columns add up to 1. */
  readonly weights: FloatNdArray;
  /** What comes out, [e, n]. */
  readonly output: FloatNdArray;
}

const FN = 'explainColumnAttention';

/** More tokens, or numbers of one, no one reads. */
const MOST = 6;

/**
 * Computes attention of few tokens that stand in columns, and shows the work, each step beside the same with tokens as rows:
 * queries, keys and values, scores, the softmax, and the output.
 *
 * $$Z = V \operatorname{softmax}_{\text{columns}} \Bigl( \frac{K^\top Q}{\sqrt d} \Bigr), \quad Q = W_Q^\top X, \;
 * K = W_K^\top X, \; V = W_V^\top X$$
 *
 * Every matrix is the transposed one of the other convention, $Q' = X' W_Q$ with $X' = X^\top$, so factors change places and
 * the softmax, which runs over the keys, goes down the columns instead of along the rows. This library has tokens as rows.
 *
 * @param x - tokens, one a column, [D, n], at most 6 of 6 numbers
 * @param parameters - `wq` [D, d], `wk` [D, d] and `wv` [D, e], at most 6 wide
 * @returns the derivation; its `result` holds `weights` and `output` with a column for each token: those of
 * `attentionStages` for tokens as rows, transposed
 * @throws KindError where something is no array, unknown or missing, ShapeError where shapes do not fit or exceed 6,
 * DomainError where a number is not finite
 * @see B. Ghojogh, A. Ghodsi, "Attention mechanism, transformers, BERT, and GPT: tutorial and survey", 2020, section 3, for
 * columns; A. Vaswani et al., "Attention is all you need", 2017, equation 1, for rows
 *
 * @example
 * Two equal tokens take half of each value.
 * ```ts
 * import { explainColumnAttention, toNested, verifyDerivation } from 'fovea';
 * const one = [[1, 0], [0, 1]];
 * const d = explainColumnAttention([[1, 1], [2, 2]], { wq: one, wk: one, wv: [[3], [0]] });
 * toNested(d.result.weights) // => [[0.5, 0.5], [0.5, 0.5]]
 * toNested(d.result.output) // => [[3, 3]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainColumnAttention(
  x: ArrayInput,
  parameters: ColumnAttentionParameters,
): Derivation<ExplainedColumnAttention> {
  const given = checkOptions(FN, parameters, ['wq', 'wk', 'wv'], 'parameters');
  const columns = readFewRows(FN, 'x', x, [MOST, MOST]);
  const read = (name: 'wq' | 'wk' | 'wv', width?: number): number[][] => {
    const matrix = readFewRows(FN, name, given[name], [MOST, MOST]);
    const own = matrix[0]!.length;
    if (matrix.length === columns.length && own === (width ?? own)) return matrix;
    const expected = `shape (D=${columns.length}, ${width === undefined ? 'd' : `d=${width}`})`;
    const got = `(${matrix.length}, ${own})`;
    throw new ShapeError({ function: FN, argument: name, expected, got });
  };
  const wq = read('wq');
  const d = wq[0]!.length;
  const [wk, wv] = [read('wk', d), read('wv')];
  const rows = transpose(columns) as FloatNdArray;
  const [q, k, v] = [matmul(rows, wq), matmul(rows, wk), matmul(rows, wv)];
  const stages = attentionStagesFor(FN, q, k, v) as AttentionStages;
  const result = { weights: turn(stages.weights), output: turn(stages.output) };
  const matrix = (name: string, symbol: string, what: string, value: number[][]): Given => {
    return { id: name, symbol, title: `Makes ${what}`, value };
  };
  return createDerivation<ExplainedColumnAttention>({
    topic: 'attention',
    title: 'Attention with tokens as columns, beside tokens as rows',
    given: [
      { id: 'x', symbol: 'X', title: 'The tokens, one a column', value: columns },
      matrix('wq', 'W_Q', 'queries', wq),
      matrix('wk', 'W_K', 'keys', wk),
      matrix('wv', 'W_V', 'values', wv),
      { id: 'd', symbol: 'd', title: 'Width of queries and keys', value: d },
    ],
    steps: [
      {
        id: 'rows',
        symbol: "X'",
        title: 'The same tokens, one a row; a prime marks what belongs to rows',
        check: turned(refer('x')),
        value: rows,
      },
      projections('q', 'Q', 'Queries', q),
      projections('k', 'K', 'Keys', k),
      projections('v', 'V', 'Values', v),
      pair('scores', 'Scores: each query times each key, divided by the root of the width', [
        {
          id: 'scores',
          symbol: 'S',
          title: 'Tokens as columns: column j belongs to query j, row i to key i',
          check: divide(product(turned(refer('k')), refer('q')), sqrt(refer('d'))),
          value: turn(stages.scaled),
        },
        {
          id: 'scores-rows',
          symbol: "S'",
          title: 'Tokens as rows: row i belongs to query i, column j to key j',
          check: divide(product(refer('q-rows'), turned(refer('k-rows'))), sqrt(refer('d'))),
          value: stages.scaled,
        },
      ]),
      pair('weights', 'Weights: the softmax over the keys, so that each query’s add up to 1', [
        {
          id: 'weights',
          symbol: 'A',
          title: 'Tokens as columns: down each column',
          formula: 'A_{ij} = \\frac{e^{S_{ij}}}{\\sum_k e^{S_{kj}}}',
          ...plain('\\operatorname{softmax}_{\\text{columns}}(S)'),
          check: softmax(refer('scores'), 0),
          value: result.weights,
        },
        {
          id: 'weights-rows',
          symbol: "A'",
          title: 'Tokens as rows: along each row',
          formula: "A'_{ij} = \\frac{e^{S'_{ij}}}{\\sum_k e^{S'_{ik}}}",
          ...plain("\\operatorname{softmax}_{\\text{rows}}(S')"),
          check: softmax(refer('scores-rows'), 1),
          value: stages.weights,
        },
      ]),
      pair('output', 'Output: the weighted means of the values', [
        {
          id: 'output',
          symbol: 'Z',
          title: 'Tokens as columns: the values stand on the left',
          check: product(refer('v'), refer('weights')),
          value: result.output,
        },
        {
          id: 'output-rows',
          symbol: "Z'",
          title: 'Tokens as rows: the values stand on the right',
          check: product(refer('weights-rows'), refer('v-rows')),
          value: stages.output,
        },
      ]),
      {
        id: 'same',
        symbol: "Z'^{\\top}",
        title: 'Both say the same: transposed, the rows are the columns',
        formula: "Z'^{\\top} = Z",
        check: turned(refer('output-rows')),
        value: result.output,
      },
    ],
    result,
    answer: { record: { weights: refer('weights'), output: refer('output') } },
    conclusion:
      'Nothing is different but the notation: every matrix is transposed, so factors change places.',
    sources: [
      'B. Ghojogh, A. Ghodsi, "Attention mechanism, transformers, BERT, and GPT: tutorial and survey", 2020, section 3.',
      ATTENTION_SOURCE,
    ],
  });
}

/** The transposed matrix, in storage of its own. */
function turn(matrix: FloatNdArray): FloatNdArray {
  return transpose(matrix) as FloatNdArray;
}

/** Numbers put in would fill pages, and the formula says it. */
function plain(substitution: string): { readonly substitution: string } {
  return { substitution };
}

/** A step of both conventions, one below the other. */
function pair(id: string, title: string, steps: readonly StepDraft[]): StepDraft {
  return { kind: 'statement', id: `both-${id}`, title, steps };
}

/** Queries, keys or values; `made` has them as rows. */
function projections(id: string, symbol: string, name: string, made: FloatNdArray): StepDraft {
  return pair(id, name, [
    {
      id,
      symbol,
      title: 'Tokens as columns: the transposed matrix stands on the left',
      check: product(turned(refer(`w${id}`)), refer('x')),
      value: turn(made),
    },
    {
      id: `${id}-rows`,
      symbol: `${symbol}'`,
      title: 'Tokens as rows: the matrix stands on the right',
      check: product(refer('rows'), refer(`w${id}`)),
      value: made,
    },
  ]);
}
