// Correlation with a kernel of two axes: to the last bit what the scalar kernel gives, which does all but the sums.
import type { FilterKernels } from '../filter-kernels.js';
import { correlateLines, correlateImage as correlateScalar } from '../scalar/correlate-image.js';
import { doubleSums } from './generated/double-sums.js';
import { inArena } from './wasm-module.js';

/** Products below which there is nothing to gain. */
const LEAST = 4096;
/** Numbers that are weighed at a time, and that may be read or written beyond the last. */
const WIDE = 8;

/** See `FilterKernels.correlateImage`. */
export const correlateImage: FilterKernels['correlateImage'] = (
  source,
  target,
  height,
  width,
  kernel,
  kernelRows,
  kernelColumns,
  border,
  constant,
) => {
  const served =
    height * width * kernel.length >= LEAST &&
    width >= WIDE &&
    inArena(doubleSums, (wasm, arena) => {
      const radius = kernelColumns >> 1;
      const all = kernelRows * (kernelColumns + width + 2 * radius + 2 * WIDE) + 2 * (width + WIDE);
      // One allocation: a memory that grows takes its views with it.
      const room = arena.float64(arena.words(2 * all), all);
      let taken = 0;
      const numbers = (count: number): Float64Array => {
        const start = taken;
        taken += count + WIDE;
        return room.subarray(start, start + count);
      };
      const bench = {
        numbers,
        weigher: (row: Float64Array) => {
          const taps = numbers(row.length);
          taps.set(row);
          return (from: Float64Array, sum: Float64Array): void => {
            const length = Math.ceil(sum.length / WIDE) * WIDE * 8;
            wasm.weighTaps(from.byteOffset, sum.byteOffset, length, 8, taps.byteOffset, row.length);
          };
        },
      };
      correlateLines(
        bench,
        source,
        target,
        height,
        width,
        kernel,
        kernelRows,
        kernelColumns,
        border,
        constant,
      );
    });
  if (served) return;
  correlateScalar(
    source,
    target,
    height,
    width,
    kernel,
    kernelRows,
    kernelColumns,
    border,
    constant,
  );
};
