import type { ArrayKernels } from '../array-kernels.js';
import { matmul as matmulScalar } from '../scalar/matmul.js';
import type { Arena } from './arena.js';
import { type MatrixExports, matrix } from './generated/matrix.js';
import { inArena } from './wasm-module.js';

/**
 * Numbers of the right factor below which copying costs more than it saves. Rows of the left factor do not count, so
 * that a row is computed alike whatever stands beside it: tokens one by one give what they give together.
 */
const LEAST_FACTOR = 256;
/** Numbers of a strip of the left factor: they stay in the second cache. */
const STRIP = 65536;
/** Numbers of the right factor that are laid out at a time. */
const MOST_PACKED = 8388608;

/** See `ArrayKernels.matmul`: float32 factors are summed in float32, in runs of 256 terms. */
export const matmul: ArrayKernels['matmul'] = (a, b, target, batch, aStep, bStep, n, k, m) => {
  const served =
    k * m >= LEAST_FACTOR &&
    a instanceof Float32Array &&
    b instanceof Float32Array &&
    target instanceof Float32Array &&
    inArena(matrix, (wasm, arena) => {
      const most = Math.max(8, Math.floor(MOST_PACKED / k / 8) * 8);
      for (let column = 0; column < m; column += most) {
        const columns = Math.min(most, m - column);
        arena.scope(() => {
          multiplyColumns(wasm, arena, a, b, target, batch, aStep, bStep, n, k, m, column, columns);
        });
      }
    });
  if (!served) matmulScalar(a, b, target, batch, aStep, bStep, n, k, m);
};

function multiplyColumns(
  wasm: MatrixExports,
  arena: Arena,
  a: Float32Array,
  b: Float32Array,
  target: Float32Array,
  batch: number,
  aStep: number,
  bStep: number,
  n: number,
  k: number,
  m: number,
  column: number,
  columns: number,
): void {
  const panelStep = k * 32;
  const panels = arena.allocate(Math.ceil(columns / 8) * panelStep);
  const strip = Math.min(Math.ceil(n / 4), Math.max(1, Math.floor(STRIP / (4 * k)))) * 4;
  const left = arena.words(strip * k);
  const result = arena.words(strip * columns);
  const packed = Math.min(k, Math.max(1, Math.floor(STRIP / columns)));
  const right = arena.words(packed * columns);
  const scratch = arena.allocate(128);
  for (let item = 0; item < batch; item++) {
    if (item === 0 || bStep !== 0) {
      for (let row = 0; row < k; row += packed) {
        const rows = Math.min(packed, k - row);
        readRows(
          b,
          item * bStep + row * m + column,
          m,
          rows,
          columns,
          arena.float32(right, rows * columns),
        );
        wasm.pack(right, columns * 4, rows, columns, panels + row * 32, panelStep);
      }
    }
    for (let row = 0; row < n; row += strip) {
      const rows = Math.min(strip, n - row);
      const padded = Math.ceil(rows / 4) * 4;
      const numbers = arena.float32(left, padded * k);
      const start = item * aStep + row * k;
      numbers.set(a.subarray(start, start + rows * k));
      numbers.fill(0, rows * k);
      wasm.multiply(left, padded, k, panels, columns, result, scratch);
      const product = arena.float32(result, rows * columns);
      writeRows(product, rows, columns, target, (item * n + row) * m + column, m);
    }
  }
}

function readRows(
  source: Float32Array,
  start: number,
  step: number,
  rows: number,
  columns: number,
  target: Float32Array,
): void {
  if (step === columns) {
    target.set(source.subarray(start, start + rows * columns));
    return;
  }
  for (let r = 0, from = start; r < rows; r++, from += step) {
    target.set(source.subarray(from, from + columns), r * columns);
  }
}

function writeRows(
  source: Float32Array,
  rows: number,
  columns: number,
  target: Float32Array,
  start: number,
  step: number,
): void {
  if (step === columns) {
    target.set(source, start);
    return;
  }
  for (let r = 0, to = start; r < rows; r++, to += step) {
    target.set(source.subarray(r * columns, (r + 1) * columns), to);
  }
}
