// A noise schedule of few steps: β, α, ᾱ and the signal-to-noise ratio.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import type { FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  cos,
  divide,
  minimum,
  multiply,
  power,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { alphaAt, betaAt, DDPM_SOURCE } from './explain-parts.js';
import {
  betaScheduleFor,
  type CosineScheduleOptions,
  type DiffusionSchedule,
  diffusionSchedule,
  type LinearScheduleOptions,
} from './schedule.js';

/** What `explainNoiseSchedule` arrives at: parts of what `diffusionSchedule` returns, [T] each. */
export type ExplainedNoiseSchedule = Pick<
  DiffusionSchedule,
  'betas' | 'alphas' | 'alphaBars' | 'signalToNoise'
>;

const FN = 'explainNoiseSchedule';

/** More steps no one reads. */
const MOST_STEPS = 10;

/**
 * Computes the noise schedule of a diffusion of few steps and shows the work: the variances β of the steps, linear or by
 * the cosine, what each keeps, $\alpha = 1 - \beta$, what is left of the data, $\bar\alpha_t = \prod_i \alpha_i$, and the
 * signal-to-noise ratio $\bar\alpha_t / (1 - \bar\alpha_t)$.
 *
 * @param kind - "linear" or "cosine"
 * @param steps - the number of steps T, 1 to 10
 * @param options - as for `betaSchedule`: linear: `from`: 1e-4 and `to`: 0.02; cosine: `offset`: 0.008 and `maxBeta`: 0.999
 * @returns the derivation; its `result` holds `betas` as `betaSchedule` returns them, and `alphas`, `alphaBars` and
 * `signalToNoise` of `diffusionSchedule`
 * @throws KindError for another kind or an unknown option, DomainError where a number is out of its range
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, section 4; A. Nichol, P. Dhariwal,
 * "Improved denoising diffusion probabilistic models", 2021, equation 17
 *
 * @example
 * Three steps in a line, and four by the cosine.
 * ```ts
 * import { explainNoiseSchedule, toNested, verifyDerivation } from 'fovea';
 * const d = explainNoiseSchedule('linear', 3, { from: 0.1, to: 0.3 });
 * toNested(d.result.alphaBars) // => [0.9, 0.72, 0.504]
 * toNested(d.result.signalToNoise) // => [9, 2.571429, 1.016129]
 * verifyDerivation(d).ok // => true
 * explainNoiseSchedule('cosine', 4).result.alphaBars.get(1) // => 0.4938436
 * ```
 */
export function explainNoiseSchedule(
  kind: 'linear',
  steps: number,
  options?: LinearScheduleOptions,
): Derivation<ExplainedNoiseSchedule>;
export function explainNoiseSchedule(
  kind: 'cosine',
  steps: number,
  options?: CosineScheduleOptions,
): Derivation<ExplainedNoiseSchedule>;
export function explainNoiseSchedule(
  kind: 'linear' | 'cosine',
  steps: number,
  options?: LinearScheduleOptions & CosineScheduleOptions,
): Derivation<ExplainedNoiseSchedule> {
  checkOneOf(FN, 'kind', kind, ['linear', 'cosine']);
  checkNumber(FN, 'steps', steps, { integer: true, min: 1, max: MOST_STEPS });
  const linear = kind === 'linear';
  const { offset = 0 } = checkOptions(FN, options, linear ? ['from', 'to'] : ['offset', 'maxBeta']);
  checkNumber(FN, 'offset', offset, { min: 0, max: 1 });
  const betas = linear
    ? betaScheduleFor('explainNoiseSchedule', 'linear', steps, options)
    : betaScheduleFor('explainNoiseSchedule', 'cosine', steps, options);
  const { alphas, alphaBars, oneMinusAlphaBars, signalToNoise } = diffusionSchedule(betas);
  const result = { betas, alphas, alphaBars, signalToNoise };
  const drawn = linear ? linearBetas(steps, betas, options) : cosineBetas(steps, betas, options);
  return createDerivation<ExplainedNoiseSchedule>({
    topic: 'diffusion',
    title: `A ${kind} noise schedule of ${steps === 1 ? 'one step' : `${steps} steps`}`,
    given: [
      { id: 'count', symbol: 'T', title: 'The number of steps', value: steps },
      ...drawn.given,
    ],
    steps: [...drawn.steps, ...keptSteps(steps, result, oneMinusAlphaBars)],
    result,
    answer: {
      record: {
        betas: refer('beta'),
        alphas: refer('alpha'),
        alphaBars: refer('bar'),
        signalToNoise: refer('snr'),
      },
    },
    conclusion: `After step ${steps} the share ${inWords(alphaBars.get(steps - 1))} of the data’s variance is left, and the signal-to-noise ratio is ${inWords(signalToNoise.get(steps - 1))}.`,
    sources: [
      linear
        ? `${DDPM_SOURCE}, section 4.`
        : 'A. Nichol, P. Dhariwal, "Improved denoising diffusion probabilistic models", ICML 2021, equation 17.',
    ],
  });
}

interface Drawn {
  readonly given: Given[];
  readonly steps: StepDraft[];
}

function gathered(betas: FloatNdArray, formula: string, inner: readonly StepDraft[]): StepDraft {
  return {
    id: 'beta',
    symbol: '\\beta',
    title: 'The variance of the noise that each step adds',
    formula,
    check: { list: inner.map(({ id }) => refer(id)) },
    value: betas,
    steps: inner,
  };
}

