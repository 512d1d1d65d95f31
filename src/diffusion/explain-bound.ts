// The variational bound of a diffusion: how it comes about, and its terms in numbers.
import { checkNumber, checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
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
} from './explain-parts.js';
import { lossWeight } from './losses.js';
import { readVariance } from './reverse-variance.js';
import { at } from './samples.js';
import type { DiffusionSchedule } from './schedule.js';
import { type VariationalBound, variationalBound } from './variational-bound.js';

/** What `explainVariationalBound` starts from. */
export interface VariationalBoundProblem {
  /** β of the steps 1 to T, [T], at most 20. */
  readonly betas: ArrayInput;
  /** The data x₀, a number. */
  readonly x0: number;
  /** The noise with which xₜ is made for each term, [T]. */
  readonly noise: ArrayInput;
  /** The model's guess of each, [T]. */
  readonly predictedNoise: ArrayInput;
}

const FN = 'explainVariationalBound';

/**
 * Derives the variational bound of a diffusion, telescoped into divergences of Gaussians, and computes its terms for one
 * number, with the variance β in the model's steps.
 *
 * $$-\ln p(x_0) \le D(q(x_T|x_0) \,\|\, p(x_T)) + \sum_{t=2}^T D(q(x_{t-1}|x_t,x_0) \,\|\, p_\theta(x_{t-1}|x_t))
 * - \ln p_\theta(x_0|x_1)$$
 *
 * @param problem - `betas` of T steps; `x0`, a number; `noise`, with which each xₜ is made; and `predictedNoise`, the
 * model's guess of it
 * @returns the derivation; its `result` is what `variationalBound` returns
 * @throws KindError where something is of another kind or unknown, ShapeError where there is not one noise a step,
 * DomainError where a number is out of range or there are more than 20 steps
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equation 5 and appendix A
 *
 * @example
 * Three steps and a model that always says 0.
 * ```ts
 * import { explainVariationalBound, verifyDerivation } from 'fovea';
 * const betas = [0.1, 0.2, 0.3];
 * const d = explainVariationalBound({ betas, x0: 1, noise: [0, 0, 0], predictedNoise: [0, 0, 0] });
 * d.result.total // => 0.379768
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainVariationalBound(
  problem: VariationalBoundProblem,
): Derivation<VariationalBound> {
  const names = ['betas', 'x0', 'noise', 'predictedNoise'] as const;
  const { betas, x0, noise, predictedNoise } = checkOptions(FN, problem, names, 'problem');
  const diffusion = readBetas(FN, betas);
  const { schedule } = diffusion;
  const last = schedule.steps;
  checkNumber(FN, 'x0', x0);
  const draws = readEach('noise', noise, last);
  const guesses = readEach('predictedNoise', predictedNoise, last);
  const drawn = wrap(Float64Array.from(draws), [last, 1, 1]);
  const result = variationalBound([[x0]], (_, t) => [[guesses[t - 1]!]], schedule, {
    noise: drawn,
  });
  const times = Array.from({ length: last }, (_, i) => i + 1);
  return createDerivation<VariationalBound>({
    topic: 'diffusion',
    title: 'The variational bound of a diffusion, term by term',
    given: [
      diffusion.given,
      { id: 'x0', symbol: 'x_0', title: 'The data', value: x0 },
      {
        id: 'noise',
        symbol: '\\varepsilon',
        title: 'The noise in x, one for each step',
        value: draws,
      },
      {
        id: 'guess',
        symbol: '\\hat\\varepsilon',
        title: 'The model’s guesses of it',
        value: guesses,
      },
      { id: 'pi', symbol: '\\pi', title: 'The number π', value: Math.PI },
    ],
    steps: [
      {
        kind: 'statement',
        id: 'split',
        title: 'Bound the evidence, and split the bound into terms',
        steps: telescope(last),
      },
      keptStep(diffusion, times),
      priorStep(last, result.prior),
      ...(last === 1
        ? []
        : [
            {
              kind: 'statement' as const,
              id: 'terms-of-steps',
              title: 'A divergence for each step back but the last',
              steps: times
                .slice(1)
                .reverse()
                .map((t) => divergenceStep(t, schedule, result.steps.get(t - 2))),
            },
          ]),
      reconstructionStep(schedule, result.reconstruction),
      totalStep(last, result.total),
    ],
    result,
    answer: {
      record: {
        prior: refer('prior'),
        steps: { list: times.slice(1).map((t) => refer(`term-${t}`)) },
        reconstruction: refer('reconstruction'),
        total: refer('total'),
      },
    },
    conclusion: `With one draw of noise for each term the bound on −ln p(x₀) is ${inWords(result.total)} nats: ${inWords(result.prior)} for the prior, ${inWords(result.total - result.prior - result.reconstruction)} for the steps, ${inWords(result.reconstruction)} for the reconstruction.`,
    sources: [`${DDPM_SOURCE}, equations 3 and 5, appendix A.`],
  });
}

function readEach(argument: string, x: ArrayInput, steps: number): number[] {
  const { data, shape } = readArray(FN, argument, x, 'float64');
  if (shape.length !== 1 || data.length !== steps) {
    const [expected, got] = [`one number a step, (${steps})`, `(${shape.join(', ')})`];
    throw new ShapeError({ function: FN, argument, expected, got });
  }
  return Array.from(data, (value) => checkNumber(FN, argument, value));
}

/** From Jensen's inequality to a sum of divergences. */
function telescope(last: number): StepDraft[] {
  const E = '\\mathbb{E}_q';
  const [q, p] = [(x: string) => `q(${x})`, (x: string) => `p(${x})`];
  const divergence = (a: string, b: string): string => `D\\left(${a} \\,\\|\\, ${b}\\right)`;
  const back = q('x_{t-1} \\mid x_t, x_0');
  const model = p('x_{t-1} \\mid x_t');
  const first: StepDraft[] = [
    {
      kind: 'statement',
      id: 'jensen',
      title:
        'The evidence is a mean over q; the logarithm of a mean is at least the mean of the logarithm',
      formula: `-\\ln p(x_0) = -\\ln ${E} \\left[\\frac{p(x_0, \\ldots, x_T)}{q(x_1, \\ldots, x_T \\mid x_0)}\\right] \\le ${E} \\ln \\frac{q(x_1, \\ldots, x_T \\mid x_0)}{p(x_0, \\ldots, x_T)}`,
    },
    {
      kind: 'statement',
      id: 'factors',
      title: 'Both are products over the steps',
      formula: `${E} \\ln \\frac{q(x_1, \\ldots, x_T \\mid x_0)}{p(x_0, \\ldots, x_T)} = ${E} \\left[-\\ln ${p('x_T')} + \\sum_{t=1}^{T} \\ln \\frac{${q('x_t \\mid x_{t-1}')}}{${model}}\\right]`,
    },
  ];
  if (last === 1) return first;
  return [
    ...first,
    {
      kind: 'statement',
      id: 'bayes',
      title: 'From the second step on, turn the step round by Bayes’ rule',
      formula: `${q('x_t \\mid x_{t-1}')} = ${q('x_t \\mid x_{t-1}, x_0')} = ${back} \\, \\frac{${q('x_t \\mid x_0')}}{${q('x_{t-1} \\mid x_0')}}`,
      note: 'The first equality holds because a step forgets what was before it. For t = 1 there is nothing to turn round.',
    },
    {
      kind: 'statement',
      id: 'telescope',
      title:
        'The quotients telescope: of each but the first and the last, one stands above and one below',
      formula: `\\sum_{t=2}^{T} \\ln \\frac{${q('x_t \\mid x_0')}}{${q('x_{t-1} \\mid x_0')}} = \\ln ${q('x_T \\mid x_0')} - \\ln ${q('x_1 \\mid x_0')}`,
      note: 'The last of these cancels with ln q(x₁ | x₀) of the first step.',
    },
    {
      kind: 'statement',
      id: 'terms',
      title: 'What is left are divergences D of Gaussians, and the reconstruction',
      formula: `-\\ln p(x_0) \\le ${divergence(q('x_T \\mid x_0'), p('x_T'))} + \\sum_{t=2}^{T} ${E} \\, ${divergence(back, model)} + ${E} \\left[-\\ln ${p('x_0 \\mid x_1')}\\right]`,
      note: 'They are called L at T, L at t − 1 and L at 0. Each mean over q is taken with one draw of the noise here.',
    },
  ];
}

