// Transforms of the plane, 9 numbers each, and the way back. A factor means nothing to them.
import { DomainError } from '../core/errors.js';
import type { FloatTypedArray } from '../core/types.js';
import { unitOf } from '../core/unit-of.js';

/** A determinant this small beside the products it is a sum of is what rounding leaves of zero. */
const SINGULAR = 8 * Number.EPSILON;

/** Products below it may have lost digits, or vanished. */
const LEAST_SIZE = 2 ** -900;

/**
 * The determinant of a 3×3 matrix.
 *
 * @param t - 9 numbers
 * @returns its value, and the size of the products that it is a sum of
 */
export function determinant(t: FloatTypedArray): { readonly value: number; readonly size: number } {
  let value = 0;
  let size = 0;
  for (let k = 0; k < 3; k++) {
    const c0 = (k + 1) % 3;
    const c1 = (k + 2) % 3;
    const plus = t[k]! * t[3 + c0]! * t[6 + c1]!;
    const minus = t[k]! * t[3 + c1]! * t[6 + c0]!;
    value += plus - minus;
    size += Math.abs(plus) + Math.abs(minus);
  }
  return { value, size };
}

/**
 * The same transform by numbers of which products of three are numbers.
 *
 * @param t - 9 numbers
 * @returns the same, or all of them divided by a power of two
 */
export function rescaled(t: FloatTypedArray): FloatTypedArray {
  const { size } = determinant(t);
  if (size > LEAST_SIZE && size < Infinity) return t;
  const unit = unitOf(Math.max(...Array.from(t, Math.abs)));
  return t.map((entry) => entry / unit);
}

/**
 * The transform that leads back. Where the last row is 0 0 1 so is its own, exactly; and whole shifts, mirrors and
 * quarter turns come out exact.
 *
 * @param fn - name of the public function, for errors
 * @param transform - 9 numbers
 * @returns 9 numbers
 * @throws DomainError where there is none
 */
export function invertTransform(fn: string, transform: FloatTypedArray): Float64Array {
  const t = rescaled(transform);
  const { value, size } = determinant(t);
  if (!(Math.abs(value) > SINGULAR * size)) {
    throw new DomainError({
      function: fn,
      argument: 'transform',
      expected: 'a matrix with an inverse',
      got: `determinant ${value}`,
    });
  }
  // By cofactors.
  return Float64Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [at % 3, Math.floor(at / 3)];
    const [r0, r1] = [3 * ((row + 1) % 3), 3 * ((row + 2) % 3)];
    const [c0, c1] = [(column + 1) % 3, (column + 2) % 3];
    return (t[r0 + c0]! * t[r1 + c1]! - t[r0 + c1]! * t[r1 + c0]!) / value;
  });
}
