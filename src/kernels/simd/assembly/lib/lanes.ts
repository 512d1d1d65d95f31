// Vectors at the ends of rows, and sums over lanes.

/** The first `count` numbers from `at` on, `count` from 1 to 3, and `rest` in the other lanes. */
export function loadTail(at: usize, count: i32, rest: f32): v128 {
  let x = f32x4.replace_lane(f32x4.splat(rest), 0, load<f32>(at));
  if (count > 1) x = f32x4.replace_lane(x, 1, load<f32>(at, 4));
  if (count > 2) x = f32x4.replace_lane(x, 2, load<f32>(at, 8));
  return x;
}

/** Stores the first `count` lanes, from 1 to 3. */
export function storeTail(at: usize, x: v128, count: i32): void {
  store<f32>(at, f32x4.extract_lane(x, 0));
  if (count > 1) store<f32>(at, f32x4.extract_lane(x, 1), 4);
  if (count > 2) store<f32>(at, f32x4.extract_lane(x, 2), 8);
}

/** The largest lane; a lane of NaN counts only where it comes first. */
export function largestLane(x: v128): f32 {
  const pairs = f32x4.pmax(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  const all = f32x4.pmax(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
  return f32x4.extract_lane(all, 0);
}

/** The sums of the lower and of the upper two float32 lanes, as float64, added to the lanes of `sums`. */
export function addLanes(sums: v128, x: v128): v128 {
  const upper = v128.shuffle<f32>(x, x, 2, 3, 2, 3);
  const pairs = f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(upper));
  return f64x2.add(sums, pairs);
}

/** As `addLanes`, of the squares of the lanes, in float64. */
export function addSquares(sums: v128, x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  return f64x2.add(sums, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
}

/** The sum of both float64 lanes. */
export function sumLanes(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Four rows of four numbers, `step` bytes apart, written as columns: rows of `targetStep` bytes. */
export function transposeFour(source: usize, step: usize, target: usize, targetStep: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + step);
  const c = v128.load(source + step * 2);
  const d = v128.load(source + step * 3);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abUpper = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdUpper = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(target + targetStep, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(target + targetStep * 2, v128.shuffle<f32>(abUpper, cdUpper, 0, 1, 4, 5));
  v128.store(target + targetStep * 3, v128.shuffle<f32>(abUpper, cdUpper, 2, 3, 6, 7));
}

/** Bytes of so many numbers, in whole vectors. */
export function bytesOfFours(count: i32): usize {
  return (((<usize>count) << 2) + 15) & ~15;
}
