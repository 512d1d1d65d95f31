// Softmax, its logarithm and the sum's, along columns of [length, inner] arrays. Columns that hold what is not finite
// are left to the scalar kernels one by one.
import type { FloatTypedArray } from '../../core/types.js';
import type { SoftmaxKernel } from '../array-kernels.js';
import { rows as rowsModule } from './generated/rows.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 1024;
/** Fewer columns are mostly ends. */
const LEAST_COLUMNS = 16;
/** Numbers that are copied in at a time, and those that a call of a kernel works on. */
const [BLOCK, STRIP] = [1048576, 16384] as const;

/** Some columns in the memory of the kernels, and what is known of each. */
interface Columns {
  /** Where they start in the source, and how many. */
  readonly start: number;
  readonly count: number;
  /** The largest number of each; Σ exp((x − largest)/temperature) but for one that is the largest. */
  readonly tops: Float32Array;
  readonly sums: Float64Array;

  /**
   * Multiplies the exponentials of each column by a number, or where these are not kept, takes that from
   * (x − largest)/temperature; and copies them out.
   */
  map(by: (sum: number) => number, to: Float32Array): void;
}

/**
 * Brings columns to `run`, block by block.
 *
 * @param source - an [outer, length, inner] array
 * @param outer - its first length
 * @param length - of a column
 * @param inner - how many columns lie side by side
 * @param temperature - divides what is exponentiated
 * @param keep - whether the exponentials are kept
 * @param run - what to do with each block
 * @returns false where that does not pay or may not be
 */
export function eachColumns(
  source: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  temperature: number,
  keep: boolean,
  run: (columns: Columns) => void,
): boolean {
  return (
    inner >= LEAST_COLUMNS &&
    outer * length * inner >= LEAST &&
    source instanceof Float32Array &&
    inArena(rowsModule, (wasm, arena) => {
      const most = Math.min(inner, Math.max(64, Math.floor(BLOCK / length / 64) * 64));
      const room = Math.ceil(most / 4) * 4;
      const [at, topAt, byAt, countAt, sumAt] = [length * room, room, room, room, 2 * room].map(
        (count) => arena.words(count),
      ) as [number, number, number, number, number];
      for (let block = 0; block < outer * Math.ceil(inner / most); block++) {
        const first = (block % Math.ceil(inner / most)) * most;
        const start = Math.floor(block / Math.ceil(inner / most)) * length * inner + first;
        const count = Math.min(most, inner - first);
        // Rows are filled up to fours.
        const wide = Math.ceil(count / 4) * 4;
        const numbers = arena.float32(at, length * wide);
        const close = wide === inner;
        if (close) numbers.set(source.subarray(start, start + length * inner));
        for (let r = 0, from = start; !close && r < length; r++, from += inner) {
          numbers.set(source.subarray(from, from + count), r * wide);
          numbers.fill(0, r * wide + count, (r + 1) * wide);
        }
        const strip = Math.max(1, Math.floor(STRIP / wide));
        const eachStrip = (visit: (at: number, rows: number) => void): void => {
          for (let r = 0; r < length; r += strip) {
            visit(at + r * wide * 4, Math.min(strip, length - r));
          }
        };
        const tops = arena.float32(topAt, wide).fill(-Infinity);
        eachStrip((from, rows) => wasm.raiseTops(from, rows, wide, topAt));
        const counts = arena.int32(countAt, wide).fill(0);
        const sums = arena.float64(sumAt, wide).fill(0);
        eachStrip((from, rows) =>
          wasm.sumColumns(from, rows, wide, temperature, topAt, countAt, sumAt, keep),
        );
        for (let c = 0; c < wide; c++) sums[c]! += counts[c]! - 1;
        run({
          ...{ start, count, tops, sums },
          map(by, to) {
            arena.float32(byAt, wide).set(sums.map(by));
            eachStrip((from, rows) => {
              if (keep) wasm.scaleColumns(from, rows, wide, byAt);
              else wasm.shiftColumns(from, rows, wide, temperature, topAt, byAt);
            });
            if (close) to.set(numbers, start);
            for (let r = 0, out = start; !close && r < length; r++, out += inner) {
              to.set(numbers.subarray(r * wide, r * wide + count), out);
            }
          },
        });
      }
    })
  );
}

/**
 * Softmax of columns, or its logarithm; of those that are not finite by the scalar kernel.
 *
 * @param source - an [outer, length, inner] array
 * @param target - takes the results
 * @param outer - the first length
 * @param length - of a column
 * @param inner - how many columns lie side by side
 * @param temperature - divides the numbers
 * @param keep - whether exponentials are multiplied, or numbers shifted
 * @param by - by what, from the sum of a column
 * @param scalar - the scalar kernel
 * @returns false where that does not pay or may not be
 */
export function mapColumns(
  source: FloatTypedArray,
  target: Float32Array,
  outer: number,
  length: number,
  inner: number,
  temperature: number,
  keep: boolean,
  by: (sum: number) => number,
  scalar: SoftmaxKernel,
): boolean {
  return eachColumns(source, outer, length, inner, temperature, keep, (columns) => {
    columns.map(by, target);
    columns.sums.subarray(0, columns.count).forEach((sum, c) => {
      if (Number.isFinite(columns.tops[c]! + sum)) return;
      const numbers = columnOf(source, columns.start + c, length, inner);
      scalar(numbers, numbers, 1, length, 1, temperature);
      numbers.forEach((value, l) => {
        target[columns.start + c + l * inner] = value;
      });
    });
  });
}

/** The numbers of a column. */
export function columnOf(
  source: FloatTypedArray,
  start: number,
  length: number,
  inner: number,
): Float32Array {
  return Float32Array.from({ length }, (_, l) => source[start + l * inner]!);
}
