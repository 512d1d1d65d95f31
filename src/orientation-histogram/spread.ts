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
  const shares = new Shares(length, cells);
  for (let pixel = 0; pixel < length; pixel++) {
    if (pixel < cells * cell) shares.add(pixel, cell, cells, interpolate, factor, 0);
    shares.endPixel(pixel);
  }
  return shares.pack();
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
  const size = block * cell;
  const centre = gaussian.centre(size);
  const weights = Float64Array.from({ length: size }, (_, i) => {
    const distance = (i - centre) / gaussian.sigma;
    return Math.exp(-(distance * distance) / 2);
  });
  const shares = new Shares(length, blocks * block);
  for (let pixel = 0; pixel < length; pixel++) {
    // The first block that reaches so far, and the last that begins before.
    const first = Math.max(0, Math.floor((pixel - size) / (stride * cell)) + 1);
    const last = Math.min(blocks - 1, Math.floor(pixel / (stride * cell)));
    for (let b = first; b <= last; b++) {
      const i = pixel - b * stride * cell;
      shares.add(i, cell, block, interpolate, weights[i]!, b * block);
    }
    shares.endPixel(pixel);
  }
  return shares.pack();
}

/** The lists of pixels, one after the other. */
class Shares {
  private readonly starts: Int32Array;
  private readonly slots: number;
  private readonly slot: number[] = [];
  private readonly weight: number[] = [];

  constructor(length: number, slots: number) {
    this.starts = new Int32Array(length + 1);
    this.slots = slots;
  }

  /** Adds to the list of a pixel, whose place is counted from the first of `cells` cells, the slots from `first` on. */
  add(
    pixel: number,
    cell: number,
    cells: number,
    interpolate: boolean,
    factor: number,
    first: number,
  ): void {
    if (!interpolate) {
      this.push(first + Math.floor(pixel / cell), factor);
      return;
    }
    const place = (pixel + 0.5) / cell - 0.5;
    const low = Math.floor(place);
    const share = place - low;
    if (low >= 0) this.push(first + low, factor * (1 - share));
    if (low + 1 < cells) this.push(first + low + 1, factor * share);
  }

  endPixel(pixel: number): void {
    this.starts[pixel + 1] = this.slot.length;
  }

  pack(): Spread {
    const { slots, starts, slot, weight } = this;
    return { slots, starts, slot: Int32Array.from(slot), weight: Float64Array.from(weight) };
  }

  private push(slot: number, weight: number): void {
    if (!(weight > 0)) return;
    this.slot.push(slot);
    this.weight.push(weight);
  }
}
