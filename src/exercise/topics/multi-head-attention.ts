// Attention in two heads: projections, the weights of a head, the heads side by side, the last projection.
import { explainMultiHeadAttention } from '../../attention/explain-multi-head.js';
import { attentionWeights } from '../../attention/stages.js';
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import {
  besideEachOther,
  columnsOf,
  dividedBy,
  isSpread,
  productOf,
  type Rows,
  softmaxOf,
  transposeRows,
} from '../rows.js';
import type { Earlier, Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, precisely, rowsOf } from '../wording.js';

type HeadsGiven = {
  readonly x: Rows;
  /** The columns of each head stand side by side. */
  readonly wq: Rows;
  readonly wk: Rows;
  readonly wv: Rows;
  readonly wo: Rows;
};

const HEADS = 2;
const DECIMALS = 3;

const widthOf = ({ x }: HeadsGiven): number => x[0]!.length / HEADS;

/** The part of a head in a matrix whose heads stand side by side. */
function headOf(given: HeadsGiven, rows: Rows, head: number): Rows {
  const width = widthOf(given);
  return columnsOf(rows, head * width, (head + 1) * width);
}

function weightsOf(given: HeadsGiven, queries: Rows, head: number): Rows {
  const q = headOf(given, queries, head);
  const k = headOf(given, productOf(given.x, given.wk), head);
  return toNested(attentionWeights(q, k)) as Rows;
}

/** Both heads side by side; the weights of the first one may be a student's. */
function headsOf(given: HeadsGiven, earlier: Earlier): Rows {
  const values = productOf(given.x, given.wv);
  return besideEachOther([
    productOf(earlier.matrix('b'), headOf(given, values, 0)),
    productOf(weightsOf(given, earlier.matrix('a'), 1), headOf(given, values, 1)),
  ]);
}

/** The scaled products of the first head, by another divisor. */
function scoresBy(given: HeadsGiven, queries: Rows, divisor: number): Rows {
  const keys = headOf(given, productOf(given.x, given.wk), 0);
  return dividedBy(productOf(headOf(given, queries, 0), transposeRows(keys)), divisor);
}

/** Self-attention in two heads. */
export const multiHeadAttentionTopic: Topic<HeadsGiven> = {
  id: 'multi-head-attention',
  title: 'Multi-head attention',
  quantities: { x: 'matrix', wq: 'matrix', wk: 'matrix', wv: 'matrix', wo: 'matrix' },
  generate,
  accepts: (given) =>
    [0, 1].every((head) => isSpread(weightsOf(given, productOf(given.x, given.wq), head))),
  statement: (given) => {
    const { x, wq, wk, wv, wo } = given;
    const width = widthOf(given);
    return [
      `Tokens stand in the rows of $X$ and are projected from the right, $Q = X W_Q$ and so on:`,
      display(
        `X = ${matrixTex(x)}`,
        `W_Q = ${matrixTex(wq)},\\quad W_K = ${matrixTex(wk)}`,
        `W_V = ${matrixTex(wv)},\\quad W_O = ${matrixTex(wo)}`,
      ),
      `There are ${HEADS} heads. The first one has the first ${width === 1 ? 'column' : `${width} columns`} of $Q$, $K$ and $V$, the second one the ${width === 1 ? 'other' : 'others'}. Each is scaled dot-product attention of its own.`,
    ].join('\n\n');
  },
  parts: (given) => [
    {
      id: 'a',
      prompt: 'Write down the queries $Q$ of both heads, side by side.',
      marks: 1,
      kind: 'matrix',
      value: () => productOf(given.x, given.wq),
    },
    {
      id: 'b',
      prompt: `What are the weights of attention of the first head, a row for each token? ${precisely(DECIMALS)}`,
      marks: 3,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => weightsOf(given, earlier.matrix('a'), 0),
    },
    {
      id: 'c',
      prompt: `What do the heads give, side by side? ${precisely(DECIMALS)}`,
      marks: 3,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => headsOf(given, earlier),
    },
    {
      id: 'd',
      prompt: `What comes out of multi-head attention? ${precisely(DECIMALS)}`,
      marks: 1,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => productOf(earlier.matrix('c'), given.wo),
    },
  ],
  misconceptions: [
    {
      id: 'projection-transpose',
      name: 'Projected with the transposed matrix',
      explanation: 'Tokens are rows here and are multiplied with the matrix as it stands, X W.',
      wrong: {
        a: ({ x, wq }) => productOf(x, transposeRows(wq)),
        d: ({ wo }, earlier) => productOf(earlier.matrix('c'), transposeRows(wo)),
      },
    },
    {
      id: 'keys-for-queries',
      name: 'The keys are given for the queries',
      explanation: 'Queries are made with their own matrix.',
      wrong: { a: ({ x, wk }) => productOf(x, wk) },
    },
    {
      id: 'attention-scale-by-d-model',
      name: 'Scaled by the width of the model',
      explanation:
        'The products are scaled by the root of the width of one head, not of all of them together.',
      wrong: {
        b: (given, earlier) =>
          softmaxOf(scoresBy(given, earlier.matrix('a'), Math.sqrt(HEADS * widthOf(given)))),
      },
    },
    {
      id: 'mha-one-head',
      name: 'All columns are taken as one head',
      explanation: 'The first head sees only its own columns of the queries and keys.',
      wrong: {
        b: ({ x, wk }, earlier) =>
          toNested(attentionWeights(earlier.matrix('a'), productOf(x, wk))) as Rows,
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
            softmaxOf(
              transposeRows(scoresBy(given, earlier.matrix('a'), Math.sqrt(widthOf(given)))),
            ),
          ),
      },
    },
    {
      id: 'mha-shared-weights',
      name: 'Both heads use the weights of the first',
      explanation: 'Each head has weights of its own, from its own queries and keys.',
      wrong: {
        c: ({ x, wv }, earlier) => productOf(earlier.matrix('b'), productOf(x, wv)),
      },
    },
    {
      id: 'mha-heads-swapped',
      name: 'The heads stand in the wrong order',
      explanation: 'The first head comes first when they are put side by side.',
      wrong: {
        c: (given, earlier) => {
          const both = headsOf(given, earlier);
          return besideEachOther([headOf(given, both, 1), headOf(given, both, 0)]);
        },
      },
    },
    {
      id: 'mha-no-output-projection',
      name: 'The last projection is left out',
      explanation: 'The heads side by side are still multiplied with the output matrix.',
      wrong: { d: (_, earlier) => earlier.matrix('c') },
    },
  ],
  solve: ({ x, wq, wk, wv, wo }): Derivation =>
    explainMultiHeadAttention(x, { wq, wk, wv, wo }, { heads: HEADS }),
};

function generate(draw: Draw, difficulty: Difficulty): HeadsGiven {
  const hard = difficulty === 'hard';
  const width = hard ? 4 : 2;
  const tokens = difficulty === 'medium' ? 3 : 2;
  const square = (): number[][] => rowsOf(draw.integers(width * width, -1, hard ? 1 : 2), width);
  // Halves keep the products small, so that no head looks at one token alone.
  const halves = draw.ownIntegers(tokens * width, -3, 3).map((each) => each / 2);
  return { x: rowsOf(halves, width), wq: square(), wk: square(), wv: square(), wo: square() };
}
