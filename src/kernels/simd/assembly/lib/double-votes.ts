// Votes for the cells and directions of a descriptor of float64 levels, in the order of ../../../scalar/sift-descriptor.ts.
import { angleOf } from './double-angle';

/** From the centre of the square to its end, in cells; bytes from line to line, from place to place, and of a direction. */
const HALF: f64 = 2.5;
const LINE_STEP: i32 = 1728;
const PLACE_STEP: i32 = 288;
const DIRECTION_STEP: i32 = 32;

/**
 * The gradients of `count` samples of a row, the first of which lies at `row`, `pitch` bytes away from its neighbours
 * above and below: their angles, and their lengths times both weights. Up to one number too many is read and written.
 */
function doubleGradients(
  row: usize,
  pitch: usize,
  count: i32,
  weights: usize,
  rowWeight: f64,
  angles: usize,
  lengths: usize,
): void {
  for (const end = angles + ((<usize>count) << 3); angles < end; angles += 16) {
    const gx = f64x2.sub(v128.load(row, 8), v128.load(row - 8));
    const gy = f64x2.sub(v128.load(row + pitch), v128.load(row - pitch));
    const length = f64x2.sqrt(f64x2.add(f64x2.mul(gx, gx), f64x2.mul(gy, gy)));
    const weight = f64x2.mul(f64x2.splat(rowWeight), v128.load(weights));
    v128.store(angles, angleOf(gx, gy));
    v128.store(lengths, f64x2.mul(weight, length));
    row += 16;
    weights += 16;
    lengths += 16;
  }
}

/** Adds four shares of a vote, or what a factor leaves of them. */
function add(at: usize, upper: v128, lower: v128, share: f64): void {
  const factor = f64x2.splat(share);
  v128.store(at, f64x2.add(v128.load(at), f64x2.mul(upper, factor)));
  v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(lower, factor)), 16);
}

/** The votes of `count` gradients, see `doubleGradients`, of which the first lies at (dx, dy) from the middle. */
function doubleVotes(
  angles: usize,
  lengths: usize,
  count: i32,
  dx: f64,
  dy: f64,
  cos: f64,
  sin: f64,
  orientation: f64,
  votes: usize,
): void {
  for (const end = angles + ((<usize>count) << 3); angles < end; angles += 8) {
    const u = dx * cos + dy * sin;
    const v = dy * cos - dx * sin;
    if (abs(u) < HALF && abs(v) < HALF) {
      let place = (orientation - load<f64>(angles)) * (4 / Math.PI);
      place -= floor(place * 0.125) * 8;
      const bin = floor(place);
      const share = place - bin;
      const i = floor(u + HALF);
      const j = floor(v + HALF);
      const shareX = u + HALF - i;
      const shares = f64x2.replace_lane(f64x2.splat(1 - shareX), 1, shareX);
      const weight = load<f64>(lengths);
      const below = weight * (v + HALF - j);
      const upper = f64x2.mul(shares, f64x2.splat(weight - below));
      const lower = f64x2.mul(shares, f64x2.splat(below));
      // Rounded up to all of them, or no direction at all.
      const low = bin < 8 ? <i32>bin : 0;
      const at = votes + <usize>(<i32>j * LINE_STEP + <i32>i * PLACE_STEP + low * DIRECTION_STEP);
      add(at, upper, lower, 1 - share);
      add(at + DIRECTION_STEP, upper, lower, share);
    }
    lengths += 8;
    dx += 1;
  }
}

/**
 * The votes of a window whose first sample lies at `row`, (dx, dy) from the middle. `spans` says which column is the first
 * of each row, and how many follow; `line` has room for the gradients of two rows.
 */
export function doubleWindow(
  row: usize,
  pitch: usize,
  rows: i32,
  spans: usize,
  columnWeights: usize,
  rowWeights: usize,
  dx: f64,
  dy: f64,
  cos: f64,
  sin: f64,
  orientation: f64,
  line: usize,
  votes: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const start = load<f64>(spans);
    const count = <i32>load<f64>(spans, 8);
    if (count > 0) {
      const offset = (<usize>(<i32>start)) << 3;
      const lengths = line + pitch + 8;
      const weight = load<f64>(rowWeights);
      doubleGradients(row + offset, pitch, count, columnWeights + offset, weight, line, lengths);
      doubleVotes(line, lengths, count, dx + start, dy, cos, sin, orientation, votes);
    }
    spans += 16;
    rowWeights += 8;
    row += pitch;
    dy += 1;
  }
}
