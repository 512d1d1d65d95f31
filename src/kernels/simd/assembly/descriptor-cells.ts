// Histograms of gradients by cells: a row of votes is spread over the slots along it, what they get is added to rows
// of slots, and runs of cells are brought to a common length. Sums are in float64.

/** Bytes of what a bin gets as the lower and as the higher of two neighbours. */
const PAIR: usize = 16;

/**
 * Spreads a row of votes among the slots that `starts` says for each pixel, by `weights`. To `line`, [slots, bins, 2]:
 * for each bin the shares of votes at or after it, and those of the same votes for the bin that follows.
 */
export function spreadRow(
  magnitudes: usize,
  places: usize,
  width: i32,
  bins: i32,
  starts: usize,
  slots: usize,
  weights: usize,
  line: usize,
): void {
  const slotStep = <usize>bins * PAIR;
  for (let x = 0; x < width; x++) {
    const vote = <f64>load<f32>(magnitudes);
    if (vote !== 0) {
      const place = <f64>load<f32>(places);
      const whole = floor(place);
      const share = place - whole;
      let bin = <i32>whole;
      if (bin >= bins) bin -= bins;
      // Places lie from 0 to the number of bins; whatever else came would be no reason to write elsewhere.
      if (<u32>bin >= <u32>bins) bin = 0;
      const votes = f64x2.mul(
        f64x2.splat(vote),
        f64x2.replace_lane(f64x2.splat(share), 0, 1 - share),
      );
      const from = line + <usize>bin * PAIR;
      const end = load<i32>(starts, 4);
      for (let k = load<i32>(starts); k < end; k++) {
        const at = from + <usize>load<i32>(slots + ((<usize>k) << 2)) * slotStep;
        const weight = v128.load64_splat(weights + ((<usize>k) << 3));
        v128.store(at, f64x2.add(v128.load(at), f64x2.mul(votes, weight)));
      }
    }
    magnitudes += 4;
    places += 4;
    starts += 4;
  }
}

/** Brings both shares of each bin together: sums [slots, bins] of what `spreadRow` left, which becomes zero. */
export function joinShares(line: usize, slots: i32, bins: i32, sums: usize): void {
  const last = <usize>(bins - 1) * PAIR;
  for (let slot = 0; slot < slots; slot++) {
    let before = load<f64>(line + last, 8);
    for (let b = 0; b < bins; b++) {
      store<f64>(sums, load<f64>(line) + before);
      before = load<f64>(line, 8);
      v128.store(line, f64x2.splat(0));
      line += PAIR;
      sums += 8;
    }
  }
}

/** target += weight · sums, of float32 and float64 numbers. */
export function addRow(sums: usize, weight: f64, count: i32, target: usize): void {
  const weights = f64x2.splat(weight);
  const end = target + ((<usize>(count & -2)) << 2);
  while (target < end) {
    const more = f64x2.mul(weights, v128.load(sums));
    const sum = f64x2.add(f64x2.promote_low_f32x4(v128.load64_zero(target)), more);
    v128.store64_lane(target, f32x4.demote_f64x2_zero(sum), 0);
    sums += 16;
    target += 8;
  }
  if (count & 1) store<f32>(target, <f32>(<f64>load<f32>(target) + weight * load<f64>(sums)));
}

/** target += weight · sums, of float64 numbers. */
export function addWideRow(sums: usize, weight: f64, count: i32, target: usize): void {
  const weights = f64x2.splat(weight);
  const end = target + ((<usize>(count & -2)) << 3);
  for (; target < end; target += 16) {
    v128.store(target, f64x2.add(v128.load(target), f64x2.mul(weights, v128.load(sums))));
    sums += 16;
  }
  if (count & 1) store<f64>(target, load<f64>(target) + weight * load<f64>(sums));
}

/** Float32 numbers as float64 ones, rounded up to an even number of them. */
export function widen(source: usize, count: i32, target: usize): void {
  for (let i = 0; i < count; i += 2) {
    v128.store(target, f64x2.promote_low_f32x4(v128.load64_zero(source)));
    source += 8;
    target += 16;
  }
}

// Of the arctangent's polynomial, the highest power first: that of the scalar kernels' `atan2`. Then a quarter and half
// a turn, ½ and 1, and how near an edge between bins the arctangent is not trusted to tell the side. Constants are read from memory, which is sooner done than building vectors of them.
const TABLE: usize = memory.data<f64>([
  -0.004054567159154587,
  0.021862957789791415,
  -0.05591232686392983,
  0.0964219735727778,
  -0.13908629574162745,
  0.19946565660109128,
  -0.33329860785708076,
  0.999999335579011,
  Math.PI / 2,
  Math.PI,
  0.5,
  1,
  1e-5,
]);

