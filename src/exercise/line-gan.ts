// A GAN of one generator and one discriminator that are straight lines, worked out.
import { createDerivation } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { numberLatex } from '../derivation/numbers.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { explainGanLosses } from '../gan/explain-losses.js';
import { explainPushForwardDensity } from '../gan/explain-push-forward.js';
import { generatorLoss } from '../gan/losses.js';
import { div, sub } from '../gradient/arithmetic.js';
import type { Traced } from '../gradient/traced.js';
import { joinDerivations } from './join-derivations.js';
import { numberTex } from './wording.js';

/** A generator and the logit of a discriminator, both straight lines, and a step's samples. */
export type GanGiven = {
  /** Slope and shift of the generator. */
  readonly generator: readonly number[];
  /** Slope and shift of the logit of the discriminator. */
  readonly discriminator: readonly number[];
  readonly codes: readonly number[];
  readonly real: readonly number[];
};

/** The standard normal density. */
export const normal = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** What a straight line, its slope and shift, makes of numbers. */
export const line = ([slope = 0, shift = 0]: readonly number[], x: readonly number[]): number[] =>
  x.map((each) => slope * each + shift);

/** The code of the first real sample. */
export const codeOf = ({ real: [x = 0], generator: [slope = 1, shift = 0] }: GanGiven): number =>
  (x - shift) / slope;

/** The generator backwards. */
export const inverseOf =
  ({ generator: [slope = 1, shift = 0] }: GanGiven) =>
  (x: Traced): Traced =>
    div(sub(x, shift), slope);

/** What the generator makes of the codes. */
export const madeOf = ({ generator, codes }: GanGiven): number[] => line(generator, codes);

/** Which of the generator's losses is steeper for a made sample, by what the discriminator says of it. */
export const steeper = (belief: number): string => (belief < 0.5 ? 'non-saturating' : 'saturating');

/** "2z − 1" in LaTeX. */
export function lineTex([slope = 0, shift = 0]: readonly number[], letter: string): string {
  const factor = Math.abs(slope) === 1 ? (slope < 0 ? '-' : '') : numberTex(slope);
  if (shift === 0) return `${factor}${letter}`;
  return `${factor}${letter} ${shift < 0 ? '-' : '+'} ${numberTex(Math.abs(shift))}`;
}

/** The same as an expression, without what does nothing. */
function throughLine([slope = 0, shift = 0]: readonly number[], x: StepExpression): StepExpression {
  const { add, multiply, subtract } = stepOperations;
  const scaled = slope === 1 ? x : multiply(slope, x);
  if (shift === 0) return scaled;
  return shift < 0 ? subtract(scaled, -shift) : add(scaled, shift);
}

/**
 * The solution: samples, density, value and losses.
 *
 * @param given - the problem
 * @returns the derivation
 */
