// Products of matrices by tiles of four rows and eight columns, or four of float64: their eight sums, two vectors of the
// right factor and one of the left fit the sixteen vector registers of the smallest machines; larger tiles spill, and
// so do loops of two steps.

/** Columns of a tile, and of a panel of the right factor. */
export const COLUMNS: i32 = 8;
/** Bytes of a row of a panel. */
export const PANEL_STEP: usize = 32;

/** sums + a·b: float32, float64, or pairs of 16-bit numbers, of whose products both are added. */
function plus<T>(sums: v128, a: v128, b: v128): v128 {
  if (sizeof<T>() === 2) return i32x4.add(sums, i32x4.dot_i16x8_s(a, b));
  return v128.add<T>(sums, v128.mul<T>(a, b));
}

/** A number, or a pair of 16-bit numbers, in all lanes. */
function splat<T>(at: usize): v128 {
  if (sizeof<T>() === 8) return v128.load64_splat(at);
  return v128.load32_splat(at);
}

/** Whether sums go on in order from what the target holds: float32 is summed by runs, which are added to it. */
function goesOn<T>(): bool {
  return sizeof<T>() !== 4;
}

/**
 * One tile: the product of four rows of `length` numbers and a panel, whose rows are `panelStep` bytes apart, or, with
 * `add`, that product and what `target` holds. Each module has one caller of each kind, so that it is inlined there: as a function of its own it takes a
 * fifth longer.
 */
export function tile<T>(
  rows: usize,
  rowStep: usize,
  panel: usize,
  panelStep: usize,
  length: i32,
  target: usize,
  targetStep: usize,
  add: bool,
): void {
  const step: usize = sizeof<T>() === 8 ? 8 : 4;
  const t1 = target + targetStep;
  const t2 = t1 + targetStep;
  const t3 = t2 + targetStep;
  const zero = i32x4.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c10 = zero;
  let c11 = zero;
  let c20 = zero;
  let c21 = zero;
  let c30 = zero;
  let c31 = zero;
  if (goesOn<T>() && add) {
    c00 = v128.load(target);
    c01 = v128.load(target, 16);
    c10 = v128.load(t1);
    c11 = v128.load(t1, 16);
    c20 = v128.load(t2);
    c21 = v128.load(t2, 16);
    c30 = v128.load(t3);
    c31 = v128.load(t3, 16);
  }
  let a0 = rows;
  let a1 = a0 + rowStep;
  let a2 = a1 + rowStep;
  let a3 = a2 + rowStep;
  const end = a0 + <usize>length * step;
  while (a0 < end) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let a = splat<T>(a0);
    c00 = plus<T>(c00, a, b0);
    c01 = plus<T>(c01, a, b1);
    a = splat<T>(a1);
    c10 = plus<T>(c10, a, b0);
    c11 = plus<T>(c11, a, b1);
    a = splat<T>(a2);
    c20 = plus<T>(c20, a, b0);
    c21 = plus<T>(c21, a, b1);
    a = splat<T>(a3);
    c30 = plus<T>(c30, a, b0);
    c31 = plus<T>(c31, a, b1);
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
    panel += panelStep;
  }
  if (!goesOn<T>() && add) {
    c00 = v128.add<T>(v128.load(target), c00);
    c01 = v128.add<T>(v128.load(target, 16), c01);
    c10 = v128.add<T>(v128.load(t1), c10);
    c11 = v128.add<T>(v128.load(t1, 16), c11);
    c20 = v128.add<T>(v128.load(t2), c20);
    c21 = v128.add<T>(v128.load(t2, 16), c21);
    c30 = v128.add<T>(v128.load(t3), c30);
    c31 = v128.add<T>(v128.load(t3, 16), c31);
  }
  v128.store(target, c00);
  v128.store(target, c01, 16);
  v128.store(t1, c10);
  v128.store(t1, c11, 16);
  v128.store(t2, c20);
  v128.store(t2, c21, 16);
  v128.store(t3, c30);
  v128.store(t3, c31, 16);
}

/**
 * Rows of the left factor, a multiple of four, by one panel of float32, whose rows are `panelStep` bytes apart. Modules export it, so that it stays a function:
 * engines speed up whole functions, between calls.
 */
export function multiplyPanel(
  rows: i32,
  a: usize,
  aStep: usize,
  panel: usize,
  panelStep: usize,
  length: i32,
  target: usize,
  targetStep: usize,
  add: bool,
): void {
  for (let i = 0; i < rows; i += 4) {
    tile<f32>(a, aStep, panel, panelStep, length, target, targetStep, add);
    a += aStep << 2;
    target += targetStep << 2;
  }
}

/** The same in float64, four columns to a panel, summed in order, term by term. */
export function multiplyDoublePanel(
  rows: i32,
  a: usize,
  aStep: usize,
  panel: usize,
  length: i32,
  target: usize,
  targetStep: usize,
  add: bool,
): void {
  for (let i = 0; i < rows; i += 4) {
    tile<f64>(a, aStep, panel, PANEL_STEP, length, target, targetStep, add);
    a += aStep << 2;
    target += targetStep << 2;
  }
}

/** Lays rows of `columns` numbers out as panels of `panelStep` bytes, the last one filled up with zeros. */
export function packRows(
  source: usize,
  rowStep: usize,
  rows: i32,
  columns: i32,
  panels: usize,
  panelStep: usize,
): void {
  // Panel by panel: panels are often so far apart that all would be written to the same lines of the cache.
  for (; columns >= COLUMNS; columns -= COLUMNS) {
    let from = source;
    let to = panels;
    for (let r = 0; r < rows; r++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += rowStep;
      to += PANEL_STEP;
    }
    source += PANEL_STEP;
    panels += panelStep;
  }
  if (columns === 0) return;
  for (let r = 0; r < rows; r++) {
    v128.store(panels, f32x4.splat(0));
    v128.store(panels, f32x4.splat(0), 16);
    for (let j: usize = 0; j < (<usize>columns) << 2; j += 4) {
      store<f32>(panels + j, load<f32>(source + j));
    }
    source += rowStep;
    panels += PANEL_STEP;
  }
}

/** Four rows as four columns of rows of `targetStep` bytes; vectors would save little, copying takes as long. */
function lineFour(source: usize, step: usize, target: usize, targetStep: usize): void {
  const end = source + step;
  for (; source < end; source += 4) {
    store<f32>(target, load<f32>(source));
    store<f32>(target, load<f32>(source + step), 4);
    store<f32>(target, load<f32>(source + step * 2), 8);
    store<f32>(target, load<f32>(source + step * 3), 12);
    target += targetStep;
  }
}

/** Writes rows of `length` numbers that lie close together as columns, of rows that are `targetStep` bytes apart. */
export function transposeRows(
  source: usize,
  rows: i32,
  length: i32,
  target: usize,
  targetStep: usize,
): void {
  const step = (<usize>length) << 2;
  for (; rows >= 4; rows -= 4) {
    lineFour(source, step, target, targetStep);
    source += step << 2;
    target += 16;
  }
  for (; rows > 0; rows--) {
    let to = target;
    for (const end = source + step; source < end; source += 4) {
      store<f32>(to, load<f32>(source));
      to += targetStep;
    }
    target += 4;
  }
}
