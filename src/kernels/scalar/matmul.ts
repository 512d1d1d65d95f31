import type { FloatTypedArray } from '../../core/types.js';
import type { FactorSteps } from '../array-kernels.js';
import { multiplyTile, packLines, TILE_COLUMNS, TILE_ROWS } from './tiles.js';

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
