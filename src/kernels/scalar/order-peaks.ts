// The order of peaks by their values.
import { allocate, dtypeOf } from '../../core/create.js';
import type { FloatDType, FloatTypedArray } from '../../core/types.js';
import type { Peaks } from '../structure-kernels.js';

/** Fewer peaks are sorted by comparing. */
const LEAST = 256;
/** Bits of a key that are sorted by at a time, and how often that is done. */
const DIGIT = 11;
const DIGITS = 3;

/** See `Kernels.orderPeaks`. */
export function orderPeaks({ places, values }: Peaks): Peaks {
  const count = places.length;
  const order =
    values instanceof Float32Array && count >= LEAST
      ? orderByDigits(values)
      : Uint32Array.from(places.keys()).sort((i, j) => values[j]! - values[i]! || i - j);
  const ordered = {
    places: new Uint32Array(count),
    values: allocate(dtypeOf(values) as FloatDType, count),
  };
  gather(places, values, order, ordered.places, ordered.values);
  return ordered;
}

function gather(
  places: Uint32Array,
  values: FloatTypedArray,
  order: Uint32Array,
  orderedPlaces: Uint32Array,
  orderedValues: FloatTypedArray,
): void {
  for (let n = 0; n < order.length; n++) {
    const from = order[n]!;
    orderedPlaces[n] = places[from]!;
    orderedValues[n] = values[from]!;
  }
}

// A float32's bits make a whole number that falls where it grows; those are counted and put in order digit by digit,
// the last one first, which leaves equal ones in their order.
function orderByDigits(values: Float32Array): Uint32Array {
  const count = values.length;
  // Adding 0 makes −0 a 0.
  const sums = new Float32Array(count);
  for (let n = 0; n < count; n++) sums[n] = values[n]! + 0;
  const bits = new Uint32Array(sums.buffer);
  for (let n = 0; n < count; n++) {
    const own = bits[n]!;
    bits[n] = own >>> 31 === 1 ? own : ~own & 0x7fffffff;
  }
  let keys = bits;
  let order = new Uint32Array(count);
  for (let n = 0; n < count; n++) order[n] = n;
  let otherKeys = new Uint32Array(count);
  let otherOrder = new Uint32Array(count);
  const starts = new Uint32Array((1 << DIGIT) + 1);
  for (let digit = 0; digit < DIGITS; digit++) {
    const shift = digit * DIGIT;
    const mask = (1 << DIGIT) - 1;
    countDigits(keys, shift, mask, starts);
    distribute(keys, order, starts, shift, mask, otherKeys, otherOrder);
    [keys, otherKeys] = [otherKeys, keys];
    [order, otherOrder] = [otherOrder, order];
  }
  return order;
}

/** Where the keys of each digit begin. */
function countDigits(keys: Uint32Array, shift: number, mask: number, starts: Uint32Array): void {
  starts.fill(0);
  for (let n = 0; n < keys.length; n++) starts[((keys[n]! >>> shift) & mask) + 1]!++;
  for (let value = 1; value < starts.length; value++) starts[value]! += starts[value - 1]!;
}

function distribute(
  keys: Uint32Array,
  order: Uint32Array,
  starts: Uint32Array,
  shift: number,
  mask: number,
  otherKeys: Uint32Array,
  otherOrder: Uint32Array,
): void {
  for (let n = 0; n < keys.length; n++) {
    const key = keys[n]!;
    const digit = (key >>> shift) & mask;
    const to = starts[digit]!;
    starts[digit] = to + 1;
    otherKeys[to] = key;
    otherOrder[to] = order[n]!;
  }
}
