// Softmax and its kin along columns: rows of numbers, in fours, go through one after the other, beside a row of what
// is known of each column. Exponentials are summed in float64. A column that holds NaN, +∞, or nothing but −∞, has a
// sum that is not finite, by which the caller sees it.
import { power, quotient } from './exponential';

/** tops = the larger of tops and each row. */
export function raiseTops(at: usize, rows: i32, columns: i32, tops: usize): void {
  const step = (<usize>columns) << 2;
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < step; j += 16) {
      v128.store(tops + j, f32x4.pmax(v128.load(tops + j), v128.load(at + j)));
    }
    at += step;
  }
}

/** Adds four numbers to four of float64. */
function addTo(sums: usize, x: v128): void {
  const upper = v128.shuffle<f32>(x, x, 2, 3, 2, 3);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(x)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(upper)), 16);
}

/** Multiplies each column by its factor, in place. */
export function scaleColumns(at: usize, rows: i32, columns: i32, factors: usize): void {
  const step = (<usize>columns) << 2;
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < step; j += 16) {
      v128.store(at + j, f32x4.mul(v128.load(at + j), v128.load(factors + j)));
    }
    at += step;
  }
}

/**
 * Adds exp((x − top)/temperature) to `sums`, but for numbers that are the largest of their column: these are counted.
 * With `keep` the exponentials replace the numbers.
 */
export function sumColumns(
  at: usize,
  rows: i32,
  columns: i32,
  temperature: f32,
  tops: usize,
  counts: usize,
  sums: usize,
  keep: bool,
): void {
  const step = (<usize>columns) << 2;
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < step; j += 16) {
      const x = v128.load(at + j);
      const top = v128.load(tops + j);
      const isTop = f32x4.eq(x, top);
      v128.store(counts + j, i32x4.sub(v128.load(counts + j), isTop));
      const e = power(x, top, temperature);
      if (keep) v128.store(at + j, e);
      addTo(sums + (j << 1), v128.andnot(e, isTop));
    }
    at += step;
  }
}

/** (x − top)/temperature − shift, in place. */
export function shiftColumns(
  at: usize,
  rows: i32,
  columns: i32,
  temperature: f32,
  tops: usize,
  shifts: usize,
): void {
  const step = (<usize>columns) << 2;
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < step; j += 16) {
      const x = quotient(v128.load(at + j), v128.load(tops + j), temperature);
      v128.store(at + j, f32x4.sub(x, v128.load(shifts + j)));
    }
    at += step;
  }
}
