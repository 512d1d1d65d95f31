// Correlation across rows, a band of them at a time: what goes in is made row by row, so that a filter along
// the rows can run while they are brought in.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from './border.js';
import { SCALAR_BENCH, type Workbench } from './weighted-sums.js';

/** Rows in a band, at least: fewer would spend their time on moving the rows that bands share. */
const SHORTEST_BAND = 16;
/** Distance beyond a row's width at which the next begins: rows a power of two apart would share cache lines. */
const GAP = 8;

/** Numbers that a filter keeps at most, the taps and a line with what stands before and after it included. */
export function numbersInFlight(
  length: number,
  width: number,
  taps: number,
  lineTaps: number,
): number {
  return 2 * rowsInFlight(length, taps) * (width + GAP) + width + taps + 2 * lineTaps;
}

/**
 * How many rows are in flight when an axis is filtered in bands.
 *
 * @param length - rows in all
 * @param taps - length of the kernel
 * @returns rows of a band with those above and below that its sums reach
 */
export function rowsInFlight(length: number, taps: number): number {
  return bandHeight(length, taps) + taps - 1;
}

function bandHeight(length: number, taps: number): number {
  return Math.min(length, Math.max(SHORTEST_BAND, taps - 1));
}

/**
 * Correlates `length` rows of `width` with an odd-sized kernel shorter than 2·length, across the rows:
 * target[start + y·step + i] = Σ_t kernel[t]·row(y + t − radius)[i].
 *
 * @param target - where the sums go
 * @param start - place of the first sum
 * @param step - distance of the sums' rows in `target`
 * @param length - number of rows
 * @param width - length of a row
 * @param kernel - the taps
 * @param border - which row stands above and below
 * @param constant - what stands there for the rule "constant"
 * @param bringRow - writes row y into `rows` from index `at` on
 * @param bench - where rows are kept, and what weighs them
 */
export function filterBands(
  target: FloatTypedArray,
  start: number,
  step: number,
  length: number,
  width: number,
  kernel: Float64Array,
  border: BorderMode,
  constant: number,
  bringRow: (y: number, rows: Float64Array, at: number) => void,
  bench: Workbench = SCALAR_BENCH,
): void {
  const shared = kernel.length - 1;
  const radius = shared >> 1;
  const weigh = bench.weigher(kernel);
  const band = bandHeight(length, kernel.length);
  const pitch = width + GAP;
  const rows = bench.numbers((band + shared) * pitch);
  const sums = bench.numbers(band * pitch);
  for (let top = 0; top < length; top += band) {
    const count = Math.min(band, length - top);
    const first = top - radius;
    const end = top + count + radius;
    // The rows that two bands share are moved up, those within the image brought in, and those outside
    // copied from the band where they are in it.
    if (top > 0) rows.copyWithin(0, band * pitch, (band + shared) * pitch);
    const inside = Math.min(end, length);
    for (let y = top > 0 ? top + radius : 0; y < inside; y++) {
      bringRow(y, rows, (y - first) * pitch);
    }
    for (let y = top > 0 ? inside : first; y < end; y = y === -1 ? inside : y + 1) {
      const at = (y - first) * pitch;
      const from = borderIndex(y, length, border);
      if (from === OUTSIDE) rows.fill(constant, at, at + width);
      else if (from < first || from >= end) bringRow(from, rows, at);
      else rows.copyWithin(at, (from - first) * pitch, (from - first) * pitch + width);
    }
    weigh(rows, 0, sums, 0, count, width, pitch);
    for (let row = 0; row < count; row++) {
      const sum = sums.subarray(row * pitch, row * pitch + width);
      target.set(sum, start + (top + row) * step);
    }
  }
}
