// The order of peaks by falling value. A float32's bits make a whole number that falls where it grows; those are counted and
// put in order digit by digit, the last one first, which leaves equal ones in their order.

/** Bits that are sorted by at a time, and bytes of the counters of a digit. */
const DIGIT: i32 = 11;
const COUNTERS: usize = 8192;

/** Falls where the number at a place grows. */
function keyOf(at: usize): u32 {
  // Adding 0 makes −0 a 0.
  const bits = reinterpret<u32>(load<f32>(at) + 0);
  return bits >> 31 === 1 ? bits : ~bits & 0x7fffffff;
}

function digitOf(key: u32, digit: i32): usize {
  return (<usize>((key >> (digit * DIGIT)) & ((1 << DIGIT) - 1))) << 2;
}

/** Adds one to the counters of the three digits of each number. */
export function countDigits(values: usize, count: i32, counters: usize): void {
  const end = values + ((<usize>count) << 2);
  for (let at = values; at < end; at += 4) {
    const key = keyOf(at);
    for (let digit = 0; digit < 3; digit++) {
      const counter = counters + <usize>digit * COUNTERS + digitOf(key, digit);
      store<i32>(counter, load<i32>(counter) + 1);
    }
  }
}

/** Where the first number of each digit goes, in bytes. */
function startDigits(counters: usize): void {
  let sum = 0;
  for (let at: usize = 0; at < COUNTERS; at += 4) {
    const count = load<i32>(counters + at);
    store<i32>(counters + at, sum << 2);
    sum += count;
  }
}

function distribute(
  places: usize,
  values: usize,
  count: i32,
  digit: i32,
  starts: usize,
  otherPlaces: usize,
  otherValues: usize,
): void {
  const bytes = (<usize>count) << 2;
  for (let from: usize = 0; from < bytes; from += 4) {
    const start = starts + digitOf(keyOf(values + from), digit);
    const to = load<usize>(start);
    store<usize>(start, to + 4);
    store<i32>(otherPlaces + to, load<i32>(places + from));
    store<f32>(otherValues + to, load<f32>(values + from));
  }
}

/** Writes peaks by falling value to other lists; `counters` are 3·2048, and all 0. The lists are used up. */
export function orderPeaks(
  places: usize,
  values: usize,
  count: i32,
  counters: usize,
  otherPlaces: usize,
  otherValues: usize,
): void {
  countDigits(values, count, counters);
  for (let digit = 0; digit < 3; digit++) {
    const starts = counters + <usize>digit * COUNTERS;
    startDigits(starts);
    if (digit === 1) distribute(otherPlaces, otherValues, count, digit, starts, places, values);
    else distribute(places, values, count, digit, starts, otherPlaces, otherValues);
  }
}
