// Correlation along an axis that is no longer than half the kernel.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from './border.js';

/**
 * Does what `filterAxis` does where the kernel reaches beyond the far end of the line. Taps are first
 * gathered on the samples that they fall on, however often the border folds, into one weight for each
 * pair of target and source: the cost does not grow with the kernel's length.
 */
export function filterShortAxis(
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
  for (let start = 0; start < outer * length * inner; start += length * inner) {
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
