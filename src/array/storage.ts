// What storage a function that only moves numbers returns, and what a storage can hold.
import type { NdArray } from 'ndarray';
import { DomainError } from '../core/errors.js';
import { LARGEST } from '../core/integer-range.js';
import type { DType, NumericTypedArray } from '../core/types.js';

/**
 * The ndarray that a function which only moves numbers gives for an argument: of the same storage;
 * float64 for nested numbers and plain arrays.
 */
export type SameStorage<A> =
  A extends NdArray<infer D>
    ? [D] extends [NumericTypedArray]
      ? NdArray<D>
      : NdArray<Float64Array>
    : A extends NumericTypedArray
      ? NdArray<A>
      : NdArray<Float64Array>;

/**
 * Refuses a number that an integer storage would wrap, clamp or cut.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param value - the number
 * @param dtype - the storage; floats hold every number
 * @param place - words that say where the number stood
 * @throws DomainError with value and place
 */
export function checkStorable(
  fn: string,
  argument: string,
  value: number,
  dtype: DType,
  place: () => string,
): void {
  const max = LARGEST[dtype];
  if (max === undefined) return;
  const min = dtype.startsWith('u') ? 0 : -max - 1;
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new DomainError({
    function: fn,
    argument,
    expected: `whole numbers from ${min} to ${max} for ${dtype}`,
    got: `${value}${place()}`,
  });
}
