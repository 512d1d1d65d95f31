import type { NdArray } from 'ndarray';
import { checkNumber } from '../core/check.js';
import { allocate, createNdArray, dtypeOf, readStored } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { gather } from '../core/gather.js';
import { elementCount, rowMajorStrides } from '../core/layout.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';
import type { SameStorage } from './storage.js';

/**
 * What to take of one axis: everything (`null`), one index, whose axis is then dropped, or
 * `[start, stop, step]`, from `start` up to but without `stop`. Indices below 0 count from the end; a
 * `null` for start or stop means that end of the axis; step is 1 where left out.
 */
export type Range =
  | null
  | number
  | readonly [start: number | null, stop?: number | null, step?: number];

/** A part of an array. For plain values; gradient holds the form that users call. */
export function slice<A extends ArrayInput>(a: A, ranges: readonly Range[]): SameStorage<A>;
export function slice(a: ArrayInput, ranges: readonly Range[]): NdArray<NumericTypedArray> {
  const { data, shape } = readStored('slice', 'a', a);
  const { lengths, steps, offset } = slicePlan(shape, ranges);
  const target: NumericTypedArray = allocate(dtypeOf(data), elementCount(lengths));
  gather(data, lengths, steps, offset, target);
  return createNdArray(target, lengths);
}

/** Where the elements of a slice lie in a row-major array. */
export interface SlicePlan {
  /** Lengths of the axes of the slice. */
  readonly lengths: readonly number[];
  /** Steps of those axes, in elements. */
  readonly steps: readonly number[];
  /** Index of the first element. */
  readonly offset: number;
}

/**
 * Finds the elements of a slice.
 *
 * @param shape - of the whole array
 * @param ranges - what to take of each axis
 * @returns the plan
 * @throws as `slice` does
 */
export function slicePlan(shape: readonly number[], ranges: readonly Range[]): SlicePlan {
  if (!Array.isArray(ranges)) throw notARange('ranges', ranges, 'a list of ranges');
  if (ranges.length > shape.length) {
    throw new ShapeError({
      function: 'slice',
      argument: 'ranges',
      expected: `at most ${shape.length} ranges for shape (${shape.join(', ')})`,
      got: String(ranges.length),
    });
  }
  const strides = rowMajorStrides(shape);
  const lengths: number[] = [];
  const steps: number[] = [];
  let offset = 0;
  shape.forEach((length, axis) => {
    const argument = `ranges[${axis}]`;
    const range: Range = ranges[axis] ?? null;
    if (typeof range === 'number') {
      offset += strides[axis]! * checkIndex(argument, range, length, length - 1);
      return;
    }
    const { start, count, step } = resolve(argument, range, length);
    if (count > 0) offset += strides[axis]! * start;
    lengths.push(count);
    steps.push(strides[axis]! * step);
  });
  return { lengths, steps, offset };
}

function resolve(
  argument: string,
  range: Exclude<Range, number>,
  length: number,
): { start: number; count: number; step: number } {
  if (range === null) return { start: 0, count: length, step: 1 };
  const parts: readonly unknown[] = Array.isArray(range) ? range : [];
  if (parts.length === 0 || parts.length > 3) {
    throw notARange(argument, range, 'null, an index or [start, stop, step]');
  }
  const [from, to = null, step = 1] = parts;
  const by = checkNumber('slice', `${argument} step`, step, { integer: true });
  if (by === 0) {
    throw new DomainError({
      function: 'slice',
      argument: `${argument} step`,
      expected: 'a whole number other than 0',
      got: '0',
    });
  }
  const first = by > 0 ? 0 : length - 1;
  const end = by > 0 ? length : -1;
  const start = from === null ? first : checkIndex(argument, from, length, length);
  const stop = to === null ? end : checkIndex(argument, to, length, length);
  // Backwards from the place behind the last element there is nothing to take at that place itself.
  const begin = by < 0 ? Math.min(start, length - 1) : start;
  return { start: begin, count: Math.max(0, Math.ceil((stop - begin) / by)), step: by };
}

function checkIndex(argument: string, index: unknown, length: number, max: number): number {
  const checked = checkNumber('slice', argument, index, { integer: true, min: -length, max });
  return checked < 0 ? checked + length : checked;
}

function notARange(argument: string, value: unknown, expected: string): KindError {
  return new KindError({ function: 'slice', argument, expected, got: describeValue(value) });
}
