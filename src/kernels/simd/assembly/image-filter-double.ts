// Weighted sums of rows in float64, two lanes at a time, in the order of the scalar kernel: results are the same.
// A table says where the rows begin, see image-filter.ts; rows and targets go on to a multiple of eight numbers.

/** Bytes of the eight numbers that are summed at a time. */
const BLOCK: usize = 64;

/** target[i] = Σ taps[t]·rows[t][i] with taps that are the same from both ends. */
export function sumPairs(rows: usize, taps: usize, count: i32, target: usize, width: i32): void {
  const middle = rows + ((<usize>(count >> 1)) << 2);
  const end = rows + ((<usize>(count - 1)) << 2);
  const zero = f64x2.splat(0);
  const bytes = (((<usize>width) << 3) + BLOCK - 1) & ~(BLOCK - 1);
  for (let x: usize = 0; x < bytes; x += BLOCK) {
    let a0 = zero;
    let a1 = zero;
    let a2 = zero;
    let a3 = zero;
    let tap = taps;
    let last = end;
    for (let first = rows; first < middle; first += 4) {
      const k = v128.load64_splat(tap);
      const p = load<usize>(first) + x;
      const q = load<usize>(last) + x;
      a0 = f64x2.add(a0, f64x2.mul(k, f64x2.add(v128.load(p), v128.load(q))));
      a1 = f64x2.add(a1, f64x2.mul(k, f64x2.add(v128.load(p, 16), v128.load(q, 16))));
      a2 = f64x2.add(a2, f64x2.mul(k, f64x2.add(v128.load(p, 32), v128.load(q, 32))));
      a3 = f64x2.add(a3, f64x2.mul(k, f64x2.add(v128.load(p, 48), v128.load(q, 48))));
      tap += 8;
      last -= 4;
    }
    const k = v128.load64_splat(tap);
    const p = load<usize>(middle) + x;
    const to = target + x;
    v128.store(to, f64x2.add(a0, f64x2.mul(k, v128.load(p))));
    v128.store(to, f64x2.add(a1, f64x2.mul(k, v128.load(p, 16))), 16);
    v128.store(to, f64x2.add(a2, f64x2.mul(k, v128.load(p, 32))), 32);
    v128.store(to, f64x2.add(a3, f64x2.mul(k, v128.load(p, 48))), 48);
  }
}

/** Copies a float32 row to a float64 `line`, extended as by image-filter.ts. */
export function extendRow(
  source: usize,
  width: i32,
  line: usize,
  radius: i32,
  beyond: usize,
  constant: f64,
): void {
  const start = line + ((<usize>radius) << 3);
  let to = start;
  for (let x = 0; x < width; x += 8) {
    const from = source + ((<usize>x) << 2);
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from, 8)), 16);
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from, 16)), 32);
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from, 24)), 48);
    to += BLOCK;
  }
  const after = start + ((<usize>width) << 3);
  to = line;
  for (let i = 0; i < 2 * radius; i++) {
    if (i === radius) to = after;
    const from = load<i32>(beyond + ((<usize>i) << 2));
    store<f64>(to, from < 0 ? constant : <f64>load<f32>(source + ((<usize>from) << 2)));
    to += 8;
  }
}

/** Rounds float64 numbers to float32, up to a multiple of eight of them. */
export function narrow(source: usize, width: i32, target: usize): void {
  for (let x = 0; x < width; x += 8) {
    const at = target + ((<usize>x) << 2);
    v128.store64_lane(at, v128.demote_zero(v128.load(source)), 0);
    v128.store64_lane(at, v128.demote_zero(v128.load(source, 16)), 0, 8);
    v128.store64_lane(at, v128.demote_zero(v128.load(source, 32)), 0, 16);
    v128.store64_lane(at, v128.demote_zero(v128.load(source, 48)), 0, 24);
    source += BLOCK;
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
