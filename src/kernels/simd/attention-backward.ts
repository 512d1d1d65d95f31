// Gradients of attention by tiles of weights that are computed again; see ../scalar/attention-backward.ts.
import type { FloatTypedArray } from '../../core/types.js';
import type {
  AttentionGradientTargets,
  AttentionSums,
  AttentionTask,
} from '../attention-kernels.js';
import { attend as attendScalar } from '../scalar/attention.js';
import { attendBackward as attendBackwardScalar } from '../scalar/attention-backward.js';
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
  type TileRows,
  tileMemory,
  tileRows,
} from './attention-tiles.js';
import { byDoubleProducts } from './double-products.js';
import { type AttentionExports, attention } from './generated/attention.js';
import { inArena } from './wasm-module.js';

interface Memory extends TileMemory {
  /** Keys and values of the chunk, eight side by side. */
  readonly keys: number;
  readonly values: number;
  /** Keys in panels of eight columns. */
  readonly keyColumns: number;
  /** Rows on their way into panels. */
  readonly strip: number;
  /** Gradients by the output of a tile's queries, [TILE_ROWS, e]. */
  readonly gradients: number;
  /** The same, and the queries, in panels of eight columns of TILE_ROWS rows. */
  readonly gradientColumns: number;
  readonly queryColumns: number;
  /** Gradients by weights, then by scores; slopes of the cap, 0 where there is none; a tile on its side. */
  readonly slopes: number;
  readonly capSlopes: number;
  readonly side: number;
  /** For each query the largest score, 1 / Σ exp(score − largest), and Σ gradient·output. */
  readonly tops: number;
  readonly shrinks: number;
  readonly shares: number;
  /** Gradients by the queries of a tile, and by keys and values of the chunk; columns in eights. */
  readonly byQuery: number;
  readonly byKey: number;
  readonly byValue: number;
}

/** What a call is given. */
interface Call {
  readonly task: SingleTask;
  readonly output: Float32Array;
  readonly kept: AttentionSums;
  readonly gradient: Float32Array;
  readonly targets: AttentionGradientTargets;
}

/** See `AttentionKernels.attendBackward`. */
export function attendBackward(
  task: AttentionTask,
  output: FloatTypedArray,
  kept: AttentionSums,
  gradient: FloatTypedArray,
  targets: AttentionGradientTargets,
): void {
  let done = false;
  if (
    isServed(task) &&
    output instanceof Float32Array &&
    gradient instanceof Float32Array &&
    isSingle(kept.tops) &&
    allFinite(task.query, task.key, task.value, output, gradient)
  ) {
    const ran = inArena(attention, (wasm, arena) => {
      walk(wasm, arena, { task, output, kept, gradient, targets });
    });
    // Of finite numbers comes what is not where scores leave the range of float32.
    done = ran && allFinite(targets.query, targets.key, targets.value);
  }
  if (done) return;
  for (const target of Object.values(targets) as (FloatTypedArray | undefined)[]) target?.fill(0);
  if (isServed(task) && isSingle(kept.tops)) {
    // Less the SIMD kernel's largest score, scores in float64 are not what they were to it.
    const sums = { tops: kept.tops.slice(), totals: kept.totals.slice() };
    const again = new Float32Array(output.length);
    attendScalar(task, again, sums);
    attendBackwardScalar(task, again, sums, gradient, targets);
    return;
  }
  const columns = Math.max(KEY_BLOCK, task.d, task.e);
  const served = byDoubleProducts(task, columns, (products) => {
    attendBackwardScalar(task, output, kept, gradient, targets, products);
  });
  if (!served) attendBackwardScalar(task, output, kept, gradient, targets);
}

/**
 * Whether these are scores of the SIMD kernel. Those of the scalar one are float64: less such a score, the same one in
 * float32 may be far from 0 where scores are large.
 */
function isSingle(tops: Float64Array): boolean {
  return tops.every((top) => Math.fround(top) === top);
}

/** What is not finite is left to the scalar kernel, which keeps it out of what does not see it. */
function allFinite(...arrays: readonly FloatTypedArray[]): boolean {
  return arrays.every((numbers) => {
    let sum = 0;
    for (let i = 0; i < numbers.length; i++) sum += numbers[i]! * 0;
    return sum === 0;
  });
}

