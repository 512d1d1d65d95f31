// Losses that draw pairs together and push all else apart.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { logSigmoid } from '../gradient/activations.js';
import { add, div, mul, neg } from '../gradient/arithmetic.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { mean, sum } from '../gradient/reduce.js';
import { transpose } from '../gradient/shape.js';
import { logSoftmax } from '../gradient/softmax.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { where } from '../gradient/where.js';
import { cosineSimilaritiesFor } from './normalize.js';
import { readFinite } from './read.js';
import { checkScalar, type SimilarityScale, scaled } from './scale.js';

/** A traced value where one of three arguments is traced, else a number. */
export type PairLoss<A, B = number, C = number> = A extends Traced
  ? Traced
  : B extends Traced
    ? Traced
    : C extends Traced
      ? Traced
      : number;

/** Options of `sigmoidPairLoss`. */
export interface SigmoidPairOptions<S extends number | Traced = number> extends SimilarityScale<S> {
  /** What is added to each logit; −10 where left out. */
  readonly bias?: S | undefined;
}

/** What `clipLoss` gives. */
export interface ClipLoss<V = number, M = FloatNdArray> {
  /** The mean of the two losses, in nats. */
  readonly loss: V;
  /** Scaled similarities: images as rows, texts as columns, [n, n]. */
  readonly logits: M;
  /** How surprising its text is to each image, on average: the loss along the rows. */
  readonly imageLoss: V;
  /** How surprising its image is to each text, on average: the loss along the columns. */
  readonly textLoss: V;
}

/** Positive and negative pairs of a batch, from `contrastivePairCounts`. */
export interface PairCounts {
  /** Images with their own texts. */
  readonly positives: number;
  /** Images with texts of others. */
  readonly negatives: number;
  /** The loss of one who cannot tell them apart: ln n, in nats. */
  readonly chanceLoss: number;
}

/** How errors name the two sides. */
export const PAIRS = ['images', 'texts'] as const;

/** Ones on the diagonal. */
function diagonal(rows: number, columns: number): FloatNdArray {
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) data[i * columns + i] = 1;
  return wrap(data, [rows, columns]);
}

/** The mean over rows of −ln of the share that softmax gives the diagonal. */
function diagonalLoss(logits: FloatNdArray | Traced): number | FloatNdArray | Traced {
  const [rows, columns] = logits.shape as [number, number];
  const own = where(diagonal(rows, columns), logSoftmax(logits), 0);
  return mean(neg(sum(asArray(own), { axis: -1 })));
}

/**
 * How surprising the right one among all is, on average over the rows of a table of logits, in nats: InfoNCE of one side.
 *
 * $$-\frac1n \sum_i \ln \frac{e^{z_{ii}}}{\sum_j e^{z_{ij}}}$$
 *
 * Row i belongs to column i; columns beyond the n-th are further wrong answers. ln m where all logits are equal, and ln m
 * less this bounds the mutual information from below. The mean over rows, not the sum. For the loss of both sides see
 * `clipLoss`, or take the mean with that of the transpose.
 *
 * @param logits - similarities divided by the temperature, [n, m] with m at least n
 * @returns a traced value for a traced one, else a number
 * @throws KindError where it is no array, ShapeError where it is no matrix or has fewer columns than rows, DomainError
 * where a number is not finite
 * @see A. van den Oord and others, "Representation learning with contrastive predictive coding", 2018, equation 4
 *
 * @example
 * Three images and their texts, and no idea at all.
 * ```ts
 * import { infoNce } from 'fovea';
 * infoNce([[4, 1, 0], [2, 3, 1], [0, 1, 5]]) // => 0.16607825278
 * infoNce([[1, 1], [1, 1]]) // => 0.69314718056
 * ```
 */
export function infoNce<Z extends ArrayInput | Traced>(logits: Z): PairLoss<Z>;
export function infoNce(logits: ArrayInput | Traced): number | FloatNdArray | Traced {
  return diagonalLoss(readLogits('infoNce', logits));
}

