// A decision by Bayes' rule: joint probabilities, evidence, posteriors, the class.
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import { bayesPosterior } from '../../probability/bayes.js';
import { explainBayesDecision } from '../../probability/explain-decision.js';
import type { Draw } from '../draw.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, numberTex, precisely } from '../wording.js';

type DecisionGiven = {
  readonly names: readonly string[];
  readonly prior: readonly number[];
  readonly likelihood: readonly number[];
};

const DECIMALS = 3;

const CLASSES: readonly (readonly string[])[] = [
  ['apple', 'orange', 'banana', 'lemon'],
  ['cat', 'dog', 'fox', 'hare'],
  ['car', 'bus', 'bicycle', 'tram'],
  ['oak', 'birch', 'lime', 'beech'],
];

const jointOf = ({ prior, likelihood }: DecisionGiven): number[] =>
  toNested(bayesPosterior(prior, likelihood).joint) as number[];
const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);
const shares = (values: readonly number[]): number[] =>
  values.map((value) => value / sumOf(values));
const best = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** Whether the largest is clearly the largest. */
function isClear(values: readonly number[]): boolean {
  const [first = 0, second = 0] = [...values].sort((a, b) => b - a);
  return first - second > 0.005;
}

/** Prior and likelihood to posterior and decision. */
export const bayesDecisionTopic: Topic<DecisionGiven> = {
  id: 'bayes-decision',
  title: 'A decision by Bayes’ rule',
  quantities: { names: 'words', prior: 'vector', likelihood: 'vector' },
  generate,
  accepts: (given) =>
    [given.prior, given.likelihood, shares(jointOf(given))].every(isClear) &&
    Math.min(...given.prior, ...given.likelihood) > 0,
  statement: ({ names, prior, likelihood }) => {
    const list = (left: string, right: string, values: readonly number[]): string[] =>
      names.map((name, i) => `${left}\\text{${name}}${right} = ${numberTex(values[i]!)}`);
    return [
      'A classifier knows how often each class occurs:',
      display(list('P(', ')', prior).join(',\\quad ')),
      'In a picture it observes the feature $x$, which has these probabilities:',
      display(list('p(x \\mid ', ')', likelihood).join(',\\quad ')),
    ].join('\n\n');
  },
  parts: (given) => {
    const { names } = given;
    const order = `in the order ${names.join(', ')}`;
    return [
      {
        id: 'a',
        prompt: `What is the joint probability of $x$ and each class, ${order}?`,
        marks: 2,
        kind: 'vector',
        value: () => jointOf(given),
      },
      {
        id: 'b',
        prompt: 'How probable is the observation $x$ at all?',
        marks: 1,
        kind: 'number',
        value: (earlier) => sumOf(earlier.vector('a')),
      },
      {
        id: 'c',
        prompt: `What is the posterior probability of each class, ${order}? ${precisely(DECIMALS)}`,
        marks: 2,
        kind: 'vector',
        decimals: DECIMALS,
        value: (earlier) => earlier.vector('a').map((joint) => joint / earlier.number('b')),
        trivial: (earlier) => earlier.number('b') === 1,
      },
      {
        id: 'd',
        prompt: 'For which class does Bayes’ rule decide?',
        marks: 1,
        kind: 'choice',
        choices: names.map((name) => ({ id: name, label: name })),
        value: (earlier) => names[best(earlier.vector('c'))]!,
      },
    ];
  },
  misconceptions: [
    {
      id: 'decimal-place',
      name: 'A decimal place is lost',
      explanation:
        'The digits are right, but the point is not: tenths times hundredths are thousandths.',
      wrong: {
        a: (given) => jointOf(given).map((joint) => joint * 10),
        b: (given) => sumOf(jointOf(given)) * 10,
      },
    },
    {
      id: 'joint-is-sum',
      name: 'Probabilities are added instead of multiplied',
      explanation: 'That both happen has the product of prior and likelihood as its probability.',
      wrong: { a: ({ prior, likelihood }) => prior.map((p, i) => p + likelihood[i]!) },
    },
    {
      id: 'evidence-from-likelihoods',
      name: 'Likelihoods are added without the prior',
      explanation:
        'Each likelihood counts as often as its class occurs: add the joint probabilities.',
      wrong: { b: ({ likelihood }) => sumOf(likelihood) },
    },
    {
      id: 'evidence-is-mean',
      name: 'The mean is taken for the sum',
      explanation:
        'The prior weighs the classes already: add the joint probabilities without dividing by their number.',
      wrong: { b: (_, earlier) => sumOf(earlier.vector('a')) / earlier.vector('a').length },
    },
    {
      id: 'posterior-unnormalised',
      name: 'The posterior is not normalised',
      explanation:
        'These are the joint probabilities; divided by the evidence they add up to 1 and become posteriors.',
      wrong: { c: (_, earlier) => earlier.vector('a') },
    },
    {
      id: 'ml-instead-of-map',
      name: 'The prior is forgotten',
      explanation: 'The likelihood alone does not decide: how often a class occurs counts as well.',
      wrong: {
        c: ({ likelihood }) => shares(likelihood),
        d: ({ names, likelihood }, earlier) =>
          other(names, best(likelihood), best(earlier.vector('c'))),
      },
    },
    {
      id: 'prior-only',
      name: 'The observation is forgotten',
      explanation:
        'The most frequent class is a guess before anything is seen; the observation counts.',
      wrong: {
        c: ({ prior }) => prior,
        d: ({ names, prior, likelihood }, earlier) => {
          const right = best(earlier.vector('c'));
          // Where it is also the likeliest one the mistake cannot be told from the other.
          if (best(prior) === best(likelihood)) return undefined;
          return other(names, best(prior), right);
        },
      },
    },
  ],
  solve: ({ names, prior, likelihood }): Derivation =>
    explainBayesDecision(prior, likelihood, { names }),
};

/** The name of a class, where it is not the one that is right. */
function other(names: readonly string[], index: number, right: number): string | undefined {
  return index === right ? undefined : names[index];
}

function generate(draw: Draw, difficulty: Difficulty): DecisionGiven {
  const count = difficulty === 'hard' ? 4 : 3;
  const names = draw.pick(CLASSES).slice(0, count);
  const parts = difficulty === 'easy' ? 10 : 20;
  const prior = draw.split(parts, count, 1).map((part) => part / parts);
  // Hundredths, so that there are enough problems.
  const step = difficulty === 'easy' ? 5 : 1;
  const number = draw.own((difficulty === 'easy' ? 18 : 60) ** 3);
  const side = difficulty === 'easy' ? 18 : 60;
  const first = [number % side, Math.floor(number / side) % side, Math.floor(number / side ** 2)];
  const all = count === 4 ? [...first, draw.integer(1, 60)] : first;
  return { names, prior, likelihood: all.map((each) => (step * (each + 1)) / 100) };
}
