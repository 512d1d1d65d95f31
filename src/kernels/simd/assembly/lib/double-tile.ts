// Products of float64 matrices by tiles of four rows and four columns, as in tile.ts, but summed in order, term by
// term, so that they are what a plain loop gives.

/** Bytes of a row of a panel of four columns. */
const PANEL_STEP: usize = 32;

/** One tile: adds the product of four rows and a panel to zeros, or, with `carry`, to what `target` holds. */
function doubleTile(
  rows: usize,
  rowStep: usize,
  panel: usize,
  length: i32,
  target: usize,
  targetStep: usize,
  carry: bool,
): void {
  const t1 = target + targetStep;
  const t2 = t1 + targetStep;
  const t3 = t2 + targetStep;
  const zero = f64x2.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c10 = zero;
  let c11 = zero;
  let c20 = zero;
  let c21 = zero;
  let c30 = zero;
  let c31 = zero;
  if (carry) {
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
  const end = a0 + ((<usize>length) << 3);
  while (a0 < end) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let a = v128.load64_splat(a0);
    c00 = f64x2.add(c00, f64x2.mul(a, b0));
    c01 = f64x2.add(c01, f64x2.mul(a, b1));
    a = v128.load64_splat(a1);
    c10 = f64x2.add(c10, f64x2.mul(a, b0));
    c11 = f64x2.add(c11, f64x2.mul(a, b1));
    a = v128.load64_splat(a2);
    c20 = f64x2.add(c20, f64x2.mul(a, b0));
    c21 = f64x2.add(c21, f64x2.mul(a, b1));
    a = v128.load64_splat(a3);
    c30 = f64x2.add(c30, f64x2.mul(a, b0));
    c31 = f64x2.add(c31, f64x2.mul(a, b1));
    a0 += 8;
    a1 += 8;
    a2 += 8;
    a3 += 8;
    panel += PANEL_STEP;
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

/** Rows of the left factor, a multiple of four, by one panel; see `multiplyPanel` in tile.ts. */
export function multiplyDoublePanel(
  rows: i32,
  a: usize,
  aStep: usize,
  panel: usize,
  length: i32,
  target: usize,
  targetStep: usize,
  carry: bool,
): void {
  for (let i = 0; i < rows; i += 4) {
    doubleTile(a, aStep, panel, length, target, targetStep, carry);
    a += aStep << 2;
    target += targetStep << 2;
  }
}
