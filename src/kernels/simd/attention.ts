// Attention with a running maximum and sum, by tiles that stay in the first cache; see ../scalar/attention.ts.
import type { FloatTypedArray } from '../../core/types.js';
import type { AttentionTask } from '../attention-kernels.js';
import { attend as attendScalar } from '../scalar/attention.js';
import type { Arena } from './arena.js';
import {
  allocateTiles,
  eachStrip,
  eights,
  isServed,
  putQueries,
  type SingleTask,
  scoreTile,
  stripRows,
  TILE_COLUMNS,
  TILE_ROWS,
  type TileMemory,
  tileRows,
} from './attention-tiles.js';
import { type AttentionExports, attention } from './generated/attention.js';
import { inArena } from './wasm-module.js';

interface Memory extends TileMemory {
  /** Keys of an item, eight side by side. */
  readonly keys: number;
  /** Values of an item in panels of eight columns. */
  readonly values: number;
  /** Rows on their way into panels. */
  readonly strip: number;
  /** Weighted sums of values, [TILE_ROWS, e in eights]. */
  readonly sums: number;
  /** For each query the largest score so far, float32. */
  readonly tops: number;
  /** For each query the sum of exp(score − largest) so far, float64. */
  readonly totals: number;
}

/** See `AttentionKernels.attend`. */
export function attend(task: AttentionTask, output: FloatTypedArray, logSums: Float64Array): void {
  let done = false;
  if (isServed(task) && output instanceof Float32Array) {
    inArena(attention, (wasm, arena) => {
      done = attendAll(wasm, arena, task, output, logSums);
    });
  }
  if (done) return;
  output.fill(0);
  attendScalar(task, output, logSums);
}

/** False where something was not finite: the scalar kernel keeps what has no weight out of the sums. */
function attendAll(
  wasm: AttentionExports,
  arena: Arena,
  task: SingleTask,
  output: Float32Array,
  logSums: Float64Array,
): boolean {
  const { items, share, n, m, d, e } = task;
  const memory: Memory = {
    ...allocateTiles(arena, task),
    keys: arena.words(eights(m) * d),
    values: arena.words(m * eights(e)),
    strip: arena.words(stripRows(Math.min(d, e)) * Math.max(d, e)),
    sums: arena.words(TILE_ROWS * eights(e)),
    tops: arena.words(TILE_ROWS),
    totals: arena.words(2 * TILE_ROWS),
  };
  for (let item = 0; item < items; item++) {
    if (item % share === 0 && !putKeysAndValues(wasm, arena, task, memory, item / share))
      return false;
    for (let row = 0; row < n; row += TILE_ROWS) {
      if (!attendRows(wasm, arena, task, memory, item, row, output, logSums)) return false;
    }
  }
  return true;
}

function putKeysAndValues(
  wasm: AttentionExports,
  arena: Arena,
  { key, value, m, d, e }: SingleTask,
  { keys, values, strip }: Memory,
  group: number,
): boolean {
  let finite = true;
  eachStrip(arena, key, group * m * d, m, d, strip, (first, rows) => {
    wasm.packAcross(strip, rows, d, keys + first * d * 4);
    finite = finite && Boolean(wasm.finite(strip, rows * d));
  });
  eachStrip(arena, value, group * m * e, m, e, strip, (first, rows) => {
    wasm.pack(strip, rows, e, values + first * 32, m);
    finite = finite && Boolean(wasm.finite(strip, rows * e));
  });
  return finite;
}

function attendRows(
  wasm: AttentionExports,
  arena: Arena,
  task: SingleTask,
  memory: Memory,
  item: number,
  row: number,
  output: Float32Array,
  logSums: Float64Array,
): boolean {
  const { n, m, e } = task;
  const { tile, keys, values, sums, tops, totals } = memory;
  const wide = eights(e);
  const tileOf = tileRows(task, item, row);
  const { rows, padded, from, to } = tileOf;
  putQueries(wasm, arena, task, memory, tileOf);
  if (!wasm.finite(memory.queries, padded * task.d)) return false;
  arena.float32(sums, TILE_ROWS * wide).fill(0);
  arena.float32(tops, TILE_ROWS).fill(-Infinity);
  arena.float64(totals, TILE_ROWS).fill(0);
  for (let column = from; column < to; column += TILE_COLUMNS) {
    const columns = Math.min(TILE_COLUMNS, to - column);
    scoreTile(wasm, arena, task, memory, tileOf, keys, column, columns);
    wasm.weigh(tile, rows, columns, tops, totals, sums, wide);
    wasm.addProducts(tile, TILE_COLUMNS, padded, columns, values + column * 32, m, sums, wide);
  }
  wasm.divideRows(sums, rows, wide, totals);

  const first = item * n + row;
  const top = arena.float32(tops, rows);
  const total = arena.float64(totals, rows);
  const sum = arena.float32(sums, rows * wide);
  for (let r = 0; r < rows; r++) {
    if (!Number.isFinite(total[r])) return false;
    logSums[first + r] = total[r]! > 0 ? top[r]! + Math.log(total[r]!) : -Infinity;
    output.set(sum.subarray(r * wide, r * wide + e), (first + r) * e);
  }
  return true;
}
