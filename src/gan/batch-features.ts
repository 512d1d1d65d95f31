// What is to be learnt from a whole batch: how alike its samples are, and what they are like on average.

import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { entropyFor } from '../divergence/kl-divergence.js';
import type { LossValue } from '../divergence/reduction.js';
import { abs, mul, neg, square, sub } from '../gradient/arithmetic.js';
import { exp } from '../gradient/functions.js';
import { matmul } from '../gradient/matmul.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { mean, sum } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { readFloats } from '../vae/read.js';
import { meanAbsoluteError } from '../vae/reconstruction.js';
import { readBatch } from './read.js';

/** Options of `cycleConsistencyLoss`. */
export interface CycleOptions {
  /** A factor, at least 0; 10 where left out, as in the paper. */
  readonly weight?: number | undefined;
}

/** Options of `confidencePenalty`. */
export interface ConfidenceOptions {
  /** A factor, at least 0; 0.1 where left out. */
  readonly weight?: number | undefined;
}

/**
 * How alike a sample's features are to those of its batch: what lets a discriminator see that all are the same.
 *
 * $$M_i = f_i \, T, \qquad o_{ib} = \sum_{j=1}^{n} e^{-\lVert M_{ib} - M_{jb} \rVert_1}$$
 *
 * The sum has the sample itself in it, j = i, as in the paper: each output is 1 for a sample like no other, and n where
 * all are alike. It is meant to be appended to the features, for the layer after.
 *
 * @param features - f, [n, a]: n samples of one batch
 * @param tensor - T, [a, b, c], learnt: b kinds of likeness, each measured in c dimensions
 * @returns [n, b]; a traced value where one is traced
 * @throws KindError where an argument is of another kind, ShapeError where shapes do not fit or nothing is in them;
 * DomainError for a result of more than 2²⁸ elements
 * @see T. Salimans and others, "Improved techniques for training GANs", 2016, section 3.2
 *
 * @example
 * Two alike and one apart by ln 2: e to the −ln 2 is ½.
 * ```ts
 * import { minibatchDiscrimination, toNested } from 'fovea';
 * const features = [[0], [0], [Math.LN2]];
 * toNested(minibatchDiscrimination(features, [[[1]]])) // => [[2.5], [2.5], [2]]
 * ```
 */
export function minibatchDiscrimination<
  F extends ArrayInput | Traced,
  T extends ArrayInput | Traced,
>(features: F, tensor: T): ArrayValue<F, T>;
export function minibatchDiscrimination(
  features: ArrayInput | Traced,
  tensor: ArrayInput | Traced,
): FloatNdArray | Traced {
  return minibatchDiscriminationFor('minibatchDiscrimination', features, tensor);
}

/** `minibatchDiscrimination` for functions that it is a part of, whose name errors tell. */
export function minibatchDiscriminationFor<
  F extends ArrayInput | Traced,
  T extends ArrayInput | Traced,
>(fn: string, features: F, tensor: T): ArrayValue<F, T>;
export function minibatchDiscriminationFor(
  fn: string,
  features: ArrayInput | Traced,
  tensor: ArrayInput | Traced,
): FloatNdArray | Traced {
  const f = readBatch(fn, 'features', features);
  const t = readBatch(fn, 'tensor', tensor);
  const { n, a, b, c } = bindShapes(fn, { features: [f, 'n a'], tensor: [t, 'a b c'] });
  checkElements(fn, 'features', [n, n, b, c]);
  const measures = matmul(f, reshape(t, [a, b * c])); // (n, b c)
  const apart = abs(sub(reshape(measures, [n, 1, b, c]), reshape(measures, [1, n, b, c]))) as
    | FloatNdArray
    | Traced; // (n, n, b, c)
  const alike = exp(neg(sum(apart, { axis: 3 }))) as FloatNdArray | Traced; // (n, n, b)
  return sum(alike, { axis: 1 }) as FloatNdArray | Traced;
}

/**
 * How far the average features of made samples are from those of real ones: a goal for the generator that does not move
 * with each step of the discriminator.
 *
 * $$\bigl\lVert \operatorname{E} f(x) - \operatorname{E} f(G(z)) \bigr\rVert^2$$
 *
 * @param real - features of real samples, [n, a], from a layer of the discriminator
 * @param fake - features of made ones, [m, a]
 * @returns a traced value where one is traced, else a number
 * @throws KindError where an argument is of another kind, ShapeError where shapes do not fit or there is no sample
 * @see T. Salimans and others, "Improved techniques for training GANs", 2016, section 3.1
 *
 * @example
 * The averages are [1, 2] and [1, 4].
 * ```ts
 * import { featureMatchingLoss } from 'fovea';
 * featureMatchingLoss([[0, 2], [2, 2]], [[1, 4]]) // => 4
 * ```
 */
