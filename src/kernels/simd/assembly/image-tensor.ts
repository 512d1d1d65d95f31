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

/** det − k·trace² in float64, rounded, in place of ixx. */
export function harris(ixx: usize, ixy: usize, iyy: usize, count: i32, k: f64): void {
  const factor = f64x2.splat(k);
  for (let i = 0; i < count; i += 2) {
    const at = (<usize>i) << 2;
    const a = f64x2.promote_low_f32x4(v128.load64_zero(ixx + at));
    const b = f64x2.promote_low_f32x4(v128.load64_zero(ixy + at));
    const c = f64x2.promote_low_f32x4(v128.load64_zero(iyy + at));
    const trace = f64x2.add(a, c);
    const det = f64x2.sub(f64x2.mul(a, c), f64x2.mul(b, b));
    const response = f64x2.sub(det, f64x2.mul(factor, f64x2.mul(trace, trace)));
    v128.store64_lane(ixx + at, v128.demote_zero(response), 0);
  }
}
