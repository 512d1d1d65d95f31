// Additive attention of one state over a few others: sums, scores, weights, context.
import { explainAdditiveAttention } from '../../attention/explain-additive.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import { areValues, productOf, type Rows, softmaxOf, transposeRows } from '../rows.js';
import type { Earlier, Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, precisely, rowsOf, vectorTex } from '../wording.js';

type AdditiveGiven = {
  /** The decoder's state when it asks, before the word. */
  readonly s: readonly number[];
  /** Its state after the word; empty where nothing is said of it. */
  readonly after: readonly number[];
  readonly h: Rows;
  readonly ws: Rows;
  readonly wh: Rows;
  readonly v: readonly number[];
};

const DECIMALS = 3;

const rowTimes = (row: readonly number[], rows: Rows): readonly number[] =>
  productOf([row], rows)[0]!;
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, each, i) => sum + each * b[i]!, 0);
/** W h for each row h. */
const throughEach = (rows: Rows, weights: Rows): Rows => productOf(rows, transposeRows(weights));

/** The sums before the tanh, a row for each state, with these matrices. */
function sumsWith({ s, h }: AdditiveGiven, ws: Rows, wh: Rows): Rows {
  const [own] = throughEach([s], ws);
  return throughEach(h, wh).map((row) => row.map((each, i) => each + own![i]!));
}

const scoresOf = ({ v }: AdditiveGiven, earlier: Earlier): number[] =>
  earlier.matrix('a').map((row) => dot(v, row.map(Math.tanh)));
const softmaxRow = (scores: readonly number[]): readonly number[] => softmaxOf([scores])[0]!;

