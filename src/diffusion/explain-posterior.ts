// The step back where the data are known, derived by completing the square.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  alphaAt,
  barAt,
  betaAt,
  DDPM_SOURCE,
  keptStep,
  readBackStep,
  readBetas,
  restAt,
  xAt,
  xName,
} from './explain-parts.js';
import { type DiffusionGaussian, qPosterior, qSample } from './forward.js';

/** What `explainDiffusionPosterior` starts from: with the data either the noise that led to xₜ, or xₜ. */
export interface PosteriorProblem {
  /** β of the steps 1 to T, [T], at most 20. */
  readonly betas: ArrayInput;
  /** The step from which to go back, from 2 to T. */
  readonly t: number;
  /** The data x₀, a number. */
  readonly x0: number;
  /** The noise ε of the first t steps, a number. */
  readonly noise?: number | undefined;
  /** xₜ, a number. */
  readonly xt?: number | undefined;
}

const FN = 'explainDiffusionPosterior';

/**
 * Derives mean and variance of a step back of a diffusion, where the data are known, by completing the square, and shows
 * the work in numbers.
 *
 * $$q(x_{t-1} | x_t, x_0) \propto q(x_t | x_{t-1}) \, q(x_{t-1} | x_0) = \mathcal N(\tilde\mu_t, \tilde\beta_t)$$
 *
 * The mean comes in the form of the data, and where the noise is given in the form of the noise too.
 *
 * @param problem - `betas`, `t`, `x0`, and either `noise` or `xt`: numbers
 * @returns the derivation; its `result` is what `qPosterior` returns
 * @throws KindError where something is of another kind or unknown, ShapeError where betas are no vector, DomainError
 * where a number is out of range, there are more than 20 steps, or not just one of noise and xt is given
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equations 6 and 7
 *
 * @example
 * Step 2 of three, x₀ = 1 and ε = 0.5.
 * ```ts
 * import { explainDiffusionPosterior, verifyDerivation } from 'fovea';
 * const d = explainDiffusionPosterior({ betas: [0.1, 0.2, 0.3], t: 2, x0: 1, noise: 0.5 });
 * d.result // => { mean: 1.0331987, variance: 0.071428571 }
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainDiffusionPosterior(
  problem: PosteriorProblem,
): Derivation<DiffusionGaussian<number, number>> {
  const names = ['betas', 't', 'x0', 'noise', 'xt'] as const;
  const { betas, t: step, x0, noise, xt: known } = checkOptions(FN, problem, names, 'problem');
  const diffusion = readBetas(FN, betas);
  const { schedule } = diffusion;
  const t = readBackStep(FN, step, schedule);
  checkNumber(FN, 'x0', x0);
  if ((noise === undefined) === (known === undefined)) {
    const got = noise === undefined ? 'neither' : 'both';
    const expected = 'either noise or xt';
    throw new DomainError({ function: FN, argument: 'problem', expected, got });
  }
  const xt =
    noise === undefined
      ? checkNumber(FN, 'xt', known)
      : qSample(x0, t, checkNumber(FN, 'noise', noise), schedule);
  const result = qPosterior(x0, xt, t, schedule);
  const given: Given[] = [
    diffusion.given,
    { id: 'x0', symbol: 'x_0', title: 'The data', value: x0 },
    noise === undefined
      ? { id: 'xt', symbol: xAt(t), title: `What stands after step ${t}`, value: xt }
      : { id: 'noise', symbol: '\\varepsilon', title: `The noise of ${t} steps`, value: noise },
  ];
  return createDerivation<DiffusionGaussian<number, number>>({
    topic: 'diffusion',
    title: `The step back from t = ${t} where the data are known`,
    given,
    steps: [
      keptStep(diffusion, [t - 1, t]),
      ...(noise === undefined ? [] : [forwardStep(t, xt)]),
      {
        kind: 'statement',
        id: 'complete',
        title: `Write the density of ${xName(t - 1)} as one square, by completing it`,
        steps: squareSteps(t),
      },
      ...gaussianSteps(t, result),
      ...(noise === undefined ? [] : noiseSteps(t, result.mean)),
    ],
    result,
    answer: { record: { mean: refer('mean'), variance: refer('variance') } },
    conclusion: `Given ${xName(t)} and the data, ${xName(t - 1)} is Gaussian with mean ${inWords(result.mean)} and variance ${inWords(result.variance)}; the step itself adds noise of variance ${inWords(schedule.betas.get(t - 1))}, which is never less.`,
    sources: [`${DDPM_SOURCE}, equations 6 and 7.`],
  });
}

/** xₜ from the data and the noise. */
export function forwardStep(t: number, xt: number): StepDraft {
  const { add, multiply, sqrt } = stepOperations;
  return {
    id: 'xt',
    symbol: xAt(t),
    title: `Go ${t} steps forward at once`,
    check: add(multiply(sqrt(barAt(t)), refer('x0')), multiply(sqrt(restAt(t)), refer('noise'))),
    value: xt,
  };
}

