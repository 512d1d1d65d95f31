// Votes for the directions of gradients within a circle, a row of samples at a time. A row begins left of its first
// sample; the neighbours of each to the left and right, above and below (`pitch` bytes away) are read, and up to three
// numbers too many, which count for nothing.
import { closeCircle, MARGIN } from './circular-peaks';
import { endOfRow, gradientRow, setSpan, spanOf } from './gradient-row';
import { OWN_BITS, withBits } from './last-bits';

/** Bins of a histogram of orientations, of angles from −18 to 18; each with shares of itself and of the next. */
const PAIR_STEP: i32 = 8;
const PAIRS: i32 = 38;
const PAIR_COPY_STEP: i32 = PAIRS * PAIR_STEP;

/** Neighbouring samples often vote for one bin: they do so in copies, not to wait for one another. */
const PAIR_COPIES: i32 = 4;
/** Bytes of all votes. */
export const ORIENTATION_BYTES: i32 = PAIR_COPIES * PAIR_COPY_STEP;

/** Adds the votes of two samples, each in a copy of its own. */
function voteTwice(first: usize, second: usize, votes: v128): void {
  const sum = f32x4.add(v128.load64_lane(second, v128.load64_zero(first), 1), votes);
  v128.store64_lane(first, sum, 0);
  v128.store64_lane(second, sum, 1);
}

// Bins in an eighth of a turn, and bytes from bin to bin.
const STEPS: usize = memory.data<f32>([4.5, 8]);
const FRAME: usize = memory.data(16, 16);

/**
 * Votes of a row of gradients for its directions, for the bin at or before each, and for the one that follows;
 * `FRAME` holds where bin 0 of the copies stands.
 */
export function orientationRow(gradients: usize, count: i32): void {
  const end = endOfRow(gradients, count);
  for (; gradients < end; gradients += 32) {
    const weight = v128.load(gradients, 16);
    const place = f32x4.mul(v128.load(gradients), v128.load32_splat(STEPS));
    const bin = f32x4.floor(place);
    const more = f32x4.mul(weight, f32x4.sub(place, bin));
    const less = f32x4.sub(weight, more);
    const at = i32x4.add(withBits(f32x4.mul(bin, v128.load32_splat(STEPS + 4))), v128.load(FRAME));
    voteTwice(
      i32x4.extract_lane(at, 0),
      i32x4.extract_lane(at, 1),
      v128.shuffle<f32>(less, more, 0, 4, 1, 5),
    );
    voteTwice(
      i32x4.extract_lane(at, 2),
      i32x4.extract_lane(at, 3),
      v128.shuffle<f32>(less, more, 2, 6, 3, 7),
    );
  }
}

/** Sets the spans of a circle of `radius` around (x, y); see `orientationWindow` and `setSpan`. */
export function circleSpans(
  spans: usize,
  row: usize,
  pitch: usize,
  count: i32,
  rows: i32,
  left: i32,
  top: i32,
  x: f64,
  y: f64,
  radius: f64,
): i32 {
  let read: i32 = 0;
  for (let r = 0; r < rows; r++) {
    const dy = <f64>(top + r) - y;
    const reach = sqrt(radius * radius - dy * dy);
    const first = max(0, <i32>ceil(x - reach) - left);
    const last = min(count - 1, <i32>floor(x + reach) - left);
    read |= setSpan(spanOf(spans, r), first, last, row);
    row += pitch;
  }
  return read;
}

/**
 * Votes of the samples in the spans of `rows` rows; `row` is the left neighbour of the first sample of all, and
 * `columnWeights` and `rowWeights` hold the window's Gaussian.
 */
export function orientationWindow(
  spans: usize,
  row: usize,
  pitch: usize,
  rows: i32,
  columnWeights: usize,
  rowWeights: usize,
  gradients: usize,
  votes: usize,
): void {
  const copies = i32x4(0, PAIR_COPY_STEP, 2 * PAIR_COPY_STEP, 3 * PAIR_COPY_STEP);
  v128.store(FRAME, i32x4.add(i32x4.splat(<i32>votes + 18 * PAIR_STEP - OWN_BITS), copies));
  for (let r = 0; r < rows; r++) {
    const span = spanOf(spans, r);
    const offset = (<usize>load<i32>(span)) << 2;
    const count = load<i32>(span, 4);
    if (count > 0) {
      const weight = load<f32>(rowWeights + ((<usize>r) << 2));
      gradientRow(row + offset, pitch, columnWeights + offset, weight, count, gradients);
      orientationRow(gradients, count);
    }
    row += pitch;
  }
}

/** Brings the copies and shares of votes together in a histogram; says their sum. */
export function joinVotes(votes: usize, histogram: usize): f64 {
  for (let at = votes; at < votes + PAIR_COPY_STEP; at += 16) {
    const first = f32x4.add(v128.load(at), v128.load(at, PAIR_COPY_STEP));
    const second = f32x4.add(v128.load(at, 2 * PAIR_COPY_STEP), v128.load(at, 3 * PAIR_COPY_STEP));
    v128.store(at, f32x4.add(first, second));
  }
  // Half a turn forwards and backwards end at one bin.
  const both = f32x4.add(v128.load64_zero(votes), v128.load64_zero(votes, 36 * PAIR_STEP));
  v128.store64_lane(votes, both, 0);
  let sum: f64 = 0;
  let before = <f64>load<f32>(votes, 35 * PAIR_STEP + 4);
  for (let i = 0; i < 36; i++) {
    const count = <f64>load<f32>(votes) + before;
    before = <f64>load<f32>(votes, 4);
    sum += count;
    store<f64>(histogram + ((<usize>(i < 18 ? i + 18 : i - 18)) << 3), count, MARGIN);
    votes += PAIR_STEP;
  }
  closeCircle(histogram);
  return sum;
}
