// A GAN in one dimension: what the generator makes and how dense it is, the value, and both losses of the generator.
import { toNested } from '../../core/to-nested.js';
import { generatorLoss } from '../../gan/losses.js';
import { pushForwardDensity } from '../../gan/push-forward.js';
import { ganValue } from '../../gan/value.js';
import { sigmoid } from '../../gradient/activations.js';
import type { Draw } from '../draw.js';
import {
  codeOf,
  explainLineGan,
  type GanGiven,
  inverseOf,
  line,
  lineTex,
  madeOf,
  normal,
  steeper,
} from '../line-gan.js';
import type { Earlier, Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, numberTex, precisely, vectorTex } from '../wording.js';

const DECIMALS = 3;

/** D of samples. */
const belief = ({ discriminator }: GanGiven, x: readonly number[]): readonly number[] =>
  toNested(sigmoid(line(discriminator, x))) as number[];
/** What the generator makes of what it made. */
const madeTwice = (given: GanGiven): number[] => line(given.generator, madeOf(given));
const valueBy = (given: GanGiven, made: readonly number[]): number =>
  ganValue(belief(given, given.real), made);
const saturating = (made: readonly number[]): number =>
  generatorLoss(made, { input: 'probabilities' });
const nonSaturating = (made: readonly number[]): number =>
  generatorLoss(made, { variant: 'non-saturating', input: 'probabilities' });
const densityOf = (given: GanGiven): number =>
  pushForwardDensity(given.real[0]!, inverseOf(given), normal);

