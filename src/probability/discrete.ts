// Discrete distributions by formula, from counts, and drawn from.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { checkElements, checkListed } from '../core/limit.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';

/** Options of `classPriors`. */
export interface ClassPriorsOptions {
  /** Added to the count of each class; 0 where left out, 1 is Laplace's rule. */
  readonly smoothing?: number | undefined;
}

/**
 * The probabilities of 0 to n successes in n independent trials.
 *
 * $$P(k) = \binom{n}{k} p^k (1 - p)^{n - k}$$
 *
 * Computed outwards from the most likely count by ratios of neighbours, so that no factor over- or underflows, and
 * divided by their sum.
 *
 * @param n - number of trials, a whole number from 0 to 10⁷
 * @param p - probability of success of one trial, from 0 to 1
 * @returns n + 1 probabilities, of 0, 1, …, n successes, in float64; they add up to 1
 * @throws KindError or DomainError where a number is out of range
 *
 * @example
 * Two throws of a coin that falls on heads with probability 0.4.
 * ```ts
 * import { binomialProbabilities, toNested } from 'fovea';
 * toNested(binomialProbabilities(2, 0.4)) // => [0.36, 0.48, 0.16]
 * ```
 */
export function binomialProbabilities(n: number, p: number): FloatNdArray {
  const fn = 'binomialProbabilities';
  checkNumber(fn, 'n', n, { integer: true, min: 0, max: 1e7 });
  checkNumber(fn, 'p', p, { min: 0, max: 1 });
  const data = allocate('float64', n + 1);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  data[mode] = 1;
  for (let k = mode; k < n; k++) data[k + 1] = ((data[k]! * (n - k)) / (k + 1)) * odds;
  for (let k = mode; k > 0; k--) data[k - 1] = (data[k]! * k) / (n - k + 1) / odds;
  let total = 0;
  for (const weight of data) total += weight;
  for (let k = 0; k <= n; k++) data[k]! /= total;
  return wrap(data, [n + 1]);
}

/**
 * The share of each class among labels: a prior, as Bayes' rule wants it.
 *
 * $$P(c) = \frac{n_c + a}{n + a \, k}$$
 *
 * @param labels - class of each sample, whole numbers from 0 to k − 1, [n]
 * @param classes - number of classes k, at least 1
 * @param options - `smoothing`: a, added to each count, so that no class that was not seen is impossible; 0 where left
 * out, 1 is Laplace's rule
 * @returns the shares [k] in float64; they add up to 1
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where the labels are no
 * vector, DomainError where a label is out of range, with its place, or nothing was counted; DomainError for a result
 * of more than 2²⁸ elements
 * @see R. O. Duda, P. E. Hart and D. G. Stork, "Pattern Classification", 2001, section 2.1
 *
 * @example
 * Five samples of three classes.
 * ```ts
 * import { classPriors, toNested } from 'fovea';
 * toNested(classPriors([0, 1, 1, 0, 1], 3)) // => [0.4, 0.6, 0]
 * toNested(classPriors([0, 1, 1, 0, 1], 3, { smoothing: 1 })) // => [0.375, 0.5, 0.125]
 * ```
 */
export function classPriors(
  labels: ArrayInput,
  classes: number,
  options?: ClassPriorsOptions,
): FloatNdArray {
  return classPriorsFor('classPriors', labels, classes, options);
}

/** `classPriors` for functions that it is a part of, whose name errors tell. */
export function classPriorsFor(
  fn: string,
  labels: ArrayInput,
  classes: number,
  options?: ClassPriorsOptions,
): FloatNdArray {
  checkNumber(fn, 'classes', classes, { integer: true, min: 1 });
  checkElements(fn, 'classes', [classes]);
  const { smoothing = 0 } = checkOptions(fn, options, ['smoothing']);
  checkNumber(fn, 'smoothing', smoothing, { min: 0 });
  const { data, shape } = readArray(fn, 'labels', labels, 'float64');
  if (shape.length !== 1) {
    const got = `(${shape.join(', ')})`;
    throw new ShapeError({ function: fn, argument: 'labels', expected: 'shape (n)', got });
  }
  const shares = allocate('float64', classes).fill(smoothing);
  data.forEach((label, i) => {
    checkNumber(fn, `labels[${i}]`, label, { integer: true, min: 0, max: classes - 1 });
    shares[label]! += 1;
  });
  const total = data.length + smoothing * classes;
  if (!(total > 0)) {
    const expected = 'at least one label where nothing is added to the counts';
    throw new DomainError({ function: fn, argument: 'labels', expected, got: 'none' });
  }
  return wrap(
    shares.map((count) => count / total),
    [classes],
  );
}

/**
 * Classes drawn at random, each with its probability.
 *
 * `oneHot(sampleCategorical(…), k)` gives them as rows with a single 1.
 *
 * @param probabilities - of the k classes, [k], adding up to 1 (within 1e-9, float32 1e-5)
 * @param count - how many to draw, a whole number ≥ 0
 * @param rng - the stream, which advances by one draw a sample
 * @returns the classes drawn, whole numbers from 0 to k − 1; one of probability 0 is never drawn
 * @throws KindError where an argument is of another kind, ShapeError where the probabilities are no vector, DomainError
 * where they are no distribution; DomainError for a list of more than 2²⁵
 *
 * @example
 * What is certain is drawn.
 * ```ts
 * import { randomGenerator, sampleCategorical } from 'fovea';
 * sampleCategorical([0, 1, 0], 4, randomGenerator(1)) // => [1, 1, 1, 1]
 * ```
 */
export function sampleCategorical(probabilities: ArrayInput, count: number, rng: Rng): number[] {
  return sampleCategoricalFor('sampleCategorical', probabilities, count, rng);
}

/** `sampleCategorical` for functions that it is a part of, whose name errors tell. */
export function sampleCategoricalFor(
  fn: string,
  probabilities: ArrayInput,
  count: number,
  rng: Rng,
): number[] {
  const { data, shape } = readArray(fn, 'probabilities', probabilities);
  if (shape.length !== 1 || data.length === 0) {
    const [expected, got] = ['shape (k), not empty', `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'probabilities', expected, got });
  }
  let total = 0;
  const reached = Float64Array.from(data, (p, c) => {
    checkNumber(fn, `probabilities[${c}]`, p, { min: 0 });
    total += p;
    return total;
  });
  if (Math.abs(total - 1) > (data instanceof Float32Array ? 1e-5 : 1e-9)) {
    const expected = 'probabilities that add up to 1';
    throw new DomainError({
      function: fn,
      argument: 'probabilities',
      expected,
      got: `a sum of ${total}`,
    });
  }
  checkNumber(fn, 'count', count, { integer: true, min: 0 });
  checkListed(fn, 'count', count);
  checkRng(fn, 'rng', rng);
  return Array.from({ length: count }, () => {
    const place = rng.nextFloat64() * total;
    return reached.findIndex((sum) => place < sum);
  });
}
