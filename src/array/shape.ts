// Other arrangements of the same numbers.
import type { NdArray } from 'ndarray';
import { checkAxis, checkShape } from '../core/check.js';
import { allocate, createNdArray, dtypeOf, readStored } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { gather } from '../core/gather.js';
import { elementCount, rowMajorStrides } from '../core/layout.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';
import type { SameStorage } from './storage.js';

/** The array with its axes in another order. For plain values; gradient holds the form that users call. */
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
  // Not `map`, which passes over holes.
  const order = Array.from(axes, (axis) => checkAxis('transpose', 'axes', axis, rank));
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

/** The same numbers, in row-major order, in another shape. For plain values; gradient holds the form that users call. */
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
