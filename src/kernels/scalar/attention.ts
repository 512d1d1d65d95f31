// Scaled dot-product attention by blocks, with a running maximum and sum: the weights are never stored.
// M. Milakov, N. Gimelshein, arXiv:1805.02867; T. Dao et al., arXiv:2205.14135, algorithm 1.
import type { FloatTypedArray } from '../../core/types.js';
import type { AttentionSums, AttentionTask } from '../attention-kernels.js';
import {
  type BlockProducts,
  blockRows,
  blockScores,
  KEY_BLOCK,
  packQueries,
  QUERY_BLOCK,
  type QueryBlock,
  queryBlock,
  type ScoreScratch,
  scalarProducts,
  scratchOf,
} from './attention-scores.js';
import { packLines, TILE_COLUMNS } from './tiles.js';

interface Scratch extends ScoreScratch {
  /** Weights of the block, in panels. */
  readonly weights: Float64Array;
  /** Values of the block, in panels. */
  readonly values: Float64Array;
  /** Weighted sums of values, not yet divided, [QUERY_BLOCK, e]. */
  readonly sums: Float64Array;
  /** For each query the largest score so far. */
  readonly largest: Float64Array;
  /** For each query the sum of exp(score − largest) so far. */
  readonly totals: Float64Array;
}

/**
 * See `AttentionKernels.attend`.
 *
 * @param products - what multiplies
 */
export function attend(
  task: AttentionTask,
  output: FloatTypedArray,
  kept: AttentionSums,
  products: BlockProducts = scalarProducts(),
): void {
  const { items, n, e } = task;
  const rows = blockRows(n);
  const lengths = {
    queries: rows * task.d,
    keys: KEY_BLOCK * task.d,
    scores: rows * KEY_BLOCK,
    weights: rows * KEY_BLOCK,
    values: Math.ceil(e / TILE_COLUMNS) * TILE_COLUMNS * KEY_BLOCK,
    sums: rows * e,
    largest: rows,
    totals: rows,
  };
  const scratch: Scratch = scratchOf(lengths, products.numbers);
  for (let item = 0; item < items; item++) {
    for (let row = 0; row < n; row += QUERY_BLOCK) {
      const block = queryBlock(task, item, row);
      sumBlock(task, block, scratch, products);
      writeBlock(block, scratch, n, e, output, kept);
    }
  }
}

function sumBlock(
  task: AttentionTask,
  block: QueryBlock,
  scratch: Scratch,
  products: BlockProducts,
): void {
  const { e, m } = task;
  const { scores, weights, values, sums, largest, totals } = scratch;
  sums.fill(0);
  largest.fill(-Infinity);
  totals.fill(0);
  packQueries(task, block, scratch, products);
  const base = Math.floor(block.item / task.share) * m * e;
  for (let column = block.from; column < block.to; column += KEY_BLOCK) {
    const columns = Math.min(KEY_BLOCK, block.to - column);
    blockScores(task, block, column, columns, scratch, products);
    for (let r = 0; r < block.rows; r++) lowerRow(r, columns, e, scratch);
    products.exponentials(scores, block.rows * KEY_BLOCK);
    for (let r = 0; r < block.rows; r++) addWeights(r, columns, scratch);
    const start = base + column * e;
    if (allFinite(task.value, start, columns * e)) {
      packLines(scores, 0, block.rows, KEY_BLOCK, columns, 1, products.leftLines, weights);
      packLines(task.value, start, e, 1, columns, e, TILE_COLUMNS, values);
      products.add(weights, values, block.rows, e, columns, sums, e);
    } else {
      addSeen(task.value, start, columns, e, block.rows, scratch);
    }
  }
}

/** Takes the largest score of a row from all, and brings what was summed before to it. */
function lowerRow(r: number, columns: number, e: number, scratch: Scratch): void {
  const { scores, sums, largest, totals } = scratch;
  const start = r * KEY_BLOCK;
  const end = start + columns;
  const before = largest[r]!;
  let top = before;
  for (let i = start; i < end; i++) if (scores[i]! > top) top = scores[i]!;
  if (top === -Infinity) return;
  if (top > before && before > -Infinity) {
    const factor = Math.exp(before - top);
    totals[r]! *= factor;
    for (let c = r * e; c < (r + 1) * e; c++) sums[c]! *= factor;
  }
  largest[r] = top;
  for (let i = start; i < end; i++) scores[i]! -= top;
}

/** Adds a row of weights to its total; all are 0 where no key is seen. */
function addWeights(r: number, columns: number, { scores, largest, totals }: Scratch): void {
  const start = r * KEY_BLOCK;
  const end = start + columns;
  if (largest[r] === -Infinity) {
    scores.fill(0, start, end);
    return;
  }
  let total = 0;
  for (let i = start; i < end; i++) total += scores[i]!;
  totals[r]! += total;
}

function allFinite(data: FloatTypedArray, start: number, count: number): boolean {
  let sum = 0;
  for (let i = start; i < start + count; i++) sum += data[i]! * 0;
  return sum === 0;
}

/** As `addProduct`, but what has no weight is not even multiplied: a hidden NaN stays hidden. */
function addSeen(
  value: FloatTypedArray,
  start: number,
  columns: number,
  e: number,
  rows: number,
  { scores, sums }: Scratch,
): void {
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      const weight = scores[r * KEY_BLOCK + j]!;
      if (weight === 0) continue;
      const from = start + j * e;
      for (let c = 0; c < e; c++) sums[r * e + c]! += weight * value[from + c]!;
    }
  }
}

function writeBlock(
  block: QueryBlock,
  { sums, largest, totals }: Scratch,
  n: number,
  e: number,
  output: FloatTypedArray,
  kept: AttentionSums,
): void {
  const first = block.item * n + block.row;
  for (let r = 0; r < block.rows; r++) {
    const total = totals[r]!;
    kept.tops[first + r] = largest[r]!;
    kept.totals[first + r] = total;
    if (total === 0) continue;
    const to = (first + r) * e;
    for (let c = 0; c < e; c++) output[to + c] = sums[r * e + c]! / total;
  }
}
