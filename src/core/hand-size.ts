import { DomainError } from './errors.js';

/**
 * Refuses numbers that no one works with by hand, of whose products float64 would hold no digits or none at all.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param data - the numbers
 * @param largest - largest size of all; the size of the largest must be 1/largest at least, where they are not all 0
 * @throws DomainError with the first that is too large, or the largest where all are too small
 */
export function checkHandSize(
  fn: string,
  argument: string,
  data: ArrayLike<number>,
  largest: number,
): void {
  let most = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (Math.abs(value) > largest) {
      const expected = `numbers of a size up to ${largest}`;
      throw new DomainError({ function: fn, argument, expected, got: String(value) });
    }
    if (Math.abs(value) > Math.abs(most)) most = value;
  }
  // Not 1.000000000000000e-60.
  const least = Number((1 / largest).toPrecision(15));
  if (most === 0 || Math.abs(most) >= least) return;
  const expected = `numbers of which the largest has a size of ${least} or more, or zeros`;
  throw new DomainError({ function: fn, argument, expected, got: String(most) });
}
