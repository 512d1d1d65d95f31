// An image classified by prompts alone: cosines, temperature, softmax, the class.
import { explainZeroShotClassification } from '../../contrastive/explain-zero-shot.js';
import { fillTemplates, zeroShotClassify } from '../../contrastive/zero-shot.js';
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import { areDistinct, dividedBy, productOf, type Rows, softmaxOf, transposeRows } from '../rows.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, numberTex, precisely, vectorTex } from '../wording.js';

type ZeroShotGiven = {
  readonly image: readonly number[];
  readonly prompts: Rows;
  readonly classes: readonly string[];
  readonly temperature: number;
};

const DECIMALS = 3;

/** A probability that still shows when it is rounded; and how clearly the first class comes first. */
const [LEAST, CLEAR] = [0.005, 0.02];

/** An image is not all that a prompt says: above this cosine both point the same way. */
const SAME = 0.9999;

/** Names that all take "a". */
const CLASSES: readonly (readonly string[])[] = [
  ['cat', 'dog', 'fox', 'hare'],
  ['car', 'bus', 'tram', 'bicycle'],
  ['pine', 'birch', 'lime', 'beech'],
  ['church', 'house', 'tower', 'bridge'],
];

/** Vectors whose lengths are whole numbers, in the plane and in space. */
const PLANE: Rows = [
  ...[
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
  ],
  ...[
    [6, 8],
    [8, 6],
    [-6, 8],
    [8, -6],
    [5, 12],
    [12, 5],
    [-5, 12],
    [12, -5],
    [8, 15],
    [15, 8],
  ],
  ...[
    [0, 2],
    [3, 0],
    [-4, -3],
    [9, 12],
    [12, 9],
    [-8, 6],
    [6, -8],
    [-12, 5],
    [7, 24],
    [24, 7],
  ],
];
const SPACE: Rows = [
  ...[
    [1, 2, 2],
    [2, 1, 2],
    [2, 2, 1],
    [-1, 2, 2],
    [2, -1, 2],
    [2, 2, -1],
    [0, 3, 4],
    [4, 0, 3],
  ],
  ...[
    [3, 4, 0],
    [2, 3, 6],
    [6, 2, 3],
    [3, 6, 2],
    [-2, 3, 6],
    [6, -2, 3],
    [3, 6, -2],
    [0, 0, 2],
  ],
  ...[
    [1, 4, 8],
    [8, 1, 4],
    [4, 8, 1],
    [2, 4, 4],
    [4, 4, 2],
    [4, 2, 4],
    [0, 1, 0],
    [1, 0, 0],
  ],
];

const cosinesOf = ({ image, prompts, temperature }: ZeroShotGiven): readonly number[] =>
  toNested(zeroShotClassify(image, prompts, { temperature }).similarities) as number[];
const productsOf = ({ image, prompts }: ZeroShotGiven): readonly number[] =>
  productOf([image], transposeRows(prompts))[0]!;
const lengthOf = (vector: readonly number[]): number => Math.hypot(...vector);
const by = (values: readonly number[], divisor: number): readonly number[] =>
  dividedBy([values], divisor)[0]!;
const shares = (logits: readonly number[]): readonly number[] => softmaxOf([logits])[0]!;
const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));
const smallest = (values: readonly number[]): number => values.indexOf(Math.min(...values));

