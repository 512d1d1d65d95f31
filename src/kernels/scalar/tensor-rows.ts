// The structure tensor of small operators, row by row: derivatives live no longer than their products need them.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from './border.js';
import { addThreeRows } from './three-taps.js';
import { sumRow } from './window-products.js';

/** See `Kernels.tensorOfThree`. */
export function tensorOfThree(
  source: FloatTypedArray,
  height: number,
  width: number,
  along: Float64Array,
  across: Float64Array,
  window: Float64Array,
  border: BorderMode,
  constant: number,
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
): boolean {
  const rowAt = paddedRows(source, height, width, border, constant);
  const ix = new Float64Array(width);
  const iy = new Float64Array(width);
  const before = borderIndex(-1, width, border);
  const after = borderIndex(width, width, border);
  addThreeRows([ixx, ixy, iyy], height, width, window, border, 0, (y, sums) => {
    differentiateRow(rowAt(y - 1), rowAt(y), rowAt(y + 1), width, along, across, ix, iy);
    sumRow(ix, iy, 0, width, before, after, window, sums);
  });
  return false;
}

/** Rows with what stands before and after them, also above and below the image; the last three are kept. */
function paddedRows(
  source: FloatTypedArray,
  height: number,
  width: number,
  border: BorderMode,
  constant: number,
): (y: number) => Float64Array {
  const rows = [0, 1, 2].map(() => new Float64Array(width + 2));
  const held = [Number.NaN, Number.NaN, Number.NaN];
  return (y) => {
    const slot = (y + 3) % 3;
    const row = rows[slot]!;
    if (held[slot] === y) return row;
    held[slot] = y;
    const from = borderIndex(y, height, border);
    if (from === OUTSIDE) return row.fill(constant);
    row.set(source.subarray(from * width, (from + 1) * width), 1);
    for (const x of [-1, width]) {
      const at = borderIndex(x, width, border);
      row[x + 1] = at === OUTSIDE ? constant : row[at + 1]!;
    }
    return row;
  };
}

// Down the three rows first, then along x; outer taps before the middle one, so that a mirrored image has
// mirrored derivatives.
function differentiateRow(
  above: Float64Array,
  here: Float64Array,
  below: Float64Array,
  width: number,
  along: Float64Array,
  across: Float64Array,
  ix: Float64Array,
  iy: Float64Array,
): void {
  const upper = along[0]!;
  const own = along[1]!;
  const lower = along[2]!;
  const first = across[0]!;
  const middle = across[1]!;
  const last = across[2]!;
  let smooth0 = first * above[0]! + last * below[0]! + middle * here[0]!;
  let slope0 = upper * above[0]! + lower * below[0]! + own * here[0]!;
  let smooth1 = first * above[1]! + last * below[1]! + middle * here[1]!;
  let slope1 = upper * above[1]! + lower * below[1]! + own * here[1]!;
  for (let x = 0; x < width; x++) {
    const a = above[x + 2]!;
    const b = here[x + 2]!;
    const c = below[x + 2]!;
    const smooth2 = first * a + last * c + middle * b;
    const slope2 = upper * a + lower * c + own * b;
    ix[x] = upper * smooth0 + lower * smooth2 + own * smooth1;
    iy[x] = first * slope0 + last * slope2 + middle * slope1;
    smooth0 = smooth1;
    smooth1 = smooth2;
    slope0 = slope1;
    slope1 = slope2;
  }
}