/**
 * Reads a table of logits with a column for each row.
 *
 * @param fn - name of the public function, for errors
 * @param logits - what came
 * @returns the table
 */
export function readLogits<Z extends ArrayInput | Traced>(
  fn: string,
  logits: Z,
): FloatNdArray | Extract<Z, Traced> {
  const z = readFinite(fn, 'logits', logits, { is: 2, called: 'a matrix, (n, m)' });
  const [rows, columns] = z.shape as [number, number];
  if (columns >= rows) return z;
  const expected = `a column for each of the ${rows} rows`;
  throw new ShapeError({ function: fn, argument: 'logits', expected, got: `${columns} columns` });
}

/**
 * The loss of CLIP, from the embeddings of images and of their texts: InfoNCE of both sides, in nats.
 *
 * $$z_{ij} = \frac{\cos(u_i, v_j)}{\tau}, \quad L = \frac12 \Bigl( -\frac1n \sum_i \ln \frac{e^{z_{ii}}}{\sum_j e^{z_{ij}}}
 * - \frac1n \sum_i \ln \frac{e^{z_{ii}}}{\sum_j e^{z_{ji}}} \Bigr)$$
 *
 * Embeddings are normalised here, so their lengths do not matter. Similarities are divided by the temperature, not
 * multiplied by it: the smaller, the sharper. To learn it, give its negative logarithm as `logScale`, traced and starting
 * from ln(1/0.07): the factor is eᵗ, and 100 at most. Above that bound the derivative by t is 0; `boundLogScale` after each
 * update keeps t where it can come back from.
 *
 * The loss is ln n where nothing can be told apart. With a single pair it is 0 and teaches nothing.
 *
 * @param images - embeddings of images, [n, d]
 * @param texts - embeddings of the texts in the same order, [n, d]
 * @param options - `temperature`: τ above 0, 0.07 where left out; or `logScale`: t. A number or a traced one
 * @returns the loss, the logits and the losses of both sides; traced values where an argument is traced
 * @throws KindError where an argument is no array, an option is unknown or both scales are given, ShapeError where they
 * are no matrices of one shape, DomainError where a number is not finite, a row is all zeros, or τ is not above 0
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, figure 3 and
 * section 2.5
 *
 * @example
 * Two pairs that point the same way, well told apart; and with a temperature that is to be learnt.
 * ```ts
 * import { clipLoss, grad } from 'fovea';
 * const [images, texts] = [[[1, 0], [0, 2]], [[3, 0], [0, 1]]];
 * clipLoss(images, texts, { temperature: 1 }).loss // => 0.31326168752
 * grad((logScale) => clipLoss(images, texts, { logScale }).loss)(0) // => -0.26894142137
 * ```
 */
export function clipLoss<
  I extends ArrayInput | Traced,
  T extends ArrayInput | Traced,
  S extends number | Traced = number,
>(
  images: I,
  texts: T,
  options?: SimilarityScale<S>,
): ClipLoss<PairLoss<I, T, S>, S extends Traced ? Traced : ArrayValue<I, T>>;
export function clipLoss(
  images: ArrayInput | Traced,
  texts: ArrayInput | Traced,
  options?: SimilarityScale<number | Traced>,
): ClipLoss<number | FloatNdArray | Traced, FloatNdArray | Traced> {
  const given = checkOptions('clipLoss', options, ['temperature', 'logScale']);
  return bothSides('clipLoss', images, texts, given);
}

/**
 * `clipLoss` under another function's name, for errors.
 *
 * @param fn - name of the public function
 * @param images - embeddings of images
 * @param texts - embeddings of the texts
 * @param scale - `temperature` or `logScale`
 * @returns loss, logits and the losses of both sides
 */
export function bothSides(
  fn: string,
  images: ArrayInput | Traced,
  texts: ArrayInput | Traced,
  scale: SimilarityScale<number | Traced>,
): ClipLoss<number | FloatNdArray | Traced, FloatNdArray | Traced> {
  const logits = scaled(fn, cosineSimilaritiesFor(fn, PAIRS, images, texts, true), scale, 0.07);
  const [imageLoss, textLoss] = [diagonalLoss(logits), diagonalLoss(transpose(logits))];
  return { loss: mul(add(imageLoss, textLoss), 0.5), logits, imageLoss, textLoss };
}

