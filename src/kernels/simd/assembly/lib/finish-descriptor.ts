// Brings the 128 votes of a descriptor to their common length, in float64.

const BYTES: usize = 4 * 128;

/** Two float32 numbers as float64. */
function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** The sum of both lanes. */
function both(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/**
 * Scales the numbers, not all of them 0, to unit length, cuts off what is then above `clip`, and scales them to unit
 * length again, or with `root` to a sum of 1, of which it takes roots. `work` has room for them as float64.
 */
export function finishDescriptor(numbers: usize, work: usize, clip: f64, root: bool): void {
  let squares = f64x2.splat(0);
  for (let at: usize = 0; at < BYTES; at += 8) {
    const x = two(numbers + at);
    squares = f64x2.add(squares, f64x2.mul(x, x));
  }
  const factors = f64x2.splat(1 / sqrt(both(squares)));
  const most = f64x2.splat(clip);
  let sums = f64x2.splat(0);
  squares = f64x2.splat(0);
  for (let at: usize = 0; at < BYTES; at += 8) {
    const x = f64x2.pmin(f64x2.mul(two(numbers + at), factors), most);
    sums = f64x2.add(sums, x);
    squares = f64x2.add(squares, f64x2.mul(x, x));
    v128.store(work + (at << 1), x);
  }
  if (root) {
    const sum = f64x2.splat(both(sums));
    for (let at: usize = 0; at < BYTES; at += 8) {
      const x = f64x2.sqrt(f64x2.div(v128.load(work + (at << 1)), sum));
      v128.store64_lane(numbers + at, f32x4.demote_f64x2_zero(x), 0);
    }
  } else {
    const again = f64x2.splat(1 / sqrt(both(squares)));
    for (let at: usize = 0; at < BYTES; at += 8) {
      const x = f64x2.mul(v128.load(work + (at << 1)), again);
      v128.store64_lane(numbers + at, f32x4.demote_f64x2_zero(x), 0);
    }
  }
}
