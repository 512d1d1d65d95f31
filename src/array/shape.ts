// Other arrangements of the same numbers.
import type { NdArray } from 'ndarray';
import { checkAxis, checkShape } from '../core/check.js';
import { allocate, createNdArray, dtypeOf, readStored } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount, gather, rowMajorStrides } from '../core/layout.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';
import type { SameStorage } from './storage.js';

/**
 * The array with its axes in another order.
 *
 * The result is a copy in the storage of `a`. To look at the same data turned round without copying, use
 * the `transpose` method of the ndarray.
 *
 * @param a - an array of any shape
 * @param axes - for each axis of the result the axis of `a` that it is; the reverse order where left out
 * @returns a row-major ndarray
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
export function transpose<A extends ArrayInput>(a: A, axes?: readonly number[]): SameStorage<A>;
export function transpose(a: ArrayInput, axes?: readonly number[]): NdArray<NumericTypedArray> {
  const { data, shape } = readStored('transpose', 'a', a);
  const order = axes === undefined ? [...shape.keys()].reverse() : checkOrder(axes, shape.length);
  const strides = rowMajorStrides(shape);
  const target: NumericTypedArray = allocate(dtypeOf(data), data.length);
  const lengths = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  gather(data, lengths, steps, 0, target);
  return createNdArray(target, lengths);
}

function checkOrder(axes: unknown, rank: number): number[] {
  if (!Array.isArray(axes)) {
    throw new KindError({
      function: 'transpose',
      argument: 'axes',
      expected: 'a list of axes',
      got: describeValue(axes),
    });
  }
  const order = axes.map((axis) => checkAxis('transpose', 'axes', axis, rank));
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new DomainError({
      function: 'transpose',
      argument: 'axes',
      expected: `each of the ${rank} axes once`,
      got: `[${axes.join(', ')}]`,
    });
  }
  return order;
}

/**
 * The same numbers, in row-major order, in another shape.
 *
 * The result is a copy in the storage of `a`.
 *
 * @param a - an array of any shape
 * @param shape - lengths of the new axes; one of them may be −1 and is then what is left over
 * @returns a row-major ndarray
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
export function reshape<A extends ArrayInput>(a: A, shape: readonly number[]): SameStorage<A>;
export function reshape(a: ArrayInput, shape: readonly number[]): NdArray<NumericTypedArray> {
  const { data, shape: own } = readStored('reshape', 'a', a);
  const open = Array.isArray(shape) ? shape.indexOf(-1) : -1;
  const given = open < 0 ? shape : shape.filter((_, axis) => axis !== open);
  const known = elementCount(checkShape('reshape', 'shape', given));
  const rest = known > 0 ? data.length / known : 0;
  const lengths = shape.map((length, axis) => (axis === open ? rest : length));
  if (!lengths.every(Number.isInteger) || elementCount(lengths) !== data.length) {
    throw new ShapeError({
      function: 'reshape',
      argument: 'shape',
      expected: `lengths whose product is the ${data.length} elements of (${own.join(', ')})`,
      got: `(${shape.join(', ')})`,
    });
  }
  return createNdArray(data.slice(), lengths);
}
