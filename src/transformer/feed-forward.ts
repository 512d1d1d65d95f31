// The two linear layers, with an activation between them, that work on each token by itself.
import { checkOneOf, checkOptions, recordAt } from '../core/check.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { gelu, relu } from '../gradient/activations.js';
import type { Traced } from '../gradient/traced.js';
import { linearFor } from './linear.js';

/** The activations of a feed-forward layer: max(0, x), or x·Φ(x) in its exact form. */
export type FeedForwardActivation = 'relu' | 'gelu';

/** The parameters of a feed-forward layer. */
export interface FeedForwardParameters<P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** The first matrix, [d, hidden]. */
  readonly w1: P;
  /** The first bias, [hidden]; none where left out. */
  readonly b1?: P | undefined;
  /** The second matrix, [hidden, out]. */
  readonly w2: P;
  /** The second bias, [out]; none where left out. */
  readonly b2?: P | undefined;
}

/** What `feedForward` may be told. */
export interface FeedForwardOptions {
  /** The activation; "relu" where left out. */
  readonly activation?: FeedForwardActivation | undefined;
}

/** The activations by name. */
export const ACTIVATIONS: readonly FeedForwardActivation[] = ['relu', 'gelu'];

/**
 * The position-wise feed-forward layer: two linear layers with an activation between them, the same for each token.
 *
 * $$\mathrm{FFN}(x) = f(x W_1 + b_1) \, W_2 + b_2$$
 *
 * "gelu" is the exact form x·Φ(x), by the error function; the form with tanh that GPT-2 has differs from it by up
 * to 5e-4.
 *
 * @param x - tokens, shape [..., d]
 * @param parameters - `w1` [d, hidden], `b1` [hidden], `w2` [hidden, out], `b2` [out]; biases may be left out
 * @param options - `activation`: "relu" where left out, or "gelu"
 * @returns shape [..., out]; a traced value where an argument is traced
 * @throws ShapeError where shapes do not meet, KindError for missing parameters, unknown names and activations;
 * DomainError for a result of more than 2²⁸ elements
 * @see A. Vaswani et al., "Attention is all you need", 2017, equation 2
 *
 * @example
 * What is negative between the layers is lost.
 * ```ts
 * import { feedForward, toNested } from 'fovea';
 * const parameters = { w1: [[1, -1]], b1: [0, 0], w2: [[10], [100]], b2: [1] };
 * toNested(feedForward([[2], [-2]], parameters)) // => [[21], [201]]
 * ```
 */
export function feedForward(
  x: ArrayInput,
  parameters: FeedForwardParameters<ArrayInput>,
  options?: FeedForwardOptions,
): FloatNdArray;
export function feedForward(
  x: ArrayInput | Traced,
  parameters: FeedForwardParameters,
  options?: FeedForwardOptions,
): FloatNdArray | Traced;
export function feedForward(
  x: ArrayInput | Traced,
  parameters: FeedForwardParameters,
  options?: FeedForwardOptions,
): FloatNdArray | Traced {
  const { activation } = checkOptions('feedForward', options, ['activation']);
  return feedForwardFor('feedForward', '', x, parameters, activation);
}

/**
 * `feedForward` for functions that it is a part of, whose name errors tell.
 *
 * @param fn - name of the public function, for errors
 * @param path - what stands before the names of the parameters in errors
 * @param x - shape [..., d]
 * @param parameters - matrices and biases
 * @param activation - its name
 * @returns shape [..., out]
 */
export function feedForwardFor(
  fn: string,
  path: string,
  x: ArrayInput | Traced,
  parameters: FeedForwardParameters,
  activation: FeedForwardActivation = 'relu',
): FloatNdArray | Traced {
  checkOneOf(fn, 'activation', activation, ACTIVATIONS);
  const { w1, b1, w2, b2 } = checkOptions(
    fn,
    parameters,
    ['w1', 'b1', 'w2', 'b2'],
    recordAt(path, 'parameters'),
  );
  const inner = linearFor(fn, [`${path}w1`, `${path}b1`], x, w1, b1);
  const active: FloatNdArray | Traced = activation === 'relu' ? relu(inner) : gelu(inner);
  return linearFor(fn, [`${path}w2`, `${path}b2`], active, w2, b2);
}
