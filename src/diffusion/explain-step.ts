// What a step back of a model costs: the divergence of two Gaussians, which comes down to an error of the noise.
import { checkNumber, checkOptions } from '../core/check.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { gaussianKl } from '../divergence/gaussian.js';
import {
  alphaAt,
  barAt,
  betaAt,
  DDPM_SOURCE,
  keptStep,
  readBackStep,
  readBetas,
  restAt,
} from './explain-parts.js';
import { forwardStep } from './explain-posterior.js';
import { qPosterior, qSample } from './forward.js';
import { ddpmSimpleLoss, ddpmWeightedLoss, lossWeight } from './losses.js';
import { predictStart } from './parameterizations.js';
import { pMean } from './reverse.js';
import { type ReverseVariance, readVariance } from './reverse-variance.js';

/** What `explainDiffusionStep` starts from. */
export interface DiffusionStepProblem {
  /** β of the steps 1 to T, [T], at most 20. */
  readonly betas: ArrayInput;
  /** The step from which to go back, from 2 to T. */
  readonly t: number;
  /** The data x₀, a number. */
  readonly x0: number;
  /** The noise ε of the first t steps, a number. */
  readonly noise: number;
  /** The model's guess of it, a number. */
  readonly predictedNoise: number;
  /** σ² of the model's step: "beta" where left out, or "posterior". */
  readonly variance?: ReverseVariance | undefined;
}

/** What `explainDiffusionStep` finds. */
export interface ExplainedDiffusionStep {
  /** xₜ. */
  readonly xt: number;
  /** The data that the guessed noise stands for. */
  readonly start: number;
  /** The mean of the step back where the data are known. */
  readonly posteriorMean: number;
  /** Its variance. */
  readonly posteriorVariance: number;
  /** The mean of the model's step back. */
  readonly modelMean: number;
  /** Its variance. */
  readonly modelVariance: number;
  /** The divergence of the posterior from the model, in nats. */
  readonly divergence: number;
  /** β²/(2 σ² α (1 − ᾱ)). */
  readonly weight: number;
  /** The weight times the squared error of the noise: what of the divergence depends on the model. */
  readonly weightedLoss: number;
  /** The squared error of the noise. */
  readonly simpleLoss: number;
}

const FN = 'explainDiffusionStep';

