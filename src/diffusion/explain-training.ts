// One step of a diffusion's training: what the model is shown, what it should have said, and how far off it was.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { describeValue, KindError } from '../core/errors.js';
import { readFew } from '../core/few.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, mean, multiply, power, sqrt, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { barAt, DDPM_SOURCE, keptStep, readBetas, restAt, xAt, xName } from './explain-parts.js';
import { qSample } from './forward.js';
import { ddpmSimpleLoss } from './losses.js';
import { predictVelocity } from './parameterizations.js';
import { sampleTimesteps } from './sample-loop.js';
import type { DiffusionSchedule } from './schedule.js';

/** What a model may be trained to say. */
export type TrainingTarget = 'noise' | 'start' | 'velocity';

/** What `explainTrainingStep` starts from. */
export interface TrainingStepProblem {
  /** β of the steps 1 to T, [T], at most 20. */
  readonly betas: ArrayInput;
  /** The time of the step, from 1 to T; drawn from `rng` where left out. */
  readonly t?: number | undefined;
  /** The stream from which the time is drawn, which advances; in place of `t`. */
  readonly rng?: Rng | undefined;
  /** A sample x₀ of the data, [d], at most 8. */
  readonly x0: ArrayInput;
  /** The noise ε, [d]. */
  readonly noise: ArrayInput;
  /** What the model says on seeing xₜ and t, [d]. */
  readonly prediction: ArrayInput;
  /** What it should say: "noise" where left out, "start" for the data, or "velocity". */
  readonly target?: TrainingTarget | undefined;
}

/** What `explainTrainingStep` finds. */
export interface ExplainedTrainingStep {
  /** The time. */
  readonly t: number;
  /** What the model is shown, [d]. */
  readonly xt: FloatNdArray;
  /** What it should have said, [d]. */
  readonly target: FloatNdArray;
  /** The mean squared error. */
  readonly loss: number;
}

const FN = 'explainTrainingStep';

/** More numbers of a sample no one reads. */
const MOST = 8;

const TARGETS: readonly TrainingTarget[] = ['noise', 'start', 'velocity'];

