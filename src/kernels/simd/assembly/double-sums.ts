// Weighed sums of float64 numbers, to the last bit those of scalar/weighted-sums.ts: the sum at each place of a row is of
// the numbers there and `step` bytes further on, again and again. A row takes `bytes`, in sixty-fours.

/** Taps that are the same from both ends share a multiplication: the outermost two come first. */
export function weighPairs(
  rows: usize,
  sums: usize,
  bytes: usize,
  step: usize,
  taps: usize,
  radius: i32,
): void {
  const middle = taps + ((<usize>radius) << 3);
  const across = 2 * <usize>radius * step;
  for (const end = rows + bytes; rows < end; rows += 64) {
    let a = rows;
    let b = rows + across;
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (let t = taps; t < middle; t += 8) {
      const tap = v128.load64_splat(t);
      sum0 = f64x2.add(sum0, f64x2.mul(tap, f64x2.add(v128.load(a), v128.load(b))));
      sum1 = f64x2.add(sum1, f64x2.mul(tap, f64x2.add(v128.load(a, 16), v128.load(b, 16))));
      sum2 = f64x2.add(sum2, f64x2.mul(tap, f64x2.add(v128.load(a, 32), v128.load(b, 32))));
      sum3 = f64x2.add(sum3, f64x2.mul(tap, f64x2.add(v128.load(a, 48), v128.load(b, 48))));
      a += step;
      b -= step;
    }
    const tap = v128.load64_splat(middle);
    v128.store(sums, f64x2.add(sum0, f64x2.mul(tap, v128.load(a))));
    v128.store(sums, f64x2.add(sum1, f64x2.mul(tap, v128.load(a, 16))), 16);
    v128.store(sums, f64x2.add(sum2, f64x2.mul(tap, v128.load(a, 32))), 32);
    v128.store(sums, f64x2.add(sum3, f64x2.mul(tap, v128.load(a, 48))), 48);
    sums += 64;
  }
}

/** Any taps, one after the other. */
export function weighTaps(
  rows: usize,
  sums: usize,
  bytes: usize,
  step: usize,
  taps: usize,
  count: i32,
): void {
  const last = taps + ((<usize>count) << 3);
  for (const end = rows + bytes; rows < end; rows += 64) {
    let a = rows;
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (let t = taps; t < last; t += 8) {
      const tap = v128.load64_splat(t);
      sum0 = f64x2.add(sum0, f64x2.mul(tap, v128.load(a)));
      sum1 = f64x2.add(sum1, f64x2.mul(tap, v128.load(a, 16)));
      sum2 = f64x2.add(sum2, f64x2.mul(tap, v128.load(a, 32)));
      sum3 = f64x2.add(sum3, f64x2.mul(tap, v128.load(a, 48)));
      a += step;
    }
    v128.store(sums, sum0);
    v128.store(sums, sum1, 16);
    v128.store(sums, sum2, 32);
    v128.store(sums, sum3, 48);
    sums += 64;
  }
}