function walk(wasm: AttentionExports, arena: Arena, call: Call): void {
  const { task, targets } = call;
  const { items, share, n, m, d, e } = task;
  const chunk = chunkOf(task);
  const memory = allocateAll(arena, task, chunk);
  targets.query.fill(0);
  for (let group = 0; group < items / share; group++) {
    for (let start = 0; start < m; start += chunk) {
      const end = Math.min(m, start + chunk);
      const first = group * m + start;
      putChunk(wasm, arena, task, memory, first, end - start);
      arena.float32(memory.byKey, chunk * eights(d)).fill(0);
      arena.float32(memory.byValue, chunk * eights(e)).fill(0);
      for (let item = group * share; item < (group + 1) * share; item++) {
        for (let row = 0; row < n; row += TILE_ROWS) {
          walkRows(wasm, arena, call, memory, tileRows(task, item, row, start, end), start, end);
        }
      }
      takeRows(arena, memory.byKey, end - start, d, targets.key as Float32Array, first * d);
      takeRows(arena, memory.byValue, end - start, e, targets.value as Float32Array, first * e);
    }
  }
}

function allocateAll(arena: Arena, task: SingleTask, chunk: number): Memory {
  const { d, e, softcap } = task;
  const [wideD, wideE] = [eights(d), eights(e)];
  return {
    ...allocateTiles(arena, task),
    keys: arena.words(eights(chunk) * d),
    values: arena.words(eights(chunk) * e),
    keyColumns: arena.words(chunk * wideD),
    strip: arena.words(Math.max(stripRows(d) * d, stripRows(e) * e)),
    gradients: arena.words(TILE_ROWS * e),
    gradientColumns: arena.words(TILE_ROWS * wideE),
    queryColumns: arena.words(TILE_ROWS * wideD),
    slopes: tileMemory(arena),
    capSlopes: softcap > 0 ? tileMemory(arena) : 0,
    side: tileMemory(arena),
    tops: arena.words(TILE_ROWS),
    shrinks: arena.words(TILE_ROWS),
    shares: arena.words(TILE_ROWS),
    byQuery: arena.words(TILE_ROWS * wideD),
    // Tiles add their columns in fours: up to three rows more, of zeros.
    byKey: arena.words((chunk + 3) * wideD),
    byValue: arena.words((chunk + 3) * wideE),
  };
}

function putChunk(
  wasm: AttentionExports,
  arena: Arena,
  { key, value, d, e }: SingleTask,
  { keys, values, keyColumns, strip }: Memory,
  first: number,
  count: number,
): void {
  eachStrip(arena, key, first * d, count, d, strip, (row, rows) => {
    wasm.packAcross(strip, rows, d, keys + row * d * 4);
    wasm.pack(strip, rows, d, keyColumns + row * 32, count);
  });
  eachStrip(arena, value, first * e, count, e, strip, (row, rows) => {
    wasm.packAcross(strip, rows, e, values + row * e * 4);
  });
}

