// Float64 factors of products brought into the memory of the kernels: the left one as rows, the right one as panels of
// four columns; see assembly/lib/tile.ts.
import type { Arena } from './arena.js';
import type { MatrixExports } from './generated/matrix.js';

/** Numbers of the right factor that are laid out at a time. */
const PIECE = 8192;

/** A part of a float64 matrix. */
export interface DoublePart {
  readonly data: Float64Array;
  /** Index of the first number. */
  readonly start: number;
  readonly rows: number;
  readonly rowStep: number;
  readonly columns: number;
  readonly columnStep: number;
}

/** A multiple of four that holds `count`. */
export function fours(count: number): number {
  return Math.ceil(count / 4) * 4;
}

/**
 * Memory for the pieces in which a right factor is laid out.
 *
 * @param arena - the memory of the kernels
 * @param rows - of the factor
 * @param columns - of the factor
 * @returns a pointer
 */
export function doublePiece(arena: Arena, rows: number, columns: number): number {
  return arena.words(2 * Math.max(fours(columns), Math.min(PIECE, rows * fours(columns))));
}

/**
 * Lays a left factor out: rows that lie close together, filled up with rows of zeros to a multiple of four.
 *
 * @param arena - the memory of the kernels
 * @param part - what to lay out
 * @param target - where to
 */
export function putDoubleRows(arena: Arena, part: DoublePart, target: number): void {
  const { data, start, rows, rowStep, columns, columnStep } = part;
  const numbers = arena.float64(target, fours(rows) * columns);
  copyRows(data, start, rows, rowStep, columns, columnStep, numbers, columns);
  numbers.fill(0, rows * columns);
}

/**
 * Lays a right factor out in panels of four columns, [columns/4][rows][4], the last one filled up with what was there.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param part - what to lay out
 * @param panels - where to
 * @param piece - from `doublePiece`
 */
export function putDoublePanels(
  wasm: MatrixExports,
  arena: Arena,
  part: DoublePart,
  panels: number,
  piece: number,
): void {
  const { data, start, rows, rowStep, columns, columnStep } = part;
  const wide = fours(columns);
  const most = Math.min(rows, Math.max(1, Math.floor(PIECE / wide)));
  const numbers = arena.float64(piece, most * wide);
  for (let row = 0; row < rows; row += most) {
    const count = Math.min(most, rows - row);
    copyRows(data, start + row * rowStep, count, rowStep, columns, columnStep, numbers, wide);
    // Four numbers of float64 are eight words.
    wasm.pack(piece, wide * 8, count, wide * 2, panels + row * 32, rows * 32);
  }
}

/** Copies a matrix to rows that are `targetStep` apart. */
export function copyRows(
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
