// The largest number of each square neighbourhood, in a time that hardly grows with its size.
import type { FloatTypedArray } from '../../core/types.js';

/**
 * For each pixel the largest number within a distance along both axes.
 *
 * Three windows beside each other, or overlapping, make one of three times the width, so their number is the logarithm
 * of the distance.
 *
 * @param image - [height, width]; what is no number does not count
 * @param height - rows
 * @param width - columns
 * @param distance - along both axes
 * @returns [height, width]
 */
export function windowMaxima(
  image: FloatTypedArray,
  height: number,
  width: number,
  distance: number,
): Float64Array {
  const from = new Float64Array(image);
  for (let i = 0; i < from.length; i++) if (!(from[i]! > -Infinity)) from[i] = -Infinity;
  const to = new Float64Array(image.length);
  for (let reach = 0; reach < distance; ) {
    const step = Math.min(2 * reach + 1, distance - reach);
    widenRows(from, to, height, width, step);
    widenColumns(to, from, height, width, step);
    reach += step;
  }
  return from;
}

/** The largest of a number and those a step left and right of it, or at the edge. */
function widenRows(
  from: Float64Array,
  to: Float64Array,
  height: number,
  width: number,
  step: number,
): void {
  for (let row = 0; row < height * width; row += width) {
    const end = row + width - 1;
    for (let i = row; i <= end; i++) {
      const left = from[Math.max(row, i - step)]!;
      const right = from[Math.min(end, i + step)]!;
      const most = left > right ? left : right;
      to[i] = from[i]! > most ? from[i]! : most;
    }
  }
}

/** The largest of a number and those a step above and below it, or at the edge. */
function widenColumns(
  from: Float64Array,
  to: Float64Array,
  height: number,
  width: number,
  step: number,
): void {
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - step) * width;
    const below = Math.min(height - 1, y + step) * width;
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const [a, b, c] = [from[above + x]!, from[below + x]!, from[row + x]!];
      const most = a > b ? a : b;
      to[row + x] = c > most ? c : most;
    }
  }
}
