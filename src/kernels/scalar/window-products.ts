// Products of gradients summed over a window: the products are made row by row while rows are brought in.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, extendRows, OUTSIDE } from './border.js';
import { filterAxis } from './filter-axis.js';
import { filterBands } from './filter-bands.js';
import { isSymmetric, weighRows } from './weighted-sums.js';

/** See `Kernels.windowProducts`. */
export function windowProducts(
  ix: FloatTypedArray,
  iy: FloatTypedArray,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
): void {
  if (height * width === 0) return;
  if (kernelX.length === 3 && kernelY.length === 3 && width > 1 && height > 1) {
    windowOfThree(ix, ix, height, width, kernelY, kernelX, border, ixx);
    windowOfThree(ix, iy, height, width, kernelY, kernelX, border, ixy);
    windowOfThree(iy, iy, height, width, kernelY, kernelX, border, iyy);
    return;
  }
  windowProduct(ix, ix, height, width, kernelY, kernelX, border, ixx);
  windowProduct(ix, iy, height, width, kernelY, kernelX, border, ixy);
  windowProduct(iy, iy, height, width, kernelY, kernelX, border, iyy);
}

function windowProduct(
  a: FloatTypedArray,
  b: FloatTypedArray,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  target: FloatTypedArray,
): void {
  const radius = kernelX.length >> 1;
  if (radius >= width || kernelY.length >> 1 >= height) {
    const products = new Float64Array(height * width);
    for (let i = 0; i < products.length; i++) products[i] = a[i]! * b[i]!;
    const between = new Float64Array(height * width);
    filterAxis(products, between, height, width, 1, kernelX, border, 0);
    filterAxis(between, target, 1, height, width, kernelY, border, 0);
    return;
  }
  const symmetric = isSymmetric(kernelX);
  const line = new Float64Array(width + 2 * radius);
  const bringRow = (y: number, rows: Float64Array, at: number): void => {
    const start = y * width;
    for (let x = 0; x < width; x++) line[radius + x] = a[start + x]! * b[start + x]!;
    extendRows(line, width, 1, radius, border, 0);
    weighRows(line, 0, rows, at, width, 1, 1, kernelX, symmetric);
  };
  filterBands(target, 0, width, height, width, kernelY, border, 0, bringRow);
}

/** `windowProduct` with three taps each way: three rows of sums go round, and nothing is moved. */
function windowOfThree(
  a: FloatTypedArray,
  b: FloatTypedArray,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  target: FloatTypedArray,
): void {
  const line = new Float64Array(width + 2);
  const left = kernelX[0]!;
  const middle = kernelX[1]!;
  const right = kernelX[2]!;
  const upper = kernelY[0]!;
  const own = kernelY[1]!;
  const lower = kernelY[2]!;
  const bringRow = (y: number, row: Float64Array): Float64Array => {
    const from = borderIndex(y, height, border);
    if (from === OUTSIDE) return row.fill(0);
    const start = from * width;
    for (let x = 0; x < width; x++) line[x + 1] = a[start + x]! * b[start + x]!;
    extendRows(line, width, 1, 1, border, 0);
    let before = line[0]!;
    let here = line[1]!;
    for (let x = 0; x < width; x++) {
      const next = line[x + 2]!;
      row[x] = left * before + middle * here + right * next;
      before = here;
      here = next;
    }
    return row;
  };
  let above: Float64Array = bringRow(-1, new Float64Array(width));
  let here: Float64Array = bringRow(0, new Float64Array(width));
  let below: Float64Array = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    bringRow(y + 1, below);
    const start = y * width;
    for (let x = 0; x < width; x++) {
      target[start + x] = upper * above[x]! + own * here[x]! + lower * below[x]!;
    }
    const free = above;
    above = here;
    here = below;
    below = free;
  }
}
