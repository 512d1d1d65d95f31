// The elements that a window of a convolution sees, laid out as a column: the "im2col" of one pixel at a time, so that
// no more than a few columns are ever stored.
import type { FloatTypedArray } from '../../core/types.js';
import type { ConvTask } from '../convolution-kernels.js';
import { TILE_COLUMNS } from './tiles.js';

/** Where the elements of any window lie, seen from its first one; one entry for each weight of a filter. */
export interface WindowTaps {
  /** Number of weights of a filter. */
  readonly count: number;
  /** Rows below the window's first row. */
  readonly rows: Int32Array;
  /** Columns right of its first column. */
  readonly columns: Int32Array;
  /** Elements of the input behind its first element. */
  readonly offsets: Int32Array;
}

/**
 * Lists the taps of a filter, channel by channel.
 *
 * @param task - the convolution
 * @returns rows, columns and offsets
 */
export function windowTaps(task: ConvTask): WindowTaps {
  const { channels, groups, height, width, kernelHeight, kernelWidth } = task;
  const count = (channels / groups) * kernelHeight * kernelWidth;
  const taps = {
    count,
    rows: new Int32Array(count),
    columns: new Int32Array(count),
    offsets: new Int32Array(count),
  };
  for (let tap = 0; tap < count; tap++) {
    const i = Math.floor(tap / kernelWidth) % kernelHeight;
    const row = i * task.dilationY;
    const column = (tap % kernelWidth) * task.dilationX;
    const channel = Math.floor(tap / (kernelWidth * kernelHeight));
    taps.rows[tap] = row;
    taps.columns[tap] = column;
    taps.offsets[tap] = (channel * height + row) * width + column;
  }
  return taps;
}

/**
 * Writes what the window of an output pixel sees.
 *
 * @param task - the convolution
 * @param taps - of its filters
 * @param source - the input
 * @param start - where the group's first channel starts in it
 * @param pixel - y · outWidth + x
 * @param target - takes an element for each tap; 0 for padding
 * @param places - where in it each tap goes
 * @param shift - added to each place
 */
export function readWindow(
  task: ConvTask,
  { count, rows, columns, offsets }: WindowTaps,
  source: FloatTypedArray,
  start: number,
  pixel: number,
  target: Float64Array,
  places: Int32Array,
  shift: number,
): void {
  const { height, width } = task;
  const [y, x] = [firstRow(task, pixel), firstColumn(task, pixel)];
  const first = start + y * width + x;
  if (isInside(task, y, x)) {
    for (let tap = 0; tap < count; tap++) {
      target[places[tap]! + shift] = source[first + offsets[tap]!]!;
    }
    return;
  }
  for (let tap = 0; tap < count; tap++) {
    const [row, column] = [y + rows[tap]!, x + columns[tap]!];
    const inside = row >= 0 && row < height && column >= 0 && column < width;
    target[places[tap]! + shift] = inside ? source[first + offsets[tap]!]! : 0;
  }
}

/**
 * Writes what the windows of `count` pixels after one another see, side by side: the taps of the first pixel stand at
 * 0, 4, 8, …, those of the next ones behind them.
 *
 * @param task - the convolution
 * @param taps - of its filters
 * @param source - the input
 * @param start - where the group's first channel starts in it
 * @param pixel - y · outWidth + x of the first
 * @param count - number of pixels, at most `TILE_COLUMNS`, which is 4
 * @param target - takes four elements for each tap
 * @param places - 0, 4, 8, …
 */
export function readWindows(
  task: ConvTask,
  taps: WindowTaps,
  source: FloatTypedArray,
  start: number,
  pixel: number,
  count: number,
  target: Float64Array,
  places: Int32Array,
): void {
  const [y, x] = [firstRow(task, pixel), firstColumn(task, pixel)];
  const step = task.strideX;
  const last = x + (TILE_COLUMNS - 1) * step;
  const inRow = count === TILE_COLUMNS && (pixel % task.outWidth) + TILE_COLUMNS <= task.outWidth;
  if (!inRow || !isInside(task, y, x) || !isInside(task, y, last)) {
    for (let lane = 0; lane < count; lane++) {
      readWindow(task, taps, source, start, pixel + lane, target, places, lane);
    }
    return;
  }
  const { count: length, offsets } = taps;
  const first = start + y * task.width + x;
  for (let tap = 0, to = 0; tap < length; tap++, to += TILE_COLUMNS) {
    const at = first + offsets[tap]!;
    target[to] = source[at]!;
    target[to + 1] = source[at + step]!;
    target[to + 2] = source[at + 2 * step]!;
    target[to + 3] = source[at + 3 * step]!;
  }
}

/** The row of the input at which the window of an output pixel starts; negative in the padding. */
export function firstRow({ outWidth, strideY, top }: ConvTask, pixel: number): number {
  return Math.floor(pixel / outWidth) * strideY - top;
}

/** The column of the input at which the window of an output pixel starts. */
export function firstColumn({ outWidth, strideX, left }: ConvTask, pixel: number): number {
  return (pixel % outWidth) * strideX - left;
}

/** Whether a window that starts at (x, y) lies within the input. */
export function isInside(task: ConvTask, y: number, x: number): boolean {
  return (
    y >= 0 &&
    x >= 0 &&
    y + (task.kernelHeight - 1) * task.dilationY < task.height &&
    x + (task.kernelWidth - 1) * task.dilationX < task.width
  );
}
