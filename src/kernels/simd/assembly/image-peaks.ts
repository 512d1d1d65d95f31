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
    let peak = f32x4.gt(v, least);
    if (!v128.any_true(peak)) continue;
    peak = v128.and(peak, f32x4.ge(v, v128.load(row + at - 4)));
    peak = v128.and(peak, f32x4.ge(v, v128.load(row + at + 4)));
    if (!v128.any_true(peak)) continue;
    peak = v128.and(peak, f32x4.ge(v, v128.load(above + at)));
    peak = v128.and(peak, f32x4.ge(v, v128.load(below + at)));
    if (!v128.any_true(peak)) continue;
    peak = v128.and(peak, f32x4.ge(v, v128.load(above + at - 4)));
    peak = v128.and(peak, f32x4.ge(v, v128.load(above + at + 4)));
    peak = v128.and(peak, f32x4.ge(v, v128.load(below + at - 4)));
    peak = v128.and(peak, f32x4.ge(v, v128.load(below + at + 4)));
    let bits = i32x4.bitmask(peak);
    if (x + 4 > end) bits &= (1 << (end - x)) - 1;
    while (bits !== 0) {
      store<i32>(to, x + ctz(bits));
      to += 4;
      bits &= bits - 1;
    }
  }
  return <i32>((to - columns) >> 2);
}
