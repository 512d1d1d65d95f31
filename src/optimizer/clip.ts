// Gradients cut to a size before a step.
import { checkNumber } from '../core/check.js';
import { normOf } from './norm.js';
import { copyOf, readTree, wrapLike } from './read-trees.js';
import type { Updated } from './types.js';

/** What `clipByNorm` gives. */
export interface ClippedGradients<G> {
  /** The gradients, scaled where they were too long. */
  readonly gradients: Updated<G>;
  /** Their norm before. */
  readonly norm: number;
}

/**
 * Scales gradients down so that the Euclidean norm of all of them together is at most `maxNorm`; the
 * direction stays.
 *
 * $$g \leftarrow g \cdot \min \left( 1, \frac{c}{\lVert g \rVert} \right), \qquad \lVert g \rVert = \sqrt{\sum_{\text{leaves}} \sum_i g_i^2}$$
 *
 * PyTorch's `clip_grad_norm_` divides by ‖g‖ + 10⁻⁶ lest it divide by 0, and so leaves a norm slightly below
 * c, by a part of 10⁻⁶ / ‖g‖, and also scales gradients whose norm is less than that below c. Here
 * gradients are scaled only where ‖g‖ > c, which cannot be 0, to c itself.
 *
 * @param gradients - a number, an array of float64 or float32, or a plain record or list, nested as you
 * like, of these
 * @param maxNorm - the largest norm c, not below 0
 * @returns `gradients`, in the same tree, shapes and precision, and `norm`, what ‖g‖ was before
 * @throws KindError or DomainError where a gradient is no number, NaN or infinite, with the path to it, or
 * `maxNorm` is no number ≥ 0
 * @see R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks", 2013,
 * algorithm 1
 *
 * @example
 * A norm of 5, halved.
 * ```ts
 * import { clipByNorm } from 'fovea/optimizer';
 * clipByNorm({ w: 3, b: -4 }, 2.5) // => { gradients: { w: 1.5, b: -2 }, norm: 5 }
 * ```
 */
export function clipByNorm<G>(gradients: G, maxNorm: number): ClippedGradients<G> {
  const { flat, leaves } = readTree('clipByNorm', 'gradients', gradients);
  checkNumber('clipByNorm', 'maxNorm', maxNorm, { min: 0 });
  const { scale, length } = normOf(leaves);
  const norm = scale * length;
  const factor = norm > maxNorm ? maxNorm / scale / length : 1;
  const clipped = leaves.map((leaf) => {
    const data = copyOf(leaf);
    for (let i = 0; i < data.length; i++) data[i]! *= factor;
    return wrapLike(leaf, data);
  });
  return { gradients: flat.rebuild(clipped) as Updated<G>, norm };
}

/**
 * Cuts every element of the gradients to the range from −limit to limit; the direction may change.
 *
 * $$g_i \leftarrow \min(\max(g_i, -c), c)$$
 *
 * @param gradients - a number, an array of float64 or float32, or a plain record or list, nested as you
 * like, of these
 * @param limit - the largest size c, not below 0
 * @returns the gradients, in the same tree, shapes and precision
 * @throws KindError or DomainError where a gradient is no number, NaN or infinite, with the path to it, or
 * `limit` is no number ≥ 0
 *
 * @example
 * Only the large one is cut.
 * ```ts
 * import { clipByValue } from 'fovea/optimizer';
 * clipByValue({ w: 3, b: -0.5 }, 1) // => { w: 1, b: -0.5 }
 * ```
 */
export function clipByValue<G>(gradients: G, limit: number): Updated<G> {
  const { flat, leaves } = readTree('clipByValue', 'gradients', gradients);
  checkNumber('clipByValue', 'limit', limit, { min: 0 });
  const clipped = leaves.map((leaf) => {
    const data = copyOf(leaf);
    for (let i = 0; i < data.length; i++) data[i] = Math.min(Math.max(data[i]!, -limit), limit);
    return wrapLike(leaf, data);
  });
  return flat.rebuild(clipped) as Updated<G>;
}
