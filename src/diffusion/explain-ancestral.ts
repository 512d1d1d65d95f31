// A step back as DDPM samples: the mean of the model, and fresh noise.
import { checkNumber, checkOptions } from '../core/check.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, divide, multiply, sqrt, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import {
  alphaAt,
  barAt,
  betaAt,
  DDPM_SOURCE,
  keptStep,
  readBetas,
  restAt,
  xAt,
  xName,
} from './explain-parts.js';
import { pMean, pSample } from './reverse.js';
import { type ReverseVariance, readVariance } from './reverse-variance.js';

/** A step back of a model, for `explainAncestralStep`. */
export interface AncestralStepProblem {
  /** β of the steps 1 to T, at most 20. */
  readonly betas: ArrayInput;
  /** The step from which to go back, from 1. */
  readonly t: number;
  /** Where the sample stands, xₜ. */
  readonly xt: number;
  /** The model's guess of the noise in it. */
  readonly predictedNoise: number;
  /** Fresh standard normal noise z; it does not count for t = 1 and may be left out there. */
  readonly noise?: number | undefined;
  /** σ²: "beta" where left out, or "posterior". */
  readonly variance?: ReverseVariance | undefined;
}

/** What `explainAncestralStep` arrives at. */
export interface ExplainedAncestralStep {
  /** The mean of the model's step, as `pMean` returns it. */
  readonly mean: number;
  /** Its standard deviation σ; 0 for the last step. */
  readonly sigma: number;
  /** The sample one step before, as `pSample` returns it. */
  readonly previous: number;
}

const FN = 'explainAncestralStep';

/**
 * Takes one step back as DDPM samples, and shows the work: the part of the guessed noise that goes, the mean of the
 * model's step, its standard deviation, and the sample with fresh noise.
 *
 * $$x_{t-1} = \frac{1}{\sqrt{\alpha_t}} \Bigl( x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}} \varepsilon_\theta \Bigr)
 * + \sigma_t z$$
 *
 * @param problem - `betas`, `t`, `xt`, `predictedNoise` and `noise`: numbers; `variance`: σ² is "beta" where left out, or
 * "posterior"
 * @returns the derivation; its `result` holds `mean`, `sigma` and `previous`, what `pSample` returns
 * @throws KindError where something is of another kind or unknown, ShapeError where betas are no vector, DomainError
 * where a number is out of range or there are more than 20 steps
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, algorithm 2
 *
 * @example
 * From step 2 to step 1.
 * ```ts
 * import { explainAncestralStep, verifyDerivation } from 'fovea';
 * const betas = [0.1, 0.2, 0.3];
 * const d = explainAncestralStep({ betas, t: 2, xt: 1, predictedNoise: 0.3, noise: -0.5 });
 * d.result.mean // => 0.99126085
 * d.result.previous // => 0.76765405
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainAncestralStep(
  problem: AncestralStepProblem,
): Derivation<ExplainedAncestralStep> {
  const names = ['betas', 't', 'xt', 'predictedNoise', 'noise', 'variance'] as const;
  const given = checkOptions(FN, problem, names, 'problem');
  const diffusion = readBetas(FN, given.betas);
  const { schedule } = diffusion;
  const t = checkNumber(FN, 't', given.t, { integer: true, min: 1, max: schedule.steps });
  const last = t === 1;
  const { xt, predictedNoise, variance = 'beta' } = given;
  checkNumber(FN, 'xt', xt);
  checkNumber(FN, 'predictedNoise', predictedNoise);
  const noise = checkNumber(FN, 'noise', given.noise ?? (last ? 0 : given.noise));
  const squared = readVariance(FN, variance, schedule);
  const result: ExplainedAncestralStep = {
    mean: pMean(xt, predictedNoise, t, schedule),
    sigma: last ? 0 : Math.sqrt(squared(t)),
    previous: pSample(xt, predictedNoise, t, schedule, { noise, variance }),
  };
  return createDerivation<ExplainedAncestralStep>({
    topic: 'diffusion',
    title: `One step back of a sample, from t = ${t} to ${t - 1}`,
    given: [
      diffusion.given,
      { id: 'xt', symbol: xAt(t), title: 'Where the sample stands', value: xt },
      {
        id: 'guess',
        symbol: '\\varepsilon_\\theta',
        title: 'The model’s guess of the noise in it',
        value: predictedNoise,
      },
      ...(last
        ? []
        : [{ id: 'noise', symbol: 'z', title: 'Fresh standard normal noise', value: noise }]),
    ],
    steps: [
      keptStep(diffusion, last ? [1] : [t - 1, t]),
      {
        id: 'share',
        symbol: 'c',
        title: 'How much of the guessed noise this step takes away',
        check: divide(betaAt(t), sqrt(restAt(t))),
        note: 'Not all of it: only what this one step had added.',
      },
      {
        id: 'mean',
        symbol: '\\mu_\\theta',
        title: 'The mean of the model’s step: less noise, and as large as before the step forward',
        formula: `\\mu_\\theta = \\frac{1}{\\sqrt{\\alpha_{${t}}}} \\left(${xAt(t)} - c \\, \\varepsilon_\\theta\\right)`,
        check: divide(
          subtract(refer('xt'), multiply(refer('share'), refer('guess'))),
          sqrt(alphaAt(t)),
        ),
        value: result.mean,
        note: 'Divided by √α, not by √ᾱ: this is one step, not the way to the data.',
      },
      ...spreadSteps(t, variance, result),
    ],
    result,
    answer: {
      record: { mean: refer('mean'), sigma: refer('sigma'), previous: refer('previous') },
    },
    conclusion: last
      ? `The sample is ${inWords(result.previous)}.`
      : `The sample moves from ${xName(t)} = ${inWords(xt)} to ${xName(t - 1)} = ${inWords(result.previous)}.`,
    sources: [`${DDPM_SOURCE}, algorithm 2.`],
  });
}

function spreadSteps(
  t: number,
  variance: ReverseVariance,
  { sigma, previous }: ExplainedAncestralStep,
): StepDraft[] {
  if (t === 1) {
    return [
      {
        id: 'sigma',
        symbol: '\\sigma_1',
        title: 'The last step adds no noise',
        check: 0,
        value: sigma,
      },
      {
        id: 'previous',
        symbol: 'x_0',
        title: 'So the sample is the mean',
        check: refer('mean'),
        value: previous,
      },
    ];
  }
  const posterior = variance === 'posterior';
  return [
    {
      id: 'sigma',
      symbol: `\\sigma_{${t}}`,
      title: posterior
        ? 'The standard deviation: the root of the posterior’s variance'
        : 'The standard deviation: the root of the variance of the step forward',
      check: sqrt(
        posterior ? multiply(divide(subtract(1, barAt(t - 1)), restAt(t)), betaAt(t)) : betaAt(t),
      ),
      value: sigma,
    },
    {
      id: 'previous',
      symbol: xAt(t - 1),
      title: 'Add the fresh noise',
      check: add(refer('mean'), multiply(refer('sigma'), refer('noise'))),
      value: previous,
      note: 'The noise is multiplied by σ, not by σ².',
    },
  ];
}
