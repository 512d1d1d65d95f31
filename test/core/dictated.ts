import type { Rng } from '../../src/core/types.js';

/**
 * A stream that gives the numbers of a list, one after the other, for whole numbers and for fractions.
 *
 * @param numbers - what it gives
 * @returns the stream
 */
export function dictated(numbers: readonly number[]): Rng {
  let at = 0;
  const next = (): number => {
    const number = numbers[at++];
    if (number === undefined) throw new Error('nothing is left to be drawn');
    return number;
  };
  const stream: Rng = { nextUint32: next, nextFloat64: next, split: () => stream };
  return stream;
}

/**
 * The word of which a whole number is drawn.
 *
 * @param number - the number
 * @param bound - how many there are
 * @returns 32 bits
 */
export function wordOf(number: number, bound: number): number {
  return number * Math.floor(2 ** 32 / bound);
}
