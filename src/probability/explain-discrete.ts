// Discrete distributions from a coin, from counts, and draws of one.
import { checkNumber, checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  add,
  count,
  divide,
  equal,
  lessEqual,
  multiply,
  power,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import {
  binomialProbabilities,
  type ClassPriorsOptions,
  classPriorsFor,
  sampleCategoricalFor,
} from './discrete.js';

/** More outcomes, labels or draws no one reads. */
const MOST_OUTCOMES = 10;
const MOST_LABELS = 24;

/**
 * Computes how probable each number of successes in few trials is, and shows the work: in how many orders they can come,
 * and the probability of one order.
 *
 * $$P(k) = \binom{n}{k} p^k (1 - p)^{n - k}$$
 *
 * @param n - number of trials, a whole number from 0 to 9
 * @param p - probability of success of one trial, from 0 to 1
 * @returns the derivation; its `result` is what `binomialProbabilities` returns
 * @throws as `binomialProbabilities`; DomainError for more than 9 trials
 *
 * @example
 * Two trials.
 * ```ts
 * import { explainBinomialProbabilities, toNested, verifyDerivation } from 'fovea';
 * const d = explainBinomialProbabilities(2, 0.4);
 * toNested(d.result) // => [0.36, 0.48, 0.16]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainBinomialProbabilities(n: number, p: number): Derivation<FloatNdArray> {
  const fn = 'explainBinomialProbabilities';
  checkNumber(fn, 'n', n, { integer: true, min: 0, max: MOST_OUTCOMES - 1 });
  const result = binomialProbabilities(n, checkNumber(fn, 'p', p, { min: 0, max: 1 }));
  const outcomes = Array.from({ length: n + 1 }, (_, k) => k);
  const orders = [1];
  for (const k of outcomes.slice(1)) orders.push((orders[k - 1]! * (n - k + 1)) / k);
  return createDerivation<FloatNdArray>({
    topic: 'probability',
    title: `How probable each number of successes in ${n} ${n === 1 ? 'trial' : 'trials'} is`,
    given: [
      { id: 'n', symbol: 'n', title: 'Trials', value: n },
      { id: 'p', symbol: 'p', title: 'Probability of success of one', value: p },
    ],
    steps: [
      {
        id: 'orders',
        symbol: 'c',
        title:
          'The binomial coefficients: in how many orders k successes can come, for k = 0, 1, …',
        formula: 'c_k = c_{k-1} \\, \\frac{n - k + 1}{k}, \\quad c_0 = 1',
        check: { list: outcomes.map((k) => refer(`orders-${k}`)) },
        steps: outcomes.map(
          (k): StepDraft => ({
            id: `orders-${k}`,
            symbol: `c_{${k}}`,
            title:
              k === 0
                ? 'Without a success: one'
                : `With ${k === 1 ? 'one success' : `${k} successes`}`,
            check:
              k === 0
                ? 1
                : divide(multiply(refer(`orders-${k - 1}`), add(subtract(refer('n'), k), 1)), k),
            value: orders[k]!,
          }),
        ),
      },
      {
        id: 'probabilities',
        symbol: 'P',
        title: 'The probability of one order, times the number of orders',
        formula: 'P(k) = c_k \\, p^k (1 - p)^{n - k}',
        check: { list: outcomes.map((k) => refer(`probability-${k}`)) },
        value: result,
        steps: outcomes.map(
          (k): StepDraft => ({
            id: `probability-${k}`,
            symbol: `P(${k})`,
            title: `${k === 1 ? 'One success' : `${k} successes`}, ${n - k === 1 ? 'one failure' : `${n - k} failures`}`,
            check: multiply(
              refer('orders', [k], `c_{${k}}`),
              power(refer('p'), k),
              power(subtract(1, refer('p')), n - k),
            ),
            value: result.get(k),
          }),
        ),
      },
      {
        id: 'total',
        title: 'A check: together they are certain',
        check: sum(refer('probabilities')),
      },
    ],
    result,
    symbol: 'P',
    answer: refer('probabilities'),
    conclusion: `On average there are n p = ${inWords(n * p)} successes.`,
    sources: ['C. M. Bishop, "Pattern Recognition and Machine Learning", 2006, equation 2.9.'],
  });
}

/**
 * Computes the share of each class among few labels, and shows the work: the counts, what is added to each, and the total.
 *
 * $$P(c) = \frac{n_c + a}{n + a \, k}$$
 *
 * @param labels - class of each sample, whole numbers from 0 to k − 1, [n], at most 24
 * @param classes - number of classes k, 1 to 10
 * @param options - `smoothing`: a, added to each count; 0 where left out
 * @returns the derivation; its `result` is what `classPriors` returns
 * @throws as `classPriors`; ShapeError for more than 24 labels, DomainError for more than 10 classes
 *
 * @example
 * Five samples of three classes, with Laplace's rule.
 * ```ts
 * import { explainClassPriors, toNested, verifyDerivation } from 'fovea';
 * const d = explainClassPriors([0, 1, 1, 0, 1], 3, { smoothing: 1 });
 * toNested(d.result) // => [0.375, 0.5, 0.125]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainClassPriors(
  labels: ArrayInput,
  classes: number,
  options?: ClassPriorsOptions,
): Derivation<FloatNdArray> {
  const fn = 'explainClassPriors';
  const { smoothing = 0 } = checkOptions(fn, options, ['smoothing']);
  const y = readFew(fn, 'labels', labels, MOST_LABELS);
  checkNumber(fn, 'classes', classes, { integer: true, min: 1, max: MOST_OUTCOMES });
  const result = classPriorsFor(fn, y, classes, { smoothing });
  const added = smoothing > 0;
  return createDerivation<FloatNdArray>({
    topic: 'probability',
    title: 'The share of each class: a prior from counts',
    given: [
      { id: 'labels', symbol: 'y', title: 'The labels, counted from 0', value: y },
      { id: 'classes', symbol: 'k', title: 'How many classes there are', value: classes },
      ...(added
        ? [{ id: 'smoothing', symbol: 'a', title: 'Added to each count', value: smoothing }]
        : []),
    ],
    steps: [
      {
        id: 'counts',
        symbol: 'm',
        title: 'How often each class comes, for c = 0, 1, …',
        formula: 'm_c = \\left|\\{i : y_i = c\\}\\right|',
        check: {
          list: Array.from({ length: classes }, (_, c) => count(equal(refer('labels'), c))),
        },
      },
      {
        id: 'total',
        symbol: 'N',
        title: added ? 'Together, with what is added to each' : 'Together',
        check: added
          ? add(sum(refer('counts')), multiply(refer('smoothing'), refer('classes')))
          : sum(refer('counts')),
      },
      {
        id: 'priors',
        symbol: 'P',
        title: 'The share of each',
        formula: added ? 'P(c) = \\frac{m_c + a}{N}' : 'P(c) = \\frac{m_c}{N}',
        check: divide(
          added ? add(refer('counts'), refer('smoothing')) : refer('counts'),
          refer('total'),
        ),
        value: result,
        note: added
          ? 'So no class is impossible because it was not seen.'
          : 'A class that was not seen has probability 0, whatever is observed later; adding to each count prevents that.',
      },
    ],
    result,
    symbol: 'P',
    answer: refer('priors'),
    sources: ['R. O. Duda, P. E. Hart, D. G. Stork, "Pattern Classification", 2001, section 2.1.'],
  });
}

/**
 * Draws few classes at random, and shows the work: the running sums of the probabilities, the uniform number of each draw,
 * and the stretch in which it falls.
 *
 * @param probabilities - of the k classes, [k], at most 10, adding up to 1
 * @param draws - how many to draw, 1 to 8
 * @param rng - the stream, which advances as `sampleCategorical` does
 * @returns the derivation; its `result` is what `sampleCategorical` returns
 * @throws as `sampleCategorical`; ShapeError for more than 10 classes, DomainError for more than 8 draws
 *
 * @example
 * What is certain is drawn.
 * ```ts
 * import { explainCategoricalDraws, randomGenerator, verifyDerivation } from 'fovea';
 * const d = explainCategoricalDraws([0, 1, 0], 3, randomGenerator(1));
 * d.result // => [1, 1, 1]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainCategoricalDraws(
  probabilities: ArrayInput,
  draws: number,
  rng: Rng,
): Derivation<number[]> {
  const fn = 'explainCategoricalDraws';
  const p = readFew(fn, 'probabilities', probabilities, MOST_OUTCOMES);
  checkNumber(fn, 'draws', draws, { integer: true, min: 1, max: 8 });
  const stream = checkRng(fn, 'rng', rng);
  const places: number[] = [];
  const heard: Rng = {
    nextUint32: () => stream.nextUint32(),
    nextFloat64: () => {
      places.push(stream.nextFloat64());
      return places.at(-1)!;
    },
    split: () => stream.split(),
  };
  const result = sampleCategoricalFor(fn, p, draws, heard);
  return createDerivation<number[]>({
    topic: 'probability',
    title: 'Classes drawn at random, each with its probability',
    given: [
      { id: 'p', symbol: 'p', title: 'The probabilities of the classes', value: p },
      { id: 'u', symbol: 'u', title: 'Uniform random numbers, one a draw', value: places },
    ],
    steps: [
      {
        id: 'reached',
        symbol: 'F',
        title: 'Running sums: each class has a stretch as long as its probability',
        formula: 'F_c = \\sum_{j \\le c} p_j',
        check: {
          list: p.map((_, c) =>
            totalOf(p.slice(0, c + 1).map((_, j) => refer('p', [j], `p_{${j + 1}}`))),
          ),
        },
      },
      {
        id: 'classes',
        symbol: 'c',
        title: 'The stretch in which each number falls: as many as end before it, counted from 0',
        formula: 'c_i = \\left|\\{j : F_j \\le u_i\\}\\right|',
        check: {
          list: places.map((_, i) =>
            count(lessEqual(refer('reached'), refer('u', [i], `u_{${i + 1}}`))),
          ),
        },
        value: result,
      },
    ],
    result,
    symbol: 'c',
    answer: refer('classes'),
    conclusion: `Drawn: ${result.join(', ')}.`,
    sources: ['L. Devroye, "Non-Uniform Random Variate Generation", 1986, section III.2.1.'],
  });
}
