// The way out of an ndarray: nested numbers.
import { readArray } from './create.js';
import type { ArrayInput, FloatTypedArray } from './types.js';

/** Nested numbers as they come out: a number for a scalar, else arrays in arrays. */
export type Nested = number | NestedArray;

/** Numbers in arrays in arrays. */
export type NestedArray = number[] | NestedArray[];

/**
 * The numbers of an array in nested arrays.
 *
 * Types do not know how many axes an ndarray has. Where you do, say it, `toNested<number[][]>(matrix)`, and no
 * cast is needed; it is taken on trust.
 *
 * @typeParam T - how deep the numbers lie, where you know it
 * @param a - an array of any shape
 * @returns nested arrays; a number where the shape is []
 * @throws KindError where `a` is no array
 *
 * @example
 * A transposed view comes out as it reads.
 * ```ts
 * import { fromNested, toNested } from 'fovea/array';
 * const rows = toNested<number[][]>(fromNested([[1, 2], [3, 4]]).transpose(1, 0));
 * rows // => [[1, 3], [2, 4]]
 * rows.map((row) => Math.max(...row)) // => [3, 4]
 * ```
 */
export function toNested<T extends Nested = Nested>(a: ArrayInput): T {
  const { data, shape } = readArray('toNested', 'a', a);
  const last = shape.length - 1;
  const build = (axis: number, start: number, size: number): NestedArray => {
    const length = shape[axis]!;
    if (axis === last) return numbersOf(data, start, length);
    const step = size / length;
    return Array.from({ length }, (_, i) => build(axis + 1, start + i * step, step));
  };
  return (last < 0 ? data[0]! : build(0, 0, data.length)) as T;
}

/** From here on engines keep a fresh list of so many places as a table. */
const LONG = 2 ** 25;

// `Array.from` asks an iterator for each number, which takes many times as long.
function numbersOf(data: FloatTypedArray, start: number, length: number): number[] {
  if (length >= LONG) return Array.from(data.subarray(start, start + length));
  const numbers = new Array<number>(length);
  for (let i = 0; i < length; i++) numbers[i] = data[start + i]!;
  return numbers;
}
