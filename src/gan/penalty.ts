// Keeping a critic from growing steep: a penalty on its slope, or bounds on its weights.
import { checkNumber, checkOptions } from '../core/check.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { checkRng, uniform } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { checkEach, checkSameShape, SHARES } from '../divergence/checks.js';
import { add, mul, square, sub } from '../gradient/arithmetic.js';
import { ofEach } from '../gradient/choices.js';
import { sqrt } from '../gradient/functions.js';
import { grad } from '../gradient/grad.js';
import { asArray, cast, dtypeOf, shapeOf } from '../gradient/moves.js';
import { mean, sum } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import { type Traceable, Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import { clipByValue } from '../optimizer/clip.js';
import { readTree } from '../optimizer/read-trees.js';
import type { Updated } from '../optimizer/types.js';
import { readFloats } from '../vae/read.js';

/** A critic: one score a sample, [n] or [n, 1], from samples [n, …]. It may close over traced weights. */
export type Critic = (x: Traced) => Traced;

/** Options of `gradientPenaltyAt`. */
export interface PenaltyOptions {
  /** A factor, at least 0; 10 where left out. */
  readonly weight?: number | undefined;
}

/** Options of `gradientPenalty`. */
export interface GradientPenaltyOptions extends PenaltyOptions {
  /** For each pair how much of the real sample is in the mixture, [n], from 0 to 1. */
  readonly mix?: ArrayInput | undefined;
  /** A stream to draw `mix` from, in its stead. */
  readonly rng?: Rng | undefined;
}

/** A penalty of 10 serves from toy problems to large pictures (Gulrajani and others 2017, section 4). */
const WEIGHT = 10;

function readSamples(fn: string, argument: string, x: ArrayInput | Traced): Traceable {
  const read = readFloats(fn, argument, x);
  if (shapeOf(read).length > 0) return read;
  const expected = 'samples along the first axis, (n, …)';
  throw new ShapeError({ function: fn, argument, expected, got: '()' });
}

function penalty(
  fn: string,
  critic: Critic,
  points: ArrayInput | Traced,
  weight: number,
): Traced | number {
  if (typeof critic !== 'function') {
    const [expected, got] = ['a function', describeValue(critic)];
    throw new KindError({ function: fn, argument: 'critic', expected, got });
  }
  checkNumber(fn, 'weight', weight, { min: 0 });
  const n = shapeOf(points)[0]!;
  const total = (x: Traced): Traced => {
    const scores = critic(x);
    const shape = scores instanceof Traced ? scores.shape : undefined;
    const one = shape?.length === 1 || (shape?.length === 2 && shape[1] === 1);
    if (one && shape?.[0] === n) return sum(scores);
    const got = shape === undefined ? describeValue(scores) : `(${shape.join(', ')})`;
    const expected = `a traced score for each sample, (${n}) or (${n}, 1)`;
    throw new ShapeError({ function: fn, argument: 'critic', expected, got });
  };
  // A sample's score depends on that sample alone, so one walk gives all slopes. They are traced where the critic
  // closes over traced weights, which its type cannot tell.
  const slopes: FloatNdArray | Traced = grad(total)(points);
  const squares = sum(square(reshape(slopes, [n, -1])), { axis: 1 });
  // The length has no slope where it is 0; it counts as a constant there.
  const flat = ofEach(squares, (value) => (value === 0 ? 1 : 0));
  const lengths = where(flat, 0, sqrt(where(flat, 1, squares)));
  return mul(mean(asArray(square(sub(lengths, 1)))), weight);
}

/**
 * How far the slope of a critic is from 1 at given samples.
 *
 * $$\lambda \, \frac1n \sum_i \bigl( \lVert \nabla_x D(\hat x_i) \rVert - 1 \bigr)^2$$
 *
 * The slope is taken inside, by `grad`; where the critic closes over the traced weights of a surrounding `grad`, the
 * penalty is differentiated by them, to second order and beyond. At a point where the slope is 0 its length has no
 * derivative, and 0 is taken. Each score must depend on its own sample alone: no batch normalisation.
 *
 * @param critic - from traced samples to a score each, [n] or [n, 1], composed of this library's functions
 * @param points - samples $\hat x$, [n, …]
 * @param options - `weight`: λ, 10 where left out
 * @returns a number; a traced value where points or weights are traced
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where there is no sample or not
 * one score each, DomainError where the weight is negative
 * @see I. Gulrajani and others, "Improved training of Wasserstein GANs", 2017, equation 3
 *
 * @example
 * A plane of slope 5, so four above 1.
 * ```ts
 * import { gradientPenaltyAt } from 'fovea';
 * import { matmul } from 'fovea/array';
 * gradientPenaltyAt((x) => matmul(x, [[3], [4]]), [[0, 0], [1, 2]], { weight: 1 }) // => 16
 * ```
 */
export function gradientPenaltyAt(
  critic: Critic,
  points: ArrayInput | Traced,
  options?: PenaltyOptions,
): Traced | number {
  const fn = 'gradientPenaltyAt';
  const { weight = WEIGHT } = checkOptions(fn, options, ['weight']);
  return penalty(fn, critic, asArray(readSamples(fn, 'points', points)), weight);
}

/**
 * How far the slope of a critic is from 1 between real and made samples, which a Wasserstein critic adds to its loss.
 *
 * $$\lambda \operatorname{E} \bigl( \lVert \nabla_x D(\hat x) \rVert - 1 \bigr)^2, \quad \hat x = u \, x + (1 - u) \, G(z),
 * \quad u \sim U(0, 1)$$
 *
 * One u a pair, not one a coordinate: $\hat x$ lies on the line between the two. See `gradientPenaltyAt` for the slope.
 *
 * @param critic - from traced samples to a score each, [n] or [n, 1]
 * @param real - real samples [n, …]
 * @param fake - made samples of the same shape
 * @param options - `mix` [n], u of each pair, or `rng` to draw it; `weight`: λ, 10 where left out
 * @returns a number; a traced value where samples or weights are traced
 * @throws KindError where an argument is of another kind, an option unknown, or there is neither `mix` nor `rng`,
 * ShapeError where shapes do not fit, DomainError where u is not from 0 to 1 or the weight negative
 * @see I. Gulrajani and others, "Improved training of Wasserstein GANs", 2017, algorithm 1
 *
 * @example
 * The slope of half the square is the place itself: 2 in the middle of 1 and 3.
 * ```ts
 * import { gradientPenalty, type Traced } from 'fovea';
 * import { mul, square, sum } from 'fovea/array';
 * const critic = (x: Traced) => sum(mul(square(x), 0.5), { axis: 1 });
 * gradientPenalty(critic, [[1]], [[3]], { mix: [0.5] }) // => 10
 * ```
 */
export function gradientPenalty(
  critic: Critic,
  real: ArrayInput | Traced,
  fake: ArrayInput | Traced,
  options: GradientPenaltyOptions,
): Traced | number {
  const fn = 'gradientPenalty';
  const { mix, rng, weight = WEIGHT } = checkOptions(fn, options, ['mix', 'rng', 'weight']);
  const [x, made] = [readSamples(fn, 'real', real), readSamples(fn, 'fake', fake)];
  checkSameShape(fn, ['real', 'fake'], x, made);
  const [n = 0, ...rest] = shapeOf(x);
  const shares =
    mix === undefined
      ? cast(uniform(checkRng(fn, 'mix or rng', rng), [n]), dtypeOf(x))
      : readFloats(fn, 'mix', mix);
  if (shapeOf(shares).length !== 1 || shapeOf(shares)[0] !== n) {
    const [expected, got] = [`one number a pair, (${n})`, `(${shapeOf(shares).join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'mix', expected, got });
  }
  checkEach(fn, 'mix', shares, 'numbers from 0 to 1', SHARES);
  const u = reshape(asArray(shares), [n, ...rest.map(() => 1)]);
  const points = add(mul(u, x), mul(sub(1, u), made));
  return penalty(fn, critic, asArray(points), weight);
}

/**
 * Weights cut to the range from −limit to limit: the first way to keep a Wasserstein critic from growing steep.
 *
 * $$w_i \leftarrow \min(\max(w_i, -c), c)$$
 *
 * @param weights - a number, an array of float64 or float32, or a plain record or list, nested as you like, of these
 * @param limit - the largest size c, above 0; 0.01 where left out
 * @returns the weights, in the same tree, shapes and precision
 * @throws KindError or DomainError where a weight is no number, NaN or infinite, with the path to it, or the limit is not
 * above 0
 * @see M. Arjovsky, S. Chintala, L. Bottou, "Wasserstein GAN", 2017, algorithm 1
 *
 * @example
 * Only the large one is cut.
 * ```ts
 * import { clipWeights } from 'fovea';
 * clipWeights({ w: 3, b: -0.5 }, 1) // => { w: 1, b: -0.5 }
 * ```
 */
export function clipWeights<W>(weights: W, limit = 0.01): Updated<W> {
  const fn = 'clipWeights';
  checkNumber(fn, 'limit', limit, { above: 0 });
  readTree(fn, 'weights', weights);
  return clipByValue(weights, limit);
}
