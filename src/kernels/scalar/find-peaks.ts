// Local maxima of an image over a square neighbourhood.
import type { FloatTypedArray } from '../../core/types.js';
import type { Peaks } from '../structure-kernels.js';
import { PeakList } from './peak-list.js';
import { windowMaxima } from './window-maxima.js';

/** Numbers that are looked at in search of higher ones, for each of the image, before all largest ones are computed. */
const LOOKS = 64;

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
  // Farther than to the other end is no farther than that.
  const near = Math.min(distance, Math.max(height, width));
  const end = width - margin;
  // For each column the place of the last peak that is near it.
  const last = new Int32Array(width).fill(-1);
  let looks = LOOKS * response.length;
  let maxima: Float64Array | undefined;
  for (let y = margin; y < height - margin; y++) {
    const row = y * width;
    const first = Math.max(0, y - near) * width;
    let v = margin > 0 ? response[row + margin - 1]! : -Infinity;
    let after = margin < width ? response[row + margin]! : -Infinity;
    for (let x = margin; x < end; x++) {
      const i = row + x;
      const before = v;
      v = after;
      after = x + 1 < width ? response[i + 1]! : -Infinity;
      if (!(v > threshold)) continue;
      // Its nearest neighbours rule out most pixels at once.
      if (near > 0) {
        if (before > v || after > v) continue;
        if (y > 0 && response[i - width]! > v) continue;
        if (y + 1 < height && response[i + width]! > v) continue;
      }
      // What is near a peak does not exceed it, and so is exceeded by it or equals it.
      if (last[x]! >= first) continue;
      if (maxima === undefined) {
        const seen = looksToHigher(response, height, width, near, y, x);
        looks -= Math.abs(seen);
        if (looks < 0) maxima = windowMaxima(response, height, width, near);
        if (seen > 0) continue;
      } else if (maxima[i]! > v) continue;
      found.push(i, v);
      last.fill(i, Math.max(0, x - near), Math.min(width, x + near + 1));
    }
  }
  return found.peaks;
}

/**
 * How many numbers within a distance of a place, in whole rows, were looked at for one that exceeds it; less than 0 if
 * none does.
 *
 * @param response - [height, width]
 * @param height - rows
 * @param width - columns
 * @param distance - along both axes
 * @param y - row of the place
 * @param x - column of the place
 * @returns the number of numbers, or that number times −1
 */
function looksToHigher(
  response: FloatTypedArray,
  height: number,
  width: number,
  distance: number,
  y: number,
  x: number,
): number {
  const v = response[y * width + x]!;
  const left = Math.max(0, x - distance);
  const right = Math.min(width - 1, x + distance);
  const breadth = right - left + 1;
  let looks = 0;
  // Near rows first, which tell most often.
  for (let n = 0; n <= 2 * distance; n++) {
    const r = n & 1 ? y + ((n + 1) >> 1) : y - (n >> 1);
    if (r < 0 || r >= height) continue;
    looks += breadth;
    const end = r * width + right;
    for (let i = r * width + left; i <= end; i++) if (response[i]! > v) return looks;
  }
  return -looks;
}
