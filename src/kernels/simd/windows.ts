// Windows of a convolution as factors of products: pixels of the output some at a time, and what they see of the input,
// with zeros around it, in a band of its rows.
import type { FloatTypedArray } from '../../core/types.js';
import type { ConvTask } from '../convolution-kernels.js';
import type { Arena } from './arena.js';
import { numbersAt, type Unit } from './bands.js';

/** Bytes that are laid out at a time: they stay in the second cache. */
const MOST_BYTES = 524288;
/** Numbers laid out for each multiplication from which on that takes longer than all of the scalar kernel. */
const MOST_LAID = 32;

/** Sizes of a group of a convolution, and the memory for some of its pixels. */
export interface Windows {
  readonly task: ConvTask;
  /** Bytes of a number. */
  readonly unit: Unit;
  /** Filters of the group. */
  readonly filters: number;
  /** Weights of a filter. */
  readonly taps: number;
  /** Pixels of the output that are worked on at a time. */
  readonly most: number;
  /** The band, [channels, rows, columns] numbers, and its sizes. */
  readonly band: number;
  readonly channels: number;
  readonly bandRows: number;
  readonly bandColumns: number;
  /** Tables of places in the band: of the taps, seen from a window's first number, and of the pixels' windows. */
  readonly tapPlaces: number;
  readonly pixelPlaces: number;
}

/** Some pixels of the output. */
export interface Pixels {
  /** Image and group. */
  readonly image: number;
  readonly group: number;
  /** The first one, y · outWidth + x, and how many. */
  readonly first: number;
  readonly count: number;
}

/** Sizes of a group. */
function sizesOf(task: ConvTask, unit: Unit) {
  const channels = task.channels / task.groups;
  const { outHeight, outWidth, kernelHeight, kernelWidth } = task;
  const taps = channels * kernelHeight * kernelWidth;
  const fitting = Math.floor(MOST_BYTES / unit / taps / 8) * 8;
  const most = Math.min(outHeight * outWidth, Math.max(8, fitting));
  const rows = Math.min(outHeight, Math.ceil((most - 1) / outWidth) + 1);
  const bandRows = (rows - 1) * task.strideY + (kernelHeight - 1) * task.dilationY + 1;
  const bandColumns = (outWidth - 1) * task.strideX + (kernelWidth - 1) * task.dilationX + 1;
  return { filters: task.filters / task.groups, taps, most, channels, bandRows, bandColumns };
}

/**
 * Whether laying windows out pays: not where they reach so far that the band is mostly what none of them sees.
 *
 * @param task - the convolution
 * @param unit - bytes of a number
 * @returns whether it does
 */
export function reachesPay(task: ConvTask, unit: Unit): boolean {
  const { filters, taps, most, channels, bandRows, bandColumns } = sizesOf(task, unit);
  return channels * bandRows * bandColumns <= MOST_LAID * filters * taps * most;
}

/** Allocates, and lists the taps. */
export function allocateWindows(arena: Arena, task: ConvTask, unit: Unit): Windows {
  const { kernelHeight, kernelWidth } = task;
  const sizes = sizesOf(task, unit);
  const { taps, most, channels, bandRows, bandColumns } = sizes;
  const tapPlaces = arena.words(eights(taps));
  const windows: Windows = {
    ...{ task, unit, ...sizes, tapPlaces },
    band: arena.allocate(channels * bandRows * bandColumns * unit),
    pixelPlaces: arena.words(eights(most)),
  };
  const places = arena.int32(tapPlaces, eights(taps));
  let tap = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < kernelHeight; i++) {
      const row = (channel * bandRows + i * task.dilationY) * bandColumns;
      for (let j = 0; j < kernelWidth; j++) places[tap++] = (row + j * task.dilationX) * unit;
    }
  }
  places.fill(0, taps);
  return windows;
}

/** A multiple of eight that holds `count`. */
export function eights(count: number): number {
  return Math.ceil(count / 8) * 8;
}

/** The numbers of the band, good until the next allocation. */
export function bandNumbers(
  arena: Arena,
  { unit, band, channels, bandRows, bandColumns }: Windows,
): FloatTypedArray {
  return numbersAt(arena, unit, band, channels * bandRows * bandColumns);
}

/** Visits all pixels, as many at a time as there is memory for. */
export function eachPixels(windows: Windows, group: number, visit: (pixels: Pixels) => void): void {
  const { task, most } = windows;
  const all = task.outHeight * task.outWidth;
  for (let image = 0; image < task.images; image++) {
    for (let first = 0; first < all; first += most) {
      visit({ image, group, first, count: Math.min(most, all - first) });
    }
  }
}

/** Lists where the windows of some pixels start in the band. */
export function placePixels(arena: Arena, windows: Windows, { first, count }: Pixels): void {
  const { outWidth, strideX, strideY } = windows.task;
  const places = arena.int32(windows.pixelPlaces, eights(count));
  const down = strideY * windows.bandColumns;
  let x = first % outWidth;
  let start = 0;
  for (let i = 0; i < count; i++) {
    places[i] = (start + x * strideX) * windows.unit;
    if (++x === outWidth) {
      x = 0;
      start += down;
    }
  }
  places.fill(0, count);
}

/** Visits the rows of the input that lie in the band of some pixels: index in the input, in the band, and length. */
function eachRow(
  { task, channels, bandRows, bandColumns }: Windows,
  { image, group, first }: Pixels,
  visit: (inInput: number, inBand: number, length: number) => void,
): void {
  const { height, width, left } = task;
  const top = Math.floor(first / task.outWidth) * task.strideY - task.top;
  const from = Math.max(0, left);
  const length = Math.min(bandColumns, width + left) - from;
  if (length <= 0) return;
  const plane = image * task.channels + group * channels;
  const rows = Math.min(height, top + bandRows);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = Math.max(0, top); y < rows; y++) {
      const inInput = ((plane + channel) * height + y) * width + from - left;
      visit(inInput, (channel * bandRows + y - top) * bandColumns + from, length);
    }
  }
}

/** Copies what some pixels see into the band. */
export function readBand(
  arena: Arena,
  windows: Windows,
  pixels: Pixels,
  input: FloatTypedArray,
): void {
  const numbers = bandNumbers(arena, windows).fill(0);
  eachRow(windows, pixels, (inInput, inBand, length) => {
    if (length < 16) {
      for (let i = 0; i < length; i++) numbers[inBand + i] = input[inInput + i]!;
    } else {
      numbers.set((input as Float64Array).subarray(inInput, inInput + length), inBand);
    }
  });
}

/** Adds the band to the input. */
export function addBand(
  arena: Arena,
  windows: Windows,
  pixels: Pixels,
  input: FloatTypedArray,
): void {
  const numbers = bandNumbers(arena, windows);
  eachRow(windows, pixels, (inInput, inBand, length) => {
    for (let i = 0; i < length; i++) input[inInput + i]! += numbers[inBand + i]!;
  });
}
