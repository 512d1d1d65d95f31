// The nearest rows of all pairs, among rows of whole numbers of 16 bits. Two neighbouring numbers of a row make a
// pair, which a machine multiplies and adds at once. Rows asked about lie one after the other; those searched lie in
// panels of eight, [rows/8][pairs][8]. Sums of 32 bits must not overflow: rows are no longer than 23170 (2^14.5).

import { COLUMNS, PANEL_STEP, tile } from './lib/tile';

/** Rows asked about, in a tile. */
const ROWS: i32 = 4;
/** Candidates that a row can have at a time. */
const CAPACITY: i32 = 64;
/** Candidates of a row, and what is known of it: bytes of each. */
const LIST_STEP: usize = 512;
const STATE_STEP: usize = 16;
/** Beyond any estimate; rows that only fill up a panel are so far away. */
const FARTHEST: i32 = 0x7fffffff;

/** Added to a number, it leaves the nearest whole one in the last bits: 1.5·2⁵². */
const LAST_BITS: f64 = 6755399441055744;

/**
 * Rounds a row times `scale` to whole numbers, pairs of which are stored `step` pairs apart. Numbers are float64 where
 * `wide`, else float32. Returns the sum of the squares before they were rounded.
 */
export function roundRow(
  from: usize,
  wide: bool,
  length: i32,
  scale: f64,
  step: i32,
  to: usize,
): f64 {
  const scales = f64x2.splat(scale);
  const magic = f64x2.splat(LAST_BITS);
  const bytes = (<usize>step) << 2;
  const size: usize = wide ? 16 : 8;
  let squares = f64x2.splat(0);
  for (let i = 0; i < length; i += 2) {
    let x = wide ? v128.load(from) : f64x2.promote_low_f32x4(v128.load64_zero(from));
    // Beyond the end of a row of odd length another begins, or nothing.
    if (i + 1 === length) x = f64x2.replace_lane(x, 1, 0);
    x = f64x2.mul(x, scales);
    squares = f64x2.add(squares, f64x2.mul(x, x));
    const whole = f64x2.add(x, magic);
    store<i32>(to, i32x4.extract_lane(v128.shuffle<i16>(whole, whole, 0, 4, 0, 4, 0, 4, 0, 4), 0));
    from += size;
    to += bytes;
  }
  return f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
}

/** As `roundRow` for rows one after the other, to panels of `step` rows; their sums of squares to `norms`. */
export function roundRows(
  from: usize,
  wide: bool,
  rows: i32,
  length: i32,
  scale: f64,
  step: i32,
  to: usize,
  norms: usize,
): void {
  const size = (<usize>length) << (wide ? 3 : 2);
  const pairs = (length + 1) >> 1;
  for (let i = 0; i < rows; i++) {
    const r = i % step;
    const at = to + ((<usize>((i - r) * pairs + r)) << 2);
    store<f64>(norms, roundRow(from, wide, length, scale, step, at));
    from += size;
    norms += 8;
  }
}

/** Keeps of a full list what may still be among the two nearest; returns how many, or −1 where that is nearly all. */
function thinOut(list: usize, most: i32): i32 {
  let kept = 0;
  let to = list;
  const end = list + LIST_STEP;
  for (let from = list; from < end; from += 8) {
    if (load<i32>(from, 4) <= most) {
      store<i64>(to, load<i64>(from));
      to += 8;
      kept++;
    }
  }
  return kept > (CAPACITY * 3) / 4 ? -1 : kept;
}

/** A row that may be among the two nearest, with the estimate of its distance. */
function offer(limit: usize, state: usize, list: usize, row: i32, estimate: i32): void {
  const blur = load<i32>(state, 8);
  let least = load<i32>(state);
  let second = load<i32>(state, 4);
  let count = load<i32>(state, 12);
  if (count === CAPACITY) {
    count = thinOut(list, blur < 0 ? second : second + blur);
    if (count < 0) {
      store<i32>(state, count, 12);
      store<i32>(limit, i32.MIN_VALUE);
      return;
    }
  }
  const entry = list + ((<usize>count) << 3);
  store<i32>(entry, row);
  store<i32>(entry, estimate, 4);
  store<i32>(state, count + 1, 12);
  second = min(second, max(least, estimate));
  least = min(least, estimate);
  store<i32>(state, least);
  store<i32>(state, second, 4);
  // Below zero the blur says that estimates are exact: equally near rows that come later do not count.
  store<i32>(limit, min(second, FARTHEST - 1 - max(blur, 0)) + blur);
}

/** Offers those of eight rows that are near enough. */
function offerAll(
  products: usize,
  norms: usize,
  limit: usize,
  state: usize,
  list: usize,
  row: i32,
): void {
  for (let c = 0; c < COLUMNS; c++) {
    const at = (<usize>c) << 2;
    const estimate = load<i32>(norms + at) - 2 * load<i32>(products + at);
    if (estimate <= load<i32>(limit)) offer(limit, state, list, row + c, estimate);
  }
}

/**
 * Rows asked about, a multiple of four, and a panel, whose first row has the number `row`. Estimates are
 * norm − 2·product. Of each row asked about: the largest estimate that counts in `limits`; the least estimate, the
 * second least, the blur and the number of candidates (−1 where there are too many) in `states`; candidates and
 * their estimates in `lists`.
 */
export function searchPanel(
  rows: i32,
  queries: usize,
  pairs: i32,
  panel: usize,
  norms: usize,
  row: i32,
  limits: usize,
  states: usize,
  lists: usize,
  products: usize,
): void {
  const step = (<usize>pairs) << 2;
  const n0 = v128.load(norms);
  const n1 = v128.load(norms, 16);
  for (let i = 0; i < rows; i += ROWS) {
    tile<i16>(queries, step, panel, PANEL_STEP, pairs, products, PANEL_STEP, false);
    queries += step << 2;
    for (let r: usize = 0; r < <usize>ROWS; r++) {
      const at = products + r * PANEL_STEP;
      const limit = v128.load32_splat(limits);
      const e0 = i32x4.sub(n0, i32x4.shl(v128.load(at), 1));
      const e1 = i32x4.sub(n1, i32x4.shl(v128.load(at, 16), 1));
      if (v128.any_true(v128.or(i32x4.le_s(e0, limit), i32x4.le_s(e1, limit)))) {
        offerAll(at, norms, limits, states, lists, row);
      }
      limits += 4;
      states += STATE_STEP;
      lists += LIST_STEP;
    }
  }
}

/** As `searchPanel` for panels one after the other; with `strip` rows asked about at a time, which stay in the cache. */
export function search(
  rows: i32,
  strip: i32,
  queries: usize,
  pairs: i32,
  panels: usize,
  panelCount: i32,
  norms: usize,
  row: i32,
  limits: usize,
  states: usize,
  lists: usize,
  products: usize,
): void {
  const panelStep = <usize>pairs * PANEL_STEP;
  for (let i = 0; i < rows; i += strip) {
    const count = min(strip, rows - i);
    let panel = panels;
    let norm = norms;
    for (let p = 0; p < panelCount; p++) {
      const first = row + p * COLUMNS;
      searchPanel(count, queries, pairs, panel, norm, first, limits, states, lists, products);
      panel += panelStep;
      norm += PANEL_STEP;
    }
    queries += (<usize>(count * pairs)) << 2;
    limits += (<usize>count) << 2;
    states += <usize>count * STATE_STEP;
    lists += <usize>count * LIST_STEP;
  }
}
