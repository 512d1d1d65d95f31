// The order of places by their values.
import type { FloatTypedArray } from '../../core/types.js';

/** Bits that are sorted at a time. */
const DIGIT = 11;
const LARGEST_DIGIT = 2 ** DIGIT - 1;

/** See `Kernels.orderPeaks`. */
export function orderPeaks(response: FloatTypedArray, found: readonly number[]): number[] {
  if (response instanceof Float32Array) return orderByDigits(response, found);
  // Sorting is stable.
  return found.slice().sort((i, j) => response[j]! - response[i]!);
}

// A float32's bits as a whole number that falls as it grows, sorted digit by digit from the last: a fifth of
// the time of comparing.
function orderByDigits(response: Float32Array, found: readonly number[]): number[] {
  const count = found.length;
  const values = new Float32Array(count);
  // Adding 0 makes −0 a 0.
  for (let n = 0; n < count; n++) values[n] = response[found[n]!]! + 0;
  const keys = new Uint32Array(values.buffer);
  for (let n = 0; n < count; n++) keys[n] = keys[n]! >>> 31 ? keys[n]! : ~keys[n]! & 0x7fffffff;
  let order = new Uint32Array(count);
  for (let n = 0; n < count; n++) order[n] = n;
  let sorted = new Uint32Array(count);
  for (let shift = 0; shift < 32; shift += DIGIT) {
    const starts = new Uint32Array(LARGEST_DIGIT + 2);
    for (let n = 0; n < count; n++) starts[((keys[n]! >>> shift) & LARGEST_DIGIT) + 1]!++;
    for (let digit = 1; digit < starts.length; digit++) starts[digit]! += starts[digit - 1]!;
    for (let n = 0; n < count; n++) {
      const own = order[n]!;
      sorted[starts[(keys[own]! >>> shift) & LARGEST_DIGIT]!++] = own;
    }
    [order, sorted] = [sorted, order];
  }
  const places: number[] = [];
  for (let n = 0; n < count; n++) places.push(found[order[n]!]!);
  return places;
}