export function explainLineGan(given: GanGiven): Derivation {
  const { generator, discriminator, codes, real } = given;
  const {
    divide,
    exp,
    log,
    mean,
    negate,
    power,
    sigmoid: logistic,
    sqrt,
    subtract,
  } = stepOperations;
  const made = madeOf(given);
  const [r, f] = [line(discriminator, real), line(discriminator, made)];
  const [slope = 0, shift = 0] = generator;
  const firstImage = refer('images', [0], 'x_1');
  const samples = createDerivation<{ readonly made: readonly number[] }>({
    topic: 'gan',
    title: 'What is made, and its logits',
    given: [
      { id: 'codes', symbol: 'z', title: 'The codes', value: codes },
      { id: 'images', symbol: 'x', title: 'The real images', value: real },
    ],
    steps: [
      {
        id: 'made',
        symbol: 'G(z)',
        title: 'What the generator makes of each code',
        formula: `G(z) = ${lineTex(generator, 'z')}`,
        check: throughLine(generator, refer('codes')),
        value: made,
      },
      {
        id: 'code',
        symbol: 'G^{-1}(x_1)',
        title: 'The code that the first real image would come from',
        formula: `G^{-1}(x_1) = ${shift === 0 ? '\\frac{x_1}' : `\\frac{x_1 ${shift < 0 ? '+' : '-'} ${numberTex(Math.abs(shift))}}`}{${numberTex(slope)}}`,
        check: divide(shift === 0 ? firstImage : subtract(firstImage, shift), slope),
        value: codeOf(given),
      },
      {
        id: 'code-density',
        symbol: 'p_z(z)',
        title: 'How dense codes are there: z is the code of the step before',
        formula: 'p_z(z) = \\frac{1}{\\sqrt{2 \\pi}} e^{-z^2 / 2}',
        substitution: `\\frac{1}{\\sqrt{2 \\pi}} e^{-(${numberLatex(codeOf(given), 4)})^2 / 2}`,
        check: divide(exp(negate(divide(power(refer('code'), 2), 2))), sqrt(2 * Math.PI)),
        value: normal(codeOf(given)),
      },
      {
        id: 'real-logits',
        symbol: 'r',
        title: 'The logits of the real images',
        formula: `r = ${lineTex(discriminator, 'x')}`,
        check: throughLine(discriminator, refer('images')),
        value: r,
      },
      {
        id: 'made-logits',
        symbol: 'f',
        title: 'Those of the made ones: the discriminator is given G(z) as it is',
        formula: `f = ${lineTex(discriminator, 'G(z)')}`,
        check: throughLine(discriminator, refer('made')),
        value: f,
      },
    ],
    result: { made },
    answer: { record: { made: refer('made') } },
  });
  const loss = generatorLoss(f, { variant: 'non-saturating' });
  const other = createDerivation<{ readonly nonSaturating: number }>({
    topic: 'gan',
    title: 'The other loss of the generator',
    given: [{ id: 'fake', symbol: 'f', title: `Its scores of ${f.length} made ones`, value: f }],
    steps: [
      {
        id: 'belief',
        symbol: 'D(G(z))',
        title: 'How probable the discriminator finds it that made images are real',
        formula: 'D(G(z)) = \\sigma(f)',
        check: logistic(refer('fake')),
      },
      {
        id: 'loss',
        symbol: 'L_G',
        title: 'Minus the mean of their logarithms',
        formula: 'L_G = -\\mathbb{E}_z \\ln D(G(z))',
        check: negate(mean(log(refer('belief')))),
        value: loss,
      },
      {
        id: 'flat',
        symbol: 's_1',
        title: 'The slope of the saturating loss with respect to the logit of the first made image',
        formula: 's_1 = \\frac{\\partial}{\\partial f_1} \\ln(1 - \\sigma(f_1)) = -D(G(z_1))',
        check: negate(refer('belief', [0], 'D(G(z_1))')),
        note: 'But for the mean, which divides both slopes by the number of samples.',
      },
      {
        id: 'steep',
        symbol: 's_2',
        title: 'The slope of the non-saturating one',
        formula: 's_2 = -\\frac{\\partial}{\\partial f_1} \\ln \\sigma(f_1) = D(G(z_1)) - 1',
        check: subtract(refer('belief', [0], 'D(G(z_1))'), 1),
        note: `The ${steeper(1 / (1 + Math.exp(-f[0]!)))} loss is the steeper one here.`,
      },
    ],
    result: { nonSaturating: loss },
    answer: { record: { nonSaturating: refer('loss') } },
  });
  return joinDerivations('A GAN in one dimension: samples, density and losses', [
    { id: 'samples', title: 'What is made, and its logits', derivation: samples },
    {
      id: 'density',
      title: 'How dense what is made is at the first real image',
      derivation: explainPushForwardDensity(real[0]!, inverseOf(given), normal),
      from: { code: 'samples-code', before: 'samples-code-density' },
    },
    {
      id: 'game',
      title: 'The value, and the saturating loss',
      derivation: explainGanLosses({ real: r, fake: f }),
      from: { real: 'samples-real-logits', fake: 'samples-made-logits' },
    },
    {
      id: 'other',
      title: 'The non-saturating loss, and the slopes of both',
      derivation: other,
      from: { fake: 'samples-made-logits' },
    },
  ]);
}
