// The game of a GAN: its value, the way it pushes the discriminator, the best discriminator, what is left to the generator.
import { toNested } from '../../core/to-nested.js';
import { createDerivation } from '../../derivation/create-derivation.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import { explainOptimalDiscriminator } from '../../gan/explain-discriminator.js';
import {
  discriminatorStationarity,
  ganCriterion,
  ganValueDiscrete,
  optimalDiscriminator,
} from '../../gan/value.js';
import { drawPair } from '../distributions.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, precisely, vectorTex } from '../wording.js';

type GameGiven = {
  /** The law of the data. */
  readonly p: readonly number[];
  /** That of the generator. */
  readonly g: readonly number[];
  /** What the discriminator says of each outcome. */
  readonly d: readonly number[];
};

const DECIMALS = 4;
/** Numbers outcome by outcome. */
const EACH = 3;
const LN_4 = Math.log(4);
/** Less of a slope does not say where to go. */
const FLAT = 0.05;

const D: readonly number[] = [0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8];

const slopesOf = ({ p, g, d }: GameGiven): readonly number[] =>
  toNested(discriminatorStationarity(p, g, d)) as number[];
const bestOf = ({ p, g }: GameGiven): readonly number[] =>
  toNested(optimalDiscriminator(p, g)) as number[];
const worthOf = ({ p, g }: GameGiven, d: readonly number[]): number => ganValueDiscrete(p, g, d);

/** A sum over outcomes. */
function sumOf(
  { p, g }: GameGiven,
  d: readonly number[],
  term: (p: number, g: number, d: number) => number,
): number {
  return d.reduce((sum, each, i) => sum + term(p[i]!, g[i]!, each), 0);
}

/** V, ∂V/∂D, D*, V of D*, and the divergence in it. */
export const optimalDiscriminatorTopic: Topic<GameGiven> = {
  id: 'optimal-discriminator',
  title: 'The optimal discriminator of a GAN, and the value of the game',
  quantities: { p: 'vector', g: 'vector', d: 'vector' },
  generate,
  accepts: (given) =>
    [...given.p, ...given.g].every((each) => each > 0) && Math.abs(slopesOf(given)[0]!) > FLAT,
  statement: ({ p, g, d }) =>
    [
      `A GAN knows images of ${p.length} kinds, $x_1$ to $x_${p.length}$. The kinds follow the law $p_{\\text{data}}$ among the real images and $p_G$ among those that the generator makes. $D(x)$ is how probable the discriminator finds it that an image of the kind $x$ is real.`,
      display(
        `p_{\\text{data}} = ${vectorTex(p)},\\quad p_G = ${vectorTex(g)}`,
        `D = ${vectorTex(d)}`,
      ),
      'The two play for the value',
      display(
        'V = \\mathbb{E}_{x \\sim p_{\\text{data}}} \\ln D(x) + \\mathbb{E}_{z} \\ln(1 - D(G(z))),\\qquad \\min_G \\max_D V',
      ),
    ].join('\n\n'),
  parts: (given) => {
    const nats = { kind: 'number', decimals: DECIMALS, unit: 'nats' } as const;
    const each = { kind: 'vector', decimals: EACH } as const;
    // Refuses what is no law.
    ganCriterion(given.p, given.g);
    return [
      {
        id: 'a',
        prompt: `How large is the value now, in nats? ${precisely(DECIMALS)}`,
        marks: 2,
        ...nats,
        value: () => worthOf(given, given.d),
      },
      {
        id: 'b',
        prompt: `What is the derivative of the value with respect to $D(x)$ for each kind, while the generator is held still? ${precisely(EACH)}`,
        marks: 2,
        ...each,
        value: () => slopesOf(given),
      },
      {
        id: 'c',
        prompt: 'Which way does the discriminator move $D(x_1)$ to play better?',
        marks: 1,
        kind: 'choice',
        choices: [
          { id: 'up', label: 'up' },
          { id: 'down', label: 'down' },
        ],
        value: (earlier) => (earlier.vector('b')[0]! > 0 ? 'up' : 'down'),
      },
      {
        id: 'd',
        prompt: `What does the optimal discriminator $D^*$ say of each kind? ${precisely(EACH)}`,
        marks: 2,
        ...each,
        value: () => bestOf(given),
      },
      {
        id: 'e',
        prompt: `How large is the value against $D^*$, in nats? ${precisely(DECIMALS)}`,
        marks: 2,
        ...nats,
        value: (earlier) => worthOf(given, earlier.vector('d')),
      },
      {
        id: 'f',
        prompt: `So how large is the Jensen–Shannon divergence of $p_{\\text{data}}$ and $p_G$, in nats? ${precisely(DECIMALS)}`,
        marks: 1,
        ...nats,
        value: (earlier) => (earlier.number('e') + LN_4) / 2,
      },
    ];
  },
  misconceptions: [
    {
      id: 'gan-one-minus-left-out',
      name: 'Made images are scored as real ones',
      explanation:
        'The second mean is of ln(1 − D): made images count by the probability of being found out.',
      wrong: {
        a: (given) => sumOf(given, given.d, (p, g, d) => (p + g) * Math.log(d)),
        e: (given, earlier) =>
          sumOf(given, earlier.vector('d'), (p, g, d) => (p + g) * Math.log(d)),
      },
    },
    {
      id: 'gan-unweighted',
      name: 'All kinds count the same',
      explanation:
        'These are means over images: each kind counts as often as it comes, by its law.',
      wrong: {
        a: (given) => sumOf(given, given.d, (_p, _g, d) => Math.log(d) + Math.log(1 - d)),
      },
    },
    {
      id: 'gan-value-sign',
      name: 'The sign is turned',
      explanation:
        'Logarithms of probabilities are negative, and so is the value; its negative is the loss of the discriminator.',
      wrong: {
        a: (given) => -worthOf(given, given.d),
        e: (given, earlier) => -worthOf(given, earlier.vector('d')),
      },
    },
    {
      id: 'gan-stationarity',
      name: 'The derivative has one fraction only',
      explanation:
        'Each logarithm has a derivative of its own: p/D from the first, from the second g/(1 − D) with a minus sign.',
      wrong: { b: ({ p, g, d }) => d.map((each, i) => (p[i]! - g[i]!) / (1 - each)) },
    },
    {
      id: 'gan-slopes-added',
      name: 'The inner derivative is left out',
      explanation:
        'In ln(1 − D) there is a minus before D, so the derivative of the second term is negative.',
      wrong: { b: ({ p, g, d }) => d.map((each, i) => p[i]! / each + g[i]! / (1 - each)) },
    },
    {
      id: 'gan-players-swapped',
      name: 'The players are swapped',
      explanation:
        'The inner maximum is over the discriminator: it follows the slope upwards, and the generator wants the value low.',
      wrong: { c: (_, earlier) => (earlier.vector('b')[0]! > 0 ? 'down' : 'up') },
    },
    {
      id: 'gan-laws-swapped',
      name: 'The two laws are swapped',
      explanation: 'D is the probability that an image is real: the law of the data stands above.',
      wrong: { d: (given) => bestOf(given).map((each) => 1 - each) },
    },
    {
      id: 'gan-ratio-of-laws',
      name: 'One law is divided by the other',
      explanation: 'The law of the data is divided by the sum of both, which makes a probability.',
      wrong: { d: ({ p, g }) => p.map((each, i) => each / g[i]!) },
    },
    {
      id: 'gan-log4-double-count',
      name: 'The logarithm of 4 counts twice',
      explanation:
        'With p/(p + g) in the logarithm nothing more comes off; ln 4 appears when p is compared with the mean (p + g)/2.',
      wrong: { e: (given, earlier) => worthOf(given, earlier.vector('d')) - LN_4 },
    },
    {
      id: 'gan-logarithm-dropped',
      name: 'The logarithms are dropped',
      explanation: 'What is averaged are the logarithms of the ratios, not the ratios.',
      wrong: {
        e: (given, earlier) => sumOf(given, earlier.vector('d'), (p, g, d) => p * d + g * (1 - d)),
      },
    },
    {
      id: 'gan-minimum-for-value',
      name: 'The least value is given',
      explanation: 'The value is −ln 4 only where both laws are the same; here they differ.',
      wrong: { e: () => -LN_4 },
    },
    {
      id: 'jsd-without-factor-2',
      name: 'The factor 2 is left out',
      explanation:
        'The value is −ln 4 and twice the divergence, which is half of each law’s divergence from their mean.',
      wrong: { f: (_, earlier) => earlier.number('e') + LN_4 },
    },
    {
      id: 'jsd-without-log4',
      name: 'The logarithm of 4 is not added',
      explanation: 'The value is ln 4 below twice the divergence: a divergence is never negative.',
      wrong: { f: (_, earlier) => earlier.number('e') / 2 },
    },
  ],
  solve,
};

