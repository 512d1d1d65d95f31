// Steps of two players of one number each, with the slopes that they follow.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, multiply, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { differentiate } from '../gradient/grad.js';
import type { Traced } from '../gradient/traced.js';
import {
  type GameValue,
  type GanPlayers,
  type RequiredRates,
  type TwoTimeScaleOptions,
  twoTimeScaleStepFor,
  type UnrolledOptions,
  unrolledGanStep,
  unrolledGanStepFor,
} from './game-steps.js';

/** A game of two players of one number each. */
export type NumberGame = GameValue<number, number>;

/** Two numbers. */
type Pair = GanPlayers<number, number>;

/**
 * Works out a step of a game of two players of one number each, and shows the work: the slopes of the value by both, and
 * the step of each with its own rate, the generator downhill and the discriminator uphill.
 *
 * $$\theta \leftarrow \theta - a \, \frac{\partial V}{\partial \theta}, \qquad
 * \varphi \leftarrow \varphi + b \, \frac{\partial V}{\partial \varphi}$$
 *
 * @param value - V, from traced θ and φ to a number
 * @param players - `generator` θ and `discriminator` φ, a number each
 * @param options - `generatorRate` a and `discriminatorRate` b, required; `order`: "simultaneous" where left out, or
 * "alternating"
 * @returns the derivation; its `result` is what `twoTimeScaleStep` returns. The slopes are among what is given: they are
 * taken by the library's own differentiation
 * @throws as `twoTimeScaleStep`; KindError where a player is no number
 *
 * @example
 * In $V = \theta \varphi$ equal steps spiral out.
 * ```ts
 * import { explainTwoTimeScaleStep, verifyDerivation } from 'fovea';
 * import { mul } from 'fovea/array';
 * const rates = { generatorRate: 0.1, discriminatorRate: 0.1 };
 * const d = explainTwoTimeScaleStep((g, d) => mul(g, d), { generator: 1, discriminator: 0 }, rates);
 * d.result // => { generator: 1, discriminator: 0.1 }
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTwoTimeScaleStep(
  value: NumberGame,
  players: GanPlayers<number, number>,
  options: TwoTimeScaleOptions & RequiredRates,
): Derivation<GanPlayers<number, number>> {
  const fn = 'explainTwoTimeScaleStep';
  const { order = 'simultaneous' } = checkOptions<TwoTimeScaleOptions>(fn, options, [
    'generatorRate',
    'discriminatorRate',
    'order',
  ]);
  const start = readPlayers(fn, players);
  const result = twoTimeScaleStepFor<number, number>(fn, value, start, options) as Pair;
  const before = slopesAt(value, start);
  const alternating = order === 'alternating';
  const seen = alternating ? { ...start, discriminator: result.discriminator } : start;
  const own = slopesAt(value, seen).generator;
  return createDerivation<Pair>({
    topic: 'gan',
    title: `A step of both players, ${alternating ? 'the discriminator first' : 'at once'}, each with a rate of its own`,
    given: [
      ...playersGiven(start, options),
      slopeGiven(
        'uphill',
        '\\frac{\\partial V}{\\partial \\varphi}',
        'in φ, where both stand',
        before.discriminator,
      ),
      slopeGiven(
        'downhill',
        '\\frac{\\partial V}{\\partial \\theta}',
        alternating ? 'in θ, where the discriminator has taken its step' : 'in θ, where both stand',
        own,
      ),
    ],
    steps: stepsOf(result),
    result,
    answer: { record: { generator: refer('generator'), discriminator: refer('discriminator') } },
    conclusion: conclusionOf(start, result),
    sources: [
      'M. Heusel and others, "GANs trained by a two time-scale update rule converge to a local Nash equilibrium", NeurIPS 2017, section 2.',
    ],
  });
}

/**
 * Works out an unrolled step of a game of two players of one number each, and shows the work: the discriminator's next
 * answers, the whole slope of the value after them by θ, and the steps of both.
 *
 * $$\varphi_{k+1} = \varphi_k + b \, \frac{\partial V}{\partial \varphi}(\theta, \varphi_k), \qquad
 * \theta \leftarrow \theta - a \, \frac{d}{d\theta} V(\theta, \varphi_K(\theta)), \qquad \varphi \leftarrow \varphi_1$$
 *
 * @param value - V, from traced θ and φ to a number, differentiable twice
 * @param players - `generator` θ and `discriminator` φ, a number each
 * @param options - `generatorRate` a and `discriminatorRate` b, required; `steps`: K, 1 to 8, 5 where left out; `order`:
 * "simultaneous" alone
 * @returns the derivation; its `result` is what `unrolledGanStep` returns. The slopes are among what is given: they are
 * taken by the library's own differentiation
 * @throws as `unrolledGanStep`; KindError where a player is no number, DomainError for more than 8 steps
 *
 * @example
 * One step ahead in $V = \theta \varphi$: the slope 0 of the place itself becomes 0.2.
 * ```ts
 * import { explainUnrolledGanStep, verifyDerivation } from 'fovea';
 * import { mul } from 'fovea/array';
 * const options = { generatorRate: 0.1, discriminatorRate: 0.1, steps: 1 };
 * const d = explainUnrolledGanStep((g, d) => mul(g, d), { generator: 1, discriminator: 0 }, options);
 * d.result // => { generator: 0.98, discriminator: 0.1 }
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainUnrolledGanStep(
  value: NumberGame,
  players: GanPlayers<number, number>,
  options: UnrolledOptions & RequiredRates,
): Derivation<GanPlayers<number, number>> {
  const fn = 'explainUnrolledGanStep';
  const given = checkOptions<UnrolledOptions>(fn, options, [
    'generatorRate',
    'discriminatorRate',
    'order',
    'steps',
  ]);
  const steps = checkNumber(fn, 'steps', given.steps ?? 5, { integer: true, min: 1, max: 8 });
  checkOneOf(fn, 'order', given.order ?? 'simultaneous', ['simultaneous']);
  const start = readPlayers(fn, players);
  const result = unrolledGanStepFor<number, number>(fn, value, start, {
    ...options,
    steps,
  }) as Pair;
  const { generator: theta } = start;
  const answers = [start.discriminator];
  const slopes: number[] = [];
  for (let k = 0; k < steps; k++) {
    slopes.push(slopesAt(value, { generator: theta, discriminator: answers[k]! }).discriminator);
    answers.push(answers[k]! + options.discriminatorRate * slopes[k]!);
  }
  const whole = wholeSlope(value, start, options.discriminatorRate, steps);
  const at = slopesAt(value, start).generator;
  return createDerivation<Pair>({
    topic: 'gan',
    title: `A step of both players, the generator looking ${steps === 1 ? 'one answer' : `${steps} answers`} ahead`,
    given: [
      ...playersGiven(start, options),
      {
        id: 'slopes',
        symbol: 's',
        title: 'Slopes of the value in φ, at the places φ₀, φ₁, … that follow',
        value: slopes,
      },
      slopeGiven(
        'downhill',
        `\\frac{dV}{d\\theta}\\left(\\theta, \\varphi_{${steps}}(\\theta)\\right)`,
        'in θ after those answers, which depend on θ themselves',
        whole,
      ),
    ],
    steps: [
      {
        id: 'answers',
        symbol: '\\varphi',
        title: 'The discriminator’s next answers, uphill, as the generator foresees them',
        formula: '\\varphi_{k+1} = \\varphi_k + b \\, s_k',
        check: { list: slopes.map((_, k) => refer(`answer-${k + 1}`)) },
        steps: slopes.map(
          (_, k): StepDraft => ({
            id: `answer-${k + 1}`,
            symbol: `\\varphi_{${k + 1}}`,
            title: `Answer ${k + 1}`,
            check: add(
              k === 0 ? refer('phi') : refer(`answer-${k}`),
              multiply(refer('discriminator-rate'), refer('slopes', [k], `s_{${k}}`)),
            ),
          }),
        ),
      },
      {
        id: 'generator',
        symbol: "\\theta'",
        title: 'The generator goes downhill on what the value will be',
        check: subtract(refer('theta'), multiply(refer('generator-rate'), refer('downhill'))),
        value: result.generator,
        note: `With the slope where both stand, ${inWords(at)}, it would go to ${inWords(theta - options.generatorRate * at)}.`,
      },
      {
        id: 'discriminator',
        symbol: "\\varphi'",
        title: 'The discriminator takes the first of its answers only',
        check: refer('answer-1'),
        value: result.discriminator,
      },
    ],
    result,
    answer: { record: { generator: refer('generator'), discriminator: refer('discriminator') } },
    conclusion: conclusionOf(start, result),
    sources: [
      'L. Metz and others, "Unrolled generative adversarial networks", ICLR 2017, equations 7 to 11.',
    ],
  });
}

function readPlayers(fn: string, players: Pair): Pair {
  const given = checkOptions(fn, players, ['generator', 'discriminator'], 'players');
  return {
    generator: checkNumber(fn, 'players.generator', given.generator),
    discriminator: checkNumber(fn, 'players.discriminator', given.discriminator),
  };
}

/** ∂V/∂θ and ∂V/∂φ. */
function slopesAt(value: NumberGame, players: Pair): Pair {
  const looked = ({ generator, discriminator }: GanPlayers<Traced, Traced>) =>
    value(generator as never, discriminator as never);
  return differentiate<Pair, Pair>('explainGameStep', looked as never, players).gradient as Pair;
}

