// Images that pass through the memory of the kernels some rows at a time.
import type { Arena } from './arena.js';

/** Numbers that are copied at a time, in whole rows: they stay in the second cache. */
const STRIP = 16384;
/** How far beyond the end of a row kernels may write. */
const BEYOND = 16;

/**
 * How many rows are copied at a time.
 *
 * @param height - rows of the image
 * @param width - numbers of a row
 * @returns one at least
 */
export function rowsAtATime(height: number, width: number): number {
  return Math.min(height, Math.max(1, Math.floor(STRIP / width)));
}

/**
 * The rows of an image, where it lies in the memory, or else copied in when they are asked for, with those after them.
 *
 * @param arena - the memory
 * @param image - [height, width]
 * @param height - rows
 * @param width - numbers of a row
 * @returns where row y lies, good until the next row is asked for
 */
export function readRows(
  arena: Arena,
  image: Float32Array,
  height: number,
  width: number,
): (y: number) => number {
  const place = arena.find(image);
  if (place !== undefined) return (y) => place + 4 * y * width;
  const most = rowsAtATime(height, width);
  const at = arena.words(most * width);
  let first = 0;
  let end = 0;
  return (y) => {
    if (y < first || y >= end) {
      first = y;
      end = Math.min(height, y + most);
      const size = (end - first) * width;
      arena.float32(at, size).set(image.subarray(y * width, y * width + size));
    }
    return at + 4 * (y - first) * width;
  };
}

/**
 * Makes an image where it lies in the memory, or else some rows at a time beside and copies them out.
 *
 * @param arena - the memory
 * @param image - [height, width]
 * @param height - rows
 * @param width - numbers of a row
 * @param write - writes so many rows, from `top` on, to a place, and up to 16 numbers too many; false to give up
 * @returns whether all rows were written
 */
export function writeStrips(
  arena: Arena,
  image: Float32Array,
  height: number,
  width: number,
  write: (top: number, rows: number, to: number) => boolean,
): boolean {
  const place = width >= BEYOND ? arena.find(image) : undefined;
  const most = place === undefined ? rowsAtATime(height, width) : Math.min(height, 2);
  const at = arena.words(most * width + BEYOND);
  let top = 0;
  if (place !== undefined) {
    // What is written beyond a row's end is overwritten by the next row; only the last ones are made beside.
    top = height - most;
    if (!write(0, top, place)) return false;
  }
  for (; top < height; top += most) {
    const rows = Math.min(most, height - top);
    if (!write(top, rows, at)) return false;
    image.set(arena.float32(at, rows * width), top * width);
  }
  return true;
}

/**
 * Makes an image row by row, see `writeStrips`.
 *
 * @param arena - the memory
 * @param image - [height, width]
 * @param height - rows
 * @param width - numbers of a row
 * @param write - writes row y to a place, and up to 16 numbers too many; false to give up
 * @param writeTwo - where two rows take less time than each by itself: writes row y to a place and row y + 1 to the place
 * after it, and up to 16 numbers too many
 * @returns whether all rows were written
 */
export function writeRows(
  arena: Arena,
  image: Float32Array,
  height: number,
  width: number,
  write: (y: number, to: number) => boolean,
  writeTwo?: (y: number, first: number, second: number) => boolean,
): boolean {
  const line = 4 * width;
  return writeStrips(arena, image, height, width, (top, rows, to) => {
    let row = 0;
    if (writeTwo !== undefined) {
      for (; row + 1 < rows; row += 2) {
        if (!writeTwo(top + row, to + row * line, to + (row + 1) * line)) return false;
      }
    }
    for (; row < rows; row++) if (!write(top + row, to + row * line)) return false;
    return true;
  });
}
