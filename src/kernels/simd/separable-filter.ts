// Separable filters of float32 images: rows stream through the memory of the kernels, a ring of them at a time.
import type { FilterKernels } from '../filter-kernels.js';
import type { BorderMode } from '../kernels.js';
import type { Arena } from './arena.js';
import { separableDoubles } from './double-filter.js';
import { layOutTaps } from './float-taps.js';
import { type ImageFilterExports, imageFilter } from './generated/image-filter.js';
import { readRows, writeRows } from './strips.js';
import { inArena } from './wasm-module.js';
import { acrossRows, alongRows } from './weighted-rows.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 256;

/** See `FilterKernels.separableFilter`: float32 images are summed in float32, outer taps first. */
export const separableFilter: FilterKernels['separableFilter'] = (
  source,
  target,
  height,
  width,
  kernelY,
  kernelX,
  border,
  constant,
) => {
  let finite = false;
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    kernelY.length >> 1 < height &&
    kernelX.length >> 1 < width &&
    inArena(imageFilter, (wasm, arena) => {
      const rowAt = readRows(arena, source, height, width);
      finite = filterRows(
        wasm,
        arena,
        rowAt,
        target,
        height,
        width,
        kernelY,
        kernelX,
        border,
        constant,
      );
    });
  // Each number is part of some sum, which it would spoil; even the middle of the taps that leave it out is beside others.
  if (served && finite) return true;
  return separableDoubles(source, target, height, width, kernelY, kernelX, border, constant);
};

/**
 * Filters an image whose rows are brought.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param rowAt - says where row y lies, until it is asked for another
 * @param target - where the sums go
 * @param height - rows, more than half of `kernelY`
 * @param width - numbers of a row, more than half of `kernelX`
 * @param kernelY - the taps down the columns
 * @param kernelX - the taps along the rows
 * @param border - what stands outside
 * @param constant - what stands there for the rule "constant"
 * @returns whether all sums are finite; otherwise not all are there
 */
export function filterRows(
  wasm: ImageFilterExports,
  arena: Arena,
  rowAt: (y: number) => number,
  target: Float32Array,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  constant: number,
): boolean {
  const tapsX = layOutTaps(wasm, arena, kernelX);
  const tapsY = layOutTaps(wasm, arena, kernelY);
  const along = alongRows(arena, 'float32', wasm.extendRow, tapsX, width, 1, border, constant);
  const bring = (y: number, to: number): void => {
    along(rowAt(y), to);
  };
  const outside = kernelX.reduce((sum, tap) => sum + tap * constant, 0);
  const across = acrossRows(arena, 'float32', tapsY, height, width, border, outside, bring);
  return writeRows(arena, target, height, width, (y, to) => across(y, to), across);
}
