import type { FloatTypedArray } from '../../core/types.js';
import type { FactorSteps } from '../array-kernels.js';
import { multiplyTile, packLines, TILE_COLUMNS, TILE_ROWS } from './tiles.js';

/** Multiplications up to which laying factors out costs more than it saves. */
const MOST_DIRECT = 2048;

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
  steps: FactorSteps = { aRow: k, aTerm: 1, bTerm: m, bColumn: 1 },
): void {
  if (n * k * m <= MOST_DIRECT) {
    multiplyDirectly(a, b, target, batch, aStep, bStep, n, k, m, steps);
    return;
  }
  const { aRow, aTerm, bTerm, bColumn } = steps;
  const left = new Float64Array(Math.ceil(n / TILE_ROWS) * TILE_ROWS * k);
  const right = new Float64Array(TILE_COLUMNS * k);
  const tile = new Float64Array(TILE_ROWS * TILE_COLUMNS);
  for (let item = 0; item < batch; item++) {
    if (item === 0 || aStep !== 0) packLines(a, item * aStep, n, aRow, k, aTerm, TILE_ROWS, left);
    for (let column = 0; column < m; column += TILE_COLUMNS) {
      const columns = Math.min(TILE_COLUMNS, m - column);
      const start = item * bStep + column * bColumn;
      packLines(b, start, columns, bColumn, k, bTerm, TILE_COLUMNS, right);
      for (let row = 0; row < n; row += TILE_ROWS) {
        multiplyTile(left, row * k, right, 0, k, tile);
        const rows = Math.min(TILE_ROWS, n - row);
        const out = (item * n + row) * m + column;
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) target[out + i * m + j] = tile[i * TILE_COLUMNS + j]!;
        }
      }
    }
  }
}

/** The same sums, with the factors read where they lie. */
function multiplyDirectly(
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
): void {
  for (let item = 0, out = 0; item < batch; item++) {
    for (let row = 0; row < n; row++) {
      const left = item * aStep + row * aRow;
      for (let column = 0; column < m; column++) {
        let sum = 0;
        let right = item * bStep + column * bColumn;
        for (let at = left, p = 0; p < k; p++, at += aTerm, right += bTerm)
          sum += a[at]! * b[right]!;
        target[out++] = sum;
      }
    }
  }
}
