// The extrema of each octave with fits to them.
import { FIT_NUMBERS, refineExtrema as refineScalar } from '../kernels/scalar/refine-extrema.js';
import { kernel } from '../kernels/select.js';
import { refineExtrema as refineFast } from '../kernels/simd/refine-extrema.js';
import type { Octave } from './octaves.js';
import type { SiftSettings } from './settings.js';

/** An unrefined extremum below this share of the threshold cannot reach it by refinement. */
const EARLY_SHARE = 0.5;

/**
 * The least absolute difference of extrema that are worth a look.
 *
 * @param settings - thresholds
 * @returns what `buildOctaves` looks for
 */
export function leastDifference(settings: SiftSettings): number {
  return EARLY_SHARE * settings.threshold;
}

/**
 * Fits to the extrema of an octave.
 *
 * @param octave - the blurred images
 * @returns the numbers of each fit, see `FIT`, in the order of scale, row, column
 */
export function octaveFits(octave: Octave): Float64Array {
  const { levels, sigmas, height, width, extrema } = octave;
  const fits = new Float64Array(FIT_NUMBERS * extrema.length);
  const refine = kernel('refineExtrema', refineScalar, refineFast);
  refine(levels, sigmas.length, height, width, extrema, fits);
  return fits;
}
