// Separable filters of float32 images that smooth, as exactly as in float64.
import type { FilterKernels } from '../filter-kernels.js';
import { separableDoubles } from './double-filter.js';
import { imageLevels } from './generated/image-levels.js';
import { smoothInTurn, smooths } from './smoothing.js';
import { inArena } from './wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 16;

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
  downFirst = false,
) => {
  let finite = false;
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    smooths(kernelY) &&
    smooths(kernelX) &&
    inArena(imageLevels, (wasm, arena) => {
      const smoothing = { kernelY, kernelX, border, constant, downFirst };
      finite = smoothInTurn(wasm, arena, source, [target], height, width, [smoothing]);
    });
  if (served && finite) return true;
  return separableDoubles(source, target, height, width, kernelY, kernelX, border, constant);
};
