// The steps from scores to losses, game by game.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  exp,
  log,
  maximum,
  mean,
  multiply,
  negate,
  power,
  sigmoid,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { GanVariant } from './losses.js';

interface Losses {
  /** ln D(x) of each real sample, ln(1 − D) and ln D of each made one, where the game has probabilities. */
  readonly logarithms?: Logarithms | undefined;
  readonly discriminator: number;
  readonly generator: number;
  readonly value?: number;
}

/** Logarithms of probabilities, with all their digits. */
export interface Logarithms {
  readonly real: readonly number[];
  readonly made: readonly number[];
  readonly believed: readonly number[];
}

/** Steps that end with "discriminator" and "generator". */
export function gameSteps(
  game: { readonly variant: GanVariant; readonly input: 'logits' | 'probabilities' },
  losses: Losses,
): StepDraft[] {
  switch (game.variant) {
    case 'least-squares':
      return squareSteps(losses);
    case 'wasserstein':
      return criticSteps(losses);
    case 'hinge':
      return hingeSteps(losses);
    default:
      return probabilitySteps(game.input === 'logits', game.variant === 'minimax', losses);
  }
}

const real = /* @__PURE__ */ refer('real');
const fake = /* @__PURE__ */ refer('fake');

/** ln s(x), in the form that loses no digits: x less ln(1 + eˣ). */
function logSigmoid(x: StepExpression): StepExpression {
  return subtract(x, log(add(1, exp(x))));
}

/** The games with probabilities. */
function probabilitySteps(
  logits: boolean,
  minimax: boolean,
  { value = 0, discriminator, generator, logarithms }: Losses,
): StepDraft[] {
  const step = (
    id: string,
    symbol: string,
    title: string,
    formula: string,
    check: StepExpression,
    values: readonly number[] | undefined,
  ): StepDraft => ({
    ...{ id, symbol, title, check },
    ...(logits ? { formula } : {}),
    value: values === undefined ? undefined : [...values],
  });
  const saturation =
    'Where the discriminator is sure that a sample is made (D near 0) this logarithm is flat, and the generator learns next to nothing: it saturates.';
  return [
    ...(logits
      ? [
          {
            id: 'real-probabilities',
            symbol: 'D(x)',
            title: 'How probable the discriminator finds it that real samples are real',
            formula: 'D(x) = \\sigma(r) = \\frac{1}{1 + e^{-r}}',
            check: sigmoid(real),
          },
          {
            id: 'fake-probabilities',
            symbol: 'D(G(z))',
            title: 'The same of the made ones',
            formula: 'D(G(z)) = \\sigma(f) = \\frac{1}{1 + e^{-f}}',
            check: sigmoid(fake),
          },
        ]
      : []),
    step(
      'real-logarithms',
      '\\ln D(x)',
      'Their logarithms for real samples',
      '\\ln D(x) = r - \\ln(1 + e^r)',
      logits ? logSigmoid(real) : log(real),
      logarithms?.real,
    ),
    step(
      'fake-logarithms',
      '\\ln(1 - D(G(z)))',
      'For made ones the logarithms of the probability that they are made',
      '\\ln(1 - D(G(z))) = -f - \\ln(1 + e^{-f})',
      logits ? logSigmoid(negate(fake)) : log(subtract(1, fake)),
      logarithms?.made,
    ),
    {
      id: 'value',
      symbol: 'V',
      title: 'The value of the game: the mean of each, added up, in nats',
      formula: 'V = \\mathbb{E}_x \\ln D(x) + \\mathbb{E}_z \\ln(1 - D(G(z)))',
      check: add(refer('real-mean'), refer('fake-mean')),
      value,
      note: 'The discriminator wants it high, the generator low. One that cannot tell says ½ of everything: −ln 4 ≈ −1.38629.',
      steps: [
        {
          id: 'real-mean',
          symbol: 'V_x',
          title: 'Mean over real samples',
          check: mean(refer('real-logarithms')),
        },
        {
          id: 'fake-mean',
          symbol: 'V_z',
          title: 'Mean over made samples',
          check: mean(refer('fake-logarithms')),
        },
      ],
    },
    {
      id: 'discriminator',
      symbol: 'L_D',
      title: 'What the discriminator minimises: the value with the other sign',
      check: negate(refer('value')),
      value: discriminator,
    },
    ...(minimax
      ? [
          {
            id: 'generator',
            symbol: 'L_G',
            title: 'What the generator minimises: the part of the value that it has a say in',
            formula: 'L_G = \\mathbb{E}_z \\ln(1 - D(G(z)))',
            check: mean(refer('fake-logarithms')),
            value: generator,
            note: saturation,
          },
        ]
      : [
          step(
            'generator-logarithms',
            '\\ln D(G(z))',
            'The generator looks at the logarithms of the probability that its samples are real',
            '\\ln D(G(z)) = f - \\ln(1 + e^f)',
            logits ? logSigmoid(fake) : log(fake),
            logarithms?.believed,
          ),
          {
            id: 'generator',
            symbol: 'L_G',
            title: 'What the generator minimises: their mean with the other sign',
            formula: 'L_G = -\\mathbb{E}_z \\ln D(G(z))',
            check: negate(mean(refer('generator-logarithms'))),
            value: generator,
            note: 'It wants the same as minimax, but is steepest where the discriminator is sure that a sample is made, where ln(1 − D) is flat.',
          },
        ]),
  ];
}