function priorStep(last: number, prior: number): StepDraft {
  const { log, multiply, power, subtract } = stepOperations;
  const bar = barAt(last);
  return {
    id: 'prior',
    symbol: `L_{${last}}`,
    title: 'Prior: the divergence of what is left at the end from the standard normal',
    check: multiply(
      0.5,
      subtract(subtract(multiply(bar, power(refer('x0'), 2)), bar), log(restAt(last))),
    ),
    value: prior,
    note: 'It has mean √ᾱ x₀ and variance 1 − ᾱ, and does not depend on the model.',
  };
}

function noiseAt(id: string, t: number): StepExpression {
  return refer(id, [t - 1], `${id === 'noise' ? '\\varepsilon' : '\\hat\\varepsilon'}_{${t}}`);
}

/** The weighted error of the noise of a step, with σ² = β. */
function weightedError(t: number): StepExpression {
  const { multiply, power, subtract } = stepOperations;
  return multiply(
    refer(`weight-${t}`),
    power(subtract(noiseAt('noise', t), noiseAt('guess', t)), 2),
  );
}

function weightStep(t: number, schedule: DiffusionSchedule): StepDraft {
  const { divide, multiply } = stepOperations;
  const weight = lossWeight(schedule, readVariance(FN, 'beta', schedule));
  return {
    id: `weight-${t}`,
    symbol: `w_{${t}}`,
    title: 'The weight of the error, with σ² = β',
    check: divide(betaAt(t), multiply(2, alphaAt(t), restAt(t))),
    value: weight(t),
  };
}