function generate(draw: Draw, difficulty: Difficulty): GameGiven {
  const { p, q } = drawPair(draw, difficulty);
  return { p, g: q, d: p.map(() => draw.pick(D)) };
}

function solve(given: GameGiven): Derivation {
  const { p, g, d } = given;
  const { add, divide, log, multiply, subtract, sum } = stepOperations;
  const [data, made, says] = [refer('p'), refer('g'), refer('d')];
  const [value, slopes] = [worthOf(given, d), slopesOf(given)];
  const [first = 0] = slopes;
  const now = createDerivation<{ readonly value: number; readonly slopes: readonly number[] }>({
    topic: 'gan',
    title: 'The value of the game, and its slope',
    given: [
      { id: 'p', symbol: 'p', title: 'The law of the data, p for data', value: p },
      { id: 'g', symbol: 'g', title: 'The law of the generator, g for model', value: g },
      { id: 'd', symbol: 'D', title: 'What the discriminator says of each kind', value: d },
    ],
    steps: [
      {
        id: 'terms',
        symbol: 'v',
        title: 'What each kind adds to the value: images of both laws, each by its logarithm',
        formula: 'v_i = p_i \\ln D_i + g_i \\ln(1 - D_i)',
        note: 'What the generator makes of z is an image already, of the law g: the discriminator is applied to it, and the generator not once more.',
        check: add(multiply(data, log(says)), multiply(made, log(subtract(1, says)))),
      },
      {
        id: 'value',
        symbol: 'V',
        title: 'Add them up',
        check: sum(refer('terms')),
        value,
      },
      {
        id: 'slopes',
        symbol: "V'",
        title: 'The derivative with respect to what the discriminator says of each kind',
        formula: "V'_i = \\frac{p_i}{D_i} - \\frac{g_i}{1 - D_i}",
        note: `The discriminator wants the value high, so it moves ${first > 0 ? 'up' : 'down'} for the first kind, where the slope is ${first > 0 ? 'positive' : 'negative'}.`,
        check: subtract(divide(data, says), divide(made, subtract(1, says))),
        value: slopes,
      },
    ],
    result: { value, slopes },
    answer: { record: { value: refer('value'), slopes: refer('slopes') } },
  });
  return joinDerivations('The optimal discriminator of a GAN, and the value of the game', [
    { id: 'now', title: 'The game as it stands', derivation: now },
    {
      id: 'best',
      title: 'The best discriminator, and the value against it',
      derivation: explainOptimalDiscriminator({ pData: p, pModel: g }),
    },
  ]);
}