function term(sum: v128, s: v128, offset: usize): v128 {
  return f64x2.add(f64x2.mul(sum, s), v128.load64_splat(TABLE + offset));
}

/** The angle of (x, y), −π to π, in the order of the scalar kernels' `atan2`; 0 for the zero vector. */
function angleOf(x: v128, y: v128): v128 {
  const zero = f64x2.splat(0);
  const ax = f64x2.abs(x);
  const ay = f64x2.abs(y);
  const larger = f64x2.pmax(ax, ay);
  const t = v128.and(f64x2.div(f64x2.pmin(ax, ay), larger), f64x2.gt(larger, zero));
  const s = f64x2.mul(t, t);
  let p = v128.load64_splat(TABLE);
  p = term(p, s, 8);
  p = term(p, s, 16);
  p = term(p, s, 24);
  p = term(p, s, 32);
  p = term(p, s, 40);
  p = term(p, s, 48);
  p = term(p, s, 56);
  let angle = f64x2.mul(t, p);
  angle = v128.bitselect(f64x2.sub(v128.load64_splat(TABLE, 64), angle), angle, f64x2.gt(ay, ax));
  angle = v128.bitselect(f64x2.sub(v128.load64_splat(TABLE, 72), angle), angle, f64x2.lt(x, zero));
  return v128.bitselect(f64x2.neg(angle), angle, f64x2.lt(y, zero));
}

/**
 * The votes of the differences, times `factor`, between the rows above and below a row of float64 numbers, and between
 * the neighbours of each; those of its first and its last number are 0. For each number what the lower and what the
 * higher of two bins gets, and to `offsets` where in a line of pairs the lower one lies. Rows are read to one number
 * before and three after their ends, and up to two votes too many are written.
 *
 * With `edges` votes are for the bin that holds their angle; numbers that are as near the edge of one as not to tell are
 * listed there, and the function returns how many.
 */
export function voteRow(
  above: usize,
  here: usize,
  below: usize,
  width: i32,
  factor: f64,
  perRadian: f64,
  bins: i32,
  votes: usize,
  offsets: usize,
  edges: usize,
): i32 {
  let edge = edges;
  const factors = f64x2.splat(factor);
  const all = f64x2.splat(<f64>bins);
  const scale = f64x2.splat(perRadian);
  const zero = f64x2.splat(0);
  for (let i = 0; i < width; i += 2) {
    let x = f64x2.mul(factors, f64x2.sub(v128.load(here, 8), v128.load(here - 8)));
    if (i === 0) x = f64x2.replace_lane(x, 0, 0);
    if (i + 1 === width) x = f64x2.replace_lane(x, 0, 0);
    if (i + 2 === width) x = f64x2.replace_lane(x, 1, 0);
    const y = f64x2.mul(factors, f64x2.sub(v128.load(below), v128.load(above)));
    const length = f64x2.sqrt(f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)));
    let place = f64x2.mul(angleOf(x, y), scale);
    let bin: v128;
    let low = length;
    let high = zero;
    if (edges === 0) {
      const half = v128.load64_splat(TABLE, 80);
      place = v128.bitselect(f64x2.add(place, all), place, f64x2.lt(place, zero));
      const shifted = f64x2.sub(place, half);
      place = v128.bitselect(f64x2.add(shifted, all), shifted, f64x2.lt(place, half));
      bin = f64x2.floor(place);
      const share = f64x2.sub(place, bin);
      // Rounded up to the number of bins, or no place at all.
      bin = v128.and(bin, f64x2.lt(bin, all));
      high = f64x2.mul(length, share);
      low = f64x2.mul(length, f64x2.sub(v128.load64_splat(TABLE, 88), share));
    } else {
      const between = f64x2.abs(f64x2.sub(place, f64x2.nearest(place)));
      const near = f64x2.lt(between, v128.load64_splat(TABLE, 96));
      const bits = i64x2.bitmask(v128.and(near, f64x2.gt(length, zero)));
      if (bits & 1) {
        store<i32>(edge, i);
        edge += 4;
      }
      if (bits & 2 && i + 1 < width) {
        store<i32>(edge, i + 1);
        edge += 4;
      }
      bin = f64x2.floor(place);
      bin = v128.bitselect(f64x2.add(bin, all), bin, f64x2.lt(bin, zero));
      bin = v128.bitselect(bin, f64x2.sub(bin, all), f64x2.lt(bin, all));
    }
    v128.store(votes, v128.shuffle<f64>(low, high, 0, 2));
    v128.store(votes, v128.shuffle<f64>(low, high, 1, 3), 16);
    v128.store64_lane(offsets, i32x4.shl(i32x4.trunc_sat_f64x2_s_zero(bin), 4), 0);
    above += 16;
    here += 16;
    below += 16;
    votes += 32;
    offsets += 8;
  }
  return <i32>((edge - edges) >> 2);
}

