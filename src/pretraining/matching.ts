// Whether two things belong together: pairs of video and audio, the loss of telling them apart, and the whole of TVLT's.
import { checkNumber, checkOptions } from '../core/check.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { checkListed } from '../core/limit.js';
import { checkRng, drawInteger, permutation } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { binaryCrossEntropyFromLogits } from '../divergence/binary-losses.js';
import { checkEach } from '../divergence/checks.js';
import type { LossValue } from '../divergence/reduction.js';
import { sigmoid } from '../gradient/activations.js';
import { add, mul } from '../gradient/arithmetic.js';
import { shapeOf } from '../gradient/moves.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import {
  type FeedForwardActivation,
  type FeedForwardParameters,
  feedForwardFor,
} from '../transformer/feed-forward.js';

/** Pairs of which half belong together. */
export interface MatchingPairs {
  /** For each pair the index of its video and that of its audio. */
  readonly pairs: (readonly [video: number, audio: number])[];
  /** 1 where they belong together, else 0. */
  readonly labels: number[];
}

/** Options of `matchScore`. */
export interface MatchScoreOptions {
  /** The activation between the two layers; "relu" where left out. */
  readonly activation?: FeedForwardActivation | undefined;
}

/** The two losses of TVLT. */
export interface PretrainingLosses<M extends number | Traced, R extends number | Traced> {
  /** Of matching, from `matchingLoss`. */
  readonly matching: M;
  /** Of reconstruction, from `maskedReconstructionLoss`, of video and audio together. */
  readonly reconstruction: R;
}

/** The weights of the two losses. */
export interface LossWeights {
  /** Of matching; 1 where left out. */
  readonly matching?: number | undefined;
  /** Of reconstruction; 0.3 where left out. */
  readonly reconstruction?: number | undefined;
}

/**
 * Pairs videos with audios for matching: each video of a batch once, half of them, rounded down, with their own audio, the
 * others with that of another, each equally likely.
 *
 * @param n - videos in the batch, with an audio each; at least 2
 * @param rng - the stream, which advances
 * @returns `pairs` in the order of the videos, and `labels`: 1 where they belong together
 * @throws KindError where the stream is none, DomainError where n is no whole number of at least 2; DomainError for a
 * list of more than 2²⁵
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 3.3, and their authors' code
 *
 * @example
 * Four pairs, two of them false.
 * ```ts
 * import { matchingPairs, randomGenerator } from 'fovea';
 * const { pairs, labels } = matchingPairs(4, randomGenerator(1));
 * labels.filter((label) => label === 1).length // => 2
 * pairs.every(([video, audio], i) => (video === audio) === (labels[i] === 1)) // => true
 * ```
 */
export function matchingPairs(n: number, rng: Rng): MatchingPairs {
  const fn = 'matchingPairs';
  checkNumber(fn, 'n', n, { integer: true, min: 2, max: 4294967295 });
  checkListed(fn, 'n', n);
  checkRng(fn, 'rng', rng);
  const labels = new Array<number>(n).fill(0);
  for (const video of permutation(rng, n).slice(0, Math.floor(n / 2))) labels[video] = 1;
  const pairs = labels.map((label, video) => {
    if (label === 1) return [video, video] as const;
    const drawn = drawInteger(rng, n - 1);
    return [video, drawn < video ? drawn : drawn + 1] as const;
  });
  return { pairs, labels };
}

/**
 * The loss of matching: the binary cross-entropy of scores and labels, in nats, averaged over pairs.
 *
 * $$-\frac1n \sum_i \bigl( y_i \ln s(x_i) + (1 - y_i) \ln(1 - s(x_i)) \bigr), \quad s(x) = \frac{1}{1 + e^{-x}}$$
 *
 * Each pair is judged by itself; a softmax over all pairs of a batch would be a contrastive loss (`infoNce`).
 *
 * @param logits - a score for each pair, [n]: the logarithm of the odds that it belongs together
 * @param labels - 1 where it does, 0 where not, [n]
 * @returns a traced value where one is traced, else a number
 * @throws KindError where an argument is no array, ShapeError where shapes differ or there is no pair, DomainError where a
 * score is not finite or a label neither 0 nor 1
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 3.3, equation 1
 *
 * @example
 * Undecided about the first pair, right about the second: ln 2, and next to nothing.
 * ```ts
 * import { matchingLoss } from 'fovea';
 * matchingLoss([0, -50], [1, 0]) // => 0.34657359028
 * ```
 */
