// Local maxima of float32 images.

/**
 * Writes the places of columns from `first` to before `end` where a row exceeds `threshold` and none of the eight
 * neighbours exceeds it to `places`, their values to `values`, and returns how many there are. Places count from
 * `start`, the row's own; where one of the four neighbours before it is equal all bits are turned over. There must be a
 * column before the first and after the last.
 */
export function scanPeaks(
  above: usize,
  row: usize,
  below: usize,
  first: i32,
  end: i32,
  threshold: f32,
  start: i32,
  places: usize,
  values: usize,
): i32 {
  const least = f32x4.splat(threshold);
  let to: usize = 0;
  for (let x = first; x < end; x += 4) {
    const at = (<usize>x) << 2;
    const v = v128.load(row + at);
    const over = f32x4.gt(v, least);
    // All at once: most places fail, but which comparison tells is hard to foresee.
    const a = above + at;
    const b = below + at;
    const upper = f32x4.pmax(f32x4.pmax(v128.load(a - 4), v128.load(a + 4)), v128.load(a));
    const lower = f32x4.pmax(f32x4.pmax(v128.load(b - 4), v128.load(b + 4)), v128.load(b));
    const before = f32x4.pmax(upper, v128.load(row + at - 4));
    const most = f32x4.pmax(before, f32x4.pmax(lower, v128.load(row + at + 4)));
    let bits = i32x4.bitmask(v128.and(over, f32x4.ge(v, most)));
    if (x + 4 > end) bits &= (1 << (end - x)) - 1;
    if (bits === 0) continue;
    const equal = i32x4.bitmask(f32x4.eq(v, before));
    do {
      const lane = ctz(bits);
      const place = start + x + lane;
      store<i32>(places + to, (equal >> lane) & 1 ? ~place : place);
      store<f32>(values + to, load<f32>(row + at + ((<usize>lane) << 2)));
      to += 4;
      bits &= bits - 1;
    } while (bits !== 0);
  }
  return <i32>(to >> 2);
}
