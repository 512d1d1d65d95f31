// Numbers for tests of kernels.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Uniform float32 numbers, the same for the same seed.
 *
 * @param count - how many
 * @param seed - the seed
 * @param low - the least
 * @param high - above the largest
 * @returns the numbers
 */
export function randomFloats(count: number, seed: number, low = -1, high = 1): Float32Array {
  const generator = xoroshiro128plus(seed);
  return Float32Array.from(
    { length: count },
    () => low + ((generator.next() >>> 0) / 2 ** 32) * (high - low),
  );
}
