// Softmax and its kin over rows of float32 numbers that lie side by side. Exponentials are added four at a time, and
// these sums in float64. A row that holds NaN, +∞, or nothing but −∞, is not finished: the caller sees it by its largest
// number or sum.
import { expNonPositive, quotient } from './lib/exponential';
import { addLanes, largestLane, loadTail, storeTail, sumLanes } from './lib/lanes';

export { raiseTops, scaleColumns, shiftColumns, sumColumns } from './lib/columns';

/** The bytes of the whole blocks of a row. */
function bytesOf(length: i32, block: i32): usize {
  return (<usize>(length & -block)) << 2;
}

/** The largest number of a row; −∞ where all are NaN. */
function largest(row: usize, length: i32): f32 {
  const end = row + bytesOf(length, 1);
  const whole = row + bytesOf(length, 4);
  const blocks = row + bytesOf(length, 16);
  let a = f32x4.splat(f32.NEGATIVE_INFINITY);
  let b = a;
  let c = a;
  let d = a;
  let at = row;
  for (; at < blocks; at += 64) {
    a = f32x4.pmax(a, v128.load(at));
    b = f32x4.pmax(b, v128.load(at, 16));
    c = f32x4.pmax(c, v128.load(at, 32));
    d = f32x4.pmax(d, v128.load(at, 48));
  }
  for (; at < whole; at += 16) a = f32x4.pmax(a, v128.load(at));
  if (at < end) b = f32x4.pmax(b, loadTail(at, length & 3, f32.NEGATIVE_INFINITY));
  return largestLane(f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d)));
}

function finite(x: f64): bool {
  return x - x === 0;
}

/** The sum of exp(x − largest) of a row, with the exponentials at `to`, which may be the row itself. */
function exponentials(row: usize, length: i32, largestNumber: f32, to: usize): f64 {
  const whole = row + bytesOf(length, 4);
  const blocks = row + bytesOf(length, 16);
  const left = length & 3;
  const top = f32x4.splat(largestNumber);
  let sums = f64x2.splat(0);
  // Four vectors at a time: what does not change is read once for all of them.
  for (; row < blocks; row += 64) {
    const a = expNonPositive(f32x4.sub(v128.load(row), top));
    const b = expNonPositive(f32x4.sub(v128.load(row, 16), top));
    const c = expNonPositive(f32x4.sub(v128.load(row, 32), top));
    const d = expNonPositive(f32x4.sub(v128.load(row, 48), top));
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
    sums = addLanes(sums, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
    to += 64;
  }
  for (; row < whole; row += 16) {
    const e = expNonPositive(f32x4.sub(v128.load(row), top));
    v128.store(to, e);
    sums = addLanes(sums, e);
    to += 16;
  }
  if (left > 0) {
    const e = expNonPositive(f32x4.sub(loadTail(row, left, f32.NEGATIVE_INFINITY), top));
    storeTail(to, e, left);
    sums = addLanes(sums, e);
  }
  return sumLanes(sums);
}

/** (x − largest)/temperature of a row, in place. */
function divide(row: usize, length: i32, largestNumber: f32, temperature: f32): void {
  const whole = row + bytesOf(length, 4);
  const left = length & 3;
  const top = f32x4.splat(largestNumber);
  for (; row < whole; row += 16) {
    v128.store(row, quotient(v128.load(row), top, temperature));
  }
  if (left > 0) {
    storeTail(row, quotient(loadTail(row, left, 0), top, temperature), left);
  }
}

/**
 * exp((x − largest)/temperature) of a row, in place, divided by its sum. Returns whether it could; the row is then
 * lost.
 */
function softmaxRow(row: usize, length: i32, temperature: f32): bool {
  let top = largest(row, length);
  if (!finite(top)) return false;
  if (temperature !== 1) {
    divide(row, length, top, temperature);
    top = 0;
  }
  const sum = exponentials(row, length, top, row);
  if (!finite(sum)) return false;
  scaleRow(row, length, <f32>(1 / sum));
  return true;
}

/** Multiplies a row, in place. */
function scaleRow(row: usize, length: i32, factor: f32): void {
  const whole = row + bytesOf(length, 4);
  const blocks = row + bytesOf(length, 16);
  const left = length & 3;
  const factors = f32x4.splat(factor);
  for (; row < blocks; row += 64) {
    v128.store(row, f32x4.mul(v128.load(row), factors));
    v128.store(row, f32x4.mul(v128.load(row, 16), factors), 16);
    v128.store(row, f32x4.mul(v128.load(row, 32), factors), 32);
    v128.store(row, f32x4.mul(v128.load(row, 48), factors), 48);
  }
  for (; row < whole; row += 16) v128.store(row, f32x4.mul(v128.load(row), factors));
  if (left > 0) storeTail(row, f32x4.mul(loadTail(row, left, 0), factors), left);
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

/** Where the first number of a row lies that is `value`; the end where there is none. */
function find(row: usize, length: i32, value: f32): usize {
  const end = row + bytesOf(length, 1);
  const blocks = row + bytesOf(length, 16);
  const values = f32x4.splat(value);
  for (; row < blocks; row += 64) {
    const low = v128.or(f32x4.eq(v128.load(row), values), f32x4.eq(v128.load(row, 16), values));
    const high = v128.or(
      f32x4.eq(v128.load(row, 32), values),
      f32x4.eq(v128.load(row, 48), values),
    );
    if (v128.any_true(v128.or(low, high))) break;
  }
  while (row < end && load<f32>(row) !== value) row += 4;
  return row;
}

/**
 * Of each row the largest number, to `tops` as float32, and Σ exp((x − largest)/temperature), but for one number that is
 * the largest, to `sums` as float64: small remainders are not lost beside its 1. Where the temperature is not 1, the row
 * becomes what is exponentiated. `spare` has room for a row.
 */
export function sumRows(
  at: usize,
  rows: i32,
  length: i32,
  temperature: f32,
  tops: usize,
  sums: usize,
  spare: usize,
): void {
  const step = bytesOf(length, 1);
  for (let r = 0; r < rows; r++) {
    let top = largest(at, length);
    store<f32>(tops, top);
    const place = find(at, length, top);
    if (temperature !== 1) {
      divide(at, length, top, temperature);
      top = 0;
    }
    const found = place < at + step;
    if (found) store<f32>(place, f32.NEGATIVE_INFINITY);
    store<f64>(sums, exponentials(at, length, top, spare));
    if (found) store<f32>(place, top);
    at += step;
    tops += 4;
    sums += 8;
  }
}

/** x − top − shift of each row, in place; without tops where the temperature is not 1, which rows then have behind them. */
export function shiftRows(
  at: usize,
  rows: i32,
  length: i32,
  temperature: f32,
  tops: usize,
  shifts: usize,
): void {
  const whole = bytesOf(length, 4);
  const left = length & 3;
  for (let r = 0; r < rows; r++) {
    const top = f32x4.splat(temperature === 1 ? load<f32>(tops) : 0);
    const shift = v128.load32_splat(shifts);
    for (const end = at + whole; at < end; at += 16) {
      v128.store(at, f32x4.sub(f32x4.sub(v128.load(at), top), shift));
    }
    if (left > 0) {
      storeTail(at, f32x4.sub(f32x4.sub(loadTail(at, left, 0), top), shift), left);
      at += (<usize>left) << 2;
    }
    tops += 4;
    shifts += 4;
  }
}
