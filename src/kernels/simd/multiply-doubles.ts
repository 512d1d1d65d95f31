// Products of float64 matrices: to the last bit what the scalar kernel gives, several times as fast.
import type { FloatTypedArray } from '../../core/types.js';
import type { FactorSteps } from '../array-kernels.js';
import { copyRows, doublePiece, fours, putDoublePanels, putDoubleRows } from './double-panels.js';
import { matrix } from './generated/matrix.js';
import { inArena } from './wasm-module.js';

/** Multiplications below which copying costs more than it saves. */
const LEAST_WORK = 4096;
/** Numbers of a strip of the left factor. */
const STRIP = 32768;
/** Numbers of the right factor that are laid out at a time: they stay in the second cache, or near it. */
const MOST_PACKED = 131072;
/** Columns of it that are laid out at a time, however long they are: the left factor is laid out anew for each such part. */
const LEAST_COLUMNS = 32;

/**
 * See `ArrayKernels.matmul`.
 *
 * @returns false where that does not pay or may not be
 */
export function multiplyDoubles(
  a: FloatTypedArray,
  b: FloatTypedArray,
  target: FloatTypedArray,
  batch: number,
  aStep: number,
  bStep: number,
  n: number,
  k: number,
  m: number,
  { aRow, aTerm, bTerm, bColumn }: FactorSteps,
): boolean {
  return (
    n * k * m >= LEAST_WORK &&
    n > 1 &&
    a instanceof Float64Array &&
    b instanceof Float64Array &&
    target instanceof Float64Array &&
    inArena(matrix, (wasm, arena) => {
      const most = Math.min(fours(m), Math.max(LEAST_COLUMNS, Math.floor(MOST_PACKED / k / 4) * 4));
      const strip = Math.min(fours(n), Math.max(4, Math.floor(STRIP / k / 4) * 4));
      const panels = arena.words(2 * most * k);
      const left = arena.words(2 * strip * k);
      const result = arena.words(2 * strip * most);
      const piece = doublePiece(arena, k, most);
      const product = arena.float64(result, strip * most);
      for (let column = 0; column < m; column += most) {
        const columns = Math.min(most, m - column);
        const wide = fours(columns);
        for (let item = 0; item < batch; item++) {
          if (item === 0 || bStep !== 0) {
            const start = item * bStep + column * bColumn;
            const part = { data: b, start, rows: k, rowStep: bTerm, columns, columnStep: bColumn };
            putDoublePanels(wasm, arena, part, panels, piece);
          }
          for (let row = 0; row < n; row += strip) {
            const rows = Math.min(strip, n - row);
            const start = item * aStep + row * aRow;
            const part = { data: a, start, rows, rowStep: aRow, columns: k, columnStep: aTerm };
            putDoubleRows(arena, part, left);
            wasm.multiplyDouble(left, fours(rows), k, panels, wide, result, false);
            const to = (item * n + row) * m + column;
            copyRows(product, 0, rows, wide, columns, 1, target.subarray(to), m);
          }
        }
      }
    })
  );
}
