// The levels of a scale space, each smoothed from the one before, some rows of all of them at a time.
import { areFinite } from '../../core/are-finite.js';
import type { DifferenceSearch, Kernels } from '../kernels.js';
import type { Arena } from './arena.js';
import { exactSeparableFilter } from './exact-separable-filter.js';
import { findDifferenceExtrema, type OpenScan, openScan } from './extrema.js';
import { imageExtrema } from './generated/image-extrema.js';
import { imageLevels } from './generated/image-levels.js';
import { smoothInTurn, smooths } from './smoothing.js';
import { inArena } from './wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 16;

/** See `Kernels.smoothLevels`. */
export const smoothLevels: Kernels['smoothLevels'] = (
  source,
  levels,
  height,
  width,
  kernels,
  border,
  downFirst,
  search,
) => {
  let smoothed = false;
  let searched = search === undefined;
  if (
    source instanceof Float32Array &&
    areFloat32(levels) &&
    height * width >= LEAST &&
    kernels.every(smooths)
  ) {
    inArena(imageLevels, (wasm, arena) => {
      const smoothings = kernels.map((taps) => {
        return { kernelY: taps, kernelX: taps, border, constant: 0, downFirst };
      });
      const scan = search === undefined ? undefined : openSearch(arena, search, height, width);
      const follow = (rows: number): void => scan?.advance(rows);
      smoothed = smoothInTurn(wasm, arena, source, levels, height, width, smoothings, follow);
      if (!smoothed || search === undefined || scan === undefined) return;
      scan.take(search.found);
      searched = true;
    });
  }
  if (!smoothed) {
    // Whoever asked will refuse it: no further time is spent on it.
    if (!areFinite(source)) return false;
    levels.forEach((level, i) => {
      const [from, taps] = [levels[i - 1] ?? source, kernels[i]!];
      exactSeparableFilter(from, level, height, width, taps, taps, border, 0, downFirst);
    });
  }
  if (searched || search === undefined) return smoothed;
  const { stack, threshold, found } = search;
  findDifferenceExtrema(
    stack,
    depthOf(search, height, width),
    height,
    width,
    threshold,
    true,
    found,
  );
  return smoothed;
};

/** A scan that follows as levels are made; none where the kernels for it are refused. */
function openSearch(
  arena: Arena,
  search: DifferenceSearch,
  height: number,
  width: number,
): OpenScan | undefined {
  const wasm = imageExtrema();
  const { stack, threshold } = search;
  if (wasm === undefined || !(stack instanceof Float32Array)) return undefined;
  const shape = [depthOf(search, height, width), height, width] as const;
  return openScan(wasm, arena, stack, shape, threshold, true, true);
}

function depthOf({ stack }: DifferenceSearch, height: number, width: number): number {
  return stack.length / (height * width);
}

function areFloat32(arrays: readonly unknown[]): arrays is Float32Array[] {
  return arrays.every((array) => array instanceof Float32Array);
}
