// Matrix products by tiles of three rows by four columns. Both matrices are first laid out in float64 panels in the
// order in which a tile reads them, so the inner loop converts nothing and steps by one.
import type { FloatTypedArray } from '../../core/types.js';

// Twelve sums and what they need at a time fit the registers; four by four is a tenth slower.
const ROWS = 3;
const COLUMNS = 4;

/** See `ArrayKernels.matmul`. */
export function matmul(
  a: FloatTypedArray,
  b: FloatTypedArray,
  target: FloatTypedArray,
  batch: number,
  aStep: number,
  bStep: number,
  n: number,
  k: number,
  m: number,
): void {
  const left = new Float64Array(Math.ceil(n / ROWS) * ROWS * k);
  const right = new Float64Array(COLUMNS * k);
  const tile = new Float64Array(ROWS * COLUMNS);
  for (let item = 0; item < batch; item++) {
    if (item === 0 || aStep !== 0) packRows(a, item * aStep, n, k, left);
    for (let column = 0; column < m; column += COLUMNS) {
      const columns = Math.min(COLUMNS, m - column);
      packColumns(b, item * bStep + column, columns, k, m, right);
      for (let row = 0; row < n; row += ROWS) {
        multiplyTile(left, row * k, right, k, tile);
        const rows = Math.min(ROWS, n - row);
        const out = (item * n + row) * m + column;
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) target[out + i * m + j] = tile[i * COLUMNS + j]!;
        }
      }
    }
  }
}

function packRows(
  source: FloatTypedArray,
  start: number,
  n: number,
  k: number,
  panels: Float64Array,
): void {
  for (let row = 0; row < n; row++) {
    const from = start + row * k;
    let to = (row - (row % ROWS)) * k + (row % ROWS);
    for (let p = 0; p < k; p++, to += ROWS) panels[to] = source[from + p]!;
  }
}

function packColumns(
  source: FloatTypedArray,
  start: number,
  columns: number,
  k: number,
  m: number,
  panel: Float64Array,
): void {
  for (let p = 0; p < k; p++) {
    const from = start + p * m;
    for (let j = 0; j < columns; j++) panel[p * COLUMNS + j] = source[from + j]!;
  }
}

function multiplyTile(
  left: Float64Array,
  start: number,
  right: Float64Array,
  k: number,
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
  const end = k * COLUMNS;
  for (let p = 0, q = start; p < end; p += COLUMNS, q += ROWS) {
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
