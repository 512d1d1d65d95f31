// The structure tensor of float32 images and Harris' measure of it: rows of the image go in, and come out as soon as
// all is there that they are made of. What takes long stands in functions of a row or two, which are exported so that
// they stay apart: engines compile a function well between its calls.
import { extendFloats, extendInPlace } from './lib/extend-row';
import { bytesOfFours } from './lib/lanes';
import { measureRow } from './lib/measures';
import { reachOf, rowAt, rowsAround } from './lib/row-ring';
import { multiplySlopes, respondRow, sumWindow, weighRow, weighThree } from './lib/three-taps';
import { pairsAcross, pairsAlong, sumDifferences } from './lib/weighted-sums';

export { harris, measureRow } from './lib/measures';
export { multiplySlopes, respondRow, sumWindow, weighRow, weighThree } from './lib/three-taps';
export { pairsAcross, pairsAlong, sumDifferences } from './lib/weighted-sums';

/** Where the numbers of a task stand, by bytes; ../structure-tensor.ts writes them, in this order. */
const K: usize = 0;
const LARGEST: usize = 8;
const CONSTANT: usize = 12;
const HEIGHT: usize = 16;
const WIDTH: usize = 20;
/** Whether operator and window have three taps. */
const THREE: usize = 24;
/** Whether Harris' measure is wanted, or else the tensor. */
const MEASURED: usize = 28;
/**
 * Taps of a derivative, of the average across it, and of the window; how many of the first two, and of the last. Where there
 * are three of the first two, the outer and the middle one of the average stand with half a difference.
 */
const SLOPE: usize = 32;
const SMOOTH: usize = 36;
const COUNT: usize = 40;
const WINDOW: usize = 44;
const WINDOW_COUNT: usize = 48;
/** What stands beside rows of the image and of products. */
const COLUMNS: usize = 52;
const WINDOW_COLUMNS: usize = 56;
/** Rings: of rows of the image, or of differences along them; of averages along them; of products, summed along them. */
const ROWS: usize = 60;
const AVERAGES: usize = 64;
const PRODUCTS: usize = 68;
/** Memory for rows, see below, and a table of places: that of the first row, and of each next number. */
const LINES: usize = 72;
const STEP: usize = 76;
const SHIFTED: usize = 80;
/** Rows that are there so far, of the image, of products and of what is wanted. */
const BROUGHT: usize = 84;
const MULTIPLIED: usize = 88;
const FINISHED: usize = 92;
/** The first row that is written, and the one after the last. */
const FIRST: usize = 96;
const END: usize = 100;
/** Where row FIRST is written, and bytes between the entries of a tensor. */
const TARGET: usize = 104;
const TARGET_STEP: usize = 108;

/**
 * Which row of the memory is what. What stands beyond the end of one is finite, and is made of nothing that is made of it:
 * otherwise it would grow from row to row.
 */
const LINE: usize = 0;
const IY: usize = 1;
const OF_PRODUCTS: usize = 2;
const IX: usize = 5;
const SUMS: usize = 7;
const MORE_SUMS: usize = 10;

/** Takes in row y of the image. */
function bring(task: usize, y: i32, source: usize): void {
  const width = load<i32>(task, WIDTH);
  const columns = load<usize>(task, COLUMNS);
  const constant = load<f32>(task, CONSTANT);
  const row = rowAt(load<usize>(task, ROWS), y);
  if (load<i32>(task, THREE) !== 0) {
    extendFloats(source, width, row, 1, columns, constant);
    return;
  }
  const count = load<i32>(task, COUNT);
  const line = lineOf(task, LINE);
  const taps = load<usize>(task, SLOPE);
  const averages = rowAt(load<usize>(task, AVERAGES), y);
  extendFloats(source, width, line, count >> 1, columns, constant);
  if (count === 3) {
    weighThree(line, line + 4, line + 8, width, taps, averages, row);
    return;
  }
  sumDifferences(load<usize>(task, SHIFTED), taps, count, row, width);
  pairsAlong(line, 4, load<usize>(task, SMOOTH), count, averages, width);
}

