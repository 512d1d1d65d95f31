// Softmax and its kin over rows of float64 numbers that lie side by side, to the last bit those of ../scalar/softmax.ts
// and ../scalar/reductions.ts. A row that holds NaN, +∞, or nothing but −∞, is not finished: the caller sees it by its
// largest number or sum.
import { expDoubles } from './lib/double-exponential';

// Of ../scalar/exponential.ts. Constants are read from memory, which is sooner done than building vectors of them.
const TABLE: usize = memory.data<f64>([
  -87,
  64 / Math.LN2,
  0.5,
  0.6931471803691238 / 64,
  1.9082149292705877e-10 / 64,
  1.0 / 6,
  1.0 / 24,
  1.0 / 120,
  // Its last bits count whole ones.
  6755399441055744,
]);

function constant(offset: usize): v128 {
  return v128.load64_splat(TABLE + offset);
}

/** Where 2^(j/64) stands for the last six bits j of a number. */
function rootAt(roots: usize, bits: i32): usize {
  return roots + ((<usize>(bits & 63)) << 3);
}

/** eˣ for −87 < x ≤ 0. */
function power(x: v128, roots: usize): v128 {
  const n = f64x2.trunc(f64x2.sub(f64x2.mul(x, constant(8)), constant(16)));
  const bits = f64x2.add(n, constant(64));
  const high = f64x2.sub(x, f64x2.mul(n, constant(24)));
  const r = f64x2.sub(high, f64x2.mul(n, constant(32)));
  const square = f64x2.mul(r, r);
  const low = f64x2.add(constant(16), f64x2.mul(r, constant(40)));
  const far = f64x2.add(constant(48), f64x2.mul(r, constant(56)));
  const rest = f64x2.add(r, f64x2.mul(square, f64x2.add(low, f64x2.mul(square, far))));
  const root = v128.load_lane<f64>(
    rootAt(roots, i32x4.extract_lane(bits, 2)),
    v128.load64_zero(rootAt(roots, i32x4.extract_lane(bits, 0))),
    1,
  );
  const doublings = i64x2.shl(i64x2.shr_u(bits, 6), 52);
  return i64x2.add(f64x2.add(root, f64x2.mul(root, rest)), doublings);
}

/** eˣ for x ≤ 0. */
function powerOfAny(x: v128, roots: usize): v128 {
  const ordinary = f64x2.gt(x, constant(0));
  if (i64x2.all_true(ordinary)) return power(x, roots);
  return v128.bitselect(power(x, roots), expDoubles(x), ordinary);
}

/** The bytes of the whole blocks of a row. */
function bytesOf(length: i32, block: i32): usize {
  return (<usize>(length & -block)) << 3;
}

/** The largest number of a row; −∞ where all are NaN. */
function largest(row: usize, length: i32): f64 {
  const end = row + bytesOf(length, 1);
  const blocks = row + bytesOf(length, 8);
  let a = f64x2.splat(f64.NEGATIVE_INFINITY);
  let b = a;
  let c = a;
  let d = a;
  for (; row < blocks; row += 64) {
    a = f64x2.pmax(a, v128.load(row));
    b = f64x2.pmax(b, v128.load(row, 16));
    c = f64x2.pmax(c, v128.load(row, 32));
    d = f64x2.pmax(d, v128.load(row, 48));
  }
  for (; row < end; row += 8) a = f64x2.pmax(a, v128.load64_splat(row));
  a = f64x2.pmax(f64x2.pmax(a, b), f64x2.pmax(c, d));
  return f64x2.extract_lane(f64x2.pmax(a, v128.shuffle<f64>(a, a, 1, 0)), 0);
}

function finite(x: f64): bool {
  return x - x === 0;
}

/**
 * The sum of exp(x − largest) of a row, less a number, with the exponentials at `to`, which may be the row itself.
 * Ones are counted: small remainders are not lost beside them.
 */
