// Divergence of two Gaussians with independent dimensions: the share of each dimension, their sum, the unit.
import { createDerivation } from '../../derivation/create-derivation.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import { explainGaussianKl } from '../../divergence/explain-gaussian.js';
import { gaussianKl } from '../../divergence/gaussian.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, precisely, vectorTex } from '../wording.js';

type GaussiansGiven = {
  readonly meanP: readonly number[];
  /** Standard deviations. */
  readonly sigmaP: readonly number[];
  readonly meanQ: readonly number[];
  readonly sigmaQ: readonly number[];
};

const DECIMALS = 4;
const SIGMAS: readonly number[] = [0.4, 0.5, 0.6, 0.8, 1.2, 1.5, 1.6, 2, 2.5, 3];

interface OneDimension {
  readonly mean: number;
  readonly variance: number;
}

/** A number for each dimension, from what is known of it. */
function perDimension(
  { meanP, sigmaP, meanQ, sigmaQ }: GaussiansGiven,
  of: (p: OneDimension, q: OneDimension) => number,
): number[] {
  return meanP.map((mean, i) =>
    of({ mean, variance: sigmaP[i]! ** 2 }, { mean: meanQ[i]!, variance: sigmaQ[i]! ** 2 }),
  );
}

const share = (p: OneDimension, q: OneDimension): number => gaussianKl(p, q);
const sharesOf = (given: GaussiansGiven): number[] => perDimension(given, share);
const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

/** The terms of a share, so that mistakes can be made with them. */
function terms(p: OneDimension, q: OneDimension): { ratio: number; apart: number; log: number } {
  return {
    ratio: p.variance / q.variance,
    apart: (p.mean - q.mean) ** 2 / q.variance,
    log: Math.log(q.variance / p.variance),
  };
}

/** D(p ‖ q), dimension by dimension. */
export const gaussianKlTopic: Topic<GaussiansGiven> = {
  id: 'gaussian-kl',
  title: 'Divergence of two Gaussians',
  quantities: { meanP: 'vector', sigmaP: 'vector', meanQ: 'vector', sigmaQ: 'vector' },
  generate,
  accepts: ({ sigmaP, sigmaQ }) => [...sigmaP, ...sigmaQ].every((sigma) => sigma > 0),
  statement: ({ meanP, sigmaP, meanQ, sigmaQ }) =>
    [
      `Two Gaussians in ${meanP.length} dimensions have independent components. Their means and standard deviations are`,
      display(
        `\\mu_P = ${vectorTex(meanP)},\\quad \\sigma_P = ${vectorTex(sigmaP)}`,
        `\\mu_Q = ${vectorTex(meanQ)},\\quad \\sigma_Q = ${vectorTex(sigmaQ)}`,
      ),
      'Note that these are standard deviations, not variances.',
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt: `What does each dimension add to the divergence $D(P \\,\\|\\, Q)$, in nats? ${precisely(DECIMALS)}`,
      marks: 3,
      kind: 'vector',
      decimals: DECIMALS,
      unit: 'nats',
      value: () => sharesOf(given),
    },
    {
      id: 'b',
      prompt: `How large is the divergence, in nats? ${precisely(DECIMALS)}`,
      marks: 1,
      kind: 'number',
      decimals: DECIMALS,
      unit: 'nats',
      value: (earlier) => sumOf(earlier.vector('a')),
    },
    {
      id: 'c',
      prompt: `How many bits is that? ${precisely(DECIMALS)}`,
      marks: 1,
      kind: 'number',
      decimals: DECIMALS,
      unit: 'bits',
      value: (earlier) => earlier.number('b') / Math.LN2,
    },
  ],
  misconceptions: [
    {
      id: 'vae-kl-sigma-vs-variance',
      name: 'Standard deviations are taken for variances',
      explanation:
        'The formula has variances in it: square the standard deviations before they are put in.',
      wrong: {
        a: ({ meanP, sigmaP, meanQ, sigmaQ }) =>
          sharesOf({ meanP, sigmaP: sigmaP.map(Math.sqrt), meanQ, sigmaQ: sigmaQ.map(Math.sqrt) }),
      },
    },
    {
      id: 'vae-kl-no-half',
      name: 'The half is left out',
      explanation: 'The whole sum of terms is halved, as the exponent of a Gaussian is.',
      wrong: { a: (given) => sharesOf(given).map((each) => 2 * each) },
    },
    {
      id: 'vae-kl-sign',
      name: 'The sign is turned',
      explanation: 'A divergence is never negative: the signs of all terms are to be turned.',
      wrong: {
        a: (given) => sharesOf(given).map((each) => -each),
        b: (_, earlier) => -sumOf(earlier.vector('a')),
      },
    },
    {
      id: 'gaussian-kl-missing-k',
      name: 'The 1 is not taken off',
      explanation:
        'In each dimension 1 is taken off, so that equal Gaussians have the divergence 0.',
      wrong: {
        a: (given) =>
          perDimension(given, (p, q) => {
            const { ratio, apart, log } = terms(p, q);
            return (ratio + apart + log) / 2;
          }),
      },
    },
    {
      id: 'gaussian-kl-det-ratio-inverted',
      name: 'The logarithm has its fraction upside down',
      explanation:
        'In the logarithm the variance of the second Gaussian stands above that of the first.',
      wrong: {
        a: (given) =>
          perDimension(given, (p, q) => {
            const { ratio, apart, log } = terms(p, q);
            return (ratio + apart - 1 - log) / 2;
          }),
      },
    },
    {
      id: 'kl-arguments-swapped',
      name: 'The two Gaussians are swapped',
      explanation:
        'This is the divergence the other way round: the variances of the second Gaussian stand below.',
      wrong: { a: (given) => perDimension(given, (p, q) => share(q, p)) },
    },
    {
      id: 'gaussian-kl-mean-not-squared',
      name: 'The distance of the means is not squared',
      explanation:
        'The distance of the means is squared, and divided by the variance of the second Gaussian.',
      wrong: {
        a: (given) =>
          perDimension(given, (p, q) => {
            const { ratio, log } = terms(p, q);
            return (ratio + Math.abs(p.mean - q.mean) / q.variance - 1 + log) / 2;
          }),
      },
    },
    {
      id: 'gaussian-kl-mean-over-dimensions',
      name: 'The mean is taken for the sum',
      explanation: 'Independent dimensions add up: their shares are not averaged.',
      wrong: { b: (_, earlier) => sumOf(earlier.vector('a')) / earlier.vector('a').length },
    },
    {
      id: 'vae-kl-range',
      name: 'The last dimension is left out',
      explanation: 'The sum runs over all dimensions, the last one too.',
      wrong: { b: (_, earlier) => sumOf(earlier.vector('a').slice(0, -1)) },
    },
    {
      id: 'bits-multiplied',
      name: 'Multiplied with ln 2 instead of divided by it',
      explanation: 'A bit is ln 2 = 0.693 nats, so there are more bits than nats: divide by ln 2.',
      wrong: { c: (_, earlier) => earlier.number('b') * Math.LN2 },
    },
  ],
  solve,
};

