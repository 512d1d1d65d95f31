// Steps of two players who want opposite things of one value, and two ways to keep them from chasing each other.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import { add, mul, sub } from '../gradient/arithmetic.js';
import { differentiate, type ScalarLoss } from '../gradient/grad.js';
import type { Traceable } from '../gradient/traced.js';
import { flatten, type TracedTree } from '../gradient/tree.js';
import { readTree, wrapLike } from '../optimizer/read-trees.js';
import type { Updated } from '../optimizer/types.js';

/** The parameters of the players: numbers, float arrays, or plain records or lists of these. */
export interface GanPlayers<G, D> {
  /** θ, of the generator, who wants the value low. */
  readonly generator: G;
  /** φ, of the discriminator, who wants it high. */
  readonly discriminator: D;
}

/** The value of the game, a differentiable function of both players' parameters. */
export type GameValue<G, D> = (
  generator: TracedTree<G>,
  discriminator: TracedTree<D>,
) => ScalarLoss;

/** Options of `twoTimeScaleStep`. */
export interface TwoTimeScaleOptions {
  /** a: how far the generator goes, not below 0. */
  readonly generatorRate?: number | undefined;
  /** b: how far the discriminator goes, not below 0. */
  readonly discriminatorRate?: number | undefined;
  /** "simultaneous" where left out; "alternating" has the generator answer the discriminator's new parameters. */
  readonly order?: 'simultaneous' | 'alternating' | undefined;
}

/** Options of `unrolledGanStep`. */
export interface UnrolledOptions extends TwoTimeScaleOptions {
  /** K: how many steps of the discriminator the generator looks ahead; 5 where left out. */
  readonly steps?: number | undefined;
}

/** Both rates must be given. */
export interface RequiredRates {
  /** How far the generator goes, not below 0. */
  readonly generatorRate: number;
  /** How far the discriminator goes, not below 0. */
  readonly discriminatorRate: number;
}

/** How far Metz and others look ahead on their toy problem. */
const AHEAD = 5;
/** The graph of every step is kept for the derivative. */
const FARTHEST = 10_000;

/** What both steps need. */
interface Game {
  readonly fn: string;
  readonly value: (generator: never, discriminator: never) => ScalarLoss;
  readonly rates: RequiredRates;
  readonly alternating: boolean;
  readonly steps: number;
}

/** The players while they are worked on: anything in the trees of the parameters. */
type Players = GanPlayers<unknown, unknown>;

/**
 * A step of gradient descent of the generator and of ascent of the discriminator, each with a rate of its own.
 *
 * $$\theta \leftarrow \theta - a \, \frac{\partial V}{\partial \theta}(\theta, \varphi), \qquad
 * \varphi \leftarrow \varphi + b \, \frac{\partial V}{\partial \varphi}(\theta, \varphi)$$
 *
 * With one rate for both it is the plain step of an adversarial game. Where the discriminator is the faster one it stays
 * near its best answer, and the generator descends on that. Rates alone do not help where nothing holds the
 * discriminator back: in the game $V = \theta \varphi$ each simultaneous step multiplies $\theta^2 / a + \varphi^2 / b$
 * by 1 + ab, whatever the rates. With the order "alternating" the discriminator goes first.
 *
 * @param value - V, from traced θ and φ to a number
 * @param players - `generator` θ and `discriminator` φ: a number, an array of float64 or float32, or a plain record or
 * list of these, nested as you like
 * @param options - `generatorRate` a and `discriminatorRate` b, required; `order`: "simultaneous" where left out, or
 * "alternating"
 * @returns the players after the step, in the same trees, shapes and precision
 * @throws KindError where an argument is of another kind, an option unknown or a rate left out, ShapeError where V is no
 * single number, DomainError where a parameter is not finite or a rate negative
 * @see M. Heusel and others, "GANs trained by a two time-scale update rule converge to a local Nash equilibrium", 2017,
 * section 2
 *
 * @example
 * In $V = \theta \varphi$ equal steps spiral out: from a squared distance of 1 to 1 + 0.1².
 * ```ts
 * import { twoTimeScaleStep } from 'fovea';
 * import { mul } from 'fovea/array';
 * const rates = { generatorRate: 0.1, discriminatorRate: 0.1 };
 * twoTimeScaleStep((g, d) => mul(g, d), { generator: 1, discriminator: 0 }, rates)
 *   // => { generator: 1, discriminator: 0.1 }
 * ```
 */
