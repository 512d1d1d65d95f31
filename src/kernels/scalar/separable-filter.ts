// Both axes of an image in one go: rows are filtered while they are brought into the band whose columns are
// filtered next, in float64 throughout and without an image in between.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { extendRows } from './border.js';
import { filterAxis } from './filter-axis.js';
import { filterBands } from './filter-bands.js';
import { addThreeRows, weighThree } from './three-taps.js';
import { isSymmetric, weighRows } from './weighted-sums.js';

/** See `Kernels.separableFilter`. */
export function separableFilter(
  source: FloatTypedArray,
  target: FloatTypedArray,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  constant: number,
): boolean {
  if (height * width === 0) return false;
  const radius = kernelX.length >> 1;
  // What a row of constants becomes.
  const filteredConstant = kernelX.reduce((sum, tap) => sum + tap * constant, 0);
  if (radius >= width || kernelY.length >> 1 >= height) {
    const between = new Float64Array(height * width);
    filterAxis(source, between, height, width, 1, kernelX, border, constant);
    filterAxis(between, target, 1, height, width, kernelY, border, filteredConstant);
    return false;
  }
  if (kernelX.length === 3 && kernelY.length === 3 && width > 1) {
    addThreeRows([target], height, width, kernelY, border, filteredConstant, (y, sums) => {
      weighThree(source, y * width, width, kernelX, border, constant, sums);
    });
    return false;
  }
  const symmetric = isSymmetric(kernelX);
  const line = new Float64Array(width + 2 * radius);
  const bringRow = (y: number, rows: Float64Array, at: number): void => {
    line.set(source.subarray(y * width, (y + 1) * width), radius);
    extendRows(line, width, 1, radius, border, constant);
    weighRows(line, 0, rows, at, width, 1, 1, kernelX, symmetric);
  };
  filterBands(target, 0, width, height, width, kernelY, border, filteredConstant, bringRow);
  return false;
}
