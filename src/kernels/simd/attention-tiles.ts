// What forward and backward attention share: keys and values of an item in panels, and tiles of scores.
import type { AttentionTask } from '../attention-kernels.js';
import type { Arena } from './arena.js';
import type { AttentionExports } from './generated/attention.js';

/** Queries of a tile. */
export const TILE_ROWS = 32;
/** Keys of a tile. */
export const TILE_COLUMNS = 128;
/** Numbers that are copied in at a time before they are laid out. */
const STRIP = 16384;
/** Numbers of keys and values that are laid out at a time: a quarter of a megabyte, which stays in the second cache. */
const CHUNK = 65536;

/** A task in float32. */
export interface SingleTask extends AttentionTask {
  readonly query: Float32Array;
  readonly key: Float32Array;
  readonly value: Float32Array;
}

/**
 * Whether SIMD kernels serve a task: all of it float32, and enough of it.
 *
 * @param task - the task
 * @returns whether they do
 */
export function isServed(task: AttentionTask): task is SingleTask {
  const { query, key, value, items, n, m, d, e } = task;
  return (
    query instanceof Float32Array &&
    key instanceof Float32Array &&
    value instanceof Float32Array &&
    d > 0 &&
    e > 0 &&
    items * n * m * (d + e) >= 16384
  );
}

/**
 * Keys that are laid out at a time; the memory does not grow with their number.
 *
 * @param task - the task
 * @returns how many, whole tiles of them
 */
export function chunkOf({ d, e, m }: SingleTask): number {
  const most = Math.max(1, Math.floor(CHUNK / (d + e) / TILE_COLUMNS)) * TILE_COLUMNS;
  return Math.min(most, m);
}

/** A multiple of eight that holds `count`. */
export function eights(count: number): number {
  return Math.ceil(count / 8) * 8;
}

/** Memory for one tile. */
export function tileMemory(arena: Arena): number {
  return arena.words(TILE_ROWS * TILE_COLUMNS);
}

/** Where a task's tiles and tables lie in the memory. */
export interface TileMemory {
  /** Queries of the tile, scaled, [TILE_ROWS, d]. */
  readonly queries: number;
  /** The scores. */
  readonly tile: number;
  /** A tile of the bias; 0 where there is none. */
  readonly bias: number;
  /** A tile of the mask, in bytes; 0 where there is none. */
  readonly mask: number;
}

/** Allocates what the scores of a tile are computed in. */
export function allocateTiles(arena: Arena, task: SingleTask): TileMemory {
  return {
    queries: arena.words(TILE_ROWS * task.d),
    tile: tileMemory(arena),
    bias: task.bias === undefined ? 0 : tileMemory(arena),
    mask: task.mask === undefined ? 0 : arena.allocate(TILE_ROWS * TILE_COLUMNS),
  };
}

/** Rows of a matrix, strip by strip through the memory, the last filled up with zeros to a multiple of eight rows. */
export function eachStrip(
  arena: Arena,
  source: Float32Array,
  start: number,
  rows: number,
  length: number,
  strip: number,
  run: (first: number, rows: number) => void,
): void {
  const most = stripRows(length);
  for (let first = 0; first < rows; first += most) {
    const count = Math.min(most, rows - first);
    const from = start + first * length;
    const numbers = arena.float32(strip, eights(count) * length);
    numbers.fill(0, count * length);
    numbers.set(source.subarray(from, from + count * length));
    run(first, count);
  }
}

/** Rows that go through at a time: a multiple of eight. */
export function stripRows(length: number): number {
  return Math.max(8, Math.floor(STRIP / length / 8) * 8);
}

/** Queries of a tile, and the keys that some of them see. */
export interface TileRows {
  readonly item: number;
  /** The first query, how many, and these filled up to a multiple of four. */
  readonly row: number;
  readonly rows: number;
  readonly padded: number;
  /** The first key of the chunk that any of them sees, at the start of a panel, and the first that none sees any more. */
  readonly from: number;
  readonly to: number;
}

/** The queries of a tile that starts at a row, and what they see of the keys from `start` to below `end`. */
export function tileRows(
  task: SingleTask,
  item: number,
  row: number,
  start: number,
  end: number,
): TileRows {
  const rows = Math.min(TILE_ROWS, task.n - row);
  const first = Math.max(0, row + task.low);
  return {
    item,
    row,
    rows,
    padded: Math.ceil(rows / 4) * 4,
    from: Math.max(start, Math.floor(first / 8) * 8),
    to: Math.min(end, task.limits[item]!, row + rows + task.high),
  };
}

/** Copies the queries of a tile in, and scales them. */
export function putQueries(
  wasm: AttentionExports,
  arena: Arena,
  task: SingleTask,
  memory: TileMemory,
  { item, row, rows, padded }: TileRows,
): void {
  const { n, d, scale, softcap, query } = task;
  const start = (item * n + row) * d;
  const numbers = arena.float32(memory.queries, padded * d);
  numbers.set(query.subarray(start, start + rows * d));
  numbers.fill(0, rows * d);
  wasm.scale(memory.queries, padded * d, softcap > 0 ? scale / softcap : scale);
}

/**
 * Scores of a tile's queries with the keys from `column` on, which lie in panels at `keys`: scaled, capped, biased, −∞ where a query does not see a
 * key. With `slopes`, a tile, the slope of the cap goes there.
 */
export function scoreTile(
  wasm: AttentionExports,
  arena: Arena,
  task: SingleTask,
  memory: TileMemory,
  { item, row, rows, padded }: TileRows,
  keys: number,
  column: number,
  columns: number,
  slopes = 0,
): void {
  const { d, softcap, bias, mask, low, high } = task;
  const { queries, tile } = memory;
  wasm.products(queries, padded, d, keys, columns, tile);
  if (softcap > 0) wasm.capScores(tile, rows, columns, softcap, slopes);
  if (bias !== undefined) {
    const numbers = arena.float32(memory.bias, TILE_ROWS * TILE_COLUMNS);
    let at = bias.starts[item]! + row * bias.rowStep + column;
    for (let r = 0; r < rows; r++, at += bias.rowStep) {
      numbers.set(bias.data.subarray(at, at + columns), r * TILE_COLUMNS);
    }
    wasm.addBias(tile, rows, columns, memory.bias);
  }
  if (mask !== undefined) {
    const bytes = arena.uint8(memory.mask, TILE_ROWS * TILE_COLUMNS);
    let at = mask.starts[item]! + row * mask.rowStep + column;
    for (let r = 0; r < rows; r++, at += mask.rowStep) {
      bytes.set(mask.data.subarray(at, at + columns), r * TILE_COLUMNS);
    }
    wasm.hideMasked(tile, rows, columns, memory.mask);
  }
  const before = Math.max(row + low - column, -TILE_ROWS);
  const after = Math.min(row + high - column + 1, TILE_COLUMNS);
  if (before + rows > 1 || after < columns || columns % 8 > 0) {
    wasm.hideOutside(tile, rows, columns, before, after);
  }
}
