/**
 * The remainder of a division, of the divisor's sign: exact but where a divisor is added to a remainder of the other sign.
 *
 * @param a - a finite number, however large beside b
 * @param b - a finite number other than 0
 * @returns a number from 0 towards b, b itself excluded; never −0
 */
export function remainder(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return 0;
  if (rest < 0 === b < 0) return rest;
  // Of a tiny number of the other sign the sum is rounded to b.
  return rest + b === b ? 0 : rest + b;
}
