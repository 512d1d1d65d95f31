// Gradients of scaled dot-product attention, by name.
import { computeDType, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { asArray, shapeOf, toInner } from '../gradient/moves.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import { vjp } from '../gradient/vjp.js';
import { type AttentionOptions, readLayout, readTask } from './options.js';
import { backward, forward, scaledDotProductAttentionFor } from './scaled-dot-product.js';

/** Gradients of a loss by what attention was computed from; each is traced where something it is computed from is. */
export interface AttentionGradients<Value = FloatNdArray> {
  /** By the queries, [..., n, d]. */
  readonly q: Value;
  /** By the keys, [..., m, d]. */
  readonly k: Value;
  /** By the values, [..., m, e]. */
  readonly v: Value;
  /** By the bias, in its shape; only where there is one. */
  readonly bias?: Value;
}

/**
 * The gradients of a loss with respect to queries, keys, values and bias, from its gradient with respect to the output, in closed form.
 *
 * $$\bar V = P^\top \bar O, \quad \bar S = P \odot \left(\bar O V^\top - \mathrm{rowsum}(\bar O \odot O)\right),
 * \quad \bar Q = \frac{\bar S K}{\sqrt d}, \quad \bar K = \frac{\bar S^\top Q}{\sqrt d}, \quad \bar B = \bar S$$
 *
 * The same as `vjp` of `scaledDotProductAttention` gives. Weights are computed again by blocks, never stored.
 * Queries that see no key, and keys that none sees, have gradients of zero.
 *
 * @param q - queries, shape [..., n, d]
 * @param k - keys, shape [..., m, d]
 * @param v - values, shape [..., m, e]
 * @param gradient - of the loss by the output, shape [..., n, e]
 * @param options - as in `scaledDotProductAttention`
 * @returns `q`, `k`, `v` and, where there is a bias, `bias`: each in the shape of what it belongs to, and a traced value
 * where something that it is computed from is traced
 * @throws as `scaledDotProductAttention`; ShapeError where the gradient has not the output's shape
 * @see T. Dao et al., "FlashAttention", 2022, appendix B.2
 *
 * @example
 * Two keys that match equally well.
 * ```ts
 * import { attentionGradients, toNested } from 'fovea';
 * const { q, v } = attentionGradients([[1, 0]], [[1, 1], [1, -1]], [[3], [5]], [[1]], { scale: 1 });
 * toNested(v) // => [[0.5], [0.5]]
 * toNested(q) // => [[0, -1]]
 * ```
 */
export function attentionGradients(
  q: ArrayInput,
  k: ArrayInput,
  v: ArrayInput,
  gradient: ArrayInput,
  options?: AttentionOptions<ArrayInput>,
): AttentionGradients;
export function attentionGradients(
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  v: ArrayInput | Traced,
  gradient: ArrayInput | Traced,
  options?: AttentionOptions,
): AttentionGradients<FloatNdArray | Traced>;
export function attentionGradients(
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  v: ArrayInput | Traced,
  gradient: ArrayInput | Traced,
  options?: AttentionOptions,
): AttentionGradients<FloatNdArray | Traced> {
  const fn = 'attentionGradients';
  const layout = readLayout(fn, q, k, options);
  const bias = options?.bias;
  const given = bias === undefined ? { q, k, v } : { q, k, v, bias };
  if (isTraced(gradient) || !isPlain(given)) {
    const { value, pullback } = vjp(
      ({ q, k, v, bias }: Record<string, Traceable>) =>
        scaledDotProductAttentionFor(fn, asArray(q!), asArray(k!), asArray(v!), {
          ...options,
          bias: bias === undefined ? undefined : asArray(bias),
        }),
      floatsOf(fn, given),
    );
    checkGradientShape(fn, gradient, shapeOf(value));
    const { q: byQ, k: byK, v: byV, bias: byBias } = pullback(gradient);
    const parts = { q: byQ!, k: byK!, v: byV! };
    return byBias === undefined ? parts : { ...parts, bias: byBias };
  }
  const task = readTask(fn, layout, given.q, given.k, given.v, given.bias);
  const kept = forward(task, layout);
  checkGradientShape(fn, gradient, kept.output.shape);
  const shapes = Object.values(given).map((x) => shapeOf(x));
  const [byQuery, byKey, byValue, byBias] = backward(
    task,
    kept,
    toInner(fn, 'gradient', gradient),
    shapes,
  );
  const parts = { q: byQuery!, k: byKey!, v: byValue! };
  return byBias === undefined ? parts : { ...parts, bias: byBias };
}

/** What attention is computed from, by name. */
interface Given<Value = ArrayInput | Traced> {
  readonly q: Value;
  readonly k: Value;
  readonly v: Value;
  readonly bias?: Value;
}

function isPlain(given: Given): given is Given<ArrayInput> {
  return !Object.values(given).some(isTraced);
}

/** What errors call them. */
const ARGUMENTS: Readonly<Record<string, string>> = { q: 'query', k: 'key', v: 'value' };

/** What is not traced in floats, which can be. */
function floatsOf(fn: string, given: Given): Record<string, FloatNdArray | Traced> {
  return Object.fromEntries(
    Object.entries(given).map(([name, x]: [string, ArrayInput | Traced]) => {
      if (isTraced(x)) return [name, x];
      const { data, shape } = readArray(fn, ARGUMENTS[name] ?? name, x, computeDType(x));
      return [name, wrap(data, shape)];
    }),
  );
}

function checkGradientShape(
  fn: string,
  gradient: ArrayInput | Traced,
  shape: readonly number[],
): void {
  const got = shapeOf(gradient, fn, 'gradient');
  if (got.join() === shape.join()) return;
  throw new ShapeError({
    function: fn,
    argument: 'gradient',
    expected: `shape (${shape.join(', ')}), that of the output`,
    got: `(${got.join(', ')})`,
  });
}