export function matchingLoss<L extends ArrayInput | Traced>(
  logits: L,
  labels: ArrayInput,
): LossValue<L, number, 'mean'>;
export function matchingLoss(
  logits: ArrayInput | Traced,
  labels: ArrayInput,
): number | FloatNdArray | Traced {
  return matchingLossFor('matchingLoss', logits, labels);
}

/** `matchingLoss` for functions that it is a part of, whose name errors tell. */
export function matchingLossFor<L extends ArrayInput | Traced>(
  fn: string,
  logits: L,
  labels: ArrayInput,
): LossValue<L, number, 'mean'>;
export function matchingLossFor(
  fn: string,
  logits: ArrayInput | Traced,
  labels: ArrayInput,
): number | FloatNdArray | Traced {
  const [shape, own] = [shapeOf(logits, fn, 'logits'), shapeOf(labels, fn, 'labels')];
  const refuse = (argument: string, expected: string, got: readonly number[]): never => {
    throw new ShapeError({ function: fn, argument, expected, got: `(${got.join(', ')})` });
  };
  if (shape.length !== 1 || shape[0] === 0) refuse('logits', 'shape (n) with n at least 1', shape);
  if (own.length !== 1 || own[0] !== shape[0]) refuse('labels', `shape (n=${shape[0]})`, own);
  checkEach(fn, 'labels', labels, '1 (belongs together) or 0', (y) => y === 0 || y === 1);
  checkEach(fn, 'logits', logits, 'finite numbers', Number.isFinite);
  return binaryCrossEntropyFromLogits(logits, labels);
}

/**
 * The probability that two things belong together, from the class token that has seen both: two linear layers, then the
 * logistic function.
 *
 * $$s\bigl(f(x W_1 + b_1) \, W_2 + b_2\bigr)$$
 *
 * To train it give `matchingLoss` the scores before the logistic function: `feedForward` with the same parameters.
 *
 * @param classToken - [d], or [n, d] for n pairs, as `poolClassToken` gives it
 * @param parameters - `w1` [d, hidden], `b1` [hidden], `w2` [hidden, 1], `b2` [1]; biases may be left out
 * @param options - `activation`: "relu" where left out, or "gelu"
 * @returns probabilities, [1] or [n, 1]; a traced value where one is traced
 * @throws ShapeError where shapes do not fit, KindError where something is missing, unknown or no array
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 4.2
 *
 * @example
 * A score of ln 3 is a probability of three quarters.
 * ```ts
 * import { matchScore, toNested } from 'fovea';
 * const parameters = { w1: [[1, -1]], w2: [[Math.log(3)], [0]] };
 * toNested(matchScore([1], parameters)) // => [0.750000]
 * ```
 */
export function matchScore(
  classToken: ArrayInput,
  parameters: FeedForwardParameters<ArrayInput>,
  options?: MatchScoreOptions,
): FloatNdArray;
export function matchScore(
  classToken: ArrayInput | Traced,
  parameters: FeedForwardParameters,
  options?: MatchScoreOptions,
): FloatNdArray | Traced;
export function matchScore(
  classToken: ArrayInput | Traced,
  parameters: FeedForwardParameters,
  options?: MatchScoreOptions,
): FloatNdArray | Traced {
  return matchScoreFor('matchScore', classToken, parameters, options);
}

