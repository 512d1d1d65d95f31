// Histograms of gradients around a keypoint, a row of samples at a time. A row begins at its first sample; its
// neighbours to the left and right, above and below (`pitch` bytes away) are read as well, and up to three numbers
// too many, which count for nothing.
import { expNonPositive } from './lib/exponential';
import { angleOf, lengthOf, ratioOf } from './lib/polar';

/** Places between the cells of a descriptor, the directions of each, and bytes of what is collected there. */
const PLACES: i32 = 5;
const DIRECTIONS: i32 = 8;
const DIRECTION_STEP: i32 = 16;
/** After the last direction stands the first once more: the upper neighbour of each is the next. */
const PLACE_STEP: i32 = (DIRECTIONS + 1) * DIRECTION_STEP;
/** Cells on each side. */
const CELLS: i32 = 4;
/** From the square's centre to the first of those places. */
const HALF: f32 = 2.5;

/** Added to a whole number, it leaves that in the last bits: 1.5·2²³. */
const LAST_BITS: f32 = 12582912;

/** Whole numbers from 0 to 2²² as integers. */
function integers(whole: v128): v128 {
  const magic = f32x4.splat(LAST_BITS);
  return i32x4.sub(f32x4.add(whole, magic), magic);
}

/** Numbers where they are less than `end`, which is where they begin anew. */
function below(numbers: v128, end: v128): v128 {
  return v128.and(numbers, f32x4.lt(numbers, end));
}

/** target[i] = exp(exponent·(first + i)²) with an exponent ≤ 0; up to three numbers too many are written. */
export function windowWeights(first: f32, exponent: f32, count: i32, target: usize): void {
  let steps = f32x4(0, 1, 2, 3);
  for (let i = 0; i < count; i += 4) {
    const d = f32x4.add(f32x4.splat(first), steps);
    const power = f32x4.mul(f32x4.mul(d, d), f32x4.splat(exponent));
    v128.store(target, expNonPositive(power));
    steps = f32x4.add(steps, f32x4.splat(4));
    target += 16;
  }
}

/** Adds a vote to the bins beside its place in a circular histogram. */
function voteOnce(low: usize, high: usize, weight: f32, more: f32): void {
  store<f32>(low, load<f32>(low) + (weight - more));
  store<f32>(high, load<f32>(high) + more);
}

/** Votes of a row for the directions of its gradients, 0 at bin 0. */
export function orientationRow(
  row: usize,
  pitch: usize,
  weights: usize,
  count: i32,
  rowWeight: f32,
  bins: i32,
  histogram: usize,
): void {
  const perRadian = f32x4.splat(<f32>(<f64>bins / (2 * Math.PI)));
  const all = f32x4.splat(<f32>bins);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const end = f32x4.splat(<f32>count);
  let steps = f32x4(0, 1, 2, 3);
  for (let i = 0; i < count; i += 4) {
    const inside = f32x4.lt(steps, end);
    const gx = v128.and(f32x4.sub(v128.load(row, 4), v128.load(row - 4)), inside);
    const gy = v128.and(f32x4.sub(v128.load(row + pitch), v128.load(row - pitch)), inside);
    const ratio = ratioOf(gx, gy);
    const window = f32x4.mul(v128.load(weights), f32x4.splat(rowWeight));
    const weight = v128.and(f32x4.mul(window, lengthOf(gx, gy, ratio)), inside);
    let place = f32x4.mul(angleOf(gx, gy, ratio), perRadian);
    place = below(f32x4.add(place, v128.and(all, f32x4.lt(place, zero))), all);
    const bin = f32x4.floor(place);
    const more = f32x4.mul(weight, f32x4.sub(place, bin));
    const base = i32x4.splat(<i32>histogram);
    const low = i32x4.add(base, i32x4.shl(integers(bin), 2));
    const high = i32x4.add(base, i32x4.shl(integers(below(f32x4.add(bin, one), all)), 2));
    voteOnce(
      i32x4.extract_lane(low, 0),
      i32x4.extract_lane(high, 0),
      f32x4.extract_lane(weight, 0),
      f32x4.extract_lane(more, 0),
    );
    voteOnce(
      i32x4.extract_lane(low, 1),
      i32x4.extract_lane(high, 1),
      f32x4.extract_lane(weight, 1),
      f32x4.extract_lane(more, 1),
    );
    voteOnce(
      i32x4.extract_lane(low, 2),
      i32x4.extract_lane(high, 2),
      f32x4.extract_lane(weight, 2),
      f32x4.extract_lane(more, 2),
    );
    voteOnce(
      i32x4.extract_lane(low, 3),
      i32x4.extract_lane(high, 3),
      f32x4.extract_lane(weight, 3),
      f32x4.extract_lane(more, 3),
    );
    steps = f32x4.add(steps, f32x4.splat(4));
    row += 16;
    weights += 16;
  }
}

