import type { FloatTypedArray } from '../../core/types.js';

/** See `Kernels.subtract`. */
export function subtract(
  minuend: FloatTypedArray,
  subtrahend: FloatTypedArray,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < target.length; i++) target[i] = minuend[i]! - subtrahend[i]!;
}

/** See `Kernels.findExtrema`. */
export function findExtrema(
  volume: FloatTypedArray,
  depth: number,
  height: number,
  width: number,
  threshold: number,
  firstOfEquals: boolean,
  found: number[],
): void {
  const plane = height * width;
  const rows = new Int32Array(9);
  for (let z = 1; z < depth - 1; z++) {
    for (let y = 1; y < height - 1; y++) {
      for (let r = 0; r < 9; r++) {
        rows[r] = (z - 1 + Math.floor(r / 3)) * plane + (y - 1 + (r % 3)) * width;
      }
      scanRow(volume, rows, width, threshold, firstOfEquals, rows[4]!, found);
    }
  }
}

/** See `Kernels.findDifferenceExtrema`. */
export function findDifferenceExtrema(
  levels: FloatTypedArray,
  depth: number,
  height: number,
  width: number,
  threshold: number,
  firstOfEquals: boolean,
  found: number[],
): void {
  const plane = height * width;
  // Three rows of each difference image at a time, which stay in the cache; rounded as the levels are.
  const size = 3 * (depth - 1) * width;
  const ring = levels instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  const rows = new Int32Array(9);
  const bring = (y: number): void => {
    for (let z = 0; z < depth - 1; z++) {
      subtractRow(levels, z * plane + y * width, plane, ring, (3 * z + (y % 3)) * width, width);
    }
  };
  const perLevel: number[][] = Array.from({ length: depth }, () => []);
  for (let y = 0; y < height; y++) {
    bring(y);
    if (y < 2) continue;
    for (let z = 1; z < depth - 2; z++) {
      for (let r = 0; r < 9; r++) {
        rows[r] = (3 * (z - 1 + Math.floor(r / 3)) + ((y - 2 + (r % 3)) % 3)) * width;
      }
      const index = z * plane + (y - 1) * width;
      scanRow(ring, rows, width, threshold, firstOfEquals, index, perLevel[z]!);
    }
  }
  for (const indices of perLevel) for (const index of indices) found.push(index);
}

function subtractRow(
  levels: FloatTypedArray,
  from: number,
  plane: number,
  target: FloatTypedArray,
  to: number,
  width: number,
): void {
  for (let x = 0; x < width; x++) {
    target[to + x] = levels[from + plane + x]! - levels[from + x]!;
  }
}

/** The extrema of one row; `rows` holds where the nine rows of its block begin, level by level. */
function scanRow(
  data: FloatTypedArray,
  rows: Int32Array,
  width: number,
  threshold: number,
  firstOfEquals: boolean,
  index: number,
  found: number[],
): void {
  const above = rows[3]!;
  const here = rows[4]!;
  const below = rows[5]!;
  // Differences of unequal floats are at least the smallest float: gradual underflow sees to that.
  // Against samples that come later in the volume an equal may pass; against earlier ones never.
  const slack = firstOfEquals ? 0 : Number.MIN_VALUE;
  for (let x = 1; x < width - 1; x++) {
    const v = data[here + x]!;
    if (!(v >= threshold || v <= -threshold)) continue;
    // Most places fail against the two neighbours beside them; then the plane, then the other two.
    if (v > data[here + x - 1]!) {
      if (
        v - data[here + x + 1]! >= slack &&
        v > data[above + x]! &&
        v - data[below + x]! >= slack &&
        v > data[above + x - 1]! &&
        v > data[above + x + 1]! &&
        v - data[below + x - 1]! >= slack &&
        v - data[below + x + 1]! >= slack &&
        exceedsThree(data, v, rows[0]! + x, Number.MIN_VALUE) &&
        exceedsThree(data, v, rows[1]! + x, Number.MIN_VALUE) &&
        exceedsThree(data, v, rows[2]! + x, Number.MIN_VALUE) &&
        exceedsThree(data, v, rows[6]! + x, slack) &&
        exceedsThree(data, v, rows[7]! + x, slack) &&
        exceedsThree(data, v, rows[8]! + x, slack)
      ) {
        found.push(index + x);
      }
    } else if (
      v < data[here + x - 1]! &&
      data[here + x + 1]! - v >= slack &&
      v < data[above + x]! &&
      data[below + x]! - v >= slack &&
      v < data[above + x - 1]! &&
      v < data[above + x + 1]! &&
      data[below + x - 1]! - v >= slack &&
      data[below + x + 1]! - v >= slack &&
      fallsBelowThree(data, v, rows[0]! + x, Number.MIN_VALUE) &&
      fallsBelowThree(data, v, rows[1]! + x, Number.MIN_VALUE) &&
      fallsBelowThree(data, v, rows[2]! + x, Number.MIN_VALUE) &&
      fallsBelowThree(data, v, rows[6]! + x, slack) &&
      fallsBelowThree(data, v, rows[7]! + x, slack) &&
      fallsBelowThree(data, v, rows[8]! + x, slack)
    ) {
      found.push(index + x);
    }
  }
}

/** Whether v exceeds the sample at i and those beside it by at least `slack`. */
function exceedsThree(data: FloatTypedArray, v: number, i: number, slack: number): boolean {
  return v - data[i]! >= slack && v - data[i - 1]! >= slack && v - data[i + 1]! >= slack;
}

/** Whether v falls below the sample at i and those beside it by at least `slack`. */
function fallsBelowThree(data: FloatTypedArray, v: number, i: number, slack: number): boolean {
  return data[i]! - v >= slack && data[i - 1]! - v >= slack && data[i + 1]! - v >= slack;
}
