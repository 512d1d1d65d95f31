// The levels of a scale space, each smoothed from the one before.
import type { Kernels } from '../kernels.js';
import { separableFilter } from './separable-filter.js';

/** See `Kernels.smoothLevels`; in float64 the order of the axes does not matter. */
export const smoothLevels: Kernels['smoothLevels'] = (
  source,
  levels,
  height,
  width,
  kernels,
  border,
) => {
  levels.forEach((level, i) => {
    const taps = kernels[i]!;
    separableFilter(levels[i - 1] ?? source, level, height, width, taps, taps, border, 0);
  });
};
