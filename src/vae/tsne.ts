// t-SNE: a plane in which points that were close stay close.

import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import { checkRng, normal } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { affinitiesOf, distancesOf, slopeOf } from './tsne-parts.js';

/** Options of `tsneAffinities`. */
export interface TsneAffinitiesOptions {
  /** How many neighbours a point has, smoothly counted: above 1 and below n − 1; 30 where left out. */
  readonly perplexity?: number | undefined;
}

/** Options of `tsne`. */
export interface TsneOptions extends TsneAffinitiesOptions {
  /** Where the first places come from. */
  readonly rng?: Rng | undefined;
  /** Steps of gradient descent; 1000 where left out. */
  readonly steps?: number | undefined;
  /** Rate of the steps; n / 12 where left out. */
  readonly learningRate?: number | undefined;
}

/** What `tsneGradient` gives. */
export interface TsneGradient {
  /** KL(P ‖ Q) in nats: how badly the plane tells who is whose neighbour. */
  readonly loss: number;
  /** Its derivative by each place, [n, 2]. */
  readonly gradient: FloatNdArray;
}

/** While neighbours find each other, attraction counts twelvefold (van der Maaten's later code; the paper has 4). */
const EXAGGERATION = 12;
/** For a quarter of the steps. */
const EARLY = 0.25;

/**
 * How much of a neighbour each point is to each other: the symmetric affinities of t-SNE.
 *
 * $$p_{j|i} = \frac{e^{-\|x_i - x_j\|^2 / 2 \sigma_i^2}}{\sum_{k \ne i} e^{-\|x_i - x_k\|^2 / 2 \sigma_i^2}}, \quad
 * p_{ij} = \frac{p_{j|i} + p_{i|j}}{2n}$$
 *
 * Each σ is found by Newton's method so that $2^{H(p_{\cdot|i})}$ is the perplexity, to 1e-10. Points that coincide with more
 * others than the perplexity counts share their affinity evenly among those.
 *
 * @param x - points [n, d], n ≥ 3, finite
 * @param options - `perplexity`: above 1 and below n − 1; 30 where left out
 * @returns [n, n], symmetric, with zeros on the diagonal, adding up to 1
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where x is no matrix,
 * DomainError where a number is not finite or the perplexity out of range; DomainError for a result of more than 2²⁸
 * elements
 * @see L. van der Maaten, G. Hinton, "Visualizing data using t-SNE", JMLR 2008, section 2 and equation 3
 *
 * @example
 * Three points at equal distances are equally near.
 * ```ts
 * import { tsneAffinities } from 'fovea';
 * const p = tsneAffinities([[0, 0], [1, 0], [0.5, Math.sqrt(0.75)]], { perplexity: 1.9 });
 * p.get(0, 1) // => 0.16667
 * ```
 */
export function tsneAffinities(x: ArrayInput, options?: TsneAffinitiesOptions): FloatNdArray {
  const fn = 'tsneAffinities';
  const { perplexity } = checkOptions(fn, options, ['perplexity']);
  const { affinities, n } = readAffinities(fn, x, perplexity);
  const target = allocate(computeDType(x), n * n);
  target.set(affinities);
  return wrap(target, [n, n]);
}

/**
 * How well places in a plane keep the affinities, and which way each point is drawn.
 *
 * $$q_{ij} = \frac{(1 + \|y_i - y_j\|^2)^{-1}}{\sum_{k \ne l} (1 + \|y_k - y_l\|^2)^{-1}}, \quad
 * \frac{\partial C}{\partial y_i} = 4 \sum_j (p_{ij} - q_{ij}) \, \frac{y_i - y_j}{1 + \|y_i - y_j\|^2}$$
 *
 * C is KL(P ‖ Q). The factor is 4, and the tails are Student's with one degree of freedom.
 *
 * @param affinities - from `tsneAffinities`, [n, n]: symmetric, none negative, adding up to 1 (within 1e-6)
 * @param places - y, [n, 2], or of any other width
 * @returns `loss` in nats and `gradient`, of the shape of the places
 * @throws KindError where an argument is of another kind, ShapeError where the shapes do not fit, DomainError where a
 * number is not finite or the affinities are none
 * @see L. van der Maaten, G. Hinton, "Visualizing data using t-SNE", JMLR 2008, equations 4 and 5
 *
 * @example
 * Two of three points belong together more than they lie together: they are drawn to each other.
 * ```ts
 * import { tsneGradient } from 'fovea';
 * const p = [[0, 0.3, 0.1], [0.3, 0, 0.1], [0.1, 0.1, 0]];
 * const { gradient } = tsneGradient(p, [[0, 0], [2, 0], [1, Math.sqrt(3)]]);
 * gradient.get(0, 0) // => -0.160
 * gradient.get(0, 1) // => 0.0923760
 * ```
 */
export function tsneGradient(affinities: ArrayInput, places: ArrayInput): TsneGradient {
  return tsneGradientFor('tsneGradient', affinities, places);
}

