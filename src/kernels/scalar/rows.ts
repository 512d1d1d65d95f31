// Rows of a matrix: taken, added, and given one row more on top of each.
import type { FloatTypedArray } from '../../core/types.js';

/** See `LayerKernels.addToRows`. */
export function addToRows(
  target: FloatTypedArray,
  row: FloatTypedArray,
  rows: number,
  width: number,
): void {
  for (let r = 0, at = 0; r < rows; r++) {
    for (let i = 0; i < width; i++, at++) target[at]! += row[i]!;
  }
}

/** See `LayerKernels.takeRows`. */
export function takeRows(
  source: FloatTypedArray,
  rows: Int32Array,
  width: number,
  target: FloatTypedArray,
): void {
  for (let r = 0, at = 0; r < rows.length; r++) {
    const from = rows[r]! * width;
    for (let i = 0; i < width; i++, at++) target[at] = source[from + i]!;
  }
}

/** See `LayerKernels.addRows`. */
export function addRows(
  source: FloatTypedArray,
  rows: Int32Array,
  width: number,
  target: Float64Array,
): void {
  for (let r = 0, at = 0; r < rows.length; r++) {
    const to = rows[r]! * width;
    for (let i = 0; i < width; i++, at++) target[to + i]! += source[at]!;
  }
}