/**
 * Votes of the samples within `radius` of (x, y), `rows` of up to `count`, the first of them at (left, top);
 * `columnWeights` and `rowWeights` hold the window's Gaussian.
 */
export function orientationWindow(
  first: usize,
  pitch: usize,
  columnWeights: usize,
  count: i32,
  rowWeights: usize,
  rows: i32,
  left: i32,
  top: i32,
  x: f64,
  y: f64,
  radius: f64,
  bins: i32,
  histogram: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const dy = <f64>(top + r) - y;
    const reach = sqrt(radius * radius - dy * dy);
    const skip = max(0, <i32>ceil(x - reach) - left);
    const last = min(count - 1, <i32>floor(x + reach) - left);
    const offset = (<usize>skip) << 2;
    const weight = load<f32>(rowWeights);
    const columns = columnWeights + offset;
    orientationRow(first + offset, pitch, columns, last - skip + 1, weight, bins, histogram);
    first += pitch;
    rowWeights += 4;
  }
}

/** Adds shares of a vote for the four cells around a place, in the two directions beside its own. */
function voteAround(low: usize, shares: v128, share: v128): void {
  const more = f32x4.mul(shares, share);
  v128.store(low, f32x4.add(v128.load(low), f32x4.sub(shares, more)));
  v128.store(low, f32x4.add(v128.load(low, 16), more), 16);
}

/**
 * Votes of a row for a descriptor whose sides are turned: sample i lies at (u + i·cos, v − i·sin), in cells from its
 * centre. `direction` is that of the descriptor, in bins. A vote is kept at the place between four cells that it falls
 * on, [5, 5, 9, 4], in shares for each of them.
 */
export function descriptorRow(
  row: usize,
  pitch: usize,
  weights: usize,
  count: i32,
  rowWeight: f32,
  u: f32,
  v: f32,
  cos: f32,
  sin: f32,
  direction: f32,
  votes: usize,
): void {
  const perRadian = f32x4.splat(<f32>(<f64>DIRECTIONS / (2 * Math.PI)));
  const half = f32x4.splat(HALF);
  const all = f32x4.splat(<f32>DIRECTIONS);
  const zero = f32x4.splat(0);
  const last = f32x4.splat(<f32>(PLACES - 1));
  const end = f32x4.splat(<f32>count);
  let steps = f32x4(0, 1, 2, 3);
  for (let i = 0; i < count; i += 4) {
    const us = f32x4.add(f32x4.splat(u), f32x4.mul(f32x4.splat(cos), steps));
    const vs = f32x4.sub(f32x4.splat(v), f32x4.mul(f32x4.splat(sin), steps));
    const inside = v128.and(
      f32x4.lt(steps, end),
      v128.and(f32x4.lt(f32x4.abs(us), half), f32x4.lt(f32x4.abs(vs), half)),
    );
    const gx = v128.and(f32x4.sub(v128.load(row, 4), v128.load(row - 4)), inside);
    const gy = v128.and(f32x4.sub(v128.load(row + pitch), v128.load(row - pitch)), inside);
    const ratio = ratioOf(gx, gy);
    const window = f32x4.mul(v128.load(weights), f32x4.splat(rowWeight));
    const weight = v128.and(f32x4.mul(window, lengthOf(gx, gy, ratio)), inside);
    const angle = f32x4.mul(angleOf(gx, gy, ratio), perRadian);
    // Directions count against the sense of the image's angles.
    let place = f32x4.sub(f32x4.splat(direction), angle);
    const turns = f32x4.floor(f32x4.mul(place, f32x4.splat(1 / <f32>DIRECTIONS)));
    place = below(f32x4.sub(place, f32x4.mul(turns, all)), all);
    const bin = f32x4.floor(place);
    const share = f32x4.sub(place, bin);
    const x = f32x4.add(us, half);
    const y = f32x4.add(vs, half);
    const column = f32x4.pmax(f32x4.pmin(f32x4.floor(x), last), zero);
    const line = f32x4.pmax(f32x4.pmin(f32x4.floor(y), last), zero);
    const shareX = f32x4.sub(x, column);
    const shareY = f32x4.sub(y, line);
    const w1 = f32x4.mul(weight, shareY);
    const w0 = f32x4.sub(weight, w1);
    const w01 = f32x4.mul(w0, shareX);
    const w00 = f32x4.sub(w0, w01);
    const w11 = f32x4.mul(w1, shareX);
    const w10 = f32x4.sub(w1, w11);
    const above = f32x4.mul(line, f32x4.splat(<f32>(PLACES * PLACE_STEP)));
    const before = f32x4.mul(column, f32x4.splat(<f32>PLACE_STEP));
    const within = f32x4.mul(bin, f32x4.splat(<f32>DIRECTION_STEP));
    const offset = integers(f32x4.add(f32x4.add(above, before), within));
    const low = i32x4.add(offset, i32x4.splat(<i32>votes));
    // From a vector for each share to one for each sample.
    const t0 = v128.shuffle<f32>(w00, w01, 0, 4, 1, 5);
    const t1 = v128.shuffle<f32>(w10, w11, 0, 4, 1, 5);
    const t2 = v128.shuffle<f32>(w00, w01, 2, 6, 3, 7);
    const t3 = v128.shuffle<f32>(w10, w11, 2, 6, 3, 7);
    voteAround(
      i32x4.extract_lane(low, 0),
      v128.shuffle<f32>(t0, t1, 0, 1, 4, 5),
      v128.shuffle<f32>(share, share, 0, 0, 0, 0),
    );
    voteAround(
      i32x4.extract_lane(low, 1),
      v128.shuffle<f32>(t0, t1, 2, 3, 6, 7),
      v128.shuffle<f32>(share, share, 1, 1, 1, 1),
    );
    voteAround(
      i32x4.extract_lane(low, 2),
      v128.shuffle<f32>(t2, t3, 0, 1, 4, 5),
      v128.shuffle<f32>(share, share, 2, 2, 2, 2),
    );
    voteAround(
      i32x4.extract_lane(low, 3),
      v128.shuffle<f32>(t2, t3, 2, 3, 6, 7),
      v128.shuffle<f32>(share, share, 3, 3, 3, 3),
    );
    steps = f32x4.add(steps, f32x4.splat(4));
    row += 16;
    weights += 16;
  }
}

