import type { FloatTypedArray } from '../../core/types.js';
import type { BlockNorm } from '../orientation-kernels.js';

/** See `Kernels.normalizeBlocks`. */
export function normalizeBlocks(blocks: FloatTypedArray, length: number, norm: BlockNorm): void {
  const { rule, epsilon, clip, beside } = norm;
  if (rule === 'none') return;
  for (let start = 0; start < blocks.length; start += length) {
    const end = start + length;
    if (rule === 'l1' || rule === 'l1-sqrt') {
      let sum = epsilon;
      for (let i = start; i < end; i++) sum += blocks[i]!;
      for (let i = start; i < end; i++) {
        const share = blocks[i]! / sum;
        blocks[i] = rule === 'l1' ? share : Math.sqrt(share);
      }
      continue;
    }
    scale(blocks, start, end, epsilon, beside?.[0]);
    if (rule === 'l2') continue;
    for (let i = start; i < end; i++) if (blocks[i]! > clip) blocks[i] = clip;
    scale(blocks, start, end, epsilon, beside?.[1]);
  }
}

function scale(
  blocks: FloatTypedArray,
  start: number,
  end: number,
  epsilon: number,
  beside: number | undefined,
): void {
  let squares = 0;
  for (let i = start; i < end; i++) squares += blocks[i]! * blocks[i]!;
  const divisor =
    beside === undefined ? Math.sqrt(squares + epsilon * epsilon) : Math.sqrt(squares) + beside;
  for (let i = start; i < end; i++) blocks[i] = blocks[i]! / divisor;
}
