// Labels as networks take them.
import { bindShapes, checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import { checkRng, drawInteger } from '../core/random.js';
import type { ArrayInput, Dense, FloatNdArray, Rng } from '../core/types.js';
import { concat } from '../gradient/shape.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { readBatch } from './read.js';

/** Options of `oneHot`. */
export interface OneHotOptions {
  /** Whether −1 stands for "no label" and gets a class of its own, the last; false where left out. */
  readonly unknown?: boolean | undefined;
}

/** How labels are made noisy. */
export interface LabelNoise {
  /** How many classes there are. */
  readonly classes: number;
  /** The probability that a label is changed, from 0 to 1. */
  readonly rate: number;
  /** The stream to draw from. */
  readonly rng: Rng;
}

/** Reads labels 0 to classes − 1. */
export function readLabels(
  fn: string,
  argument: string,
  labels: ArrayInput,
  classes: number,
  least = 0,
): Dense {
  const read = readArray(fn, argument, labels, 'float64');
  if (read.shape.length !== 1) {
    const [expected, got] = ['a list of labels, (n)', `(${read.shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument, expected, got });
  }
  const at = read.data.findIndex((y) => !(Number.isInteger(y) && y >= least && y < classes));
  if (at < 0) return read;
  const expected = `whole numbers from ${least} to ${classes - 1}`;
  throw new DomainError({ function: fn, argument, expected, got: `${read.data[at]} at [${at}]` });
}

/**
 * Labels as vectors with a single 1, at the label's place.
 *
 * $$e_y = (0, \ldots, 0, \underset{y}{1}, 0, \ldots, 0)$$
 *
 * @param labels - whole numbers from 0 to classes − 1, [n]
 * @param classes - how many classes there are, at least 1
 * @param options - `unknown`: whether −1 stands for "no label", which gets a class of its own behind the others; false
 * where left out
 * @returns [n, classes], with `unknown` [n, classes + 1]
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where labels are no list,
 * DomainError where a label is out of range, with its position; DomainError for a result of more than 2²⁸ elements
 *
 * @example
 * The second without a label.
 * ```ts
 * import { oneHot, toNested } from 'fovea';
 * toNested(oneHot([1, 0], 3)) // => [[0, 1, 0], [1, 0, 0]]
 * toNested(oneHot([1, -1], 2, { unknown: true })) // => [[0, 1, 0], [0, 0, 1]]
 * ```
 */
export function oneHot(labels: ArrayInput, classes: number, options?: OneHotOptions): FloatNdArray {
  return oneHotFor('oneHot', labels, classes, options);
}

/** `oneHot` for functions that it is a part of, whose name errors tell. */
export function oneHotFor(
  fn: string,
  labels: ArrayInput,
  classes: number,
  options?: OneHotOptions,
): FloatNdArray {
  const { unknown = false } = checkOptions(fn, options, ['unknown']);
  checkBoolean(fn, 'unknown', unknown);
  checkNumber(fn, 'classes', classes, { integer: true, min: 1 });
  const { data } = readLabels(fn, 'labels', labels, classes, unknown ? -1 : 0);
  const width = unknown ? classes + 1 : classes;
  checkElements(fn, 'classes', [data.length, width]);
  const target = new Float64Array(data.length * width);
  data.forEach((label, i) => {
    target[i * width + (label < 0 ? classes : label)] = 1;
  });
  return wrap(target, [data.length, width]);
}

/**
 * Samples with their labels appended, as both players of a conditional game take them.
 *
 * The generator gets the code with the label, the discriminator the sample with it: where the label goes to the generator
 * alone, nothing makes it obey.
 *
 * @param x - samples or codes, [n, d]
 * @param y - labels as vectors, [n, k], such as from `oneHot`
 * @returns [n, d + k]; a traced value where one is traced
 * @throws KindError where an argument is of another kind, ShapeError where they are no matrices of n rows
 * @see M. Mirza, S. Osindero, "Conditional generative adversarial nets", 2014, equation 2
 *
 * @example
 * One code with the second of two labels.
 * ```ts
 * import { conditionOnLabel, oneHot, toNested } from 'fovea';
 * toNested(conditionOnLabel([[0.5, 2]], oneHot([1], 2))) // => [[0.5, 2, 0, 1]]
 * ```
 */
export function conditionOnLabel<X extends ArrayInput | Traced, Y extends ArrayInput | Traced>(
  x: X,
  y: Y,
): ArrayValue<X, Y>;
export function conditionOnLabel(
  x: ArrayInput | Traced,
  y: ArrayInput | Traced,
): FloatNdArray | Traced {
  const fn = 'conditionOnLabel';
  const samples = readBatch(fn, 'x', x);
  const labels = readBatch(fn, 'y', y);
  bindShapes(fn, { x: [samples, 'n d'], y: [labels, 'n k'] });
  return readBatch(fn, 'x', concat<FloatNdArray | Traced>([samples, labels], 1));
}

/**
 * Labels that are less sure: a part of each is spread evenly over all classes.
 *
 * $$(1 - \varepsilon) \, y + \frac{\varepsilon}{k}$$
 *
 * @param labels - distributions over k classes along the last axis, such as from `oneHot`
 * @param amount - ε, from 0 to 1
 * @returns an ndarray of the same shape
 * @throws KindError where an argument is of another kind, ShapeError where there are no classes along the last axis,
 * DomainError where the amount is not from 0 to 1
 * @see C. Szegedy and others, "Rethinking the Inception architecture for computer vision", 2016, section 7
 *
 * @example
 * A tenth of one label over two classes.
 * ```ts
 * import { smoothLabels, toNested } from 'fovea';
 * toNested(smoothLabels([[1, 0]], 0.1)) // => [[0.95, 0.05]]
 * ```
 */
export function smoothLabels(labels: ArrayInput, amount: number): FloatNdArray {
  return smoothLabelsFor('smoothLabels', labels, amount);
}

/** `smoothLabels` for functions that it is a part of, whose name errors tell. */
export function smoothLabelsFor(fn: string, labels: ArrayInput, amount: number): FloatNdArray {
  checkNumber(fn, 'amount', amount, { min: 0, max: 1 });
  const { data, shape } = readArray(fn, 'labels', labels);
  const k = shape.at(-1);
  if (k === undefined || data.length === 0) {
    const [expected, got] = ['classes along the last axis', `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'labels', expected, got });
  }
  return wrap(
    data.map((y) => (1 - amount) * y + amount / k),
    shape,
  );
}

