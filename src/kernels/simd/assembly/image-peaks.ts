// Local maxima of float32 images, and their order; rows are searched by functions of their own, which are exported so that
// they stay apart: engines compile a function well between its calls.
export { countDigits, orderPeaks } from './lib/order-peaks';

/**
 * Writes the places of columns from `first` to before `end` where a row exceeds `threshold` and none of the eight
 * neighbours exceeds it to `places`, their values to `values`, and returns how many there are. Places count from
 * `start`, the row's own. There must be a column before the first and after the last.
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
  const lowest = f32x4.splat(-Infinity);
  let to: usize = 0;
  for (let x = first; x < end; x += 4) {
    const at = (<usize>x) << 2;
    const v = v128.load(row + at);
    const over = f32x4.gt(v, least);
    // All at once: most places fail, but which comparison tells is hard to foresee. What comes second does not count where it
    // is no number.
    const a = above + at;
    const b = below + at;
    const upper = f32x4.pmax(f32x4.pmax(lowest, v128.load(a - 4)), v128.load(a + 4));
    const before = f32x4.pmax(f32x4.pmax(upper, v128.load(a)), v128.load(row + at - 4));
    const lower = f32x4.pmax(f32x4.pmax(before, v128.load(b - 4)), v128.load(b + 4));
    const most = f32x4.pmax(f32x4.pmax(lower, v128.load(b)), v128.load(row + at + 4));
    let bits = i32x4.bitmask(v128.and(over, f32x4.ge(v, most)));
    if (x + 4 > end) bits &= (1 << (end - x)) - 1;
    if (bits === 0) continue;
    do {
      const lane = ctz(bits);
      store<i32>(places + to, start + x + lane);
      store<f32>(values + to, load<f32>(row + at + ((<usize>lane) << 2)));
      to += 4;
      bits &= bits - 1;
    } while (bits !== 0);
  }
  return <i32>(to >> 2);
}

/**
 * Keeps of the places that `scanPeaks` wrote for row `y` the peaks, and returns how many there are; −1 where more rows
 * would have to be looked at than `left` holds, which becomes less by those that were. For each column, `last` holds the
 * place of the last peak that is near it, or −1. Row 0 begins at `image`, of which rows within the distance are read.
 */
export function keepPeaks(
  image: usize,
  height: i32,
  width: i32,
  distance: i32,
  y: i32,
  places: usize,
  values: usize,
  count: i32,
  last: usize,
  left: usize,
): i32 {
  const start = y * width;
  const first = max(0, y - distance);
  const end = (<usize>count) << 2;
  let rows = load<i32>(left);
  let to: usize = 0;
  for (let from: usize = 0; from < end; from += 4) {
    const place = load<i32>(places + from);
    const x = place - start;
    // What is near a peak does not exceed it, and so is exceeded by it or equals it.
    if (load<i32>(last + ((<usize>x) << 2)) >= first * width) continue;
    const v = load<f32>(values + from);
    if (distance > 1) {
      const seen = rowsToHigher(image, height, width, distance, y, x, v);
      rows -= abs(seen);
      if (rows < 0) return -1;
      if (seen > 0) continue;
    }
    store<i32>(places + to, place);
    store<f32>(values + to, v);
    to += 4;
    const near = min(width - 1, x + distance);
    for (let c = max(0, x - distance); c <= near; c++) store<i32>(last + ((<usize>c) << 2), place);
  }
  store<i32>(left, rows);
  return <i32>(to >> 2);
}

/**
 * How many rows within a distance of a place were looked at for something higher than v, what stands there; less than 0
 * where there is none.
 */
function rowsToHigher(
  image: usize,
  height: i32,
  width: i32,
  distance: i32,
  y: i32,
  x: i32,
  v: f32,
): i32 {
  const step = (<usize>width) << 2;
  const left = max(0, x - distance);
  const right = min(width - 1, x + distance);
  let rows = 0;
  // Near rows first, which tell most often.
  for (let n = 0; n <= 2 * distance; n++) {
    const r = n & 1 ? y + ((n + 1) >> 1) : y - (n >> 1);
    if (r < 0 || r >= height) continue;
    rows++;
    if (hasHigher(image + <usize>r * step, left, right, v)) return rows;
  }
  return -rows;
}

/** Whether a row from `left` to `right` holds something higher than v. */
function hasHigher(row: usize, left: i32, right: i32, v: f32): bool {
  const from = row + ((<usize>left) << 2);
  const to = row + ((<usize>right) << 2);
  if (right - left < 3) {
    for (let at = from; at <= to; at += 4) if (load<f32>(at) > v) return true;
    return false;
  }
  // The last four overlap those before.
  let most = f32x4.pmax(f32x4.splat(-Infinity), v128.load(to - 12));
  for (let at = from; at < to - 12; at += 16) most = f32x4.pmax(most, v128.load(at));
  return v128.any_true(f32x4.gt(most, f32x4.splat(v)));
}

/**
 * Adds column x of a row, the first or the last, to the places that `scanPeaks` writes, of which there are `count`, if it
 * is one of them; returns how many there are then.
 */
function addEdge(
  above: usize,
  row: usize,
  below: usize,
  width: i32,
  x: i32,
  threshold: f32,
  start: i32,
  places: usize,
  values: usize,
  count: i32,
): i32 {
  const v = load<f32>(row + ((<usize>x) << 2));
  if (!(v > threshold)) return count;
  const left = max(0, x - 1);
  const right = min(width - 1, x + 1);
  if (hasHigher(above, left, right, v) || hasHigher(row, left, right, v)) return count;
  if (hasHigher(below, left, right, v)) return count;
  const to = (<usize>count) << 2;
  store<i32>(places + to, start + x);
  store<f32>(values + to, v);
  return count + 1;
}

/**
 * Adds peaks of rows from `top` to before `bottom` to lists of places and values with room for `room`, of which there are
 * `count` from the rows above, and returns how many there are then; −1 where they do not fit, or more rows would have to
 * be looked at than `left` holds. Row 0 begins at `image`, of which rows within the distance are read; `line` has room
 * for two rows, and `last` holds −1 for each column before the first rows.
 */
export function findPeaks(
  image: usize,
  height: i32,
  width: i32,
  distance: i32,
  margin: i32,
  threshold: f32,
  top: i32,
  bottom: i32,
  line: usize,
  last: usize,
  left: usize,
  places: usize,
  values: usize,
  count: i32,
  room: i32,
): i32 {
  const step = (<usize>width) << 2;
  const others = line + step;
  const first = max(1, margin);
  const end = min(width - 1, width - margin);
  for (let y = top; y < bottom; y++) {
    const row = image + <usize>y * step;
    // Beyond the image stands what excludes nothing.
    const above = y > 0 ? row - step : row;
    const below = y + 1 < height ? row + step : row;
    const start = y * width;
    let found = 0;
    if (margin === 0) {
      found = addEdge(above, row, below, width, 0, threshold, start, line, others, found);
    }
    const to = (<usize>found) << 2;
    found += scanPeaks(above, row, below, first, end, threshold, start, line + to, others + to);
    if (margin === 0 && width > 1) {
      found = addEdge(above, row, below, width, width - 1, threshold, start, line, others, found);
    }
    found = keepPeaks(image, height, width, distance, y, line, others, found, last, left);
    if (found < 0 || count + found > room) return -1;
    const next = (<usize>count) << 2;
    const bytes = (<usize>found) << 2;
    memory.copy(places + next, line, bytes);
    memory.copy(values + next, others, bytes);
    count += found;
  }
  return count;
}
