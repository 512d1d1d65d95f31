// The order of places by their values.
import type { FloatTypedArray } from '../../core/types.js';

/** Places that can be numbered beside 32 bits in the 53 of a float64. */
const MOST_PACKED = 2 ** 21;

/** See `Kernels.orderPeaks`. */
export function orderPeaks(response: FloatTypedArray, found: readonly number[]): number[] {
  if (response instanceof Float32Array && found.length <= MOST_PACKED) {
    return orderPacked(response, found);
  }
  // Sorting is stable.
  return found.slice().sort((i, j) => response[j]! - response[i]!);
}

// A float32's bits, as a whole number that grows with it, and the number in the list make one key: keys are
// sorted without calling back, in a third of the time.
function orderPacked(response: Float32Array, found: readonly number[]): number[] {
  const count = found.length;
  const values = new Float32Array(count);
  // Adding 0 makes −0 a 0.
  for (let n = 0; n < count; n++) values[n] = response[found[n]!]! + 0;
  const bits = new Int32Array(values.buffer);
  const keys = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const own = bits[n]!;
    const growing = own < 0 ? own ^ 0x7fffffff : own;
    keys[n] = n - growing * MOST_PACKED;
  }
  keys.sort();
  const places: number[] = [];
  for (let n = 0; n < count; n++) {
    const key = keys[n]!;
    places.push(found[key - Math.floor(key / MOST_PACKED) * MOST_PACKED]!);
  }
  return places;
}
