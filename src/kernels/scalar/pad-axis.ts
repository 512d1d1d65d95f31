import type { NumericTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from './border.js';

/**
 * Copies an [outer, length, inner] array into an [outer, before + length + after, inner] one and fills
 * what stands outside by the border rule. It moves numbers of any storage and computes nothing.
 */
export function padAxis(
  source: NumericTypedArray,
  target: NumericTypedArray,
  outer: number,
  length: number,
  inner: number,
  before: number,
  after: number,
  border: BorderMode,
  constant: number,
): void {
  const whole = before + length + after;
  for (let o = 0; o < outer; o++) {
    const from = o * length * inner;
    const to = o * whole * inner;
    target.set(source.subarray(from, from + length * inner), to + before * inner);
    for (let t = 0; t < whole; t++) {
      if (t === before) t += length;
      if (t === whole) break;
      const start = to + t * inner;
      const index = borderIndex(t - before, length, border);
      if (index === OUTSIDE) {
        for (let i = start; i < start + inner; i++) target[i] = constant;
      } else {
        const copied = from + index * inner;
        for (let i = 0; i < inner; i++) target[start + i] = source[copied + i]!;
      }
    }
  }
}

/**
 * The transpose of `padAxis`: takes an [outer, before + length + after, inner] array to an
 * [outer, length, inner] one that holds zeros, where each element gets the sum of all that `padAxis` copies
 * from it.
 */
export function unpadAxis(
  source: Float64Array,
  target: Float64Array,
  outer: number,
  length: number,
  inner: number,
  before: number,
  after: number,
  border: BorderMode,
): void {
  const whole = before + length + after;
  for (let t = 0; t < whole; t++) {
    const index = borderIndex(t - before, length, border);
    if (index === OUTSIDE) continue;
    for (let o = 0; o < outer; o++) {
      const from = (o * whole + t) * inner;
      const to = (o * length + index) * inner;
      for (let i = 0; i < inner; i++) target[to + i]! += source[from + i]!;
    }
  }
}
