// Attention without a softmax: a soft look-up by distances, and linear attention, whose sums do not depend on the query.
import { kernelAttention } from '../../attention/additive.js';
import { explainKernelAttention } from '../../attention/explain-kernel.js';
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import { explainLinearAttention, type LinearGiven, phi, phiTex } from '../linear-attention.js';
import { dividedBy, productOf, type Rows, softmaxOf, transposeRows } from '../rows.js';
import type { Earlier, Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, numberTex, precisely, rowsOf, vectorTex } from '../wording.js';

const DECIMALS = 3;

const isLookUp = ({ kernel }: LinearGiven): boolean => kernel === 'inverse-distance';
const rowTimes = (row: readonly number[], rows: Rows): readonly number[] =>
  productOf([row], rows)[0]!;
const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);
const by = (values: readonly number[], divisor: number): number[] =>
  values.map((each) => each / divisor);
/** Products of one query with each key. */
const products = (query: readonly number[], keys: Rows): readonly number[] =>
  rowTimes(query, transposeRows(keys));
const totals = (rows: Rows): number[] => transposeRows(rows).map(sumOf);

/** How alike one query is to each key. */
function similaritiesOf(given: LinearGiven, query: readonly number[]): readonly number[] {
  const { keys, values, kernel } = given;
  const similarity = isLookUp(given)
    ? 'inverse-distance'
    : () => products(phi(kernel, [query])[0]!, phi(kernel, keys));
  return toNested(kernelAttention(query, keys, values, { similarity }).similarities) as number[];
}

const stateOf = ({ keys, values, kernel }: LinearGiven): Rows =>
  productOf(transposeRows(phi(kernel, keys)), values);
const normaliserOf = ({ keys, kernel }: LinearGiven): number[] => totals(phi(kernel, keys));
const distancesOf = ({ queries, keys }: LinearGiven): number[] =>
  keys.map((key) => Math.abs(queries[0]![0]! - key[0]!));

/** What the second query gets of the two sums. */
function fromSums(features: readonly number[], earlier: Earlier): number[] {
  return by(
    rowTimes(features, earlier.matrix('d')),
    sumOf(products(features, [earlier.vector('e')])),
  );
}
/** The features of the second query; without one the problem has no answer. */
function second({ queries, kernel }: LinearGiven): readonly number[] {
  const [, features] = phi(kernel, queries);
  if (features === undefined) throw new Error('one query alone');
  return features;
}

