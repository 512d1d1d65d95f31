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
  for (let x = 0; x < width; x += 2) {
    const at = (<usize>x) << 2;
    v128.store(start + (at << 1), f64x2.promote_low_f32x4(v128.load64_zero(source + at)));
  }
  const after = start + ((<usize>width) << 3);
  let to = line;
  for (let i = 0; i < 2 * radius; i++) {
    if (i === radius) to = after;
    const from = load<i32>(beyond + ((<usize>i) << 2));
    store<f64>(to, from < 0 ? constant : <f64>load<f32>(source + ((<usize>from) << 2)));
    to += 8;
  }
}

/** Rounds float64 numbers to float32, up to a multiple of two of them. */
export function narrow(source: usize, width: i32, target: usize): void {
  for (let x = 0; x < width; x += 2) {
    const at = (<usize>x) << 2;
    const pair = v128.demote_zero(v128.load(source + (at << 1)));
    v128.store64_lane(target + at, pair, 0);
  }
}
