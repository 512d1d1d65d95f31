// Correlation with any kernel of two axes: the sum of its rows' correlations with lines of the image.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, extendRows, OUTSIDE } from './border.js';
import { weighRows } from './weighted-sums.js';

/** Where lines are kept, and what weighs them. */
export interface LineBench {
  /** Room for so many numbers, which holds anything. */
  readonly numbers: (count: number) => Float64Array;
  /** Gives to each place x of `sum` Σ_t taps[t]·line[x + t]. */
  readonly weigher: (taps: Float64Array) => (line: Float64Array, sum: Float64Array) => void;
}

const SCALAR_LINES: LineBench = {
  numbers: (count) => new Float64Array(count),
  weigher: (taps) => (line, sum) => weighRows(line, 0, sum, 0, sum.length, 1, 1, taps, false),
};

/** See `Kernels.correlateImage`. */
export function correlateImage(
  source: FloatTypedArray,
  target: FloatTypedArray,
  height: number,
  width: number,
  kernel: Float64Array,
  kernelRows: number,
  kernelColumns: number,
  border: BorderMode,
  constant: number,
): void {
  correlateLines(
    SCALAR_LINES,
    source,
    target,
    height,
    width,
    kernel,
    kernelRows,
    kernelColumns,
    border,
    constant,
  );
}

/** `correlateImage` on any bench. */
export function correlateLines(
  bench: LineBench,
  source: FloatTypedArray,
  target: FloatTypedArray,
  height: number,
  width: number,
  kernel: Float64Array,
  kernelRows: number,
  kernelColumns: number,
  border: BorderMode,
  constant: number,
): void {
  if (height * width === 0) return;
  const middle = kernelRows >> 1;
  const radius = kernelColumns >> 1;
  const weighers = Array.from({ length: kernelRows }, (_, row) =>
    bench.weigher(kernel.subarray(row * kernelColumns, (row + 1) * kernelColumns)),
  );
  // The lines that one row of results needs, with their borders; line y stands in slot y mod kernelRows.
  const lines = weighers.map(() => bench.numbers(width + 2 * radius));
  const sums = bench.numbers(width);
  const sum = bench.numbers(width);
  for (let y = -middle; y < height + kernelRows - 1 - middle; y++) {
    const line = lines[(y + middle) % kernelRows]!;
    const from = borderIndex(y, height, border);
    if (from === OUTSIDE) {
      line.fill(constant);
    } else {
      line.set(source.subarray(from * width, (from + 1) * width), radius);
      extendRows(line, width, 1, radius, border, constant);
    }
    const out = y + middle - (kernelRows - 1);
    if (out < 0) continue;
    sums.fill(0);
    for (let row = 0; row < kernelRows; row++) {
      weighers[row]!(lines[(out + row) % kernelRows]!, sum);
      for (let x = 0; x < width; x++) sums[x]! += sum[x]!;
    }
    target.set(sums, out * width);
  }
}
