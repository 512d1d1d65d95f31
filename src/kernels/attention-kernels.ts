// Signatures of the kernels behind `attention`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/**
 * One call of scaled dot-product attention. Items are the matrices of the leading axes, in row-major order:
 * queries [items, n, d]; keys [items / share, m, d] and values [items / share, m, e], where `share` items
 * after one another read the same keys and values.
 */
export interface AttentionTask {
  /** [items, n, d] */
  readonly query: FloatTypedArray;
  /** [items / share, m, d] */
  readonly key: FloatTypedArray;
  /** [items / share, m, e] */
  readonly value: FloatTypedArray;
  /** Number of matrices of queries. */
  readonly items: number;
  /** How many of them read the same keys and values. */
  readonly share: number;
  /** Queries of an item. */
  readonly n: number;
  /** Keys of an item. */
  readonly m: number;
  /** Length of queries and keys. */
  readonly d: number;
  /** Length of values. */
  readonly e: number;
  /** Factor of the dot products. */
  readonly scale: number;
  /** c of c·tanh(s / c), taken after scaling; 0 for none. */
  readonly softcap: number;
  /** Query i sees the keys from i + low to i + high; −∞ and +∞ where there is no bound. */
  readonly low: number;
  /** See `low`. */
  readonly high: number;
  /** For each item the number of keys that count, from the first on. */
  readonly limits: Int32Array;
  /** 1 where a query may see a key, 0 where not. */
  readonly mask: ScoreTable<Uint8Array> | undefined;
  /** Added to the scores before masking; −∞ hides a key. */
  readonly bias: ScoreTable<FloatTypedArray> | undefined;
}

/** A number for each query and key, which items, and the queries of an item, may share. */
export interface ScoreTable<Data> {
  /** The numbers. */
  readonly data: Data;
  /** For each item where its first row starts. */
  readonly starts: Int32Array;
  /** From one query's row to the next: m, or 0 where all share one row. */
  readonly rowStep: number;
}

/**
 * What the backward pass needs of each query, [items, n]. Not their logarithm ln Σ_j exp(s_ij): beside a large score,
 * such as −1e30 for what is to be hidden, the logarithm of the total would be lost.
 */
export interface AttentionSums {
  /** The largest score, −∞ where a query sees no key. */
  readonly tops: Float64Array;
  /** Σ_j exp(s_ij − top), 0 where there is none. */
  readonly totals: Float64Array;
}

/** Where the gradients of attention go: arrays of zeros in the shapes of what they belong to. */
export interface AttentionGradientTargets {
  /** [items, n, d] */
  readonly query: FloatTypedArray;
  /** [items / share, m, d] */
  readonly key: FloatTypedArray;
  /** [items / share, m, e] */
  readonly value: FloatTypedArray;
  /** In the layout of the bias, float64; undefined where it is not asked for. */
  readonly bias: Float64Array | undefined;
}

/** Kernels of attention. */
export interface AttentionKernels {
  /**
   * output[i] = Σ_j softmax_j(s_ij)·value[j] over the keys that query i may see, zeros where it sees none;
   * `kept` takes the largest score and the total of each query. A weight of 0 takes nothing of its value, not even NaN. Scratch does not grow with n or m.
   */
  attend(task: AttentionTask, output: FloatTypedArray, kept: AttentionSums): void;

  /**
   * Gradients of a loss by queries, keys, values and bias from `gradient`, its gradient by the output;
   * `output` and `kept` are what `attend` gave. Scratch grows with n + m.
   */
  attendBackward(
    task: AttentionTask,
    output: FloatTypedArray,
    kept: AttentionSums,
    gradient: FloatTypedArray,
    targets: AttentionGradientTargets,
  ): void;
}
