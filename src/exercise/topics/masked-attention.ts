// Attention that may not look ahead, nor at padding: what is allowed, weights, output.
import { explainScaledDotProductAttention } from '../../attention/explain-scaled-dot-product.js';
import { attentionWeights } from '../../attention/stages.js';
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import { dividedBy, isSpread, productOf, type Rows, softmaxOf, transposeRows } from '../rows.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, precisely } from '../wording.js';

type MaskedGiven = {
  readonly q: Rows;
  readonly k: Rows;
  readonly v: Rows;
  /** How many tokens at the end only fill up. */
  readonly padding: number;
};

const DECIMALS = 3;

/** 1 where a query may attend to a key. */
function maskBy(
  { q, k, padding }: MaskedGiven,
  allows: (query: number, key: number) => boolean,
): Rows {
  const real = k.length - padding;
  return q.map((_, i) => k.map((_key, j) => (allows(i, j) && j < real ? 1 : 0)));
}

const maskOf = (given: MaskedGiven): Rows => maskBy(given, (query, key) => key <= query);
const weightsOf = ({ q, k }: MaskedGiven, mask: Rows, scale?: number): Rows =>
  toNested(attentionWeights(q, k, { mask, ...(scale === undefined ? {} : { scale }) })) as Rows;
const everything = ({ q, k }: MaskedGiven): Rows => q.map(() => k.map(() => 1));
const scoresOf = ({ q, k }: MaskedGiven): Rows =>
  dividedBy(productOf(q, transposeRows(k)), Math.sqrt(q[0]!.length));

/** Causal attention, with padding when it is hard. */
export const maskedAttentionTopic: Topic<MaskedGiven> = {
  id: 'masked-attention',
  title: 'Masked attention',
  quantities: { q: 'matrix', k: 'matrix', v: 'matrix', padding: 'number' },
  generate,
  accepts: (given) => isSpread(weightsOf(given, everything(given))),
  statement: ({ q, k, v, padding }) =>
    [
      `${q.length} tokens have these queries, keys and values, one a row:`,
      display(`Q = ${matrixTex(q)}`, `K = ${matrixTex(k)}`, `V = ${matrixTex(v)}`),
      `Each token may attend to itself and to the tokens before it, as in a decoder.${padding > 0 ? ' The last token only fills up the sequence: nobody may attend to it.' : ''} Products are scaled by $1 / \\sqrt{d}$.`,
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt:
        'Write down the mask: a row for each query, a column for each key, 1 where the query may attend to the key, else 0.',
      marks: 2,
      kind: 'matrix',
      value: () => maskOf(given),
    },
    {
      id: 'b',
      prompt: `What are the weights of attention, a row for each query? ${precisely(DECIMALS)}`,
      marks: 3,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => weightsOf(given, earlier.matrix('a')),
      trivial: (earlier) => earlier.matrix('a').every((row) => row.filter((x) => x > 0).length < 2),
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
      id: 'causal-mask-transposed',
      name: 'Tokens look ahead instead of back',
      explanation:
        'Queries are rows: each may attend to keys up to its own place, so the ones stand on and below the diagonal.',
      wrong: {
        a: (given) => maskBy(given, (query, key) => key >= query),
        b: (given) =>
          weightsOf(
            given,
            maskBy(given, (query, key) => key >= query),
          ),
      },
    },
    {
      id: 'causal-mask-excludes-self',
      name: 'A token may not attend to itself',
      explanation: 'A token sees itself too: it is the next one that must stay hidden.',
      wrong: {
        a: (given) => maskBy(given, (query, key) => key < query),
        b: (given) =>
          weightsOf(
            given,
            maskBy(given, (query, key) => key < query),
          ),
      },
    },
    {
      id: 'mask-inverted',
      name: 'Allowed and forbidden are exchanged',
      explanation: 'A 1 was to say that a query may attend to a key, not that it is hidden.',
      wrong: { a: (given) => maskOf(given).map((row) => row.map((allowed) => 1 - allowed)) },
    },
    {
      id: 'padding-attended',
      name: 'The padding is attended to',
      explanation: 'The last token only fills up: its column is hidden from everybody, itself too.',
      wrong: {
        a: (given) => (given.padding > 0 ? maskOf({ ...given, padding: 0 }) : undefined),
        b: (given) =>
          given.padding > 0 ? weightsOf(given, maskOf({ ...given, padding: 0 })) : undefined,
      },
    },
    {
      id: 'mask-ignored',
      name: 'The mask is left out',
      explanation: 'Hidden keys get no weight; these are the weights without a mask.',
      wrong: { b: (given) => weightsOf(given, everything(given)) },
    },
    {
      id: 'mask-after-softmax',
      name: 'Masked after the softmax',
      explanation:
        'Hidden keys are taken out before the softmax; crossed out afterwards the rows no longer add up to 1.',
      wrong: {
        b: (given, earlier) => {
          const weights = weightsOf(given, everything(given));
          return earlier.matrix('a').map((row, i) => row.map((x, j) => x * weights[i]![j]!));
        },
      },
    },
    {
      id: 'mask-by-zero',
      name: 'Hidden products are set to 0',
      explanation:
        'A product of 0 still has the exponential 1; hidden products become −∞, so that nothing is left of them.',
      wrong: {
        b: (given, earlier) => {
          const scores = scoresOf(given);
          return softmaxOf(
            earlier.matrix('a').map((row, i) => row.map((x, j) => x * scores[i]![j]!)),
          );
        },
      },
    },
    {
      id: 'attention-unscaled',
      name: 'The scaling by √d is left out',
      explanation:
        'The products are divided by the square root of the length of a key before the softmax.',
      wrong: { b: (given, earlier) => weightsOf(given, earlier.matrix('a'), 1) },
    },
    {
      id: 'attention-value-mean',
      name: 'All visible values count the same',
      explanation: 'The values count by their weights, not all the same.',
      wrong: {
        c: ({ v }, earlier) =>
          productOf(
            earlier.matrix('a').map((row) => {
              const seen = row.reduce((sum, x) => sum + x, 0);
              return row.map((x) => x / seen);
            }),
            v,
          ),
      },
    },
    {
      id: 'attention-weights-transposed',
      name: 'The weights are used by columns',
      explanation: 'Each row of the weights belongs to a query: it weighs the values for that one.',
      wrong: {
        c: ({ v }, earlier) => productOf(transposeRows(earlier.matrix('b')), v),
      },
    },
  ],
  solve: (given): Derivation => {
    const { q, k, v, padding } = given;
    return padding > 0
      ? explainScaledDotProductAttention(q, k, v, { mask: maskOf(given) })
      : explainScaledDotProductAttention(q, k, v, { causal: true });
  },
};

function generate(draw: Draw, difficulty: Difficulty): MaskedGiven {
  const count = difficulty === 'hard' ? 4 : 3;
  const width = difficulty === 'easy' ? 4 : 2;
  const low = difficulty === 'easy' ? 0 : -2;
  const rows = (columns: number, least: number, most: number): number[][] =>
    Array.from({ length: count }, () => draw.integers(columns, least, most));
  return {
    q: rows(width, low, 2),
    k: rows(width, low, 2),
    v: rows(2, difficulty === 'easy' ? 0 : -3, 5),
    padding: difficulty === 'hard' ? 1 : 0,
  };
}
