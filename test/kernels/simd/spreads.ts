// Shares of pixels for tests of histograms by cells.
import type { Spread } from '../../../src/kernels/orientation-kernels.js';
import { randomFloats } from './numbers.js';

/**
 * Each pixel into up to `most` slots, some into none.
 *
 * @param pixels - how many
 * @param slots - how many
 * @param most - of a pixel
 * @param seed - the seed
 * @returns the lists of all pixels
 */
export function makeSpread(pixels: number, slots: number, most: number, seed: number): Spread {
  const draws = randomFloats(pixels * (2 * most + 1), seed, 0, 1);
  const starts = [0];
  const slot: number[] = [];
  const weight: number[] = [];
  for (let x = 0; x < pixels; x++) {
    const own = draws.subarray(x * (2 * most + 1), (x + 1) * (2 * most + 1));
    const count = Math.min(most, Math.floor(own[0]! * (most + 1)));
    for (let k = 0; k < count; k++) {
      slot.push(Math.min(slots - 1, Math.floor(own[2 * k + 1]! * slots)));
      weight.push(own[2 * k + 2]!);
    }
    starts.push(slot.length);
  }
  return {
    slots,
    starts: Int32Array.from(starts),
    slot: Int32Array.from(slot),
    weight: Float64Array.from(weight),
  };
}