/** `matchScore` for functions that it is a part of, whose name errors tell. */
export function matchScoreFor(
  fn: string,
  classToken: ArrayInput,
  parameters: FeedForwardParameters<ArrayInput>,
  options?: MatchScoreOptions,
): FloatNdArray;
export function matchScoreFor(
  fn: string,
  classToken: ArrayInput | Traced,
  parameters: FeedForwardParameters,
  options?: MatchScoreOptions,
): FloatNdArray | Traced;
export function matchScoreFor(
  fn: string,
  classToken: ArrayInput | Traced,
  parameters: FeedForwardParameters,
  options?: MatchScoreOptions,
): FloatNdArray | Traced {
  const { activation } = checkOptions(fn, options, ['activation']);
  shapeOf(classToken, fn, 'classToken');
  const logits = feedForwardFor(fn, '', classToken, parameters, activation);
  const last = logits.shape.at(-1)!;
  if (last !== 1) {
    const [expected, got] = ['one score, shape (hidden, 1)', `(hidden, ${last})`];
    throw new ShapeError({ function: fn, argument: 'w2', expected, got });
  }
  return sigmoid(logits) as FloatNdArray | Traced;
}

/**
 * The weighted sum of TVLT's losses.
 *
 * $$L = \lambda_{\text{VAM}} L_{\text{VAM}} + \lambda_{\text{MAE}} L_{\text{MAE}}, \quad \lambda_{\text{VAM}} = 1, \;
 * \lambda_{\text{MAE}} = 0.3$$
 *
 * @param losses - `matching` and `reconstruction`, numbers or traced ones
 * @param weights - `matching`: 1 where left out; `reconstruction`: 0.3 where left out; at least 0
 * @returns a traced value where one is traced, else a number
 * @throws KindError where a loss is missing, something is of another kind or unknown, DomainError where a number is not
 * finite or a weight negative
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 3.3
 *
 * @example
 * With the weights of the paper.
 * ```ts
 * import { combinedLoss } from 'fovea';
 * combinedLoss({ matching: 0.5, reconstruction: 0.8 }) // => 0.74
 * ```
 */
export function combinedLoss<M extends number | Traced, R extends number | Traced>(
  losses: PretrainingLosses<M, R>,
  weights?: LossWeights,
): M extends Traced ? Traced : R extends Traced ? Traced : number;
export function combinedLoss(
  losses: PretrainingLosses<number | Traced, number | Traced>,
  weights?: LossWeights,
): Traceable {
  return combinedLossFor('combinedLoss', losses, weights);
}

/** `combinedLoss` for functions that it is a part of, whose name errors tell. */
export function combinedLossFor<M extends number | Traced, R extends number | Traced>(
  fn: string,
  losses: PretrainingLosses<M, R>,
  weights?: LossWeights,
): M extends Traced ? Traced : R extends Traced ? Traced : number;
export function combinedLossFor(
  fn: string,
  losses: PretrainingLosses<number | Traced, number | Traced>,
  weights?: LossWeights,
): Traceable {
  const names = ['matching', 'reconstruction'] as const;
  const given = checkOptions(fn, losses, names, 'losses');
  for (const name of names) checkLoss(fn, name, given[name]);
  const { matching = 1, reconstruction = 0.3 } = checkOptions(fn, weights, names, 'weights');
  checkNumber(fn, 'weights.matching', matching, { min: 0 });
  checkNumber(fn, 'weights.reconstruction', reconstruction, { min: 0 });
  return add(mul(given.matching, matching), mul(given.reconstruction, reconstruction));
}

function checkLoss(fn: string, argument: string, loss: number | Traced | undefined): void {
  if (typeof loss === 'number') {
    checkNumber(fn, argument, loss);
    return;
  }
  if (loss === undefined || loss === null || typeof loss !== 'object') {
    const expected = 'a number';
    throw new KindError({ function: fn, argument, expected, got: describeValue(loss) });
  }
  if (shapeOf(loss, fn, argument).length === 0) return;
  const [expected, got] = ['a single number', `(${shapeOf(loss).join(', ')})`];
  throw new ShapeError({ function: fn, argument, expected, got });
}
