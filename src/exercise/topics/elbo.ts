// The evidence lower bound of a hidden variable of few values: evidence, posterior, the bound's two terms, what is missing.
import type { Derivation } from '../../derivation/types.js';
import { klDivergence } from '../../divergence/kl-divergence.js';
import { type DiscreteElbo, discreteElbo } from '../../vae/discrete-elbo.js';
import { explainElbo } from '../../vae/explain-elbo.js';
import type { Draw } from '../draw.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, precisely, vectorTex } from '../wording.js';

type BoundGiven = {
  readonly prior: readonly number[];
  readonly likelihood: readonly number[];
  /** The guess. */
  readonly q: readonly number[];
};

const DECIMALS = 4;
const EACH = 3;

const boundOf = (given: BoundGiven): DiscreteElbo => discreteElbo(given);
const jointOf = ({ prior, likelihood }: BoundGiven): number[] =>
  prior.map((each, i) => each * likelihood[i]!);
const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

/** ln p(x) = ELBO + D(q ‖ p(z | x)), in numbers. */
export const elboTopic: Topic<BoundGiven> = {
  id: 'elbo',
  title: 'The evidence lower bound',
  quantities: { prior: 'vector', likelihood: 'vector', q: 'vector' },
  generate,
  accepts: ({ prior, likelihood, q }) => [...prior, ...likelihood, ...q].every((each) => each > 0),
  statement: ({ prior, likelihood, q }) =>
    [
      `Behind an image $x$ lies a hidden code $z$ of ${prior.length} values. These are its prior, the probability of the image under each value, and what an encoder guesses of the code:`,
      display(
        `p(z) = ${vectorTex(prior)}`,
        `p(x \\mid z) = ${vectorTex(likelihood)}`,
        `q(z) = ${vectorTex(q)}`,
      ),
      'Work in nats: take the natural logarithm.',
    ].join('\n\n'),
  parts: (given) => {
    const nats = { kind: 'number', decimals: DECIMALS, unit: 'nats' } as const;
    const asked = precisely(DECIMALS);
    return [
      {
        id: 'a',
        prompt: 'How probable is the image at all: what is its evidence $p(x)$?',
        marks: 1,
        kind: 'number',
        value: () => sumOf(jointOf(given)),
      },
      {
        id: 'b',
        prompt: `What is the posterior $p(z \\mid x)$? ${precisely(EACH)}`,
        marks: 1,
        kind: 'vector',
        decimals: EACH,
        value: (earlier) => jointOf(given).map((joint) => joint / earlier.number('a')),
      },
      {
        id: 'c',
        prompt: `How large is the reconstruction term, the mean of $\\ln p(x \\mid z)$ under the guess? ${asked}`,
        marks: 2,
        ...nats,
        value: () => boundOf(given).reconstruction,
      },
      {
        id: 'd',
        prompt: `How large is the divergence in the bound, that of the guess from the prior? ${asked}`,
        marks: 2,
        ...nats,
        value: () => boundOf(given).kl,
      },
      {
        id: 'e',
        prompt: `How large is the evidence lower bound of this guess? ${asked}`,
        marks: 1,
        ...nats,
        value: (earlier) => earlier.number('c') - earlier.number('d'),
      },
      {
        id: 'f',
        prompt: `By how much does it lie below $\\ln p(x)$? ${asked}`,
        marks: 1,
        ...nats,
        value: (earlier) => Math.log(earlier.number('a')) - earlier.number('e'),
      },
    ];
  },
  misconceptions: [
    {
      id: 'evidence-from-likelihoods',
      name: 'Likelihoods are added without the prior',
      explanation: 'Each likelihood counts as often as its code occurs: weigh it with the prior.',
      wrong: { a: ({ likelihood }) => sumOf(likelihood) },
    },
    {
      id: 'evidence-under-guess',
      name: 'The guess is taken for the prior',
      explanation:
        'The evidence does not depend on the guess: likelihoods are weighed with the prior.',
      wrong: { a: ({ likelihood, q }) => sumOf(jointOf({ prior: q, likelihood, q })) },
    },
    {
      id: 'posterior-unnormalised',
      name: 'The posterior is not normalised',
      explanation:
        'These are the joint probabilities; divided by the evidence they add up to 1 and become posteriors.',
      wrong: { b: jointOf },
    },
    {
      id: 'ml-instead-of-map',
      name: 'The prior is forgotten',
      explanation: 'The likelihood alone makes no posterior: the prior counts as well.',
      wrong: { b: ({ likelihood }) => likelihood.map((each) => each / sumOf(likelihood)) },
    },
    {
      id: 'logarithm-of-mean',
      name: 'The logarithm of the mean is taken',
      explanation:
        'Take the logarithms first and their mean afterwards; that makes it a lower bound.',
      wrong: {
        c: ({ likelihood, q }) => Math.log(sumOf(jointOf({ prior: q, likelihood, q }))),
      },
    },
    {
      id: 'reconstruction-under-prior',
      name: 'The mean is taken under the prior',
      explanation: 'Codes come from the encoder here: the guess weighs the logarithms.',
      wrong: {
        c: ({ prior, likelihood }) => boundOf({ prior, likelihood, q: prior }).reconstruction,
      },
    },
    {
      id: 'posterior-prior-confused',
      name: 'Prior and posterior are mixed up',
      explanation:
        'In the bound stands the divergence from the prior; that from the posterior is what the bound lacks.',
      wrong: { d: (given) => boundOf(given).gap, f: (_, earlier) => earlier.number('d') },
    },
    {
      id: 'kl-arguments-swapped',
      name: 'The two distributions are swapped',
      explanation:
        'This is the divergence the other way round: the guess weighs the logarithms and stands above in the fraction.',
      wrong: { d: ({ prior, q }) => klDivergence(prior, q) },
    },
    {
      id: 'elbo-is-kl',
      name: 'The bound is taken for a divergence',
      explanation:
        'The bound is no distance: it is the log evidence less the divergence of the guess from the posterior.',
      wrong: { e: (given) => boundOf(given).gap, f: (_, earlier) => earlier.number('e') },
    },
    {
      id: 'elbo-divergence-added',
      name: 'The divergence is added',
      explanation: 'The divergence is taken off the reconstruction term: it costs.',
      wrong: { e: (_, earlier) => earlier.number('c') + earlier.number('d') },
    },
    {
      id: 'elbo-sign',
      name: 'The sign is turned',
      explanation: 'This is the loss that is minimised; the bound is its negative.',
      wrong: { e: (_, earlier) => earlier.number('d') - earlier.number('c') },
    },
    {
      id: 'elbo-is-evidence',
      name: 'The log evidence is given for the bound',
      explanation:
        'The bound lies below the log evidence, unless the guess is the posterior itself.',
      wrong: { e: (_, earlier) => Math.log(earlier.number('a')), f: () => 0 },
    },
    {
      id: 'kl-sign',
      name: 'The difference is taken the other way round',
      explanation: 'What is missing is a divergence, which is never negative: the bound is lower.',
      wrong: { f: (_, earlier) => earlier.number('e') - Math.log(earlier.number('a')) },
    },
    {
      id: 'evidence-without-logarithm',
      name: 'The evidence is taken without its logarithm',
      explanation: 'The bound is one of ln p(x), not of p(x).',
      wrong: { f: (_, earlier) => earlier.number('a') - earlier.number('e') },
    },
  ],
  solve: (given): Derivation => explainElbo(given),
};

function generate(draw: Draw, difficulty: Difficulty): BoundGiven {
  const easy = difficulty === 'easy';
  const count = { easy: 2, medium: 3, hard: 4 }[difficulty];
  const parts = difficulty === 'hard' ? 20 : 10;
  const law = (): number[] => draw.split(parts, count, 1).map((part) => part / parts);
  const [most, steps] = easy ? [95, 100] : [19, 20];
  return {
    prior: law(),
    likelihood: draw.ownIntegers(count, 1, most).map((each) => each / steps),
    q: law(),
  };
}