/** Made samples, their density, V, both losses of the generator, and which one teaches more. */
export const ganLossesTopic: Topic<GanGiven> = {
  id: 'gan-losses',
  title: 'A GAN in one dimension: samples, density and losses',
  quantities: { generator: 'vector', discriminator: 'vector', codes: 'vector', real: 'vector' },
  generate,
  accepts: (given) => {
    const all = [...belief(given, given.real), ...belief(given, madeOf(given))];
    return (
      given.generator[0] !== 0 &&
      new Set(given.codes).size === given.codes.length &&
      new Set(given.real).size === given.real.length &&
      Math.abs(codeOf(given)) <= 2 &&
      all.every((each) => each > 0.02 && each < 0.98) &&
      Math.abs(belief(given, madeOf(given))[0]! - 0.5) > 0.05
    );
  },
  statement: ({ generator, discriminator, codes, real }) =>
    [
      'The images of a small GAN have one pixel each, $x$. Its generator and its discriminator, the probability that an image is real, are',
      display(
        `G(z) = ${lineTex(generator, 'z')},\\qquad D(x) = \\sigma(${lineTex(discriminator, 'x')}),\\qquad \\sigma(t) = \\frac{1}{1 + e^{-t}}`,
      ),
      'Codes $z$ are drawn from the standard normal law, $p_z(z) = \\tfrac{1}{\\sqrt{2 \\pi}} e^{-z^2 / 2}$. A step takes these codes and these real images:',
      display(`z = ${vectorTex(codes)},\\qquad x = ${vectorTex(real)}`),
      'Means over them stand for expectations.',
    ].join('\n\n'),
  parts: (given) => {
    const number = { kind: 'number', decimals: DECIMALS } as const;
    const asked = precisely(DECIMALS);
    const [first = 0] = given.real;
    return [
      {
        id: 'a',
        prompt: 'What does the generator make of the codes?',
        marks: 1,
        kind: 'vector',
        value: () => madeOf(given),
      },
      {
        id: 'b',
        prompt: `How large is the density $p_G$ of what the generator makes at $x = ${numberTex(first)}$? ${asked}`,
        marks: 2,
        ...number,
        value: () => densityOf(given),
      },
      {
        id: 'c',
        prompt: `What does the discriminator say of the made images, $D(G(z))$? ${asked}`,
        marks: 2,
        kind: 'vector',
        decimals: DECIMALS,
        value: (earlier) => belief(given, earlier.vector('a')),
      },
      {
        id: 'd',
        prompt: `How large is the value of the game, $V = \\mathbb{E}_x \\ln D(x) + \\mathbb{E}_z \\ln(1 - D(G(z)))$, in nats? ${asked}`,
        marks: 2,
        ...number,
        unit: 'nats',
        value: (earlier) => valueBy(given, earlier.vector('c')),
      },
      {
        id: 'e',
        prompt: `How large is the part of it that the generator can lower, its saturating loss, in nats? ${asked}`,
        marks: 1,
        ...number,
        unit: 'nats',
        value: (earlier) => saturating(earlier.vector('c')),
      },
      {
        id: 'f',
        prompt: `How large is the non-saturating loss of the generator, in nats? ${asked}`,
        marks: 1,
        ...number,
        unit: 'nats',
        value: (earlier) => nonSaturating(earlier.vector('c')),
      },
      {
        id: 'g',
        prompt:
          'Which of the two losses is steeper with respect to the logit of the first made image, so that the generator learns more from it?',
        marks: 1,
        kind: 'choice',
        choices: [
          { id: 'saturating', label: 'saturating' },
          { id: 'non-saturating', label: 'non-saturating' },
        ],
        value: (earlier) => steeper(earlier.vector('c')[0]!),
      },
    ];
  },
  misconceptions: [
    {
      id: 'gan-shift-left-out',
      name: 'The generator only stretches',
      explanation: 'The generator adds its shift after it has stretched the code.',
      wrong: {
        a: ({ generator: [slope = 0, shift = 0], codes }) =>
          shift === 0 ? undefined : codes.map((code) => slope * code),
      },
    },
    {
      id: 'change-of-variables',
      name: 'The stretching is left out',
      explanation:
        'The density of the code is divided by how much the generator stretches there, the size of its slope; else it would not add up to 1.',
      wrong: { b: (given) => normal(codeOf(given)) },
    },
    {
      id: 'density-multiplied-by-stretching',
      name: 'Multiplied with the stretching',
      explanation: 'Where the axis is stretched the same probability is spread thinner: divide.',
      wrong: { b: (given) => normal(codeOf(given)) * Math.abs(given.generator[0]!) },
    },
    {
      id: 'density-at-image',
      name: 'The density of codes is taken at the image',
      explanation: 'Go back to the code that the image comes from first, and take its density.',
      wrong: { b: ({ real: [x = 0], generator: [slope = 1] }) => normal(x) / Math.abs(slope) },
    },
    {
      id: 'gan-generator-of-x',
      name: 'The generator is applied to what it made',
      explanation:
        'The discriminator is given G(z) as it is; the generator makes images of codes, not of images.',
      wrong: {
        c: (given) => belief(given, madeTwice(given)),
        d: (given) => valueBy(given, belief(given, madeTwice(given))),
        e: (given) => saturating(belief(given, madeTwice(given))),
        f: (given) => nonSaturating(belief(given, madeTwice(given))),
      },
    },
    {
      id: 'discriminator-of-codes',
      name: 'The discriminator is given the codes',
      explanation: 'The discriminator looks at images: at what the generator makes of the codes.',
      wrong: { c: (given) => belief(given, given.codes) },
    },
    {
      id: 'sigmoid-left-out',
      name: 'The logits are given',
      explanation: 'The logistic function makes probabilities of these numbers.',
      wrong: { c: ({ discriminator }, earlier) => line(discriminator, earlier.vector('a')) },
    },
    {
      id: 'gan-one-minus-left-out',
      name: 'Made images are scored as real ones',
      explanation:
        'The second mean is of ln(1 − D): made images count by the probability of being found out.',
      wrong: { d: (given, earlier) => valueBy(given, onesLess(earlier)) },
    },
    {
      id: 'gan-value-sign',
      name: 'The sign is turned',
      explanation:
        'Logarithms of probabilities are negative, and so is the value; its negative is the loss of the discriminator.',
      wrong: { d: (given, earlier) => -valueBy(given, earlier.vector('c')) },
    },
    {
      id: 'gan-sum-for-mean',
      name: 'Sums are taken for means',
      explanation: 'Expectations are means: divide each sum by the number of its samples.',
      wrong: {
        d: (given, earlier) => given.codes.length * valueBy(given, earlier.vector('c')),
        e: (_, earlier) => earlier.vector('c').length * saturating(earlier.vector('c')),
        f: (_, earlier) => earlier.vector('c').length * nonSaturating(earlier.vector('c')),
      },
    },
    {
      id: 'gan-value-for-generator',
      name: 'The whole value is given',
      explanation: 'Real images do not depend on the generator: its loss is the second mean alone.',
      wrong: { e: (_, earlier) => earlier.number('d') },
    },
    {
      id: 'gan-losses-swapped',
      name: 'The two losses are mixed up',
      explanation:
        'The saturating loss is the mean of ln(1 − D), which is flat near D = 0; the other one is minus the mean of ln D.',
      wrong: {
        e: (_, earlier) => nonSaturating(earlier.vector('c')),
        f: (_, earlier) => saturating(earlier.vector('c')),
      },
    },
    {
      id: 'gan-non-saturating-negated',
      name: 'The saturating loss with another sign',
      explanation:
        'Another sign would have the generator help the discriminator: the non-saturating loss has ln D in the place of ln(1 − D).',
      wrong: {
        e: (_, earlier) => -saturating(earlier.vector('c')),
        f: (_, earlier) => -saturating(earlier.vector('c')),
      },
    },
    {
      id: 'gan-saturation-reversed',
      name: 'Flat and steep are mixed up',
      explanation:
        'With respect to the logit the slopes are −D and D − 1: the surer a made image is found out, the flatter the saturating loss.',
      wrong: {
        g: (_, earlier) => steeper(1 - earlier.vector('c')[0]!),
      },
    },
  ],
  solve: explainLineGan,
};

const onesLess = (earlier: Earlier): number[] => earlier.vector('c').map((each) => 1 - each);

function generate(draw: Draw, difficulty: Difficulty): GanGiven {
  const count = { easy: 2, medium: 3, hard: 4 }[difficulty];
  const numbers = draw.ownIntegers(2 * count, -4, 4);
  const half = (most: number): number => draw.integer(-2 * most, 2 * most) / 2;
  return {
    generator: [
      difficulty === 'easy' ? draw.pick([2, 3]) : draw.pick([-3, -2, -0.5, 0.5, 2, 3]),
      difficulty === 'easy' ? draw.integer(-2, 2) : half(2),
    ],
    discriminator: [draw.pick([-1, -0.5, 0.5, 1]), half(1)],
    codes: numbers.slice(0, count).map((each) => each / 2),
    real: numbers.slice(count),
  };
}
