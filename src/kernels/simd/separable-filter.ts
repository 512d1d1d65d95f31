// Separable filters of float32 images: rows stream through the memory of the kernels, a ring of them at a time.
import type { FilterKernels } from '../filter-kernels.js';
import { separableFilter as separableScalar } from '../scalar/separable-filter.js';
import { layOutTaps } from './float-taps.js';
import { imageFilter } from './generated/image-filter.js';
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
      const tapsX = layOutTaps(wasm, arena, kernelX);
      const tapsY = layOutTaps(wasm, arena, kernelY);
      const along = alongRows(arena, 'float32', wasm.extendRow, tapsX, width, 1, border, constant);
      const bring = (y: number, to: number): void => {
        along(rowAt(y), to);
      };
      const outside = kernelX.reduce((sum, tap) => sum + tap * constant, 0);
      const across = acrossRows(arena, 'float32', tapsY, height, width, border, outside, bring);
      finite = writeRows(arena, [target], height, width, across);
    });
  if (!served || !finite) {
    separableScalar(source, target, height, width, kernelY, kernelX, border, constant);
  }
};