/** The products ix², ix·iy and iy² of two rows, `step` bytes from one to the next. */
export function multiplyRow(ix: usize, iy: usize, width: i32, target: usize, step: usize): void {
  const end = ix + ((<usize>width) << 2);
  while (ix < end) {
    const a = v128.load(ix);
    const b = v128.load(iy);
    v128.store(target, f32x4.mul(a, a));
    v128.store(target + step, f32x4.mul(a, b));
    v128.store(target + 2 * step, f32x4.mul(b, b));
    ix += 16;
    iy += 16;
    target += 16;
  }
}

function lineOf(task: usize, n: usize): usize {
  return load<usize>(task, LINES) + n * load<usize>(task, STEP);
}

/** Where products of a row stand before they are summed along it, with room before them. */
function productsOf(task: usize): usize {
  return lineOf(task, OF_PRODUCTS) + bytesOfFours(reachOf(load<usize>(task, PRODUCTS)));
}

/** Sums the products of row y along it. */
function addProducts(task: usize, y: i32): void {
  const width = load<i32>(task, WIDTH);
  const step = load<usize>(task, STEP);
  const window = load<usize>(task, WINDOW);
  const count = load<i32>(task, WINDOW_COUNT);
  const beyond = load<usize>(task, WINDOW_COLUMNS);
  const radius = count >> 1;
  let row = productsOf(task);
  let target = rowAt(load<usize>(task, PRODUCTS), y);
  for (let n = 0; n < 3; n++) {
    extendInPlace(row, width, radius, beyond, 0);
    if (load<i32>(task, THREE) !== 0) weighRow(row, width, window, target);
    else pairsAlong(row - ((<usize>radius) << 2), 4, window, count, target, width);
    row += step;
    target += step;
  }
}

/** Row y of products, of derivatives with three taps: down the columns and along the rows, or the other way round. */
function multiplyOne(task: usize, y: i32): void {
  const width = load<i32>(task, WIDTH);
  const step = load<usize>(task, STEP);
  const taps = load<usize>(task, SLOPE);
  const products = productsOf(task);
  const rows = rowsAround(load<usize>(task, ROWS), y);
  const above = load<usize>(rows);
  const here = load<usize>(rows, 4);
  const below = load<usize>(rows, 8);
  if (load<i32>(task, THREE) !== 0) {
    const smooth = lineOf(task, LINE);
    const slope = lineOf(task, IY);
    weighThree(above, here, below, width + 2, taps, smooth, slope);
    const right = slope + 8;
    multiplySlopes(smooth, smooth + 8, slope, slope + 4, right, width, taps, products, step);
  } else {
    const averages = rowsAround(load<usize>(task, AVERAGES), y);
    const first = load<usize>(averages);
    const last = load<usize>(averages, 8);
    // The difference is that down the columns: its square comes last.
    const end = products + 2 * step;
    multiplySlopes(first, last, above, here, below, width, taps, end, 0 - step);
  }
  addProducts(task, y);
}

/** Rows y and y + 1 of products, or row y where it is the last. */
function multiplyTwo(task: usize, y: i32): void {
  const width = load<i32>(task, WIDTH);
  const step = load<usize>(task, STEP);
  const count = load<i32>(task, COUNT);
  const slope = load<usize>(task, SLOPE);
  const smooth = load<usize>(task, SMOOTH);
  const ix = lineOf(task, IX);
  const iy = lineOf(task, IY);
  pairsAcross(rowsAround(load<usize>(task, ROWS), y), smooth, count, ix, ix + step, width);
  const averages = load<usize>(task, AVERAGES);
  const rows = min(2, load<i32>(task, HEIGHT) - y);
  for (let n = 0; n < rows; n++) {
    sumDifferences(rowsAround(averages, y + n), slope, count, iy, width);
    multiplyRow(ix + <usize>n * step, iy, width, productsOf(task), step);
    addProducts(task, y + n);
  }
}

/** Where row y is written. */
function targetOf(task: usize, y: i32): usize {
  const row = (<usize>load<i32>(task, WIDTH)) << 2;
  return load<usize>(task, TARGET) + <usize>(y - load<i32>(task, FIRST)) * row;
}

