// Votes for the cells and directions of a descriptor, a row of samples at a time. A row begins left of its first sample;
// the neighbours of each to the left and right, above and below (`pitch` bytes away) are read, and up to three numbers
// too many, which count for nothing.
import { endOfRow, gradientRow, setSpan, spanOf } from './gradient-row';
import { OWN_BITS, withBits } from './last-bits';

/** Cells on each side, and from the square's centre to its border with half a cell more. */
const CELLS: i32 = 4;
export const HALF: f64 = 2.5;
/**
 * Places between the cells of a descriptor, on each side, with one more for what lies on the square's end. At each
 * stand the eight directions, the first once more at the end: the upper neighbour of each is the next.
 */
const PLACES: i32 = 6;
const DIRECTION_STEP: i32 = 16;
const PLACE_STEP: i32 = 9 * DIRECTION_STEP;
const LINE_STEP: i32 = PLACES * PLACE_STEP;
/** Neighbouring samples often vote for one place: they do so in copies, not to wait for one another. */
const COPY_STEP: i32 = PLACES * LINE_STEP;
const COPIES: i32 = 4;

/** Bytes of all votes. */
export const DESCRIPTOR_BYTES: i32 = COPIES * COPY_STEP;

// The end of the places, bytes from line to line and from place to place, and 7 as an integer.
const STEPS: usize = memory.data<f32>([5, 864, 144, 9.80908925027372e-45]);

/** Adds shares of a vote for the four cells around a place, in the two directions beside its own. */
function voteAround(low: usize, shares: v128, share: v128): void {
  const more = f32x4.mul(shares, share);
  v128.store(low, f32x4.add(v128.load(low), f32x4.sub(shares, more)));
  v128.store(low, f32x4.add(v128.load(low, 16), more), 16);
}

/** Numbers from 0 to the last place, NaN at the end: what lies outside gets into no cell. */
function amongPlaces(numbers: v128): v128 {
  const end = v128.load32_splat(STEPS);
  return f32x4.pmax(f32x4.splat(0), f32x4.pmin(end, numbers));
}

// What a row needs, as loads take it fastest: where the copies begin; the descriptor's direction, and the steps of its
// samples across cells; where its first sample lies.
const FRAME: usize = memory.data(36, 16);
const DIRECTION: usize = FRAME + 16;
const COS: usize = FRAME + 20;
const SIN: usize = FRAME + 24;
const X: usize = FRAME + 28;
const Y: usize = FRAME + 32;

/**
 * Votes of a row of gradients for a descriptor whose sides are turned: sample i lies at (X + i·COS, Y − i·SIN), in cells
 * from the first place. A vote is kept at the place between four cells that it falls on, in shares for each of them.
 */
export function descriptorRow(gradients: usize, count: i32): void {
  const end = endOfRow(gradients, count);
  let steps = f32x4(0, 1, 2, 3);
  for (; gradients < end; gradients += 32) {
    const weight = v128.load(gradients, 16);
    // Directions count against the sense of the image's angles.
    const place = f32x4.sub(v128.load32_splat(DIRECTION), v128.load(gradients));
    const bin = f32x4.floor(place);
    const share = f32x4.sub(place, bin);
    const within = i32x4.shl(v128.and(withBits(bin), v128.load32_splat(STEPS + 12)), 4);
    const xs = amongPlaces(
      f32x4.add(v128.load32_splat(X), f32x4.mul(v128.load32_splat(COS), steps)),
    );
    const ys = amongPlaces(
      f32x4.sub(v128.load32_splat(Y), f32x4.mul(v128.load32_splat(SIN), steps)),
    );
    const column = f32x4.floor(xs);
    const line = f32x4.floor(ys);
    const shareX = f32x4.sub(xs, column);
    const w1 = f32x4.mul(weight, f32x4.sub(ys, line));
    const w0 = f32x4.sub(weight, w1);
    const w01 = f32x4.mul(w0, shareX);
    const w00 = f32x4.sub(w0, w01);
    const w11 = f32x4.mul(w1, shareX);
    const w10 = f32x4.sub(w1, w11);
    const above = f32x4.mul(line, v128.load32_splat(STEPS + 4));
    const before = f32x4.mul(column, v128.load32_splat(STEPS + 8));
    const offset = withBits(f32x4.add(above, before));
    const low = i32x4.add(i32x4.add(offset, within), v128.load(FRAME));
    // From a vector for each share to one for each sample.
    const t0 = v128.shuffle<f32>(w00, w01, 0, 4, 1, 5);
    const t1 = v128.shuffle<f32>(w10, w11, 0, 4, 1, 5);
    const t2 = v128.shuffle<f32>(w00, w01, 2, 6, 3, 7);
    const t3 = v128.shuffle<f32>(w10, w11, 2, 6, 3, 7);
    voteAround(
      i32x4.extract_lane(low, 0),
      v128.shuffle<f64>(t0, t1, 0, 2),
      v128.shuffle<f32>(share, share, 0, 0, 0, 0),
    );
    voteAround(
      i32x4.extract_lane(low, 1),
      v128.shuffle<f64>(t0, t1, 1, 3),
      v128.shuffle<f32>(share, share, 1, 1, 1, 1),
    );
    voteAround(
      i32x4.extract_lane(low, 2),
      v128.shuffle<f64>(t2, t3, 0, 2),
      v128.shuffle<f32>(share, share, 2, 2, 2, 2),
    );
    voteAround(
      i32x4.extract_lane(low, 3),
      v128.shuffle<f64>(t2, t3, 1, 3),
      v128.shuffle<f32>(share, share, 3, 3, 3, 3),
    );
    steps = f32x4.add(steps, f32x4.splat(4));
  }
}

