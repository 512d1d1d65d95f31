// Both axes of an image in one go: rows are filtered while they are brought into the band whose columns are
// filtered next, in float64 throughout and without an image in between.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { extendRows } from './border.js';
import { filterAxis } from './filter-axis.js';
import { filterBands } from './filter-bands.js';
import { addThreeRows, weighThree } from './three-taps.js';
import { SCALAR_BENCH, type Workbench } from './weighted-sums.js';

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
  // What a row of constants becomes.
  const filteredConstant = kernelX.reduce((sum, tap) => sum + tap * constant, 0);
  if (kernelX.length >> 1 >= width || kernelY.length >> 1 >= height) {
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
  const read = readLines(source, width);
  filterLines(SCALAR_BENCH, read, target, height, width, kernelY, kernelX, border, constant);
  return false;
}

/** Writes row y into a line from an index on. */
export type LineReader = (y: number, line: Float64Array, at: number) => void;

/** Reads rows of an image. */
export function readLines(source: FloatTypedArray, width: number): LineReader {
  return (y, line, at) => line.set(source.subarray(y * width, (y + 1) * width), at);
}

/**
 * The same of rows that are read one by one, for kernels that reach no further than the image.
 *
 * @param bench - where rows are kept, and what weighs them
 * @param read - reads a row
 * @param target - where the sums go
 * @param height - rows, more than half of `kernelY`
 * @param width - numbers of a row, more than half of `kernelX`
 * @param kernelY - the taps down the columns
 * @param kernelX - the taps along the rows
 * @param border - what stands outside
 * @param constant - what stands there for the rule "constant"
 */
export function filterLines(
  bench: Workbench,
  read: LineReader,
  target: FloatTypedArray,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  constant: number,
): void {
  const radius = kernelX.length >> 1;
  const outside = kernelX.reduce((sum, tap) => sum + tap * constant, 0);
  const weigh = bench.weigher(kernelX);
  const line = bench.numbers(width + 2 * radius);
  const bringRow = (y: number, rows: Float64Array, at: number): void => {
    read(y, line, radius);
    extendRows(line, width, 1, radius, border, constant);
    weigh(line, 0, rows, at, width, 1, 1);
  };
  filterBands(target, 0, width, height, width, kernelY, border, outside, bringRow, bench);
}
