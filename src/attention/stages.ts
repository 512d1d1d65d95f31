// The weights of attention, and every intermediate on the way to its output.
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { asArray } from '../gradient/moves.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { type AttentionOptions, readLayout, readTask } from './options.js';
import { weightParts } from './parts.js';
import { type AttentionValue, scaledDotProductAttentionFor } from './scaled-dot-product.js';

/**
 * The weights of scaled dot-product attention: how much each query takes of each value.
 *
 * $$P = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt d} + B\right)$$
 *
 * Each row adds up to 1; the row of a query that sees no key is zeros. Heads are never averaged.
 *
 * @param q - queries, shape [..., n, d]
 * @param k - keys, shape [..., m, d]
 * @param options - as in `scaledDotProductAttention`
 * @returns shape [..., n, m]; a traced value where q, k or the bias is traced
 * @throws as `scaledDotProductAttention`; DomainError for a result of more than 2²⁸ elements
 * @see A. Vaswani et al., "Attention is all you need", 2017, equation 1
 *
 * @example
 * Scores that differ by ln 3.
 * ```ts
 * import { attentionWeights, toNested } from 'fovea';
 * toNested(attentionWeights([[1]], [[0], [Math.log(3)]], { scale: 1 })) // => [[0.25, 0.75]]
 * ```
 */
export function attentionWeights<
  Q extends ArrayInput | Traced,
  K extends ArrayInput | Traced,
  B extends ArrayInput | Traced = FloatNdArray,
>(q: Q, k: K, options?: AttentionOptions<B>): ArrayValue<ArrayValue<Q, K>, B>;
export function attentionWeights(
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  options?: AttentionOptions,
): FloatNdArray | Traced {
  const fn = 'attentionWeights';
  const layout = readLayout(fn, q, k, options);
  checkPlain(fn, layout, q, k, k, options);
  return weightParts(layout, q, k, options?.bias).weights;
}

/** Every intermediate of attention; each is traced where something that it is computed from is. */
export interface AttentionStages<Value = FloatNdArray, Scores = Value, Weights = Scores> {
  /** Dot products $Q K^\top$, [..., n, m]. */
  readonly scores: Scores;
  /** Scaled, and capped where there is a softcap, [..., n, m]. */
  readonly scaled: Scores;
  /** With bias, and −∞ where a query does not see a key, [..., n, m]. */
  readonly masked: Weights;
  /** Softmax over the keys, [..., n, m]. */
  readonly weights: Weights;
  /** Weighted means of the values, [..., n, e]. */
  readonly output: Value;
}

/**
 * Scaled dot-product attention with every intermediate, to look at or to explain.
 *
 * $$S = Q K^\top, \quad S' = \frac{S}{\sqrt d}, \quad P = \mathrm{softmax}(S' + B), \quad O = P V$$
 *
 * Memory grows with n·m. The output is what `scaledDotProductAttention` gives.
 *
 * @param q - queries, shape [..., n, d]
 * @param k - keys, shape [..., m, d]
 * @param v - values, shape [..., m, e]
 * @param options - as in `scaledDotProductAttention`
 * @returns `scores`, `scaled`, `masked`, `weights`, `output`; each a traced value where something that it is
 * computed from is traced (scores know nothing of values and bias)
 * @throws as `scaledDotProductAttention`; DomainError for a result of more than 2²⁸ elements
 * @see A. Vaswani et al., "Attention is all you need", 2017, equation 1
 *
 * @example
 * What a causal mask does to the scores.
 * ```ts
 * import { attentionStages, toNested } from 'fovea';
 * const stages = attentionStages([[1], [2]], [[1], [3]], [[10], [20]], { causal: true, scale: 0.5 });
 * toNested(stages.scores) // => [[1, 3], [2, 6]]
 * toNested(stages.masked) // => [[0.5, -Infinity], [1, 3]]
 * toNested(stages.weights) // => [[1, 0], [0.119203, 0.880797]]
 * toNested(stages.output) // => [[10], [18.80797]]
 * ```
 */
export function attentionStages<
  Q extends ArrayInput | Traced,
  K extends ArrayInput | Traced,
  V extends ArrayInput | Traced,
  B extends ArrayInput | Traced = FloatNdArray,
>(
  q: Q,
  k: K,
  v: V,
  options?: AttentionOptions<B>,
): AttentionStages<AttentionValue<Q, K, V, B>, ArrayValue<Q, K>, ArrayValue<ArrayValue<Q, K>, B>>;
export function attentionStages(
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  v: ArrayInput | Traced,
  options?: AttentionOptions,
): AttentionStages<FloatNdArray | Traced> {
  return attentionStagesFor('attentionStages', q, k, v, options);
}

/**
 * `attentionStages` for functions that it is a part of, whose name errors tell.
 *
 * @param fn - name of the public function, for errors
 * @param q - queries
 * @param k - keys
 * @param v - values
 * @param options - as for `attentionStages`
 * @returns the stages and the output
 */
export function attentionStagesFor(
  fn: string,
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  v: ArrayInput | Traced,
  options?: AttentionOptions,
): AttentionStages<FloatNdArray | Traced> {
  const layout = readLayout(fn, q, k, options);
  checkPlain(fn, layout, q, k, v, options);
  const { scores, capped, masked, weights } = weightParts(layout, q, k, options?.bias);
  return {
    scores,
    scaled: capped,
    masked,
    weights,
    output: scaledDotProductAttentionFor(fn, q, k, v, options),
  };
}

/** Refuses NaN and shapes that do not meet, by the values behind what is traced. */
function checkPlain(
  fn: string,
  layout: ReturnType<typeof readLayout>,
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  v: ArrayInput | Traced,
  options: AttentionOptions | undefined,
): void {
  checkElements(fn, 'key', [...layout.lead, layout.n, layout.m]);
  const bias = options?.bias;
  const plain = (x: ArrayInput | Traced): ArrayInput => asArray(stopGradient(x)) as ArrayInput;
  readTask(fn, layout, plain(q), plain(k), plain(v), bias && plain(bias));
}
