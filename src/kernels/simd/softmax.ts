// Softmax, its logarithm and the sum's, over rows, or columns that lie side by side. Those that hold what is not finite
// are left to the scalar kernels one by one.
import type { FloatTypedArray } from '../../core/types.js';
import type { ReductionKernel, SoftmaxKernel } from '../array-kernels.js';
import { logSumExpLines as logSumExpScalar } from '../scalar/reductions.js';
import {
  logSoftmaxLines as logSoftmaxScalar,
  softmaxLines as softmaxScalar,
} from '../scalar/softmax.js';
import type { Arena } from './arena.js';
import { eachDoubleLines, mapDoubleLines } from './double-softmax.js';
import { type RowsExports, rows as rowsModule } from './generated/rows.js';
import { columnOf, eachColumns, mapColumns } from './softmax-columns.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Shorter rows are mostly ends. */
const LEAST_LENGTH = 8;
/** Numbers that go through at a time, in whole rows. */
const STRIP = 16384;

/** Whether float32 holds a temperature with all its digits. */
function isPlain(temperature: number): boolean {
  return temperature > 1e-37 && temperature < 1e38;
}

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

function singleSoftmax(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  temperature: number,
): boolean {
  return (
    target instanceof Float32Array &&
    isPlain(temperature) &&
    (eachStrip(source, outer, length, inner, (strip) => {
      const { wasm, arena, at, first, rows } = strip;
      const list = arena.words(rows);
      const failed = wasm.softmaxRows(at, rows, length, temperature, list);
      target.set(arena.float32(at, rows * length), first * length);
      for (const row of arena.int32(list, failed)) {
        oneRow(softmaxScalar, source, target, first + row, length, temperature);
      }
    }) ||
      mapColumns(
        source,
        target,
        outer,
        length,
        inner,
        temperature,
        true,
        (sum) => 1 / (1 + sum),
        softmaxScalar,
      ))
  );
}

function singleLogSoftmax(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  temperature: number,
): boolean {
  return (
    target instanceof Float32Array &&
    isPlain(temperature) &&
    (eachStrip(source, outer, length, inner, (strip) => {
      const { wasm, arena, at, first, rows } = strip;
      const [tops, sums, shifts] = [arena.words(rows), arena.words(2 * rows), arena.words(rows)];
      wasm.sumRows(at, rows, length, temperature, tops, sums, arena.words(length));
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
    }) ||
      mapColumns(
        source,
        target,
        outer,
        length,
        inner,
        temperature,
        false,
        Math.log1p,
        logSoftmaxScalar,
      ))
  );
}

/** Softmax or its logarithm, of float32 numbers, or of float64 ones, or as the scalar kernel has it. */
function serving(
  single: (...call: Parameters<SoftmaxKernel>) => boolean,
  logarithm: boolean,
  scalar: SoftmaxKernel,
): SoftmaxKernel {
  return (...call) => {
    if (!mapDoubleLines(scalar, logarithm, ...call) && !single(...call)) scalar(...call);
  };
}

/** See `SoftmaxName`. */
export const softmaxLines: SoftmaxKernel = /* @__PURE__ */ serving(
  singleSoftmax,
  false,
  softmaxScalar,
);

/** See `SoftmaxName`. */
export const logSoftmaxLines: SoftmaxKernel = /* @__PURE__ */ serving(
  singleLogSoftmax,
  true,
  logSoftmaxScalar,
);

/** See `ReductionName`. Targets are float64, whatever is reduced. */
export const logSumExpLines: ReductionKernel = (source, target, outer, length, inner) => {
  const finish = (at: number, top: number, sum: number, numbers: () => FloatTypedArray) => {
    if (Number.isFinite(top + sum)) target[at] = top + Math.log1p(sum);
    else logSumExpScalar(numbers(), target.subarray(at, at + 1), 1, length, 1);
  };
  const served =
    eachDoubleLines(source, outer, length, inner, (lines) => {
      const { tops, sums } = lines.sums(1);
      for (let i = 0; i < lines.count; i++) {
        finish(lines.out + i, tops[i]!, sums[i]!, () => lines.line(i));
      }
    }) ||
    eachStrip(source, outer, length, inner, (strip) => {
      const { wasm, arena, at, first, rows } = strip;
      const [tops, sums] = [arena.words(rows), arena.words(2 * rows)];
      wasm.sumRows(at, rows, length, 1, tops, sums, arena.words(length));
      const [top, sum] = [arena.float32(tops, rows), arena.float64(sums, rows)];
      for (let r = 0; r < rows; r++) {
        const row = first + r;
        finish(row, top[r]!, sum[r]!, () => source.subarray(row * length, (row + 1) * length));
      }
    }) ||
    eachColumns(source, outer, length, inner, 1, false, ({ start, count, tops, sums }) => {
      const column = start % inner;
      const to = (start - column) / length + column;
      for (let c = 0; c < count; c++) {
        finish(to + c, tops[c]!, sums[c]!, () => columnOf(source, start + c, length, inner));
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
