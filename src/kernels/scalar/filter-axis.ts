// Correlation along one axis. Lines and rows are copied into float64 scratch, borders included, so that
// the sums below see one storage type and no border, and each sample is converted once.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from './border.js';
import { tapSymmetry, weighLine, weighRows } from './weighted-sums.js';

/** Rows in flight take at most this many float64: they should stay in the cache. */
const ROWS_IN_FLIGHT = 32768;

/** See `Kernels.filterAxis`. */
export function filterAxis(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  kernel: Float64Array,
  border: BorderMode,
  constant: number,
): void {
  if (outer * length * inner === 0) return;
  const radius = kernel.length >> 1;
  if (radius >= length) {
    filterShortAxis(source, target, outer, length, inner, kernel, border, constant);
  } else if (inner === 1) {
    filterLines(source, target, outer, length, kernel, border, constant);
  } else {
    filterColumns(source, target, outer, length, inner, kernel, border, constant);
  }
}

/**
 * Fills the `radius` samples to each side of a line that stands in `line` from index `radius` on.
 * The line must be longer than the radius.
 */
export function extendLine(
  line: Float64Array,
  length: number,
  radius: number,
  border: BorderMode,
  constant: number,
): void {
  for (let i = 1; i <= radius; i++) {
    const before = borderIndex(-i, length, border);
    const after = borderIndex(length - 1 + i, length, border);
    line[radius - i] = before === OUTSIDE ? constant : line[radius + before]!;
    line[radius + length - 1 + i] = after === OUTSIDE ? constant : line[radius + after]!;
  }
}

function filterLines(
  source: FloatTypedArray,
  target: FloatTypedArray,
  lines: number,
  length: number,
  kernel: Float64Array,
  border: BorderMode,
  constant: number,
): void {
  const radius = kernel.length >> 1;
  const symmetry = tapSymmetry(kernel);
  const line = new Float64Array(length + 2 * radius);
  const sums = new Float64Array(length);
  for (let i = 0; i < lines; i++) {
    line.set(source.subarray(i * length, (i + 1) * length), radius);
    extendLine(line, length, radius, border, constant);
    weighLine(line, sums, length, kernel, symmetry);
    target.set(sums, i * length);
  }
}

function filterColumns(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  kernel: Float64Array,
  border: BorderMode,
  constant: number,
): void {
  const taps = kernel.length;
  const radius = taps >> 1;
  const symmetry = tapSymmetry(kernel);
  const width = Math.min(inner, Math.max(64, Math.floor(ROWS_IN_FLIGHT / taps)));
  const ring = new Float64Array(taps * width);
  const places = new Int32Array(taps);
  const sums = new Float64Array(width);
  for (let o = 0; o < outer; o++) {
    for (let left = 0; left < inner; left += width) {
      const count = Math.min(width, inner - left);
      const row = sums.subarray(0, count);
      for (let at = -radius; at < length + radius; at++) {
        const slot = ((at + radius) % taps) * width;
        const y = borderIndex(at, length, border);
        if (y === OUTSIDE) {
          ring.fill(constant, slot, slot + count);
        } else {
          const start = (o * length + y) * inner + left;
          ring.set(source.subarray(start, start + count), slot);
        }
        const out = at - radius;
        if (out < 0) continue;
        for (let t = 0; t < taps; t++) places[t] = ((out + t) % taps) * width;
        weighRows(ring, places, row, count, kernel, symmetry);
        target.set(row, (o * length + out) * inner + left);
      }
    }
  }
}

// A kernel that reaches beyond the far end of the line: its taps are first gathered on the samples that
// they fall on, however often the border folds, into one weight for each pair of target and source.
function filterShortAxis(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  kernel: Float64Array,
  border: BorderMode,
  constant: number,
): void {
  const radius = kernel.length >> 1;
  const weights = new Float64Array(length * length);
  const offsets = new Float64Array(length);
  for (let y = 0; y < length; y++) {
    for (let t = 0; t < kernel.length; t++) {
      const from = borderIndex(y + t - radius, length, border);
      if (from === OUTSIDE) offsets[y]! += kernel[t]! * constant;
      else weights[y * length + from]! += kernel[t]!;
    }
  }
  for (let o = 0; o < outer; o++) {
    const start = o * length * inner;
    for (let y = 0; y < length; y++) {
      for (let i = 0; i < inner; i++) {
        let sum = offsets[y]!;
        for (let from = 0; from < length; from++) {
          sum += weights[y * length + from]! * source[start + from * inner + i]!;
        }
        target[start + y * inner + i] = sum;
      }
    }
  }
}
