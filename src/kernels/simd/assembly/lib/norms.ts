// Rows brought to one length; see ../../scalar/normalize-rows.ts. Rows are filled up with zeros to fours of numbers,
// and so are factors and shifts, so that what fills up stays 0 but for what is taken off, which is masked. Sums are in
// float64; a number less its mean is exact where the mean matters, as the mean is taken off in two parts.
import { addLanes, addSquares, sumLanes } from './lanes';

/** The lanes from `at` on that lie before `end`, all ones. */
function lanesBefore(at: usize, end: usize): v128 {
  const left = <i32>(end - at) >> 2;
  return i32x4.gt_s(i32x4.splat(left), i32x4(0, 1, 2, 3));
}

/** x less both parts of a mean. */
function less(x: v128, mean: v128, rest: v128): v128 {
  return f32x4.sub(f32x4.sub(x, mean), rest);
}

/** The sum of a row that is filled up with zeros, as float64. */
function sumOf(at: usize, width: i32): f64 {
  const whole = at + ((<usize>(width & -4)) << 2);
  let even = f64x2.splat(0);
  let odd = even;
  for (; at + 16 < whole; at += 32) {
    even = addLanes(even, v128.load(at));
    odd = addLanes(odd, v128.load(at, 16));
  }
  if (at < whole) {
    even = addLanes(even, v128.load(at));
    at += 16;
  }
  if ((width & 3) > 0) odd = addLanes(odd, v128.load(at));
  return sumLanes(f64x2.add(even, odd));
}

/** Σ (x − mean)² of a row, as float64, with the mean in two parts. */
function squaresOf(at: usize, width: i32, mean: f32, rest: f32): f64 {
  const end = at + ((<usize>width) << 2);
  const whole = at + ((<usize>(width & -4)) << 2);
  const means = f32x4.splat(mean);
  const rests = f32x4.splat(rest);
  let even = f64x2.splat(0);
  let odd = even;
  for (; at + 16 < whole; at += 32) {
    even = addSquares(even, less(v128.load(at), means, rests));
    odd = addSquares(odd, less(v128.load(at, 16), means, rests));
  }
  if (at < whole) {
    even = addSquares(even, less(v128.load(at), means, rests));
    at += 16;
  }
  if (at < end) {
    const x = v128.and(less(v128.load(at), means, rests), lanesBefore(at, end));
    odd = addSquares(odd, x);
  }
  return sumLanes(f64x2.add(even, odd));
}

/**
 * gamma·(x − μ)·s + beta of each row, in place; `width` numbers of a row count, of the `step` bytes that it has. Means go
 * to `centers` and factors to `scales`, as float64.
 */
export function normalizeRows(
  at: usize,
  rows: i32,
  width: i32,
  step: usize,
  centred: bool,
  gamma: usize,
  beta: usize,
  epsilon: f64,
  centers: usize,
  scales: usize,
): void {
  const bytes = (<usize>width) << 2;
  for (let r = 0; r < rows; r++) {
    const center = centred ? sumOf(at, width) / <f64>width : 0;
    const mean = <f32>center;
    const rest = <f32>(center - <f64>mean);
    const scale = 1 / sqrt(squaresOf(at, width, mean, rest) / <f64>width + epsilon);
    store<f64>(centers, center);
    store<f64>(scales, scale);
    const means = f32x4.splat(mean);
    const rests = f32x4.splat(rest);
    const factor = f32x4.splat(<f32>scale);
    for (let j: usize = 0; j < bytes; j += 16) {
      const x = f32x4.mul(less(v128.load(at + j), means, rests), factor);
      v128.store(at + j, f32x4.add(f32x4.mul(x, v128.load(gamma + j)), v128.load(beta + j)));
    }
    at += step;
    centers += 8;
    scales += 8;
  }
}

/**
 * The gradient by each row from that by what it became, which it replaces; adds that by gamma of all rows to `byGamma`.
 */
export function normalizeRowsBackward(
  at: usize,
  gradients: usize,
  rows: i32,
  width: i32,
  step: usize,
  centred: bool,
  gamma: usize,
  centers: usize,
  scales: usize,
  byGamma: usize,
): void {
  const bytes = (<usize>width) << 2;
  for (let r = 0; r < rows; r++) {
    const center = load<f64>(centers);
    const mean = <f32>center;
    const means = f32x4.splat(mean);
    const rests = f32x4.splat(<f32>(center - <f64>mean));
    const factor = f32x4.splat(<f32>load<f64>(scales));
    let total = f64x2.splat(0);
    let along = f64x2.splat(0);
    // What fills the row of gradients up is 0, and so is all that it is multiplied by.
    for (let j: usize = 0; j < bytes; j += 16) {
      const normal = f32x4.mul(less(v128.load(at + j), means, rests), factor);
      const outer = v128.load(gradients + j);
      const inner = f32x4.mul(outer, v128.load(gamma + j));
      v128.store(byGamma + j, f32x4.add(v128.load(byGamma + j), f32x4.mul(outer, normal)));
      total = addLanes(total, inner);
      along = addLanes(along, f32x4.mul(inner, normal));
    }
    const totals = f32x4.splat(centred ? <f32>(sumLanes(total) / <f64>width) : 0);
    const slope = f32x4.splat(<f32>(sumLanes(along) / <f64>width));
    for (let j: usize = 0; j < bytes; j += 16) {
      const normal = f32x4.mul(less(v128.load(at + j), means, rests), factor);
      const inner = f32x4.mul(v128.load(gradients + j), v128.load(gamma + j));
      const x = f32x4.sub(f32x4.sub(inner, totals), f32x4.mul(normal, slope));
      v128.store(gradients + j, f32x4.mul(x, factor));
    }
    at += step;
    gradients += step;
    centers += 8;
    scales += 8;
  }
}
