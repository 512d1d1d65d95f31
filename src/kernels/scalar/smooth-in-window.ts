// The levels of a scale space some rows at a time: not here.
import type { Kernels } from '../kernels.js';

/** See `Kernels.smoothInWindow`; declines, for these kernels smooth whole levels one after the other. */
export const smoothInWindow: Kernels['smoothInWindow'] = () => false;
