// A variational autoencoder, one sample through it: deviations, the code, its divergence from the prior, the loss.
import { createDerivation } from '../../derivation/create-derivation.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import { standardNormalKl } from '../../divergence/standard-normal.js';
import { explainElbo } from '../../vae/explain-elbo.js';
import { explainReparameterization } from '../../vae/explain-reparameterization.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, numberTex, precisely, vectorTex } from '../wording.js';

type VaeGiven = {
  readonly mean: readonly number[];
  readonly logVariance: readonly number[];
  readonly noise: readonly number[];
  /** The pixels, and what the decoder makes of the code. */
  readonly pixels: readonly number[];
  readonly decoded: readonly number[];
  readonly beta: number;
};

const DECIMALS = 3;
/** Less of an error would hardly show beside the divergence. */
const LEAST_ERROR = 0.05;

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);
const deviationsOf = ({ logVariance }: VaeGiven): number[] =>
  logVariance.map((each) => Math.exp(each / 2));
/** The code with another stretching of the noise. */
const codeBy = ({ mean, noise }: VaeGiven, stretch: readonly number[]): number[] =>
  mean.map((each, i) => each + stretch[i]! * noise[i]!);
const klOf = ({ mean, logVariance }: VaeGiven): number => standardNormalKl(mean, logVariance);
const errorOf = ({ pixels, decoded }: VaeGiven): number =>
  sumOf(pixels.map((each, i) => (each - decoded[i]!) ** 2)) / 2;
const squares = (values: readonly number[]): number[] => values.map((each) => each ** 2);

/** σ, z, D(q ‖ N(0, I)), the error, the loss. */
export const vaeLossTopic: Topic<VaeGiven> = {
  id: 'vae-loss',
  title: 'A variational autoencoder: code, divergence and loss',
  quantities: {
    mean: 'vector',
    logVariance: 'vector',
    noise: 'vector',
    pixels: 'vector',
    decoded: 'vector',
    beta: 'number',
  },
  generate,
  accepts: (given) => {
    const { logVariance, noise } = given;
    return (
      [...logVariance, ...noise].every((each) => each !== 0) &&
      new Set(logVariance).size === logVariance.length &&
      errorOf(given) >= LEAST_ERROR
    );
  },
  statement: ({ mean, logVariance, noise, pixels, decoded, beta }) =>
    [
      `For an image with the pixels $x$ the encoder of a variational autoencoder puts out the means $\\mu$ and the natural logarithms $\\ell = \\ln \\sigma^2$ of the variances of a Gaussian code with independent components. A draw of standard normal noise is $\\varepsilon$:`,
      display(
        `\\mu = ${vectorTex(mean)},\\quad \\ell = ${vectorTex(logVariance)},\\quad \\varepsilon = ${vectorTex(noise)}`,
      ),
      'From the code the decoder makes $\\hat x$:',
      display(`x = ${vectorTex(pixels)},\\quad \\hat x = ${vectorTex(decoded)}`),
      `The loss is half the squared error, added up over the pixels, and $\\beta = ${numberTex(beta)}$ times the divergence of the code from the prior $N(0, I)$, in nats.`,
    ].join('\n\n'),
  parts: (given) => {
    const asked = precisely(DECIMALS);
    const vector = { kind: 'vector', decimals: DECIMALS } as const;
    const number = { kind: 'number', decimals: DECIMALS } as const;
    return [
      {
        id: 'a',
        prompt: `What are the standard deviations $\\sigma$ of the code? ${asked}`,
        marks: 1,
        ...vector,
        value: () => deviationsOf(given),
      },
      {
        id: 'b',
        prompt: `Which code $z$ goes into the decoder? ${asked}`,
        marks: 1,
        ...vector,
        value: (earlier) => codeBy(given, earlier.vector('a')),
      },
      {
        id: 'c',
        prompt: `How large is the divergence of the code from the prior, in nats? ${asked}`,
        marks: 2,
        ...number,
        unit: 'nats',
        value: () => klOf(given),
      },
      {
        id: 'd',
        prompt: 'How large is half the squared error, added up over the pixels?',
        marks: 1,
        kind: 'number',
        value: () => errorOf(given),
      },
      {
        id: 'e',
        prompt: `How large is the loss? ${asked}`,
        marks: 1,
        ...number,
        value: (earlier) => earlier.number('d') + given.beta * earlier.number('c'),
      },
    ];
  },
  misconceptions: [
    {
      id: 'logvar-read-as-sigma',
      name: 'The logarithm is taken for the deviation',
      explanation: 'The encoder puts out ln σ²: half of it is ln σ, whose exponential is σ.',
      wrong: { a: ({ logVariance }) => logVariance },
    },
    {
      id: 'reparam-exp-logvar',
      name: 'The variance is taken for the deviation',
      explanation: 'The exponential of ln σ² is the variance; its root is the standard deviation.',
      wrong: { a: (given) => squares(deviationsOf(given)) },
    },
    {
      id: 'reparam-variance-times-eps',
      name: 'The noise is multiplied with the variance',
      explanation:
        'The noise has variance 1: multiplied with the standard deviation it gets the variance σ².',
      wrong: { b: (given, earlier) => codeBy(given, squares(earlier.vector('a'))) },
    },
    {
      id: 'reparam-noise-unscaled',
      name: 'The noise is added as it is',
      explanation: 'The noise is stretched by the standard deviation before it is added.',
      wrong: {
        b: (given) =>
          codeBy(
            given,
            given.mean.map(() => 1),
          ),
      },
    },
    {
      id: 'vae-kl-sign',
      name: 'The sign is turned',
      explanation: 'A divergence is never negative: the signs of all terms are to be turned.',
      wrong: { c: (given) => -klOf(given) },
    },
    {
      id: 'vae-kl-no-half',
      name: 'The half is left out',
      explanation: 'The whole sum of terms is halved, as the exponent of a Gaussian is.',
      wrong: { c: (given) => 2 * klOf(given) },
    },
    {
      id: 'vae-kl-sigma-vs-variance',
      name: 'The deviation stands where the variance belongs',
      explanation:
        'The formula has the variance in it, alone and in the logarithm: μ² + σ² − 1 − ln σ².',
      wrong: {
        c: ({ mean, logVariance }) =>
          sumOf(
            mean.map(
              (m, i) => (m ** 2 + Math.exp(logVariance[i]! / 2) - 1 - logVariance[i]! / 2) / 2,
            ),
          ),
      },
    },
    {
      id: 'vae-kl-range',
      name: 'The last dimension is left out',
      explanation: 'The sum runs over all dimensions, the last one too.',
      wrong: {
        c: (given) =>
          klOf({
            ...given,
            mean: given.mean.slice(0, -1),
            logVariance: given.logVariance.slice(0, -1),
          }),
      },
    },
    {
      id: 'beta-on-reconstruction',
      name: 'The wrong term is weighed',
      explanation: 'The divergence is what β weighs: a larger β pulls the code to the prior.',
      wrong: {
        e: ({ beta }, earlier) =>
          beta === 1 ? undefined : beta * earlier.number('d') + earlier.number('c'),
      },
    },
    {
      id: 'beta-left-out',
      name: 'The divergence is not weighed',
      explanation: 'The divergence counts β times.',
      wrong: {
        e: ({ beta }, earlier) =>
          beta === 1 ? undefined : earlier.number('d') + earlier.number('c'),
      },
    },
    {
      id: 'elbo-sign',
      name: 'The sign is turned',
      explanation: 'This is the bound that is to be made large; the loss is its negative.',
      wrong: { e: ({ beta }, earlier) => -earlier.number('d') - beta * earlier.number('c') },
    },
  ],
  solve,
};

