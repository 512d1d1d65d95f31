/**
 * a / b, and 0 where b = 0: without an epsilon, a parameter whose gradients were all zero stays.
 *
 * @param a - numerator
 * @param b - denominator, not below 0
 * @returns the quotient
 */
export function quotient(a: number, b: number): number {
  return b > 0 ? a / b : 0;
}
