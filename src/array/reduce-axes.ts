// What all reductions share: which axes, over what, and what comes back.
import { checkAxis, checkBoolean } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { gather } from '../core/gather.js';
import { elementCount, rowMajorStrides } from '../core/layout.js';
import type {
  ArrayInput,
  Dense,
  FloatNdArray,
  FloatTypedArray,
  NumericTypedArray,
} from '../core/types.js';
import type { ReductionKernel } from '../kernels/array-kernels.js';

/** One axis, several, or all of them where it is left out. */
export type AxisOption = number | readonly number[] | undefined;

/** Options of functions that reduce an array. */
export interface ReduceOptions<
  Axis extends AxisOption = AxisOption,
  Keep extends boolean | undefined = boolean | undefined,
> {
  /** The axis, or several, to reduce; −1 is the last. Left out: all of them. */
  readonly axis?: Axis;
  /** Whether the reduced axes stay, with length 1; false where left out. */
  readonly keepDims?: Keep;
}

/**
 * What a reduction gives: a number over all axes, and along the axis of a plain vector (`number[]` or a
 * typed array); an ndarray of the axes that are left otherwise, and always where they are kept.
 */
export type Reduced<A, Axis, Keep> = Keep extends true
  ? FloatNdArray
  : Axis extends undefined
    ? number
    : A extends readonly number[] | NumericTypedArray
      ? number
      : FloatNdArray;

/** Marks a reduction that has no value for a line without elements. */
export const refuseEmpty = (): void => {};

/**
 * Reduces an array.
 *
 * @param fn - name of the public function, for errors
 * @param a - what the caller gave
 * @param axis - the option
 * @param keepDims - the option
 * @param run - the kernel
 * @param finish - what remains to be done with the kernel's values; where it is given, lines without
 * elements are refused, where it is left out, the kernel's value for them is right
 * @returns a number or an ndarray, as `Reduced` says
 */
export function reduceAxes(
  fn: string,
  a: ArrayInput,
  axis: AxisOption,
  keepDims: boolean | undefined,
  run: ReductionKernel,
  finish?: (values: Float64Array, count: number) => void,
): number | FloatNdArray {
  const keep = checkBoolean(fn, 'keepDims', keepDims ?? false);
  const array = readArray(fn, 'a', a);
  const axes = checkAxes(fn, axis, array.shape.length);
  const { data, outer, length, inner } = gatherAxes(array, axes);
  if (finish && length === 0 && outer * inner > 0) {
    throw new DomainError({
      function: fn,
      argument: 'a',
      expected: 'at least one element along the axes that are reduced',
      got: `shape (${array.shape.join(', ')})`,
    });
  }
  const values = new Float64Array(outer * inner);
  run(data, values, outer, length, inner);
  finish?.(values, length);
  const plain = !keep && (axis === undefined || isPlainVector(a));
  if (plain) return values[0]!;
  const shape = array.shape.flatMap((n, i) => (axes.includes(i) ? (keep ? [1] : []) : [n]));
  const target = allocate(data instanceof Float32Array ? 'float32' : 'float64', values.length);
  target.set(values);
  return wrap(target, shape);
}

function checkAxes(fn: string, axis: AxisOption, rank: number): number[] {
  if (axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof axis === 'number' ? [axis] : axis;
  if (!Array.isArray(list)) return [checkAxis(fn, 'axis', list, rank)];
  if (list.length === 0) {
    throw new DomainError({ function: fn, argument: 'axis', expected: 'an axis', got: '[]' });
  }
  // Not `map`, which passes over holes.
  const axes = Array.from(list, (one) => checkAxis(fn, 'axis', one, rank)).sort((x, y) => x - y);
  if (axes.some((one, i) => one === axes[i + 1])) {
    throw new DomainError({
      function: fn,
      argument: 'axis',
      expected: 'each axis once',
      got: `[${list.join(', ')}]`,
    });
  }
  return axes;
}

interface Split {
  readonly data: FloatTypedArray;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

// The axes to reduce become one, between those before and those behind it; where others stand between
// them, they are brought to the end first.
function gatherAxes({ data, shape }: Dense, axes: readonly number[]): Split {
  const length = elementCount(axes.map((axis) => shape[axis]!));
  const first = axes[0] ?? shape.length;
  const neighbours = axes.every((axis, i) => axis === first + i);
  if (neighbours) {
    const outer = elementCount(shape.slice(0, first));
    return { data, outer, length, inner: elementCount(shape.slice(first + axes.length)) };
  }
  const order = [...shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const strides = rowMajorStrides(shape);
  const moved = allocate(data instanceof Float32Array ? 'float32' : 'float64', data.length);
  const lengths = order.map((axis) => shape[axis]!);
  gather(
    data,
    lengths,
    order.map((axis) => strides[axis]!),
    0,
    moved,
  );
  return { data: moved, outer: elementCount(lengths.slice(0, -axes.length)), length, inner: 1 };
}

function isPlainVector(a: ArrayInput): boolean {
  if (!Array.isArray(a)) return ArrayBuffer.isView(a);
  return !Array.isArray(a[0]);
}
