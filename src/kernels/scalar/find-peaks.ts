// Local maxima of an image over a square neighbourhood.
import type { FloatTypedArray } from '../../core/types.js';
import type { Peaks } from '../structure-kernels.js';
import { PeakList } from './peak-list.js';

/** See `Kernels.findPeaks`. */
export function findPeaks(
  response: FloatTypedArray,
  height: number,
  width: number,
  distance: number,
  margin: number,
  threshold: number,
): Peaks {
  const found = new PeakList(response);
  const end = width - margin;
  // For each column the last peak that is near it: pixels of a plateau beside one are told by these.
  const rows = new Int32Array(width);
  const values = new Float64Array(width).fill(Number.NaN);
  for (let y = margin; y < height - margin; y++) {
    const row = y * width;
    let v = margin > 0 ? response[row + margin - 1]! : -Infinity;
    let after = margin < width ? response[row + margin]! : -Infinity;
    for (let x = margin; x < end; x++) {
      const i = row + x;
      const before = v;
      v = after;
      after = x + 1 < width ? response[i + 1]! : -Infinity;
      if (!(v > threshold)) continue;
      // Its nearest neighbours rule out most pixels at once.
      if (distance > 0) {
        if (before > v || after > v) continue;
        if (y > 0 && response[i - width]! > v) continue;
        if (y + 1 < height && response[i + width]! > v) continue;
      }
      if (values[x] === v && rows[x]! >= y - distance) continue;
      const known = found.count;
      addPeak(response, height, width, distance, y, x, found);
      if (found.count === known) continue;
      const near = Math.min(width, x + distance + 1);
      rows.fill(y, Math.max(0, x - distance), near);
      values.fill(v, Math.max(0, x - distance), near);
    }
  }
  return found.peaks;
}

/**
 * Adds a place to those found, if none within a distance exceeds it, and none of them, as near, equals it.
 *
 * @param response - [height, width]
 * @param height - rows
 * @param width - columns
 * @param distance - along both axes
 * @param y - row of the place
 * @param x - column of the place
 * @param found - the peaks before it
 */
function addPeak(
  response: FloatTypedArray,
  height: number,
  width: number,
  distance: number,
  y: number,
  x: number,
  found: PeakList,
): void {
  const row = y * width;
  const v = response[row + x]!;
  const left = Math.max(0, x - distance);
  const right = Math.min(width - 1, x + distance);
  const earlier = largestUpTo(response, row, row, width, left, x - 1, v);
  if (earlier > v || largestUpTo(response, row, row, width, x + 1, right, v) > v) return;
  const below = row + width;
  const bottom = Math.min(height - 1, y + distance) * width;
  if (largestUpTo(response, below, bottom, width, left, right, v) > v) return;
  const top = Math.max(0, y - distance) * width;
  const above = largestUpTo(response, top, row - width, width, left, right, v);
  if (above > v) return;
  const equal = earlier === v || above === v;
  if (!(equal && hasEqualPeak(response, found, y, x, width, distance, v))) found.push(row + x, v);
}

/** The largest from `left` to `right` in the rows that start at `first` to `last`, or the first that exceeds v. */
function largestUpTo(
  response: FloatTypedArray,
  first: number,
  last: number,
  width: number,
  left: number,
  right: number,
  v: number,
): number {
  let largest = -Infinity;
  for (let row = first; row <= last; row += width) {
    for (let i = row + left; i <= row + right; i++) {
      if (response[i]! > largest) largest = response[i]!;
      if (largest > v) return largest;
    }
  }
  return largest;
}

/**
 * Whether an equal pixel before a place, as near, is a peak already.
 *
 * @param response - [height, width]
 * @param found - the peaks before it
 * @param y - row of the place
 * @param x - column of the place
 * @param width - columns
 * @param distance - along both axes
 * @param v - what stands at the place
 * @returns whether there is one
 */
function hasEqualPeak(
  response: FloatTypedArray,
  found: PeakList,
  y: number,
  x: number,
  width: number,
  distance: number,
  v: number,
): boolean {
  const first = (y - distance) * width;
  for (let at = found.count - 1; at >= 0 && found.places[at]! >= first; at--) {
    const other = found.places[at]!;
    if (response[other]! === v && Math.abs((other % width) - x) <= distance) return true;
  }
  return false;
}
