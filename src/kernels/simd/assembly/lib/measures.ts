// Harris' measure of float32 entries of the structure tensor: det − k·trace² in float64, rounded.
import { bytesOfFours, largestLane, storeTail } from './lanes';

/** Of the first two numbers each. */
function measureTwo(ixx: v128, ixy: v128, iyy: v128, k: v128): v128 {
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

/** Of four numbers each; k stands in both lanes. */
export function measureFour(ixx: v128, ixy: v128, iyy: v128, k: v128): v128 {
  const low = measureTwo(ixx, ixy, iyy, k);
  const high = measureTwo(upper(ixx), upper(ixy), upper(iyy), k);
  return v128.shuffle<f32>(low, high, 0, 1, 4, 5);
}

/** Stores what is left of a row beside whole vectors, 1 to 3 numbers, and returns the largest of it and of `most`. */
export function storeLast(at: usize, x: v128, count: i32, most: f32): f32 {
  storeTail(at, x, count);
  let largest = max(most, f32x4.extract_lane(x, 0));
  if (count > 1) largest = max(largest, f32x4.extract_lane(x, 1));
  if (count > 2) largest = max(largest, f32x4.extract_lane(x, 2));
  return largest;
}

/** Of a row, `step` bytes between the entries. Returns the largest. */
export function measureRow(ixx: usize, step: usize, width: i32, k: f64, target: usize): f32 {
  const factor = f64x2.splat(k);
  const bytes = (<usize>width) << 2;
  const last = bytes & ~15;
  let most = f32x4.splat(-Infinity);
  let response = most;
  for (let x: usize = 0; x < bytes; x += 16) {
    const at = ixx + x;
    const b = v128.load(at + step);
    response = measureFour(v128.load(at), b, v128.load(at + 2 * step), factor);
    if (x === last) break;
    v128.store(target + x, response);
    most = f32x4.pmax(most, response);
  }
  const largest = largestLane(most);
  if (last === bytes) return largest;
  return storeLast(target + last, response, width & 3, largest);
}

/**
 * In place of ixx, of `count` numbers, rounded up to a multiple of four. Returns whether all measures are finite, and with
 * them all entries.
 */
export function harris(ixx: usize, ixy: usize, iyy: usize, count: i32, k: f64): bool {
  const factor = f64x2.splat(k);
  const zero = f32x4.splat(0);
  const bytes = bytesOfFours(count);
  let zeros = zero;
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(ixx + i);
    const b = v128.load(ixy + i);
    const c = v128.load(iyy + i);
    const response = measureFour(a, b, c, factor);
    zeros = f32x4.add(zeros, f32x4.mul(response, zero));
    v128.store(ixx + i, response);
  }
  return v128.any_true(f32x4.ne(zeros, zeros)) === false;
}
