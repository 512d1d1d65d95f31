// Differences of images and their extrema, float32, and fits to these. What is found is what the scalar kernel finds, in
// its order.
import { FIT_BYTES, refineExtremum } from './lib/refine-extremum';

// It stays a function: engines speed up whole ones, between calls.
export { refineExtremum } from './lib/refine-extremum';

/** target = minuend − subtrahend; `count` numbers, rounded up to a multiple of four. Target may be either of them. */
export function subtract(minuend: usize, subtrahend: usize, target: usize, count: i32): void {
  const end = (((<usize>count) << 2) + 15) & ~15;
  const whole = end & ~63;
  for (let i: usize = 0; i < whole; i += 64) {
    const p = minuend + i;
    const q = subtrahend + i;
    const to = target + i;
    v128.store(to, f32x4.sub(v128.load(p), v128.load(q)));
    v128.store(to, f32x4.sub(v128.load(p, 16), v128.load(q, 16)), 16);
    v128.store(to, f32x4.sub(v128.load(p, 32), v128.load(q, 32)), 32);
    v128.store(to, f32x4.sub(v128.load(p, 48), v128.load(q, 48)), 48);
  }
  for (let i = whole; i < end; i += 16) {
    v128.store(target + i, f32x4.sub(v128.load(minuend + i), v128.load(subtrahend + i)));
  }
}

/** Differences of neighbouring levels, `size` bytes apart, to `target`, `plane` bytes apart; `count` numbers of each. */
export function subtractLevels(
  levels: usize,
  size: usize,
  layers: i32,
  target: usize,
  plane: usize,
  count: i32,
): void {
  for (let z = 0; z < layers; z++) {
    subtract(levels + size, levels, target, count);
    levels += size;
    target += plane;
  }
}

/** Moves so many bytes, `distance` away in each of some layers, to the layer's beginning. */
export function keepRows(
  layer: usize,
  plane: usize,
  layers: i32,
  distance: usize,
  bytes: usize,
): void {
  for (let z = 0; z < layers; z++) {
    memory.copy(layer, layer + distance, bytes);
    layer += plane;
  }
}

/** Lanes of v that exceed the numbers from `at` on by `slack` at least. */
function above(v: v128, at: usize, slack: v128): v128 {
  return f32x4.ge(f32x4.sub(v, v128.load(at)), slack);
}

/** Lanes of v that fall below the numbers from `at` on by `slack` at least. */
function below(v: v128, at: usize, slack: v128): v128 {
  return f32x4.ge(f32x4.sub(v128.load(at), v), slack);
}

function aboveThree(v: v128, at: usize, slack: v128): v128 {
  const pair = v128.and(above(v, at - 4, slack), above(v, at + 4, slack));
  return v128.and(pair, above(v, at, slack));
}

function belowThree(v: v128, at: usize, slack: v128): v128 {
  const pair = v128.and(below(v, at - 4, slack), below(v, at + 4, slack));
  return v128.and(pair, below(v, at, slack));
}

/** Lanes of v that none of the six nearest numbers exceeds, or that exceed none of them. */
function outermost(v: v128, at: usize, step: usize, plane: usize): v128 {
  const left = v128.load(at - 4);
  const right = v128.load(at, 4);
  const up = v128.load(at - step);
  const down = v128.load(at + step);
  const finer = v128.load(at - plane);
  const coarser = v128.load(at + plane);
  const most = f32x4.pmax(
    f32x4.pmax(f32x4.pmax(left, right), f32x4.pmax(up, down)),
    f32x4.pmax(finer, coarser),
  );
  const least = f32x4.pmin(
    f32x4.pmin(f32x4.pmin(left, right), f32x4.pmin(up, down)),
    f32x4.pmin(finer, coarser),
  );
  return v128.or(f32x4.ge(v, most), f32x4.le(v, least));
}

/** Differences of unequal numbers are at least so large. */
const SMALLEST: f32 = 1.401298464324817e-45;

/** Whether one of four numbers may be an extremum. */
function mayBe(v: v128, at: usize, step: usize, plane: usize, high: v128): v128 {
  return v128.and(f32x4.ge(f32x4.abs(v), high), outermost(v, at, step, plane));
}

