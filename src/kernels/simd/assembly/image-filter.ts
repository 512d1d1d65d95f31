// Filters of float32 images, row by row; the sums stand in lib/weighted-sums.ts.
import { extendFloats } from './lib/extend-row';

export { pairsAcross, pairsAlong, sumDifferences, sumTaps } from './lib/weighted-sums';

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
