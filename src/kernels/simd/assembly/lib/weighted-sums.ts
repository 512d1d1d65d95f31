// Weighted sums of rows of float32 numbers. A table says where the rows begin: rows of an image for sums across
// them, one row shifted by one number at a time for sums along it. Rows go on, with finite numbers, to a multiple
// of sixteen beyond where they begin; so does the target. What overflows is told: the sums of the scalar kernel
// would not have.

/** Bytes of the sixteen numbers that are summed at a time. */
const BLOCK: usize = 64;

function blocks(width: i32): usize {
  return (((<usize>width) << 2) + BLOCK - 1) & ~(BLOCK - 1);
}

/** Whether the bits of the largest sizes are those of finite numbers. */
function allFinite(largest: v128): bool {
  return v128.any_true(i32x4.ge_s(largest, i32x4.splat(0x7f800000))) === false;
}

/** The larger sizes, lane by lane, as whole numbers: the sums themselves keep the adders busy. */
function larger(sizes: v128, a: v128, b: v128): v128 {
  return i32x4.max_s(sizes, i32x4.max_s(f32x4.abs(a), f32x4.abs(b)));
}

/**
 * target[i] = Σ taps[t]·line[i + t·step], step in bytes, with taps that are the same from both ends. Returns whether all
 * is finite.
 */
export function pairsAlong(
  line: usize,
  step: usize,
  taps: usize,
  count: i32,
  target: usize,
  width: i32,
): bool {
  const half = <usize>(count >> 1);
  const middle = taps + (half << 2);
  const zero = f32x4.splat(0);
  let largest = zero;
  const bytes = blocks(width);
  for (let x: usize = 0; x < bytes; x += BLOCK) {
    let a0 = zero;
    let a1 = zero;
    let a2 = zero;
    let a3 = zero;
    let p = line + x;
    let q = p + 2 * half * step;
    for (let tap = taps; tap < middle; tap += 4) {
      const k = v128.load32_splat(tap);
      a0 = f32x4.add(a0, f32x4.mul(k, f32x4.add(v128.load(p), v128.load(q))));
      a1 = f32x4.add(a1, f32x4.mul(k, f32x4.add(v128.load(p, 16), v128.load(q, 16))));
      a2 = f32x4.add(a2, f32x4.mul(k, f32x4.add(v128.load(p, 32), v128.load(q, 32))));
      a3 = f32x4.add(a3, f32x4.mul(k, f32x4.add(v128.load(p, 48), v128.load(q, 48))));
      p += step;
      q -= step;
    }
    const k = v128.load32_splat(middle);
    a0 = f32x4.add(a0, f32x4.mul(k, v128.load(p)));
    a1 = f32x4.add(a1, f32x4.mul(k, v128.load(p, 16)));
    a2 = f32x4.add(a2, f32x4.mul(k, v128.load(p, 32)));
    a3 = f32x4.add(a3, f32x4.mul(k, v128.load(p, 48)));
    largest = storeBlock(target + x, a0, a1, a2, a3, largest);
  }
  return allFinite(largest);
}

/**
 * first[i] = Σ taps[t]·rows[t][i] and second[i] = Σ taps[t]·rows[t + 1][i], as above: what one sum needs next serves the
 * other first. Rows are of eight numbers at least, or go on to eight; beyond `width` or eight nothing is written.
 */
export function pairsAcross(
  rows: usize,
  taps: usize,
  count: i32,
  first: usize,
  second: usize,
  width: i32,
): bool {
  const half = (<usize>(count >> 1)) << 2;
  const middle = rows + half;
  const end = rows + 2 * half;
  const zero = f32x4.splat(0);
  let largest = zero;
  const bytes = (<usize>max(width, 8)) << 2;
  const last = bytes - 32;
  for (let x: usize = 0; x < bytes; x += 32) {
    // The last numbers once more with some before them, which come out as before.
    x = min(x, last);
    let s0 = zero;
    let s1 = zero;
    let t0 = zero;
    let t1 = zero;
    let at = load<usize>(rows) + x;
    let a0 = v128.load(at);
    let a1 = v128.load(at, 16);
    at = load<usize>(end, 4) + x;
    let d0 = v128.load(at);
    let d1 = v128.load(at, 16);
    let tap = taps;
    let q = end;
    for (let p = rows; p < middle; p += 4) {
      const k = v128.load32_splat(tap);
      at = load<usize>(p, 4) + x;
      const b0 = v128.load(at);
      const b1 = v128.load(at, 16);
      at = load<usize>(q) + x;
      const c0 = v128.load(at);
      const c1 = v128.load(at, 16);
      s0 = f32x4.add(s0, f32x4.mul(k, f32x4.add(a0, c0)));
      t0 = f32x4.add(t0, f32x4.mul(k, f32x4.add(b0, d0)));
      s1 = f32x4.add(s1, f32x4.mul(k, f32x4.add(a1, c1)));
      t1 = f32x4.add(t1, f32x4.mul(k, f32x4.add(b1, d1)));
      a0 = b0;
      a1 = b1;
      d0 = c0;
      d1 = c1;
      tap += 4;
      q -= 4;
    }
    const k = v128.load32_splat(tap);
    s0 = f32x4.add(s0, f32x4.mul(k, a0));
    s1 = f32x4.add(s1, f32x4.mul(k, a1));
    // d: the row after the middle one.
    t0 = f32x4.add(t0, f32x4.mul(k, d0));
    t1 = f32x4.add(t1, f32x4.mul(k, d1));
    v128.store(first + x, s0);
    v128.store(first + x, s1, 16);
    v128.store(second + x, t0);
    v128.store(second + x, t1, 16);
    largest = larger(larger(largest, s0, s1), t0, t1);
  }
  return allFinite(largest);
}

/**
 * target[i] = Σ taps[t]·rows[t][i] with taps from one end that are the negatives of those from the other, and 0 in the
 * middle. Returns whether all is finite.
 */
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

/** As `sumDifferences` with any taps. */
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
  return larger(larger(largest, a0, a1), a2, a3);
}
