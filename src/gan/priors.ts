// Priors that an adversarial autoencoder can be given: anything that can be drawn from.
import { checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import { checkRng, drawInteger, normal } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { readLabels } from './labels.js';

/** Draws of a prior, and which of its components each comes from. */
export interface PriorDraws {
  /** The draws, [n, 2]. */
  readonly samples: FloatNdArray;
  /** The component of each, [n], from 0. */
  readonly components: FloatNdArray;
}

/** What draws of `sampleMixturePrior` and `sampleSwissRoll` are made with. */
export interface ComponentOptions {
  /** K: how many components there are, at least 1; 10 where left out. */
  readonly components?: number | undefined;
  /** The stream to draw from. */
  readonly rng?: Rng | undefined;
}

/** Options of `sampleMixturePrior`. */
export interface MixturePriorOptions extends ComponentOptions {
  /** r: how far from 0 the centres lie, at least 0; 2 where left out. */
  readonly radius?: number | undefined;
  /** Standard deviations along the radius and across it, at least 0; [0.5, 0.1] where left out. */
  readonly deviations?: readonly [number, number] | undefined;
  /** How often each component comes, [K], at least 0, in any unit; all equally often where left out. */
  readonly weights?: ArrayInput | undefined;
}

/** Options of `sampleSwissRoll`. */
export interface SwissRollOptions extends ComponentOptions {
  /** How far from 0 the roll ends, above 0; 3 where left out. */
  readonly radius?: number | undefined;
  /** How many turns it has, above 0; 2 where left out. */
  readonly turns?: number | undefined;
  /** The standard deviation of noise added to both coordinates, at least 0; 0 where left out. */
  readonly noise?: number | undefined;
}

/** Options of `sampleClusterPrior`. */
export interface ClusterPriorOptions {
  /** K: how many clusters there are, at least 1. */
  readonly clusters?: number | undefined;
  /** How often each comes, [K], at least 0, in any unit; all equally often where left out. */
  readonly weights?: ArrayInput | undefined;
  /** The stream to draw from. */
  readonly rng?: Rng | undefined;
}

/** Functions that draw must be given a stream. */
export interface RequiredRng {
  /** The stream to draw from. */
  readonly rng: Rng;
}

/** A picture of ten petals, as in the paper. */
const PETALS = 10;

/**
 * Draws of a mixture of Gaussians on a ring, each longer along the radius than across it: petals, one for each class.
 *
 * $$z = R(2 \pi k / K) \begin{pmatrix} r + \sigma_1 u \\ \sigma_2 v \end{pmatrix}, \qquad u, v \sim \mathcal N(0, 1)$$
 *
 * Given labels, each draw comes from the component of its label, so that a discriminator that sees codes with labels
 * gives each class its petal. A label −1, for samples without one, draws from the whole mixture.
 *
 * @param what - how many draws, or labels [n]: whole numbers from 0 to K − 1, or −1
 * @param options - `rng`, required; `components` K: 10 where left out; `radius` r: 2; `deviations`: along the radius and
 * across it, 0.5 and 0.1; `weights`, one a component: how often each comes where no label says it
 * @returns `samples` [n, 2] and the `components` [n] from which they come
 * @throws KindError where an argument is of another kind, an option unknown or the stream left out, ShapeError where
 * labels are no list or there is not one weight a component, DomainError where a number is out of range; DomainError
 * for a result of more than 2²⁸ elements
 * @see A. Makhzani and others, "Adversarial autoencoders", 2015, section 2.3 and figure 4
 *
 * @example
 * The second of four petals points along the second axis; here they have no width.
 * ```ts
 * import { randomGenerator, sampleMixturePrior, toNested } from 'fovea';
 * const options = { components: 4, deviations: [0, 0] as const, rng: randomGenerator(1) };
 * toNested(sampleMixturePrior([1, 0], options).samples) // => [[0, 2], [2, 0]]
 * ```
 */
export function sampleMixturePrior(
  what: number | ArrayInput,
  options: MixturePriorOptions & RequiredRng,
): PriorDraws {
  const { samples, components } = drawMixture('sampleMixturePrior', what, options);
  return {
    samples: wrap(samples, [components.length, 2]),
    components: wrap(components, [components.length]),
  };
}

/** Draws of a mixture, and what they are made of. */
export interface MixtureDraws {
  /** Coordinates one after the other. */
  readonly samples: Float64Array;
  /** The component of each. */
  readonly components: Float64Array;
  /** Standard normal numbers, two a draw. */
  readonly noise: ArrayLike<number>;
  /** K: how many components there are. */
  readonly count: number;
  readonly radius: number;
  readonly deviations: readonly [along: number, across: number];
}

/**
 * Draws of a mixture of Gaussians on a ring inside another public function.
 *
 * @param fn - its name, for errors
 * @param what - how many draws, or labels
 * @param options - as of `sampleMixturePrior`
 * @returns the draws, and what they are made of
 */
export function drawMixture(
  fn: string,
  what: number | ArrayInput,
  options: MixturePriorOptions & RequiredRng,
): MixtureDraws {
  const names = ['components', 'rng', 'radius', 'deviations', 'weights'] as const;
  const read = checkOptions<MixturePriorOptions>(fn, options, names);
  const k = checkNumber(fn, 'components', read.components ?? PETALS, COUNT);
  const radius = checkNumber(fn, 'radius', read.radius ?? 2, { min: 0 });
  const deviations: unknown = read.deviations ?? [0.5, 0.1];
  if (!Array.isArray(deviations) || deviations.length !== 2) {
    const expected = 'two numbers, along the radius and across it';
    const got = describeValue(deviations);
    throw new KindError({ function: fn, argument: 'deviations', expected, got });
  }
  for (const deviation of deviations) checkNumber(fn, 'deviations', deviation, { min: 0 });
  const [along, across] = deviations as [number, number];
  const rng = checkRng(fn, 'rng', read.rng);
  const components = readComponents(fn, what, k, picker(fn, read.weights, k, rng));
  const { data: noise } = normal(rng, [components.length, 2]);
  const samples = new Float64Array(2 * components.length);
  components.forEach((component, i) => {
    const [cos, sin] = direction((4 * component) / k);
    const [u, v] = [radius + along * noise[2 * i]!, across * noise[2 * i + 1]!];
    samples[2 * i] = cos * u - sin * v;
    samples[2 * i + 1] = sin * u + cos * v;
  });
  return { samples, components, noise, count: k, radius, deviations: [along, across] };
}

/**
 * Draws from a roll in the plane, of which each of K equal shares is a class, from the middle outwards.
 *
 * $$z = r \sqrt u \, \bigl( \cos 2 \pi n \sqrt u, \, \sin 2 \pi n \sqrt u \bigr), \qquad u \sim U(k / K, (k + 1) / K)$$
 *
 * The root makes up for the outer turns being longer, so that draws lie about as close to each other all along.
 *
 * @param what - how many draws, or labels [n]: whole numbers from 0 to K − 1, from the middle outwards, or −1 for anywhere
 * @param options - `rng`, required; `components` K: 10 where left out; `radius` r: 3; `turns` n: 2; `noise`: the standard
 * deviation of what is added to both coordinates, 0
 * @returns `samples` [n, 2] and the `components` [n] to which they belong
 * @throws KindError where an argument is of another kind, an option unknown or the stream left out, ShapeError where
 * labels are no list, DomainError where a number is out of range; DomainError for a result of more than 2²⁸ elements
 * @see A. Makhzani and others, "Adversarial autoencoders", 2015, figure 4
 *
 * @example
 * A draw of the last part lies at the end of the roll.
 * ```ts
 * import { randomGenerator, sampleSwissRoll } from 'fovea';
 * const { samples } = sampleSwissRoll([9], { rng: randomGenerator(1) });
 * Math.hypot(samples.get(0, 0), samples.get(0, 1)) > 3 * Math.sqrt(0.9) // => true
 * ```
 */
export function sampleSwissRoll(
  what: number | ArrayInput,
  options: SwissRollOptions & RequiredRng,
): PriorDraws {
  const fn = 'sampleSwissRoll';
  const names = ['components', 'rng', 'radius', 'turns', 'noise'] as const;
  const read = checkOptions<SwissRollOptions>(fn, options, names);
  const k = checkNumber(fn, 'components', read.components ?? PETALS, COUNT);
  const radius = checkNumber(fn, 'radius', read.radius ?? 3, { above: 0 });
  const turns = checkNumber(fn, 'turns', read.turns ?? 2, { above: 0 });
  const noise = checkNumber(fn, 'noise', read.noise ?? 0, { min: 0 });
  const rng = checkRng(fn, 'rng', read.rng);
  const components = readComponents(fn, what, k, () => drawInteger(rng, k));
  const { data: shifts } = normal(rng, [components.length, 2]);
  const samples = new Float64Array(2 * components.length);
  components.forEach((component, i) => {
    const root = Math.sqrt((component + rng.nextFloat64()) / k);
    const [cos, sin] = direction(4 * turns * root);
    samples[2 * i] = radius * root * cos + noise * shifts[2 * i]!;
    samples[2 * i + 1] = radius * root * sin + noise * shifts[2 * i + 1]!;
  });
  return {
    samples: wrap(samples, [components.length, 2]),
    components: wrap(components, [components.length]),
  };
}

/**
 * Draws of a categorical prior as vectors with a single 1: what the discriminator of labels or clusters takes as real.
 *
 * $$y \sim \text{Cat}(\pi), \qquad \pi_k = \frac{w_k}{\sum_j w_j}$$
 *
 * With weights from the labels that are known, $w_k = n_k$, labels come as often as in the data.
 *
 * @param count - how many draws, at least 1
 * @param options - `clusters` K and `rng`, required; `weights`, one a cluster: at least 0, in any unit, equal where left
 * out
 * @returns [count, K]
 * @throws KindError where an argument is of another kind, an option unknown or left out, ShapeError where there is not one
 * weight a cluster, DomainError where a number is out of range or no weight above 0; DomainError for a result of more
 * than 2²⁸ elements
 * @see A. Makhzani and others, "Adversarial autoencoders", 2015, sections 5 and 6
 *
 * @example
 * Where only the second cluster has weight, all draws are its.
 * ```ts
 * import { randomGenerator, sampleClusterPrior, toNested } from 'fovea';
 * toNested(sampleClusterPrior(2, { clusters: 2, weights: [0, 3], rng: randomGenerator(1) })) // => [[0, 1], [0, 1]]
 * ```
 */
export function sampleClusterPrior(
  count: number,
  options: ClusterPriorOptions &
    RequiredRng & {
      /** K: how many clusters there are, at least 1. */
      readonly clusters: number;
    },
): FloatNdArray {
  const fn = 'sampleClusterPrior';
  checkNumber(fn, 'count', count, { integer: true, min: 1 });
  const read = checkOptions<ClusterPriorOptions>(fn, options, ['clusters', 'weights', 'rng']);
  const k = checkNumber(fn, 'clusters', read.clusters, COUNT);
  checkElements(fn, 'count', [count, k]);
  const draw = picker(fn, read.weights, k, checkRng(fn, 'rng', read.rng));
  const target = new Float64Array(count * k);
  for (let i = 0; i < count; i++) target[i * k + draw()] = 1;
  return wrap(target, [count, k]);
}

/** How many components there can be: as many as an integer of the stream can tell apart. */
const COUNT = { integer: true, min: 1, max: 4294967295 };

/** Draws components, by their weights where there are some. */
function picker(fn: string, weights: ArrayInput | undefined, k: number, rng: Rng): () => number {
  if (weights === undefined) return () => drawInteger(rng, k);
  const { data, shape } = checkFinite(fn, 'weights', readArray(fn, 'weights', weights, 'float64'));
  if (shape.length !== 1 || data.length !== k) {
    const [expected, got] = [`one number a component, (${k})`, `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'weights', expected, got });
  }
  const bad = data.findIndex((w) => w < 0);
  const total = Array.from(data).reduce((sum, w) => sum + w, 0);
  if (bad >= 0 || !(total > 0 && total < Infinity)) {
    const expected = 'numbers of at least 0, one of them above, with a finite sum';
    const got = bad >= 0 ? `${data[bad]} at [${bad}]` : `a sum of ${total}`;
    throw new DomainError({ function: fn, argument: 'weights', expected, got });
  }
  // What rounding leaves beyond the last sum belongs to the last component that comes at all.
  let last = k - 1;
  while (data[last] === 0) last--;
  return () => {
    let left = rng.nextFloat64() * total;
    for (let at = 0; at < last; at++) {
      if (left < data[at]!) return at;
      left -= data[at]!;
    }
    return last;
  };
}

/** The component of each draw: its label, or one drawn where there is none. */
function readComponents(
  fn: string,
  what: number | ArrayInput,
  k: number,
  draw: () => number,
): Float64Array {
  if (typeof what !== 'object') {
    const count = checkNumber(fn, 'what', what, { integer: true, min: 1 });
    checkElements(fn, 'what', [count, 2]);
    return Float64Array.from({ length: count }, draw);
  }
  const { data } = readLabels(fn, 'what', what, k, -1);
  if (data.length > 0) return Float64Array.from(data, (label) => (label < 0 ? draw() : label));
  const expected = 'at least one label';
  throw new ShapeError({ function: fn, argument: 'what', expected, got: '(0)' });
}

/** Cosine and sine of a number of quarter turns, exact at whole ones. */
export function direction(quarters: number): readonly [number, number] {
  const whole = Math.round(quarters);
  const rest = ((quarters - whole) * Math.PI) / 2;
  const [cos, sin] = [Math.cos(rest), Math.sin(rest)];
  switch (((whole % 4) + 4) % 4) {
    case 0:
      return [cos, sin];
    case 1:
      return [0 - sin, cos];
    case 2:
      return [0 - cos, 0 - sin];
    default:
      return [sin, 0 - cos];
  }
}
