// Products of float32 matrices. The right factor lies in panels of eight columns, [m/8][k][8], the last one filled
// up with zeros; the left one in rows, to which rows of zeros were added up to a multiple of four.
import {
  COLUMNS,
  multiplyDoublePanel,
  multiplyPanel,
  PANEL_STEP,
  packRows,
  transposeRows,
} from './lib/tile';

export { within } from './lib/within';
export { multiplyDoublePanel, multiplyPanel, transposeRows };

/** Terms that are summed by themselves before they are added to the whole: errors grow with 256 + k/256. */
const RUN: i32 = 256;

/** See `packRows`. */
export function pack(
  source: usize,
  rowStep: usize,
  rows: i32,
  columns: i32,
  panels: usize,
  panelStep: usize,
): void {
  packRows(source, rowStep, rows, columns, panels, panelStep);
}

/** As `multiplyPanel` for the last panel, of fewer than eight columns; `scratch` holds a tile. */
export function multiplyLastPanel(
  rows: i32,
  a: usize,
  aStep: usize,
  panel: usize,
  panelStep: usize,
  length: i32,
  target: usize,
  targetStep: usize,
  add: bool,
  columns: i32,
  scratch: usize,
): void {
  for (let i = 0; i < rows; i += 4) {
    multiplyPanel(4, a, aStep, panel, panelStep, length, scratch, PANEL_STEP, false);
    for (let r: usize = 0; r < 4; r++) {
      let from = scratch + r * PANEL_STEP;
      let to = target + r * targetStep;
      for (let j = 0; j < columns; j++) {
        const sum = load<f32>(from);
        store<f32>(to, add ? load<f32>(to) + sum : sum);
        from += 4;
        to += 4;
      }
    }
    a += aStep << 2;
    target += targetStep << 2;
  }
}

/**
 * target [rows, m] = a [rows, k] · panels, or, with `add`, that more than it was; rows a multiple of four. Panels are
 * `panelStep` bytes apart, and their rows `step`: one row of a factor as it is.
 */
function multiplyBy(
  a: usize,
  rows: i32,
  k: i32,
  panels: usize,
  panelStep: usize,
  step: usize,
  m: i32,
  target: usize,
  scratch: usize,
  add: bool,
): void {
  const aStep = (<usize>k) << 2;
  const targetStep = (<usize>m) << 2;
  const whole = m & -COLUMNS;
  for (let start = 0; start < k; start += RUN) {
    const length = min(RUN, k - start);
    const from = a + ((<usize>start) << 2);
    let panel = panels + <usize>start * step;
    let to = target;
    for (let j = 0; j < whole; j += COLUMNS) {
      multiplyPanel(rows, from, aStep, panel, step, length, to, targetStep, add);
      panel += panelStep;
      to += PANEL_STEP;
    }
    if (whole < m) {
      const left = m - whole;
      multiplyLastPanel(rows, from, aStep, panel, step, length, to, targetStep, add, left, scratch);
    }
    add = true;
  }
}

/** target [rows, m] = a [rows, k] · panels, or, with `add`, that more than it was; rows a multiple of four. */
export function multiply(
  a: usize,
  rows: i32,
  k: i32,
  panels: usize,
  m: i32,
  target: usize,
  scratch: usize,
  add: bool,
): void {
  multiplyBy(a, rows, k, panels, <usize>k * PANEL_STEP, PANEL_STEP, m, target, scratch, add);
}

/** The same with the rows of the right factor [k, m] as they are; up to 28 bytes beyond its end are read. */
export function multiplyRows(
  a: usize,
  rows: i32,
  k: i32,
  b: usize,
  m: i32,
  target: usize,
  scratch: usize,
): void {
  multiplyBy(a, rows, k, b, PANEL_STEP, (<usize>m) << 2, m, target, scratch, false);
}

/**
 * target [rows, columns] = a [rows, k] · panels of four columns, or, with `add`, that after what it was, all in float64; rows a multiple of four, and so are the
 * columns of the target and of the panels.
 */
export function multiplyDouble(
  a: usize,
  rows: i32,
  k: i32,
  panels: usize,
  columns: i32,
  target: usize,
  add: bool,
): void {
  const aStep = (<usize>k) << 3;
  const targetStep = (<usize>columns) << 3;
  for (let start = 0; start < k; start += RUN) {
    const length = min(RUN, k - start);
    const from = a + ((<usize>start) << 3);
    let panel = panels + ((<usize>start) << 5);
    for (let to: usize = 0; to < targetStep; to += PANEL_STEP) {
      multiplyDoublePanel(rows, from, aStep, panel, length, target + to, targetStep, add);
      panel += (<usize>k) << 5;
    }
    add = true;
  }
}
