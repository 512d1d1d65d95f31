// What a transform of the plane does around a point.
import { determinant, rescaled } from '../image/invert-transform.js';

/**
 * By how much a transform enlarges lengths around a point: √|det J|, which is √|det T / W³|.
 *
 * @param transform - 9 numbers
 * @returns the factor at (x, y)
 */
export function localScale(transform: Float64Array): (x: number, y: number) => number {
  const t = rescaled(transform);
  const { value } = determinant(t);
  return (x, y) => Math.sqrt(Math.abs(value / (t[6]! * x + t[7]! * y + t[8]!) ** 3));
}
