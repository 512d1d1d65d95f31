import type { FloatTypedArray } from '../../core/types.js';

/** See `Kernels.gatherBlocks`. */
export function gatherBlocks(
  source: FloatTypedArray,
  sourceColumns: number,
  bins: number,
  rows: readonly Int32Array[],
  columns: readonly Int32Array[],
  target: FloatTypedArray,
): void {
  let at = 0;
  for (const blockRows of rows) {
    for (const blockColumns of columns) {
      for (const row of blockRows) {
        for (const column of blockColumns) {
          const from = (row * sourceColumns + column) * bins;
          for (let bin = 0; bin < bins; bin++) target[at++] = source[from + bin]!;
        }
      }
    }
  }
}
