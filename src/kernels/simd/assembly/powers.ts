// Powers of numbers with one exponent, in place: `count` numbers from `at` on, rounded up to a multiple of two.

import { power, powerOfSingles } from './lib/double-power';

/** xʸ of float64 numbers. */
export function powDoubles(at: usize, count: i32, y: f64): void {
  const exponent = f64x2.splat(y);
  for (const last = at + ((<usize>count) << 3); at < last; at += 16) {
    v128.store(at, power(v128.load(at), exponent));
  }
}

/** xʸ of float32 numbers, computed in float64 and rounded once: another float comes out only where the power is next to the middle of two. */
export function powSingles(at: usize, count: i32, y: f64): void {
  const exponent = f64x2.splat(y);
  for (const last = at + ((<usize>count) << 2); at < last; at += 8) {
    const x = f64x2.promote_low_f32x4(v128.load64_zero(at));
    v128.store64_lane(at, v128.demote_zero(powerOfSingles(x, exponent)), 0);
  }
}