/**
 * The loss of SigLIP: each pair of an image and a text is asked by itself whether they belong together, in nats.
 *
 * $$-\frac1n \sum_{i,j} \ln s\bigl(y_{ij} (\cos(u_i, v_j) / \tau + b)\bigr), \quad y_{ij} = \begin{cases} 1 & i = j \\ -1 &
 * \text{else} \end{cases}, \quad s(x) = \frac{1}{1 + e^{-x}}$$
 *
 * No softmax, so no pair needs to see the others. The sum is over all n² pairs and divided by n.
 *
 * @param images - embeddings of images, [n, d]
 * @param texts - embeddings of the texts in the same order, [n, d]
 * @param options - `temperature`: τ above 0, 0.1 where left out, or `logScale` as in `clipLoss`, with the same bound;
 * `bias`: b, −10 where left out, as most pairs do not belong together. Numbers or traced ones
 * @returns a traced value where an argument is traced, else a number
 * @throws KindError where an argument is no array, an option is unknown or both scales are given, ShapeError where they
 * are no matrices of one shape, DomainError where a number is not finite, a row is all zeros, or τ is not above 0
 * @see X. Zhai and others, "Sigmoid loss for language image pre-training", 2023, section 3.2
 *
 * @example
 * One pair at the start: it costs as much as it is thought unlikely; with no bias two pairs at right angles.
 * ```ts
 * import { sigmoidPairLoss } from 'fovea';
 * sigmoidPairLoss([[1, 0]], [[0, 1]]) // => 10.0000453989
 * sigmoidPairLoss([[1, 0], [0, 1]], [[1, 0], [0, 1]], { temperature: 1, bias: 0 }) // => 1.0064088681
 * ```
 */
export function sigmoidPairLoss<
  I extends ArrayInput | Traced,
  T extends ArrayInput | Traced,
  S extends number | Traced = number,
>(images: I, texts: T, options?: SigmoidPairOptions<S>): PairLoss<I, T, S>;
export function sigmoidPairLoss(
  images: ArrayInput | Traced,
  texts: ArrayInput | Traced,
  options?: SigmoidPairOptions<number | Traced>,
): number | FloatNdArray | Traced {
  const fn = 'sigmoidPairLoss';
  const given = checkOptions(fn, options, ['temperature', 'logScale', 'bias']);
  const { bias = -10 } = given;
  checkScalar(fn, 'bias', bias);
  const logits = add(
    scaled(fn, cosineSimilaritiesFor(fn, PAIRS, images, texts, true), given, 0.1),
    bias,
  );
  const n = shapeOf(logits)[0]!;
  const signed = where(diagonal(n, n), logits, neg(logits));
  return div(neg(sum(asArray(logSigmoid(signed)))), n);
}

/**
 * How many pairs a batch of images and their texts has: n that belong together, n² − n that do not.
 *
 * @param n - images in the batch, with as many texts; at least 1, at most 94906265, so that counts are exact
 * @returns both counts, and the loss ln n of guessing
 * @throws KindError where it is no number, DomainError where it is out of range
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 2.3
 *
 * @example
 * The batch of the paper.
 * ```ts
 * import { contrastivePairCounts } from 'fovea';
 * const counts = contrastivePairCounts(32768);
 * counts.positives // => 32768
 * counts.negatives // => 1073709056
 * counts.chanceLoss // => 10.3972077084
 * ```
 */
export function contrastivePairCounts(n: number): PairCounts {
  return contrastivePairCountsFor('contrastivePairCounts', n);
}

/** `contrastivePairCounts` for functions that it is a part of, whose name errors tell. */
export function contrastivePairCountsFor(fn: string, n: number): PairCounts {
  checkNumber(fn, 'n', n, { integer: true, min: 1, max: 94906265 });
  return { positives: n, negatives: n * n - n, chanceLoss: Math.log(n) };
}