function generate(draw: Draw, difficulty: Difficulty): GaussiansGiven {
  const dimensions = difficulty === 'hard' ? 3 : 2;
  // Mean and standard deviation of each dimension in one number: 17 times 10 of them.
  const pairs = draw.ownIntegers(dimensions, 0, 17 * SIGMAS.length - 1);
  const sigmas = (): number[] => pairs.map(() => draw.pick(SIGMAS));
  // As in a variational autoencoder.
  const standard = difficulty === 'easy';
  return {
    meanP: pairs.map((pair) => ((pair % 17) - 8) / 4),
    sigmaP: pairs.map((pair) => SIGMAS[Math.floor(pair / 17)]!),
    meanQ: standard ? pairs.map(() => 0) : draw.integers(dimensions, -8, 8).map((each) => each / 4),
    sigmaQ: standard ? pairs.map(() => 1) : sigmas(),
  };
}

function solve({ meanP, sigmaP, meanQ, sigmaQ }: GaussiansGiven): Derivation {
  const square = (values: readonly number[]): number[] => values.map((value) => value ** 2);
  const { divide, log, power } = stepOperations;
  const variances = createDerivation<{
    readonly p: readonly number[];
    readonly q: readonly number[];
  }>({
    topic: 'divergence',
    title: 'From standard deviations to variances',
    given: [
      { id: 'p', symbol: '\\sigma', title: 'Standard deviations of P', value: sigmaP },
      { id: 'q', symbol: 's', title: 'Standard deviations of Q', value: sigmaQ },
    ],
    steps: [
      {
        id: 'variance-p',
        symbol: '\\sigma^2',
        title: 'The variances of P',
        formula: '\\sigma^2',
        check: power(refer('p'), 2),
        value: square(sigmaP),
      },
      {
        id: 'variance-q',
        symbol: 's^2',
        title: 'The variances of Q',
        formula: 's^2',
        check: power(refer('q'), 2),
        value: square(sigmaQ),
      },
    ],
    result: { p: square(sigmaP), q: square(sigmaQ) },
    answer: { record: { p: refer('variance-p'), q: refer('variance-q') } },
  });
  const nats = explainGaussianKl(
    { mean: meanP, variance: square(sigmaP) },
    { mean: meanQ, variance: square(sigmaQ) },
  );
  const bits = createDerivation<number>({
    topic: 'divergence',
    title: 'From nats to bits',
    given: [{ id: 'nats', symbol: 'D', title: 'The divergence in nats', value: nats.result }],
    steps: [
      {
        id: 'bits',
        // D with an index is the share of a dimension.
        symbol: 'B',
        title: 'A bit is ln 2 nats',
        check: divide(refer('nats'), log(2)),
      },
    ],
    result: nats.result / Math.LN2,
    answer: refer('bits'),
  });
  return joinDerivations('Divergence of two Gaussians', [
    {
      id: 'variances',
      title: 'Square the standard deviations: the formula has variances in it',
      derivation: variances,
      onTheWay: true,
    },
    {
      id: 'nats',
      title: 'The divergence, dimension by dimension',
      derivation: nats,
      from: { 'own-variance': 'variances-variance-p', 'other-variance': 'variances-variance-q' },
    },
    {
      id: 'bits',
      title: 'The same in bits',
      derivation: bits,
      from: { nats: 'nats-divergence' },
    },
  ]);
}
