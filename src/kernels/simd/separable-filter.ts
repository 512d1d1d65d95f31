// Separable filters of float32 images: rows stream through the memory of the kernels, a ring of them at a time.
import type { FilterKernels } from '../filter-kernels.js';
import { separableFilter as separableScalar } from '../scalar/separable-filter.js';
import { isSymmetric } from '../scalar/weighted-sums.js';
import type { Arena } from './arena.js';
import { type ImageFilterExports, imageFilter } from './generated/image-filter.js';
import { readRows, writeRows } from './strips.js';
import { inArena } from './wasm-module.js';
import { acrossRows, alongRows, type Taps } from './weighted-rows.js';

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
      const along = alongRows(arena, 'float32', wasm.extendRow, tapsX, width, border, constant);
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

/** The middle tap of a symmetric kernel makes up for the rounding of the others: constant images stay as they are. */
function layOutTaps(wasm: ImageFilterExports, arena: Arena, kernel: Float64Array): Taps {
  const count = kernel.length;
  const radius = count >> 1;
  const last = count - 1;
  const rounded = Float32Array.from(kernel);
  const symmetric = isSymmetric(kernel);
  const antisymmetric = !symmetric && kernel.every((tap, t) => tap === -kernel[last - t]!);
  if (symmetric) {
    rounded[radius] = kernel.reduce(
      (sum, tap, t) => (t === radius ? sum : sum + (tap - rounded[t]!)),
      kernel[radius]!,
    );
  }
  const at = arena.put(rounded);
  const sum = symmetric ? wasm.sumPairs : antisymmetric ? wasm.sumDifferences : wasm.sumTaps;
  return {
    radius,
    apply: (rows, target, width) => Boolean(sum(rows, at, count, target, width)),
  };
}