/** CLIP's classifier, which has never seen an example of its classes. */
export const zeroShotTopic: Topic<ZeroShotGiven> = {
  id: 'zero-shot',
  title: 'Classes from prompts: CLIP without examples',
  quantities: { image: 'vector', prompts: 'matrix', classes: 'words', temperature: 'number' },
  generate,
  accepts: (given) => {
    const { image, prompts, temperature } = given;
    const found = zeroShotClassify(image, prompts, { temperature });
    const [first = 0, second = 0] = [...cosinesOf(given)].sort((a, b) => b - a);
    const rarest = Math.min(...(toNested(found.probabilities) as number[]));
    // Two classes are not described by the same prompt.
    return areDistinct(prompts) && first < SAME && first - second > CLEAR && rarest > LEAST;
  },
  statement: ({ image, prompts, classes, temperature }) => {
    const words = fillTemplates(['a photo of a {}'], classes).map(([text]) => `“${text}”`);
    return [
      `CLIP is to tell what an image shows. This is the embedding of the image, not yet normalised:`,
      display(`u = ${vectorTex(image)}`),
      `The prompts ${words.slice(0, -1).join(', ')} and ${words.at(-1)} have these embeddings, one a row in this order, not normalised either:`,
      display(`W = ${matrixTex(prompts)}`),
      `The temperature is $\\tau = ${numberTex(temperature)}$.`,
    ].join('\n\n');
  },
  parts: (given) => {
    const { classes, temperature } = given;
    const asked = precisely(DECIMALS);
    const vector = { kind: 'vector', decimals: DECIMALS } as const;
    const order = `in the order ${classes.join(', ')}`;
    return [
      {
        id: 'a',
        prompt: `What are the cosines of the image with the prompts, ${order}? ${asked}`,
        marks: 2,
        ...vector,
        value: () => cosinesOf(given),
      },
      {
        id: 'b',
        prompt: `What are the logits? ${asked}`,
        marks: 1,
        ...vector,
        value: (earlier) => by(earlier.vector('a'), temperature),
      },
      {
        id: 'c',
        prompt: `How probable is each class? ${asked}`,
        marks: 2,
        ...vector,
        value: (earlier) => shares(earlier.vector('b')),
        trivial: (earlier) => earlier.vector('b').every((logit, _, all) => logit === all[0]),
      },
      {
        id: 'd',
        prompt: 'What does the image show, by these probabilities?',
        marks: 1,
        kind: 'choice',
        choices: classes.map((name) => ({ id: name, label: name })),
        value: (earlier) => classes[largest(earlier.vector('c'))]!,
      },
    ];
  },
  misconceptions: [
    {
      id: 'clip-unnormalised',
      name: 'The embeddings are not normalised',
      explanation:
        'These are plain products; divided by the lengths of both embeddings they become cosines.',
      wrong: {
        a: productsOf,
        d: (given, earlier) => {
          const [taken, probabilities] = [largest(productsOf(given)), earlier.vector('c')];
          // Where the least cosine has the largest product the mistake cannot be told from the other.
          if (taken === smallest(probabilities)) return undefined;
          return other(given.classes, taken, largest(probabilities));
        },
      },
    },
    {
      id: 'zero-shot-image-alone-normalised',
      name: 'Only the image’s embedding is normalised',
      explanation: 'The embedding of each prompt is divided by its length as well.',
      wrong: { a: (given) => by(productsOf(given), lengthOf(given.image)) },
    },
    {
      id: 'zero-shot-prompts-alone-normalised',
      name: 'Only the prompts’ embeddings are normalised',
      explanation: 'The embedding of the image is divided by its length as well.',
      wrong: { a: (given) => by(cosinesOf(given), 1 / lengthOf(given.image)) },
    },
    {
      id: 'clip-temperature-inverted',
      name: 'Multiplied with the temperature',
      explanation: 'Cosines are divided by the temperature, which makes them larger here.',
      wrong: { b: ({ temperature }, earlier) => by(earlier.vector('a'), 1 / temperature) },
    },
    {
      id: 'clip-no-temperature',
      name: 'The temperature is left out',
      explanation: 'The logits are the cosines divided by the temperature.',
      wrong: {
        b: (_, earlier) => earlier.vector('a'),
        c: (_, earlier) => shares(earlier.vector('a')),
      },
    },
    {
      id: 'zero-shot-each-alone',
      name: 'Each class is judged alone',
      explanation:
        'The classes share a probability of 1: each exponential is divided by the sum of them all.',
      wrong: { c: (_, earlier) => earlier.vector('b').map((logit) => 1 / (1 + Math.exp(-logit))) },
    },
    {
      id: 'softmax-no-exponential',
      name: 'The logits are divided by their sum',
      explanation: 'The softmax takes the exponentials of the logits before they are divided.',
      wrong: {
        c: (_, earlier) => {
          const logits = earlier.vector('b');
          const total = logits.reduce((sum, logit) => sum + logit, 0);
          return Math.min(...logits) > 0 ? by(logits, total) : undefined;
        },
      },
    },
    {
      id: 'softmax-unnormalised',
      name: 'The exponentials are not divided by their sum',
      explanation:
        'These are the exponentials; divided by their sum they add up to 1 and become probabilities.',
      wrong: { c: (_, earlier) => earlier.vector('b').map(Math.exp) },
    },
    {
      id: 'zero-shot-least-similar',
      name: 'The smallest is taken',
      explanation:
        'Cosines tell how alike two embeddings are, not how far apart: the largest comes first.',
      wrong: { d: ({ classes }, earlier) => classes[smallest(earlier.vector('c'))] },
    },
  ],
  solve: ({ image, prompts, temperature, classes }): Derivation =>
    explainZeroShotClassification(image, prompts, { temperature, classes }),
};

/** The name of a class, where it is not the one that is right. */
function other(names: readonly string[], index: number, right: number): string | undefined {
  return index === right ? undefined : names[index];
}

function generate(draw: Draw, difficulty: Difficulty): ZeroShotGiven {
  const count = { easy: 2, medium: 3, hard: 4 }[difficulty];
  const vectors = difficulty === 'hard' ? SPACE : PLANE;
  const [image, ...prompts] = draw
    .ownIntegers(count + 1, 0, vectors.length - 1)
    .map((index) => vectors[index]!);
  return {
    image: image!,
    prompts,
    classes: draw.pick(CLASSES).slice(0, count),
    temperature: difficulty === 'easy' ? 0.5 : draw.pick([0.2, 0.25, 0.4, 0.5]),
  };
}
