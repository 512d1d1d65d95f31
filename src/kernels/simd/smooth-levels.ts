// The levels of a scale space, each smoothed from the one before, some rows of all of them at a time.
import type { Kernels } from '../kernels.js';
import { exactSeparableFilter } from './exact-separable-filter.js';
import { imageLevels } from './generated/image-levels.js';
import { smoothInTurn, smooths } from './smoothing.js';
import { inArena } from './wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 256;

/** See `Kernels.smoothLevels`. */
export const smoothLevels: Kernels['smoothLevels'] = (
  source,
  levels,
  height,
  width,
  kernels,
  border,
  downFirst,
) => {
  let finite = false;
  const served =
    source instanceof Float32Array &&
    areFloat32(levels) &&
    height * width >= LEAST &&
    kernels.every((taps) => smooths(taps, Math.min(height, width))) &&
    inArena(imageLevels, (wasm, arena) => {
      const smoothings = kernels.map((taps) => {
        return { kernelY: taps, kernelX: taps, border, constant: 0, downFirst };
      });
      finite = smoothInTurn(wasm, arena, source, levels, height, width, smoothings);
    });
  if (served && finite) return;
  levels.forEach((level, i) => {
    const [from, taps] = [levels[i - 1] ?? source, kernels[i]!];
    exactSeparableFilter(from, level, height, width, taps, taps, border, 0, downFirst);
  });
};

function areFloat32(arrays: readonly unknown[]): arrays is Float32Array[] {
  return arrays.every((array) => array instanceof Float32Array);
}
