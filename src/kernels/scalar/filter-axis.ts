// Correlation along one axis. Lines and rows are copied into float64 scratch, borders included, so that
// the sums see one storage type and no border, and each sample is converted once.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { extendRows } from './border.js';
import { filterBands, rowsInFlight } from './filter-bands.js';
import { filterShortAxis } from './filter-short-axis.js';
import { isSymmetric, weighRows } from './weighted-sums.js';

/** Rows in flight take about this many float64, to stay in the cache. */
const IN_FLIGHT = 32768;
/** Narrower rows are filtered all at once: copying them one by one would take longer than filtering them. */
const NARROWEST_STRIP = 64;

/** See `Kernels.filterAxis`. */
export function filterAxis(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  kernel: Float64Array,
  border: BorderMode,
  constant: number,
): void {
  if (outer * length * inner === 0) return;
  if (kernel.length >> 1 >= length) {
    filterShortAxis(source, target, outer, length, inner, kernel, border, constant);
  } else if (inner < NARROWEST_STRIP) {
    filterWhole(source, target, outer, length, inner, kernel, border, constant);
  } else {
    const fitting = Math.floor(IN_FLIGHT / rowsInFlight(length, kernel.length));
    const strip = Math.max(NARROWEST_STRIP, fitting);
    for (let o = 0; o < outer; o++) {
      for (let left = 0; left < inner; left += strip) {
        const width = Math.min(strip, inner - left);
        const start = o * length * inner + left;
        const bringRow = (y: number, rows: Float64Array, at: number): void => {
          rows.set(source.subarray(start + y * inner, start + y * inner + width), at);
        };
        filterBands(target, start, inner, length, width, kernel, border, constant, bringRow);
      }
    }
  }
}

function filterWhole(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  kernel: Float64Array,
  border: BorderMode,
  constant: number,
): void {
  const radius = kernel.length >> 1;
  const symmetric = isSymmetric(kernel);
  const size = length * inner;
  const rows = new Float64Array(size + 2 * radius * inner);
  const sums = new Float64Array(size);
  for (let start = 0; start < outer * size; start += size) {
    rows.set(source.subarray(start, start + size), radius * inner);
    extendRows(rows, length, inner, radius, border, constant);
    weighRows(rows, 0, sums, 0, length, inner, inner, kernel, symmetric);
    target.set(sums, start);
  }
}
