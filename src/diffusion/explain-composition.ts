// Steps forward, one after the other, as one jump.
import { checkNumber, checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, divide, multiply, power, sqrt, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { alphaAt, barAt, betaAt, DDPM_SOURCE, keptStep, readBetas, xAt } from './explain-parts.js';
import { qSample, qStep } from './forward.js';
import { at } from './samples.js';

/** Data and the noise of each step, for `explainForwardComposition`. */
export interface ForwardCompositionProblem {
  /** β of the steps 1 to T, at most 5. */
  readonly betas: ArrayInput;
  /** The data. */
  readonly x0: number;
  /** The noise of each step, standard normal, [T]. */
  readonly noises: ArrayInput;
}

/** What `explainForwardComposition` arrives at. */
export interface ExplainedForwardComposition {
  /** x after the last step. */
  readonly xt: number;
  /** √ᾱ: the factor of the data in it. */
  readonly signal: number;
  /** 1 − ᾱ: the variance of the noise in it. */
  readonly noiseVariance: number;
  /** The one standard normal noise with which a jump leads to the same place. */
  readonly noise: number;
}

const FN = 'explainForwardComposition';

/** More steps no one reads. */
const MOST_STEPS = 5;

/**
 * Takes the steps of a diffusion forward one after the other and shows that they compose to one jump: the factors of the
 * data multiply to $\sqrt{\bar\alpha_t}$, the variances of the noises add up to $1 - \bar\alpha_t$.
 *
 * $$x_t = \sqrt{\bar\alpha_t} \, x_0 + \sum_s \sqrt{\beta_s \frac{\bar\alpha_t}{\bar\alpha_s}} \, \varepsilon_s
 * = \sqrt{\bar\alpha_t} \, x_0 + \sqrt{1 - \bar\alpha_t} \, \varepsilon$$
 *
 * @param problem - `betas`, [T], at most 5 steps; `x0`, a number; `noises`, [T]
 * @returns the derivation; its `result` holds `xt` as the steps of `qStep` return it, the parts of the jump, and the `noise`
 * with which `qSample` leads there
 * @throws KindError where something is of another kind or unknown, ShapeError where lengths differ or there are more than 5
 * steps, DomainError where a number is out of range
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equations 2 and 4
 *
 * @example
 * Two steps.
 * ```ts
 * import { explainForwardComposition, verifyDerivation } from 'fovea';
 * const d = explainForwardComposition({ betas: [0.1, 0.2], x0: 1, noises: [0.5, -1] });
 * d.result.xt // => 0.5427359
 * d.result.noiseVariance // => 0.28
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainForwardComposition(
  problem: ForwardCompositionProblem,
): Derivation<ExplainedForwardComposition> {
  const { betas, x0, noises } = checkOptions(FN, problem, ['betas', 'x0', 'noises'], 'problem');
  const steps = readFew(FN, 'betas', betas, MOST_STEPS).length;
  const diffusion = readBetas(FN, betas);
  const { schedule } = diffusion;
  checkNumber(FN, 'x0', x0);
  const noise = readFew(FN, 'noises', noises, MOST_STEPS, steps);
  const path = [x0];
  for (const [i, epsilon] of noise.entries()) {
    path.push(qStep(path[i]!, i + 1, epsilon, schedule));
  }
  const [signal, rest] = [
    Math.sqrt(at(schedule.alphaBars, steps)),
    at(schedule.oneMinusAlphaBars, steps),
  ];
  const bars = (t: number): number => at(schedule.alphaBars, t);
  const total = noise.reduce(
    (sum, epsilon, i) =>
      sum + Math.sqrt((at(schedule.betas, i + 1) * bars(steps)) / bars(i + 1)) * epsilon,
    0,
  );
  const one = total / Math.sqrt(rest);
  const result = { xt: path[steps]!, signal, noiseVariance: rest, noise: one };
  const each = Array.from({ length: steps }, (_, i) => i + 1);
  const before = (t: number): StepExpression => refer(t === 1 ? 'x0' : `x-${t - 1}`);
  const epsilon = (t: number): StepExpression => refer('noise', [t - 1], `\\varepsilon_{${t}}`);
  const share = (t: number): StepExpression => refer('shares', [t - 1], `c_{${t}}`);
  const factor = (t: number): StepExpression => {
    const alphas = each.filter((s) => s > t).map(alphaAt);
    const [first, ...others] = [betaAt(t), ...alphas];
    return sqrt(others.length === 0 ? first! : multiply(first!, ...others));
  };
  return createDerivation<ExplainedForwardComposition>({
    topic: 'diffusion',
    title: `${steps === 1 ? 'One step' : `${steps} steps`} forward as one jump`,
    given: [
      diffusion.given,
      { id: 'x0', symbol: 'x_0', title: 'The data', value: x0 },
      { id: 'noise', symbol: '\\varepsilon', title: 'The noise of each step', value: noise },
    ],
    steps: [
      keptStep(diffusion, [steps]),
      {
        kind: 'statement',
        id: 'walk',
        title: 'Take one step after the other',
        formula: 'x_t = \\sqrt{\\alpha_t} \\, x_{t-1} + \\sqrt{\\beta_t} \\, \\varepsilon_t',
        steps: each.map(
          (t): StepDraft => ({
            id: `x-${t}`,
            symbol: xAt(t),
            title: `Step ${t}`,
            check: add(
              multiply(sqrt(alphaAt(t)), before(t)),
              multiply(sqrt(betaAt(t)), epsilon(t)),
            ),
            value: path[t]!,
          }),
        ),
      },
      {
        kind: 'statement',
        id: 'insert',
        title: 'Put each step into the next: every later step shrinks what is there by its √α',
        formula: `x_{${steps}} = \\sqrt{\\bar\\alpha_{${steps}}} \\, x_0 + ${each.map((t) => `c_{${t}} \\varepsilon_{${t}}`).join(' + ')}, \\qquad c_s = \\sqrt{\\beta_s \\, \\alpha_{s+1} \\cdots \\alpha_{${steps}}}`,
      },
      {
        id: 'signal',
        symbol: `\\sqrt{\\bar\\alpha_{${steps}}}`,
        title: 'The factor of the data',
        check: sqrt(barAt(steps)),
        value: signal,
      },
      {
        id: 'shares',
        symbol: 'c',
        title: 'The factors of the noises',
        check: { list: each.map(factor) },
      },
      {
        id: 'noise-variance',
        symbol: `1 - \\bar\\alpha_{${steps}}`,
        title:
          'Independent noises of variance 1: the squares of their factors add up to the variance of the sum',
        check: totalOf(each.map((t) => power(share(t), 2))),
        value: rest,
        note: 'Variances add up, not standard deviations. Each step keeps the total 1: what is missing of the data’s variance is noise.',
        steps: [
          {
            id: 'complement',
            title: 'That is what ᾱ leaves',
            check: subtract(1, barAt(steps)),
            value: rest,
          },
        ],
      },
      {
        id: 'one-noise',
        // Not the list of noises, which are ε.
        symbol: '\\bar\\varepsilon',
        title: 'So all noises together are one standard normal noise, times a root',
        formula: `\\bar\\varepsilon = \\frac{${each.map((t) => `c_{${t}} \\varepsilon_{${t}}`).join(' + ')}}{\\sqrt{1 - \\bar\\alpha_{${steps}}}}`,
        check: divide(
          totalOf(each.map((t) => multiply(share(t), epsilon(t)))),
          sqrt(refer('noise-variance')),
        ),
        value: one,
      },
      {
        id: 'jump',
        symbol: xAt(steps),
        title: 'The jump with it leads to the same place',
        check: add(
          multiply(refer('signal'), refer('x0')),
          multiply(sqrt(refer('noise-variance')), refer('one-noise')),
        ),
        value: qSample(x0, steps, one, schedule),
      },
    ],
    result,
    answer: {
      record: {
        xt: refer(`x-${steps}`),
        signal: refer('signal'),
        noiseVariance: refer('noise-variance'),
        noise: refer('one-noise'),
      },
    },
    conclusion: `One jump with √ᾱ = ${inWords(signal)} and a noise of variance ${inWords(rest)} does what ${steps === 1 ? 'the step does' : `the ${steps} steps do`}.`,
    sources: [`${DDPM_SOURCE}, equations 2 and 4.`],
  });
}