export function featureMatchingLoss<R extends ArrayInput | Traced, F extends ArrayInput | Traced>(
  real: R,
  fake: F,
): LossValue<R, F, 'mean'>;
export function featureMatchingLoss(
  real: ArrayInput | Traced,
  fake: ArrayInput | Traced,
): number | FloatNdArray | Traced {
  return featureMatchingLossFor('featureMatchingLoss', real, fake);
}

/** `featureMatchingLoss` for functions that it is a part of, whose name errors tell. */
export function featureMatchingLossFor<
  R extends ArrayInput | Traced,
  F extends ArrayInput | Traced,
>(fn: string, real: R, fake: F): LossValue<R, F, 'mean'>;
export function featureMatchingLossFor(
  fn: string,
  real: ArrayInput | Traced,
  fake: ArrayInput | Traced,
): number | FloatNdArray | Traced {
  const [x, made] = [readBatch(fn, 'real', real), readBatch(fn, 'fake', fake)];
  bindShapes(fn, { real: [x, 'n a'], fake: [made, 'm a'] });
  return sum(asArray(square(sub(mean(x, { axis: 0 }), mean(made, { axis: 0 })))));
}

/**
 * How far samples come back from where they were when they are translated there and back again.
 *
 * $$\lambda \, \frac1n \sum_i |F(G(x))_i - x_i|$$
 *
 * The whole loss of a pair of translators has one such term for each direction, $F(G(x))$ and $G(F(y))$.
 *
 * @param x - samples, a number or an array of any shape
 * @param returned - F(G(x)), of the same shape
 * @param options - `weight`: λ, 10 where left out
 * @returns a traced value where one is traced, else a number
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where shapes differ or nothing
 * is in them, DomainError where the weight is negative
 * @see J.-Y. Zhu and others, "Unpaired image-to-image translation using cycle-consistent adversarial networks", 2017,
 * equation 2
 *
 * @example
 * One of two comes back, one is off by 1.
 * ```ts
 * import { cycleConsistencyLoss } from 'fovea';
 * cycleConsistencyLoss([1, 2], [1, 3]) // => 5
 * ```
 */
export function cycleConsistencyLoss<X extends Traceable, Y extends Traceable>(
  x: X,
  returned: Y,
  options?: CycleOptions,
): LossValue<X, Y, 'mean'>;
export function cycleConsistencyLoss(
  x: Traceable,
  returned: Traceable,
  options?: CycleOptions,
): number | FloatNdArray | Traced {
  const fn = 'cycleConsistencyLoss';
  const { weight = 10 } = checkOptions(fn, options, ['weight']);
  checkNumber(fn, 'weight', weight, { min: 0 });
  const [from, back] = [readFloats(fn, 'x', x), readFloats(fn, 'returned', returned)];
  if (shapeOf(from).join() !== shapeOf(back).join()) {
    const [expected, got] = [`(${shapeOf(from).join(', ')})`, `(${shapeOf(back).join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'returned', expected, got });
  }
  return mul(meanAbsoluteError(back, from), weight);
}

/**
 * A penalty on being sure, to be added to a loss, in nats: minus the entropy of what is said.
 *
 * $$-\beta \, \frac1n \sum_i H(p_i)$$
 *
 * From −β ln k for even odds to 0 for certainty.
 *
 * @param probabilities - distributions along the last axis, such as [D, 1 − D] of each sample
 * @param options - `weight`: β, 0.1 where left out
 * @returns a traced value for a traced one, else a number
 * @throws KindError where the argument is no array or an option unknown, ShapeError where nothing is in it, DomainError where
 * a number is negative, a sum
 * not 1 or the weight negative
 * @see G. Pereyra and others, "Regularizing neural networks by penalizing confident output distributions", 2017
 *
 * @example
 * One is sure, one is not.
 * ```ts
 * import { confidencePenalty } from 'fovea';
 * confidencePenalty([[1, 0], [0.5, 0.5]], { weight: 2 }) // => -0.69314718
 * ```
 */
export function confidencePenalty<P extends ArrayInput | Traced>(
  probabilities: P,
  options?: ConfidenceOptions,
): LossValue<P, number, 'mean'>;
export function confidencePenalty(
  probabilities: ArrayInput | Traced,
  options?: ConfidenceOptions,
): number | FloatNdArray | Traced {
  return confidencePenaltyFor('confidencePenalty', probabilities, options);
}

/** `confidencePenalty` for functions that it is a part of, whose name errors tell. */
export function confidencePenaltyFor<P extends ArrayInput | Traced>(
  fn: string,
  probabilities: P,
  options?: ConfidenceOptions,
): LossValue<P, number, 'mean'>;
export function confidencePenaltyFor(
  fn: string,
  probabilities: ArrayInput | Traced,
  options?: ConfidenceOptions,
): number | FloatNdArray | Traced {
  const { weight = 0.1 } = checkOptions(fn, options, ['weight']);
  checkNumber(fn, 'weight', weight, { min: 0 });
  return mul(
    mean(asArray(entropyFor(fn, 'probabilities', readBatch(fn, 'probabilities', probabilities)))),
    -weight,
  );
}
