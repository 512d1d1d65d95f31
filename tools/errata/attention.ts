// Errors of the sheet's problems about attention and transformers.
import type { Problem } from './types.js';

const numbers = (
  array: { get(...at: number[]): number; shape: number[] },
  row?: number,
): number[] =>
  Array.from({ length: array.shape.at(-1)! }, (_, i) =>
    row === undefined ? array.get(i) : array.get(row, i),
  );

export const ATTENTION_PROBLEMS: readonly Problem[] = [
  {
    title: 'A soft look-up',
    call: `explainKernelAttention([360], [[300], [400]], [[30], [40]], {
  similarity: 'inverse-distance',
})`,
    errors: [],
    slips: [
      {
        stated: 'the similarities are 1/300 and 1/400',
        right: '1/60 and 1/40: one over the distance of the query to each key',
        wrong: [1 / 300, 1 / 400],
        answer: (r) => numbers(r.similarities),
      },
      {
        stated: 'the weights are 30/300 = 3/10 and 40/400 = 1/10',
        right: '0.4 and 0.6: each similarity over their sum, so that the weights add up to 1',
        wrong: [0.3, 0.1],
        answer: (r) => numbers(r.weights),
      },
    ],
  },
  {
    title: 'Self-attention of a word',
    call: `explainMultiHeadAttention(
  [[1, 0], [1, 1], [0, 1], [1, 0], [1, 1], [0, 1]],
  { wq: [[0, 1], [1, 0]], wk: [[1, 0], [0, 1]], wv: [[1, 0], [0, 1]] },
  { heads: 1, tokens: ['The', 'early', 'bird', 'catches', 'the', 'worm'], queries: ['bird'] },
)`,
    depth: 1,
    errors: [
      {
        stated: 'The six weights add up to 2.499.',
        right: 'They add up to 1: all are divided by one sum.',
        why: 'Each was divided by a sum of its own, as in 2.72/(2.72 + 1).',
        wrong: 2.499,
        answer: (r) => [0, 1, 2, 3, 4, 5].reduce((sum, i) => sum + r.weights.get(0, 0, i), 0),
      },
      {
        stated: 'e⁰ is 20.09 here and 10.96 there, e¹ is 5.96 and 15.77.',
        right: 'e⁰ = 1 and e¹ = 2.718.',
        wrong: [20.09, 5.96],
        answer: () => [1, Math.E],
      },
      {
        stated: '2.72/(2.72 + 1) = 0.707.',
        right: 'It is 0.731; 0.707 is 1/√2, the score after it was divided by √d.',
        // biome-ignore lint/suspicious/noApproximativeNumericConstant: the number as it was printed.
        wrong: 0.707,
        answer: () => Math.E / (Math.E + 1),
      },
      {
        stated:
          'The key of one word is a 2 × 2 matrix, and the matrix of keys multiplies the whole sentence for each word.',
        right: 'Each word has one key, a vector of two numbers.',
      },
    ],
    slips: [
      {
        stated: 'the two “the” have different keys',
        right: 'without positions, equal words have equal keys and so equal weights',
      },
    ],
  },
  {
    title: 'A table of weights',
    call: `explainWeightTable([
  [0.3, 0.2, 0.1, 0.1],
  [0.2, 0.4, 0.1, 0.1],
  [0.1, 0.3, 0.3, 0.1],
])`,
    errors: [],
    slips: [
      {
        stated: 'the rows add up to 0.7, 0.8 and 0.8',
        right: 'each row of weights adds up to 1: cells were lost',
        wrong: true,
        answer: (r) => r.normalized,
      },
    ],
  },
  {
    title: 'Two heads and a single token',
    call: `explainMultiHeadAttention([[1, 2, 3, 4]], {
  wq: [[[1, 0], [0, 1], [1, 0], [0, 1]], [[0, 1], [1, 0], [1, 1], [0, 1]]],
  wk: [[[1, 1], [1, 1], [0, 1], [1, 0]], [[1, 0], [1, 1], [0, 1], [1, 1]]],
  wv: [[[0, 1], [1, 0], [1, 1], [0, 0]], [[1, 1], [0, 1], [1, 0], [0, 0]]],
}, { heads: 2 })`,
    depth: 2,
    errors: [
      {
        stated: '64/√2 = 45.24 and 107/√2 = 75.64.',
        right: '45.25 and 75.66.',
        wrong: [45.24, 75.64],
        answer: () => [64 / Math.SQRT2, 107 / Math.SQRT2],
      },
      {
        stated: 'The softmax takes 64/4 and 107/4.',
        right: 'The scores are divided by √d, the root of the width of a head: √2.',
        why: 'With a single token every weight is 1, so the mistake does not show in the result.',
        wrong: 64 / 4,
        answer: () => 64 / Math.SQRT2,
      },
      {
        stated: 'The heads beside each other are called the output.',
        right: 'The output is what a matrix W_O makes of them; the problem gives none.',
      },
    ],
    slips: [
      {
        stated: 'the first key is (6, 6)',
        right: '(7, 6)',
        wrong: [6, 6],
        answer: () => [1 + 2 + 4, 1 + 2 + 3],
      },
      {
        stated: 'the second key is (7, 8)',
        right: '(7, 9)',
        wrong: [7, 8],
        answer: () => [1 + 2 + 4, 2 + 3 + 4],
      },
      {
        stated: 'the second component of the first value is 1 + 0 + 3 + 4',
        right: '1 + 0 + 3 + 0 = 4',
        wrong: 8,
        answer: (r) => r.output.get(0, 1),
      },
    ],
  },
  {
    title: 'Scaled dot-product attention of one query',
    call: 'explainScaledDotProductAttention([[2, 1]], [[1, 0], [0, 1], [1, 1]], [[1, 0], [0, 1], [1, 1]])',
    depth: 1,
    errors: [],
    slips: [
      {
        stated: 'square roots repeated over many lines',
        right: 'one division of all scores by √2',
      },
    ],
  },
  {
    title: 'Positional encoding',
    call: `explainSinusoidalPositions(
  [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.5, 0.4, 0.3, 0.2, 0.1, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]],
  { labels: ['I', 'love', 'AI'] },
)`,
    depth: 1,
    errors: [
      {
        stated: 'cos(2/464) = 0.999997.',
        right: '0.999991.',
        wrong: 0.999997,
        answer: (r) => r.positions.get(2, 5),
      },
      {
        stated: 'The second component of “AI” is 0.3898.',
        right: '0.8 − 0.4161 = 0.3839.',
        wrong: 0.3898,
        answer: (r) => r.output.get(2, 1),
      },
    ],
    slips: [
      { stated: '46.16', right: '464.16', wrong: 46.16, answer: (r) => r.denominators.get(2) },
      {
        stated: '0.0225 and 0.0215 at position 1',
        right: '0.0021544',
        wrong: 0.0215,
        answer: (r) => r.positions.get(1, 4),
      },
      {
        stated: 'sin 2 = 0.9983',
        right: '0.9093',
        wrong: 0.9983,
        answer: (r) => r.positions.get(2, 0),
      },
      {
        stated: '0.00231 at position 2',
        right: '0.0043089',
        wrong: 0.00231,
        answer: (r) => r.positions.get(2, 4),
      },
      {
        stated: 'sin(2/21.54) = 0.0903',
        right: '0.0927',
        wrong: 0.0903,
        answer: (r) => r.positions.get(2, 2),
      },
      {
        stated: 'the exponent of a sine is (i − 1)/6',
        right: '2i/d, with i the number of the pair',
        wrong: 10000 ** (1 / 6),
        answer: (r) => r.denominators.get(1),
      },
      {
        stated: 'the argument is the position times the dimension',
        right: 'the position alone',
        wrong: Math.sin(6),
        answer: (r) => r.positions.get(1, 0),
      },
      {
        stated: '“for pos = 6”',
        right: 'for d = 6',
        wrong: 3,
        answer: (r) => r.positions.shape[1],
      },
      {
        stated: 'the token at position 0 stays as it is',
        right: 'cos 0 = 1 is added to every second number',
        wrong: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
        answer: (r) => numbers(r.output, 0),
      },
    ],
  },
  {
    title: 'Additive attention',
    call: `explainAdditiveAttention([1, 2], [[1, 0], [0, 1], [1, 1]], {
  wQuery: [[1, 0], [0, 1]],
  wKeys: [[1, 1], [1, -1]],
  v: [1, 1],
})`,
    depth: 1,
    errors: [
      {
        stated: 'The weight in the middle is 0.285 in one line and 0.283 in the next.',
        right: '0.2836, which rounds to 0.284.',
        wrong: 0.285,
        answer: (r) => r.weights.get(1),
      },
      {
        stated: 'The second component of the context is 0.641.',
        right: '0.642: the weight had been rounded down before it was added.',
        wrong: 0.641,
        answer: (r) => r.context.get(1),
      },
      {
        stated: 'The score is written with the state of the decoder that is still to come.',
        right: 'It takes the state before: the new one follows from the context.',
      },
      {
        stated:
          'One matrix’s letter is used for the states of the encoder and for that of the decoder.',
        right: 'W_h multiplies the encoder’s states, W_s the decoder’s.',
      },
    ],
    slips: [
      { stated: 'the first state is (1, 1)', right: '(1, 0)', wrong: [1, 1], answer: () => [1, 0] },
      {
        stated: 'W_h is all ones',
        right: '(1, 1) and (1, −1): a minus was lost',
        wrong: 1.9943840534257975,
        answer: (r) => r.scores.get(2),
      },
      {
        stated: '(2, 1) before the tanh',
        right: '(2, 3)',
        wrong: Math.tanh(2) + Math.tanh(1),
        answer: (r) => r.scores.get(0),
      },
      {
        stated: 'tanh 1 = 0.994 and a score of 0.964',
        right: '0.762 and 1.726',
        wrong: 0.964,
        answer: (r) => r.scores.get(1),
      },
    ],
  },
  {
    title: 'An encoder’s attention, one-hot tokens',
    call: `explainEncoderLayer([[1, 0], [0, 1]], {
  attention: { wq: [[1, 0], [0, 1]], wk: [[1, 1], [1, 1]], wv: [[0.5, 0], [0, 0.5]] },
}, { heads: 1 })`,
    depth: 2,
    errors: [
      {
        stated: 'Queries are written XWᵀ in one place and XW elsewhere.',
        right: 'With tokens in rows it is XW. Symmetric matrices hide the difference.',
      },
      {
        stated: 'The sum of tokens and attention is called the result.',
        right: 'A layer norm follows, then the feed-forward layer with its own sum and norm.',
        wrong: [1.25, 0.25],
        answer: (r) => numbers(r.output, 0),
      },
    ],
    slips: [
      {
        stated: 'all values are 0.5',
        right: '0.5 on the diagonal alone: only so is the output 0.25',
        wrong: [0.5, 0.5],
        answer: (r) => numbers(r.attention, 0),
      },
    ],
  },
  {
    title: 'An encoder’s attention, two words',
    call: `explainEncoderLayer([[1, 2], [3, 4]], {
  attention: { wq: [[1, 0], [0, 1]], wk: [[1, 1], [1, 1]], wv: [[0.5, 0], [0, 0.5]] },
}, { heads: 1, tokens: ['hello', 'world'] })`,
    depth: 2,
    errors: [
      {
        stated: '21/√2 = 14.89 and 49/√2 = 34.64.',
        right: '14.85 and 34.65.',
        wrong: [14.89, 34.64],
        answer: () => [21 / Math.SQRT2, 49 / Math.SQRT2],
      },
      {
        stated: 'The second row of weights is 0 and 1.',
        right: '2.5 · 10⁻⁹ and almost 1. A softmax is never exactly 0.',
        wrong: [0, 1],
        answer: (r) => [r.weights.get(0, 1, 0), r.weights.get(0, 1, 1)],
      },
      {
        stated: 'The first row of the sum is (2.5, 4).',
        right: '(2.49979, 3.99979).',
        wrong: [2.5, 4],
        answer: (r) => numbers(r.residual, 0),
      },
    ],
    slips: [
      {
        stated: 'K is all ones, V is the matrix of weights, and Q Kᵀ is X',
        right: 'K = ((3, 3), (7, 7)), V = ((0.5, 1), (1.5, 2)), Q Kᵀ = ((9, 21), (21, 49))',
        wrong: [0.5, 0.5],
        answer: (r) => [r.weights.get(0, 0, 0), r.weights.get(0, 0, 1)],
      },
      {
        stated: 'the scale is “√2 (1/2)”',
        right: 'the width is 2, so the scores are divided by √2',
      },
    ],
  },
  {
    title: 'A causal mask',
    call: `explainCausalMask(['The', 'dog', 'barked', 'loudly'])`,
    depth: 1,
    errors: [
      {
        stated: 'The third word sees the two words before it.',
        right:
          'The third position sees the third word, too. The two words before it are what the third word is predicted from.',
        why: 'What a position predicts and what it sees are two things.',
        wrong: [1, 1, 0, 0],
        answer: (mask) => numbers(mask, 2),
      },
    ],
  },
  {
    title: 'A projection from 512 to 64 numbers',
    call: 'explainConvParameterCount({ inputChannels: 512, outputChannels: 64, kernel: 1 })',
    errors: [
      {
        stated: 'A query is Wx here, and XW elsewhere.',
        right:
          'Either will do if the layout is stated: W is [64, 512] here and [512, 64] there. The number of weights is the same.',
        wrong: 512 + 64,
        answer: (r) => r.weights,
      },
    ],
  },
];