function isWanted(task: usize, y: i32): bool {
  return y >= load<i32>(task, FIRST) && y < load<i32>(task, END);
}

/** False where numbers are not finite: no largest then. */
function note(task: usize, largest: f32): bool {
  store<f32>(task, max(load<f32>(task, LARGEST), largest), LARGEST);
  return largest >= -Infinity;
}

/** Writes row y; false where it is not finite. */
function finishOne(task: usize, y: i32): bool {
  if (!isWanted(task, y)) return true;
  const width = load<i32>(task, WIDTH);
  const step = load<usize>(task, STEP);
  const window = load<usize>(task, WINDOW);
  const rows = rowsAround(load<usize>(task, PRODUCTS), y);
  let target = targetOf(task, y);
  if (load<i32>(task, MEASURED) !== 0) {
    return note(task, respondRow(rows, step, width, window, load<f64>(task, K), target));
  }
  let finite = true;
  for (let n: usize = 0; n < 3; n++) {
    if (!sumWindow(rows, n * step, width, window, target)) finite = false;
    target += load<usize>(task, TARGET_STEP);
  }
  return finite;
}

/** Writes rows y and y + 1, or row y where it is the last; false where they are not finite. */
function finishTwo(task: usize, y: i32): bool {
  const width = load<i32>(task, WIDTH);
  const step = load<usize>(task, STEP);
  const window = load<usize>(task, WINDOW);
  const count = load<i32>(task, WINDOW_COUNT);
  const rows = rowsAround(load<usize>(task, PRODUCTS), y);
  // The three products at once.
  const first = lineOf(task, SUMS);
  const second = lineOf(task, MORE_SUMS);
  const numbers = 3 * (<i32>step >> 2);
  if (!pairsAcross(rows, window, count, first, second, numbers)) return false;
  const k = load<f64>(task, K);
  if (isWanted(task, y)) note(task, measureRow(first, step, width, k, targetOf(task, y)));
  if (!isWanted(task, y + 1)) return true;
  return note(task, measureRow(second, step, width, k, targetOf(task, y + 1)));
}

/** Goes on as far as the rows suffice that are there; false where numbers are not finite. */
function proceed(task: usize, brought: i32): bool {
  const height = load<i32>(task, HEIGHT);
  const three = load<i32>(task, THREE) !== 0;
  const small = load<i32>(task, COUNT) === 3;
  const ahead = reachOf(load<usize>(task, ROWS)) + 2;
  const aheadOfSums = reachOf(load<usize>(task, PRODUCTS)) + 2;
  let multiplied = load<i32>(task, MULTIPLIED);
  let finished = load<i32>(task, FINISHED);
  while (multiplied < height && brought >= min(multiplied + ahead, height)) {
    const end = min(multiplied + 2, height);
    if (small) for (; multiplied < end; multiplied++) multiplyOne(task, multiplied);
    else multiplyTwo(task, multiplied);
    multiplied = end;
    while (finished < height && multiplied >= min(finished + aheadOfSums, height)) {
      const next = min(finished + 2, height);
      if (three) {
        for (; finished < next; finished++) if (!finishOne(task, finished)) return false;
      } else if (!finishTwo(task, finished)) return false;
      finished = next;
    }
  }
  store<i32>(task, multiplied, MULTIPLIED);
  store<i32>(task, finished, FINISHED);
  return true;
}

/**
 * Takes in rows of the image that follow each other.
 *
 * @param task - its numbers
 * @param source - the rows
 * @param count - how many
 * @returns rows that are finished now, or −1 where numbers are not finite
 */
export function takeRows(task: usize, source: usize, count: i32): i32 {
  const row = (<usize>load<i32>(task, WIDTH)) << 2;
  for (let n = 0; n < count; n++) {
    const y = load<i32>(task, BROUGHT);
    bring(task, y, source);
    store<i32>(task, y + 1, BROUGHT);
    if (!proceed(task, y + 1)) return -1;
    source += row;
  }
  return load<i32>(task, FINISHED);
}
