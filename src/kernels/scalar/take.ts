import type { NumericTypedArray } from '../../core/types.js';
import { OUTSIDE } from './border.js';

/**
 * target[o, t, i] = source[o, table[t], i] for an [outer, length, inner] array, the constant where the
 * table says `OUTSIDE`. It moves numbers of any storage and computes nothing.
 */
export function takeAlongAxis(
  source: NumericTypedArray,
  target: NumericTypedArray,
  outer: number,
  length: number,
  inner: number,
  table: Int32Array,
  constant: number,
): void {
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (let t = 0; t < table.length; t++, to += inner) {
      const from = table[t]!;
      if (from === OUTSIDE) {
        target.fill(constant, to, to + inner);
        continue;
      }
      const start = (o * length + from) * inner;
      for (let i = 0; i < inner; i++) target[to + i] = source[start + i]!;
    }
  }
}
