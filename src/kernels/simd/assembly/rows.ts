// Softmax and its kin over rows of float32 numbers that lie side by side. Exponentials are summed in float64.
// A row that holds NaN, +∞, or nothing but −∞, is not finished: the caller sees it by its largest number or sum.
import { power } from './lib/exponential';
import { addLanes, largestLane, loadTail, storeTail, sumLanes } from './lib/lanes';

export { raiseTops, scaleColumns, shiftColumns, sumColumns } from './lib/columns';

/** The largest number of a row. */
function largest(at: usize, whole: usize, end: usize): f32 {
  let top = f32x4.splat(f32.NEGATIVE_INFINITY);
  let second = top;
  for (; at + 16 < whole; at += 32) {
    top = f32x4.pmax(top, v128.load(at));
    second = f32x4.pmax(second, v128.load(at, 16));
  }
  if (at < whole) {
    top = f32x4.pmax(top, v128.load(at));
    at += 16;
  }
  top = f32x4.pmax(top, second);
  if (at < end) {
    top = f32x4.pmax(top, loadTail(at, <i32>(end - at) >> 2, f32.NEGATIVE_INFINITY));
  }
  return largestLane(top);
}

function finite(x: f64): bool {
  return x - x === 0;
}

/**
 * exp((x − largest)/temperature) of a row, in place, divided by its sum. Returns whether it could; the row is then
 * lost.
 */
function softmaxRow(row: usize, length: i32, temperature: f32): bool {
  const end = row + ((<usize>length) << 2);
  const whole = row + ((<usize>(length & -4)) << 2);
  const pairs = row + ((<usize>(length & -8)) << 2);
  const left = length & 3;
  const largestNumber = largest(row, whole, end);
  if (!finite(largestNumber)) return false;
  const top = f32x4.splat(largestNumber);
  let sums = f64x2.splat(0);
  let at = row;
  for (; at < pairs; at += 32) {
    const a = power(v128.load(at), top, temperature);
    const b = power(v128.load(at, 16), top, temperature);
    v128.store(at, a);
    v128.store(at, b, 16);
    sums = addLanes(sums, f32x4.add(a, b));
  }
  if (at < whole) {
    const e = power(v128.load(at), top, temperature);
    v128.store(at, e);
    sums = addLanes(sums, e);
  }
  let last = f32x4.splat(0);
  if (left > 0) {
    last = power(loadTail(whole, left, f32.NEGATIVE_INFINITY), top, temperature);
    sums = addLanes(sums, last);
  }
  const sum = sumLanes(sums);
  if (!finite(sum)) return false;
  const share = f32x4.splat(<f32>(1 / sum));
  for (at = row; at < whole; at += 16) v128.store(at, f32x4.mul(v128.load(at), share));
  if (left > 0) storeTail(whole, f32x4.mul(last, share), left);
  return true;
}

/** Softmax of each row, in place. Writes the numbers of the rows that it could not finish to `failed`, and returns how many. */
export function softmaxRows(
  at: usize,
  rows: i32,
  length: i32,
  temperature: f32,
  failed: usize,
): i32 {
  let count = 0;
  for (let r = 0; r < rows; r++) {
    if (!softmaxRow(at, length, temperature)) {
      store<i32>(failed + ((<usize>count) << 2), r);
      count++;
    }
    at += (<usize>length) << 2;
  }
  return count;
}

/** Σ exp((x − top)/temperature) over a row but for one number that is the largest: small remainders are not lost beside its 1. */
function sumBesideLargest(row: usize, length: i32, largestNumber: f32, temperature: f32): f64 {
  const whole = row + ((<usize>(length & -4)) << 2);
  const left = length & 3;
  const top = f32x4.splat(largestNumber);
  let sums = f64x2.splat(0);
  let tops = i32x4.splat(0);
  for (let at = row; at < whole; at += 16) {
    const x = v128.load(at);
    const isTop = f32x4.eq(x, top);
    tops = i32x4.sub(tops, isTop);
    sums = addLanes(sums, v128.andnot(power(x, top, temperature), isTop));
  }
  if (left > 0) {
    const x = loadTail(whole, left, f32.NEGATIVE_INFINITY);
    const isTop = f32x4.eq(x, top);
    tops = i32x4.sub(tops, isTop);
    sums = addLanes(sums, v128.andnot(power(x, top, temperature), isTop));
  }
  const count =
    i32x4.extract_lane(tops, 0) +
    i32x4.extract_lane(tops, 1) +
    i32x4.extract_lane(tops, 2) +
    i32x4.extract_lane(tops, 3);
  return <f64>(count - 1) + sumLanes(sums);
}

/** Of each row the largest number, to `tops` as float32, and its `sumBesideLargest`, to `sums` as float64. */
export function sumRows(
  at: usize,
  rows: i32,
  length: i32,
  temperature: f32,
  tops: usize,
  sums: usize,
): void {
  const step = (<usize>length) << 2;
  const whole = (<usize>(length & -4)) << 2;
  for (let r = 0; r < rows; r++) {
    const top = largest(at, at + whole, at + step);
    store<f32>(tops, top);
    store<f64>(sums, sumBesideLargest(at, length, top, temperature));
    at += step;
    tops += 4;
    sums += 8;
  }
}

/** (x − top)/temperature − shift of each row, in place. */
export function shiftRows(
  at: usize,
  rows: i32,
  length: i32,
  temperature: f32,
  tops: usize,
  shifts: usize,
): void {
  const whole = (<usize>(length & -4)) << 2;
  const left = length & 3;
  const divisor = f32x4.splat(temperature);
  for (let r = 0; r < rows; r++) {
    const top = v128.load32_splat(tops);
    const shift = v128.load32_splat(shifts);
    for (const end = at + whole; at < end; at += 16) {
      const x = f32x4.div(f32x4.sub(v128.load(at), top), divisor);
      v128.store(at, f32x4.sub(x, shift));
    }
    if (left > 0) {
      const x = f32x4.div(f32x4.sub(loadTail(at, left, 0), top), divisor);
      storeTail(at, f32x4.sub(x, shift), left);
      at += (<usize>left) << 2;
    }
    tops += 4;
    shifts += 4;
  }
}