function exponentials(
  row: usize,
  length: i32,
  largestNumber: f64,
  roots: usize,
  to: usize,
  less: f64,
): f64 {
  const end = row + bytesOf(length, 1);
  const blocks = row + bytesOf(length, 4);
  const top = f64x2.splat(largestNumber);
  const ones = f64x2.splat(1);
  let a = f64x2.splat(0);
  let b = a;
  let counts = a;
  for (; row < blocks; row += 32) {
    const x = f64x2.sub(v128.load(row), top);
    const y = f64x2.sub(v128.load(row, 16), top);
    let p: v128;
    let q: v128;
    if (i64x2.all_true(v128.and(f64x2.gt(x, constant(0)), f64x2.gt(y, constant(0))))) {
      p = power(x, roots);
      q = power(y, roots);
    } else {
      p = powerOfAny(x, roots);
      q = powerOfAny(y, roots);
    }
    v128.store(to, p);
    v128.store(to, q, 16);
    const one = f64x2.eq(p, ones);
    const other = f64x2.eq(q, ones);
    a = f64x2.add(a, v128.andnot(p, one));
    b = f64x2.add(b, v128.andnot(q, other));
    counts = i64x2.sub(counts, i64x2.add(one, other));
    to += 32;
  }
  let sum = f64x2.extract_lane(a, 0);
  let count = i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1);
  for (; row < end; row += 8) {
    const x = f64x2.sub(v128.load64_splat(row), top);
    const e = f64x2.extract_lane(powerOfAny(x, roots), 0);
    store<f64>(to, e);
    if (e === 1) count++;
    else sum += e;
    to += 8;
  }
  sum += f64x2.extract_lane(a, 1);
  return sum + (f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1)) + (<f64>count - less);
}

/** (x − top)/divisor − shift of so many numbers, in place. */
function scale(at: usize, length: i32, top: f64, divisor: f64, shift: f64): void {
  const end = at + bytesOf(length, 1);
  const tops = f64x2.splat(top);
  const divisors = f64x2.splat(divisor);
  const shifts = f64x2.splat(shift);
  for (const whole = at + bytesOf(length, 2); at < whole; at += 16) {
    const x = f64x2.div(f64x2.sub(v128.load(at), tops), divisors);
    v128.store(at, f64x2.sub(x, shifts));
  }
  if (at < end) store<f64>(at, (load<f64>(at) - top) / divisor - shift);
}

/** Softmax of each row, in place. Writes the numbers of the rows that it could not finish to `failed`, and returns how many. */
export function softmaxRows(
  at: usize,
  rows: i32,
  length: i32,
  temperature: f64,
  roots: usize,
  failed: usize,
): i32 {
  let count = 0;
  for (let r = 0; r < rows; r++) {
    let top = largest(at, length);
    if (temperature !== 1 && finite(top)) {
      scale(at, length, top, temperature, 0);
      top = 0;
    }
    const sum = exponentials(at, length, top, roots, at, 0);
    if (finite(sum) && finite(top)) scale(at, length, 0, sum, 0);
    else {
      store<i32>(failed + ((<usize>count) << 2), r);
      count++;
    }
    at += bytesOf(length, 1);
  }
  return count;
}

/**
 * Of each row the largest number, to `tops`, and Σ exp((x − largest)/temperature), but for one number that is the
 * largest, to `sums`. Where the temperature is not 1, the row becomes what is exponentiated. `spare` has room for a row.
 */
export function sumRows(
  at: usize,
  rows: i32,
  length: i32,
  temperature: f64,
  roots: usize,
  tops: usize,
  sums: usize,
  spare: usize,
): void {
  const step = bytesOf(length, 1);
  for (let r = 0; r < rows; r++) {
    let top = largest(at, length);
    store<f64>(tops, top);
    if (temperature !== 1) {
      scale(at, length, top, temperature, 0);
      top = 0;
    }
    store<f64>(sums, exponentials(at, length, top, roots, spare, 1));
    at += step;
    tops += 8;
    sums += 8;
  }
}

/** x − top − shift of each row, in place; without tops where the temperature is not 1, which rows then have behind them. */
export function shiftRows(
  at: usize,
  rows: i32,
  length: i32,
  temperature: f64,
  tops: usize,
  shifts: usize,
): void {
  for (let r = 0; r < rows; r++) {
    scale(at, length, temperature === 1 ? load<f64>(tops) : 0, 1, load<f64>(shifts));
    at += bytesOf(length, 1);
    tops += 8;
    shifts += 8;
  }
}
