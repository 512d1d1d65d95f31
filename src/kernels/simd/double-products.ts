// Attention in float64: to the last bit what the scalar kernels give, which do all but the products.
import type { AttentionTask } from '../attention-kernels.js';
import { type BlockProducts, blockRows, KEY_BLOCK } from '../scalar/attention-scores.js';
import { fours } from './double-panels.js';
import { elementwise } from './generated/elementwise.js';
import { matrix } from './generated/matrix.js';
import { alongside, inArena } from './wasm-module.js';

/** Products of scores below which copying costs more than it saves. */
const LEAST_WORK = 16384;

/**
 * Runs attention whose blocks are multiplied by SIMD kernels.
 *
 * @param task - the call
 * @param columns - of the widest product
 * @param run - the scalar kernel
 * @returns whether it ran: false where that does not pay or may not be
 */
export function byDoubleProducts(
  task: AttentionTask,
  columns: number,
  run: (products: BlockProducts) => void,
): boolean {
  const { items, n, m, d, query, key, value } = task;
  return (
    query instanceof Float64Array &&
    key instanceof Float64Array &&
    value instanceof Float64Array &&
    items * n * m * d >= LEAST_WORK &&
    inArena(matrix, (wasm, arena) => {
      const { expAllDoubles } = alongside(elementwise);
      const most = Math.max(KEY_BLOCK, blockRows(n)) * fours(columns);
      const at = arena.words(2 * most);
      let result: Float64Array = new Float64Array();
      run({
        leftLines: 1,
        numbers: (count) => {
          const numbers = arena.float64(arena.words(2 * count), count).fill(0);
          // Nothing is allocated any more.
          result = arena.float64(at, most);
          return numbers;
        },
        add: (left, right, rows, width, length, target, rowStep) => {
          const wide = fours(width);
          const { byteOffset } = left;
          wasm.multiplyDouble(byteOffset, fours(rows), length, right.byteOffset, wide, at, false);
          addRows(result, rows, width, wide, target, rowStep);
        },
        exponentials: ({ byteOffset }, count) => expAllDoubles(byteOffset, count),
      });
    })
  );
}

function addRows(
  source: Float64Array,
  rows: number,
  columns: number,
  step: number,
  target: Float64Array,
  targetStep: number,
): void {
  for (let r = 0; r < rows; r++) {
    const from = r * step;
    const to = r * targetStep;
    for (let c = 0; c < columns; c++) target[to + c]! += source[from + c]!;
  }
}