export function twoTimeScaleStep<G, D>(
  value: GameValue<G, D>,
  players: GanPlayers<G, D>,
  options: TwoTimeScaleOptions & RequiredRates,
): GanPlayers<Updated<G>, Updated<D>> {
  return twoTimeScaleStepFor('twoTimeScaleStep', value, players, options);
}

/** `twoTimeScaleStep` for functions that it is a part of, whose name errors tell. */
export function twoTimeScaleStepFor<G, D>(
  fn: string,
  value: GameValue<G, D>,
  players: GanPlayers<G, D>,
  options: TwoTimeScaleOptions & RequiredRates,
): GanPlayers<Updated<G>, Updated<D>> {
  const names = ['generatorRate', 'discriminatorRate', 'order'] as const;
  const read = checkOptions<TwoTimeScaleOptions>(fn, options, names);
  return play(fn, value, players, read, 0) as GanPlayers<Updated<G>, Updated<D>>;
}

/**
 * A step in which the generator descends on what the value will be after the discriminator's next answers, and takes
 * into account how these depend on it.
 *
 * $$\varphi_0 = \varphi, \quad \varphi_{k+1} = \varphi_k + b \, \frac{\partial V}{\partial \varphi}(\theta, \varphi_k),
 * \qquad \theta \leftarrow \theta - a \, \frac{d}{d\theta} V(\theta, \varphi_K(\theta)), \qquad
 * \varphi \leftarrow \varphi_1$$
 *
 * The derivative goes through all K steps, to second order. The discriminator itself takes one step only. With 0 steps
 * it is `twoTimeScaleStep`. In the game $V = \theta \varphi$ one step ahead and equal rates η turn the spiral inwards: the
 * square of what each round multiplies distances by is 1 − η² instead of 1 + η².
 *
 * @param value - V, from traced θ and φ to a number, differentiable twice
 * @param players - `generator` θ and `discriminator` φ: a number, an array of float64 or float32, or a plain record or
 * list of these, nested as you like
 * @param options - `generatorRate` a and `discriminatorRate` b, required; `steps`: K, 5 where left out; `order`:
 * "simultaneous" where left out; "alternating" has the discriminator take its step before the generator looks ahead
 * @returns the players after the step, in the same trees, shapes and precision
 * @throws KindError where an argument is of another kind, an option unknown or a rate left out, ShapeError where V is no
 * single number, DomainError where a parameter is not finite, a rate negative or steps no whole number from 0 to 10000
 * @see L. Metz and others, "Unrolled generative adversarial networks", 2017, equations 7 to 11
 *
 * @example
 * One step ahead, $V = \theta (\varphi + b \theta)$, whose slope at θ = 1 and φ = 0 is 2b.
 * ```ts
 * import { unrolledGanStep } from 'fovea';
 * import { mul } from 'fovea/array';
 * const options = { generatorRate: 0.1, discriminatorRate: 0.1, steps: 1 };
 * unrolledGanStep((g, d) => mul(g, d), { generator: 1, discriminator: 0 }, options)
 *   // => { generator: 0.98, discriminator: 0.1 }
 * ```
 */
export function unrolledGanStep<G, D>(
  value: GameValue<G, D>,
  players: GanPlayers<G, D>,
  options: UnrolledOptions & RequiredRates,
): GanPlayers<Updated<G>, Updated<D>> {
  return unrolledGanStepFor('unrolledGanStep', value, players, options);
}

