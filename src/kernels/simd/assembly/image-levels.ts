// Images of a scale space: smoothed in float32 by what neighbours differ, as exactly as in float64; doubled and halved
// in float64, two lanes at a time, in the order of the scalar kernels.
import { extendFloats } from './lib/extend-row';

/** Bytes of the sixteen float32 numbers that are summed at a time. */
const BLOCK: usize = 64;

function blocks(width: i32): usize {
  return (((<usize>width) << 2) + BLOCK - 1) & ~(BLOCK - 1);
}

/**
 * target = Σ taps[t]·(last − first) over pairs of rows, from the outermost ones inwards, of 2·count rows whose places
 * stand in a table. With `here` that is added to `along`, and both to `here`. Numbers go on, in rows and target, to a
 * multiple of sixteen. Returns whether all is finite.
 */
export function sumSteps(
  rows: usize,
  taps: usize,
  count: i32,
  here: usize,
  along: usize,
  target: usize,
  width: i32,
): bool {
  const middle = rows + ((<usize>count) << 2);
  const end = rows + ((<usize>(2 * count - 1)) << 2);
  const zero = f32x4.splat(0);
  const sizes = i32x4.splat(0x7fffffff);
  let largest = zero;
  const bytes = blocks(width);
  for (let x: usize = 0; x < bytes; x += BLOCK) {
    let a0 = zero;
    let a1 = zero;
    let a2 = zero;
    let a3 = zero;
    let tap = taps;
    let last = end;
    for (let first = rows; first < middle; first += 4) {
      const k = v128.load32_splat(tap);
      const p = load<usize>(first) + x;
      const q = load<usize>(last) + x;
      a0 = f32x4.add(a0, f32x4.mul(k, f32x4.sub(v128.load(q), v128.load(p))));
      a1 = f32x4.add(a1, f32x4.mul(k, f32x4.sub(v128.load(q, 16), v128.load(p, 16))));
      a2 = f32x4.add(a2, f32x4.mul(k, f32x4.sub(v128.load(q, 32), v128.load(p, 32))));
      a3 = f32x4.add(a3, f32x4.mul(k, f32x4.sub(v128.load(q, 48), v128.load(p, 48))));
      tap += 4;
      last -= 4;
    }
    if (here !== 0) {
      const c = here + x;
      const s = along + x;
      a0 = f32x4.add(v128.load(c), f32x4.add(v128.load(s), a0));
      a1 = f32x4.add(v128.load(c, 16), f32x4.add(v128.load(s, 16), a1));
      a2 = f32x4.add(v128.load(c, 32), f32x4.add(v128.load(s, 32), a2));
      a3 = f32x4.add(v128.load(c, 48), f32x4.add(v128.load(s, 48), a3));
      // The bits of what is not finite are the largest.
      const first = i32x4.max_s(v128.and(a0, sizes), v128.and(a1, sizes));
      const second = i32x4.max_s(v128.and(a2, sizes), v128.and(a3, sizes));
      largest = i32x4.max_s(largest, i32x4.max_s(first, second));
    }
    const to = target + x;
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
  }
  return v128.any_true(i32x4.ge_s(largest, i32x4.splat(0x7f800000))) === false;
}

/**
 * Copies a float32 row to a `line`, extended as by `extendFloats`, and what each of its numbers exceeds the one before
 * by to `steps`, where the second number of the line comes first.
 */
export function stepRow(
  source: usize,
  width: i32,
  line: usize,
  radius: i32,
  beyond: usize,
  constant: f32,
  steps: usize,
): void {
  extendFloats(source, width, line, radius, beyond, constant);
  const bytes = blocks(width + 2 * radius);
  for (let x: usize = 0; x < bytes; x += BLOCK) {
    const from = line + x;
    const to = steps + x;
    v128.store(to, f32x4.sub(v128.load(from, 4), v128.load(from)));
    v128.store(to, f32x4.sub(v128.load(from, 20), v128.load(from, 16)), 16);
    v128.store(to, f32x4.sub(v128.load(from, 36), v128.load(from, 32)), 32);
    v128.store(to, f32x4.sub(v128.load(from, 52), v128.load(from, 48)), 48);
  }
}

/** target = (here − above) + (sums − sumsAbove): by how much a row that is the sum of two exceeds the one above. */
export function stepBetween(
  above: usize,
  here: usize,
  sumsAbove: usize,
  sums: usize,
  width: i32,
  target: usize,
): void {
  const bytes = blocks(width);
  for (let x: usize = 0; x < bytes; x += 16) {
    const step = f32x4.sub(v128.load(here + x), v128.load(above + x));
    const more = f32x4.sub(v128.load(sums + x), v128.load(sumsAbove + x));
    v128.store(target + x, f32x4.add(step, more));
  }
}

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
