// The order of places by their values.
import type { FloatTypedArray } from '../../core/types.js';

/** Fewer places are sorted by comparing. */
const LEAST = 256;
/** Bits of a key that are sorted by at a time, and how often that is done. */
const DIGIT = 11;
const DIGITS = 3;

/** See `Kernels.orderPeaks`. */
export function orderPeaks(response: FloatTypedArray, found: readonly number[]): number[] {
  if (response instanceof Float32Array && found.length >= LEAST) {
    return orderByDigits(response, found);
  }
  // Sorting is stable.
  return found.slice().sort((i, j) => response[j]! - response[i]!);
}

// A float32's bits make a whole number that falls where it grows; those are counted and put in order digit by digit,
// the last one first, which leaves equal ones in their order.
function orderByDigits(response: Float32Array, found: readonly number[]): number[] {
  const count = found.length;
  const bits = new Uint32Array(count);
  const values = new Float32Array(bits.buffer);
  // Adding 0 makes −0 a 0.
  for (let n = 0; n < count; n++) values[n] = response[found[n]!]! + 0;
  for (let n = 0; n < count; n++) {
    const own = bits[n]!;
    bits[n] = own >>> 31 === 1 ? own : ~own & 0x7fffffff;
  }
  let keys = bits;
  let places = new Uint32Array(found);
  let otherKeys = new Uint32Array(count);
  let otherPlaces = new Uint32Array(count);
  const starts = new Uint32Array((1 << DIGIT) + 1);
  for (let digit = 0; digit < DIGITS; digit++) {
    const shift = digit * DIGIT;
    const mask = (1 << DIGIT) - 1;
    starts.fill(0);
    for (let n = 0; n < count; n++) starts[((keys[n]! >>> shift) & mask) + 1]!++;
    for (let value = 1; value < starts.length; value++) starts[value]! += starts[value - 1]!;
    distribute(keys, places, starts, shift, mask, otherKeys, otherPlaces);
    [keys, otherKeys] = [otherKeys, keys];
    [places, otherPlaces] = [otherPlaces, places];
  }
  // Made as long as it will be: a third of the time of an array that grows.
  const ordered = new Array<number>(count);
  for (let n = 0; n < count; n++) ordered[n] = places[n]!;
  return ordered;
}

function distribute(
  keys: Uint32Array,
  places: Uint32Array,
  starts: Uint32Array,
  shift: number,
  mask: number,
  otherKeys: Uint32Array,
  otherPlaces: Uint32Array,
): void {
  for (let n = 0; n < keys.length; n++) {
    const key = keys[n]!;
    const digit = (key >>> shift) & mask;
    const to = starts[digit]!;
    starts[digit] = to + 1;
    otherKeys[to] = key;
    otherPlaces[to] = places[n]!;
  }
}
