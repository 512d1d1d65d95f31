// Scores of a block of queries and a block of keys: what forward and backward attention share.
import type { AttentionTask } from '../attention-kernels.js';
import { addProduct, packLines, TILE_COLUMNS, TILE_ROWS } from './tiles.js';

/** Queries of a block: a multiple of a tile's rows. */
export const QUERY_BLOCK = 96;
/** Keys of a block: a multiple of a tile's columns and rows. */
export const KEY_BLOCK = 48;

/** Products of the factors of blocks, which are laid out in panels. */
export interface BlockProducts {
  /** Lines of a panel of left factors; those of right ones have `TILE_COLUMNS`. */
  readonly leftLines: number;
  /** Room for so many numbers, filled with zeros; asked for once. */
  readonly numbers: (count: number) => Float64Array;
  /** See `addProduct`. */
  readonly add: (
    left: Float64Array,
    right: Float64Array,
    rows: number,
    columns: number,
    length: number,
    target: Float64Array,
    rowStep: number,
  ) => void;
  /** Turns the first so many numbers into their exponentials, in place. */
  readonly exponentials: (numbers: Float64Array, count: number) => void;
}

/**
 * Those in TypeScript.
 *
 * @returns the products
 */
export function scalarProducts(): BlockProducts {
  const tile = new Float64Array(TILE_ROWS * TILE_COLUMNS);
  return {
    leftLines: TILE_ROWS,
    numbers: (count) => new Float64Array(count),
    add: (left, right, rows, columns, length, target, rowStep) =>
      addProduct(left, right, rows, columns, length, target, rowStep, tile),
    exponentials: (numbers, count) => {
      for (let i = 0; i < count; i++) numbers[i] = Math.exp(numbers[i]!);
    },
  };
}

/** What a block of scores is computed in. */
export interface ScoreScratch {
  /** Queries of the block, in panels. */
  readonly queries: Float64Array;
  /** Keys of the block, in panels. */
  readonly keys: Float64Array;
  /** The scores, rows of `KEY_BLOCK`. */
  readonly scores: Float64Array;
}

/**
 * Queries of the largest block of a call, filled up to whole tiles either way: where there are few, so is the scratch.
 *
 * @param n - queries
 * @returns how many rows the scratch has
 */
export function blockRows(n: number): number {
  const whole = TILE_ROWS * TILE_COLUMNS;
  return Math.min(QUERY_BLOCK, Math.ceil(n / whole) * whole);
}

/**
 * Scratch in one piece of memory: many small arrays take longer to make than short work with them.
 *
 * @param lengths - of the arrays
 * @param numbers - gives the memory
 * @returns the arrays, filled with zeros
 */
export function scratchOf<Name extends string>(
  lengths: Readonly<Record<Name, number>>,
  numbers: BlockProducts['numbers'],
): Record<Name, Float64Array> {
  const names = Object.keys(lengths) as Name[];
  let count = 0;
  for (const name of names) count += lengths[name];
  const all = numbers(count);
  const arrays = {} as Record<Name, Float64Array>;
  let start = 0;
  for (const name of names) {
    arrays[name] = all.subarray(start, start + lengths[name]);
    start += lengths[name];
  }
  return arrays;
}

/** Queries of an item, and the keys that some of them see. */
export interface QueryBlock {
  /** The item. */
  readonly item: number;
  /** The first query. */
  readonly row: number;
  /** How many. */
  readonly rows: number;
  /** The first key that any of them sees, at the start of a block. */
  readonly from: number;
  /** The first key that none of them sees any more. */
  readonly to: number;
}

/**
 * The block of queries that starts at a row: keys that all of its queries are kept from by `low`, `high` or
 * `limits` are not in its range.
 *
 * @param task - the call
 * @param item - the item
 * @param row - the first query
 * @returns the block
 */
export function queryBlock(task: AttentionTask, item: number, row: number): QueryBlock {
  const rows = Math.min(QUERY_BLOCK, task.n - row);
  const first = Math.max(0, row + task.low);
  const to = Math.min(task.limits[item]!, row + rows + task.high);
  return { item, row, rows, from: Math.floor(first / KEY_BLOCK) * KEY_BLOCK, to };
}

/**
 * Lays out the queries of a block.
 *
 * @param task - the call
 * @param block - the block of queries
 * @param scratch - takes them
 * @param products - will multiply them
 */
export function packQueries(
  task: AttentionTask,
  block: QueryBlock,
  scratch: ScoreScratch,
  products: BlockProducts,
): void {
  const start = (block.item * task.n + block.row) * task.d;
  packLines(task.query, start, block.rows, task.d, task.d, 1, products.leftLines, scratch.queries);
}

/**
 * Computes the scores of a block of queries, laid out before, with the keys from `column` on: scaled, capped,
 * biased, and −∞ where a query does not see a key.
 *
 * @param task - the call
 * @param block - the block of queries
 * @param column - the first key
 * @param columns - how many keys
 * @param scratch - takes the scores
 * @param products - makes them
 */
export function blockScores(
  task: AttentionTask,
  block: QueryBlock,
  column: number,
  columns: number,
  scratch: ScoreScratch,
  products: BlockProducts,
): void {
  const { d, m, share } = task;
  const { queries, keys, scores } = scratch;
  const start = (Math.floor(block.item / share) * m + column) * d;
  packLines(task.key, start, columns, d, d, 1, TILE_COLUMNS, keys);
  scores.fill(0);
  products.add(queries, keys, block.rows, columns, d, scores, KEY_BLOCK);
  for (let r = 0; r < block.rows; r++) {
    finishScores(task, block.item, block.row + r, column, columns, scores, r * KEY_BLOCK);
  }
}

function finishScores(
  task: AttentionTask,
  item: number,
  row: number,
  column: number,
  columns: number,
  scores: Float64Array,
  start: number,
): void {
  const { scale, softcap, mask, bias, low, high } = task;
  const end = start + columns;
  if (softcap > 0) {
    const factor = scale / softcap;
    for (let i = start; i < end; i++) scores[i] = softcap * Math.tanh(scores[i]! * factor);
  } else {
    for (let i = start; i < end; i++) scores[i]! *= scale;
  }
  if (bias !== undefined) {
    const { data, starts, rowStep } = bias;
    let at = starts[item]! + row * rowStep + column;
    for (let i = start; i < end; i++, at++) scores[i]! += data[at]!;
  }
  if (mask !== undefined) {
    const { data, starts, rowStep } = mask;
    let at = starts[item]! + row * rowStep + column;
    for (let i = start; i < end; i++, at++) if (data[at] === 0) scores[i] = -Infinity;
  }
  const hiddenBefore = Math.min(row + low - column, columns);
  for (let i = 0; i < hiddenBefore; i++) scores[start + i] = -Infinity;
  const seen = Math.max(0, row + high - column + 1);
  for (let i = seen; i < columns; i++) scores[start + i] = -Infinity;
}
