// Scaled dot-product attention by tiles of scores: 32 queries by 128 keys in rows of 128 numbers. Columns of a tile
// come in eights; those beyond the keys are hidden, as is what masks and windows hide: −∞, and weight 0.
import { expNonPositive, tanh } from './lib/exponential';
import { addLanes, largestLane, sumLanes, transposeFour } from './lib/lanes';
import { COLUMNS, multiplyPanel, PANEL_STEP, packRows, transposeRows } from './lib/tile';

export { multiplyPanel };

/** Bytes of a row of a tile. */
const TILE_STEP: usize = 512;
const HIDDEN: f32 = f32.NEGATIVE_INFINITY;

/** Bytes of as many columns as hold `count`, in eights. */
function bytesOf(count: i32): usize {
  return (<usize>((count + 7) & -8)) << 2;
}

/** Lays rows out as panels of eight columns; see `packRows`. */
export function pack(source: usize, rows: i32, columns: i32, panels: usize, panelRows: i32): void {
  packRows(source, (<usize>columns) << 2, rows, columns, panels, <usize>panelRows * PANEL_STEP);
}

/**
 * Lays rows out as the columns of panels, eight rows side by side: [rows/8][length][8]. Rows that fill up the last
 * panel must be there.
 */
export function packAcross(source: usize, rows: i32, length: i32, panels: usize): void {
  const step = ((<usize>length) << 2) * COLUMNS;
  for (; rows > 0; rows -= COLUMNS) {
    transposeRows(source, COLUMNS, length, panels, PANEL_STEP);
    source += step;
    panels += step;
  }
}

/** Whether `count` numbers, rounded up to a multiple of four, are all finite. */
export function finite(at: usize, count: i32): bool {
  let sum = f32x4.splat(0);
  const zero = f32x4.splat(0);
  const end = at + ((<usize>count) << 2);
  for (; at < end; at += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(at), zero));
  return v128.any_true(f32x4.ne(sum, zero)) === false;
}

/** Multiplies numbers by a factor, in place, rounded up to a multiple of four. */
export function scale(at: usize, count: i32, factor: f32): void {
  const by = f32x4.splat(factor);
  const end = at + ((<usize>count) << 2);
  for (; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), by));
}

/** tile[i, j] = rows[i]·panel row j, for a multiple of four rows and `columns` in eights. */
export function products(
  at: usize,
  rows: i32,
  length: i32,
  panels: usize,
  columns: i32,
  tile: usize,
): void {
  const end = tile + bytesOf(columns);
  const panelBytes = <usize>length * PANEL_STEP;
  for (; tile < end; tile += PANEL_STEP) {
    multiplyPanel(
      rows,
      at,
      (<usize>length) << 2,
      panels,
      PANEL_STEP,
      length,
      tile,
      TILE_STEP,
      false,
    );
    panels += panelBytes;
  }
}

/**
 * target[i] += Σ_j tile[i, j]·panels[j], for a multiple of four rows; `tileStep` and `targetColumns` in numbers,
 * the latter a multiple of eight. The first of the panels' `panelRows` rows belongs to the first column.
 */
export function addProducts(
  tile: usize,
  tileStep: i32,
  rows: i32,
  length: i32,
  panels: usize,
  panelRows: i32,
  target: usize,
  targetColumns: i32,
): void {
  const step = (<usize>targetColumns) << 2;
  const panelBytes = <usize>panelRows * PANEL_STEP;
  for (const end = target + step; target < end; target += PANEL_STEP) {
    multiplyPanel(
      rows,
      tile,
      (<usize>tileStep) << 2,
      panels,
      PANEL_STEP,
      length,
      target,
      step,
      true,
    );
    panels += panelBytes;
  }
}

/** s = cap·tanh(s); with `slopes`, a tile, 1 − tanh² goes there. */
export function capScores(tile: usize, rows: i32, columns: i32, cap: f32, slopes: usize): void {
  const bytes = bytesOf(columns);
  const factor = f32x4.splat(cap);
  const one = f32x4.splat(1);
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const t = tanh(v128.load(tile + j));
      v128.store(tile + j, f32x4.mul(t, factor));
      if (slopes > 0) v128.store(slopes + j, f32x4.sub(one, f32x4.mul(t, t)));
    }
    tile += TILE_STEP;
    if (slopes > 0) slopes += TILE_STEP;
  }
}

/** Adds one tile to another. */
export function addBias(tile: usize, rows: i32, columns: i32, bias: usize): void {
  const bytes = bytesOf(columns);
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(tile + j, f32x4.add(v128.load(tile + j), v128.load(bias + j)));
    }
    tile += TILE_STEP;
    bias += TILE_STEP;
  }
}

/** Hides what has 0 in a mask of bytes, in rows of 128. */
export function hideMasked(tile: usize, rows: i32, columns: i32, mask: usize): void {
  const bytes = bytesOf(columns);
  const hidden = f32x4.splat(HIDDEN);
  const zero = i32x4.splat(0);
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < bytes; j += PANEL_STEP) {
      const eight = v128.load_ext<u8>(mask + (j >> 2));
      const first = i32x4.eq(i32x4.extend_low_i16x8_u(eight), zero);
      const second = i32x4.eq(i32x4.extend_high_i16x8_u(eight), zero);
      const at = tile + j;
      v128.store(at, v128.bitselect(hidden, v128.load(at), first));
      v128.store(at, v128.bitselect(hidden, v128.load(at, 16), second), 16);
    }
    tile += TILE_STEP;
    mask += TILE_STEP >> 2;
  }
}

