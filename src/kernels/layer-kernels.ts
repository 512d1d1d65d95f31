// Signatures of the kernels behind the layers of `transformer`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** How rows are normalised. */
export interface RowNorm {
  /** Number of rows. */
  readonly rows: number;
  /** Numbers of a row. */
  readonly width: number;
  /** Whether the mean of a row is taken off first. */
  readonly centred: boolean;
  /** Factor of each place of a row; 1 where undefined. */
  readonly gamma: FloatTypedArray | undefined;
  /** Added to the mean of the squares. */
  readonly epsilon: number;
}

/** Gradients of a loss by what rows were normalised from. */
export interface RowNormTargets {
  /** By the rows, [rows, width]. */
  readonly source: FloatTypedArray;
  /** By gamma, zeros at first, [width]. */
  readonly gamma: Float64Array;
}

/** Kernels of layers. */
export interface LayerKernels {
  /** target[r·width + i] += row[i] for each of the rows. */
  addToRows(target: FloatTypedArray, row: FloatTypedArray, rows: number, width: number): void;

  /**
   * target = gamma·(x − μ)·s + beta for each row x, where μ is its mean, or 0 where rows are not centred, and
   * s = 1/√(mean((x − μ)²) + epsilon); `centers` takes μ and `scales` takes s of each row.
   */
  normalizeRows(
    norm: RowNorm,
    source: FloatTypedArray,
    target: FloatTypedArray,
    beta: FloatTypedArray | undefined,
    centers: Float64Array,
    scales: Float64Array,
  ): void;

  /**
   * Gradients by rows and gamma from `gradient`, that by the target of `normalizeRows`, which gave `centers`
   * and `scales`.
   */
  normalizeRowsBackward(
    norm: RowNorm,
    source: FloatTypedArray,
    gradient: FloatTypedArray,
    centers: Float64Array,
    scales: Float64Array,
    targets: RowNormTargets,
  ): void;

  /** target row i = source row rows[i], for rows of `width` numbers. */
  takeRows(source: FloatTypedArray, rows: Int32Array, width: number, target: FloatTypedArray): void;

  /** target row rows[i] += source row i, for rows of `width` numbers. */
  addRows(source: FloatTypedArray, rows: Int32Array, width: number, target: Float64Array): void;
}
