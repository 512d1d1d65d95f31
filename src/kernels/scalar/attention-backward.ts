// Gradients of attention by blocks: the weights are computed again from the sums that the forward pass kept.
// T. Dao et al., arXiv:2205.14135, algorithm 4.
import type { FloatTypedArray } from '../../core/types.js';
import type {
  AttentionGradientTargets,
  AttentionSums,
  AttentionTask,
} from '../attention-kernels.js';
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
  /** Left factors, in panels. */
  readonly left: Float64Array;
  /** Right factors, in panels. */
  readonly right: Float64Array;
  /** Gradients of the block by the output, in panels. */
  readonly gradients: Float64Array;
  /** Gradients by the weights, then by the scores, rows of `KEY_BLOCK`. */
  readonly slopes: Float64Array;
  /** For each query Σ gradient·output. */
  readonly shares: Float64Array;
  /** Gradients by the queries of the block, [QUERY_BLOCK, d]. */
  readonly query: Float64Array;
  /** Gradients by the keys that the item reads, [m, d]. */
  readonly key: Float64Array;
  /** Gradients by the values that the item reads, [m, e]. */
  readonly value: Float64Array;
}

/**
 * See `AttentionKernels.attendBackward`.
 *
 * @param products - what multiplies
 */
export function attendBackward(
  task: AttentionTask,
  output: FloatTypedArray,
  kept: AttentionSums,
  gradient: FloatTypedArray,
  targets: AttentionGradientTargets,
  products: BlockProducts = scalarProducts(),
): void {
  const { items, share, n, m, d, e } = task;
  const rows = blockRows(n);
  const longest = Math.max(d, e, rows) + TILE_COLUMNS;
  const lengths = {
    queries: rows * d,
    keys: KEY_BLOCK * d,
    scores: rows * KEY_BLOCK,
    left: rows * KEY_BLOCK,
    right: longest * Math.max(rows, KEY_BLOCK),
    gradients: rows * e,
    slopes: rows * KEY_BLOCK,
    shares: rows,
    query: rows * d,
    key: m * d,
    value: m * e,
  };
  const scratch: Scratch = scratchOf(lengths, products.numbers);
  for (let item = 0; item < items; item++) {
    for (let row = 0; row < n; row += QUERY_BLOCK) {
      const block = queryBlock(task, item, row);
      startBlock(task, block, output, gradient, scratch, products);
      for (let column = block.from; column < block.to; column += KEY_BLOCK) {
        const columns = Math.min(KEY_BLOCK, block.to - column);
        weightsAndSlopes(task, block, column, columns, kept, scratch, products, targets.bias);
        addGradients(task, block, column, columns, gradient, scratch, products);
      }
      const start = (item * n + row) * d;
      for (let i = 0; i < block.rows * d; i++) targets.query[start + i] = scratch.query[i]!;
    }
    if ((item + 1) % share === 0) {
      const group = Math.floor(item / share);
      targets.key.set(scratch.key, group * m * d);
      targets.value.set(scratch.value, group * m * e);
      scratch.key.fill(0);
      scratch.value.fill(0);
    }
  }
}

function startBlock(
  task: AttentionTask,
  block: QueryBlock,
  output: FloatTypedArray,
  gradient: FloatTypedArray,
  scratch: Scratch,
  products: BlockProducts,
): void {
  const { n, e } = task;
  const start = (block.item * n + block.row) * e;
  packQueries(task, block, scratch, products);
  packLines(gradient, start, block.rows, e, e, 1, products.leftLines, scratch.gradients);
  scratch.query.fill(0);
  for (let r = 0; r < block.rows; r++) {
    let share = 0;
    const from = start + r * e;
    for (let c = from; c < from + e; c++) share += gradient[c]! * output[c]!;
    scratch.shares[r] = share;
  }
}

/** Leaves the weights in `scores`, and the loss's gradient by the dot products in `slopes`. */
function weightsAndSlopes(
  task: AttentionTask,
  block: QueryBlock,
  column: number,
  columns: number,
  kept: AttentionSums,
  scratch: Scratch,
  products: BlockProducts,
  biasGradient: Float64Array | undefined,
): void {
  const { m, n, e, share, scale, softcap, bias } = task;
  const { scores, slopes, gradients, shares, right } = scratch;
  blockScores(task, block, column, columns, scratch, products);
  const start = (Math.floor(block.item / share) * m + column) * e;
  packLines(task.value, start, columns, e, e, 1, TILE_COLUMNS, right);
  slopes.fill(0);
  products.add(gradients, right, block.rows, columns, e, slopes, KEY_BLOCK);
  for (let r = 0; r < block.rows; r++) {
    const row = block.row + r;
    const top = kept.tops[block.item * n + row]!;
    const total = kept.totals[block.item * n + row]!;
    const to = bias === undefined ? 0 : bias.starts[block.item]! + row * bias.rowStep + column;
    for (let j = 0, i = r * KEY_BLOCK; j < columns; j++, i++) {
      const score = scores[i]!;
      if (score === -Infinity) {
        scores[i] = 0;
        slopes[i] = 0;
        continue;
      }
      const weight = Math.exp(score - top) / total;
      scores[i] = weight;
      let slope = weight === 0 ? 0 : weight * (slopes[i]! - shares[r]!);
      if (biasGradient !== undefined) biasGradient[to + j]! += slope;
      if (softcap > 0) {
        const capped = (bias === undefined ? score : score - bias.data[to + j]!) / softcap;
        slope *= 1 - capped * capped;
      }
      slopes[i] = slope * scale;
    }
  }
}

function addGradients(
  task: AttentionTask,
  block: QueryBlock,
  column: number,
  columns: number,
  gradient: FloatTypedArray,
  scratch: Scratch,
  products: BlockProducts,
): void {
  const { m, n, d, e, share } = task;
  const { scores, slopes, left, right } = scratch;
  const { leftLines } = products;
  const { rows } = block;
  const firstKey = (Math.floor(block.item / share) * m + column) * d;
  const firstRow = block.item * n + block.row;

  // Q̄ += S̄ K
  packLines(slopes, 0, rows, KEY_BLOCK, columns, 1, leftLines, left);
  packLines(task.key, firstKey, d, 1, columns, d, TILE_COLUMNS, right);
  products.add(left, right, rows, d, columns, scratch.query, d);

  // K̄ += S̄ᵀ Q
  packLines(slopes, 0, columns, 1, rows, KEY_BLOCK, leftLines, left);
  packLines(task.query, firstRow * d, d, 1, rows, d, TILE_COLUMNS, right);
  products.add(left, right, columns, d, rows, scratch.key.subarray(column * d), d);

  // V̄ += Pᵀ Ō
  packLines(scores, 0, columns, 1, rows, KEY_BLOCK, leftLines, left);
  packLines(gradient, firstRow * e, e, 1, rows, e, TILE_COLUMNS, right);
  products.add(left, right, columns, e, rows, scratch.value.subarray(column * e), e);
}
