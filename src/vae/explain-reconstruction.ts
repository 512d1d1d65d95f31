// How far few numbers are from what was to be reconstructed.
import { checkNumber, checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput, Options } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  abs,
  add,
  exp,
  log,
  mean,
  minimum,
  multiply,
  negate,
  power,
  sigmoid,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import {
  bernoulliLogLikelihood,
  bernoulliLogLikelihoodFor,
  huberLossFor,
  meanAbsoluteErrorFor,
  meanSquaredErrorFor,
} from './reconstruction.js';

/** More numbers, or samples, no one reads. */
const MOST = 12;
const MOST_ROWS = 6;

/**
 * Computes the mean squared error of few predictions, and shows the work: how far each is off, the squares, and their mean;
 * of several samples the error of each first, by which outliers are told.
 *
 * $$\frac1n \sum_i (\hat x_i - x_i)^2$$
 *
 * @param prediction - [n], at most 12, or samples [m, n], at most 6
 * @param target - of the same shape
 * @returns the derivation; its `result` is what `meanSquaredError` returns
 * @throws as `meanSquaredError`; ShapeError for more numbers or samples
 *
 * @example
 * Off by 1 and by 3.
 * ```ts
 * import { explainMeanSquaredError, verifyDerivation } from 'fovea';
 * const d = explainMeanSquaredError([1, 5], [2, 2]);
 * d.result // => 5
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMeanSquaredError(
  prediction: ArrayInput,
  target: ArrayInput,
): Derivation<number> {
  const fn = 'explainMeanSquaredError';
  return errorOf(fn, prediction, target, {
    title: 'The mean squared error',
    result: (p, t) => meanSquaredErrorFor(fn, p, t),
    of: (d) => power(d, 2),
    formula: 'q = d^2',
    step: 'The squares: large errors weigh much',
  });
}

/**
 * Computes the mean absolute error of few predictions, and shows the work: how far each is off, without signs, and the mean.
 *
 * $$\frac1n \sum_i |\hat x_i - x_i|$$
 *
 * @param prediction - [n], at most 12, or samples [m, n], at most 6
 * @param target - of the same shape
 * @returns the derivation; its `result` is what `meanAbsoluteError` returns
 * @throws as `meanAbsoluteError`; ShapeError for more numbers or samples
 *
 * @example
 * Off by 1 and by 3.
 * ```ts
 * import { explainMeanAbsoluteError, verifyDerivation } from 'fovea';
 * const d = explainMeanAbsoluteError([1, 5], [2, 2]);
 * d.result // => 2
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMeanAbsoluteError(
  prediction: ArrayInput,
  target: ArrayInput,
): Derivation<number> {
  const fn = 'explainMeanAbsoluteError';
  return errorOf(fn, prediction, target, {
    title: 'The mean absolute error',
    result: (p, t) => meanAbsoluteErrorFor(fn, p, t),
    of: (d) => abs(d),
    formula: 'q = |d|',
    step: 'Their sizes: an outlier weighs no more than its distance',
  });
}

/**
 * Computes Huber's loss of few predictions, and shows the work: how far each is off, which part of that lies on the parabola,
 * the loss of each, and the mean.
 *
 * $$\begin{cases} \tfrac12 d^2 & |d| \le \delta \\ \delta (|d| - \tfrac12 \delta) & \text{else} \end{cases}$$
 *
 * @param prediction - [n], at most 12, or samples [m, n], at most 6
 * @param target - of the same shape
 * @param options - `delta`: δ above 0, 1 where left out
 * @returns the derivation; its `result` is what `huberLoss` returns
 * @throws as `huberLoss`; ShapeError for more numbers or samples
 *
 * @example
 * Off by a half, on the parabola, and by 3, on the line.
 * ```ts
 * import { explainHuberLoss, verifyDerivation } from 'fovea';
 * const d = explainHuberLoss([1.5, 5], [2, 2]);
 * d.result // => 1.3125
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainHuberLoss(
  prediction: ArrayInput,
  target: ArrayInput,
  options?: Options<{ readonly delta: number }>,
): Derivation<number> {
  const fn = 'explainHuberLoss';
  const { delta = 1 } = checkOptions(fn, options, ['delta']);
  checkNumber(fn, 'delta', delta, { above: 0 });
  return errorOf(fn, prediction, target, {
    title: 'Huber’s loss',
    result: (p, t) => huberLossFor(fn, p, t, { delta }),
    delta,
    before: [
      {
        id: 'size',
        symbol: 'a',
        title: 'Their sizes',
        formula: 'a = |d|',
        check: abs(refer('off')),
      },
      {
        id: 'curved',
        symbol: 'c',
        title: 'The part of each that lies on the parabola',
        formula: 'c_i = \\min(a_i, \\delta)',
        check: minimum(refer('size'), refer('delta')),
      },
    ],
    of: () => multiply(refer('curved'), subtract(refer('size'), multiply(0.5, refer('curved')))),
    formula:
      'q_i = \\begin{cases} \\frac{1}{2} d_i^2 & a_i \\le \\delta \\\\ \\delta \\left(a_i - \\frac{1}{2} \\delta\\right) & \\text{otherwise} \\end{cases} = c_i \\left(a_i - \\frac{1}{2} c_i\\right)',
    step: 'The loss of each: half the square up to δ, from there a line',
  });
}

interface ErrorKind {
  readonly title: string;
  readonly result: (prediction: ArrayInput, target: ArrayInput) => number;
  readonly of: (difference: StepExpression) => StepExpression;
  readonly formula: string;
  readonly step: string;
  readonly delta?: number;
  /** What is computed first. */
  readonly before?: readonly StepDraft[];
}

