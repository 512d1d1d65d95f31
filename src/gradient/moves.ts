// What pullbacks need and users do not: the steps that lead back from a broadcast, a slice, a border or a
// change of precision, for plain and for traced values.

import { eachRun } from '../array/broadcast.js';
import { type PadWidths, padSides } from '../array/pad.js';
import type { Range } from '../array/slice.js';
import { slicePlan } from '../array/slice.js';
import {
  allocate,
  checkView,
  computeDType,
  createNdArray,
  isNdArray,
  readArray,
  wrap,
} from '../core/create.js';
import { gather } from '../core/gather.js';
import { elementCount, isRowMajor, rowMajorStrides } from '../core/layout.js';
import { readStrided } from '../core/strided.js';
import type { ArrayInput, FloatDType, FloatNdArray } from '../core/types.js';
import type { BorderMode } from '../kernels/kernels.js';
import { unpadAxis } from '../kernels/scalar/pad-axis.js';
import { stopGradient } from './stop-gradient.js';
import { apply, type Inner, isTraced, type Traceable, type Traced } from './traced.js';

/**
 * A value repeated along the axes that it lacks or has with length 1; a number becomes an array.
 *
 * @param x - a value whose shape broadcasts to the other
 * @param shape - lengths of the axes of the result
 * @param dtype - precision where a number is repeated
 * @returns an array of that shape
 */
export function expand(
  x: Traceable,
  shape: readonly number[],
  dtype: FloatDType,
): FloatNdArray | Traced {
  if (isTraced(x)) return apply('expand', [x], { shape, dtype });
  const target = allocate(dtype, elementCount(shape));
  if (typeof x === 'number') return wrap(target.fill(x), shape);
  const { data, shape: own } = readArray('expand', 'x', x);
  const strides = rowMajorStrides(own);
  const missing = shape.length - own.length;
  const steps = shape.map((_, axis) =>
    (own[axis - missing] ?? 1) === 1 ? 0 : strides[axis - missing]!,
  );
  gather(data, shape, steps, 0, target);
  return wrap(target, shape);
}

/**
 * A value in another precision.
 *
 * @param x - an array
 * @param dtype - the precision
 * @returns an array of the same shape
 */
export function cast(x: Traceable, dtype: FloatDType): FloatNdArray | Traced {
  if (isTraced(x)) return apply('cast', [x], dtype);
  const { data, shape } = readArray('cast', 'x', asArray(x), dtype);
  return wrap(data, shape);
}

/**
 * The last two axes exchanged: of a plain array a view, for products, which read their factors where they lie.
 *
 * @param x - a matrix or a stack of matrices
 * @returns the transposed ones
 */
export function swapLast(x: ArrayInput | Traced): ArrayInput | Traced {
  const rank = shapeOf(x).length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const order = [...axes.slice(0, -2), rank - 1, rank - 2];
  if (isTraced(x)) return apply('transpose', [x], order);
  const { data, shape, stride, offset } = readStrided('transpose', 'a', x, computeDType(x));
  const turned = (list: readonly number[]): number[] => order.map((axis) => list[axis]!);
  return createNdArray(data, turned(shape), turned(stride), offset);
}

/**
 * Zeros, but for a part that is a given array: what `slice` leads back to.
 *
 * @param x - the part
 * @param ranges - where it lies, as in `slice`
 * @param shape - the whole's shape
 * @returns the whole
 */
export function unslice(
  x: Traceable,
  ranges: readonly Range[],
  shape: readonly number[],
): FloatNdArray | Traced {
  if (isTraced(x)) return apply('unslice', [x], { ranges, shape });
  const { data } = readArray('unslice', 'x', asArray(x));
  const dtype = data instanceof Float32Array ? 'float32' : 'float64';
  const target = allocate(dtype, elementCount(shape));
  const { lengths, steps, offset } = slicePlan(shape, ranges);
  const plan = { shape: lengths, lengths: [1, ...lengths], steps: [[0, ...steps]] };
  const step = steps.at(-1) ?? 0;
  eachRun(plan, ([start], from, count) => {
    for (let i = 0, at = offset + start!; i < count; i++, at += step) target[at] = data[from + i]!;
  });
  return wrap(target, shape);
}

/**
 * An array without its border, where what stood there is added to the elements that were repeated: what
 * `pad` leads back to.
 *
 * @param x - the array with its border
 * @param widths - as in `pad`
 * @param border - as in `pad`
 * @param shape - the inside's shape
 * @returns an array of that shape
 */
export function unpad(
  x: Traceable,
  widths: PadWidths,
  border: BorderMode,
  shape: readonly number[],
): FloatNdArray | Traced {
  if (isTraced(x)) return apply('unpad', [x], { widths, border, shape });
  const { data, shape: padded } = readArray('unpad', 'x', asArray(x));
  let numbers = new Float64Array(data);
  padSides(widths, shape.length).forEach(([before, after], axis) => {
    if (before + after === 0) return;
    const outer = elementCount(shape.slice(0, axis));
    const inner = elementCount(padded.slice(axis + 1));
    const target = new Float64Array(outer * shape[axis]! * inner);
    unpadAxis(numbers, target, outer, shape[axis]!, inner, before, after, border);
    numbers = target;
  });
  return wrap(data instanceof Float32Array ? new Float32Array(numbers) : numbers, shape);
}

/** A number as an array without axes; anything else as it is. */
export function asArray<X extends Traceable>(x: X): Exclude<X, number> | FloatNdArray;
export function asArray(x: Traceable): Exclude<Traceable, number> {
  return typeof x === 'number' ? wrap(Float64Array.of(x), []) : x;
}

/**
 * The value of a result: a number, an ndarray of floats, or a traced value.
 *
 * @param fn - name of the function that gave it, for errors
 * @param argument - what it is called there
 * @param x - a value as users may write it
 * @returns the same value
 * @throws KindError where it is none
 */
export function toInner(fn: string, argument: string, x: Traceable): Inner {
  if (typeof x === 'number' || isTraced(x)) return x;
  if (isDense(x)) return x;
  const { data, shape } = readArray(fn, argument, x);
  return wrap(data, shape);
}

function isDense(x: Traceable): x is FloatNdArray {
  if (typeof x === 'number' || !isNdArray(x)) return false;
  const { data, shape, stride, offset } = x;
  const floats = data instanceof Float64Array || data instanceof Float32Array;
  return floats && offset === 0 && data.length === elementCount(shape) && isRowMajor(shape, stride);
}

/**
 * Lengths of the axes of a value.
 *
 * @param x - a number, a traced value or an array, as users may write it
 * @param fn - name of the public function, where a user gave the value: it is then looked at whole
 * @param argument - name of the argument, for errors
 * @returns the lengths
 * @throws KindError where it is neither
 */
export function shapeOf(x: Traceable, fn?: string, argument = 'x'): readonly number[] {
  if (typeof x === 'number') return [];
  if (isTraced(x)) return x.shape;
  // What came may be anything, also nothing at all, or something else with a shape.
  if (!isNdArray(x)) return readArray(fn ?? 'shape', argument, x).shape;
  return fn === undefined ? x.shape : checkView(fn, argument, x).shape;
}

/** The precision of a value; float64 for a number. */
export function dtypeOf(x: Traceable): FloatDType {
  if (isTraced(x)) return x.dtype;
  const data: unknown = isNdArray(x) ? x.data : x;
  return data instanceof Float32Array ? 'float32' : 'float64';
}

/** Whether a number is behind a value, not an array. */
export function isNumber(x: Traceable): boolean {
  return typeof stopGradient(x) === 'number';
}
