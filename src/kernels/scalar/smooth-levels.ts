// The levels of a scale space, each smoothed from the one before.
import type { Kernels } from '../kernels.js';
import { findDifferenceExtrema } from './extrema.js';
import { separableFilter } from './separable-filter.js';

/** See `Kernels.smoothLevels`; in float64 the order of the axes does not matter. */
export const smoothLevels: Kernels['smoothLevels'] = (
  source,
  levels,
  height,
  width,
  kernels,
  border,
  _downFirst,
  search,
) => {
  levels.forEach((level, i) => {
    const taps = kernels[i]!;
    separableFilter(levels[i - 1] ?? source, level, height, width, taps, taps, border, 0);
  });
  if (search === undefined) return false;
  const { stack, threshold, found } = search;
  const depth = stack.length / (height * width);
  findDifferenceExtrema(stack, depth, height, width, threshold, true, found);
  return false;
};
