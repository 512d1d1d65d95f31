// Local maxima of float32 images, and their order; rows are searched by functions of their own, which are exported so that
// they stay apart: engines compile a function well between its calls.
export { countDigits, orderPeaks } from './lib/order-peaks';

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
    let found = 0;
    for (let at = from; at <= to; at += 4) {
      const other = load<f32>(at);
      if (other > v) return HIGHER;
      if (other === v) found = EQUAL;
    }
    return found;
  }
  // The last four overlap those before.
  let most = f32x4.pmax(f32x4.splat(-Infinity), v128.load(to - 12));
  for (let at = from; at < to - 12; at += 16) most = f32x4.pmax(most, v128.load(at));
  const all = f32x4.splat(v);
  if (v128.any_true(f32x4.gt(most, all))) return HIGHER;
  return v128.any_true(f32x4.eq(most, all)) ? EQUAL : 0;
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
  let found = largest(above, left, right, v);
  found = max(found, largest(below, left, right, v) & HIGHER);
  if (x > left) found = max(found, largest(row, left, left, v));
  if (x < right) found = max(found, largest(row, right, right, v) & HIGHER);
  if (found === HIGHER) return count;
  const to = (<usize>count) << 2;
  store<i32>(places + to, found === EQUAL ? ~(start + x) : start + x);
  store<f32>(values + to, v);
  return count + 1;
}

/** Whether a place, of which an equal one before it is as near, has such a one among the peaks found, `count` of them. */
function isRepeated(
  place: i32,
  v: f32,
  width: i32,
  distance: i32,
  places: usize,
  values: usize,
  count: i32,
): bool {
  const y = place / width;
  const x = place - y * width;
  const first = (y - distance) * width;
  for (let n = count - 1; n >= 0; n--) {
    const at = (<usize>n) << 2;
    const other = load<i32>(places + at);
    if (other < first) return false;
    if (load<f32>(values + at) === v && abs((other % width) - x) <= distance) return true;
  }
  return false;
}

/**
 * Adds peaks of rows from `top` to before `bottom` to lists of places and values with room for `room`, of which there are
 * `count` from the rows above, and returns how many there are then; −1 where they do not fit. Row 0 begins at `image`, of
 * which rows within the distance are read; `line` has room for two rows.
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
  places: usize,
  values: usize,
  count: i32,
  room: i32,
): i32 {
  const step = (<usize>width) << 2;
  const others = line + step;
  const first = max(1, margin);
  const last = min(width - 1, width - margin);
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
    found += scanPeaks(above, row, below, first, last, threshold, start, line + to, others + to);
    if (margin === 0 && width > 1) {
      found = addEdge(above, row, below, width, width - 1, threshold, start, line, others, found);
    }
    if (distance > 1) {
      found = keepHighest(image, height, width, distance, y, line, others, found);
    }
    for (let n = 0; n < found; n++) {
      const at = (<usize>n) << 2;
      let place = load<i32>(line + at);
      const v = load<f32>(others + at);
      if (place < 0) {
        place = ~place;
        if (isRepeated(place, v, width, distance, places, values, count)) continue;
      }
      if (count === room) return -1;
      const next = (<usize>count) << 2;
      store<i32>(places + next, place);
      store<f32>(values + next, v);
      count++;
    }
  }
  return count;
}
