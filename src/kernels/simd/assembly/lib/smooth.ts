// Smoothing of float32 images by what neighbours differ, as exactly as in float64: a row that is smoothed is the sum of
// two numbers each, what it was and what is added to it. See ../../exact-separable-filter.ts.

import { addRows, stepsAlong, stepsBetween, stepsOfSums, sumAcross, sumAlong } from './smooth-rows';

/** Where the numbers of a filter stand, by bytes; ../../smoothing.ts writes them, in this order. */
const HEIGHT: usize = 0;
const WIDTH: usize = 4;
const SOURCE: usize = 8;
const SOURCE_ROWS: usize = 12;
const SOURCE_PITCH: usize = 16;
const TARGET: usize = 20;
const TARGET_ROWS: usize = 24;
const TARGET_PITCH: usize = 28;
const TAPS_Y: usize = 32;
const DOWN: usize = 36;
const TAPS_X: usize = 40;
const ACROSS: usize = 44;
const ROWS_BEYOND: usize = 48;
const COLUMNS_BEYOND: usize = 52;
const CONSTANT: usize = 56;
const CONSTANT_ROW: usize = 60;
const LEAST: usize = 64;
const DOWN_FIRST: usize = 68;
const PITCH: usize = 72;
const LINE: usize = 76;
const SUMS: usize = 80;
const STEPS: usize = 84;
const TABLE: usize = 88;
const SPARE: usize = 92;
const BORDER: usize = 96;
const BROUGHT: usize = 100;
const WRITTEN: usize = 104;

// What stands outside of an image, as `BORDERS` of ../../smoothing.ts counts.
const REFLECT: i32 = 0;
const MIRROR: i32 = 1;
const NEAREST: i32 = 2;
const WRAP: i32 = 3;
/** Stands for the constant outside. */
const OUTSIDE: i32 = -1;

function modulo(a: i32, n: i32): i32 {
  return ((a % n) + n) % n;
}

/** The number of a line that stands at a place outside of it, as `borderIndex` of the scalar kernels says. */
function placeFor(at: i32, length: i32, border: i32): i32 {
  if (border === WRAP) return modulo(at, length);
  if (border === NEAREST) return at < 0 ? 0 : length - 1;
  if (border !== REFLECT && border !== MIRROR) return OUTSIDE;
  const shared = border === MIRROR ? 1 : 0;
  if (length === shared) return 0;
  const place = modulo(at, 2 * (length - shared));
  return place < length ? place : 2 * length - 1 - shared - place;
}

/** Writes what stands at the `radius` places before a line, and at those after it; says the largest before. */
function fillBeyond(radius: i32, length: i32, border: i32, target: usize): i32 {
  let largest = OUTSIDE;
  for (let i = 0; i < 2 * radius; i++) {
    const before = i < radius;
    const place = placeFor(before ? i - radius : length + i - radius, length, border);
    if (before) largest = max(largest, place);
    store<i32>(target, place);
    target += 4;
  }
  return largest;
}

/** Lays out what a filter works with, once its sizes and where everything goes are there. */
export function prepare(filter: usize): void {
  const pitch = load<usize>(filter, PITCH);
  const down = load<i32>(filter, DOWN);
  const border = load<i32>(filter, BORDER);
  const steps = load<usize>(filter, STEPS);
  const rows = stepRows(filter);
  memory.fill(load<usize>(filter, LINE), 0, pitch);
  memory.fill(load<usize>(filter, SUMS), 0, <usize>(down + 2) * pitch);
  memory.fill(steps, 0, <usize>rows * pitch);
  memory.fill(load<usize>(filter, SPARE), 0, 3 * pitch);
  // Twice, so that as many in turn begin at any of them.
  let table = load<usize>(filter, TABLE);
  for (let i = 0; i < 2 * rows; i++) {
    store<usize>(table, steps + <usize>(i % rows) * pitch);
    table += 4;
  }
  const constantRow = load<usize>(filter, CONSTANT_ROW);
  if (constantRow !== 0) {
    const constant = load<f32>(filter, CONSTANT);
    for (let x: usize = 0; x < pitch; x += 4) store<f32>(constantRow + x, constant);
  }
  const across = load<i32>(filter, ACROSS);
  const width = load<i32>(filter, WIDTH);
  fillBeyond(across, width, border, load<usize>(filter, COLUMNS_BEYOND));
  const rowsBeyond = load<usize>(filter, ROWS_BEYOND);
  // The rows above the image have to be there first.
  const largest = fillBeyond(down, load<i32>(filter, HEIGHT), border, rowsBeyond);
  store<i32>(filter, 1 + largest, LEAST);
  store<i32>(filter, -down, BROUGHT);
  store<i32>(filter, 0, WRITTEN);
}

/** Where row y of the source lies, or what stands for it outside. */
function sourceRow(filter: usize, y: i32): usize {
  const height = load<i32>(filter, HEIGHT);
  let row = y;
  if (y < 0 || y >= height) {
    const down = load<i32>(filter, DOWN);
    const place = y < 0 ? y + down : y - height + down;
    row = load<i32>(load<usize>(filter, ROWS_BEYOND) + ((<usize>place) << 2));
    if (row < 0) return load<usize>(filter, CONSTANT_ROW);
  }
  const ring = <usize>(row % load<i32>(filter, SOURCE_ROWS));
  return load<usize>(filter, SOURCE) + ring * load<usize>(filter, SOURCE_PITCH);
}

