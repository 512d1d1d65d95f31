// Whether sums stayed in the range of float32.

/** Whether `count` float32 numbers lie from −bound to bound; NaN does not. */
export function within(at: usize, count: i32, bound: f32): bool {
  const bounds = f32x4.splat(bound);
  const end = at + ((<usize>count) << 2);
  const whole = at + ((<usize>(count & -4)) << 2);
  let all = i32x4.splat(-1);
  for (; at < whole; at += 16) {
    all = v128.and(all, f32x4.le(f32x4.abs(v128.load(at)), bounds));
  }
  for (; at < end; at += 4) {
    if (!(abs(load<f32>(at)) <= bound)) return false;
  }
  return i32x4.all_true(all);
}