function linearBetas(
  count: number,
  betas: FloatNdArray,
  options: LinearScheduleOptions | undefined,
): Drawn {
  const { from = 1e-4, to = 0.02 } = options ?? {};
  const single = count === 1;
  return {
    given: [
      { id: 'from', symbol: '\\beta_{\\min}', title: 'β of the first step', value: from },
      ...(single
        ? []
        : [{ id: 'to', symbol: '\\beta_{\\max}', title: 'β of the last step', value: to }]),
    ],
    steps: [
      gathered(
        betas,
        '\\beta_t = \\beta_{\\min} + \\frac{t - 1}{T - 1} (\\beta_{\\max} - \\beta_{\\min})',
        Array.from({ length: count }, (_, i): StepDraft => {
          const share = divide(i, subtract(refer('count'), 1));
          const end = i === 0 ? refer('from') : i === count - 1 ? refer('to') : undefined;
          return {
            id: `beta-${i + 1}`,
            symbol: `\\beta_{${i + 1}}`,
            title: `Step ${i + 1}`,
            check: end ?? add(refer('from'), multiply(share, subtract(refer('to'), refer('from')))),
            value: betas.get(i),
          };
        }),
      ),
    ],
  };
}

function cosineBetas(
  count: number,
  betas: FloatNdArray,
  options: CosineScheduleOptions | undefined,
): Drawn {
  const { offset = 0.008, maxBeta = 0.999 } = options ?? {};
  const level = (t: number): StepExpression => refer(`level-${t}`);
  const cut = Array.from({ length: count }, (_, i) => i).filter((i) => betas.get(i) === maxBeta);
  return {
    given: [
      { id: 'offset', symbol: 's', title: 'The offset', value: offset },
      { id: 'most', symbol: '\\beta_{\\max}', title: 'The largest β that counts', value: maxBeta },
      { id: 'pi', symbol: '\\pi', title: 'The number π', value: Math.PI },
    ],
    steps: [
      {
        kind: 'statement',
        id: 'levels',
        title: 'The curve that ᾱ is to follow, at the ends of the steps',
        formula: 'f(t) = \\cos^2\\left(\\frac{t/T + s}{1 + s} \\cdot \\frac{\\pi}{2}\\right)',
        steps: Array.from({ length: count + 1 }, (_, t): StepDraft => {
          const symbol = `f(${t})`;
          const named = { id: `level-${t}`, symbol };
          if (t === count) {
            return {
              ...named,
              title: `After step ${t}: the cosine of a right angle`,
              formula: `${symbol} = \\cos^2 \\frac{\\pi}{2}`,
              // The nearest number to π is no right angle: its cosine would be 6.1 · 10⁻¹⁷.
              check: 0,
              note: 'Nothing would be left.',
            };
          }
          const angle = divide(
            add(divide(t, refer('count')), refer('offset')),
            add(1, refer('offset')),
          );
          return {
            ...named,
            title: t === 0 ? 'At the beginning' : `After step ${t}`,
            check: power(cos(multiply(angle, divide(refer('pi'), 2))), 2),
          };
        }),
      },
      {
        ...gathered(
          betas,
          '\\beta_t = \\min\\left(1 - \\frac{f(t)}{f(t - 1)},\\, \\beta_{\\max}\\right)',
          Array.from({ length: count }, (_, i): StepDraft => {
            const t = i + 1;
            return {
              id: `beta-${t}`,
              symbol: `\\beta_{${t}}`,
              title: `Step ${t}`,
              check: minimum(subtract(1, divide(level(t), level(t - 1))), refer('most')),
              value: betas.get(i),
            };
          }),
        ),
        ...(cut.length > 0
          ? { note: 'The last step would take all; it is cut to the largest β that counts.' }
          : {}),
      },
    ],
  };
}

function keptSteps(count: number, result: ExplainedNoiseSchedule, rest: FloatNdArray): StepDraft[] {
  const bar = (t: number): StepExpression => refer(`bar-${t}`);
  const each = Array.from({ length: count }, (_, i) => i + 1);
  return [
    {
      id: 'alpha',
      symbol: '\\alpha',
      title: 'What each step keeps of the variance',
      formula: '\\alpha_t = 1 - \\beta_t',
      check: { list: each.map((t) => subtract(1, betaAt(t))) },
      value: result.alphas,
    },
    {
      id: 'bar',
      symbol: '\\bar\\alpha',
      title: 'What is left of the data’s variance after each step: the product of all α so far',
      formula:
        '\\bar\\alpha_t = \\alpha_1 \\alpha_2 \\cdots \\alpha_t = \\bar\\alpha_{t-1} \\alpha_t',
      check: { list: each.map(bar) },
      value: result.alphaBars,
      note: 'A product, not a sum, and of α, not of β.',
      steps: each.map(
        (t): StepDraft => ({
          id: `bar-${t}`,
          symbol: `\\bar\\alpha_{${t}}`,
          title: `After step ${t}`,
          check: t === 1 ? alphaAt(1) : multiply(bar(t - 1), alphaAt(t)),
          value: result.alphaBars.get(t - 1),
        }),
      ),
    },
    {
      id: 'rest',
      symbol: '1 - \\bar\\alpha',
      title: 'The variance of the noise',
      check: { list: each.map((t) => subtract(1, bar(t))) },
      value: rest,
    },
    {
      id: 'snr',
      symbol: '\\operatorname{SNR}',
      title: 'The signal-to-noise ratio: variance left of data of variance 1, by that of the noise',
      formula: '\\operatorname{SNR}_t = \\frac{\\bar\\alpha_t}{1 - \\bar\\alpha_t}',
      check: {
        list: each.map((t) => divide(bar(t), refer('rest', [t - 1], `(1 - \\bar\\alpha_{${t}})`))),
      },
      value: result.signalToNoise,
      note: 'It falls from step to step; at 1 data and noise are equally strong.',
    },
  ];
}