function divergenceStep(t: number, schedule: DiffusionSchedule, term: number): StepDraft {
  const { add, divide, log, multiply, subtract } = stepOperations;
  const ratio = refer(`ratio-${t}`);
  return {
    id: `term-${t}`,
    symbol: `L_{${t - 1}}`,
    title: `Step ${t}: the divergence of the posterior from the model’s step back to t = ${t - 1}`,
    check: add(weightedError(t), multiply(0.5, subtract(subtract(ratio, 1), log(ratio)))),
    value: term,
    steps: [
      weightStep(t, schedule),
      {
        id: `ratio-${t}`,
        symbol: `r_{${t}}`,
        title: 'The quotient of the variances, that of the posterior above',
        check: divide(restAt(t - 1), restAt(t)),
        value: at(schedule.posteriorVariances, t) / at(schedule.betas, t),
      },
    ],
  };
}

function reconstructionStep(schedule: DiffusionSchedule, reconstruction: number): StepDraft {
  const { add, log, multiply } = stepOperations;
  return {
    id: 'reconstruction',
    symbol: 'L_0',
    title: 'Reconstruction: −ln of the density of the data in the last step back',
    check: add(weightedError(1), multiply(0.5, log(multiply(2, refer('pi'), betaAt(1))))),
    value: reconstruction,
    note: 'It is a density, so it may be negative.',
    steps: [weightStep(1, schedule)],
  };
}

function totalStep(last: number, total: number): StepDraft {
  const terms = Array.from({ length: last - 1 }, (_, i) => refer(`term-${last - i}`));
  return {
    id: 'total',
    symbol: 'L',
    title: 'Add up the terms',
    check: stepOperations.add(refer('prior'), ...terms, refer('reconstruction')),
    value: total,
  };
}
