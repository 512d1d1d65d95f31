// Which cells a row or a column of pixels votes into, and by what share.
import type { Spread } from '../kernels/orientation-kernels.js';

/** One axis of the cells. */
export interface CellAxis {
  /** Pixels of the image. */
  readonly length: number;
  /** Pixels of a cell. */
  readonly cell: number;
  /** Whole cells in the image. */
  readonly cells: number;
  /** Cells of a block. */
  readonly block: number;
  /** Cells from one block to the next. */
  readonly stride: number;
  /** Blocks in the image. */
  readonly blocks: number;
}

/** A slot and the share that it gets. */
type Share = readonly [slot: number, weight: number];

/** The Gaussian by which a block weighs its pixels. */
export interface BlockGaussian {
  /** Standard deviation in pixels. */
  readonly sigma: number;
  /** Where in a block of `size` pixels it is highest, counted from the centre of the first. */
  readonly centre: (size: number) => number;
}

/**
 * The shares of whole cells: each pixel votes into the cell that holds it, or into the two whose centres it
 * lies between. What a cell outside the image would get is dropped, and pixels after the last cell do not vote.
 *
 * @param axis - sizes along the axis
 * @param interpolate - whether a pixel votes into two cells
 * @param factor - by which every share is multiplied
 * @returns the lists of all pixels
 */
export function spreadOverCells(axis: CellAxis, interpolate: boolean, factor: number): Spread {
  const { length, cell, cells } = axis;
  const lists = Array.from({ length }, (_, pixel) =>
    pixel < cells * cell ? cellShares(pixel, cell, cells, interpolate, factor) : [],
  );
  return pack(lists, cells);
}

/**
 * The shares of blocks apart: each block hears its own pixels alone, weighed by a Gaussian, and has cells of its
 * own: slot b·n + c is cell c of the n of block b.
 *
 * @param axis - sizes along the axis
 * @param interpolate - whether a pixel votes into two cells
 * @param gaussian - the weights
 * @returns the lists of all pixels
 */
export function spreadOverBlocks(
  axis: CellAxis,
  interpolate: boolean,
  gaussian: BlockGaussian,
): Spread {
  const { length, cell, block, stride, blocks } = axis;
  const lists = Array.from({ length }, (): Share[] => []);
  const size = block * cell;
  const centre = gaussian.centre(size);
  for (let b = 0; b < blocks; b++) {
    const start = b * stride * cell;
    for (let i = 0; i < size; i++) {
      const distance = (i - centre) / gaussian.sigma;
      const shares = cellShares(i, cell, block, interpolate, Math.exp(-(distance * distance) / 2));
      for (const [slot, weight] of shares) lists[start + i]!.push([b * block + slot, weight]);
    }
  }
  return pack(lists, blocks * block);
}

function cellShares(
  pixel: number,
  cell: number,
  cells: number,
  interpolate: boolean,
  factor: number,
): Share[] {
  if (!interpolate) return [[Math.floor(pixel / cell), factor]];
  const place = (pixel + 0.5) / cell - 0.5;
  const low = Math.floor(place);
  const share = place - low;
  const both: Share[] = [
    [low, factor * (1 - share)],
    [low + 1, factor * share],
  ];
  return both.filter(([slot, weight]) => slot >= 0 && slot < cells && weight > 0);
}

function pack(lists: readonly (readonly Share[])[], slots: number): Spread {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, pixel) => {
    starts[pixel + 1] = starts[pixel]! + list.length;
  });
  const all = lists.flat();
  return {
    slots,
    starts,
    slot: Int32Array.from(all, ([slot]) => slot),
    weight: Float64Array.from(all, ([, weight]) => weight),
  };
}
