// Local maxima of float32 images.

/**
 * Writes the columns from `first` to before `end` where a row exceeds `threshold` and none of the eight neighbours
 * exceeds it to `columns`, and returns how many there are. There must be a column before the first and after the last.
 */
export function scanPeaks(
  above: usize,
  row: usize,
  below: usize,
  first: i32,
  end: i32,
  threshold: f32,
  columns: usize,
): i32 {
  const least = f32x4.splat(threshold);
  let to = columns;
  for (let x = first; x < end; x += 4) {
    const at = (<usize>x) << 2;
    const v = v128.load(row + at);
    const over = f32x4.gt(v, least);
    // All at once: most places fail, but which comparison tells is hard to foresee.
    const a = above + at;
    const b = below + at;
    const beside = f32x4.pmax(v128.load(row + at - 4), v128.load(row + at + 4));
    const upper = f32x4.pmax(f32x4.pmax(v128.load(a - 4), v128.load(a + 4)), v128.load(a));
    const lower = f32x4.pmax(f32x4.pmax(v128.load(b - 4), v128.load(b + 4)), v128.load(b));
    const most = f32x4.pmax(beside, f32x4.pmax(upper, lower));
    let bits = i32x4.bitmask(v128.and(over, f32x4.ge(v, most)));
    if (x + 4 > end) bits &= (1 << (end - x)) - 1;
    while (bits !== 0) {
      store<i32>(to, x + ctz(bits));
      to += 4;
      bits &= bits - 1;
    }
  }
  return <i32>((to - columns) >> 2);
}
