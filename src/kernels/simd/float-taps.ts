// Filters whose sums are in float32.
import { isSymmetric } from '../scalar/weighted-sums.js';
import type { Arena } from './arena.js';
import type { ImageFilterExports } from './generated/image-filter.js';
import type { Taps } from './weighted-rows.js';

/**
 * Taps as float32 numbers. The middle one of a symmetric filter makes up for the rounding of the others: constant images
 * stay as they are.
 *
 * @param kernel - an odd number of taps
 * @param symmetric - whether they are the same from both ends
 * @returns as many taps
 */
export function roundTaps(kernel: Float64Array, symmetric: boolean): Float32Array {
  const radius = kernel.length >> 1;
  const rounded = Float32Array.from(kernel);
  if (symmetric) {
    rounded[radius] = kernel.reduce(
      (sum, tap, t) => (t === radius ? sum : sum + (tap - rounded[t]!)),
      kernel[radius]!,
    );
  }
  return rounded;
}

/**
 * Whether taps from one end are the negatives of those from the other.
 *
 * @param kernel - an odd number of taps
 * @returns true for differences
 */
export function isAntisymmetric(kernel: Float64Array): boolean {
  const last = kernel.length - 1;
  return kernel.every((tap, t) => tap === -kernel[last - t]!);
}

/**
 * Lays out a filter.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param kernel - an odd number of taps
 * @returns the filter
 */
export function layOutTaps(wasm: ImageFilterExports, arena: Arena, kernel: Float64Array): Taps {
  const count = kernel.length;
  const radius = count >> 1;
  const symmetric = isSymmetric(kernel);
  const at = arena.put(roundTaps(kernel, symmetric));
  if (symmetric) {
    return {
      radius,
      along: (line, step, target, width) =>
        Boolean(wasm.pairsAlong(line, step, at, count, target, width)),
      across: (rows, first, second, width) =>
        Boolean(wasm.pairsAcross(rows, at, count, first, second, width)),
    };
  }
  const sum = isAntisymmetric(kernel) ? wasm.sumDifferences : wasm.sumTaps;
  return {
    radius,
    apply: (rows, target, width) => Boolean(sum(rows, at, count, target, width)),
  };
}
