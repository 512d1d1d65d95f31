// Histograms of gradients around keypoints: dominant directions, and descriptors, of many places at a time.
import { dominantAngles, HISTOGRAM_BYTES } from './lib/circular-peaks';
import {
  DESCRIPTOR_BYTES,
  descriptorWindow,
  gatherCells,
  HALF,
  squareSpans,
} from './lib/descriptor-votes';
import { expNonPositive } from './lib/exponential';
import { finishDescriptor } from './lib/finish-descriptor';
import {
  circleSpans,
  joinVotes,
  ORIENTATION_BYTES,
  orientationWindow,
} from './lib/orientation-votes';

// They stay functions: engines speed up whole ones, between calls.
export { dominantAngles } from './lib/circular-peaks';
export {
  descriptorRow,
  descriptorWindow,
  gatherCells,
  squareSpans,
} from './lib/descriptor-votes';
export { finishDescriptor } from './lib/finish-descriptor';
export { gradientRow } from './lib/gradient-row';
export { circleSpans, joinVotes, orientationRow, orientationWindow } from './lib/orientation-votes';

/** Sums below it are left to the scalar kernels: float32 numbers end not far under it. */
const LEAST_SUM: f64 = 1e-25;

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

/** The first sample of a window that has a gradient. */
function firstOf(centre: f64, radius: f64): f64 {
  return max(1, ceil(centre - radius));
}

/** The last one of an axis of so many. */
function lastOf(centre: f64, radius: f64, length: i32): f64 {
  return min(<f64>(length - 2), floor(centre + radius));
}

/** Whether float32 could hold votes of this sum. */
function held(sum: f64): bool {
  return sum === 0 || (sum > LEAST_SUM && sum < f64.POSITIVE_INFINITY);
}

/**
 * Dominant directions around places [count, 4]: level, x, y, and the sigma of the window. To `counts` how many each
 * has, −1 where float32 could not hold the votes, and the angles, one after the other, to `angles`. `weights` has room
 * for those of a column and of a row, `work` for the rest.
 */
export function orientations(
  levels: usize,
  pitch: usize,
  height: i32,
  width: i32,
  places: usize,
  count: i32,
  reach: f64,
  columnWeights: usize,
  rowWeights: usize,
  spans: usize,
  gradients: usize,
  work: usize,
  counts: usize,
  angles: usize,
): void {
  const histogram = work + ORIENTATION_BYTES;
  const smooth = histogram + HISTOGRAM_BYTES;
  for (let i = 0; i < count; i++) {
    const x = load<f64>(places, 8);
    const y = load<f64>(places, 16);
    const sigma = load<f64>(places, 24);
    const radius = reach * sigma;
    const exponent = <f32>(-1 / (2 * sigma * sigma));
    const top = firstOf(y, radius);
    const left = firstOf(x, radius);
    const rows = <i32>(lastOf(y, radius, height) - top) + 1;
    const columns = <i32>(lastOf(x, radius, width) - left) + 1;
    memory.fill(work, 0, ORIENTATION_BYTES);
    if (rows > 0 && columns > 0) {
      windowWeights(<f32>(left - x), exponent, columns, columnWeights);
      windowWeights(<f32>(top - y), exponent, rows, rowWeights);
      const line = <i32>load<f64>(places) * height + <i32>top;
      const first = levels + <usize>line * pitch + ((<usize>left - 1) << 2);
      const read = circleSpans(
        spans,
        first,
        pitch,
        columns,
        rows,
        <i32>left,
        <i32>top,
        x,
        y,
        radius,
      );
      store<i32>(gradients, read);
      orientationWindow(spans, first, pitch, rows, columnWeights, rowWeights, gradients, work);
    }
    let found = -1;
    if (held(joinVotes(work, histogram))) {
      found = dominantAngles(histogram, smooth, angles);
      angles += (<usize>found) << 3;
    }
    store<i32>(counts, found);
    counts += 4;
    places += 32;
  }
}

/**
 * Descriptors of places [count, 7]: level, x, y, size of a cell, cosine and sine of the turn by that size, and the turn
 * in eighths, from 0 to 8. As `rule` says: 0 leaves the votes as they are, 1 and 2 finish them, see `finish`. To `flags`
 * whether float32 could hold the votes. `weights` has room for those of a column and of a row, `work` for the rest.
 */
export function descriptors(
  levels: usize,
  pitch: usize,
  height: i32,
  width: i32,
  places: usize,
  count: i32,
  clip: f64,
  rule: i32,
  columnWeights: usize,
  rowWeights: usize,
  spans: usize,
  gradients: usize,
  work: usize,
  flags: usize,
  target: usize,
): void {
  for (let i = 0; i < count; i++) {
    const x = load<f64>(places, 8);
    const y = load<f64>(places, 16);
    const size = load<f64>(places, 24);
    const cos = load<f64>(places, 32);
    const sin = load<f64>(places, 40);
    const radius = HALF * size * size * (abs(cos) + abs(sin));
    const exponent = <f32>(-1 / (2 * 4 * size * size));
    const top = firstOf(y, radius);
    const left = firstOf(x, radius);
    const rows = <i32>(lastOf(y, radius, height) - top) + 1;
    const columns = <i32>(lastOf(x, radius, width) - left) + 1;
    memory.fill(work, 0, DESCRIPTOR_BYTES);
    if (rows > 0 && columns > 0) {
      windowWeights(<f32>(left - x), exponent, columns, columnWeights);
      windowWeights(<f32>(top - y), exponent, rows, rowWeights);
      const line = <i32>load<f64>(places) * height + <i32>top;
      const first = levels + <usize>line * pitch + ((<usize>left - 1) << 2);
      const read = squareSpans(
        spans,
        first,
        pitch,
        columns,
        rows,
        <i32>left,
        <i32>top,
        x,
        y,
        cos,
        sin,
      );
      store<i32>(gradients, read);
      descriptorWindow(
        spans,
        first,
        pitch,
        rows,
        columnWeights,
        rowWeights,
        left - x,
        top - y,
        cos,
        sin,
        <f32>load<f64>(places, 48),
        gradients,
        work,
      );
    }
    const sum = gatherCells(work, target);
    store<i32>(flags, held(sum));
    if (rule !== 0 && sum !== 0) finishDescriptor(target, work, clip, rule === 2);
    flags += 4;
    places += 56;
    target += 512;
  }
}