/** Similarities, weights and mean; with a feature map also the sums over keys, for a second query. */
export const kernelAttentionTopic: Topic<LinearGiven> = {
  id: 'kernel-attention',
  title: 'Attention by kernels: a soft look-up, and linear attention',
  quantities: { queries: 'matrix', keys: 'matrix', values: 'matrix', kernel: 'word' },
  generate,
  accepts: (given) => {
    const { queries, keys, kernel } = given;
    if (isLookUp(given)) return distancesOf(given).every((distance) => distance > 0);
    // A mean of one value is none, and equal keys are no question.
    const alike = productOf(phi(kernel, queries), transposeRows(phi(kernel, keys)));
    const isShared = (row: readonly number[]): boolean => row.filter((each) => each > 0).length > 1;
    return alike.every(isShared) && new Set(keys.map(String)).size === keys.length;
  },
  statement: (given) => {
    const { queries, keys, values, kernel } = given;
    if (isLookUp(given)) {
      return [
        `A soft look-up asks a table for the value that goes with $q = ${numberTex(queries[0]![0]!)}$. The table has these keys and values:`,
        display(
          `k = ${vectorTex(keys.map(([key = 0]) => key))},\\qquad v = ${vectorTex(values.map(([value = 0]) => value))}`,
        ),
        'The similarity of the query and a key is the inverse of their distance, $r_j = 1 / |q - k_j|$. What comes out is the mean of the values, weighted by the shares of the similarities.',
      ].join('\n\n');
    }
    return [
      'In linear attention the similarity of a query and a key is the product of their features, $r_j = \\varphi(q) \\cdot \\varphi(k_j)$. The weights are the shares of the similarities, without a softmax. The feature map works on each number alone:',
      display(phiTex(kernel)),
      'Queries, keys and values stand in rows:',
      display(
        `Q = ${matrixTex(queries)}`,
        `K = ${matrixTex(keys)},\\quad V = ${matrixTex(values)}`,
      ),
    ].join('\n\n');
  },
  parts: (given) => {
    const asked = precisely(DECIMALS);
    const rounded = { kind: 'vector', decimals: DECIMALS } as const;
    // What whole numbers give is whole with the rectifier.
    const own = given.kernel === 'relu' ? {} : { decimals: DECIMALS };
    const its = given.kernel === 'relu' ? '' : ` ${asked}`;
    const query = isLookUp(given) ? 'the query' : 'the first query';
    return [
      {
        id: 'a',
        prompt: `How similar is ${query} to each key?${its}`,
        marks: 2,
        kind: 'vector',
        ...own,
        value: () => similaritiesOf(given, given.queries[0]!),
      },
      {
        id: 'b',
        prompt: `What are the weights of the keys? ${asked}`,
        marks: 1,
        ...rounded,
        value: (earlier) => by(earlier.vector('a'), sumOf(earlier.vector('a'))),
        trivial: (earlier) => earlier.vector('a').every((each, _, all) => each === all[0]),
      },
      {
        id: 'c',
        prompt: `What comes out for ${query}? ${asked}`,
        marks: 1,
        ...rounded,
        value: (earlier) => rowTimes(earlier.vector('b'), given.values),
      },
      ...(isLookUp(given)
        ? []
        : [
            {
              id: 'd',
              prompt: `For more queries the sums over keys are made once. What is $S = \\varphi(K)^\\top V$?${its}`,
              marks: 2,
              kind: 'matrix' as const,
              ...own,
              value: () => stateOf(given),
            },
            {
              id: 'e',
              prompt: `What is the normaliser $z = \\sum_j \\varphi(k_j)$?${its}`,
              marks: 1,
              kind: 'vector' as const,
              ...own,
              value: () => normaliserOf(given),
            },
            {
              id: 'f',
              prompt: `What do these two give for the second query? ${asked}`,
              marks: 2,
              ...rounded,
              value: (earlier: Earlier) => fromSums(second(given), earlier),
            },
          ]),
    ];
  },
  misconceptions: [
    {
      id: 'similarity-ignores-query',
      name: 'The similarity does not depend on the query',
      explanation:
        'A similarity compares a key with the query: made of the key alone it would be the same for every query.',
      wrong: {
        a: (given) =>
          isLookUp(given)
            ? given.keys.map(([key = 0]) => 1 / Math.abs(key))
            : phi(given.kernel, given.keys).map(sumOf),
      },
    },
    {
      id: 'inverse-distance-swapped',
      name: 'Distances are taken for similarities',
      explanation: 'The farther a key is, the less it counts: take the inverse of the distance.',
      wrong: { a: (given) => (isLookUp(given) ? distancesOf(given) : undefined) },
    },
    {
      id: 'feature-map-left-out',
      name: 'The feature map is left out',
      explanation: 'Queries and keys go through the feature map before they are multiplied.',
      wrong: {
        a: (given) => (isLookUp(given) ? undefined : products(given.queries[0]!, given.keys)),
        d: ({ keys, values }) => productOf(transposeRows(keys), values),
        e: ({ keys }) => totals(keys),
        f: ({ queries }, earlier) => fromSums(queries[1]!, earlier),
      },
    },
    {
      id: 'feature-map-of-product',
      name: 'The feature map is applied to the product',
      explanation:
        'Query and key have features of their own, which are multiplied; that is what lets the sums be made beforehand.',
      wrong: {
        a: (given) =>
          isLookUp(given)
            ? undefined
            : phi(given.kernel, [products(given.queries[0]!, given.keys)])[0],
      },
    },
    {
      id: 'weights-do-not-sum-to-1',
      name: 'The weights do not add up to 1',
      explanation:
        'Similarities become weights when they are divided by their sum, so that the result is a mean of the values.',
      wrong: {
        b: (_, earlier) => earlier.vector('a'),
        c: ({ values }, earlier) => rowTimes(earlier.vector('a'), values),
        f: (given, earlier) => rowTimes(second(given), earlier.matrix('d')),
      },
    },
    {
      id: 'softmax-of-similarities',
      name: 'A softmax is taken of the similarities',
      explanation: 'These weights are plain shares: no exponentials are taken.',
      wrong: { b: (_, earlier) => softmaxOf([earlier.vector('a')])[0] },
    },
    {
      id: 'attention-value-mean',
      name: 'All values count the same',
      explanation: 'The values count by their weights, not all the same.',
      wrong: { c: ({ values }) => by(totals(values), values.length) },
    },
    {
      id: 'hard-look-up',
      name: 'The value of the most similar key is taken',
      explanation: 'The look-up is soft: the other keys have their weights too.',
      wrong: {
        c: ({ values }, earlier) => {
          const weights = earlier.vector('b');
          return values[weights.indexOf(Math.max(...weights))];
        },
      },
    },
    {
      id: 'attention-state-transposed',
      name: 'Values times features instead of features times values',
      explanation: 'Features have the rows of this sum and values its columns.',
      wrong: { d: (given) => transposeRows(stateOf(given)) },
    },
    {
      id: 'attention-state-mean',
      name: 'The mean is taken for the sum',
      explanation: 'These are sums over the keys: they are not divided by the number of keys.',
      wrong: {
        d: (given) => dividedBy(stateOf(given), given.keys.length),
        e: (given) => by(normaliserOf(given), given.keys.length),
      },
    },
    {
      id: 'normaliser-of-other-query',
      name: 'Divided by the sum of the first query',
      explanation:
        'Each query has its own sum of similarities: multiply the normaliser with the features of the second one.',
      wrong: {
        f: (given, earlier) => {
          const first = phi(given.kernel, given.queries)[0]!;
          const own = rowTimes(second(given), earlier.matrix('d'));
          return by(own, sumOf(products(first, [earlier.vector('e')])));
        },
      },
    },
  ],
  solve: (given): Derivation => {
    const { queries, keys, values } = given;
    return isLookUp(given)
      ? explainKernelAttention(queries[0]!, keys, values, { similarity: 'inverse-distance' })
      : explainLinearAttention(given);
  },
};

/** Their inverses have three decimals. */
const DISTANCES: readonly number[] = [1, 2, 4, 5, 8, 10, 20, 25, 40, 50];

function generate(draw: Draw, difficulty: Difficulty): LinearGiven {
  if (difficulty === 'easy') {
    const query = draw.integer(20, 60);
    const apart = draw.shuffle(DISTANCES).slice(0, 3);
    return {
      queries: [[query]],
      keys: apart.map((distance) => [query + draw.pick([-1, 1]) * distance]),
      values: rowsOf(draw.ownIntegers(3, 1, 40), 1),
      kernel: 'inverse-distance',
    };
  }
  const hard = difficulty === 'hard';
  const width = hard ? 3 : 2;
  return {
    queries: rowsOf(draw.integers(2 * width, -1, 3), width),
    keys: rowsOf(draw.ownIntegers(3 * width, -2, 3), width),
    values: rowsOf(draw.integers(6, hard ? -4 : 0, 6), 2),
    kernel: hard ? 'elu' : 'relu',
  };
}
