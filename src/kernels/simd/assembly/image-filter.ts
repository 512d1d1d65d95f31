// Weighted sums of rows of float32 numbers. A table says where the rows begin: rows of an image for sums across
// them, one row shifted by one number at a time for sums along it. Rows go on, with finite numbers, to a multiple
// of sixteen beyond where they begin; so does the target. What overflows is told: the sums of the scalar kernel
// would not have.
import { extendFloats } from './lib/extend-row';

/** Bytes of the sixteen numbers that are summed at a time. */
const BLOCK: usize = 64;

function blocks(width: i32): usize {
  return (((<usize>width) << 2) + BLOCK - 1) & ~(BLOCK - 1);
}

/** Whether the bits of the largest sizes are those of finite numbers. */
function allFinite(largest: v128): bool {
  return v128.any_true(i32x4.ge_s(largest, i32x4.splat(0x7f800000))) === false;
}

/** target[i] = Σ taps[t]·rows[t][i] with taps that are the same from both ends. Returns whether all is finite. */
export function sumPairs(rows: usize, taps: usize, count: i32, target: usize, width: i32): bool {
  const middle = rows + ((<usize>(count >> 1)) << 2);
  const end = rows + ((<usize>(count - 1)) << 2);
  const zero = f32x4.splat(0);
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
      a0 = f32x4.add(a0, f32x4.mul(k, f32x4.add(v128.load(p), v128.load(q))));
      a1 = f32x4.add(a1, f32x4.mul(k, f32x4.add(v128.load(p, 16), v128.load(q, 16))));
      a2 = f32x4.add(a2, f32x4.mul(k, f32x4.add(v128.load(p, 32), v128.load(q, 32))));
      a3 = f32x4.add(a3, f32x4.mul(k, f32x4.add(v128.load(p, 48), v128.load(q, 48))));
      tap += 4;
      last -= 4;
    }
    const k = v128.load32_splat(tap);
    const p = load<usize>(middle) + x;
    a0 = f32x4.add(a0, f32x4.mul(k, v128.load(p)));
    a1 = f32x4.add(a1, f32x4.mul(k, v128.load(p, 16)));
    a2 = f32x4.add(a2, f32x4.mul(k, v128.load(p, 32)));
    a3 = f32x4.add(a3, f32x4.mul(k, v128.load(p, 48)));
    largest = storeBlock(target + x, a0, a1, a2, a3, largest);
  }
  return allFinite(largest);
}

/** As `sumPairs` with taps from one end that are the negatives of those from the other, and 0 in the middle. */
export function sumDifferences(
  rows: usize,
  taps: usize,
  count: i32,
  target: usize,
  width: i32,
): bool {
  const middle = rows + ((<usize>(count >> 1)) << 2);
  const end = rows + ((<usize>(count - 1)) << 2);
  const zero = f32x4.splat(0);
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
      a0 = f32x4.add(a0, f32x4.mul(k, f32x4.sub(v128.load(p), v128.load(q))));
      a1 = f32x4.add(a1, f32x4.mul(k, f32x4.sub(v128.load(p, 16), v128.load(q, 16))));
      a2 = f32x4.add(a2, f32x4.mul(k, f32x4.sub(v128.load(p, 32), v128.load(q, 32))));
      a3 = f32x4.add(a3, f32x4.mul(k, f32x4.sub(v128.load(p, 48), v128.load(q, 48))));
      tap += 4;
      last -= 4;
    }
    largest = storeBlock(target + x, a0, a1, a2, a3, largest);
  }
  return allFinite(largest);
}

/** As `sumPairs` with any taps. */
export function sumTaps(rows: usize, taps: usize, count: i32, target: usize, width: i32): bool {
  const end = rows + ((<usize>count) << 2);
  const zero = f32x4.splat(0);
  let largest = zero;
  const bytes = blocks(width);
  for (let x: usize = 0; x < bytes; x += BLOCK) {
    let a0 = zero;
    let a1 = zero;
    let a2 = zero;
    let a3 = zero;
    let tap = taps;
    for (let row = rows; row < end; row += 4) {
      const k = v128.load32_splat(tap);
      const p = load<usize>(row) + x;
      a0 = f32x4.add(a0, f32x4.mul(k, v128.load(p)));
      a1 = f32x4.add(a1, f32x4.mul(k, v128.load(p, 16)));
      a2 = f32x4.add(a2, f32x4.mul(k, v128.load(p, 32)));
      a3 = f32x4.add(a3, f32x4.mul(k, v128.load(p, 48)));
      tap += 4;
    }
    largest = storeBlock(target + x, a0, a1, a2, a3, largest);
  }
  return allFinite(largest);
}

/** Stores sixteen numbers and says, in bits, which is the largest size so far, lane by lane. */
function storeBlock(at: usize, a0: v128, a1: v128, a2: v128, a3: v128, largest: v128): v128 {
  v128.store(at, a0);
  v128.store(at, a1, 16);
  v128.store(at, a2, 32);
  v128.store(at, a3, 48);
  // As integers: the sums themselves keep the adders busy.
  const sizes = i32x4.splat(0x7fffffff);
  const first = i32x4.max_s(v128.and(a0, sizes), v128.and(a1, sizes));
  const second = i32x4.max_s(v128.and(a2, sizes), v128.and(a3, sizes));
  return i32x4.max_s(largest, i32x4.max_s(first, second));
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

/** target = a·b, of `count` numbers, rounded up to a multiple of four. */
export function multiply(a: usize, b: usize, target: usize, count: i32): void {
  const bytes = (((<usize>count) << 2) + 15) & ~15;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(target + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  }
}
