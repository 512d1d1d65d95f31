/**
 * A unit for numbers of which products are taken, so that those of very small ones do not vanish and those of very large
 * ones are no infinities. Dividing by it rounds nothing.
 *
 * @param size - how large the numbers are, not negative
 * @returns 1 for a size between 2^±300 and for 0, else a power of two in which it is about 1
 */
export function unitOf(size: number): number {
  if (!(size > 0) || (size > 2 ** -300 && size < 2 ** 300)) return 1;
  return 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(size))));
}