/**
 * Labels of which some are changed at random, each into one of the other classes with equal probability.
 *
 * @param labels - whole numbers from 0 to classes − 1, [n]
 * @param noise - `classes`, at least 2; `rate`, the probability of a change; `rng`, which advances
 * @returns the labels, [n]
 * @throws KindError where an argument is of another kind or unknown, ShapeError where labels are no list, DomainError
 * where a label or an option is out of range
 * @see S. Chintala and others, "How to train a GAN?", 2016, section 6
 *
 * @example
 * A rate of 1 turns yes and no round.
 * ```ts
 * import { addLabelNoise, randomGenerator, toNested } from 'fovea';
 * const rng = randomGenerator(1);
 * toNested(addLabelNoise([0, 1, 1], { classes: 2, rate: 1, rng })) // => [1, 0, 0]
 * ```
 */
export function addLabelNoise(labels: ArrayInput, noise: LabelNoise): FloatNdArray {
  const fn = 'addLabelNoise';
  const { classes, rate, rng } = checkOptions(fn, noise, ['classes', 'rate', 'rng'], 'noise');
  checkNumber(fn, 'classes', classes, { integer: true, min: 2, max: 4294967295 });
  checkNumber(fn, 'rate', rate, { min: 0, max: 1 });
  checkRng(fn, 'rng', rng);
  const { data, shape } = readLabels(fn, 'labels', labels, classes);
  const changed = data.map((label) =>
    rng.nextFloat64() < rate ? (label + 1 + drawInteger(rng, classes - 1)) % classes : label,
  );
  return wrap(changed, shape);
}
