import type { FloatTypedArray } from '../../core/types.js';
import type { ArrayKernels, FactorSteps } from '../array-kernels.js';
import { matmul as matmulScalar } from '../scalar/matmul.js';
import { matrix } from './generated/matrix.js';
import { multiplyDoubles } from './multiply-doubles.js';
import { LARGEST, redoLines } from './overflow.js';
import { pieceMemory, putPanels, putRows } from './panels.js';
import { inArena } from './wasm-module.js';

/**
 * Numbers of the right factor below which copying costs more than it saves. Rows of the left factor do not count, so
 * that a row is computed alike whatever stands beside it: tokens one by one give what they give together.
 */
const LEAST_FACTOR = 256;
/** Numbers of a factor up to which it is read as it is: it stays in the first cache, and laying it out does not pay. */
const MOST_DIRECT = 4096;
/** Numbers of a strip of the left factor: they stay in the second cache. */
const STRIP = 65536;
/** Numbers of the right factor that are laid out at a time: they stay in the second cache, or near it. */
const MOST_PACKED = 262144;
/** Columns of it that are laid out at a time, however long they are: the left factor is laid out anew for each such part. */
const LEAST_COLUMNS = 64;

/**
 * See `ArrayKernels.matmul`: float32 factors are summed in float32, in runs of 256 terms. Transposed factors are read
 * as they lie. Rows of which sums leave the range of float32 are the scalar kernel's. Float64 factors give what it gives.
 */
export const matmul: ArrayKernels['matmul'] = (
  a,
  b,
  target,
  batch,
  aStep,
  bStep,
  n,
  k,
  m,
  steps = { aRow: k, aTerm: 1, bTerm: m, bColumn: 1 },
) => {
  const { aRow, aTerm, bTerm, bColumn } = steps;
  let within = true;
  if (k * m < LEAST_FACTOR && !(a instanceof Float64Array)) {
    matmulScalar(a, b, target, batch, aStep, bStep, n, k, m, steps);
    return;
  }
  if (
    k * m <= MOST_DIRECT &&
    n * k <= MOST_DIRECT &&
    aTerm === 1 &&
    aRow === k &&
    bColumn === 1 &&
    bTerm === m &&
    a instanceof Float32Array &&
    b instanceof Float32Array &&
    target instanceof Float32Array &&
    multiplySmall(a, b, target, batch, aStep, bStep, n, k, m, steps)
  ) {
    return;
  }
  const served =
    k * m >= LEAST_FACTOR &&
    (aRow === 1 || aTerm === 1) &&
    (bTerm === 1 || bColumn === 1) &&
    a instanceof Float32Array &&
    b instanceof Float32Array &&
    target instanceof Float32Array &&
    inArena(matrix, (wasm, arena) => {
      const most = Math.min(m, Math.max(LEAST_COLUMNS, Math.floor(MOST_PACKED / k / 8) * 8));
      const strip = Math.min(Math.ceil(n / 4), Math.max(1, Math.floor(STRIP / (4 * k)))) * 4;
      const panels = arena.words(Math.ceil(most / 8) * 8 * k);
      const left = arena.words(strip * k);
      const result = arena.words(strip * most);
      const piece = pieceMemory(arena, k, Math.max(most, strip));
      const scratch = arena.allocate(128);
      const product = arena.float32(result, strip * most);
      const putRight = (item: number, column: number, columns: number): void => {
        const start = item * bStep + column * bColumn;
        const part = { data: b, start, rows: k, rowStep: bTerm, columns, columnStep: bColumn };
        putPanels(wasm, arena, part, panels, piece);
      };
      const putLeft = (item: number, row: number, rows: number): void => {
        const start = item * aStep + row * aRow;
        const part = { data: a, start, rows, rowStep: aRow, columns: k, columnStep: aTerm };
        putRows(wasm, arena, part, left, piece);
      };
      for (let column = 0; column < m; column += most) {
        const columns = Math.min(most, m - column);
        for (let item = 0; item < batch; item++) {
          if (item === 0 || bStep !== 0) putRight(item, column, columns);
          for (let row = 0; row < n; row += strip) {
            const rows = Math.min(strip, n - row);
            putLeft(item, row, rows);
            wasm.multiply(
              left,
              Math.ceil(rows / 4) * 4,
              k,
              panels,
              columns,
              result,
              scratch,
              false,
            );
            // One term is no sum: its product is rounded once.
            within = within && (k === 1 || wasm.within(result, rows * columns, LARGEST));
            writeRows(product, rows, columns, target, (item * n + row) * m + column, m);
          }
        }
      }
    });
  if (served) {
    if (!within) redoRows(a, b, target, batch, aStep, bStep, n, k, m, steps);
    return;
  }
  if (multiplyDoubles(a, b, target, batch, aStep, bStep, n, k, m, steps)) return;
  matmulScalar(a, b, target, batch, aStep, bStep, n, k, m, steps);
};

/** Computes rows of products in which a number is not finite again, in float64. */
function redoRows(
  a: FloatTypedArray,
  b: FloatTypedArray,
  target: Float32Array,
  batch: number,
  aStep: number,
  bStep: number,
  n: number,
  k: number,
  m: number,
  steps: FactorSteps,
): void {
  for (let item = 0; item < batch; item++) {
    const product = target.subarray(item * n * m, (item + 1) * n * m);
    redoLines(product, m, (row, rows) => {
      const left = a.subarray(item * aStep + row * steps.aRow);
      const right = b.subarray(item * bStep);
      matmulScalar(left, right, product.subarray(row * m), 1, 0, 0, rows, k, m, steps);
    });
  }
}

/** Products of small factors that lie close together: nothing is laid out, and little is made on the way. */
function multiplySmall(
  a: Float32Array,
  b: Float32Array,
  target: Float32Array,
  batch: number,
  aStep: number,
  bStep: number,
  n: number,
  k: number,
  m: number,
  steps: FactorSteps,
): boolean {
  let within = true;
  const served = inArena(matrix, (wasm, arena) => {
    const rows = Math.ceil(n / 4) * 4;
    const left = arena.words(rows * k);
    const right = arena.words(k * m);
    const result = arena.words(rows * m);
    const scratch = arena.allocate(128);
    const { numbers } = arena;
    numbers.fill(0, left / 4 + n * k, left / 4 + rows * k);
    const product = numbers.subarray(result / 4, result / 4 + n * m);
    for (let item = 0; item < batch; item++) {
      if (item === 0 || aStep !== 0) numbers.set(part(a, item * aStep, n * k), left / 4);
      if (item === 0 || bStep !== 0) numbers.set(part(b, item * bStep, k * m), right / 4);
      wasm.multiplyRows(left, rows, k, right, m, result, scratch);
      within = within && (k === 1 || wasm.within(result, n * m, LARGEST));
      target.set(product, item * n * m);
    }
  });
  if (served && !within) redoRows(a, b, target, batch, aStep, bStep, n, k, m, steps);
  return served;
}

/** Some numbers of an array, without a view where they are all. */
function part(numbers: Float32Array, start: number, count: number): Float32Array {
  return count === numbers.length ? numbers : numbers.subarray(start, start + count);
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
    target.set(source.subarray(0, rows * columns), start);
    return;
  }
  for (let r = 0, to = start; r < rows; r++, to += step) {
    target.set(source.subarray(r * columns, (r + 1) * columns), to);
  }
}
