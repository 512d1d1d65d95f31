// Layer norm and RMS norm of float64 rows: to the last bit what the scalar kernel gives.
import type { LayerKernels } from '../layer-kernels.js';
import { doubleNorms } from './generated/double-norms.js';
import { inArena } from './wasm-module.js';

/** Numbers that go through at a time, in whole rows. */
const STRIP = 16384;

/**
 * Brings rows to the kernel.
 *
 * @param call - what the scalar kernel takes
 * @returns false where the numbers are not float64 or this may not be
 */
export function normalizeDoubleRows(
  ...[norm, source, target, beta, centers, scales]: Parameters<LayerKernels['normalizeRows']>
): boolean {
  const { rows, width, centred, gamma, epsilon } = norm;
  return (
    source instanceof Float64Array &&
    target instanceof Float64Array &&
    inArena(doubleNorms, (wasm, arena) => {
      const most = Math.min(rows, Math.max(1, Math.floor(STRIP / width)));
      const [at, factors, shifts, means, spreads] = [most * width, width, width, most, most].map(
        (count) => arena.words(2 * count),
      ) as [number, number, number, number, number];
      const numbers = arena.float64(at, most * width);
      if (gamma === undefined) arena.float64(factors, width).fill(1);
      else arena.float64(factors, width).set(gamma);
      const added = arena.float64(shifts, width).fill(0);
      if (beta !== undefined) added.set(beta);
      for (let first = 0; first < rows; first += most) {
        const count = Math.min(most, rows - first);
        const start = first * width;
        numbers.set(source.subarray(start, start + count * width));
        wasm.normalizeRows(at, count, width, centred, factors, shifts, epsilon, means, spreads);
        target.set(numbers.subarray(0, count * width), start);
        centers.set(arena.float64(means, count), first);
        scales.set(arena.float64(spreads, count), first);
      }
    })
  );
}
