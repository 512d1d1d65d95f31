// The smoothing of a level by itself, with taps of each axis and a constant of its own.
import type { FilterKernels } from '../../../src/kernels/filter-kernels.js';
import { separableDoubles } from '../../../src/kernels/simd/double-filter.js';
import { imageLevels } from '../../../src/kernels/simd/generated/image-levels.js';
import { smoothInTurn, smooths } from '../../../src/kernels/simd/smoothing.js';
import { inArena } from '../../../src/kernels/simd/wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 16;

type Filter = FilterKernels['separableFilter'];

/** As `FilterKernels.separableFilter`; sums in between are those down the columns with `downFirst`. */
export const exactSeparableFilter: (
  ...task: [...Parameters<Filter>, downFirst?: boolean | undefined]
) => boolean = (
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
