// Products of small matrices, by tiles of three rows by four columns. Both factors are first laid out in float64
// panels in the order in which a tile reads them, so the inner loop converts nothing and steps by one.
import type { FloatTypedArray } from '../../core/types.js';

// Twelve sums and what they need at a time fit the registers; four by four is a tenth slower.
/** Lines of a panel of left factors. */
export const TILE_ROWS = 3;
/** Lines of a panel of right factors. */
export const TILE_COLUMNS = 4;

/**
 * Lays `count` lines of `length` numbers side by side in panels of `width` lines; lines that are missing in the
 * last panel keep what the panel held.
 *
 * @param source - the numbers
 * @param start - index of the first
 * @param count - number of lines
 * @param lineStep - from one line to the next
 * @param length - numbers of a line
 * @param step - from one number of a line to the next
 * @param width - lines of a panel
 * @param panels - takes ⌈count / width⌉·width·length numbers
 */
export function packLines(
  source: FloatTypedArray,
  start: number,
  count: number,
  lineStep: number,
  length: number,
  step: number,
  width: number,
  panels: Float64Array,
): void {
  if (width === 1 && step === 1 && lineStep === length) {
    panels.set(source.subarray(start, start + count * length));
    return;
  }
  // Lines that lie side by side are read so.
  const abreast = lineStep === 1 && width === TILE_COLUMNS ? count - (count % TILE_COLUMNS) : 0;
  for (let line = 0; line < abreast; line += TILE_COLUMNS) {
    let to = line * length;
    let from = start + line;
    for (let p = 0; p < length; p++, to += TILE_COLUMNS, from += step) {
      panels[to] = source[from]!;
      panels[to + 1] = source[from + 1]!;
      panels[to + 2] = source[from + 2]!;
      panels[to + 3] = source[from + 3]!;
    }
  }
  for (let line = abreast; line < count; line++) {
    const lane = line % width;
    let to = (line - lane) * length + lane;
    let from = start + line * lineStep;
    for (let p = 0; p < length; p++, to += width, from += step) panels[to] = source[from]!;
  }
}

/**
 * Adds the product of two packed factors to a matrix: target[i·rowStep + j] += Σ_p left[i][p]·right[j][p].
 *
 * @param left - panels of `TILE_ROWS` lines
 * @param right - panels of `TILE_COLUMNS` lines
 * @param rows - lines of the left factor
 * @param columns - lines of the right factor
 * @param length - numbers of a line
 * @param target - the matrix
 * @param rowStep - from one row of it to the next
 * @param tile - scratch of `TILE_ROWS`·`TILE_COLUMNS` numbers
 */
export function addProduct(
  left: Float64Array,
  right: Float64Array,
  rows: number,
  columns: number,
  length: number,
  target: Float64Array,
  rowStep: number,
  tile: Float64Array,
): void {
  for (let column = 0; column < columns; column += TILE_COLUMNS) {
    const width = Math.min(TILE_COLUMNS, columns - column);
    for (let row = 0; row < rows; row += TILE_ROWS) {
      multiplyTile(left, row * length, right, column * length, length, tile);
      const height = Math.min(TILE_ROWS, rows - row);
      const out = row * rowStep + column;
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++)
          target[out + i * rowStep + j]! += tile[i * TILE_COLUMNS + j]!;
      }
    }
  }
}

/**
 * The product of one panel of three lines and one of four.
 *
 * @param left - panels of three lines
 * @param leftStart - where the panel starts
 * @param right - panels of four lines
 * @param rightStart - where the panel starts
 * @param length - numbers of a line
 * @param tile - takes the twelve sums, row by row
 */
export function multiplyTile(
  left: Float64Array,
  leftStart: number,
  right: Float64Array,
  rightStart: number,
  length: number,
  tile: Float64Array,
): void {
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c13 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c23 = 0;
  const end = rightStart + length * TILE_COLUMNS;
  for (let p = rightStart, q = leftStart; p < end; p += TILE_COLUMNS, q += TILE_ROWS) {
    const a0 = left[q]!;
    const a1 = left[q + 1]!;
    const a2 = left[q + 2]!;
    const b0 = right[p]!;
    c00 += a0 * b0;
    c10 += a1 * b0;
    c20 += a2 * b0;
    const b1 = right[p + 1]!;
    c01 += a0 * b1;
    c11 += a1 * b1;
    c21 += a2 * b1;
    const b2 = right[p + 2]!;
    c02 += a0 * b2;
    c12 += a1 * b2;
    c22 += a2 * b2;
    const b3 = right[p + 3]!;
    c03 += a0 * b3;
    c13 += a1 * b3;
    c23 += a2 * b3;
  }
  tile[0] = c00;
  tile[1] = c01;
  tile[2] = c02;
  tile[3] = c03;
  tile[4] = c10;
  tile[5] = c11;
  tile[6] = c12;
  tile[7] = c13;
  tile[8] = c20;
  tile[9] = c21;
  tile[10] = c22;
  tile[11] = c23;
}
