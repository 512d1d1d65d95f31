// Products of float64 matrices: to the last bit what the scalar kernel gives, several times as fast.
import type { FloatTypedArray } from '../../core/types.js';
import type { FactorSteps } from '../array-kernels.js';
import { matrix } from './generated/matrix.js';
import { inArena } from './wasm-module.js';

/** Multiplications below which copying costs more than it saves. */
const LEAST_WORK = 4096;
/** Numbers of a strip of the left factor, and of a piece of the right one that is laid out at a time. */
const [STRIP, PIECE] = [32768, 8192] as const;
/** Numbers of the right factor that are laid out at a time. */
const MOST_PACKED = 4194304;

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
      const most = Math.min(fours(m), Math.max(4, Math.floor(MOST_PACKED / k / 4) * 4));
      const strip = Math.min(fours(n), Math.max(4, Math.floor(STRIP / k / 4) * 4));
      const pieceRows = Math.min(k, Math.max(1, Math.floor(PIECE / most)));
      const panels = arena.words(2 * most * k);
      const left = arena.words(2 * strip * k);
      const result = arena.words(2 * strip * most);
      const piece = arena.words(2 * pieceRows * most);
      const rowsOfLeft = arena.float64(left, strip * k);
      const rowsOfPiece = arena.float64(piece, pieceRows * most);
      const product = arena.float64(result, strip * most);
      for (let column = 0; column < m; column += most) {
        const columns = Math.min(most, m - column);
        const wide = fours(columns);
        for (let item = 0; item < batch; item++) {
          for (let row = 0; (item === 0 || bStep !== 0) && row < k; row += pieceRows) {
            const rows = Math.min(pieceRows, k - row);
            const start = item * bStep + row * bTerm + column * bColumn;
            copyRows(b, start, rows, bTerm, columns, bColumn, rowsOfPiece, wide);
            // Four numbers of float64 are eight words.
            wasm.pack(piece, wide * 8, rows, wide * 2, panels + row * 32, k * 32);
          }
          for (let row = 0; row < n; row += strip) {
            const rows = Math.min(strip, n - row);
            copyRows(a, item * aStep + row * aRow, rows, aRow, k, aTerm, rowsOfLeft, k);
            rowsOfLeft.fill(0, rows * k, fours(rows) * k);
            wasm.multiplyDouble(left, fours(rows), k, panels, wide, result);
            const to = (item * n + row) * m + column;
            copyRows(product, 0, rows, wide, columns, 1, target.subarray(to), m);
          }
        }
      }
    })
  );
}

/** A multiple of four that holds `count`. */
function fours(count: number): number {
  return Math.ceil(count / 4) * 4;
}

/** Copies a matrix to rows that are `targetStep` apart. */
function copyRows(
  source: Float64Array,
  start: number,
  rows: number,
  rowStep: number,
  columns: number,
  columnStep: number,
  target: Float64Array,
  targetStep: number,
): void {
  if (columnStep === 1 && rowStep === columns && targetStep === columns) {
    target.set(source.subarray(start, start + rows * columns));
    return;
  }
  for (let r = 0; r < rows; r++) {
    const from = start + r * rowStep;
    const to = r * targetStep;
    if (columnStep === 1 && columns >= 16) target.set(source.subarray(from, from + columns), to);
    else for (let c = 0; c < columns; c++) target[to + c] = source[from + c * columnStep]!;
  }
}
