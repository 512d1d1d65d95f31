// Derivatives of the losses of pairs in closed form, as one works them out by hand.
import { checkOptions } from '../core/check.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { add, div, mul, sub } from '../gradient/arithmetic.js';
import { matmul } from '../gradient/matmul.js';
import { swapLast } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { transpose } from '../gradient/shape.js';
import { softmax } from '../gradient/softmax.js';
import { PAIRS, readLogits } from './losses.js';
import { cosineSimilaritiesFor, l2NormalizeFor } from './normalize.js';
import { LOG_BOUND, type SimilarityScale, scaled } from './scale.js';

/** The derivatives of `clipLoss`. */
export interface ClipLossGradient {
  /** By each logit, [n, n]. */
  readonly logits: FloatNdArray;
  /** By the embeddings of the images, [n, d]; each row at right angles to its embedding. */
  readonly images: FloatNdArray;
  /** By the embeddings of the texts, [n, d]. */
  readonly texts: FloatNdArray;
  /** By the logarithm t of the scale; 0 where it lies above its bound. With a temperature, t is −ln τ. */
  readonly logScale: number;
}

/**
 * The derivative of `infoNce` by each logit: what softmax gives each column, less the right answer, over the rows.
 *
 * $$\frac{\partial L}{\partial z_{ij}} = \frac1n \left( \frac{e^{z_{ij}}}{\sum_k e^{z_{ik}}} - \delta_{ij} \right)$$
 *
 * Each row adds up to 0: what one logit gains the others lose. The same as `grad` of `infoNce`.
 *
 * @param logits - similarities divided by the temperature, [n, m] with m at least n
 * @returns [n, m]
 * @throws KindError where it is no array, ShapeError where it is no matrix or has fewer columns than rows, DomainError
 * where a number is not finite
 * @see A. van den Oord and others, "Representation learning with contrastive predictive coding", 2018, equation 4
 *
 * @example
 * No idea at all: each right logit is pulled up, each wrong one pushed down.
 * ```ts
 * import { infoNceGradient, toNested } from 'fovea';
 * toNested(infoNceGradient([[1, 1], [1, 1]])) // => [[-0.25, 0.25], [0.25, -0.25]]
 * ```
 */
export function infoNceGradient(logits: ArrayInput): FloatNdArray {
  return slopes(readLogits('infoNceGradient', logits));
}

function slopes(logits: FloatNdArray): FloatNdArray {
  const [rows, columns] = logits.shape as [number, number];
  const shares = softmax(logits);
  for (let i = 0; i < rows; i++) shares.data[i * columns + i]! -= 1;
  return div(shares, rows);
}

/**
 * The derivatives of `clipLoss` by logits, embeddings and the logarithm of the scale, in closed form.
 *
 * $$G = \frac{1}{2n} (P + Q - 2I), \quad \frac{\partial L}{\partial t} = \sum_{ij} G_{ij} z_{ij}, \quad
 * \frac{\partial L}{\partial u_i} = \frac{(I - \hat u_i \hat u_i^\top) \sum_j e^t G_{ij} \hat v_j}{\lVert u_i \rVert}$$
 *
 * P is the softmax along the rows of the logits z, Q that along the columns, t = −ln τ. Embeddings are normalised inside
 * the loss, so only what turns them changes it: derivatives are at right angles to them, and the longer an embedding, the
 * smaller its derivative. The same as `grad` of `clipLoss`, which also works through the encoders.
 *
 * @param images - embeddings of images, [n, d]
 * @param texts - embeddings of the texts in the same order, [n, d]
 * @param options - `temperature`: τ above 0, 0.07 where left out; or `logScale`: t
 * @returns the derivatives by `logits`, `images`, `texts` and `logScale`
 * @throws KindError, ShapeError and DomainError as `clipLoss`
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, figure 3
 *
 * @example
 * The slope of the temperature that the loss has in the example of `clipLoss`.
 * ```ts
 * import { clipLossGradient } from 'fovea';
 * const [images, texts] = [[[1, 0], [0, 2]], [[3, 0], [0, 1]]];
 * clipLossGradient(images, texts, { logScale: 0 }).logScale // => -0.26894142137
 * ```
 */
export function clipLossGradient(
  images: ArrayInput,
  texts: ArrayInput,
  options?: SimilarityScale,
): ClipLossGradient {
  const fn = 'clipLossGradient';
  const given = checkOptions(fn, options, ['temperature', 'logScale']);
  const similarities = cosineSimilaritiesFor(fn, PAIRS, images, texts, true) as FloatNdArray;
  const logits = scaled(fn, similarities, given, 0.07) as FloatNdArray;
  const { temperature = 0.07, logScale } = given;
  const factor = logScale === undefined ? 1 / temperature : Math.exp(Math.min(logScale, LOG_BOUND));
  const back = transpose(slopes(transpose(logits) as FloatNdArray));
  const byLogits = div(add(slopes(logits), back), 2) as FloatNdArray;
  const bySimilarities = mul(byLogits, factor) as FloatNdArray;
  const left = l2NormalizeFor(fn, 'images', images) as FloatNdArray;
  const right = l2NormalizeFor(fn, 'texts', texts) as FloatNdArray;
  const flat = logScale !== undefined && logScale > LOG_BOUND;
  return {
    logits: byLogits,
    images: throughLength(images, left, matmul(bySimilarities, right)),
    texts: throughLength(texts, right, matmul(swapLast(bySimilarities) as ArrayInput, left)),
    logScale: flat ? 0 : sum(mul(byLogits, logits)),
  };
}

/** The derivative by vectors, from that by their directions. */
function throughLength(
  vectors: ArrayInput,
  directions: FloatNdArray,
  slopes: FloatNdArray,
): FloatNdArray {
  const along = { axis: -1, keepDims: true } as const;
  const across = sub(slopes, mul(directions, sum(mul(directions, slopes), along)));
  return div(across, sum(mul(vectors, directions), along)) as FloatNdArray;
}