/** The derivative of the value by θ where φ answers some times, by way of the step that the library itself takes. */
function wholeSlope(
  value: NumberGame,
  start: Pair,
  discriminatorRate: number,
  steps: number,
): number {
  const rates = { generatorRate: 1, discriminatorRate, steps };
  const moved = unrolledGanStep<number, number>(value, start, rates) as Pair;
  return start.generator - moved.generator;
}

function playersGiven(start: Pair, rates: RequiredRates): Given[] {
  return [
    {
      id: 'theta',
      symbol: '\\theta',
      title: 'The generator, who wants V low',
      value: start.generator,
    },
    {
      id: 'phi',
      symbol: '\\varphi',
      title: 'The discriminator, who wants V high',
      value: start.discriminator,
    },
    {
      id: 'generator-rate',
      symbol: 'a',
      title: 'Rate of the generator',
      value: rates.generatorRate,
    },
    {
      id: 'discriminator-rate',
      symbol: 'b',
      title: 'Rate of the discriminator',
      value: rates.discriminatorRate,
    },
  ];
}

function slopeGiven(id: string, symbol: string, where: string, value: number): Given {
  return { id, symbol, title: `The slope of the value ${where}`, value };
}

function stepsOf(result: Pair): StepDraft[] {
  return [
    {
      id: 'discriminator',
      symbol: "\\varphi'",
      title: 'The discriminator goes uphill',
      check: add(refer('phi'), multiply(refer('discriminator-rate'), refer('uphill'))),
      value: result.discriminator,
    },
    {
      id: 'generator',
      symbol: "\\theta'",
      title: 'The generator goes downhill',
      check: subtract(refer('theta'), multiply(refer('generator-rate'), refer('downhill'))),
      value: result.generator,
    },
  ];
}

function conclusionOf(start: Pair, { generator, discriminator }: Pair): string {
  const way = (from: number, to: number): string => `from ${inWords(from)} to ${inWords(to)}`;
  return `The generator goes ${way(start.generator, generator)}, the discriminator ${way(start.discriminator, discriminator)}.`;
}