/** `tsneGradient` for functions that it is a part of, whose name errors tell. */
export function tsneGradientFor(
  fn: string,
  affinities: ArrayInput,
  places: ArrayInput,
): TsneGradient {
  const p = checkFinite(fn, 'affinities', readArray(fn, 'affinities', affinities, 'float64'));
  const y = checkFinite(fn, 'places', readArray(fn, 'places', places, 'float64'));
  const { n, d } = bindShapes(fn, { affinities: [p, 'n n'], places: [y, 'n d'] });
  let total = 0;
  for (const value of p.data) total += value;
  if (!(Math.abs(total - 1) <= 1e-6) || p.data.some((value) => value < 0)) {
    const expected = 'numbers that are not negative and add up to 1';
    const got = `a sum of ${total}${p.data.some((value) => value < 0) ? ' with negative ones' : ''}`;
    throw new DomainError({ function: fn, argument: 'affinities', expected, got });
  }
  const slope = new Float64Array(n * d);
  const loss = slopeOf(p.data, y.data, n, d, 1, slope);
  const gradient = allocate(computeDType(affinities, places), n * d);
  gradient.set(slope);
  return { loss, gradient: wrap(gradient, [n, d]) };
}

/**
 * Places in a plane for points of many dimensions, so that those that were neighbours are neighbours again: t-SNE.
 *
 * Gradient descent on KL(P ‖ Q) with momentum (0.5, later 0.8) and a gain for each coordinate, from small random places;
 * for the first quarter of the steps affinities count twelvefold, so that groups find each other. Sizes of groups and
 * distances between them mean nothing. Exact, in time n² a step: meant for up to some two thousand points.
 *
 * @param x - points [n, d], n ≥ 3, finite
 * @param options - `rng`: the stream that the first places are drawn from, which advances; `perplexity`: 30 where left
 * out; `steps`: 1000; `learningRate`: n / 12, at which
 * attraction moves a point by at most the third of its way once affinities count as they are
 * @returns places [n, 2] around 0
 * @throws KindError where an argument is of another kind, an option unknown or the stream missing, ShapeError where x is
 * no matrix, DomainError where a number is not finite or out of range; DomainError for a result of more than 2²⁸
 * elements
 * @see L. van der Maaten, G. Hinton, "Visualizing data using t-SNE", JMLR 2008, algorithm 1 and section 3.4
 *
 * @example
 * Two groups of ten.
 * ```ts
 * import { normal, randomGenerator, tsne } from 'fovea';
 * const points = normal(randomGenerator(1), [20, 5]);
 * for (let i = 10; i < 20; i++) points.set(i, 0, points.get(i, 0) + 30);
 * const places = tsne(points, { rng: randomGenerator(2), perplexity: 5, steps: 300 });
 * places.shape // => [20, 2]
 * ```
 */
export function tsne(x: ArrayInput, options: TsneOptions): FloatNdArray {
  const fn = 'tsne';
  const given = checkOptions(fn, options, ['rng', 'perplexity', 'steps', 'learningRate']);
  const rng = checkRng(fn, 'rng', given.rng);
  const { affinities, n } = readAffinities(fn, x, given.perplexity);
  const steps = checkNumber(fn, 'steps', given.steps ?? 1000, { integer: true, min: 1 });
  const rate = checkNumber(fn, 'learningRate', given.learningRate ?? n / 12, { above: 0 });
  const y = Float64Array.from(normal(rng, [n, 2]).data, (value) => 1e-4 * value);
  const velocity = new Float64Array(2 * n);
  const gains = new Float64Array(2 * n).fill(1);
  const slope = new Float64Array(2 * n);
  for (let step = 0; step < steps; step++) {
    const early = step < EARLY * steps;
    slopeOf(affinities, y, n, 2, early ? EXAGGERATION : 1, slope);
    const momentum = early ? 0.5 : 0.8;
    for (let at = 0; at < 2 * n; at++) {
      const against = slope[at]! > 0 !== velocity[at]! > 0;
      gains[at] = against ? gains[at]! + 0.2 : Math.max(0.01, 0.8 * gains[at]!);
      velocity[at] = momentum * velocity[at]! - rate * gains[at]! * slope[at]!;
      y[at]! += velocity[at]!;
    }
    centre(y, n);
  }
  const target = allocate(computeDType(x), 2 * n);
  target.set(y);
  return wrap(target, [n, 2]);
}

function centre(y: Float64Array, n: number): void {
  const middle = [0, 0];
  for (let at = 0; at < 2 * n; at++) middle[at % 2]! += y[at]! / n;
  for (let at = 0; at < 2 * n; at++) y[at]! -= middle[at % 2]!;
}

function readAffinities(
  fn: string,
  x: ArrayInput,
  perplexity = 30,
): { affinities: Float64Array; n: number } {
  const given = checkFinite(fn, 'x', readArray(fn, 'x', x, 'float64'));
  const { n, d } = bindShapes(fn, { x: [given, 'n d'] });
  checkElements(fn, 'x', [n, n]);
  checkNumber(fn, 'perplexity', perplexity, { above: 1, below: n - 1 });
  return { affinities: affinitiesOf(distancesOf(given.data, n, d), n, perplexity), n };
}
