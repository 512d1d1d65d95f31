// Attention composed of differentiable functions, with every intermediate: for those who ask for the weights, and
// for derivatives of derivatives.
import { allocate, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { add, div, mul, square, sub } from '../gradient/arithmetic.js';
import { tanh } from '../gradient/functions.js';
import { matmul } from '../gradient/matmul.js';
import { shapeOf, swapLast } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { concat, reshape } from '../gradient/shape.js';
import { softmax } from '../gradient/softmax.js';
import type { Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import type { AttentionLayout } from './options.js';

type Value = FloatNdArray | Traced;

/** Every intermediate of the weights, in the leading axes of the queries: [..., n, m]. */
export interface WeightParts {
  /** Dot products. */
  readonly scores: Value;
  /** Scaled. */
  readonly scaled: Value;
  /** Scaled and capped; the same as `scaled` where there is no cap. */
  readonly capped: Value;
  /** With bias, and −∞ where a query does not see a key. */
  readonly masked: Value;
  /** Their softmax; zeros where a query sees no key. */
  readonly weights: Value;
  /** 1 where a query sees a key; undefined where all see all. */
  readonly visible: FloatNdArray | undefined;
}

/**
 * Scores and weights.
 *
 * @param layout - sizes, and which keys are seen
 * @param q - queries
 * @param k - keys
 * @param bias - as in the options
 * @returns every intermediate
 */
export function weightParts(
  layout: AttentionLayout,
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  bias: ArrayInput | Traced | undefined,
): WeightParts {
  const { lead, items, n, m, d, scale, softcap } = layout;
  const products = matmul(reshape(q, [items, n, d]), swapLast(spreadHeads(layout, k, d)));
  const scores: Value = reshape(products, [...lead, n, m]);
  const scaled: Value = mul(scores, scale);
  const capped: Value = softcap > 0 ? mul(tanh(div(scaled, softcap)), softcap) : scaled;
  const biased: Value = bias === undefined ? capped : add(capped, bias);
  const visible = visibility(layout);
  const masked: Value = visible === undefined ? biased : where(visible, biased, -Infinity);
  return { scores, scaled, capped, masked, weights: softmax(masked), visible };
}

/** Gradients of a loss by what attention was computed from. */
export interface PartGradients {
  /** By the queries. */
  readonly q: Value;
  /** By the keys. */
  readonly k: Value;
  /** By the values. */
  readonly v: Value;
  /** By the scores with their bias, [..., n, m]. */
  readonly biased: Value;
}

/**
 * Gradients in closed form: $\bar V = P^\top \bar O$, $\bar P = \bar O V^\top$,
 * $\bar S = P \odot (\bar P - \mathrm{rowsum}(P \odot \bar P))$, $\bar Q = s \bar S K$, $\bar K = s \bar S^\top Q$.
 *
 * @param layout - sizes, and which keys are seen
 * @param q - queries
 * @param k - keys
 * @param v - values
 * @param bias - as in the options
 * @param gradient - of the loss by the output [..., n, e]
 * @returns the gradients
 */
export function partGradients(
  layout: AttentionLayout,
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  v: ArrayInput | Traced,
  bias: ArrayInput | Traced | undefined,
  gradient: ArrayInput | Traced,
): PartGradients {
  const { items, n, m, d, lead, scale, softcap } = layout;
  const e = shapeOf(v).at(-1)!;
  const { capped, weights, visible } = weightParts(layout, q, k, bias);
  const flat = reshape(weights, [items, n, m]);
  const outer = reshape(gradient, [items, n, e]);
  const byWeights: Value = reshape(matmul(outer, swapLast(spreadHeads(layout, v, e))), [
    ...lead,
    n,
    m,
  ]);
  const seen: Value = visible === undefined ? byWeights : where(visible, byWeights, 0);
  const mean = sum(mul(weights, seen), { axis: -1, keepDims: true });
  const biased: Value = mul(weights, sub(seen, mean));
  const slope = softcap > 0 ? mul(biased, sub(1, square(div(capped, softcap)))) : biased;
  const byScores = reshape(mul(slope, scale), [items, n, m]);
  const queries = reshape(q, [items, n, d]);
  return {
    q: reshape(matmul(byScores, spreadHeads(layout, k, d)), shapeOf(q)),
    k: gatherHeads(layout, matmul(swapLast(byScores), queries), shapeOf(k)),
    v: gatherHeads(layout, matmul(swapLast(flat), outer), shapeOf(v)),
    biased,
  };
}

/** Keys or values [items, m, width], those that several heads share repeated. */
function spreadHeads(
  { items, share, m }: AttentionLayout,
  x: ArrayInput | Traced,
  width: number,
): Value {
  if (share === 1) return reshape(x, [items, m, width]) as Value;
  const once = reshape(x, [items / share, 1, m, width]);
  return reshape(concat(new Array(share).fill(once), 1), [items, m, width]) as Value;
}

/** Gradients of keys or values, summed over the heads that share them. */
function gatherHeads(
  { items, share, m }: AttentionLayout,
  x: Value,
  shape: readonly number[],
): Value {
  const width = shape.at(-1)!;
  const whole = share === 1 ? x : sum(reshape(x, [items / share, share, m, width]), { axis: 1 });
  return reshape(whole, shape) as Value;
}

/** 1 where a query sees a key, [..., n, m]; undefined where nothing is hidden. */
function visibility(layout: AttentionLayout): FloatNdArray | undefined {
  const { lead, items, n, m, low, high, limits, mask } = layout;
  const band = low > 1 - n || high < m - 1;
  if (mask === undefined && !band && limits.every((limit) => limit === m)) return undefined;
  const shape = [...lead, n, m];
  const data = allocate('float32', elementCount(shape));
  for (let item = 0, at = 0; item < items; item++) {
    for (let i = 0; i < n; i++) {
      const row = mask === undefined ? 0 : mask.starts[item]! + i * mask.rowStep;
      for (let j = 0; j < m; j++, at++) {
        const seen = j >= i + low && j <= i + high && j < limits[item]!;
        data[at] = seen && (mask === undefined || mask.data[row + j] === 1) ? 1 : 0;
      }
    }
  }
  return wrap(data, shape);
}
