// The structure tensor of operators and windows of three taps each, float32, row by row; and what is read off it.
import { extendFloats } from './lib/extend-row';

function whole(width: i32): usize {
  return (((<usize>width) << 2) + 15) & ~15;
}

/** See `extendFloats`. */
export function extendRow(
  source: usize,
  width: i32,
  line: usize,
  radius: i32,
  beyond: usize,
  constant: f32,
): void {
  extendFloats(source, width, line, radius, beyond, constant);
}

/**
 * Writes the number before a row and the one after it: those of the row at places `before` and `after`, 0 where they
 * are −1.
 */
function extendEnds(row: usize, width: i32, before: i32, after: i32): void {
  store<f32>(row - 4, before < 0 ? 0 : load<f32>(row + ((<usize>before) << 2)));
  store<f32>(row + ((<usize>width) << 2), after < 0 ? 0 : load<f32>(row + ((<usize>after) << 2)));
}

/** outer·(before + after) + middle·here. */
function weigh(outer: v128, middle: v128, before: v128, here: v128, after: v128): v128 {
  return f32x4.add(f32x4.mul(outer, f32x4.add(before, after)), f32x4.mul(middle, here));
}

/** Of three rows, down the columns: averages to one line, differences to another. */
function weighColumns(
  above: usize,
  here: usize,
  below: usize,
  width: i32,
  taps: usize,
  smooth: usize,
  slope: usize,
): void {
  const bytes = whole(width);
  const outer = v128.load32_splat(taps);
  const middle = v128.load32_splat(taps, 4);
  const half = v128.load32_splat(taps, 8);
  for (let x: usize = 0; x < bytes; x += 16) {
    const a = v128.load(above + x);
    const c = v128.load(below + x);
    v128.store(smooth + x, weigh(outer, middle, a, v128.load(here + x), c));
    v128.store(slope + x, f32x4.mul(half, f32x4.sub(c, a)));
  }
}

/** From lines that begin a number before the row: the derivatives ix and iy, and of them ix², ix·iy and iy². */
function multiplyRow(
  smooth: usize,
  slope: usize,
  width: i32,
  taps: usize,
  target: usize,
  step: usize,
): void {
  const bytes = whole(width);
  const outer = v128.load32_splat(taps);
  const middle = v128.load32_splat(taps, 4);
  const half = v128.load32_splat(taps, 8);
  for (let x: usize = 0; x < bytes; x += 16) {
    const p = smooth + x;
    const q = slope + x;
    const ix = f32x4.mul(half, f32x4.sub(v128.load(p, 8), v128.load(p)));
    const iy = weigh(outer, middle, v128.load(q), v128.load(q, 4), v128.load(q, 8));
    let to = target + x;
    v128.store(to, f32x4.mul(ix, ix));
    to += step;
    v128.store(to, f32x4.mul(ix, iy));
    to += step;
    v128.store(to, f32x4.mul(iy, iy));
  }
}

/** target[x] = window·(source[x − 1], source[x], source[x + 1]). */
function weighRow(source: usize, width: i32, window: usize, target: usize): void {
  const bytes = whole(width);
  const outer = v128.load32_splat(window);
  const middle = v128.load32_splat(window, 4);
  for (let x: usize = 0; x < bytes; x += 16) {
    const at = source + x;
    const before = v128.load(at - 4);
    v128.store(target + x, weigh(outer, middle, before, v128.load(at), v128.load(at, 4)));
  }
}

/**
 * The products of a row's derivatives, each summed along the row by the window; `step` bytes lie between the products,
 * here and in `target`. The three rows and `lines`, five of them, begin a number before the image; what stands outside
 * are products at places `before` and `after`, or 0. `taps` are the outer and the middle one of the average, and half a
 * difference; `window` the outer and the middle one.
 */
export function productRow(
  above: usize,
  here: usize,
  below: usize,
  width: i32,
  taps: usize,
  window: usize,
  lines: usize,
  lineStep: usize,
  before: i32,
  after: i32,
  target: usize,
  step: usize,
): void {
  const slope = lines + lineStep;
  weighColumns(above, here, below, width + 2, taps, lines, slope);
  const products = slope + lineStep + 16;
  multiplyRow(lines, slope, width, taps, products, lineStep);
  for (let n: usize = 0; n < 3; n++) {
    const row = products + n * lineStep;
    extendEnds(row, width, before, after);
    weighRow(row, width, window, target + n * step);
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
  const bytes = whole(width);
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

/** det − k·trace² in float64, of the first two numbers each. */
function measure(ixx: v128, ixy: v128, iyy: v128, k: v128): v128 {
  const a = f64x2.promote_low_f32x4(ixx);
  const b = f64x2.promote_low_f32x4(ixy);
  const c = f64x2.promote_low_f32x4(iyy);
  const trace = f64x2.add(a, c);
  const det = f64x2.sub(f64x2.mul(a, c), f64x2.mul(b, b));
  return v128.demote_zero(f64x2.sub(det, f64x2.mul(k, f64x2.mul(trace, trace))));
}

function upper(x: v128): v128 {
  return v128.shuffle<f32>(x, x, 2, 3, 2, 3);
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
  const factor = f64x2.splat(k);
  const zero = f32x4.splat(0);
  let zeros = zero;
  let most = f32x4.splat(-Infinity);
  let x: usize = 0;
  for (; x < bytes; x += 16) {
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
    const low = measure(ixx, ixy, iyy, factor);
    const high = measure(upper(ixx), upper(ixy), upper(iyy), factor);
    const response = v128.shuffle<f32>(low, high, 0, 1, 4, 5);
    v128.store(target + x, response);
    if (x + 16 <= bytes) most = f32x4.pmax(most, response);
  }
  let largest = f32x4.extract_lane(most, 0);
  largest = max(largest, f32x4.extract_lane(most, 1));
  largest = max(largest, f32x4.extract_lane(most, 2));
  largest = max(largest, f32x4.extract_lane(most, 3));
  for (x = bytes & ~15; x < bytes; x += 4) largest = max(largest, load<f32>(target + x));
  return v128.any_true(f32x4.ne(zeros, zeros)) ? NaN : largest;
}

/**
 * det − k·trace² in float64, rounded, in place of ixx, of `count` numbers, rounded up to a multiple of four. Returns
 * whether all entries are finite.
 */
export function harris(ixx: usize, ixy: usize, iyy: usize, count: i32, k: f64): bool {
  const factor = f64x2.splat(k);
  const zero = f32x4.splat(0);
  const bytes = whole(count);
  let zeros = zero;
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(ixx + i);
    const b = v128.load(ixy + i);
    const c = v128.load(iyy + i);
    zeros = f32x4.add(zeros, f32x4.mul(a, zero));
    zeros = f32x4.add(zeros, f32x4.mul(b, zero));
    zeros = f32x4.add(zeros, f32x4.mul(c, zero));
    const low = measure(a, b, c, factor);
    const high = measure(upper(a), upper(b), upper(c), factor);
    v128.store(ixx + i, v128.shuffle<f32>(low, high, 0, 1, 4, 5));
  }
  return v128.any_true(f32x4.ne(zeros, zeros)) === false;
}