/** A side nearly along the row bounds it so far out that the window's own bounds come first. */
const ALONG: f64 = 1e-9;

/** Sets the spans of a square around (x, y) that is turned, as its cosine and sine by the size of a cell say. */
export function squareSpans(
  spans: usize,
  row: usize,
  pitch: usize,
  count: i32,
  rows: i32,
  left: i32,
  top: i32,
  x: f64,
  y: f64,
  cos: f64,
  sin: f64,
): i32 {
  const first = <f64>left - x;
  const last = <f64>(left + count - 1) - x;
  // Where a row meets the sides across it, and those along it, by the row's distance from the middle.
  const acrossSlope = abs(cos) > ALONG ? -sin / cos : 0;
  const acrossReach = abs(cos) > ALONG ? abs(HALF / cos) : f64.POSITIVE_INFINITY;
  const alongSlope = abs(sin) > ALONG ? cos / sin : 0;
  const alongReach = abs(sin) > ALONG ? abs(HALF / sin) : f64.POSITIVE_INFINITY;
  let read: i32 = 0;
  for (let r = 0; r < rows; r++) {
    const dy = <f64>(top + r) - y;
    const across = dy * acrossSlope;
    const along = dy * alongSlope;
    const from = max(first, max(across - acrossReach, along - alongReach));
    const to = min(last, min(across + acrossReach, along + alongReach));
    const start = <i32>ceil(from + x) - left;
    read |= setSpan(spanOf(spans, r), start, <i32>floor(to + x) - left, row);
    row += pitch;
  }
  return read;
}

/**
 * Votes of the samples in the spans of `rows` rows; (dx, dy) is the first sample of all, from the middle, `row` is its
 * left neighbour, and `columnWeights` and `rowWeights` hold the window's Gaussian.
 */
export function descriptorWindow(
  spans: usize,
  row: usize,
  pitch: usize,
  rows: i32,
  columnWeights: usize,
  rowWeights: usize,
  dx: f64,
  dy: f64,
  cos: f64,
  sin: f64,
  direction: f32,
  gradients: usize,
  votes: usize,
): void {
  const copies = i32x4(0, COPY_STEP, 2 * COPY_STEP, 3 * COPY_STEP);
  v128.store(FRAME, i32x4.add(i32x4.splat(<i32>votes - OWN_BITS), copies));
  store<f32>(DIRECTION, direction);
  store<f32>(COS, <f32>cos);
  store<f32>(SIN, <f32>sin);
  for (let r = 0; r < rows; r++) {
    const span = spanOf(spans, r);
    const start = load<i32>(span);
    const count = load<i32>(span, 4);
    if (count > 0) {
      const across = dx + <f64>start;
      const down = dy + <f64>r;
      const offset = (<usize>start) << 2;
      const weight = load<f32>(rowWeights + ((<usize>r) << 2));
      store<f32>(X, <f32>(across * cos + down * sin + HALF));
      store<f32>(Y, <f32>(down * cos - across * sin + HALF));
      gradientRow(row + offset, pitch, columnWeights + offset, weight, count, gradients);
      descriptorRow(gradients, count);
    }
    row += pitch;
  }
}

/** Sums what each of 4×4 cells gets from the four places at its corners, to 128 numbers. */
export function gatherCells(votes: usize, target: usize): f64 {
  for (let j = 0; j <= CELLS; j++) {
    for (let i = 0; i <= CELLS; i++) {
      const at = votes + <usize>(j * LINE_STEP + i * PLACE_STEP);
      for (let to = at; to < at + PLACE_STEP; to += DIRECTION_STEP) {
        const first = f32x4.add(v128.load(to), v128.load(to, COPY_STEP));
        const second = f32x4.add(v128.load(to, 2 * COPY_STEP), v128.load(to, 3 * COPY_STEP));
        v128.store(to, f32x4.add(first, second));
      }
      v128.store(at, f32x4.add(v128.load(at), v128.load(at, 8 * DIRECTION_STEP)));
    }
  }
  let total: f64 = 0;
  for (let j = 0; j < CELLS; j++) {
    for (let i = 0; i < CELLS; i++) {
      const at = votes + <usize>(j * LINE_STEP + i * PLACE_STEP);
      for (let b = 0; b < 8; b++) {
        const sum = gatherOne(at + <usize>(b * DIRECTION_STEP));
        total += <f64>sum;
        store<f32>(target, sum);
        target += 4;
      }
    }
  }
  return total;
}

/** What one cell gets in a direction from the four places at its corners. */
function gatherOne(at: usize): f32 {
  const upper = load<f32>(at, 12) + load<f32>(at, PLACE_STEP + 8);
  return upper + (load<f32>(at, LINE_STEP + 4) + load<f32>(at, LINE_STEP + PLACE_STEP));
}
