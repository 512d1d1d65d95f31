// Operators and windows of three taps, a row at a time.
import { bytesOfFours, largestLane } from './lanes';
import { measureFour, storeLast } from './measures';

/** outer·(before + after) + middle·here. */
function weigh(outer: v128, middle: v128, before: v128, here: v128, after: v128): v128 {
  return f32x4.add(f32x4.mul(outer, f32x4.add(before, after)), f32x4.mul(middle, here));
}

/** Of three rows, or of one from three places on: averages to one line, differences of the outer ones to another. */
export function weighThree(
  before: usize,
  here: usize,
  after: usize,
  width: i32,
  taps: usize,
  smooth: usize,
  slope: usize,
): void {
  const bytes = bytesOfFours(width);
  const outer = v128.load32_splat(taps);
  const middle = v128.load32_splat(taps, 4);
  const half = v128.load32_splat(taps, 8);
  for (let x: usize = 0; x < bytes; x += 16) {
    const a = v128.load(before + x);
    const c = v128.load(after + x);
    v128.store(smooth + x, weigh(outer, middle, a, v128.load(here + x), c));
    v128.store(slope + x, f32x4.mul(half, f32x4.sub(c, a)));
  }
}

/**
 * The derivatives d, a difference of two averages, and e, the average of three differences, and of them d², d·e and e²,
 * `step` bytes from one to the next.
 */
export function multiplySlopes(
  smoothBefore: usize,
  smoothAfter: usize,
  before: usize,
  here: usize,
  after: usize,
  width: i32,
  taps: usize,
  target: usize,
  step: usize,
): void {
  const bytes = bytesOfFours(width);
  const outer = v128.load32_splat(taps);
  const middle = v128.load32_splat(taps, 4);
  const half = v128.load32_splat(taps, 8);
  for (let x: usize = 0; x < bytes; x += 16) {
    const a = v128.load(smoothBefore + x);
    const d = f32x4.mul(half, f32x4.sub(v128.load(smoothAfter + x), a));
    const b = v128.load(before + x);
    const e = weigh(outer, middle, b, v128.load(here + x), v128.load(after + x));
    let to = target + x;
    v128.store(to, f32x4.mul(d, d));
    to += step;
    v128.store(to, f32x4.mul(d, e));
    to += step;
    v128.store(to, f32x4.mul(e, e));
  }
}

/** target[x] = window·(source[x − 1], source[x], source[x + 1]). */
export function weighRow(source: usize, width: i32, window: usize, target: usize): void {
  const bytes = bytesOfFours(width);
  const outer = v128.load32_splat(window);
  const middle = v128.load32_splat(window, 4);
  for (let x: usize = 0; x < bytes; x += 16) {
    const at = source + x;
    const before = v128.load(at - 4);
    v128.store(target + x, weigh(outer, middle, before, v128.load(at), v128.load(at, 4)));
  }
}

/** target = window·(above, here, below), of rows whose places stand in a table. Returns whether all is finite. */
export function sumWindow(
  rows: usize,
  offset: usize,
  width: i32,
  window: usize,
  target: usize,
): bool {
  const above = load<usize>(rows) + offset;
  const here = load<usize>(rows, 4) + offset;
  const below = load<usize>(rows, 8) + offset;
  const outer = v128.load32_splat(window);
  const middle = v128.load32_splat(window, 4);
  const bytes = bytesOfFours(width);
  const zero = f32x4.splat(0);
  let zeros = zero;
  for (let x: usize = 0; x < bytes; x += 16) {
    const a = v128.load(above + x);
    const sum = weigh(outer, middle, a, v128.load(here + x), v128.load(below + x));
    zeros = f32x4.add(zeros, f32x4.mul(sum, zero));
    v128.store(target + x, sum);
  }
  return v128.any_true(f32x4.ne(zeros, zeros)) === false;
}

/**
 * The window's sums of three rows of products, as by `sumWindow`, and what `harris` makes of them; `step` bytes lie
 * between the products. Returns the largest, or NaN where sums are not finite.
 */
export function respondRow(
  rows: usize,
  step: usize,
  width: i32,
  window: usize,
  k: f64,
  target: usize,
): f32 {
  const above = load<usize>(rows);
  const here = load<usize>(rows, 4);
  const below = load<usize>(rows, 8);
  const outer = v128.load32_splat(window);
  const middle = v128.load32_splat(window, 4);
  const bytes = (<usize>width) << 2;
  const last = bytes & ~15;
  const factor = f64x2.splat(k);
  const zero = f32x4.splat(0);
  let zeros = zero;
  let most = f32x4.splat(-Infinity);
  let response = most;
  for (let x: usize = 0; x < bytes; x += 16) {
    let a = above + x;
    let h = here + x;
    let b = below + x;
    const ixx = weigh(outer, middle, v128.load(a), v128.load(h), v128.load(b));
    a += step;
    h += step;
    b += step;
    const ixy = weigh(outer, middle, v128.load(a), v128.load(h), v128.load(b));
    a += step;
    h += step;
    b += step;
    const iyy = weigh(outer, middle, v128.load(a), v128.load(h), v128.load(b));
    // Squares of both derivatives bound their product.
    zeros = f32x4.add(zeros, f32x4.mul(f32x4.add(ixx, iyy), zero));
    response = measureFour(ixx, ixy, iyy, factor);
    if (x === last) break;
    v128.store(target + x, response);
    most = f32x4.pmax(most, response);
  }
  let largest = largestLane(most);
  if (last < bytes) largest = storeLast(target + last, response, width & 3, largest);
  return v128.any_true(f32x4.ne(zeros, zeros)) ? NaN : largest;
}
