// One layer of a transformer: weights, attention, residual sum, layer norm; hard ones go on with the feed-forward layer.
import { attentionWeights } from '../../attention/stages.js';
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import { explainEncoderLayer } from '../../transformer/explain-encoder-layer.js';
import { feedForward } from '../../transformer/feed-forward.js';
import { layerNorm } from '../../transformer/layer-norm.js';
import type { Draw } from '../draw.js';
import {
  areTokens,
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

type LayerGiven = {
  readonly x: Rows;
  readonly wq: Rows;
  readonly wk: Rows;
  readonly wv: Rows;
  /** The two matrices of the feed-forward layer; empty where the layer ends with its first norm. */
  readonly feedForward: readonly Rows[];
};

const DECIMALS = 3;
const WIDTH = 3;
const INNER = 4;

const weightsOf = ({ x, wq, wk }: Pick<LayerGiven, 'x' | 'wq' | 'wk'>, scale?: number): Rows =>
  toNested(
    attentionWeights(
      productOf(x, wq),
      productOf(x, wk),
      scale === undefined ? undefined : { scale },
    ),
  ) as Rows;
const normOf = (rows: Rows): Rows => toNested(layerNorm(rows)) as Rows;
const plus = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((x, j) => x + b[i]![j]!));
const positive = (rows: Rows): Rows => rows.map((row) => row.map((x) => Math.max(0, x)));
const sumAfter = (earlier: Earlier): Rows => plus(earlier.matrix('d'), earlier.matrix('e'));
const fed = (rows: Rows, { feedForward: [w1, w2] }: LayerGiven): Rows =>
  toNested(feedForward(rows, { w1: w1!, w2: w2! })) as Rows;

/** A norm by another rule, from each number, the mean and the variance of its row. */
function normBy(
  rows: Rows,
  rule: (x: number, mean: number, variance: number, width: number) => number,
): Rows {
  return rows.map((row) => {
    const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
    const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
    return row.map((x) => rule(x, mean, variance, row.length));
  });
}

/** Norms that are computed wrong, of sums. */
const overTokens = (rows: Rows): Rows => transposeRows(normOf(transposeRows(rows)));
const withUnbiasedVariance = (rows: Rows): Rows =>
  normBy(
    rows,
    (x, mean, variance, width) => (x - mean) / Math.sqrt((variance * width) / (width - 1) + 1e-5),
  );
const withoutRoot = (rows: Rows): Rows =>
  normBy(rows, (x, mean, variance) => (x - mean) / (variance + 1e-5));
const withoutMean = (rows: Rows): Rows =>
  normBy(rows, (x, _mean, variance) => x / Math.sqrt(variance + 1e-5));

