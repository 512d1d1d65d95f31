// Separable filters of float64 images: to the last bit what the scalar kernels give, which do all but the sums.
import type { FloatTypedArray } from '../../core/types.js';
import type { FilterKernels } from '../filter-kernels.js';
import type { BorderMode } from '../kernels.js';
import { numbersInFlight } from '../scalar/filter-bands.js';
import {
  filterLines,
  type LineReader,
  readLines,
  separableFilter as separableScalar,
} from '../scalar/separable-filter.js';
import { BLOCK, isSymmetric, SCALAR_BENCH, type Workbench } from '../scalar/weighted-sums.js';
import type { Arena } from './arena.js';
import { type DoubleSumsExports, doubleSums } from './generated/double-sums.js';
import { inArena } from './wasm-module.js';

/** Pixels below which there is nothing to gain. */
const LEAST = 1024;
/** Numbers that are weighed at a time, and that may be read or written beyond the last. */
const WIDE = 8;

/** See `FilterKernels.separableFilter`. */
export const separableDoubles: FilterKernels['separableFilter'] = (
  source,
  target,
  height,
  width,
  kernelY,
  kernelX,
  border,
  constant,
) => {
  const read = readLines(source, width);
  return (
    !filterDoubles(read, target, height, width, kernelY, kernelX, border, constant) &&
    separableScalar(source, target, height, width, kernelY, kernelX, border, constant)
  );
};

/**
 * See `filterLines` of the scalar kernel.
 *
 * @returns whether it was done: false where that does not pay, kernels reach too far, or the scalar kernels have other
 * sums, of three taps
 */
export function filterDoubles(
  read: LineReader,
  target: FloatTypedArray,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  constant: number,
): boolean {
  return (
    target instanceof Float64Array &&
    height * width >= LEAST &&
    kernelY.length >> 1 < height &&
    kernelX.length >> 1 < width &&
    !(kernelY.length === 3 && kernelX.length === 3) &&
    inArena(doubleSums, (wasm, arena) => {
      const numbers = numbersInFlight(height, width, kernelY.length, kernelX.length);
      arena.reserve(8 * (numbers + 32 * WIDE));
      const bench = workbench(wasm, arena);
      filterLines(bench, read, target, height, width, kernelY, kernelX, border, constant);
    })
  );
}

/** In a memory that does not grow any more. */
function workbench(wasm: DoubleSumsExports, arena: Arena): Workbench {
  const numbers = (count: number): Float64Array =>
    arena.float64(arena.words(2 * (count + WIDE)), count);
  return {
    numbers,
    weigher: (kernel) => {
      const few = SCALAR_BENCH.weigher(kernel);
      const taps = numbers(kernel.length);
      taps.set(kernel);
      const paired = isSymmetric(kernel);
      const run = paired ? wasm.weighPairs : wasm.weighTaps;
      const reach = paired ? kernel.length >> 1 : kernel.length;
      return (rows, from, sums, to, count, width, step) => {
        if (count < BLOCK) {
          few(rows, from, sums, to, count, width, step);
          return;
        }
        // A line is a row whose numbers are weighed with those beside them.
        const [lines, length] = step === 1 ? [1, count] : [count, width];
        const bytes = Math.ceil(length / WIDE) * WIDE * 8;
        for (let y = 0; y < lines; y++) {
          const source = rows.byteOffset + 8 * (from + y * step);
          run(
            source,
            sums.byteOffset + 8 * (to + y * step),
            bytes,
            8 * step,
            taps.byteOffset,
            reach,
          );
        }
      };
    },
  };
}