/** Which of four numbers are extrema, as bits. */
function examine(at: usize, step: usize, plane: usize, high: v128, strict: v128, late: v128): i32 {
  const v = v128.load(at);
  const large = f32x4.ge(f32x4.abs(v), high);
  let top = v128.and(large, v128.and(above(v, at - 4, strict), above(v, at + 4, late)));
  let low = v128.and(large, v128.and(below(v, at - 4, strict), below(v, at + 4, late)));
  top = v128.and(top, v128.and(aboveThree(v, at - step, strict), aboveThree(v, at + step, late)));
  low = v128.and(low, v128.and(belowThree(v, at - step, strict), belowThree(v, at + step, late)));
  if (!v128.any_true(v128.or(top, low))) return 0;
  for (let from = at - step; from <= at + step; from += step) {
    top = v128.and(top, aboveThree(v, from - plane, strict));
    low = v128.and(low, belowThree(v, from - plane, strict));
    top = v128.and(top, aboveThree(v, from + plane, late));
    low = v128.and(low, belowThree(v, from + plane, late));
  }
  return i32x4.bitmask(v128.or(top, low));
}

/**
 * Writes the places of a row's extrema, the row's own being `index`, and returns where they end. `row` is where the row
 * lies; `step` and `plane` bytes away lie the rows and the images beside it. An extremum has at least the absolute value
 * `threshold`, exceeds what comes before it, or falls below it, and exceeds by `slack` what comes after it.
 */
export function scanRow(
  row: usize,
  step: usize,
  plane: usize,
  width: i32,
  threshold: f32,
  slack: f32,
  index: i32,
  places: usize,
): usize {
  const high = f32x4.splat(threshold);
  const strict = f32x4.splat(SMALLEST);
  const late = f32x4.splat(slack);
  // Sixteen numbers at a time and few branches, nearly always the same way: others would be guessed wrong too often.
  for (let x = 1; x < width - 1; x += 16) {
    const at = row + ((<usize>x) << 2);
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const largest = f32x4.pmax(
      f32x4.pmax(f32x4.abs(a), f32x4.abs(b)),
      f32x4.pmax(f32x4.abs(c), f32x4.abs(d)),
    );
    if (!v128.any_true(f32x4.ge(largest, high))) continue;
    const first = mayBe(a, at, step, plane, high);
    const second = mayBe(b, at + 16, step, plane, high);
    const third = mayBe(c, at + 32, step, plane, high);
    const fourth = mayBe(d, at + 48, step, plane, high);
    if (!v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) continue;
    let bits = 0;
    if (v128.any_true(first)) bits = examine(at, step, plane, high, strict, late);
    if (v128.any_true(second)) bits |= examine(at + 16, step, plane, high, strict, late) << 4;
    if (v128.any_true(third)) bits |= examine(at + 32, step, plane, high, strict, late) << 8;
    if (v128.any_true(fourth)) bits |= examine(at + 48, step, plane, high, strict, late) << 12;
    // Beyond the last column but one.
    if (x + 16 > width - 1) bits &= (1 << (width - 1 - x)) - 1;
    while (bits !== 0) {
      store<i32>(places, index + x + ctz(bits));
      places += 4;
      bits &= bits - 1;
    }
  }
  return places;
}

/** The same of some rows, one after the other; says how many extrema there are. */
export function scanRows(
  row: usize,
  step: usize,
  plane: usize,
  rows: i32,
  width: i32,
  threshold: f32,
  slack: f32,
  index: i32,
  places: usize,
): i32 {
  let end = places;
  for (let y = 0; y < rows; y++) {
    end = scanRow(row, step, plane, width, threshold, slack, index, end);
    row += step;
    index += width;
  }
  return <i32>((end - places) >> 2);
}

/** Fits, see `refineExtremum`, to `count` extrema whose indices are given. */
export function refine(
  levels: usize,
  depth: i32,
  height: i32,
  width: i32,
  indices: usize,
  count: i32,
  top: i32,
  fits: usize,
): void {
  for (let i = 0; i < count; i++) {
    refineExtremum(levels, depth, height, width, load<i32>(indices), top, fits);
    indices += 4;
    fits += FIT_BYTES;
  }
}
