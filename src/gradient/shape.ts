// Other arrangements and parts of the same numbers, for plain and for traced values.
import type { NdArray } from 'ndarray';
import { concat as concatPlain } from '../array/concat.js';
import { reshape as reshapePlain, transpose as transposePlain } from '../array/shape.js';
import type { Range } from '../array/slice.js';
import { slice as slicePlain } from '../array/slice.js';
import { once } from '../core/once.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';
import { shapeOf } from './moves.js';
import { apply, isTraced, type Traced } from './traced.js';
import type { MovedValue } from './value-types.js';

/**
 * The array with its axes in another order.
 *
 * The result is a copy in the storage of `a`. To look at the same data turned round without copying, use
 * the `transpose` method of the ndarray.
 *
 * @param a - an array of any shape
 * @param axes - for each axis of the result the axis of `a` that it is; the reverse order where left out
 * @returns a traced value for a traced one, else a row-major ndarray
 * @throws KindError where `a` is no array or `axes` no list, DomainError where `axes` does not name each
 * axis once
 *
 * @example
 * Rows become columns.
 * ```ts
 * import { toNested, transpose } from 'fovea/array';
 * toNested(transpose([[1, 2, 3], [4, 5, 6]])) // => [[1, 4], [2, 5], [3, 6]]
 * ```
 */
export function transpose<A extends ArrayInput | Traced>(
  a: A,
  axes?: readonly number[],
): MovedValue<A>;
export function transpose(
  a: ArrayInput | Traced,
  axes?: readonly number[],
): NdArray<NumericTypedArray> | Traced {
  return isTraced(a) ? apply('transpose', [a], axes) : transposePlain(a, axes);
}

/**
 * The same numbers, in row-major order, in another shape.
 *
 * The result is a copy in the storage of `a`.
 *
 * @param a - an array of any shape
 * @param shape - lengths of the new axes; one of them may be −1 and is then what is left over
 * @returns a traced value for a traced one, else a row-major ndarray
 * @throws KindError where `a` is no array or `shape` no list, ShapeError where the numbers of elements
 * differ, DomainError where a length is none
 *
 * @example
 * Six numbers in rows of two.
 * ```ts
 * import { reshape, toNested } from 'fovea/array';
 * toNested(reshape([1, 2, 3, 4, 5, 6], [-1, 2])) // => [[1, 2], [3, 4], [5, 6]]
 * ```
 */
export function reshape<A extends ArrayInput | Traced>(
  a: A,
  shape: readonly number[],
): MovedValue<A>;
export function reshape(
  a: ArrayInput | Traced,
  shape: readonly number[],
): NdArray<NumericTypedArray> | Traced {
  return isTraced(a) ? apply('reshape', [a], shape) : reshapePlain(a, shape);
}

/**
 * Joins arrays along an axis that they have.
 *
 * Arrays of one storage keep it. Of several, the result is float32 where every array of floats is, else
 * float64.
 *
 * @param list - at least one array; all of one shape but for the length of that axis
 * @param axis - the axis to join along, 0 where left out, −1 for the last
 * @returns a traced value where one is traced, else a row-major ndarray
 * @throws KindError where `list` is no list of arrays, ShapeError where shapes do not fit, DomainError where
 * the list is empty or there is no such axis; DomainError for a result of more than 2²⁸ elements
 *
 * @example
 * A column is set beside a matrix.
 * ```ts
 * import { concat, toNested } from 'fovea/array';
 * toNested(concat([[[1, 2], [3, 4]], [[5], [6]]], 1)) // => [[1, 2, 5], [3, 4, 6]]
 * ```
 */
export function concat<A extends ArrayInput | Traced>(
  list: readonly A[],
  axis?: number,
): A extends Traced ? Traced : NdArray<NumericTypedArray>;
export function concat(
  list: readonly (ArrayInput | Traced)[],
  axis = 0,
): NdArray<NumericTypedArray> | Traced {
  if (allPlain(list)) return concatPlain(list, axis);
  // Asked for on the way back alone, when axis and shapes are known to be good, and once for all parts.
  const ends = once(() => {
    let end = 0;
    return list.map((part) => (end += shapeOf(part).at(axis)!));
  });
  return apply('concat', list, { axis, ends });
}

function allPlain(list: readonly (ArrayInput | Traced)[]): list is readonly ArrayInput[] {
  return !Array.isArray(list) || !list.some(isTraced);
}

/**
 * A part of an array.
 *
 * The result is a copy in the storage of `a`. To look at a part without copying, use the `lo`, `hi`,
 * `step` and `pick` methods of the ndarray.
 *
 * @param a - an array of any shape
 * @param ranges - what to take of each axis, from the first on; axes without a range are taken whole
 * @returns a traced value for a traced one, else a row-major ndarray
 * @throws KindError where `a` is no array or a range is none, ShapeError for more ranges than axes,
 * DomainError where an index lies outside the axis or a step is 0
 *
 * @example
 * The last two columns, a row backwards, and a single row.
 * ```ts
 * import { slice, toNested } from 'fovea/array';
 * const a = [[1, 2, 3], [4, 5, 6]];
 * toNested(slice(a, [null, [-2, null]])) // => [[2, 3], [5, 6]]
 * toNested(slice(a, [0, [null, null, -1]])) // => [3, 2, 1]
 * toNested(slice(a, [-1])) // => [4, 5, 6]
 * ```
 */
export function slice<A extends ArrayInput | Traced>(a: A, ranges: readonly Range[]): MovedValue<A>;
export function slice(
  a: ArrayInput | Traced,
  ranges: readonly Range[],
): NdArray<NumericTypedArray> | Traced {
  return isTraced(a) ? apply('slice', [a], ranges) : slicePlain(a, ranges);
}