function errorOf(
  fn: string,
  prediction: ArrayInput,
  target: ArrayInput,
  kind: ErrorKind,
): Derivation<number> {
  const several = readArray(fn, 'prediction', prediction).shape.length === 2;
  const read = (name: string, x: ArrayInput): number[] | number[][] =>
    several ? readFewRows(fn, name, x, [MOST_ROWS, MOST]) : readFew(fn, name, x, MOST);
  const [p, t] = [read('prediction', prediction), read('target', target)];
  const result = kind.result(p, t);
  const worst = several ? worstOf(kind, p as number[][], t as number[][]) : undefined;
  return createDerivation<number>({
    topic: 'vae',
    title: kind.title,
    given: [
      {
        id: 'prediction',
        symbol: '\\hat x',
        title: several ? 'What was reconstructed, one sample a row' : 'What was reconstructed',
        value: p,
      },
      { id: 'target', symbol: 'x', title: 'What was to be reconstructed', value: t },
      ...(kind.delta === undefined
        ? []
        : [
            {
              id: 'delta',
              symbol: '\\delta',
              title: 'Where the parabola meets the line',
              value: kind.delta,
            },
          ]),
    ],
    steps: [
      {
        id: 'off',
        symbol: 'd',
        title: 'How far each number is off',
        check: subtract(refer('prediction'), refer('target')),
      },
      ...(kind.before ?? []),
      {
        id: 'each',
        symbol: 'q',
        title: kind.step,
        formula: kind.formula,
        check: kind.of(refer('off')),
      },
      ...(several
        ? [
            {
              id: 'samples',
              symbol: 'e',
              title: 'The mean over the numbers of each sample: its outlier score',
              formula: 'e_i = \\frac{1}{n} \\sum_j q_{ij}',
              check: mean(refer('each'), 1),
              note: 'An autoencoder has learned to reconstruct what is usual; what it cannot reconstruct is an outlier.',
            },
          ]
        : []),
      {
        id: 'loss',
        symbol: 'L',
        title: several ? 'The mean over the samples' : 'The mean',
        check: mean(refer(several ? 'samples' : 'each')),
        value: result,
      },
    ],
    result,
    answer: refer('loss'),
    conclusion: `The error is ${inWords(result)}${worst === undefined ? '' : `; sample ${worst + 1} is reconstructed worst`}.`,
  });
}

function worstOf(kind: ErrorKind, p: number[][], t: number[][]): number {
  const errors = p.map((row, i) => kind.result(row, t[i]!));
  return errors.indexOf(Math.max(...errors));
}

