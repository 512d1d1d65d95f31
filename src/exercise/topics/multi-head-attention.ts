// Attention in two heads: projections, the key of a token, the weights of a head, the heads side by side, the last projection.
import { explainMultiHeadAttention } from '../../attention/explain-multi-head.js';
import { attentionWeights } from '../../attention/stages.js';
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import {
  areTokens,
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

const keysOf = ({ x, wk }: HeadsGiven): Rows => productOf(x, wk);
const last = (rows: Rows): readonly number[] => rows.at(-1)!;
/** The keys of both heads; that of the last token may be a student's. */
const keysBy = (given: HeadsGiven, earlier: Earlier): Rows => [
  ...keysOf(given).slice(0, -1),
  earlier.vector('b'),
];

function weightsOf(given: HeadsGiven, queries: Rows, keys: Rows, head: number): Rows {
  const q = headOf(given, queries, head);
  return toNested(attentionWeights(q, headOf(given, keys, head))) as Rows;
}

/** Both heads side by side; the weights of the first one may be a student's. */
function headsOf(given: HeadsGiven, earlier: Earlier): Rows {
  const values = productOf(given.x, given.wv);
  return besideEachOther([
    productOf(earlier.matrix('c'), headOf(given, values, 0)),
    productOf(
      weightsOf(given, earlier.matrix('a'), keysBy(given, earlier), 1),
      headOf(given, values, 1),
    ),
  ]);
}

/** The scaled products of the first head, by another divisor. */
function scoresBy(given: HeadsGiven, earlier: Earlier, divisor: number): Rows {
  const queries = headOf(given, earlier.matrix('a'), 0);
  const keys = headOf(given, keysBy(given, earlier), 0);
  return dividedBy(productOf(queries, transposeRows(keys)), divisor);
}

/** Self-attention in two heads. */
export const multiHeadAttentionTopic: Topic<HeadsGiven> = {
  id: 'multi-head-attention',
  title: 'Multi-head attention',
  quantities: { x: 'matrix', wq: 'matrix', wk: 'matrix', wv: 'matrix', wo: 'matrix' },
  generate,
  accepts: (given) =>
    areTokens(given.x) &&
    [0, 1].every((head) =>
      isSpread(weightsOf(given, productOf(given.x, given.wq), keysOf(given), head)),
    ),
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
      prompt: 'What is the key of the last token, both heads side by side?',
      marks: 1,
      kind: 'vector',
      value: () => last(keysOf(given)),
    },
    {
      id: 'c',
      prompt: `What are the weights of attention of the first head, a row for each token? ${precisely(DECIMALS)}`,
      marks: 3,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => weightsOf(given, earlier.matrix('a'), keysBy(given, earlier), 0),
    },
    {
      id: 'd',
      prompt: `What do the heads give, side by side? ${precisely(DECIMALS)}`,
      marks: 3,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => headsOf(given, earlier),
    },
    {
      id: 'e',
      prompt: `What comes out of multi-head attention? ${precisely(DECIMALS)}`,
      marks: 1,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => productOf(earlier.matrix('d'), given.wo),
    },
  ],
  misconceptions: [
    {
      id: 'projection-transpose',
      name: 'Projected with the transposed matrix',
      explanation: 'Tokens are rows here and are multiplied with the matrix as it stands, X W.',
      wrong: {
        a: ({ x, wq }) => productOf(x, transposeRows(wq)),
        b: ({ x, wk }) => last(productOf(x, transposeRows(wk))),
        e: ({ wo }, earlier) => productOf(earlier.matrix('d'), transposeRows(wo)),
      },
    },
    {
      id: 'keys-for-queries',
      name: 'Queries and keys are mixed up',
      explanation: 'Queries and keys are each made with a matrix of their own.',
      wrong: { a: keysOf, b: ({ x, wq }) => last(productOf(x, wq)) },
    },
    {
      id: 'per-token-shape',
      name: 'One token gets the keys of all',
      explanation:
        'These are the keys of the whole sequence, a row for each token; one token has one row of them.',
      wrong: { b: keysOf },
    },
    {
      id: 'key-of-first-token',
      name: 'The first token is taken for the last',
      explanation: 'Tokens stand in rows from first to last: the last one is at the bottom.',
      wrong: { b: (given) => keysOf(given)[0] },
    },
    {
      id: 'attention-scale-by-d-model',
      name: 'Scaled by the width of the model',
      explanation:
        'The products are scaled by the root of the width of one head, not of all of them together.',
      wrong: {
        c: (given, earlier) =>
          softmaxOf(scoresBy(given, earlier, Math.sqrt(HEADS * widthOf(given)))),
      },
    },
    {
      id: 'mha-one-head',
      name: 'All columns are taken as one head',
      explanation: 'The first head sees only its own columns of the queries and keys.',
      wrong: {
        c: (given, earlier) =>
          toNested(attentionWeights(earlier.matrix('a'), keysBy(given, earlier))) as Rows,
      },
    },
    {
      id: 'softmax-over-columns',
      name: 'The softmax runs over the wrong axis',
      explanation:
        'Each query shares its attention among the keys, so each row adds up to 1, not each column.',
      wrong: {
        c: (given, earlier) =>
          transposeRows(
            softmaxOf(transposeRows(scoresBy(given, earlier, Math.sqrt(widthOf(given))))),
          ),
      },
    },
    {
      id: 'mha-shared-weights',
      name: 'Both heads use the weights of the first',
      explanation: 'Each head has weights of its own, from its own queries and keys.',
      wrong: {
        d: ({ x, wv }, earlier) => productOf(earlier.matrix('c'), productOf(x, wv)),
      },
    },
    {
      id: 'mha-heads-swapped',
      name: 'The heads stand in the wrong order',
      explanation: 'The first head comes first when they are put side by side.',
      wrong: {
        d: (given, earlier) => {
          const both = headsOf(given, earlier);
          return besideEachOther([headOf(given, both, 1), headOf(given, both, 0)]);
        },
      },
    },
    {
      id: 'mha-no-output-projection',
      name: 'The last projection is left out',
      explanation: 'The heads side by side are still multiplied with the output matrix.',
      wrong: { e: (_, earlier) => earlier.matrix('d') },
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
