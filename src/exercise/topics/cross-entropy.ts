// Entropy, cross-entropy, and the divergence that lies between them.
import type { Derivation } from '../../derivation/types.js';
import { explainCrossEntropy } from '../../divergence/explain-divergence.js';
import { crossEntropy, entropy, klDivergence } from '../../divergence/kl-divergence.js';
import {
  type DistributionPair,
  drawPair,
  isAbsolute,
  logBase,
  unitWords,
} from '../distributions.js';
import type { Topic } from '../topic.js';
import { display, precisely, vectorTex } from '../wording.js';

const DECIMALS = 4;

const cross = ({ p, q, unit }: DistributionPair): number =>
  crossEntropy(p, q, { base: logBase(unit) });
const own = ({ p, unit }: DistributionPair): number => entropy(p, { base: logBase(unit) });
const otherUnit = ({ p, q, unit }: DistributionPair): DistributionPair => ({
  p,
  q,
  unit: unit === 'bits' ? 'nats' : 'bits',
});

/** H(p), H(p, q) and D(p ‖ q). */
export const crossEntropyTopic: Topic<DistributionPair> = {
  id: 'cross-entropy',
  title: 'Entropy and cross-entropy',
  quantities: { p: 'vector', q: 'vector', unit: 'word' },
  generate: drawPair,
  accepts: isAbsolute,
  statement: ({ p, q, unit }) =>
    [
      'The labels of a data set follow the distribution $P$, a network predicts $Q$:',
      display(`P = ${vectorTex(p)}`, `Q = ${vectorTex(q)}`),
      `Work in ${unit}: take ${unitWords(unit)}.`,
    ].join('\n\n'),
  parts: (given) => {
    const shared = { kind: 'number', decimals: DECIMALS, unit: given.unit } as const;
    return [
      {
        id: 'a',
        prompt: `How large is the entropy $H(P)$, in ${given.unit}? ${precisely(DECIMALS)}`,
        marks: 2,
        ...shared,
        value: () => own(given),
      },
      {
        id: 'b',
        prompt: `How large is the cross-entropy $H(P, Q)$ of the prediction, in ${given.unit}? ${precisely(DECIMALS)}`,
        marks: 2,
        ...shared,
        value: () => cross(given),
      },
      {
        id: 'c',
        prompt: `How much of it could a better prediction save? That is the divergence $D(P \\,\\|\\, Q)$. ${precisely(DECIMALS)}`,
        marks: 1,
        ...shared,
        value: (earlier) => earlier.number('b') - earlier.number('a'),
        trivial: (earlier) => Math.abs(earlier.number('b') - earlier.number('a')) < 10 ** -DECIMALS,
      },
    ];
  },
  misconceptions: [
    {
      id: 'kl-arguments-swapped',
      name: 'The two distributions are swapped',
      explanation:
        'The labels weigh and the prediction stands in the logarithm, not the other way round: the cross-entropy is not symmetric.',
      wrong: {
        a: ({ q, p, unit }) => own({ p: q, q: p, unit }),
        b: ({ q, p, unit }) => cross({ p: q, q: p, unit }),
        c: ({ q, p, unit }) => klDivergence(q, p, { base: logBase(unit) }),
      },
    },
    {
      id: 'kl-log-base-2',
      name: 'A logarithm to another base',
      explanation:
        'The number is right in another unit: nats go with the natural logarithm, bits with the logarithm to base 2.',
      wrong: { a: (given) => own(otherUnit(given)), b: (given) => cross(otherUnit(given)) },
    },
    {
      id: 'entropy-sign',
      name: 'The minus sign is left out',
      explanation:
        'Logarithms of probabilities are negative: the minus before the sum makes entropies positive.',
      wrong: { a: (given) => -own(given), b: (given) => -cross(given) },
    },
    {
      id: 'cross-entropy-is-kl',
      name: 'The divergence is given for the cross-entropy',
      explanation:
        'The cross-entropy has the prediction alone in the logarithm; with the labels divided by it in there it is the divergence, which lacks the entropy of the labels.',
      wrong: { b: ({ p, q, unit }) => klDivergence(p, q, { base: logBase(unit) }) },
    },
    {
      id: 'cross-entropy-mean',
      name: 'The mean is taken for the sum',
      explanation:
        'The probabilities are weights already and add up to 1: add the terms without dividing by their number.',
      wrong: {
        a: (given) => own(given) / given.p.length,
        b: (given) => cross(given) / given.p.length,
      },
    },
    {
      id: 'divergence-adds-entropy',
      name: 'The entropy is added instead of taken off',
      explanation:
        'The cross-entropy holds the entropy already, so the divergence is what is left when it is taken off.',
      wrong: { c: (_, earlier) => earlier.number('b') + earlier.number('a') },
    },
    {
      id: 'kl-sign',
      name: 'The difference is taken the other way round',
      explanation:
        'A divergence is never negative: the cross-entropy is the larger of the two, so the entropy is taken from it.',
      wrong: { c: (_, earlier) => earlier.number('a') - earlier.number('b') },
    },
  ],
  solve: ({ p, q, unit }): Derivation =>
    explainCrossEntropy(p, q, unit === 'bits' ? { base: 2 } : undefined),
};
