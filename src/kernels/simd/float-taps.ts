// Filters whose sums are in float32.
import { isSymmetric } from '../scalar/weighted-sums.js';
import type { Arena } from './arena.js';
import type { ImageFilterExports } from './generated/image-filter.js';
import type { Taps } from './weighted-rows.js';

/**
 * Lays out a filter. The middle tap of a symmetric one makes up for the rounding of the others: constant images stay
 * as they are.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param kernel - an odd number of taps
 * @returns the filter
 */
export function layOutTaps(wasm: ImageFilterExports, arena: Arena, kernel: Float64Array): Taps {
  const count = kernel.length;
  const radius = count >> 1;
  const last = count - 1;
  const rounded = Float32Array.from(kernel);
  const symmetric = isSymmetric(kernel);
  const antisymmetric = !symmetric && kernel.every((tap, t) => tap === -kernel[last - t]!);
  if (symmetric) {
    rounded[radius] = kernel.reduce(
      (sum, tap, t) => (t === radius ? sum : sum + (tap - rounded[t]!)),
      kernel[radius]!,
    );
  }
  const at = arena.put(rounded);
  if (symmetric) {
    return {
      radius,
      along: (line, step, target, width) =>
        Boolean(wasm.pairsAlong(line, step, at, count, target, width)),
      across: (rows, first, second, width) =>
        Boolean(wasm.pairsAcross(rows, at, count, first, second, width)),
    };
  }
  const sum = antisymmetric ? wasm.sumDifferences : wasm.sumTaps;
  return {
    radius,
    apply: (rows, target, width) => Boolean(sum(rows, at, count, target, width)),
  };
}