/**
 * Computes the log-likelihood of few yes-or-no answers under a decoder's scores, in nats, and shows the work: the
 * probabilities, what each answer costs, and the sum.
 *
 * $$\ln p(x|z) = \sum_i x_i \ln s(y_i) + (1 - x_i) \ln (1 - s(y_i)), \quad s(y) = \frac{1}{1 + e^{-y}}$$
 *
 * @param x - data from 0 to 1, such as pixels, [n], at most 12
 * @param logits - the decoder's scores y, [n], at most 500 in size
 * @returns the derivation; its `result` is what `bernoulliLogLikelihood` returns for the one sample
 * @throws as `bernoulliLogLikelihood`; ShapeError for more than 12 numbers, DomainError for larger scores
 *
 * @example
 * A score of 0 says one half, so each answer costs ln 2.
 * ```ts
 * import { explainBernoulliLogLikelihood, verifyDerivation } from 'fovea';
 * const d = explainBernoulliLogLikelihood([1, 0], [0, 0]);
 * d.result // => -1.3862944
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainBernoulliLogLikelihood(
  x: ArrayInput,
  logits: ArrayInput,
): Derivation<number> {
  const fn = 'explainBernoulliLogLikelihood';
  const data = readFew(fn, 'x', x, MOST);
  const scores = readFew(fn, 'logits', logits, MOST, data.length);
  // Beyond, exponentials of the scores are no numbers that can be shown.
  for (const [i, y] of scores.entries()) {
    checkNumber(fn, `logits[${i}]`, y, { min: -500, max: 500 });
  }
  const result = bernoulliLogLikelihoodFor(fn, [data], [scores]).get(0);
  const steps: StepDraft[] = [
    {
      id: 'chances',
      symbol: 's',
      title: 'The decoder’s probabilities of a 1',
      formula: 's_i = \\sigma(y_i) = \\frac{1}{1 + e^{-y_i}}',
      check: sigmoid(refer('logits')),
    },
    {
      id: 'terms',
      symbol: 't',
      title: 'The logarithm of what it gives to each answer',
      formula: 't_i = x_i \\ln s_i + (1 - x_i) \\ln(1 - s_i) = x_i y_i - \\ln(1 + e^{y_i})',
      check: { list: data.map((_, i) => refer(`term-${i}`)) },
      steps: data.map((value, i) => answerStep(value, scores[i]!, i)),
    },
    {
      id: 'likelihood',
      symbol: '\\ln p(x \\mid z)',
      title: 'Their sum, in nats',
      check: sum(refer('terms')),
      value: result,
      note: 'The sum, not the mean: it stands beside a divergence that is a sum too.',
    },
  ];
  return createDerivation<number>({
    topic: 'vae',
    title: 'The log-likelihood of yes-or-no answers under a decoder',
    given: [
      { id: 'x', symbol: 'x', title: 'The data', value: data },
      { id: 'logits', symbol: 'y', title: 'The decoder’s scores', value: scores },
    ],
    steps,
    result,
    answer: refer('likelihood'),
    sources: [
      'D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, appendix C.1.',
    ],
  });
}

function answerStep(value: number, score: number, i: number): StepDraft {
  const y = refer('logits', [i], `y_{${i + 1}}`);
  const whole = {
    title: `Number ${i + 1}`,
    id: `term-${i}`,
    symbol: `t_{${i + 1}}`,
    value: bernoulliLogLikelihood([[value]], [[score]]).get(0),
  };
  const grown = log(add(1, exp(y)));
  if (value === 1) return { ...whole, check: subtract(y, grown), note: 'The answer is 1: ln s.' };
  if (value === 0) {
    // As a difference where the answer is right, so that a small cost is not lost in rounding.
    const other = subtract(negate(y), log(add(1, exp(negate(y)))));
    return {
      ...whole,
      check: score < 0 ? other : negate(grown),
      note: 'The answer is 0: ln(1 − s).',
    };
  }
  return { ...whole, check: subtract(multiply(refer('x', [i], `x_{${i + 1}}`), y), grown) };
}