/** Scores by a small network, softmax, weighted mean. */
export const additiveAttentionTopic: Topic<AdditiveGiven> = {
  id: 'additive-attention',
  title: 'Additive attention',
  quantities: {
    s: 'vector',
    after: 'list',
    h: 'matrix',
    ws: 'matrix',
    wh: 'matrix',
    v: 'vector',
  },
  generate,
  // The context is a mean: of states that are alike it is no question.
  accepts: ({ h, v }) => areValues(h) && v.every((each) => each !== 0),
  statement: ({ s, after, h, ws, wh, v }) =>
    [
      ...(after.length === 0
        ? [`A decoder in the state $s = ${vectorTex(s)}$ attends to`]
        : [
            `A decoder emits word $i$. Its state is $s_{i-1} = ${vectorTex(s)}$ before the word and $s_i = ${vectorTex(after)}$ after it. To choose the word it attends to`,
          ]
      ).map((start) => `${start} ${h.length} states of an encoder, the rows of $H$:`),
      display(
        `H = ${matrixTex(h)}`,
        `W_s = ${matrixTex(ws)},\\quad W_h = ${matrixTex(wh)},\\quad v = ${vectorTex(v)}`,
      ),
      `The score of a state is $e_j = v^\\top \\tanh(W_s s + W_h h_j)$${after.length === 0 ? '' : ', where $s$ is the state in which the decoder asks'}; matrices multiply columns from the left.`,
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt: 'What is $W_s s + W_h h_j$ for each state? Write one row for each.',
      marks: 2,
      kind: 'matrix',
      value: () => sumsWith(given, given.ws, given.wh),
    },
    {
      id: 'b',
      prompt: `What are the scores $e_j$? ${precisely(DECIMALS)}`,
      marks: 2,
      kind: 'vector',
      decimals: DECIMALS,
      value: (earlier) => scoresOf(given, earlier),
    },
    {
      id: 'c',
      prompt: `What are the weights of attention? ${precisely(DECIMALS)}`,
      marks: 2,
      kind: 'vector',
      decimals: DECIMALS,
      value: (earlier) => softmaxRow(earlier.vector('b')),
      trivial: (earlier) => earlier.vector('b').every((score, _, all) => score === all[0]),
    },
    {
      id: 'd',
      prompt: `What is the context, the mean of the encoder's states under these weights? ${precisely(DECIMALS)}`,
      marks: 1,
      kind: 'vector',
      decimals: DECIMALS,
      value: (earlier) => rowTimes(earlier.vector('c'), given.h),
    },
  ],
  misconceptions: [
    {
      id: 'projection-transpose',
      name: 'Multiplied with the transposed matrices',
      explanation: 'The matrices multiply columns from the left here: take their rows.',
      wrong: {
        a: (given) => sumsWith(given, transposeRows(given.ws), transposeRows(given.wh)),
      },
    },
    {
      id: 'additive-without-query',
      name: 'The decoder’s state is left out',
      explanation:
        'The state that asks is part of each sum; without it the scores would not depend on it.',
      wrong: { a: ({ h, wh }) => throughEach(h, wh) },
    },
    {
      id: 'bahdanau-current-state',
      name: 'The state after the word asks',
      explanation:
        'The state after the word comes out of the attention; the one that asks is the state before the word.',
      wrong: {
        a: (given) =>
          given.after.length === 0
            ? undefined
            : sumsWith({ ...given, s: given.after }, given.ws, given.wh),
      },
    },
    {
      id: 'additive-matrices-swapped',
      name: 'The two matrices are swapped',
      explanation:
        'The first matrix multiplies the decoder’s state, the other those of the encoder.',
      wrong: { a: (given) => sumsWith(given, given.wh, given.ws) },
    },
    {
      id: 'no-tanh',
      name: 'The tanh is left out',
      explanation: 'The tanh goes over each sum before v makes a score of them.',
      wrong: { b: ({ v }, earlier) => earlier.matrix('a').map((row) => dot(v, row)) },
    },
    {
      id: 'tanh-after-product',
      name: 'The tanh is taken of the score',
      explanation: 'The tanh goes over each sum first; then comes the product with v.',
      wrong: { b: ({ v }, earlier) => earlier.matrix('a').map((row) => Math.tanh(dot(v, row))) },
    },
    {
      id: 'dot-product-score',
      name: 'Scored by the product of both states',
      explanation:
        'This attention has a small network for its scores, not the product of the states.',
      wrong: { b: ({ s, h }) => h.map((row) => dot(s, row)) },
    },
    {
      id: 'attention-scale-needless',
      name: 'The scores are scaled',
      explanation:
        'Only dot products are scaled by the root of their length; these scores are not.',
      wrong: {
        c: ({ v }, earlier) =>
          softmaxRow(earlier.vector('b').map((score) => score / Math.sqrt(v.length))),
      },
    },
    {
      id: 'softmax-no-exponential',
      name: 'The scores are divided by their sum',
      explanation: 'The softmax takes the exponentials of the scores before they are divided.',
      wrong: {
        c: (_, earlier) => {
          const sum = earlier.vector('b').reduce((all, each) => all + each, 0);
          return earlier.vector('b').map((score) => score / sum);
        },
      },
    },
    {
      id: 'attention-value-mean',
      name: 'All states count the same',
      explanation: 'The states count by their weights, not all the same.',
      wrong: {
        d: ({ h }) =>
          rowTimes(
            h.map(() => 1 / h.length),
            h,
          ),
      },
    },
    {
      id: 'attention-weights-unnormalised',
      name: 'The scores are taken for the weights',
      explanation: 'The states are weighed with the softmax of the scores, which adds up to 1.',
      wrong: { d: ({ h }, earlier) => rowTimes(earlier.vector('b'), h) },
    },
  ],
  solve: ({ s, h, ws, wh, v }): Derivation =>
    explainAdditiveAttention(s, h, { wQuery: ws, wKeys: wh, v }),
};

function generate(draw: Draw, difficulty: Difficulty): AdditiveGiven {
  const states = difficulty === 'easy' ? 2 : 3;
  const width = difficulty === 'hard' ? 3 : 2;
  const most = difficulty === 'easy' ? 1 : 2;
  const square = (): number[][] => rowsOf(draw.integers(width * width, -1, most), width);
  return {
    s: draw.integers(width, -1, 2),
    h: rowsOf(
      draw.ownIntegers(
        states * width,
        difficulty === 'easy' ? -4 : -1,
        difficulty === 'easy' ? 4 : 2,
      ),
      width,
    ),
    ws: square(),
    wh: square(),
    v: draw.integers(width, -2, 2),
    after: difficulty === 'easy' ? [] : draw.integers(width, -1, 2),
  };
}
