// Factors of products brought into the memory of the kernels, from wherever they lie: the left one as rows, the right
// one as panels of eight columns; see assembly/lib/tile.ts.
import type { Arena } from './arena.js';
import type { MatrixExports } from './generated/matrix.js';

/** Numbers that are copied in at a time before they are laid out: they stay in the first cache or near it. */
const PIECE = 16384;
/** Numbers that one loop copies faster than a view of them. */
const SHORT = 16;
/** Bytes of a number, and of a row of a panel. */
const [NUMBER, PANEL_ROW] = [4, 32] as const;

/** A part of a matrix. */
export interface Part {
  readonly data: Float32Array;
  /** Index of the first number. */
  readonly start: number;
  readonly rows: number;
  readonly rowStep: number;
  readonly columns: number;
  /** From one column to the next; this or the other step is 1. */
  readonly columnStep: number;
}

/**
 * Memory for the pieces in which a factor is laid out.
 *
 * @param arena - the memory of the kernels
 * @param rows - of the factor
 * @param columns - of the factor
 * @returns a pointer
 */
export function pieceMemory(arena: Arena, rows: number, columns: number): number {
  return arena.words(Math.min(PIECE, (rows + 7) * (columns + 7)));
}

/**
 * Lays a left factor out: rows that lie close together, filled up with rows of zeros to a multiple of four.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param part - what to lay out
 * @param target - where to
 * @param piece - from `pieceMemory`
 */
export function putRows(
  wasm: MatrixExports,
  arena: Arena,
  part: Part,
  target: number,
  piece: number,
): void {
  const { data, start, rows, rowStep, columns, columnStep } = part;
  const padded = Math.ceil(rows / 4) * 4;
  const numbers = arena.float32(target, padded * columns);
  if (columnStep === 1) copyRows(data, start, rowStep, rows, columns, numbers);
  else {
    eachPiece(arena, piece, part, columns, columnStep, rows, 1, (column, count, row, length) => {
      const to = target + (row * columns + column) * NUMBER;
      wasm.transposeRows(piece, count, length, to, columns * NUMBER);
    });
  }
  numbers.fill(0, rows * columns);
}

/**
 * Lays a right factor out in panels of eight columns, [columns/8][rows][8], the last one filled up with zeros.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param part - what to lay out
 * @param panels - where to
 * @param piece - from `pieceMemory`
 */
export function putPanels(
  wasm: MatrixExports,
  arena: Arena,
  part: Part,
  panels: number,
  piece: number,
): void {
  const { rows, rowStep, columns, columnStep } = part;
  const panelStep = rows * PANEL_ROW;
  if (columnStep === 1) {
    eachPiece(arena, piece, part, rows, rowStep, columns, 1, (row, count, column, length) => {
      const to = panels + (column / 8) * panelStep + row * PANEL_ROW;
      wasm.pack(piece, length * NUMBER, count, length, to, panelStep);
    });
  } else {
    eachPiece(arena, piece, part, columns, columnStep, rows, 8, (column, count, row, length) => {
      const to = panels + (column / 8) * panelStep + row * PANEL_ROW;
      for (let line = 0; line < count; line += 8) {
        const from = piece + line * length * NUMBER;
        wasm.transposeRows(from, 8, length, to + (line / 8) * panelStep, PANEL_ROW);
      }
    });
  }
}

/**
 * Copies lines of numbers that lie side by side in, some of them or a part of them at a time, filled up with lines of
 * zeros to a multiple.
 */
function eachPiece(
  arena: Arena,
  piece: number,
  { data, start }: Part,
  lines: number,
  step: number,
  length: number,
  multiple: number,
  visit: (line: number, lines: number, first: number, length: number) => void,
): void {
  const longest = Math.min(length, PIECE / multiple);
  const most = Math.floor(PIECE / longest / multiple) * multiple;
  for (let line = 0; line < lines; line += most) {
    const count = Math.min(most, lines - line);
    const padded = Math.ceil(count / multiple) * multiple;
    for (let first = 0; first < length; first += longest) {
      const here = Math.min(longest, length - first);
      const numbers = arena.float32(piece, padded * here);
      copyRows(data, start + line * step + first, step, count, here, numbers);
      numbers.fill(0, count * here);
      visit(line, padded, first, here);
    }
  }
}

/** Copies rows to where they lie close together. */
function copyRows(
  data: Float32Array,
  start: number,
  step: number,
  rows: number,
  columns: number,
  target: Float32Array,
): void {
  if (step === columns || rows === 1) {
    target.set(data.subarray(start, start + rows * columns));
    return;
  }
  for (let r = 0, at = start; r < rows; r++, at += step) {
    if (columns < SHORT) {
      for (let i = 0; i < columns; i++) target[r * columns + i] = data[at + i]!;
    } else {
      target.set(data.subarray(at, at + columns), r * columns);
    }
  }
}
