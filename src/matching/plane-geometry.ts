// What a transform of the plane does around a point, and its inverse.
import { DomainError } from '../core/errors.js';
import { unitOf } from '../core/unit-of.js';

/** A determinant this small beside the products it is a sum of is what rounding leaves of zero. */
const SINGULAR = 8 * Number.EPSILON;
/** Products below it may have lost digits, or vanished. */
const LEAST_SIZE = 2 ** -900;

/** The determinant of a 3×3 matrix, and the size of the products it is a sum of. */
function determinant(t: Float64Array): { readonly value: number; readonly size: number } {
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

/** The same transform by numbers of which products of three are numbers: a factor means nothing. */
function held(t: Float64Array): Float64Array {
  const { size } = determinant(t);
  if (size > LEAST_SIZE && size < Infinity) return t;
  const unit = unitOf(t.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0));
  return t.map((entry) => entry / unit);
}

/**
 * The transform that leads back, up to a factor that means nothing.
 *
 * @param fn - name of the public function, for errors
 * @param transform - 9 numbers
 * @returns 9 numbers
 * @throws DomainError where there is none
 */
export function invertTransform(fn: string, transform: Float64Array): Float64Array {
  const t = held(transform);
  const { value, size } = determinant(t);
  if (!(Math.abs(value) > SINGULAR * size)) {
    throw new DomainError({
      function: fn,
      argument: 'transform',
      expected: 'a matrix with an inverse',
      got: `determinant ${value}`,
    });
  }
  return Float64Array.from({ length: 9 }, (_, at) => {
    const row = at % 3;
    const column = Math.floor(at / 3);
    const [r0, r1] = [3 * ((row + 1) % 3), 3 * ((row + 2) % 3)];
    const [c0, c1] = [(column + 1) % 3, (column + 2) % 3];
    return t[r0 + c0]! * t[r1 + c1]! - t[r0 + c1]! * t[r1 + c0]!;
  });
}

/**
 * By how much a transform enlarges lengths around a point: √|det J|, which is √|det T / W³|.
 *
 * @param transform - 9 numbers
 * @returns the factor at (x, y)
 */
export function localScale(transform: Float64Array): (x: number, y: number) => number {
  const t = held(transform);
  const { value } = determinant(t);
  return (x, y) => Math.sqrt(Math.abs(value / (t[6]! * x + t[7]! * y + t[8]!) ** 3));
}