function walkRows(
  wasm: AttentionExports,
  arena: Arena,
  call: Call,
  memory: Memory,
  tileOf: TileRows,
  start: number,
  end: number,
): void {
  const { task, targets } = call;
  const { n, d, e, scale } = task;
  const { tile, slopes, capSlopes, side } = memory;
  const [wideD, wideE] = [eights(d), eights(e)];
  const { item, row, rows, padded, from, to } = tileOf;
  if (from >= to) return;
  putRows(wasm, arena, call, memory, tileOf);
  for (let column = from; column < to; column += TILE_COLUMNS) {
    const columns = Math.min(TILE_COLUMNS, to - column);
    const wide = Math.ceil(columns / 4) * 4;
    const at = column - start;
    const keys = memory.keys + at * d * 4;
    scoreTile(wasm, arena, task, memory, tileOf, keys, column, columns, capSlopes);
    wasm.weights(tile, rows, columns, memory.tops, memory.shrinks);
    const { gradients, values, shares } = memory;
    wasm.products(gradients, padded, e, values + at * e * 4, columns, slopes);
    wasm.slopesOfScores(slopes, tile, rows, columns, shares);
    if (targets.bias !== undefined) addBiasGradient(arena, call, memory, tileOf, column, columns);
    wasm.finishSlopes(slopes, rows, columns, scale, capSlopes);

    // Q̄ += S̄ K, K̄ += S̄ᵀ Q, V̄ += Pᵀ Ō; rows beyond the last query stand against zeros.
    const rowsOfKeys = memory.keyColumns + at * 32;
    const count = end - start;
    wasm.addProducts(
      slopes,
      TILE_COLUMNS,
      padded,
      columns,
      rowsOfKeys,
      count,
      memory.byQuery,
      wideD,
    );
    wasm.transpose(slopes, padded, columns, side);
    const byKey = memory.byKey + at * wideD * 4;
    wasm.addProducts(side, TILE_ROWS, wide, rows, memory.queryColumns, TILE_ROWS, byKey, wideD);
    wasm.transpose(tile, padded, columns, side);
    const byValue = memory.byValue + at * wideE * 4;
    wasm.addProducts(
      side,
      TILE_ROWS,
      wide,
      rows,
      memory.gradientColumns,
      TILE_ROWS,
      byValue,
      wideE,
    );
  }
  takeRows(arena, memory.byQuery, rows, d, targets.query as Float32Array, (item * n + row) * d);
}

/** Copies in what belongs to a tile's queries. */
function putRows(
  wasm: AttentionExports,
  arena: Arena,
  { task, output, kept, gradient, targets }: Call,
  memory: Memory,
  tileOf: TileRows,
): void {
  const { n, d, e, query } = task;
  const { item, row, rows, padded } = tileOf;
  const first = item * n + row;
  eachStrip(arena, query, first * d, rows, d, memory.strip, (start, count) => {
    wasm.pack(memory.strip, count, d, memory.queryColumns + start * 32, TILE_ROWS);
  });
  putQueries(wasm, arena, task, memory, tileOf);
  const numbers = arena.float32(memory.gradients, padded * e);
  numbers.set(gradient.subarray(first * e, (first + rows) * e));
  numbers.fill(0, rows * e);
  wasm.pack(memory.gradients, rows, e, memory.gradientColumns, TILE_ROWS);
  const wide = eights(d);
  const byQuery = arena.float32(memory.byQuery, padded * wide);
  // What earlier chunks added.
  for (let r = 0; r < rows; r++) {
    const from = (first + r) * d;
    byQuery.set((targets.query as Float32Array).subarray(from, from + d), r * wide);
  }
  const tops = arena.float32(memory.tops, rows);
  const shrinks = arena.float32(memory.shrinks, rows);
  const shares = arena.float32(memory.shares, rows);
  for (let r = 0; r < rows; r++) {
    const total = kept.totals[first + r]!;
    // Where a query sees no key, all its scores are −∞: less 0 they stay so, and their weights are 0.
    tops[r] = total > 0 ? kept.tops[first + r]! : 0;
    shrinks[r] = total > 0 ? 1 / total : 0;
    let share = 0;
    const from = (first + r) * e;
    for (let c = from; c < from + e; c++) share += gradient[c]! * output[c]!;
    shares[r] = share;
  }
}

function addBiasGradient(
  arena: Arena,
  { task, targets }: Call,
  { slopes }: Memory,
  { item, row, rows }: TileRows,
  column: number,
  columns: number,
): void {
  const { bias } = task;
  const target = targets.bias;
  if (bias === undefined || target === undefined) return;
  const numbers = arena.float32(slopes, TILE_ROWS * TILE_COLUMNS);
  for (let r = 0; r < rows; r++) {
    const to = bias.starts[item]! + (row + r) * bias.rowStep + column;
    for (let j = 0; j < columns; j++) target[to + j]! += numbers[r * TILE_COLUMNS + j]!;
  }
}

/** Copies rows of columns in eights out. */
function takeRows(
  arena: Arena,
  source: number,
  rows: number,
  columns: number,
  target: Float32Array,
  start: number,
): void {
  const wide = eights(columns);
  const numbers = arena.float32(source, rows * wide);
  if (wide === columns) target.set(numbers, start);
  else {
    for (let r = 0; r < rows; r++) {
      target.set(numbers.subarray(r * wide, r * wide + columns), start + r * columns);
    }
  }
}
