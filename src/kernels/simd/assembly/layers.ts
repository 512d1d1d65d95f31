// What layers of networks need besides products: windows of images as factors of products, and norms of rows.
import { dotRow, splitRows, weighRow } from './lib/planes';
import { gatherPanels, scatterRows } from './lib/windows';

export { normalizeRows, normalizeRowsBackward } from './lib/norms';
export { within } from './lib/within';

/** See `splitRows`. */
export function splitSingles(
  source: usize,
  rows: i32,
  rowStep: usize,
  width: i32,
  first: i32,
  stride: i32,
  phaseStep: usize,
  target: usize,
): void {
  splitRows<f32>(source, rows, rowStep, width, first, stride, phaseStep, target);
}

/** See `splitRows`. */
export function splitDoubles(
  source: usize,
  rows: i32,
  rowStep: usize,
  width: i32,
  first: i32,
  stride: i32,
  phaseStep: usize,
  target: usize,
): void {
  splitRows<f64>(source, rows, rowStep, width, first, stride, phaseStep, target);
}

/** A row of float32; a function of its own, which engines speed up between its calls. */
export function weighSingleRow(
  source: usize,
  places: usize,
  weights: usize,
  taps: i32,
  columns: i32,
  added: f64,
  target: usize,
): void {
  const all = f32x4.splat(<f32>added);
  weighRow<f32>(source, places, weights, taps, columns, all, target);
}

/** A row of float64. */
export function weighDoubleRow(
  source: usize,
  places: usize,
  weights: usize,
  taps: i32,
  columns: i32,
  added: f64,
  target: usize,
): void {
  const all = f64x2.splat(added);
  weighRow<f64>(source, places, weights, taps, columns, all, target);
}

/** Rows of a plane of `columns` numbers, that lie close together, from rows of a band `rowStep` bytes apart. */
export function weighRows(
  unit: i32,
  source: usize,
  rowStep: usize,
  rows: i32,
  places: usize,
  weights: usize,
  taps: i32,
  columns: i32,
  added: f64,
  target: usize,
): void {
  for (let row = 0; row < rows; row++) {
    if (unit === 4) weighSingleRow(source, places, weights, taps, columns, added, target);
    else weighDoubleRow(source, places, weights, taps, columns, added, target);
    source += rowStep;
    target += <usize>(columns * unit);
  }
}

/** See `dotRow`. */
export function dotSingleRow(
  row: usize,
  source: usize,
  places: usize,
  columns: i32,
  totals: usize,
): void {
  dotRow<f32>(row, source, places, columns, totals);
}

/** See `dotRow`. */
export function dotDoubleRow(
  row: usize,
  source: usize,
  places: usize,
  columns: i32,
  totals: usize,
): void {
  dotRow<f64>(row, source, places, columns, totals);
}

/** Adds to totals, one for each tap, the products of a plane and what the tap sees; taps come in fours. */
export function dotRows(
  unit: i32,
  plane: usize,
  rows: i32,
  columns: i32,
  source: usize,
  rowStep: usize,
  places: usize,
  taps: i32,
  totals: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let tap: usize = 0; tap < <usize>taps; tap += 4) {
      const at = places + tap * 4;
      const total = totals + tap * 8;
      if (unit === 4) dotSingleRow(plane, source, at, columns, total);
      else dotDoubleRow(plane, source, at, columns, total);
    }
    plane += <usize>(columns * unit);
    source += rowStep;
  }
}

/** See `gatherPanels`. */
export function gatherSingles(
  image: usize,
  lanes: usize,
  laneCount: i32,
  terms: usize,
  termCount: i32,
  panels: usize,
): void {
  gatherPanels<f32>(image, lanes, laneCount, terms, termCount, panels);
}

/** See `scatterRows`. */
export function scatterSingles(
  source: usize,
  sourceStep: usize,
  terms: usize,
  termCount: i32,
  lanes: usize,
  laneCount: i32,
  image: usize,
): void {
  scatterRows<f32>(source, sourceStep, terms, termCount, lanes, laneCount, image);
}

/** See `gatherPanels`. */
export function gatherDoubles(
  image: usize,
  lanes: usize,
  laneCount: i32,
  terms: usize,
  termCount: i32,
  panels: usize,
): void {
  gatherPanels<f64>(image, lanes, laneCount, terms, termCount, panels);
}

/** See `scatterRows`. */
export function scatterDoubles(
  source: usize,
  sourceStep: usize,
  terms: usize,
  termCount: i32,
  lanes: usize,
  laneCount: i32,
  image: usize,
): void {
  scatterRows<f64>(source, sourceStep, terms, termCount, lanes, laneCount, image);
}
