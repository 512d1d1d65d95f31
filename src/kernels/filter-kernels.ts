// Signatures of the kernels behind `filter`, beside `filterAxis`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';
import type { BorderMode } from './border-mode.js';

/** The kernels behind `filter`. */
export interface FilterKernels {
  /**
   * Correlates a [height, width] image with kernelY down its columns and kernelX along its rows; the
   * sums in between are rounded to float32 at most where the target is, and with `downFirst` are those down the columns.
   * "constant" surrounds the image, not the sums in between; `target` must not be `source`.
   * Returns whether it has seen that all of `source` is finite; false says nothing.
   */
  separableFilter(
    source: FloatTypedArray,
    target: FloatTypedArray,
    height: number,
    width: number,
    kernelY: Float64Array,
    kernelX: Float64Array,
    border: BorderMode,
    constant: number,
    downFirst?: boolean,
  ): boolean;

  /**
   * Correlates a [height, width] image with a kernel of [rows, columns], row by row, whose middle is at
   * [⌊rows/2⌋, ⌊columns/2⌋]; `target` must not be `source`.
   */
  correlateImage(
    source: FloatTypedArray,
    target: FloatTypedArray,
    height: number,
    width: number,
    kernel: Float64Array,
    kernelRows: number,
    kernelColumns: number,
    border: BorderMode,
    constant: number,
  ): void;

  /**
   * The sum of each window of [rows, columns] numbers that lies in a [height, width] image, to
   * `target` [height − rows + 1, width − columns + 1]; of the window's numbers alone, so that no others are left in it.
   */
  windowSums(
    source: Float64Array,
    target: Float64Array,
    height: number,
    width: number,
    rows: number,
    columns: number,
  ): void;

  /** Adds a multiple: target[i] += factor·source[i]. */
  addMultiple(source: FloatTypedArray, factor: number, target: FloatTypedArray): void;

  /** The determinant of symmetric 2×2 matrices: target[i] = xx[i]·yy[i] − xy[i]². */
  symmetricDeterminant(
    xx: FloatTypedArray,
    xy: FloatTypedArray,
    yy: FloatTypedArray,
    target: FloatTypedArray,
  ): void;
}
