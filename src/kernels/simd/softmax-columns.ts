// Softmax, its logarithm and the sum's, along columns of [length, inner] arrays. Columns that hold what is not finite
// are left to the scalar kernels one by one.
import type { FloatTypedArray } from '../../core/types.js';
import type { Arena } from './arena.js';
import { type RowsExports, rows as rowsModule } from './generated/rows.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 1024;
/** Fewer columns are mostly ends. */
const LEAST_COLUMNS = 16;
/** Numbers that are copied in at a time, and those that a call of a kernel works on. */
const [BLOCK, STRIP] = [1048576, 16384] as const;

/** Some columns in the memory of the kernels, filled up to a multiple of four. */
export interface ColumnBlock {
  readonly wasm: RowsExports;
  readonly arena: Arena;
  /** Columns as they lie, and as they count. */
  readonly wide: number;
  readonly columns: number;
  /** Where they start in the source. */
  readonly start: number;
  /** Where their largest numbers lie, float32. */
  readonly tops: number;

  /** Runs a kernel on all rows, some at a time. */
  eachStrip(run: (at: number, rows: number) => void): void;

  /** Copies the numbers out. */
  write(target: Float32Array): void;
}

/**
 * Brings columns to `run`, block by block.
 *
 * @param source - an [outer, length, inner] array
 * @param outer - its first length
 * @param length - of a column
 * @param inner - how many columns lie side by side
 * @param run - what to do with each block
 * @returns false where that does not pay or may not be
 */
export function eachColumnBlock(
  source: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  run: (block: ColumnBlock) => void,
): boolean {
  return (
    inner >= LEAST_COLUMNS &&
    outer * length * inner >= LEAST &&
    source instanceof Float32Array &&
    inArena(rowsModule, (wasm, arena) => {
      const most = Math.min(inner, Math.max(64, Math.floor(BLOCK / length / 64) * 64));
      for (let o = 0; o < outer; o++) {
        for (let first = 0; first < inner; first += most) {
          const columns = Math.min(most, inner - first);
          const start = o * length * inner + first;
          arena.scope(() => run(putBlock(wasm, arena, source, start, length, inner, columns)));
        }
      }
    })
  );
}

function putBlock(
  wasm: RowsExports,
  arena: Arena,
  source: Float32Array,
  start: number,
  length: number,
  inner: number,
  columns: number,
): ColumnBlock {
  const wide = Math.ceil(columns / 4) * 4;
  const at = arena.words(length * wide);
  const tops = arena.words(wide);
  const numbers = arena.float32(at, length * wide);
  if (wide === inner) numbers.set(source.subarray(start, start + length * inner));
  else {
    for (let r = 0, from = start; r < length; r++, from += inner) {
      numbers.set(source.subarray(from, from + columns), r * wide);
      numbers.fill(0, r * wide + columns, (r + 1) * wide);
    }
  }
  const strip = Math.max(1, Math.floor(STRIP / wide));
  const block: ColumnBlock = {
    ...{ wasm, arena, wide, columns, start, tops },
    eachStrip(visit) {
      for (let r = 0; r < length; r += strip) {
        visit(at + r * wide * 4, Math.min(strip, length - r));
      }
    },
    write(target) {
      const results = arena.float32(at, length * wide);
      if (wide === inner) target.set(results, start);
      else {
        for (let r = 0, to = start; r < length; r++, to += inner) {
          target.set(results.subarray(r * wide, r * wide + columns), to);
        }
      }
    },
  };
  arena.float32(tops, wide).fill(-Infinity);
  block.eachStrip((from, rows) => {
    wasm.raiseTops(from, rows, wide, tops);
  });
  return block;
}

/** Σ exp((x − top)/temperature) of each column but for one number that is the largest; float64, good until the next allocation. */
export function sumsBesideLargest(block: ColumnBlock, temperature: number): Float64Array {
  const { wasm, arena, wide, tops } = block;
  const [counts, sums] = [arena.words(wide), arena.words(2 * wide)];
  arena.int32(counts, wide).fill(0);
  arena.float64(sums, wide).fill(0);
  block.eachStrip((at, rows) => {
    wasm.sumColumns(at, rows, wide, temperature, tops, counts, sums);
  });
  const [count, sum] = [arena.int32(counts, wide), arena.float64(sums, wide)];
  for (let c = 0; c < wide; c++) sum[c]! += count[c]! - 1;
  return sum;
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