/** A side nearly along the row bounds it so far out that the window's own bounds come first. */
const ALONG: f64 = 1e-9;

/**
 * Votes of the samples within a turned square around (x, y), `rows` of up to `count`, the first of them at (left, top);
 * `columnWeights` and `rowWeights` hold the window's Gaussian.
 */
export function descriptorWindow(
  first: usize,
  pitch: usize,
  columnWeights: usize,
  count: i32,
  rowWeights: usize,
  rows: i32,
  left: i32,
  top: i32,
  x: f64,
  y: f64,
  cos: f64,
  sin: f64,
  direction: f32,
  votes: usize,
): void {
  const half = <f64>HALF;
  for (let r = 0; r < rows; r++) {
    const dy = <f64>(top + r) - y;
    let from = <f64>left - x;
    let to = <f64>(left + count - 1) - x;
    if (abs(cos) > ALONG) {
      const middle = (-dy * sin) / cos;
      const reach = abs(half / cos);
      from = max(from, middle - reach);
      to = min(to, middle + reach);
    }
    if (abs(sin) > ALONG) {
      const middle = (dy * cos) / sin;
      const reach = abs(half / sin);
      from = max(from, middle - reach);
      to = min(to, middle + reach);
    }
    const start = <i32>ceil(from + x);
    const inside = <i32>floor(to + x) - start + 1;
    const dx = <f64>start - x;
    const offset = (<usize>(start - left)) << 2;
    descriptorRow(
      first + offset,
      pitch,
      columnWeights + offset,
      inside,
      load<f32>(rowWeights),
      <f32>(dx * cos + dy * sin),
      <f32>(dy * cos - dx * sin),
      <f32>cos,
      <f32>sin,
      direction,
      votes,
    );
    first += pitch;
    rowWeights += 4;
  }
}

/** Sums what each of 4×4 cells gets from the four places at its corners, to 128 numbers. */
export function gatherCells(votes: usize, target: usize): void {
  for (let j = 0; j < CELLS; j++) {
    for (let i = 0; i < CELLS; i++) {
      const at = votes + <usize>((j * PLACES + i) * PLACE_STEP);
      for (let b = 0; b < DIRECTIONS; b++) {
        const here = at + <usize>(b * DIRECTION_STEP);
        let sum = gatherOne(here);
        if (b === 0) sum += gatherOne(here + <usize>(DIRECTIONS * DIRECTION_STEP));
        store<f32>(target, sum);
        target += 4;
      }
    }
  }
}

/** What one cell gets in a direction from the four places at its corners. */
function gatherOne(at: usize): f32 {
  const under = at + <usize>(PLACES * PLACE_STEP);
  const upper = load<f32>(at, 12) + load<f32>(at + <usize>PLACE_STEP, 8);
  return upper + (load<f32>(under, 4) + load<f32>(under + <usize>PLACE_STEP));
}