/** Hides in row r what lies outside of the columns from low + r to below min(high + r, columns). */
export function hideOutside(tile: usize, rows: i32, columns: i32, low: i32, high: i32): void {
  const all = (columns + 7) & -8;
  for (let r = 0; r < rows; r++) {
    const first = min(low + r, all);
    for (let j = 0; j < first; j++) store<f32>(tile + ((<usize>j) << 2), HIDDEN);
    const end = max(min(high + r, columns), 0);
    for (let j = end; j < all; j++) store<f32>(tile + ((<usize>j) << 2), HIDDEN);
    tile += TILE_STEP;
  }
}

/**
 * Turns each row of scores into exp(score − largest), with its largest score so far in `tops` (float32) and the sum of
 * its exponentials so far in `totals` (float64); where a row finds a larger one, total and sums are brought to it.
 */
export function weigh(
  tile: usize,
  rows: i32,
  columns: i32,
  tops: usize,
  totals: usize,
  sums: usize,
  sumColumns: i32,
): void {
  const bytes = bytesOf(columns);
  const sumBytes = (<usize>sumColumns) << 2;
  for (let r = 0; r < rows; r++) {
    const end = tile + bytes;
    let most = f32x4.splat(HIDDEN);
    for (let at = tile; at < end; at += 16) most = f32x4.pmax(most, v128.load(at));
    const before = load<f32>(tops);
    const top = max(largestLane(most), before);
    if (top === HIDDEN) {
      for (let at = tile; at < end; at += 16) v128.store(at, f32x4.splat(0));
    } else {
      if (top > before && before > HIDDEN) {
        const factor = expNonPositive(f32x4.splat(before - top));
        store<f64>(totals, load<f64>(totals) * <f64>f32x4.extract_lane(factor, 0));
        for (let j: usize = 0; j < sumBytes; j += 16) {
          v128.store(sums + j, f32x4.mul(v128.load(sums + j), factor));
        }
      }
      store<f32>(tops, top);
      const shift = f32x4.splat(top);
      let total = f64x2.splat(0);
      for (let at = tile; at < end; at += 16) {
        const e = expNonPositive(f32x4.sub(v128.load(at), shift));
        v128.store(at, e);
        total = addLanes(total, e);
      }
      store<f64>(totals, load<f64>(totals) + sumLanes(total));
    }
    tile += TILE_STEP;
    tops += 4;
    totals += 8;
    sums += sumBytes;
  }
}

/** Turns scores into weights, exp(score − largest)·shrink, with the largest scores and the factors of the rows in float32. */
export function weights(tile: usize, rows: i32, columns: i32, tops: usize, shrinks: usize): void {
  const bytes = bytesOf(columns);
  for (let r = 0; r < rows; r++) {
    const shift = v128.load32_splat(tops);
    const factor = v128.load32_splat(shrinks);
    for (let j: usize = 0; j < bytes; j += 16) {
      const e = expNonPositive(f32x4.sub(v128.load(tile + j), shift));
      v128.store(tile + j, f32x4.mul(e, factor));
    }
    tile += TILE_STEP;
    tops += 4;
    shrinks += 4;
  }
}

/** slope = weight·(slope − share of the row), in place. */
export function slopesOfScores(
  slopes: usize,
  weightTile: usize,
  rows: i32,
  columns: i32,
  shares: usize,
): void {
  const bytes = bytesOf(columns);
  for (let r = 0; r < rows; r++) {
    const share = v128.load32_splat(shares);
    for (let j: usize = 0; j < bytes; j += 16) {
      const difference = f32x4.sub(v128.load(slopes + j), share);
      v128.store(slopes + j, f32x4.mul(v128.load(weightTile + j), difference));
    }
    slopes += TILE_STEP;
    weightTile += TILE_STEP;
    shares += 4;
  }
}

/** Multiplies a tile by a factor and, where there are any, by the slopes of the cap. */
export function finishSlopes(
  slopes: usize,
  rows: i32,
  columns: i32,
  factor: f32,
  capSlopes: usize,
): void {
  const bytes = bytesOf(columns);
  const by = f32x4.splat(factor);
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < bytes; j += 16) {
      let x = f32x4.mul(v128.load(slopes + j), by);
      if (capSlopes > 0) x = f32x4.mul(x, v128.load(capSlopes + j));
      v128.store(slopes + j, x);
    }
    slopes += TILE_STEP;
    if (capSlopes > 0) capSlopes += TILE_STEP;
  }
}

/** Writes the columns of a tile, in eights, as rows of 32 numbers; rows in fours. */
export function transpose(tile: usize, rows: i32, columns: i32, target: usize): void {
  const bytes = bytesOf(columns);
  for (let r = 0; r < rows; r += 4) {
    let to = target + ((<usize>r) << 2);
    for (let j: usize = 0; j < bytes; j += 16) {
      transposeFour(tile + j, TILE_STEP, to, 128);
      to += 512;
    }
    tile += TILE_STEP << 2;
  }
}
