// Scaled dot-product attention.
import { allocate, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { primitive } from '../gradient/primitive.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import type { AttentionSums, AttentionTask } from '../kernels/attention-kernels.js';
import { attend } from '../kernels/scalar/attention.js';
import { attendBackward } from '../kernels/scalar/attention-backward.js';
import { kernel } from '../kernels/select.js';
import { attend as attendFast } from '../kernels/simd/attention.js';
import { attendBackward as attendBackwardFast } from '../kernels/simd/attention-backward.js';
import { type AttentionLayout, type AttentionOptions, readLayout, readTask } from './options.js';
import { partGradients } from './parts.js';

/** A traced value where queries, keys, values or bias are traced, else an ndarray. */
export type AttentionValue<
  Q extends ArrayInput | Traced,
  K extends ArrayInput | Traced,
  V extends ArrayInput | Traced,
  B extends ArrayInput | Traced,
> = ArrayValue<ArrayValue<Q, K>, ArrayValue<V, B>>;

/**
 * Scaled dot-product attention: for each query the mean of the values, weighted by how well their keys match.
 *
 * $$O = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt d} + B\right) V$$
 *
 * Leading axes (batch, heads) are the same in all three. The order of things is: dot products, scale, softcap,
 * bias, mask, softmax over the keys. A query that sees no key gets zeros; a key that is hidden, or whose weight
 * is 0, gives nothing of its value, not even NaN.
 *
 * Weights are not stored: memory grows with n + m, and keys that no query of a block sees cost no time, so
 * that causal attention takes about half. Sums are in float64, but on SIMD kernels, which serve float32, only those
 * of the softmax.
 *
 * @param q - queries, shape [..., n, d]
 * @param k - keys, shape [..., m, d]
 * @param v - values, shape [..., m, e]
 * @param options - `mask` (1 = may attend), `bias` (added), `causal`, `window`, `keyLengths`, `softcap`,
 * `scale`, `groupedHeads`
 * @returns shape [..., n, e]; a traced value where q, k, v or the bias is traced
 * @throws ShapeError where shapes do not meet, DomainError for NaN in queries, keys or bias, other values than 0
 * and 1 in the mask, and causal attention of unequal lengths without its alignment; KindError for an unknown
 * option
 * @see A. Vaswani et al., "Attention is all you need", 2017, equation 1; T. Dao et al., "FlashAttention", 2022,
 * algorithm 1
 *
 * @example
 * A query that matches the second key, and what it sees causally.
 * ```ts
 * import { scaledDotProductAttention, toNested } from 'fovea';
 * const keys = [[1, 0], [0, 1]];
 * const values = [[10], [20]];
 * toNested(scaledDotProductAttention([[0, 9]], keys, values)) // => [[19.9828]]
 * toNested(scaledDotProductAttention([[0, 9], [0, 9]], keys, values, { causal: true })) // => [[10], [19.9828]]
 * ```
 */
export function scaledDotProductAttention<
  Q extends ArrayInput | Traced,
  K extends ArrayInput | Traced,
  V extends ArrayInput | Traced,
  B extends ArrayInput | Traced = FloatNdArray,
>(q: Q, k: K, v: V, options?: AttentionOptions<B>): AttentionValue<Q, K, V, B>;
export function scaledDotProductAttention(
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  v: ArrayInput | Traced,
  options?: AttentionOptions,
): FloatNdArray | Traced {
  return scaledDotProductAttentionFor('scaledDotProductAttention', q, k, v, options);
}

/**
 * `scaledDotProductAttention` for functions that it is a part of, whose name errors tell.
 *
 * @param fn - name of the public function
 * @param q - queries
 * @param k - keys
 * @param v - values
 * @param options - as in `scaledDotProductAttention`
 * @returns shape [..., n, e]
 */
export function scaledDotProductAttentionFor(
  fn: string,
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  v: ArrayInput | Traced,
  options: AttentionOptions | undefined,
): FloatNdArray | Traced {
  const layout = readLayout(fn, q, k, options);
  const bias = options?.bias;
  if (!isTraced(q) && !isTraced(k) && !isTraced(v) && (bias === undefined || !isTraced(bias))) {
    return forward(readTask(fn, layout, q, k, v, bias), layout).output;
  }
  const inputs = bias === undefined ? [q, k, v] : [q, k, v, bias];
  return asArray(differentiable(fn, layout)(...inputs)) as FloatNdArray | Traced;
}

/** What is kept of a forward pass for one back. */
export interface Kept {
  readonly output: FloatNdArray;
  readonly sums: AttentionSums;
}

/** Computes the output, and what gradients will need of the weights. */
export function forward(task: AttentionTask, { lead, items, n }: AttentionLayout): Kept {
  const dtype = task.query instanceof Float32Array ? 'float32' : 'float64';
  const shape = [...lead, n, task.e];
  const output = allocate(dtype, elementCount(shape));
  const sums = { tops: new Float64Array(items * n), totals: new Float64Array(items * n) };
  kernel('attend', attend, attendFast)(task, output, sums);
  return { output: wrap(output, shape), sums };
}

/** Gradients in the order of the inputs. */
export function backward(
  task: AttentionTask,
  { output, sums }: Kept,
  gradient: Traceable,
  shapes: readonly (readonly number[])[],
): FloatNdArray[] {
  const dtype = output.data instanceof Float32Array ? 'float32' : 'float64';
  const [query, key, value] = shapes
    .slice(0, 3)
    .map((shape) => allocate(dtype, elementCount(shape)));
  const bias = shapes[3] && new Float64Array(elementCount(shapes[3]));
  const outer = gradient as FloatNdArray;
  const targets = { query: query!, key: key!, value: value!, bias };
  const run = kernel('attendBackward', attendBackward, attendBackwardFast);
  run(task, output.data, sums, outer.data, targets);
  const results = [
    query!,
    key!,
    value!,
    ...(bias ? [dtype === 'float32' ? Float32Array.from(bias) : bias] : []),
  ];
  return results.map((data, i) => wrap(data, shapes[i]!));
}

/** Attention as a primitive: blocks for plain values, composed parts where the pullback is itself traced. */
function differentiable(
  fn: string,
  layout: AttentionLayout,
): (...inputs: Traceable[]) => Traceable {
  let kept: (Kept & { readonly task: AttentionTask }) | undefined;
  // One walk back asks for each input in turn, with the same gradient.
  let last: { readonly gradient: Traceable; readonly results: readonly FloatNdArray[] } | undefined;
  const pullback =
    (index: number) =>
    (gradient: Traceable, _: Traceable, ...inputs: readonly Traceable[]): Traceable => {
      const [q, k, v, bias] = inputs.map((input) => asArray(input));
      if (kept === undefined || isTraced(gradient) || inputs.some(isTraced)) {
        const parts = partGradients(layout, q!, k!, v!, bias, asArray(gradient));
        return [parts.q, parts.k, parts.v, parts.biased][index]!;
      }
      if (last?.gradient !== gradient) {
        last = {
          gradient,
          results: backward(
            kept.task,
            kept,
            gradient,
            inputs.map((x) => shapeOf(x)),
          ),
        };
      }
      return last.results[index]!;
    };
  return primitive(
    fn,
    (...inputs) => {
      const [q, k, v, bias] = inputs.map((input) => asArray(input) as ArrayInput);
      const task = readTask(fn, layout, q!, k!, v!, bias);
      kept = { ...forward(task, layout), task };
      return kept.output;
    },
    [0, 1, 2, 3].map(pullback),
  );
}
