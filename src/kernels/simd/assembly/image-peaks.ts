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

/**
 * Keeps of the places that `scanPeaks` wrote for row `y` those that nothing within a distance exceeds, and returns how
 * many there are. Those with an equal in the rows above or before them come with all bits turned over. Row 0 begins at
 * `image`, of which rows within the distance are read.
 */
export function keepHighest(
  image: usize,
  height: i32,
  width: i32,
  distance: i32,
  y: i32,
  places: usize,
  values: usize,
  count: i32,
): i32 {
  const step = (<usize>width) << 2;
  const first = max(0, y - distance);
  const last = min(height - 1, y + distance);
  const start = y * width;
  const end = (<usize>count) << 2;
  let to: usize = 0;
  for (let from: usize = 0; from < end; from += 4) {
    const read = load<i32>(places + from);
    const place = read < 0 ? ~read : read;
    const v = load<f32>(values + from);
    const x = place - start;
    const left = max(0, x - distance);
    const right = min(width - 1, x + distance);
    let row = image + <usize>first * step;
    let found = 0;
    for (let r = first; r <= last && found !== HIGHER; r++) {
      // Right of the place stands what comes after it: equals do not count.
      if (r === y) {
        const before = x > left ? largest(row, left, x - 1, v) : 0;
        const after = x < right ? largest(row, x + 1, right, v) & HIGHER : 0;
        found = max(found, max(before, after));
      } else {
        const other = largest(row, left, right, v);
        found = max(found, r < y ? other : other & HIGHER);
      }
      row += step;
    }
    if (found === HIGHER) continue;
    store<i32>(places + to, found === EQUAL ? ~place : place);
    store<f32>(values + to, v);
    to += 4;
  }
  return <i32>(to >> 2);
}

const EQUAL: i32 = 1;
const HIGHER: i32 = 2;

/** Whether a row from `left` to `right` holds something higher than v, or else an equal. */
function largest(row: usize, left: i32, right: i32, v: f32): i32 {
  const from = row + ((<usize>left) << 2);
  const to = row + ((<usize>right) << 2);
  if (right - left < 3) {
    let most = load<f32>(from);
    for (let at = from + 4; at <= to; at += 4) most = max(most, load<f32>(at));
    return most > v ? HIGHER : most === v ? EQUAL : 0;
  }
  // The last four overlap those before.
  let most = v128.load(to - 12);
  for (let at = from; at < to - 12; at += 16) most = f32x4.pmax(most, v128.load(at));
  const all = f32x4.splat(v);
  if (v128.any_true(f32x4.gt(most, all))) return HIGHER;
  return v128.any_true(f32x4.eq(most, all)) ? EQUAL : 0;
}
