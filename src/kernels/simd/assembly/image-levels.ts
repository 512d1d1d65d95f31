// Images of a scale space doubled and halved in float64, two lanes at a time, in the order of the scalar kernels; how
// they are smoothed stands in lib/smooth.ts.
export { advance } from './lib/smooth';
export {
  addRows,
  stepsAlong,
  stepsBetween,
  stepsOfSums,
  sumAcross,
  sumAlong,
} from './lib/smooth-rows';

/** Float32 numbers as float64 ones, rounded up to a multiple of eight of them. */
export function widenRow(source: usize, width: i32, target: usize): void {
  for (let x = 0; x < width; x += 8) {
    const from = source + ((<usize>x) << 2);
    v128.store(target, f64x2.promote_low_f32x4(v128.load64_zero(from)));
    v128.store(target, f64x2.promote_low_f32x4(v128.load64_zero(from, 8)), 16);
    v128.store(target, f64x2.promote_low_f32x4(v128.load64_zero(from, 16)), 32);
    v128.store(target, f64x2.promote_low_f32x4(v128.load64_zero(from, 24)), 48);
    target += 64;
  }
}

/** target[x + 1] = 3/4·near[x] + 1/4·far[x], with the first and the last once more beside them. */
export function mixRows(near: usize, far: usize, width: i32, target: usize): void {
  const large = f64x2.splat(0.75);
  const small = f64x2.splat(0.25);
  const to = target + 8;
  const bytes = (<usize>width) << 3;
  for (let x: usize = 0; x < bytes; x += 16) {
    const first = f64x2.mul(large, v128.load(near + x));
    v128.store(to + x, f64x2.add(first, f64x2.mul(small, v128.load(far + x))));
  }
  repeatEnds(target, bytes);
}

function repeatEnds(line: usize, bytes: usize): void {
  store<f64>(line, load<f64>(line + 8));
  store<f64>(line + bytes + 8, load<f64>(line + bytes));
}

/** Two float32 numbers for each x: 3/4·line[x + 1] + 1/4·line[x] and 3/4·line[x + 1] + 1/4·line[x + 2]. */
export function doubleRow(line: usize, width: i32, target: usize): void {
  const large = f64x2.splat(0.75);
  const small = f64x2.splat(0.25);
  const end = line + ((<usize>width) << 3);
  for (let at = line; at < end; at += 16) {
    const here = f64x2.mul(large, v128.load(at, 8));
    const left = v128.demote_zero(f64x2.add(here, f64x2.mul(small, v128.load(at))));
    const right = v128.demote_zero(f64x2.add(here, f64x2.mul(small, v128.load(at, 16))));
    v128.store(target, v128.shuffle<f32>(left, right, 0, 4, 1, 5));
    target += 16;
  }
}

/** 9/16·(b + c) − 1/16·(a + d): the cubic half way between b and c. */
function halfWay(a: v128, b: v128, c: v128, d: v128): v128 {
  const inner = f64x2.mul(f64x2.splat(9.0 / 16.0), f64x2.add(b, c));
  return f64x2.add(inner, f64x2.mul(f64x2.splat(-1.0 / 16.0), f64x2.add(a, d)));
}

/** target[x + 1] half way between the second and the third of four rows, with the ends once more beside them. */
export function betweenRows(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  width: i32,
  target: usize,
): void {
  const to = target + 8;
  const bytes = (<usize>width) << 3;
  for (let x: usize = 0; x < bytes; x += 16) {
    const value = halfWay(v128.load(a + x), v128.load(b + x), v128.load(c + x), v128.load(d + x));
    v128.store(to + x, value);
  }
  repeatEnds(target, bytes);
}

/** One float32 number for each two of a line, half way between them; `count` of them. */
export function halveRow(line: usize, count: i32, target: usize): void {
  const end = target + ((<usize>count) << 2);
  for (let to = target; to < end; to += 8) {
    const first = v128.load(line);
    const second = v128.load(line, 16);
    const third = v128.load(line, 32);
    const value = halfWay(
      v128.shuffle<f64>(first, second, 0, 2),
      v128.shuffle<f64>(first, second, 1, 3),
      v128.shuffle<f64>(second, third, 0, 2),
      v128.shuffle<f64>(second, third, 1, 3),
    );
    v128.store64_lane(to, v128.demote_zero(value), 0);
    line += 32;
  }
}
