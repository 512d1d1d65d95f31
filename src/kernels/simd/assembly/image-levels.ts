// Images of a scale space doubled and halved in float64, two lanes at a time, in the order of the scalar kernels; how
// they are smoothed stands in lib/smooth.ts.
export { advanceAll, prepare, rowsDone } from './lib/smooth';
export {
  addRows,
  stepsAlong,
  stepsBetween,
  stepsOfSums,
  sumAcross,
  sumAlong,
} from './lib/smooth-rows';

/** Two float32 numbers as float64 ones. */
function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

function repeatEnds(line: usize, bytes: usize): void {
  store<f64>(line, load<f64>(line + 8));
  store<f64>(line + bytes + 8, load<f64>(line + bytes));
}

/**
 * A row of the doubled image, from the row that it is nearest to and the next one, and up to two numbers too many; `line`
 * has room for a row in float64.
 */
export function doubleRow(near: usize, far: usize, width: i32, line: usize, target: usize): void {
  const large = f64x2.splat(0.75);
  const small = f64x2.splat(0.25);
  const bytes = (<usize>width) << 2;
  let to = line + 8;
  for (let x: usize = 0; x < bytes; x += 8) {
    v128.store(to, f64x2.add(f64x2.mul(large, two(near + x)), f64x2.mul(small, two(far + x))));
    to += 16;
  }
  repeatEnds(line, bytes << 1);
  const end = line + (bytes << 1);
  for (let at = line; at < end; at += 16) {
    const here = f64x2.mul(large, v128.load(at, 8));
    const left = v128.demote_zero(f64x2.add(here, f64x2.mul(small, v128.load(at))));
    const right = v128.demote_zero(f64x2.add(here, f64x2.mul(small, v128.load(at, 16))));
    v128.store(target, v128.shuffle<f32>(left, right, 0, 4, 1, 5));
    target += 16;
  }
}

/** Where row y of an image lies, or the one at its edge where y is beyond. */
function rowAt(image: usize, width: i32, y: i32, height: i32): usize {
  return image + ((<usize>(min(max(y, 0), height - 1) * width)) << 2);
}

/** Rows `first` to `end` of the doubled image; see `doubleRow`. */
export function doubleRows(
  image: usize,
  height: i32,
  width: i32,
  first: i32,
  end: i32,
  line: usize,
  target: usize,
): void {
  for (let y = first; y < end; y++) {
    const near = y >> 1;
    const far = rowAt(image, width, (y & 1) === 0 ? near - 1 : near + 1, height);
    doubleRow(rowAt(image, width, near, height), far, width, line, target);
    target += (<usize>width) << 3;
  }
}

/** 9/16·(b + c) − 1/16·(a + d): the cubic half way between b and c. */
function halfWay(a: v128, b: v128, c: v128, d: v128): v128 {
  const inner = f64x2.mul(f64x2.splat(9.0 / 16.0), f64x2.add(b, c));
  return f64x2.add(inner, f64x2.mul(f64x2.splat(-1.0 / 16.0), f64x2.add(a, d)));
}

/** A row half way between the second and the third of four, of half the numbers, and up to one too many; see `doubleRow`. */
export function halveRow(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  width: i32,
  line: usize,
  target: usize,
): void {
  const bytes = (<usize>width) << 2;
  let to = line + 8;
  for (let x: usize = 0; x < bytes; x += 8) {
    v128.store(to, halfWay(two(a + x), two(b + x), two(c + x), two(d + x)));
    to += 16;
  }
  repeatEnds(line, bytes << 1);
  const end = line + (bytes << 1);
  for (let at = line; at < end; at += 32) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    const third = v128.load(at, 32);
    const value = halfWay(
      v128.shuffle<f64>(first, second, 0, 2),
      v128.shuffle<f64>(first, second, 1, 3),
      v128.shuffle<f64>(second, third, 0, 2),
      v128.shuffle<f64>(second, third, 1, 3),
    );
    v128.store64_lane(target, v128.demote_zero(value), 0);
    target += 8;
  }
}

/** Rows `first` to `end` of the image of half the size; see `halveRow`. */
export function halveRows(
  image: usize,
  height: i32,
  width: i32,
  first: i32,
  end: i32,
  line: usize,
  target: usize,
): void {
  for (let y = first; y < end; y++) {
    const row = 2 * y;
    halveRow(
      rowAt(image, width, row - 1, height),
      rowAt(image, width, row, height),
      rowAt(image, width, row + 1, height),
      rowAt(image, width, row + 2, height),
      width,
      line,
      target,
    );
    target += (<usize>width) << 1;
  }
}
