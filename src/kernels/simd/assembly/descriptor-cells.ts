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
