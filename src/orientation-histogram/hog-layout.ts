// Where the cells of blocks stand, and the order of OpenCV's descriptor.
import type { FloatTypedArray } from '../core/types.js';
import type { CellAxis } from './spread.js';

/** Lengths of the axes of blocks. */
export type BlockShape = readonly [
  down: number,
  across: number,
  cellsDown: number,
  cellsAcross: number,
  bins: number,
];

/**
 * For each block along an axis the cells of the image that it has.
 *
 * @param axis - sizes along the axis
 * @returns one list a block
 */
export function cellsOf({ blocks, block, stride }: CellAxis): Int32Array[] {
  return Array.from({ length: blocks }, (_, b) =>
    Int32Array.from({ length: block }, (_cell, c) => b * stride + c),
  );
}

/**
 * For each block along an axis its cells where every block has cells of its own.
 *
 * @param axis - sizes along the axis
 * @returns one list a block
 */
export function ownCellsOf(axis: CellAxis): Int32Array[] {
  return cellsOf({ ...axis, stride: axis.block });
}

/**
 * The elements of blocks in OpenCV's order: down each column of blocks, and within a block down each column of
 * cells.
 *
 * @param blocks - in row-major order
 * @param shape - lengths of their axes
 * @returns fresh storage
 */
export function byColumns(
  blocks: FloatTypedArray,
  [down, across, cellsDown, cellsAcross, bins]: BlockShape,
): FloatTypedArray {
  const ordered = blocks.slice();
  const cellsOfBlock = cellsDown * cellsAcross;
  let at = 0;
  for (let j = 0; j < across; j++) {
    for (let i = 0; i < down; i++) {
      for (let v = 0; v < cellsAcross; v++) {
        for (let u = 0; u < cellsDown; u++) {
          const from = ((i * across + j) * cellsOfBlock + u * cellsAcross + v) * bins;
          ordered.set(blocks.subarray(from, from + bins), at);
          at += bins;
        }
      }
    }
  }
  return ordered;
}
