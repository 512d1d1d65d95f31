// Fits to extrema of the differences of float32 levels that lie in the memory of the kernels.
import type { Kernels } from '../kernels.js';
import { FIT_NUMBERS, refineExtrema as refineScalar } from '../scalar/refine-extrema.js';
import { imageExtrema } from './generated/image-extrema.js';
import { inArena } from './wasm-module.js';

/** See `Kernels.refineExtrema`; levels that lie elsewhere are left to the scalar kernel. */
export const refineExtrema: Kernels['refineExtrema'] = (
  levels,
  depth,
  height,
  width,
  indices,
  fits,
  top = 0,
) => {
  let served = false;
  if (levels instanceof Float32Array) {
    inArena(imageExtrema, (wasm, arena) => {
      const count = indices.length;
      const input = arena.words(count);
      const output = arena.allocate(8 * FIT_NUMBERS * count);
      const place = arena.find(levels);
      if (place === undefined) return;
      arena.int32(input, count).set(indices);
      wasm.refine(place, depth - 1, height, width, input, count, top, output);
      fits.set(arena.float64(output, FIT_NUMBERS * count));
      served = true;
    });
  }
  if (!served) refineScalar(levels, depth, height, width, indices, fits, top);
};
