// CLIP's loss of a small batch: cosines, logits, both sides, their mean.
import { explainClipLoss } from '../../contrastive/explain-clip-loss.js';
import { clipLoss, infoNce } from '../../contrastive/losses.js';
import { cosineSimilarities } from '../../contrastive/normalize.js';
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import { areDistinct, dividedBy, productOf, type Rows, transposeRows } from '../rows.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, numberTex, precisely } from '../wording.js';

type ClipGiven = { readonly images: Rows; readonly texts: Rows; readonly temperature: number };

const DECIMALS = 3;

/** Vectors whose lengths are whole numbers. */
const VECTORS: readonly (readonly [number, number])[] = [
  [3, 4],
  [4, 3],
  [-3, 4],
  [4, -3],
  [-4, 3],
  [3, -4],
  [1, 0],
  [0, 1],
  [2, 0],
  [0, 3],
  [6, 8],
  [8, 6],
  [-6, 8],
  [8, -6],
  [5, 12],
  [12, 5],
];

const cosinesOf = ({ images, texts }: ClipGiven): Rows =>
  toNested(cosineSimilarities(images, texts)) as Rows;
const sideOf = (logits: Rows): number => infoNce(logits);

/** Both sides of the contrastive loss. */
export const clipLossTopic: Topic<ClipGiven> = {
  id: 'clip-loss',
  title: 'The contrastive loss of CLIP',
  quantities: { images: 'matrix', texts: 'matrix', temperature: 'number' },
  generate,
  accepts: (given) => {
    const { images, texts, temperature } = given;
    // A text that is there twice would be right for two images.
    if (!areDistinct(images) || !areDistinct(texts)) return false;
    // Neither side is all but certain.
    const { imageLoss, textLoss } = clipLoss(images, texts, { temperature });
    return Math.min(imageLoss, textLoss) > 0.01 && Math.abs(imageLoss - textLoss) > 0.01;
  },
  statement: ({ images, texts, temperature }) =>
    [
      `A batch holds ${images.length} images and their texts. These are their embeddings, not yet normalised, one a row; each image belongs to the text in the same row:`,
      display(`U = ${matrixTex(images)},\\quad V = ${matrixTex(texts)}`),
      `The temperature is $\\tau = ${numberTex(temperature)}$. Use natural logarithms.`,
    ].join('\n\n'),
  parts: (given) => {
    const asked = precisely(DECIMALS);
    const matrix = { kind: 'matrix', decimals: DECIMALS } as const;
    const number = { kind: 'number', decimals: DECIMALS } as const;
    return [
      {
        id: 'a',
        prompt: `What are the cosines between images (rows) and texts (columns)? ${asked}`,
        marks: 2,
        ...matrix,
        value: () => cosinesOf(given),
      },
      {
        id: 'b',
        prompt: `What are the logits? ${asked}`,
        marks: 1,
        ...matrix,
        value: (earlier) => dividedBy(earlier.matrix('a'), given.temperature),
      },
      {
        id: 'c',
        prompt: `What is the loss of the images, each of which looks for its text? ${asked}`,
        marks: 2,
        ...number,
        value: (earlier) => sideOf(earlier.matrix('b')),
        trivial: (earlier) =>
          earlier
            .matrix('b')
            .flat()
            .every((z, _, all) => z === all[0]),
      },
      {
        id: 'd',
        prompt: `What is the loss of the texts, each of which looks for its image? ${asked}`,
        marks: 2,
        ...number,
        value: (earlier) => sideOf(transposeRows(earlier.matrix('b'))),
        trivial: (earlier) =>
          earlier
            .matrix('b')
            .flat()
            .every((z, _, all) => z === all[0]),
      },
      {
        id: 'e',
        prompt: `How large is CLIP's loss? ${asked}`,
        marks: 1,
        ...number,
        value: (earlier) => (earlier.number('c') + earlier.number('d')) / 2,
      },
    ];
  },
  misconceptions: [
    {
      id: 'clip-unnormalised',
      name: 'The embeddings are not normalised',
      explanation:
        'These are plain products; divided by the lengths of both embeddings they become cosines.',
      wrong: { a: ({ images, texts }) => productOf(images, transposeRows(texts)) },
    },
    {
      id: 'clip-rows-and-columns-swapped',
      name: 'Rows and columns are swapped',
      explanation: 'Images are rows and texts are columns.',
      wrong: {
        a: (given) => {
          const cosines = cosinesOf(given);
          const other = transposeRows(cosines);
          return String(other) === String(cosines) ? undefined : other;
        },
        c: (_, earlier) => sideOf(transposeRows(earlier.matrix('b'))),
        d: (_, earlier) => sideOf(earlier.matrix('b')),
      },
    },
    {
      id: 'clip-temperature-inverted',
      name: 'Multiplied with the temperature',
      explanation: 'Cosines are divided by the temperature, which makes them larger here.',
      wrong: {
        b: ({ temperature }, earlier) => dividedBy(earlier.matrix('a'), 1 / temperature),
      },
    },
    {
      id: 'clip-no-temperature',
      name: 'The temperature is left out',
      explanation: 'The logits are the cosines divided by the temperature.',
      wrong: {
        b: (_, earlier) => earlier.matrix('a'),
        c: (_, earlier) => sideOf(earlier.matrix('a')),
        d: (_, earlier) => sideOf(transposeRows(earlier.matrix('a'))),
      },
    },
    {
      id: 'infonce-sum-not-mean',
      name: 'The sum is taken for the mean',
      explanation: 'The losses of the pairs are averaged over the batch.',
      wrong: {
        c: (_, earlier) => sideOf(earlier.matrix('b')) * earlier.matrix('b').length,
        d: (_, earlier) => sideOf(transposeRows(earlier.matrix('b'))) * earlier.matrix('b').length,
        e: (_, earlier) => earlier.number('c') + earlier.number('d'),
      },
    },
    {
      id: 'cross-entropy-sign',
      name: 'The minus sign is left out',
      explanation: 'Logarithms of probabilities are negative: the minus makes the loss positive.',
      wrong: {
        c: (_, earlier) => -sideOf(earlier.matrix('b')),
        d: (_, earlier) => -sideOf(transposeRows(earlier.matrix('b'))),
      },
    },
    {
      id: 'infonce-one-sided',
      name: 'Only the images count',
      explanation: 'Both sides count: the loss is the mean of that of the images and of the texts.',
      wrong: { e: (_, earlier) => earlier.number('c') },
    },
  ],
  solve: ({ images, texts, temperature }): Derivation =>
    explainClipLoss({ images, texts, temperature }),
};

function generate(draw: Draw, difficulty: Difficulty): ClipGiven {
  const pairs = difficulty === 'hard' ? 3 : 2;
  const vectors = draw
    .ownIntegers(2 * pairs, 0, VECTORS.length - 1)
    .map((index): readonly number[] => VECTORS[index]!);
  return {
    images: vectors.slice(0, pairs),
    texts: vectors.slice(pairs),
    temperature: difficulty === 'easy' ? 0.5 : draw.pick([0.2, 0.25, 0.4, 0.5]),
  };
}