function generate(draw: Draw, difficulty: Difficulty): VaeGiven {
  const [dimensions, count] = { easy: [2, 2], medium: [2, 3], hard: [3, 4] }[difficulty] as [
    number,
    number,
  ];
  const tenths = (values: readonly number[]): number[] => values.map((each) => each / 10);
  return {
    mean: tenths(draw.ownIntegers(dimensions, -20, 20)),
    logVariance: tenths(draw.integers(dimensions, -12, 12)),
    noise: tenths(draw.integers(dimensions, -15, 15)),
    pixels: tenths(draw.integers(count, 0, 10)),
    decoded: tenths(draw.integers(count, 0, 10)),
    beta: difficulty === 'easy' ? 2 : draw.pick([0.5, 2, 3, 4]),
  };
}

function solve(given: VaeGiven): Derivation {
  const { mean, logVariance, noise, pixels, decoded, beta } = given;
  const { divide, negate, power, subtract, sum } = stepOperations;
  const error = errorOf(given);
  const likelihood = createDerivation<{ readonly error: number }>({
    topic: 'vae',
    title: 'The error of the pixels',
    given: [
      { id: 'x', symbol: 'x', title: 'The pixels', value: pixels },
      { id: 'y', symbol: '\\hat x', title: 'What the decoder makes of the code', value: decoded },
    ],
    steps: [
      {
        id: 'error',
        symbol: 'E',
        title: 'Half the squared error, added up over the pixels',
        formula: 'E = \\frac{1}{2} \\sum_i (x_i - \\hat x_i)^2',
        check: divide(sum(power(subtract(refer('x'), refer('y')), 2)), 2),
        value: error,
      },
      {
        id: 'likelihood',
        symbol: '\\ln p(x \\mid z)',
        title:
          'Its negative is the log-likelihood of Gaussian pixels of variance 1, but for a constant',
        formula: '\\ln p(x \\mid z) = -E',
        check: negate(refer('error')),
      },
    ],
    result: { error },
    answer: { record: { error: refer('error') } },
  });
  return joinDerivations('A variational autoencoder: code, divergence and loss', [
    {
      id: 'code',
      title: 'The code, and the gradients through it',
      derivation: explainReparameterization({ mean, logVariance, noise }),
    },
    { id: 'pixels', title: 'The error of the pixels', derivation: likelihood },
    {
      id: 'bound',
      title: 'The divergence, the bound, and the loss',
      derivation: explainElbo({ reconstruction: -error, mean, logVariance, beta }),
      from: {
        reconstruction: 'pixels-likelihood',
        mean: 'code-mean',
        'log-variance': 'code-log-variance',
      },
    },
  ]);
}
