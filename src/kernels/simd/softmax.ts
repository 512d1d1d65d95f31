// Softmax, its logarithm and the sum's, over rows that lie side by side. Rows that hold what is not finite are left
// to the scalar kernels one by one.
import type { FloatTypedArray } from '../../core/types.js';
import type { ReductionKernel, SoftmaxKernel } from '../array-kernels.js';
import { logSumExpLines as logSumExpScalar } from '../scalar/reductions.js';
import {
  logSoftmaxLines as logSoftmaxScalar,
  softmaxLines as softmaxScalar,
} from '../scalar/softmax.js';
import type { Arena } from './arena.js';
import { type RowsExports, rows as rowsModule } from './generated/rows.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Shorter rows are mostly ends. */
const LEAST_LENGTH = 8;
/** Longer rows would make the memory of the kernels as large, for one number each. */
const LONGEST = 2 ** 18;
/** Numbers that go through at a time, in whole rows. */
const STRIP = 16384;

/** Rows of float32 numbers, some at a time, in the memory of the kernels. */
interface Strip {
  readonly wasm: RowsExports;
  readonly arena: Arena;
  /** Where the rows lie. */
  readonly at: number;
  /** The first row, and how many. */
  readonly first: number;
  readonly rows: number;
}

/** Brings rows to `run` strip by strip; false where that does not pay or may not be. */
function eachStrip(
  source: FloatTypedArray,
  count: number,
  length: number,
  inner: number,
  run: (strip: Strip) => void,
): boolean {
  return (
    inner === 1 &&
    length >= LEAST_LENGTH &&
    count * length >= LEAST &&
    source instanceof Float32Array &&
    inArena(rowsModule, (wasm, arena) => {
      const most = Math.max(1, Math.floor(STRIP / length));
      const at = arena.words(Math.min(count, most) * length);
      for (let first = 0; first < count; first += most) {
        const rows = Math.min(most, count - first);
        const start = first * length;
        arena.float32(at, rows * length).set(source.subarray(start, start + rows * length));
        arena.scope(() => run({ wasm, arena, at, first, rows }));
      }
    })
  );
}

function isSingle(numbers: FloatTypedArray): boolean {
  return numbers instanceof Float32Array;
}

/** See `SoftmaxName`. */
export const softmaxLines: SoftmaxKernel = (source, target, outer, length, inner, temperature) => {
  const served =
    isSingle(target) &&
    eachStrip(source, outer, length, inner, (strip) => {
      const { wasm, arena, at, first, rows } = strip;
      const list = arena.words(rows);
      const failed = wasm.softmaxRows(at, rows, length, temperature, list);
      target.set(arena.float32(at, rows * length), first * length);
      for (const row of arena.int32(list, failed)) {
        oneRow(softmaxScalar, source, target, first + row, length, temperature);
      }
    });
  if (!served) softmaxScalar(source, target, outer, length, inner, temperature);
};

/** See `SoftmaxName`. */
export const logSoftmaxLines: SoftmaxKernel = (
  source,
  target,
  outer,
  length,
  inner,
  temperature,
) => {
  const served =
    isSingle(target) &&
    eachStrip(source, outer, length, inner, (strip) => {
      const { wasm, arena, at, first, rows } = strip;
      const [tops, sums, shifts] = [arena.words(rows), arena.words(2 * rows), arena.words(rows)];
      wasm.sumRows(at, rows, length, temperature, tops, sums);
      const top = arena.float32(tops, rows);
      const sum = arena.float64(sums, rows);
      const shift = arena.float32(shifts, rows);
      for (let r = 0; r < rows; r++) shift[r] = Math.log1p(sum[r]!);
      wasm.shiftRows(at, rows, length, temperature, tops, shifts);
      target.set(arena.float32(at, rows * length), first * length);
      for (let r = 0; r < rows; r++) {
        if (Number.isFinite(top[r]! + sum[r]!)) continue;
        oneRow(logSoftmaxScalar, source, target, first + r, length, temperature);
      }
    });
  if (!served) logSoftmaxScalar(source, target, outer, length, inner, temperature);
};

/** See `ReductionName`. */
export const logSumExpLines: ReductionKernel = (source, target, outer, length, inner) => {
  // Reductions write float64, whatever they read.
  const served =
    length <= LONGEST &&
    eachStrip(source, outer, length, inner, (strip) => {
      const { wasm, arena, at, first, rows } = strip;
      const [tops, sums] = [arena.words(rows), arena.words(2 * rows)];
      wasm.sumRows(at, rows, length, 1, tops, sums);
      const top = arena.float32(tops, rows);
      const sum = arena.float64(sums, rows);
      for (let r = 0; r < rows; r++) {
        const row = first + r;
        if (Number.isFinite(top[r]! + sum[r]!)) target[row] = top[r]! + Math.log1p(sum[r]!);
        else {
          const numbers = source.subarray(row * length, (row + 1) * length);
          logSumExpScalar(numbers, target.subarray(row, row + 1), 1, length, 1);
        }
      }
    });
  if (!served) logSumExpScalar(source, target, outer, length, inner);
};

function oneRow(
  scalar: SoftmaxKernel,
  source: FloatTypedArray,
  target: FloatTypedArray,
  row: number,
  length: number,
  temperature: number,
): void {
  const [start, end] = [row * length, (row + 1) * length];
  scalar(source.subarray(start, end), target.subarray(start, end), 1, length, 1, temperature);
}
