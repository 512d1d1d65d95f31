// Correlation with any kernel of two axes: the sum of its rows' correlations with lines of the image.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, extendRows, OUTSIDE } from './border.js';
import { weighRows } from './weighted-sums.js';

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
  if (height * width === 0) return;
  const middle = kernelRows >> 1;
  const radius = kernelColumns >> 1;
  const taps = Array.from({ length: kernelRows }, (_, row) =>
    kernel.subarray(row * kernelColumns, (row + 1) * kernelColumns),
  );
  // The lines that one row of results needs, with their borders; line y stands in slot y mod kernelRows.
  const lines = taps.map(() => new Float64Array(width + 2 * radius));
  const sums = new Float64Array(width);
  const sum = new Float64Array(width);
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
      weighRows(lines[(out + row) % kernelRows]!, 0, sum, 0, width, 1, 1, taps[row]!, false);
      for (let x = 0; x < width; x++) sums[x]! += sum[x]!;
    }
    target.set(sums, out * width);
  }
}
