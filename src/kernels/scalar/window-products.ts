// Products of gradients summed over a window: the products are made row by row while rows are brought in.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from './border.js';
import { filterAxis } from './filter-axis.js';
import { filterLines, type LineReader } from './separable-filter.js';
import { addThreeRows } from './three-taps.js';
import { SCALAR_BENCH } from './weighted-sums.js';

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
    const before = borderIndex(-1, width, border);
    const after = borderIndex(width, width, border);
    addThreeRows([ixx, ixy, iyy], height, width, kernelY, border, 0, (y, sums) => {
      sumRow(ix, iy, y * width, width, before, after, kernelX, sums);
    });
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
  const read = multiplyLines(a, b, width);
  filterLines(SCALAR_BENCH, read, target, height, width, kernelY, kernelX, border, 0);
}

/** Reads rows of products. */
export function multiplyLines(a: FloatTypedArray, b: FloatTypedArray, width: number): LineReader {
  return (y, line, at) => {
    const start = y * width;
    for (let x = 0; x < width; x++) line[at + x] = a[start + x]! * b[start + x]!;
  };
}

/**
 * The three products along a row, each correlated with three taps, one row of them after the other: products
 * stay in registers.
 *
 * @param ix - holds a row of derivatives along x
 * @param iy - along y
 * @param start - where the rows start
 * @param width - their length, at least 2
 * @param before - which of a row's samples stands before it, or `OUTSIDE` for 0
 * @param after - which stands after it
 * @param kernel - three taps
 * @param sums - where ix², ix·iy and iy² go
 */
export function sumRow(
  ix: FloatTypedArray,
  iy: FloatTypedArray,
  start: number,
  width: number,
  before: number,
  after: number,
  kernel: Float64Array,
  sums: Float64Array,
): void {
  const left = kernel[0]!;
  const middle = kernel[1]!;
  const right = kernel[2]!;
  const x0 = before === OUTSIDE ? 0 : ix[start + before]!;
  const y0 = before === OUTSIDE ? 0 : iy[start + before]!;
  const x1 = ix[start]!;
  const y1 = iy[start]!;
  let xx0 = x0 * x0;
  let xy0 = x0 * y0;
  let yy0 = y0 * y0;
  let xx1 = x1 * x1;
  let xy1 = x1 * y1;
  let yy1 = y1 * y1;
  for (let x = 0; x < width; x++) {
    const inside = x + 1 < width;
    const next = start + (inside ? x + 1 : after);
    const beyond = !inside && after === OUTSIDE;
    const x2 = beyond ? 0 : ix[next]!;
    const y2 = beyond ? 0 : iy[next]!;
    const xx2 = x2 * x2;
    const xy2 = x2 * y2;
    const yy2 = y2 * y2;
    sums[x] = left * xx0 + middle * xx1 + right * xx2;
    sums[width + x] = left * xy0 + middle * xy1 + right * xy2;
    sums[2 * width + x] = left * yy0 + middle * yy1 + right * yy2;
    xx0 = xx1;
    xy0 = xy1;
    yy0 = yy1;
    xx1 = xx2;
    xy1 = xy2;
    yy1 = yy2;
  }
}
