// Kernels and borders for tests of filters.
import type { BorderMode } from '../../../src/kernels/kernels.js';

/** All rules of what stands outside. */
export const BORDERS: readonly BorderMode[] = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'];

/**
 * A Gaussian's taps, its derivative's, or any.
 *
 * @param radius - how many on each side of the middle
 * @param kind - the same from both ends, opposite, or neither
 * @returns the taps, whose sizes add up to 1
 */
export function taps(radius: number, kind: 'even' | 'odd' | 'any'): Float64Array {
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, t) => {
    const x = t - radius;
    const weight = Math.exp((-4.5 * x * x) / (radius + 0.5) ** 2);
    return { even: weight, odd: x * weight, any: weight * Math.sin(t + 1) }[kind];
  });
  const sum = kernel.reduce((total, tap) => total + Math.abs(tap), 0);
  return kernel.map((tap) => (sum === 0 ? 0 : tap / sum));
}
