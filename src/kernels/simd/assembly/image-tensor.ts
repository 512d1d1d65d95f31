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
export function extendEnds(row: usize, width: i32, before: i32, after: i32): void {
  store<f32>(row - 4, before < 0 ? 0 : load<f32>(row + ((<usize>before) << 2)));
  store<f32>(row + ((<usize>width) << 2), after < 0 ? 0 : load<f32>(row + ((<usize>after) << 2)));
}

/** Outer taps first: mirrored rows have mirrored sums. */
function weigh(taps: usize, before: v128, here: v128, after: v128): v128 {
  const outer = f32x4.add(
    f32x4.mul(v128.load32_splat(taps), before),
    f32x4.mul(v128.load32_splat(taps, 8), after),
  );
  return f32x4.add(outer, f32x4.mul(v128.load32_splat(taps, 4), here));
}

/** first = firstTaps·(above, here, below), and as much for the second, of `width` numbers. */
export function weighColumns(
  above: usize,
  here: usize,
  below: usize,
  width: i32,
  firstTaps: usize,
  secondTaps: usize,
  first: usize,
  second: usize,
): void {
  const bytes = whole(width);
  for (let x: usize = 0; x < bytes; x += 16) {
    const a = v128.load(above + x);
    const b = v128.load(here + x);
    const c = v128.load(below + x);
    v128.store(first + x, weigh(firstTaps, a, b, c));
    v128.store(second + x, weigh(secondTaps, a, b, c));
  }
}

/** target[x] = taps·(source[x], source[x + 1], source[x + 2]). */
export function weighRow(source: usize, width: i32, taps: usize, target: usize): void {
  const bytes = whole(width);
  for (let x: usize = 0; x < bytes; x += 16) {
    const at = source + x;
    v128.store(target + x, weigh(taps, v128.load(at), v128.load(at, 4), v128.load(at, 8)));
  }
}

/** The products ix², ix·iy and iy², each summed as by `weighRow`; `step` bytes lie between their targets. */
export function weighProducts(
  ix: usize,
  iy: usize,
  width: i32,
  taps: usize,
  target: usize,
  step: usize,
): void {
  const bytes = whole(width);
  for (let x: usize = 0; x < bytes; x += 16) {
    const x0 = v128.load(ix + x);
    const x1 = v128.load(ix + x, 4);
    const x2 = v128.load(ix + x, 8);
    const y0 = v128.load(iy + x);
    const y1 = v128.load(iy + x, 4);
    const y2 = v128.load(iy + x, 8);
    const to = target + x;
    v128.store(to, weigh(taps, f32x4.mul(x0, x0), f32x4.mul(x1, x1), f32x4.mul(x2, x2)));
    v128.store(to + step, weigh(taps, f32x4.mul(x0, y0), f32x4.mul(x1, y1), f32x4.mul(x2, y2)));
    v128.store(to + 2 * step, weigh(taps, f32x4.mul(y0, y0), f32x4.mul(y1, y1), f32x4.mul(y2, y2)));
  }
}

/** target = taps·(above, here, below). Returns whether all is finite. */
export function sumWindow(
  above: usize,
  here: usize,
  below: usize,
  width: i32,
  taps: usize,
  target: usize,
): bool {
  const bytes = whole(width);
  const zero = f32x4.splat(0);
  let zeros = zero;
  for (let x: usize = 0; x < bytes; x += 16) {
    const sum = weigh(taps, v128.load(above + x), v128.load(here + x), v128.load(below + x));
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
 * between the products. Returns whether the sums are finite.
 */
export function respondRow(
  above: usize,
  here: usize,
  below: usize,
  step: usize,
  width: i32,
  taps: usize,
  k: f64,
  target: usize,
): bool {
  const bytes = whole(width);
  const zero = f32x4.splat(0);
  const factor = f64x2.splat(k);
  let zeros = zero;
  for (let x: usize = 0; x < bytes; x += 16) {
    let a = above + x;
    let h = here + x;
    let b = below + x;
    const ixx = weigh(taps, v128.load(a), v128.load(h), v128.load(b));
    a += step;
    h += step;
    b += step;
    const ixy = weigh(taps, v128.load(a), v128.load(h), v128.load(b));
    a += step;
    h += step;
    b += step;
    const iyy = weigh(taps, v128.load(a), v128.load(h), v128.load(b));
    // Squares of both derivatives bound their product.
    zeros = f32x4.add(zeros, f32x4.mul(f32x4.add(ixx, iyy), zero));
    const low = measure(ixx, ixy, iyy, factor);
    const high = measure(upper(ixx), upper(ixy), upper(iyy), factor);
    v128.store(target + x, v128.shuffle<f32>(low, high, 0, 1, 4, 5));
  }
  return v128.any_true(f32x4.ne(zeros, zeros)) === false;
}

/** det − k·trace² in float64, rounded, in place of ixx. */
export function harris(ixx: usize, ixy: usize, iyy: usize, count: i32, k: f64): void {
  const factor = f64x2.splat(k);
  for (let i = 0; i < count; i += 2) {
    const at = (<usize>i) << 2;
    const a = v128.load64_zero(ixx + at);
    const b = v128.load64_zero(ixy + at);
    const c = v128.load64_zero(iyy + at);
    v128.store64_lane(ixx + at, measure(a, b, c, factor), 0);
  }
}