/** Self-attention of one head, the residual sum, the norm after it; the same around the feed-forward layer in hard ones. */
export const transformerStepTopic: Topic<LayerGiven> = {
  id: 'transformer-step',
  title: 'A transformer layer: attention, residuals and norms',
  quantities: { x: 'matrix', wq: 'matrix', wk: 'matrix', wv: 'matrix', feedForward: 'matrices' },
  generate,
  accepts: (given) => {
    const weights = weightsOf(given);
    const total = (row: readonly number[]): number => row.reduce((sum, x) => sum + x, 0);
    // A token whose sum is flat has no norm to speak of, attention to one token alone no mean, a number at the mean of
    // its token leaves nothing but rounding, and so does the mean of numbers that cancel.
    const sums = [plus(given.x, productOf(weights, productOf(given.x, given.wv)))];
    if (given.feedForward.length > 0) {
      const normed = normOf(sums[0]!);
      const forwarded = fed(normed, given);
      // The normed tokens have mean 0, so without one of its own the sum has nothing but rounding for a mean.
      if (forwarded.some((row) => Math.abs(total(row)) < 0.1)) return false;
      sums.push(plus(normed, forwarded));
    }
    const isFlat = (row: readonly number[]): boolean => Math.max(...row) - Math.min(...row) < 0.3;
    const cancels = (row: readonly number[]): boolean => Math.abs(total(row)) < 1e-6;
    const vanishes = (row: readonly number[]): boolean => row.some((x) => Math.abs(x) < 1e-3);
    return (
      areTokens(given.x) &&
      isSpread(weights) &&
      sums.every((sum) => !sum.some(isFlat) && !sum.some(cancels) && !normOf(sum).some(vanishes))
    );
  },
  statement: ({ x, wq, wk, wv, feedForward: [w1, w2] }) =>
    [
      `Tokens stand in the rows of $X$. A transformer layer projects them from the right, $Q = X W_Q$ and so on:`,
      display(
        `X = ${matrixTex(x)}`,
        `W_Q = ${matrixTex(wq)},\\quad W_K = ${matrixTex(wk)}`,
        `W_V = ${matrixTex(wv)}`,
      ),
      'It has one head of scaled dot-product attention without an output projection, a residual connection, and a layer norm after the sum, with gain 1, shift 0 and $\\varepsilon = 10^{-5}$.',
      ...(w1 === undefined || w2 === undefined
        ? []
        : [
            'Then comes a feed-forward layer without biases, $\\max(0, Y W_1)\\, W_2$ for the normed tokens $Y$, with a residual connection and a layer norm of its own:',
            display(`W_1 = ${matrixTex(w1)},\\quad W_2 = ${matrixTex(w2)}`),
          ]),
    ].join('\n\n'),
  parts: (given) => {
    const matrix = { kind: 'matrix', decimals: DECIMALS } as const;
    const asked = precisely(DECIMALS);
    const isWhole = given.feedForward.length > 0;
    return [
      {
        id: 'a',
        prompt: `What are the weights of attention, a row for each token? ${asked}`,
        marks: 3,
        ...matrix,
        value: () => weightsOf(given),
      },
      {
        id: 'b',
        prompt: `What does the attention give, a row for each token? ${asked}`,
        marks: 2,
        ...matrix,
        value: (earlier) => productOf(earlier.matrix('a'), productOf(given.x, given.wv)),
      },
      {
        id: 'c',
        prompt: `What is the residual sum? ${asked}`,
        marks: 1,
        ...matrix,
        value: (earlier) => plus(given.x, earlier.matrix('b')),
      },
      {
        id: 'd',
        prompt: `What comes out of the${isWhole ? ' first' : ''} layer norm? ${asked}`,
        marks: 2,
        ...matrix,
        value: (earlier) => normOf(earlier.matrix('c')),
      },
      ...(isWhole
        ? [
            {
              id: 'e',
              prompt: `What does the feed-forward layer give? ${asked}`,
              marks: 2,
              ...matrix,
              value: (earlier: Earlier) => fed(earlier.matrix('d'), given),
            },
            {
              id: 'f',
              prompt: `What does the whole layer give? ${asked}`,
              marks: 2,
              ...matrix,
              value: (earlier: Earlier) => normOf(sumAfter(earlier)),
            },
          ]
        : []),
    ];
  },
  misconceptions: [
    {
      id: 'attention-unscaled',
      name: 'The scaling by √d is left out',
      explanation:
        'The products are divided by the square root of the length of a key before the softmax.',
      wrong: { a: (given) => weightsOf(given, 1) },
    },
    {
      id: 'projection-transpose',
      name: 'Projected with the transposed matrices',
      explanation: 'Tokens are rows here and are multiplied with the matrices as they stand, X W.',
      wrong: {
        a: ({ x, wq, wk }) => weightsOf({ x, wq: transposeRows(wq), wk: transposeRows(wk) }),
        b: ({ x, wv }, earlier) => productOf(earlier.matrix('a'), productOf(x, transposeRows(wv))),
      },
    },
    {
      id: 'softmax-over-columns',
      name: 'The softmax runs over the wrong axis',
      explanation:
        'Each query shares its attention among the keys, so each row adds up to 1, not each column.',
      wrong: {
        a: ({ x, wq, wk }) => {
          const scores = productOf(productOf(x, wq), transposeRows(productOf(x, wk)));
          const scaled = dividedBy(scores, Math.sqrt(wq[0]!.length));
          return transposeRows(softmaxOf(transposeRows(scaled)));
        },
      },
    },
    {
      id: 'attention-values-unprojected',
      name: 'The tokens are averaged instead of the values',
      explanation: 'What is averaged are the values, the tokens times their matrix.',
      wrong: { b: ({ x }, earlier) => productOf(earlier.matrix('a'), x) },
    },
    {
      id: 'attention-weights-transposed',
      name: 'The weights are used by columns',
      explanation: 'Each row of the weights belongs to a token: it weighs the values for that one.',
      wrong: {
        b: ({ x, wv }, earlier) => productOf(transposeRows(earlier.matrix('a')), productOf(x, wv)),
      },
    },
    {
      id: 'residual-left-out',
      name: 'The residual connection is left out',
      explanation: 'What attention or a layer gives is added to the tokens it came from.',
      wrong: {
        c: (_, earlier) => earlier.matrix('b'),
        f: (_, earlier) => normOf(earlier.matrix('e')),
      },
    },
    {
      id: 'residual-of-values',
      name: 'The values are added instead of the tokens',
      explanation: 'The residual connection brings the tokens themselves past the attention.',
      wrong: { c: ({ x, wv }, earlier) => plus(productOf(x, wv), earlier.matrix('b')) },
    },
    {
      id: 'post-norm-omitted',
      name: 'The norm is left out',
      explanation: 'After the sum comes the layer norm: mean 0 and variance 1 for each token.',
      wrong: { d: (_, earlier) => earlier.matrix('c'), f: (_, earlier) => sumAfter(earlier) },
    },
    {
      id: 'layernorm-over-tokens',
      name: 'Normalised over the tokens',
      explanation:
        'A layer norm looks at one token at a time, along its row, not at one place of all tokens.',
      wrong: {
        d: (_, earlier) => overTokens(earlier.matrix('c')),
        f: (_, earlier) => overTokens(sumAfter(earlier)),
      },
    },
    {
      id: 'layernorm-unbiased-variance',
      name: 'Divided by one less than the number of places',
      explanation: 'The variance is that of the row itself: divide by d, not by d − 1.',
      wrong: {
        d: (_, earlier) => withUnbiasedVariance(earlier.matrix('c')),
        f: (_, earlier) => withUnbiasedVariance(sumAfter(earlier)),
      },
    },
    {
      id: 'layernorm-without-root',
      name: 'Divided by the variance',
      explanation: 'Divide by the standard deviation, the root of the variance.',
      wrong: {
        d: (_, earlier) => withoutRoot(earlier.matrix('c')),
        f: (_, earlier) => withoutRoot(sumAfter(earlier)),
      },
    },
    {
      id: 'layernorm-without-mean',
      name: 'The mean is not taken off',
      explanation: 'The mean of the row is taken off before it is divided.',
      wrong: {
        d: (_, earlier) => withoutMean(earlier.matrix('c')),
        f: (_, earlier) => withoutMean(sumAfter(earlier)),
      },
    },
    {
      id: 'feed-forward-unrectified',
      name: 'The rectifier is left out',
      explanation: 'Between its two products the feed-forward layer sets negative numbers to 0.',
      wrong: {
        e: ({ feedForward: [w1, w2] }, earlier) =>
          productOf(productOf(earlier.matrix('d'), w1!), w2!),
      },
    },
    {
      id: 'feed-forward-rectified-last',
      name: 'The rectifier comes last',
      explanation:
        'Negative numbers are set to 0 between the two products; what the second gives stays.',
      wrong: {
        e: ({ feedForward: [w1, w2] }, earlier) =>
          positive(productOf(productOf(earlier.matrix('d'), w1!), w2!)),
      },
    },
    {
      id: 'feed-forward-of-sum',
      name: 'The feed-forward layer is given the sum before the norm',
      explanation: 'What goes into the feed-forward layer are the normed tokens.',
      wrong: { e: (given, earlier) => fed(earlier.matrix('c'), given) },
    },
    {
      id: 'residual-of-input',
      name: 'The tokens of the start are added once more',
      explanation: 'The second residual connection brings the normed tokens past the layer.',
      wrong: { f: ({ x }, earlier) => normOf(plus(x, earlier.matrix('e'))) },
    },
  ],
  solve: ({ x, wq, wk, wv, feedForward: [w1, w2] }): Derivation =>
    explainEncoderLayer(
      x,
      {
        attention: { wq, wk, wv },
        ...(w1 !== undefined && w2 !== undefined && { feedForward: { w1, w2 } }),
      },
      { heads: 1 },
    ),
};

function generate(draw: Draw, difficulty: Difficulty): LayerGiven {
  const tokens = difficulty === 'hard' ? 3 : 2;
  const most = difficulty === 'easy' ? 1 : 2;
  const low = difficulty === 'easy' ? 0 : -1;
  const square = (): number[][] => rowsOf(draw.integers(WIDTH ** 2, low, 1), WIDTH);
  return {
    x: rowsOf(draw.ownIntegers(tokens * WIDTH, -most, most + 1), WIDTH),
    wq: square(),
    wk: square(),
    wv: square(),
    feedForward:
      difficulty === 'hard'
        ? [
            rowsOf(draw.integers(WIDTH * INNER, -1, 1), INNER),
            rowsOf(draw.integers(INNER * WIDTH, -1, 1), WIDTH),
          ]
        : [],
  };
}
