// A step back of a diffusion where the data are known: products of α, the noisy value, variance and mean.
import type { Derivation } from '../../derivation/types.js';
import { explainDiffusionPosterior } from '../../diffusion/explain-posterior.js';
import { qPosterior, qSample } from '../../diffusion/forward.js';
import { type DiffusionSchedule, diffusionSchedule } from '../../diffusion/schedule.js';
import type { Draw } from '../draw.js';
import type { Earlier, Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, numberTex, precisely, vectorTex } from '../wording.js';

type DiffusionGiven = {
  readonly betas: readonly number[];
  readonly t: number;
  readonly x0: number;
  readonly noise: number;
};

const DECIMALS = 4;

const scheduleOf = ({ betas }: DiffusionGiven): DiffusionSchedule => diffusionSchedule(betas);
const betaOf = ({ betas, t }: DiffusionGiven): number => betas[t - 1]!;
const alphaOf = (given: DiffusionGiven): number => 1 - betaOf(given);
const product = (betas: readonly number[]): number =>
  betas.reduce((all, beta) => all * (1 - beta), 1);
/** The mean from both coefficients' parts. */
function meanOf(given: DiffusionGiven, earlier: Earlier): number {
  const [before = 0, after = 0] = earlier.vector('a');
  const { x0 } = given;
  const [data, noisy] = [
    Math.sqrt(before) * betaOf(given),
    Math.sqrt(alphaOf(given)) * (1 - before),
  ];
  return (data * x0 + noisy * earlier.number('b')) / (1 - after);
}

