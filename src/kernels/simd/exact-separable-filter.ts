// Symmetric separable filters of float32 images, summed in float64 as the scalar kernel does, to the same numbers.
// For levels of a scale space: keypoints lie where neighbours differ by little more than the rounding of float32 sums,
// and would move when the image is turned.
import type { FilterKernels } from '../filter-kernels.js';
import { separableFilter as separableScalar } from '../scalar/separable-filter.js';
import { isSymmetric } from '../scalar/weighted-sums.js';
import type { Arena } from './arena.js';
import {
  type ImageFilterDoubleExports,
  imageFilterDouble,
} from './generated/image-filter-double.js';
import { readRows, writeRows } from './strips.js';
import { inArena } from './wasm-module.js';
import { acrossRows, alongRows, rowPitch, type Taps } from './weighted-rows.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 256;
/** With fewer rows the scalar kernel adds in another order. */
const LEAST_SIDE = 4;

/** See `FilterKernels.separableFilter`. */
export const exactSeparableFilter: FilterKernels['separableFilter'] = (
  source,
  target,
  height,
  width,
  kernelY,
  kernelX,
  border,
  constant,
) => {
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    Math.min(height, width) >= LEAST_SIDE &&
    kernelY.length >> 1 < height &&
    kernelX.length >> 1 < width &&
    isSymmetric(kernelX) &&
    isSymmetric(kernelY) &&
    inArena(imageFilterDouble, (wasm, arena) => {
      const rowAt = readRows(arena, source, height, width);
      const tapsX = layOutTaps(wasm, arena, kernelX);
      const tapsY = layOutTaps(wasm, arena, kernelY);
      const sums = arena.allocate(8 * rowPitch(width));
      const extend = wasm.extendRow;
      const along = alongRows(arena, 'float64', extend, tapsX, width, 1, border, constant);
      const bring = (y: number, to: number): void => {
        along(rowAt(y), to);
      };
      const outside = kernelX.reduce((sum, tap) => sum + tap * constant, 0);
      const across = acrossRows(arena, 'float64', tapsY, height, width, border, outside, bring);
      writeRows(arena, [target], height, width, (y, to) => {
        across(y, sums);
        wasm.narrow(sums, width, to);
        return true;
      });
    });
  if (!served) {
    separableScalar(source, target, height, width, kernelY, kernelX, border, constant);
  }
};

function layOutTaps(wasm: ImageFilterDoubleExports, arena: Arena, kernel: Float64Array): Taps {
  const count = kernel.length;
  const at = arena.allocate(8 * count);
  arena.float64(at, count).set(kernel);
  return {
    radius: count >> 1,
    apply: (rows, target, width) => {
      wasm.sumPairs(rows, at, count, target, width);
      return true;
    },
  };
}
