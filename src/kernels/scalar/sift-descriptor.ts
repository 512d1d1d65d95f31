import type { FloatTypedArray } from '../../core/types.js';
import { atan2 } from './atan2.js';

/** Cells on each side of the descriptor's square. */
const CELLS = 4;
/** Orientation bins of a cell. */
const BINS = 8;
// One cell more on each side, so that votes beyond the square need no test.
const PADDED = CELLS + 2;

/** See `Kernels.siftDescriptor`. */
export function siftDescriptor(
  levels: FloatTypedArray,
  start: number,
  height: number,
  width: number,
  x: number,
  y: number,
  cellSize: number,
  orientation: number,
  target: Float64Array,
): void {
  const votes = new Float64Array(PADDED * PADDED * BINS);
  const cos = Math.cos(orientation) / cellSize;
  const sin = Math.sin(orientation) / cellSize;
  const perRadian = BINS / (2 * Math.PI);
  // The window has a standard deviation of half the square's side, two cells.
  const exponent = -1 / (2 * (CELLS / 2) ** 2 * cellSize * cellSize);
  const half = (CELLS + 1) / 2;
  const radius = half * cellSize * cellSize * (Math.abs(cos) + Math.abs(sin));
  const top = Math.max(1, Math.ceil(y - radius));
  const bottom = Math.min(height - 2, Math.floor(y + radius));
  const leftmost = Math.max(1, Math.ceil(x - radius));
  const rightmost = Math.min(width - 2, Math.floor(x + radius));
  if (rightmost < leftmost) return;
  const columnWeights = new Float64Array(rightmost - leftmost + 1);
  for (let i = 0; i < columnWeights.length; i++) {
    const dx = leftmost + i - x;
    columnWeights[i] = Math.exp(dx * dx * exponent);
  }
  for (let row = top; row <= bottom; row++) {
    const dy = row - y;
    const rowWeight = Math.exp(dy * dy * exponent);
    // The part of the row inside the turned square: |u| < half and |v| < half.
    const [left, right] = squareSpan(dy, cos, sin, half, leftmost - x, rightmost - x);
    const first = Math.ceil(left + x);
    const last = Math.floor(right + x);
    let at = start + row * width + first;
    for (let column = first; column <= last; column++, at++) {
      const dx = column - x;
      const u = dx * cos + dy * sin;
      const v = dy * cos - dx * sin;
      // Rounding may let a sample on the square's very border through.
      if (!(u > -half && u < half && v > -half && v < half)) continue;
      const gx = levels[at + 1]! - levels[at - 1]!;
      const gy = levels[at + width]! - levels[at - width]!;
      const weight = rowWeight * columnWeights[column - leftmost]! * Math.sqrt(gx * gx + gy * gy);
      // Bins count against the sense of the image's angles, as in the descriptors of Lowe and OpenCV.
      let place = (orientation - atan2(gy, gx)) * perRadian;
      place -= Math.floor(place / BINS) * BINS;
      const cellX = u + CELLS / 2 + 0.5;
      const cellY = v + CELLS / 2 + 0.5;
      const i = Math.floor(cellX);
      const j = Math.floor(cellY);
      const b = Math.floor(place);
      const shareX = cellX - i;
      const shareY = cellY - j;
      const shareB = place - b;
      const low = b < BINS ? b : 0;
      const high = low + 1 < BINS ? low + 1 : 0;
      const base = (j * PADDED + i) * BINS;
      const down = PADDED * BINS;
      const w1 = weight * shareY;
      const w0 = weight - w1;
      const w01 = w0 * shareX;
      const w00 = w0 - w01;
      const w11 = w1 * shareX;
      const w10 = w1 - w11;
      votes[base + low]! += w00 * (1 - shareB);
      votes[base + high]! += w00 * shareB;
      votes[base + BINS + low]! += w01 * (1 - shareB);
      votes[base + BINS + high]! += w01 * shareB;
      votes[base + down + low]! += w10 * (1 - shareB);
      votes[base + down + high]! += w10 * shareB;
      votes[base + down + BINS + low]! += w11 * (1 - shareB);
      votes[base + down + BINS + high]! += w11 * shareB;
    }
  }
  for (let j = 0; j < CELLS; j++) {
    for (let i = 0; i < CELLS; i++) {
      const from = ((j + 1) * PADDED + i + 1) * BINS;
      const to = (j * CELLS + i) * BINS;
      for (let b = 0; b < BINS; b++) target[to + b]! += votes[from + b]!;
    }
  }
}

// A side nearly along the row bounds dx so far out that the window's own bounds come first.
const ALONG = 1e-9;

/**
 * Interval of dx with |dx·cos + dy·sin| < half and |dy·cos − dx·sin| < half, within [from, to].
 *
 * @param dy - of the row
 * @param cos - of the turn, by the size of a cell
 * @param sin - likewise
 * @param half - half the side of the square, in cells
 * @param from - least dx
 * @param to - largest dx
 * @returns least and largest dx; the least may be the larger one
 */
export function squareSpan(
  dy: number,
  cos: number,
  sin: number,
  half: number,
  from: number,
  to: number,
): [number, number] {
  let left = from;
  let right = to;
  if (Math.abs(cos) > ALONG) {
    const middle = (-dy * sin) / cos;
    const reach = Math.abs(half / cos);
    left = Math.max(left, middle - reach);
    right = Math.min(right, middle + reach);
  }
  if (Math.abs(sin) > ALONG) {
    const middle = (dy * cos) / sin;
    const reach = Math.abs(half / sin);
    left = Math.max(left, middle - reach);
    right = Math.min(right, middle + reach);
  }
  return [left, right];
}