/** q(x_{t−1} | x_t, x₀) in numbers. */
export const diffusionPosteriorTopic: Topic<DiffusionGiven> = {
  id: 'diffusion-posterior',
  title: 'The step back of a diffusion',
  quantities: { betas: 'vector', t: 'number', x0: 'number', noise: 'number' },
  generate,
  accepts: (given) => {
    const { t, betas, x0, noise } = given;
    if (!(t >= 2 && t <= betas.length) || x0 === 0 || noise === 0) return false;
    const xt = qSample(x0, t, noise, scheduleOf(given));
    return Number.isFinite(qPosterior(x0, xt, t, scheduleOf(given)).mean);
  },
  statement: ({ betas, t, x0, noise }) =>
    [
      'A diffusion adds noise with these variances, step by step from 1 on:',
      display(`\\beta = ${vectorTex(betas)}`),
      `The data are the number $x_0 = ${numberTex(x0)}$, and $\\varepsilon = ${numberTex(noise)}$ is the standard normal noise that leads straight from $x_0$ to $x_${t}$. Now go back from $t = ${t}$ to $t = ${t - 1}$, with the data known.`,
    ].join('\n\n'),
  parts: (given) => {
    const { t, x0, noise } = given;
    const number = { kind: 'number', decimals: DECIMALS } as const;
    const asked = precisely(DECIMALS);
    return [
      {
        id: 'a',
        prompt: `What are $\\bar\\alpha_${t - 1}$ and $\\bar\\alpha_${t}$, in this order? ${asked}`,
        marks: 2,
        kind: 'vector',
        decimals: DECIMALS,
        value: () => {
          const { alphaBars } = scheduleOf(given);
          return [alphaBars.get(t - 2), alphaBars.get(t - 1)];
        },
      },
      {
        id: 'b',
        prompt: `What is $x_${t}$? ${asked}`,
        marks: 1,
        ...number,
        value: (earlier) => {
          const after = earlier.vector('a')[1]!;
          return Math.sqrt(after) * x0 + Math.sqrt(1 - after) * noise;
        },
      },
      {
        id: 'c',
        prompt: `What is the variance $\\tilde\\beta_${t}$ of $q(x_${t - 1} \\mid x_${t}, x_0)$? ${asked}`,
        marks: 2,
        ...number,
        value: (earlier) => {
          const [before = 0, after = 0] = earlier.vector('a');
          return ((1 - before) / (1 - after)) * betaOf(given);
        },
      },
      {
        id: 'd',
        prompt: `What is its mean $\\tilde\\mu_${t}$? ${asked}`,
        marks: 2,
        ...number,
        value: (earlier) => meanOf(given, earlier),
      },
    ];
  },
  misconceptions: [
    {
      id: 'ddpm-bar-lost',
      name: 'One factor is taken for the product',
      explanation: 'The bar means the product over all steps so far, not what the one step keeps.',
      wrong: {
        a: ({ betas, t }) => [1 - betas[t - 2]!, 1 - betas[t - 1]!],
        b: (given) => {
          const alpha = alphaOf(given);
          return Math.sqrt(alpha) * given.x0 + Math.sqrt(1 - alpha) * given.noise;
        },
      },
    },
    {
      id: 'ddpm-alphabar-range',
      name: 'The product runs from t on',
      explanation: 'The product runs over the steps from 1 to t, not from t to the last.',
      wrong: {
        a: ({ betas, t }) => [product(betas.slice(t - 2)), product(betas.slice(t - 1))],
      },
    },
    {
      id: 'ddpm-product-of-betas',
      name: 'The wrong shares are multiplied',
      explanation: 'Each step keeps α = 1 − β of the variance; these are multiplied.',
      wrong: {
        a: ({ betas, t }) =>
          [t - 1, t].map((last) => betas.slice(0, last).reduce((all, beta) => all * beta, 1)),
      },
    },
    {
      id: 'ddpm-no-sqrt',
      name: 'The roots are left out',
      explanation:
        'The products are shares of the variance; data and noise themselves are multiplied with their roots.',
      wrong: {
        b: ({ x0, noise }, earlier) => {
          const after = earlier.vector('a')[1]!;
          return after * x0 + (1 - after) * noise;
        },
      },
    },
    {
      id: 'ddpm-data-and-noise-swapped',
      name: 'Data and noise are swapped',
      explanation: 'The root of the product goes with the data, that of the rest with the noise.',
      wrong: {
        b: ({ x0, noise }, earlier) => {
          const after = earlier.vector('a')[1]!;
          return Math.sqrt(1 - after) * x0 + Math.sqrt(after) * noise;
        },
      },
    },
    {
      id: 'ddpm-x0-for-eps',
      name: 'The data stand in the place of the noise',
      explanation: 'The root of the rest goes with the noise ε; the data come in once only.',
      wrong: {
        b: ({ x0 }, earlier) => {
          const after = earlier.vector('a')[1]!;
          return Math.sqrt(after) * x0 + Math.sqrt(1 - after) * x0;
        },
      },
    },
    {
      id: 'ddpm-btilde-inverted',
      name: 'The fraction is upside down',
      explanation:
        'Knowing the data makes the variance smaller than β: the smaller rest, that of the step before, stands above.',
      wrong: {
        c: (given, earlier) => {
          const [before = 0, after = 0] = earlier.vector('a');
          return ((1 - after) / (1 - before)) * betaOf(given);
        },
      },
    },
    {
      id: 'ddpm-variance-is-beta',
      name: 'The variance of the step forward is taken',
      explanation: 'This is the variance of the step forward; with the data known there is less.',
      wrong: { c: betaOf },
    },
    {
      id: 'ddpm-deviation-for-variance',
      name: 'The standard deviation is given',
      explanation: 'This is the root of what was asked for: the variance is its square.',
      wrong: {
        c: (given, earlier) => {
          const [before = 0, after = 0] = earlier.vector('a');
          return Math.sqrt(((1 - before) / (1 - after)) * betaOf(given));
        },
      },
    },
    {
      id: 'ddpm-precision-sign',
      name: 'The precisions are subtracted',
      explanation: 'Two sources of knowledge add up: so do the precisions, the inverse variances.',
      wrong: {
        c: (given, earlier) => {
          const before = earlier.vector('a')[0]!;
          return 1 / (alphaOf(given) / betaOf(given) - 1 / (1 - before));
        },
      },
    },
    {
      id: 'ddpm-mean-bar-lost',
      name: 'One factor is taken for the product in the mean',
      explanation: 'At the data stands the root of the product up to the step before.',
      wrong: {
        d: (given, earlier) => {
          const [before = 0, after = 0] = earlier.vector('a');
          const alphaBefore = 1 - given.betas[given.t - 2]!;
          // In the second step the product has one factor only.
          if (given.t === 2) return undefined;
          const data = Math.sqrt(alphaBefore) * betaOf(given) * given.x0;
          const noisy = Math.sqrt(alphaOf(given)) * (1 - before) * earlier.number('b');
          return (data + noisy) / (1 - after);
        },
      },
    },
    {
      id: 'ddpm-alpha-for-beta',
      name: 'The step forward keeps the share of the noise',
      explanation:
        'The step forward multiplies with √(1 − β), which is √α; √(1 − α) is what its noise is multiplied with.',
      wrong: {
        d: (given, earlier) => {
          const [before = 0, after = 0] = earlier.vector('a');
          const data = Math.sqrt(before) * betaOf(given) * given.x0;
          const noisy = Math.sqrt(1 - alphaOf(given)) * (1 - before) * earlier.number('b');
          return (data + noisy) / (1 - after);
        },
      },
    },
    {
      id: 'ddpm-bar-misplaced',
      name: 'The product is taken for one factor in front of the mean',
      explanation:
        'One step back undoes the shrinking of one step: the mean has 1/√α in front, without a bar.',
      wrong: {
        d: (given, earlier) => {
          const after = earlier.vector('a')[1]!;
          const noise = (betaOf(given) / Math.sqrt(1 - after)) * given.noise;
          return (earlier.number('b') - noise) / Math.sqrt(after);
        },
      },
    },
    {
      id: 'ddpm-mean-is-scaled-back',
      name: 'The noisy value is only scaled back',
      explanation:
        'Dividing by the root of α undoes the shrinking, but not the noise: the data pull the mean towards them.',
      wrong: { d: (given, earlier) => earlier.number('b') / Math.sqrt(alphaOf(given)) },
    },
    {
      id: 'ddpm-mean-coefficients-swapped',
      name: 'The two weights of the mean are swapped',
      explanation:
        'The share with β goes with the data, the one with the rest of the step before goes with the noisy value.',
      wrong: {
        d: (given, earlier) => {
          const [before = 0, after = 0] = earlier.vector('a');
          const data = (Math.sqrt(before) * betaOf(given)) / (1 - after);
          const noisy = (Math.sqrt(alphaOf(given)) * (1 - before)) / (1 - after);
          return noisy * given.x0 + data * earlier.number('b');
        },
      },
    },
  ],
  solve: ({ betas, t, x0, noise }): Derivation =>
    explainDiffusionPosterior({ betas, t, x0, noise }),
};

function generate(draw: Draw, difficulty: Difficulty): DiffusionGiven {
  const steps = { easy: 3, medium: 4, hard: 5 }[difficulty];
  const easy = difficulty === 'easy';
  const betas = draw
    .ownIntegers(steps, easy ? 1 : 4, easy ? 20 : 45)
    .map((each) => each / (easy ? 50 : 100));
  return {
    betas,
    t: easy ? 2 : draw.integer(3, steps - (difficulty === 'hard' ? 1 : 0)),
    x0: draw.integer(-6, 6) / 2,
    noise: draw.integer(-15, 15) / 10,
  };
}
