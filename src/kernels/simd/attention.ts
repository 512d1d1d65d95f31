// Attention with a running maximum and sum, by tiles that stay in the first cache; see ../scalar/attention.ts. Keys and
// values come in chunks; between two of them the sums of a query wait in the output, their total in what is kept.
import type { FloatTypedArray } from '../../core/types.js';
import type { AttentionSums, AttentionTask } from '../attention-kernels.js';
import { attend as attendScalar } from '../scalar/attention.js';
import { KEY_BLOCK } from '../scalar/attention-scores.js';
import type { Arena } from './arena.js';
import {
  allocateTiles,
  chunkOf,
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
import { byDoubleProducts } from './double-products.js';
import { type AttentionExports, attention } from './generated/attention.js';
import { inArena } from './wasm-module.js';

interface Memory extends TileMemory {
  /** Keys of the chunk, eight side by side. */
  readonly keys: number;
  /** Values of the chunk in panels of eight columns. */
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

/** What a call is given; between chunks `kept` holds the largest scores and the totals so far. */
interface Call {
  readonly wasm: AttentionExports;
  readonly arena: Arena;
  readonly task: SingleTask;
  readonly output: Float32Array;
  readonly kept: AttentionSums;
}

/** See `AttentionKernels.attend`. */
export function attend(task: AttentionTask, output: FloatTypedArray, kept: AttentionSums): void {
  let done = false;
  if (isServed(task) && output instanceof Float32Array) {
    inArena(attention, (wasm, arena) => {
      done = attendAll({ wasm, arena, task, output, kept });
    });
  }
  if (done) return;
  output.fill(0);
  const columns = Math.max(KEY_BLOCK, task.e);
  const served = byDoubleProducts(task, columns, (products) => {
    attendScalar(task, output, kept, products);
  });
  if (!served) attendScalar(task, output, kept);
}

/**
 * False where something was not finite, or left the range of float32: the scalar kernel keeps what has no weight out of
 * the sums, and computes in float64.
 */
function attendAll(call: Call): boolean {
  const { arena, task, output, kept } = call;
  const { items, share, n, m, d, e } = task;
  const chunk = chunkOf(task);
  const memory: Memory = {
    ...allocateTiles(arena, task),
    keys: arena.words(eights(chunk) * d),
    values: arena.words(chunk * eights(e)),
    strip: arena.words(Math.max(stripRows(d) * d, stripRows(e) * e)),
    sums: arena.words(TILE_ROWS * eights(e)),
    tops: arena.words(TILE_ROWS),
    totals: arena.words(2 * TILE_ROWS),
  };
  output.fill(0);
  kept.tops.fill(-Infinity);
  kept.totals.fill(0);
  for (let group = 0; group < items / share; group++) {
    for (let start = 0; start < m; start += chunk) {
      const end = Math.min(m, start + chunk);
      if (!putKeysAndValues(call, memory, group, start, end)) return false;
      for (let of = 0; of < share; of++) {
        for (let row = 0; row < n; row += TILE_ROWS) {
          if (!addChunk(call, memory, group * share + of, row, start, end)) return false;
        }
      }
    }
    if (!finish(call, group)) return false;
  }
  return true;
}

function putKeysAndValues(
  { wasm, arena, task }: Call,
  { keys, values, strip }: Memory,
  group: number,
  start: number,
  end: number,
): boolean {
  const { key, value, m, d, e } = task;
  const first = group * m + start;
  let finite = true;
  eachStrip(arena, key, first * d, end - start, d, strip, (row, rows) => {
    wasm.packAcross(strip, rows, d, keys + row * d * 4);
    finite = finite && Boolean(wasm.finite(strip, rows * d));
  });
  eachStrip(arena, value, first * e, end - start, e, strip, (row, rows) => {
    wasm.pack(strip, rows, e, values + row * 32, end - start);
    finite = finite && Boolean(wasm.finite(strip, rows * e));
  });
  return finite;
}

/** Adds what the queries from `row` on see of a chunk; false where a query is not finite. */
function addChunk(
  call: Call,
  memory: Memory,
  item: number,
  row: number,
  start: number,
  end: number,
): boolean {
  const { wasm, arena, task } = call;
  const { n, e, d } = task;
  const { tile, keys, values, sums, tops, totals } = memory;
  const wide = eights(e);
  const tileOf = tileRows(task, item, row, start, end);
  const { rows, padded, from, to } = tileOf;
  if (from >= to) return true;
  putQueries(wasm, arena, task, memory, tileOf);
  if (!wasm.finite(memory.queries, padded * d)) return false;
  const [sum, top, total] = [
    arena.float32(sums, padded * wide),
    arena.float32(tops, rows),
    arena.float64(totals, rows),
  ];
  const first = item * n + row;
  moveRows(call.output, first * e, e, sum, 0, wide, rows, e);
  top.set(call.kept.tops.subarray(first, first + rows));
  total.set(call.kept.totals.subarray(first, first + rows));
  for (let column = from; column < to; column += TILE_COLUMNS) {
    const columns = Math.min(TILE_COLUMNS, to - column);
    const at = column - start;
    scoreTile(wasm, arena, task, memory, tileOf, keys + at * d * 4, column, columns);
    wasm.weigh(tile, rows, columns, tops, totals, sums, wide);
    const panels = values + at * 32;
    wasm.addProducts(tile, TILE_COLUMNS, padded, columns, panels, end - start, sums, wide);
  }
  moveRows(sum, 0, wide, call.output, first * e, e, rows, e);
  call.kept.tops.set(top, first);
  call.kept.totals.set(total, first);
  return true;
}

/** Divides the sums of a group's queries by their totals; false where one is not finite, or lost. */
function finish({ task, output, kept }: Call, group: number): boolean {
  const { share, n, e } = task;
  const first = group * share * n;
  for (let r = 0; r < share * n; r++) {
    const total = kept.totals[first + r]!;
    if (!Number.isFinite(total)) return false;
    if (total === 0) {
      // Scores below all float32 numbers look like those of keys that are hidden.
      if (seesAny(task, group * share + Math.floor(r / n), r % n)) return false;
      continue;
    }
    const divisor = Math.fround(total);
    const end = (first + r + 1) * e;
    // Of a sum that left the range of float32, NaN; the mean of its values may lie within.
    let lost = 0;
    for (let c = end - e; c < end; c++) {
      lost += output[c]! * 0;
      output[c]! /= divisor;
    }
    if (lost !== 0) return false;
  }
  return true;
}

/** Whether a query sees a key at all. */
function seesAny(
  { low, high, limits, mask, bias }: SingleTask,
  item: number,
  row: number,
): boolean {
  const end = Math.min(limits[item]!, row + high + 1);
  const inMask = mask === undefined ? 0 : mask.starts[item]! + row * mask.rowStep;
  const inBias = bias === undefined ? 0 : bias.starts[item]! + row * bias.rowStep;
  for (let j = Math.max(0, row + low); j < end; j++) {
    const hidden = mask?.data[inMask + j] === 0 || bias?.data[inBias + j] === -Infinity;
    if (!hidden) return true;
  }
  return false;
}

/** Copies rows of `length` numbers from one matrix to another. */
function moveRows(
  source: Float32Array,
  sourceStart: number,
  sourceStep: number,
  target: Float32Array,
  targetStart: number,
  targetStep: number,
  rows: number,
  length: number,
): void {
  if (sourceStep === targetStep) {
    target.set(source.subarray(sourceStart, sourceStart + rows * sourceStep), targetStart);
    return;
  }
  for (let r = 0; r < rows; r++) {
    const from = sourceStart + r * sourceStep;
    target.set(source.subarray(from, from + length), targetStart + r * targetStep);
  }
}