/** The product of two densities as one square. */
function squareSteps(t: number): StepDraft[] {
  const { add, divide, multiply, sqrt } = stepOperations;
  const [x, before, after] = ['x', `\\bar\\alpha_{${t - 1}}`, xAt(t)];
  const root = `\\sqrt{\\alpha_{${t}}}`;
  return [
    {
      kind: 'statement',
      id: 'bayes',
      title: `By Bayes’ rule the density of ${xName(t - 1)}, written x, is a product of two Gaussians, up to a factor without x`,
      formula: `q(${x} \\mid ${after}, x_0) \\propto q(${after} \\mid ${x}) \\, q(${x} \\mid x_0) \\propto \\exp\\left(-\\frac{1}{2} \\left[\\frac{(${after} - ${root} \\, ${x})^2}{\\beta_{${t}}} + \\frac{(${x} - \\sqrt{${before}} \\, x_0)^2}{1 - ${before}}\\right]\\right)`,
      note: 'The step does not depend on the data once x is known, which is why x₀ is missing from the first factor.',
    },
    {
      kind: 'statement',
      id: 'square',
      title: 'Multiply out and complete the square in x',
      formula: `\\left[\\cdots\\right] = a \\, ${x}^2 - 2 b \\, ${x} + c = a \\left(${x} - \\frac{b}{a}\\right)^2 + c - \\frac{b^2}{a}`,
      note: 'So it is a Gaussian in x with mean b/a and variance 1/a. What is left over does not contain x.',
    },
    {
      id: 'precision',
      symbol: 'a',
      title: 'Gather what stands before x²: the two precisions add up',
      check: add(divide(alphaAt(t), betaAt(t)), divide(1, restAt(t - 1))),
    },
    {
      id: 'linear',
      symbol: 'b',
      title: 'Gather what stands before −2x',
      check: add(
        multiply(divide(sqrt(alphaAt(t)), betaAt(t)), refer('xt')),
        multiply(divide(sqrt(barAt(t - 1)), restAt(t - 1)), refer('x0')),
      ),
    },
  ];
}

/** Variance and mean, from the square and in closed form. */
function gaussianSteps(t: number, result: DiffusionGaussian<number, number>): StepDraft[] {
  const { add, divide, multiply, sqrt } = stepOperations;
  const common = `\\frac{\\alpha_{${t}}}{\\beta_{${t}}} + \\frac{1}{1 - \\bar\\alpha_{${t - 1}}} = \\frac{\\alpha_{${t}} \\left(1 - \\bar\\alpha_{${t - 1}}\\right) + \\beta_{${t}}}{\\beta_{${t}} \\left(1 - \\bar\\alpha_{${t - 1}}\\right)} = \\frac{1 - \\bar\\alpha_{${t}}}{\\beta_{${t}} \\left(1 - \\bar\\alpha_{${t - 1}}\\right)}`;
  return [
    {
      id: 'variance',
      symbol: `\\tilde\\beta_{${t}}`,
      title: 'The variance in closed form',
      check: multiply(divide(restAt(t - 1), restAt(t)), betaAt(t)),
      value: result.variance,
      steps: [
        {
          id: 'square-variance',
          symbol: `\\tilde\\beta_{${t}}`,
          title: 'It is 1/a, by the square: the same number',
          check: divide(1, refer('precision')),
          value: result.variance,
        },
        {
          kind: 'statement',
          id: 'denominator',
          title: 'Bring the precision to one denominator',
          formula: `a = ${common}`,
          note: `Because α times ᾱ of the step before is ᾱ, the numerator is 1 − ᾱ of step ${t}.`,
        },
      ],
    },
    {
      id: 'mean',
      symbol: `\\tilde\\mu_{${t}}`,
      title: `The mean in closed form, from the data and ${xName(t)}`,
      check: add(
        multiply(divide(multiply(sqrt(barAt(t - 1)), betaAt(t)), restAt(t)), refer('x0')),
        multiply(divide(multiply(sqrt(alphaAt(t)), restAt(t - 1)), restAt(t)), refer('xt')),
      ),
      value: result.mean,
      steps: [
        {
          id: 'square-mean',
          symbol: `\\tilde\\mu_{${t}}`,
          title: 'It is b/a, by the square: the same number',
          check: divide(refer('linear'), refer('precision')),
          value: result.mean,
        },
      ],
    },
  ];
}

/** The mean, from the noise. */
function noiseSteps(t: number, mean: number): StepDraft[] {
  const { divide, multiply, sqrt, subtract } = stepOperations;
  const [bar, x] = [`\\bar\\alpha_{${t}}`, xAt(t)];
  return [
    {
      id: 'mean-from-noise',
      symbol: `\\tilde\\mu_{${t}}`,
      title: 'The mean in its other form, from the noise: the same number again',
      check: multiply(
        divide(1, sqrt(alphaAt(t))),
        subtract(refer('xt'), multiply(divide(betaAt(t), sqrt(restAt(t))), refer('noise'))),
      ),
      value: mean,
      steps: [
        {
          kind: 'statement',
          id: 'data-by-noise',
          title: `Express the data by ${xName(t)} and the noise, and put that into the mean`,
          formula: `x_0 = \\frac{${x} - \\sqrt{1 - ${bar}} \\, \\varepsilon}{\\sqrt{${bar}}}`,
        },
      ],
    },
  ];
}