/** As `spreadRow`, of what `voteRow` wrote, with `slots` that say how many bytes of the line lie before each. */
export function spreadVotes(
  votes: usize,
  offsets: usize,
  width: i32,
  starts: usize,
  slots: usize,
  weights: usize,
  line: usize,
): void {
  let k = <usize>load<i32>(starts);
  for (let x = 0; x < width; x++) {
    const vote = v128.load(votes);
    const from = line + <usize>load<i32>(offsets);
    const end = <usize>load<i32>(starts, 4);
    for (; k < end; k++) {
      const at = from + <usize>load<i32>(slots + (k << 2));
      const share = f64x2.mul(vote, v128.load64_splat(weights + (k << 3)));
      v128.store(at, f64x2.add(v128.load(at), share));
    }
    votes += 16;
    offsets += 4;
    starts += 4;
  }
}

/** Divides a run of float32 numbers by √(Σx² + under) + beside, and cuts off what is then above `most`. */
export function normalizeRun(at: usize, length: i32, under: f64, beside: f64, most: f32): void {
  const whole = at + ((<usize>(length & -2)) << 2);
  const odd = length & 1;
  let sums = f64x2.splat(under);
  sums = f64x2.replace_lane(sums, 1, 0);
  for (let from = at; from < whole; from += 8) {
    const x = f64x2.promote_low_f32x4(v128.load64_zero(from));
    sums = f64x2.add(sums, f64x2.mul(x, x));
  }
  let squares = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (odd) squares += <f64>load<f32>(whole) * <f64>load<f32>(whole);
  const divisor = sqrt(squares) + beside;
  const divisors = f64x2.splat(divisor);
  const limit = f32x4.splat(most);
  for (; at < whole; at += 8) {
    const x = f64x2.div(f64x2.promote_low_f32x4(v128.load64_zero(at)), divisors);
    v128.store64_lane(at, f32x4.pmin(f32x4.demote_f64x2_zero(x), limit), 0);
  }
  if (odd) {
    const x = <f32>(<f64>load<f32>(at) / divisor);
    store<f32>(at, most < x ? most : x);
  }
}

/** As `normalizeRun` for runs one after the other, with `again` a second time. */
export function normalizeRuns(
  at: usize,
  runs: i32,
  length: i32,
  under: f64,
  first: f64,
  second: f64,
  most: f32,
  again: bool,
): void {
  for (let r = 0; r < runs; r++) {
    normalizeRun(at, length, under, first, most);
    if (again) normalizeRun(at, length, under, second, f32.POSITIVE_INFINITY);
    at += (<usize>length) << 2;
  }
}

/** As `normalizeRun`, of float64 numbers. */
export function normalizeWideRun(at: usize, length: i32, under: f64, beside: f64, most: f64): void {
  const whole = at + ((<usize>(length & -2)) << 3);
  const odd = length & 1;
  let sums = f64x2.replace_lane(f64x2.splat(0), 0, under);
  for (let from = at; from < whole; from += 16) {
    const x = v128.load(from);
    sums = f64x2.add(sums, f64x2.mul(x, x));
  }
  let squares = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (odd) squares += load<f64>(whole) * load<f64>(whole);
  const divisor = sqrt(squares) + beside;
  const divisors = f64x2.splat(divisor);
  const limit = f64x2.splat(most);
  for (; at < whole; at += 16) {
    v128.store(at, f64x2.pmin(f64x2.div(v128.load(at), divisors), limit));
  }
  if (odd) {
    const x = load<f64>(at) / divisor;
    store<f64>(at, most < x ? most : x);
  }
}

/** As `normalizeRuns`, of float64 numbers. */
export function normalizeWideRuns(
  at: usize,
  runs: i32,
  length: i32,
  under: f64,
  first: f64,
  second: f64,
  most: f64,
  again: bool,
): void {
  for (let r = 0; r < runs; r++) {
    normalizeWideRun(at, length, under, first, most);
    if (again) normalizeWideRun(at, length, under, second, f64.POSITIVE_INFINITY);
    at += (<usize>length) << 3;
  }
}