/** `unrolledGanStep` for functions that it is a part of, whose name errors tell. */
export function unrolledGanStepFor<G, D>(
  fn: string,
  value: GameValue<G, D>,
  players: GanPlayers<G, D>,
  options: UnrolledOptions & RequiredRates,
): GanPlayers<Updated<G>, Updated<D>> {
  const names = ['generatorRate', 'discriminatorRate', 'order', 'steps'] as const;
  const read = checkOptions<UnrolledOptions>(fn, options, names);
  const range = { integer: true, min: 0, max: FARTHEST };
  const steps = checkNumber(fn, 'steps', read.steps ?? AHEAD, range);
  return play(fn, value, players, read, steps) as GanPlayers<Updated<G>, Updated<D>>;
}

function play(
  fn: string,
  value: (generator: never, discriminator: never) => ScalarLoss,
  players: Players,
  { generatorRate, discriminatorRate, order }: TwoTimeScaleOptions,
  steps: number,
): Players {
  if (typeof value !== 'function') {
    const [expected, got] = ['a function of both players', describeValue(value)];
    throw new KindError({ function: fn, argument: 'value', expected, got });
  }
  const rates = {
    generatorRate: checkNumber(fn, 'generatorRate', generatorRate, { min: 0 }),
    discriminatorRate: checkNumber(fn, 'discriminatorRate', discriminatorRate, { min: 0 }),
  };
  const orders = ['simultaneous', 'alternating'] as const;
  const alternating = checkOneOf(fn, 'order', order ?? 'simultaneous', orders) === 'alternating';
  const game: Game = { fn, value, rates, alternating, steps };
  const given = checkOptions(fn, players, ['generator', 'discriminator'], 'players');
  return step(game, {
    generator: readPlayer(fn, 'players.generator', given.generator),
    discriminator: readPlayer(fn, 'players.discriminator', given.discriminator),
  });
}

/** A player's parameters, checked, with nested numbers read. */
function readPlayer(fn: string, argument: string, tree: unknown): unknown {
  const { flat, leaves } = readTree(fn, argument, tree);
  return flat.rebuild(leaves.map((leaf) => wrapLike(leaf, leaf.data.slice())));
}

function step(game: Game, players: Players): Players {
  const { rates, alternating, steps } = game;
  const before = slopes(game, players);
  const { generator } = players;
  const discriminator = moved(players.discriminator, before.discriminator, rates.discriminatorRate);
  if (!alternating && steps === 0) {
    return { generator: moved(generator, before.generator, -rates.generatorRate), discriminator };
  }
  const seen = alternating ? discriminator : players.discriminator;
  const ahead = slopes(game, { generator, discriminator: seen }, steps);
  return { generator: moved(generator, ahead.generator, -rates.generatorRate), discriminator };
}

/** The derivatives of the value by both players, where the discriminator first goes some steps in answer. */
function slopes(game: Game, players: Players, steps = 0): Players {
  const { fn, value, rates } = game;
  const looked = (now: Players): ScalarLoss => {
    let { discriminator } = now;
    for (let k = 0; k < steps; k++) {
      const answer = slopes(game, { generator: now.generator, discriminator }).discriminator;
      discriminator = moved(discriminator, answer, rates.discriminatorRate);
    }
    // The trees are those of the players with traced leaves, which is what the type of V asks for.
    return value(now.generator as never, discriminator as never);
  };
  return differentiate<Players, Players>(fn, looked, players).gradient as Players;
}

/** Parameters moved along a direction. */
function moved(tree: unknown, direction: unknown, rate: number): unknown {
  const flat = flatten('moved', 'x', tree);
  const along = flat.matching(direction) as Traceable[];
  return flat.rebuild(
    flat.leaves.map((leaf, i) =>
      rate < 0 ? sub(leaf, mul(along[i]!, -rate)) : add(leaf, mul(along[i]!, rate)),
    ),
  );
}