/**
 * Computes one step of a diffusion's training, and shows the work: the time, what is left of the data after so many steps,
 * the noisy sample that the model is shown, what it should have said, and the loss.
 *
 * $$L = \frac1d \sum_i \bigl( \varepsilon_i - \varepsilon_\theta(x_t, t)_i \bigr)^2, \quad
 * x_t = \sqrt{\bar\alpha_t} \, x_0 + \sqrt{1 - \bar\alpha_t} \, \varepsilon$$
 *
 * A training draws t for each sample uniformly from 1 to T, and ε from a standard normal distribution.
 *
 * @param problem - `betas`; `t`, or `rng` from which it is drawn as by `sampleTimesteps`; `x0`, `noise` and `prediction`, at
 * most 8 numbers each; `target`: "noise" where left out, "start" or "velocity"
 * @returns the derivation; its `result` holds `t`, `xt` as `qSample` makes it, `target` and `loss` as `ddpmSimpleLoss`
 * @throws KindError where something is of another kind, unknown or missing, or both t and a stream are given, ShapeError
 * where lengths differ or exceed 8, DomainError where a number is out of range or there are more than 20 steps
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, algorithm 1 and equation 14
 *
 * @example
 * Step 2 of three: one number of the noise is guessed right, one is off by 0.2.
 * ```ts
 * import { explainTrainingStep, toNested, verifyDerivation } from 'fovea';
 * const betas = [0.1, 0.2, 0.3];
 * const d = explainTrainingStep({ betas, t: 2, x0: [1, 0], noise: [0.5, -1], prediction: [0.3, -1] });
 * d.result.loss // => 0.02
 * toNested(d.result.xt) // => [1.113103, -0.529150]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTrainingStep(
  problem: TrainingStepProblem,
): Derivation<ExplainedTrainingStep> {
  const names = ['betas', 't', 'rng', 'x0', 'noise', 'prediction', 'target'] as const;
  const read = checkOptions(FN, problem, names, 'problem');
  const diffusion = readBetas(FN, read.betas);
  const { schedule } = diffusion;
  const kind = checkOneOf(FN, 'target', read.target ?? 'noise', TARGETS);
  const x0 = readFew(FN, 'x0', read.x0, MOST);
  const noise = readFew(FN, 'noise', read.noise, MOST, x0.length);
  const prediction = readFew(FN, 'prediction', read.prediction, MOST, x0.length);
  const t = readTime(read.t, read.rng, schedule);
  const xt = qSample(x0, t, noise, schedule);
  const target = targetOf(kind, { x0, noise, xt, t, schedule });
  const result = { t, xt, target, loss: ddpmSimpleLoss(target, prediction) };
  const says = { noise: '\\varepsilon_\\theta', start: 'x_\\theta', velocity: 'v_\\theta' }[kind];
  return createDerivation<ExplainedTrainingStep>({
    topic: 'diffusion',
    title: 'One step of a diffusion’s training',
    given: [
      diffusion.given,
      {
        id: 't',
        symbol: 't',
        title:
          read.t === undefined
            ? `Drawn: the time, each from 1 to ${schedule.steps} equally likely`
            : 'The time, drawn in training',
        value: t,
      },
      { id: 'x0', symbol: 'x_0', title: 'A sample of the data', value: x0 },
      { id: 'noise', symbol: '\\varepsilon', title: 'Noise, standard normal', value: noise },
      {
        id: 'prediction',
        symbol: says,
        title: `What the model says on seeing ${xName(t)} and t = ${t}`,
        value: prediction,
      },
    ],
    steps: [
      keptStep(diffusion, [t]),
      {
        id: 'xt',
        symbol: xAt(t),
        title: `What the model is shown: ${t === 1 ? 'one step' : `${t} steps`} forward at once`,
        check: add(
          multiply(sqrt(barAt(t)), refer('x0')),
          multiply(sqrt(restAt(t)), refer('noise')),
        ),
        value: xt,
        note: `The weights are ${inWords(Math.sqrt(schedule.alphaBars.get(t - 1)))} and ${inWords(Math.sqrt(schedule.oneMinusAlphaBars.get(t - 1)))}; their squares add up to 1.`,
      },
      targetStep(kind, t, target),
      {
        id: 'loss',
        symbol: 'L',
        title: 'How far off it was: the mean of the squared differences',
        check: mean(power(subtract(refer('target'), refer('prediction')), 2)),
        value: result.loss,
        note:
          kind === 'noise'
            ? 'It is the same at every time: the weight that the variational bound would give it is dropped.'
            : 'In terms of the noise, times weigh differently then.',
      },
    ],
    result,
    answer: {
      record: { t: refer('t'), xt: refer('xt'), target: refer('target'), loss: refer('loss') },
    },
    conclusion: `The loss is ${inWords(result.loss)}; its gradient moves the model’s parameters.`,
    sources: [
      `${DDPM_SOURCE}, algorithm 1 and equation 14.`,
      ...(kind === 'noise'
        ? []
        : [
            'T. Salimans, J. Ho, "Progressive distillation for fast sampling of diffusion models", ICLR 2022, section 4.',
          ]),
    ],
  });
}

/** The time that is given, or one that is drawn. */
function readTime(
  t: number | undefined,
  rng: Rng | undefined,
  schedule: DiffusionSchedule,
): number {
  if (t === undefined) return sampleTimesteps(1, schedule, checkRng(FN, 'rng', rng))[0]!;
  if (rng !== undefined) {
    const expected = 'nothing beside "t": the time is given';
    throw new KindError({ function: FN, argument: 'rng', expected, got: describeValue(rng) });
  }
  return checkNumber(FN, 't', t, { integer: true, min: 1, max: schedule.steps });
}

interface Shown {
  readonly x0: readonly number[];
  readonly noise: readonly number[];
  readonly xt: FloatNdArray;
  readonly t: number;
  readonly schedule: DiffusionSchedule;
}

/** What the model should say. */
function targetOf(kind: TrainingTarget, { x0, noise, xt, t, schedule }: Shown): FloatNdArray {
  if (kind === 'velocity') return predictVelocity(xt, { start: x0 }, t, schedule);
  return wrap(Float64Array.from(kind === 'noise' ? noise : x0), [x0.length]);
}

function targetStep(kind: TrainingTarget, t: number, value: FloatNdArray): StepDraft {
  const step = { id: 'target', symbol: 'y', value };
  if (kind === 'velocity') {
    return {
      ...step,
      title: 'What it should say: the velocity, by which noise grows as the data fade',
      check: subtract(
        multiply(sqrt(barAt(t)), refer('noise')),
        multiply(sqrt(restAt(t)), refer('x0')),
      ),
    };
  }
  return {
    ...step,
    title: `What it should say: ${kind === 'noise' ? 'the noise that was mixed in' : 'the data'}`,
    check: refer(kind === 'noise' ? 'noise' : 'x0'),
    note: 'It is known here, because the noisy sample was made for the purpose.',
  };
}
