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
    const end = at + bytes;
    let mean: f32 = 0;
    let rest: f32 = 0;
    if (centred) {
      let sums = f64x2.splat(0);
      for (let p = at; p < end; p += 16) sums = addLanes(sums, v128.load(p));
      mean = <f32>(sumLanes(sums) / <f64>width);
      const means = f32x4.splat(mean);
      sums = f64x2.splat(0);
      for (let p = at; p < end; p += 16) {
        const x = v128.and(f32x4.sub(v128.load(p), means), lanesBefore(p, end));
        sums = addLanes(sums, x);
      }
      rest = <f32>(sumLanes(sums) / <f64>width);
    }
    const means = f32x4.splat(mean);
    const rests = f32x4.splat(rest);
    let squares = f64x2.splat(0);
    for (let p = at; p < end; p += 16) {
      const x = v128.and(less(v128.load(p), means, rests), lanesBefore(p, end));
      squares = addSquares(squares, x);
    }
    const scale = 1 / sqrt(sumLanes(squares) / <f64>width + epsilon);
    store<f64>(centers, <f64>mean + <f64>rest);
    store<f64>(scales, scale);
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