/**
 * Computes what one step back of a model costs and shows the work: the divergence of the posterior from the model's
 * Gaussian, and that it is a weighted error of the guessed noise and a constant.
 *
 * $$D(\mathcal N(\tilde\mu_t, \tilde\beta_t) \,\|\, \mathcal N(\mu_\theta, \sigma_t^2))
 * = \frac{(\tilde\mu_t - \mu_\theta)^2}{2 \sigma_t^2}
 * + \frac12 \Bigl( \frac{\tilde\beta_t}{\sigma_t^2} - 1 - \ln \frac{\tilde\beta_t}{\sigma_t^2} \Bigr), \quad
 * \tilde\mu_t - \mu_\theta = \frac{\beta_t (\varepsilon_\theta - \varepsilon)}{\sqrt{\alpha_t (1 - \bar\alpha_t)}}$$
 *
 * @param problem - `betas`, `t`, `x0`, `noise` and `predictedNoise`: numbers; `variance`: σ² of the model is "beta" where
 * left out, or "posterior"
 * @returns the derivation; its `result` holds the numbers along the way, the `divergence` and the two losses
 * @throws KindError where something is of another kind or unknown, ShapeError where betas are no vector, DomainError
 * where a number is out of range or there are more than 20 steps
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equations 8 to 14
 *
 * @example
 * Step 2 of three: the noise was 0.5, the model says 0.3.
 * ```ts
 * import { explainDiffusionStep, verifyDerivation } from 'fovea';
 * const betas = [0.1, 0.2, 0.3];
 * const d = explainDiffusionStep({ betas, t: 2, x0: 1, noise: 0.5, predictedNoise: 0.3, variance: 'posterior' });
 * d.result.weightedLoss // => 0.05
 * d.result.modelMean // => 1.1177141
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainDiffusionStep(
  problem: DiffusionStepProblem,
): Derivation<ExplainedDiffusionStep> {
  const names = ['betas', 't', 'x0', 'noise', 'predictedNoise', 'variance'] as const;
  const read = checkOptions(FN, problem, names, 'problem');
  const diffusion = readBetas(FN, read.betas);
  const { schedule } = diffusion;
  const t = readBackStep(FN, read.t, schedule);
  for (const name of ['x0', 'noise', 'predictedNoise'] as const) checkNumber(FN, name, read[name]);
  const { x0, noise, predictedNoise: guess, variance: kind = 'beta' } = read;
  const squared = readVariance(FN, kind, schedule);
  const xt = qSample(x0, t, noise, schedule);
  const posterior = qPosterior(x0, xt, t, schedule);
  const model = { mean: pMean(xt, guess, t, schedule), variance: squared(t) };
  const result: ExplainedDiffusionStep = {
    xt,
    start: predictStart(xt, { noise: guess }, t, schedule),
    posteriorMean: posterior.mean,
    posteriorVariance: posterior.variance,
    modelMean: model.mean,
    modelVariance: model.variance,
    divergence: gaussianKl(posterior, model),
    weight: lossWeight(schedule, squared)(t),
    weightedLoss: ddpmWeightedLoss(noise, guess, t, schedule, { variance: kind }),
    simpleLoss: ddpmSimpleLoss(noise, guess),
  };
  return createDerivation<ExplainedDiffusionStep>({
    topic: 'diffusion',
    title: `What the model’s step back from t = ${t} costs`,
    given: [
      diffusion.given,
      { id: 'x0', symbol: 'x_0', title: 'The data', value: x0 },
      { id: 'noise', symbol: '\\varepsilon', title: `The noise of ${t} steps`, value: noise },
      {
        id: 'guess',
        symbol: '\\varepsilon_\\theta',
        title: 'The model’s guess of it',
        value: guess,
      },
    ],
    steps: [
      keptStep(diffusion, [t - 1, t]),
      forwardStep(t, xt),
      {
        kind: 'statement',
        id: 'means',
        title: 'Find where the two steps back go: once with the noise, once with its guess',
        steps: [startStep(t, result.start), ...meanSteps(t, result)],
      },
      {
        kind: 'statement',
        id: 'variances',
        title: 'Find how far the two steps back scatter',
        steps: varianceSteps(t, kind, result),
      },
      divergenceStep(result),
      lossStep(t, result),
    ],
    result,
    answer: {
      record: {
        xt: refer('xt'),
        start: refer('start'),
        posteriorMean: refer('posterior-mean'),
        posteriorVariance: refer('posterior-variance'),
        modelMean: refer('model-mean'),
        modelVariance: refer('model-variance'),
        divergence: refer('divergence'),
        weight: refer('weight'),
        weightedLoss: refer('weighted'),
        simpleLoss: refer('simple'),
      },
    },
    conclusion: `The divergence is ${inWords(result.divergence)} nats, of which ${inWords(result.weightedLoss)} depend on the model: ${inWords(result.weight)} times the squared error of the noise, ${inWords(result.simpleLoss)}. The simple loss drops the weight.`,
    sources: [`${DDPM_SOURCE}, equations 8 to 14.`],
  });
}

function startStep(t: number, start: number): StepDraft {
  const { divide, multiply, sqrt, subtract } = stepOperations;
  return {
    id: 'start',
    symbol: '\\hat x_0',
    title: 'The data that the guessed noise stands for',
    check: divide(subtract(refer('xt'), multiply(sqrt(restAt(t)), refer('guess'))), sqrt(barAt(t))),
    value: start,
  };
}

function meanSteps(t: number, result: ExplainedDiffusionStep): StepDraft[] {
  const { divide, multiply, sqrt, subtract } = stepOperations;
  const from = (noise: string) =>
    multiply(
      divide(1, sqrt(alphaAt(t))),
      subtract(refer('xt'), multiply(divide(betaAt(t), sqrt(restAt(t))), refer(noise))),
    );
  return [
    {
      id: 'posterior-mean',
      symbol: `\\tilde\\mu_{${t}}`,
      title: 'The mean of the step back where the noise is known',
      check: from('noise'),
      value: result.posteriorMean,
    },
    {
      id: 'model-mean',
      symbol: '\\mu_\\theta',
      title: 'The mean of the model’s step back: the same with the guess',
      check: from('guess'),
      value: result.modelMean,
    },
  ];
}

function varianceSteps(
  t: number,
  kind: ReverseVariance,
  result: ExplainedDiffusionStep,
): StepDraft[] {
  const { divide, multiply } = stepOperations;
  const own = kind === 'beta';
  return [
    {
      id: 'posterior-variance',
      symbol: `\\tilde\\beta_{${t}}`,
      title: 'The variance of the step back where the data are known',
      check: multiply(divide(restAt(t - 1), restAt(t)), betaAt(t)),
      value: result.posteriorVariance,
    },
    {
      id: 'model-variance',
      symbol: `\\sigma_{${t}}^2`,
      title: own
        ? 'The variance of the model’s step: that of the step forward'
        : 'The variance of the model’s step: the same',
      check: own ? betaAt(t) : refer('posterior-variance'),
      value: result.modelVariance,
    },
  ];
}

function divergenceStep({ divergence }: ExplainedDiffusionStep): StepDraft {
  const { add, divide, log, multiply, power, subtract } = stepOperations;
  const sigma = refer('model-variance');
  return {
    id: 'divergence',
    symbol: 'D',
    title: 'The divergence of one Gaussian from the other, in nats',
    check: add(
      divide(power(refer('distance'), 2), multiply(2, sigma)),
      multiply(0.5, subtract(subtract(refer('ratio'), 1), log(refer('ratio')))),
    ),
    value: divergence,
    note: 'Only the first part depends on the model, as the variance σ² is fixed.',
    steps: [
      {
        id: 'distance',
        symbol: 'd',
        title: 'How far the two means are apart',
        check: subtract(refer('posterior-mean'), refer('model-mean')),
      },
      {
        id: 'ratio',
        symbol: 'r',
        title: 'The quotient of the two variances',
        check: divide(refer('posterior-variance'), sigma),
      },
    ],
  };
}

function lossStep(
  t: number,
  { simpleLoss, weight, weightedLoss }: ExplainedDiffusionStep,
): StepDraft {
  const { divide, multiply, power, subtract } = stepOperations;
  const [a, b, bar] = [`\\alpha_{${t}}`, `\\beta_{${t}}`, `\\bar\\alpha_{${t}}`];
  return {
    id: 'weighted',
    symbol: 'L',
    title: 'The first part of the divergence, as a weighted error of the noise',
    check: multiply(refer('weight'), refer('simple')),
    value: weightedLoss,
    steps: [
      {
        kind: 'statement',
        id: 'same-form',
        title: 'The two means have the same form, so they differ by their noise alone',
        formula: `d = \\tilde\\mu_{${t}} - \\mu_\\theta = \\frac{${b}}{\\sqrt{${a}} \\sqrt{1 - ${bar}}} \\left(\\varepsilon_\\theta - \\varepsilon\\right)`,
      },
      {
        id: 'simple',
        symbol: 'L_{\\mathrm{simple}}',
        title: 'The squared error of the noise',
        check: power(subtract(refer('noise'), refer('guess')), 2),
        value: simpleLoss,
      },
      {
        id: 'weight',
        symbol: 'w',
        title: 'What stands before it in the divergence',
        check: divide(
          power(betaAt(t), 2),
          multiply(2, refer('model-variance'), alphaAt(t), restAt(t)),
        ),
        value: weight,
      },
    ],
  };
}