function targetRow(filter: usize, y: i32): usize {
  const ring = <usize>(y % load<i32>(filter, TARGET_ROWS));
  return load<usize>(filter, TARGET) + ring * load<usize>(filter, TARGET_PITCH);
}

/** Rows of steps that are kept, a multiple of two. */
function stepRows(filter: usize): i32 {
  return 2 * load<i32>(filter, DOWN) + 2;
}

/** Where what is added to row y is kept, for as many rows as are needed below it and two more. */
function sumsRow(filter: usize, y: i32): usize {
  const down = load<i32>(filter, DOWN);
  const ring = <usize>((y + 2 * down + 2) % (down + 2));
  return load<usize>(filter, SUMS) + ring * load<usize>(filter, PITCH);
}

/** Takes in row y of the source, inside or outside. */
function bring(filter: usize, y: i32): void {
  const down = load<i32>(filter, DOWN);
  const width = load<i32>(filter, WIDTH);
  const here = sourceRow(filter, y);
  const above = y === -down ? here : sourceRow(filter, y - 1);
  const ring = <usize>((y + down) % stepRows(filter));
  const steps = load<usize>(filter, STEPS) + ring * load<usize>(filter, PITCH);
  if (load<i32>(filter, DOWN_FIRST) !== 0) {
    stepsBetween(above, here, width, steps);
    return;
  }
  const line = load<usize>(filter, LINE);
  const across = load<i32>(filter, ACROSS);
  const beyond = load<usize>(filter, COLUMNS_BEYOND);
  stepsAlong(here, 0, width, across, beyond, load<f32>(filter, CONSTANT), line);
  const sums = sumsRow(filter, y);
  const sumsAbove = sumsRow(filter, y - 1);
  sumAlong(line, load<usize>(filter, TAPS_X), across, width, sums);
  stepsOfSums(above, here, sumsAbove, sums, width, steps);
}

/** The second pass along a row whose first has been made; false where it is not finite. */
function finishRow(filter: usize, y: i32, sums: usize): bool {
  const line = load<usize>(filter, LINE);
  const across = load<i32>(filter, ACROSS);
  const width = load<i32>(filter, WIDTH);
  const beyond = load<usize>(filter, COLUMNS_BEYOND);
  const here = sourceRow(filter, y);
  stepsAlong(here, sums, width, across, beyond, load<f32>(filter, CONSTANT), line);
  const last = load<usize>(filter, SPARE) + 2 * load<usize>(filter, PITCH);
  sumAlong(line, load<usize>(filter, TAPS_X), across, width, last);
  return addRows(here, sums, last, width, targetRow(filter, y));
}

/** Writes rows y and y + 1, or row y where it is the last; false where they are not finite. */
function writePair(filter: usize, y: i32): bool {
  const width = load<i32>(filter, WIDTH);
  const down = load<i32>(filter, DOWN);
  const taps = load<usize>(filter, TAPS_Y);
  const pitch = load<usize>(filter, PITCH);
  const table = load<usize>(filter, TABLE) + ((<usize>((y + 1) % stepRows(filter))) << 2);
  const spare = load<usize>(filter, SPARE);
  const single = y + 1 === load<i32>(filter, HEIGHT);
  if (load<i32>(filter, DOWN_FIRST) !== 0) {
    sumAcross(table, taps, down, width, 0, 0, spare, 0, 0, spare + pitch);
    return finishRow(filter, y, spare) && (single || finishRow(filter, y + 1, spare + pitch));
  }
  const here = sourceRow(filter, y);
  const sums = sumsRow(filter, y);
  const target = targetRow(filter, y);
  if (single) return sumAcross(table, taps, down, width, here, sums, target, here, sums, spare);
  const below = sourceRow(filter, y + 1);
  const sumsBelow = sumsRow(filter, y + 1);
  const targetBelow = targetRow(filter, y + 1);
  return sumAcross(table, taps, down, width, here, sums, target, below, sumsBelow, targetBelow);
}

/**
 * Smooths an image as far as it goes with as many rows of the source as are there, and what comes of it by the next
 * filter, and so on.
 *
 * @param filters - where the filters stand, one after the other
 * @param count - how many there are
 * @param available - rows of the source
 * @returns rows of the last target that are there now, or −1 where numbers are not finite
 */
export function advanceAll(filters: usize, count: i32, available: i32): i32 {
  let rows = available;
  for (let i = 0; i < count && rows >= 0; i++) {
    rows = advance(load<usize>(filters), rows);
    filters += 4;
  }
  return rows;
}

/** Rows of a filter's target that are there. */
export function rowsDone(filter: usize): i32 {
  return load<i32>(filter, WRITTEN);
}

/** What `advanceAll` does, of one filter. */
function advance(filter: usize, available: i32): i32 {
  const height = load<i32>(filter, HEIGHT);
  const down = load<i32>(filter, DOWN);
  let brought = load<i32>(filter, BROUGHT);
  let written = load<i32>(filter, WRITTEN);
  if (available < load<i32>(filter, LEAST)) return 0;
  while (written < height) {
    const needed = min(written + 2, height) + down;
    if (needed > available && available < height) break;
    for (; brought < needed; brought++) bring(filter, brought);
    if (!writePair(filter, written)) return -1;
    written = min(written + 2, height);
  }
  store<i32>(filter, brought, BROUGHT);
  store<i32>(filter, written, WRITTEN);
  return written;
}