function squareSteps({ discriminator, generator }: Losses): StepDraft[] {
  return [
    {
      id: 'real-squares',
      symbol: 'q_r',
      title: 'Real samples are to score 1: the squares of what is missing',
      check: power(subtract(real, 1), 2),
    },
    {
      id: 'fake-squares',
      symbol: 'q_f',
      title: 'Made ones are to score 0',
      check: power(fake, 2),
    },
    {
      id: 'discriminator',
      symbol: 'L_D',
      title: 'What the discriminator minimises: half of each mean',
      formula: 'L_D = \\frac{1}{2} \\mathbb{E} (r - 1)^2 + \\frac{1}{2} \\mathbb{E} f^2',
      check: add(divide(mean(refer('real-squares')), 2), divide(mean(refer('fake-squares')), 2)),
      value: discriminator,
    },
    {
      id: 'wanted-squares',
      symbol: 'q_G',
      title: 'The generator wants a score of 1 for what it made',
      check: power(subtract(fake, 1), 2),
    },
    {
      id: 'generator',
      symbol: 'L_G',
      title: 'What the generator minimises',
      formula: 'L_G = \\frac{1}{2} \\mathbb{E} (f - 1)^2',
      check: divide(mean(refer('wanted-squares')), 2),
      value: generator,
      note: 'A sample far from 1 is pulled the harder, on whichever side it lies.',
    },
  ];
}

function meanSteps(): StepDraft[] {
  return [
    { id: 'real-mean', symbol: '\\bar r', title: 'Mean score of real samples', check: mean(real) },
    { id: 'fake-mean', symbol: '\\bar f', title: 'Mean score of made samples', check: mean(fake) },
  ];
}

function criticSteps({ discriminator, generator }: Losses): StepDraft[] {
  return [
    ...meanSteps(),
    {
      id: 'discriminator',
      symbol: 'L_D',
      title: 'What the critic minimises: it wants real samples to score higher than made ones',
      check: subtract(refer('fake-mean'), refer('real-mean')),
      value: discriminator,
      note: 'There is no logarithm: scores are no probabilities. With the other sign this estimates the Wasserstein distance, up to a factor, if the critic is kept from growing steep, by clipped weights or a gradient penalty.',
    },
    {
      id: 'generator',
      symbol: 'L_G',
      title: 'What the generator minimises: it wants its samples to score high',
      check: negate(refer('fake-mean')),
      value: generator,
    },
  ];
}

function hingeSteps({ discriminator, generator }: Losses): StepDraft[] {
  return [
    {
      id: 'real-hinge',
      symbol: 'h_r',
      title: 'Real samples are to score 1 at least: what is missing',
      check: maximum(0, subtract(1, real)),
    },
    {
      id: 'fake-hinge',
      symbol: 'h_f',
      title: 'Made ones are to score −1 at most: what is too much',
      check: maximum(0, add(1, fake)),
    },
    {
      id: 'discriminator',
      symbol: 'L_D',
      title: 'What the discriminator minimises: the mean of each, added up',
      formula: 'L_D = \\mathbb{E} \\max(0, 1 - r) + \\mathbb{E} \\max(0, 1 + f)',
      check: add(mean(refer('real-hinge')), mean(refer('fake-hinge'))),
      value: discriminator,
    },
    {
      id: 'generator',
      symbol: 'L_G',
      title: 'What the generator minimises: the mean score of its samples with the other sign',
      check: multiply(-1, mean(fake)),
      value: generator,
    },
  ];
}
