import type { NdArray } from 'ndarray';
import { checkOneOf, checkShape } from '../core/check.js';
import {
  allocate,
  createNdArray,
  DTYPES,
  isNumericTypedArray,
  readArray,
  type Storage,
} from '../core/create.js';
import { elementCount, placeOf } from '../core/layout.js';
import type { ArrayInput, DType, NestedNumbers, NumericTypedArray } from '../core/types.js';
import { checkStorable } from './storage.js';

/** Nested arrays whose innermost are typed arrays: a list of embeddings, rows of an image. */
export type NestedRows = readonly (NumericTypedArray | readonly number[] | NestedRows)[];

/**
 * An ndarray with the numbers of nested arrays, in a storage of your choice.
 *
 * Integer storages take whole numbers within their range and refuse others: nothing is wrapped, clamped
 * or cut. Float storages take every number; float32 rounds it. The same function changes the storage of
 * an ndarray or a typed array; the result is always a copy.
 *
 * @param nested - nested arrays of equal lengths, whose rows may be typed arrays, a number (for a scalar, shape []),
 * an ndarray or a typed array
 * @param dtype - "float64", "float32", "int8", "int16", "int32", "uint8", "uint8_clamped", "uint16" or
 * "uint32"; "float64" where left out
 * @returns a row-major ndarray of the shape that the nesting shows
 * @throws KindError where an entry is no number or the dtype is unknown, ShapeError where nesting is
 * ragged, DomainError where an integer storage cannot hold a number; each says at which place
 *
 * @example
 * Two rows of three bytes.
 * ```ts
 * import { fromNested } from 'fovea/array';
 * const a = fromNested([[1, 2, 3], [4, 5, 6]], 'uint8');
 * a.shape // => [2, 3]
 * a.get(1, 2) // => 6
 * ```
 *
 * @example
 * Embeddings, a typed array each.
 * ```ts
 * import { fromNested } from 'fovea/array';
 * const embeddings = [new Float32Array([1, 2]), new Float32Array([3, 4])];
 * fromNested(embeddings, 'float32').shape // => [2, 2]
 * ```
 */
export function fromNested<T extends DType = 'float64'>(
  nested: number | ArrayInput | NestedRows,
  dtype?: T,
): NdArray<Storage[T]>;
export function fromNested(
  nested: number | ArrayInput | NestedRows,
  dtype: DType = 'float64',
): NdArray<NumericTypedArray> {
  checkOneOf('fromNested', 'dtype', dtype, DTYPES);
  const scalar = typeof nested === 'number';
  const source = readArray(
    'fromNested',
    'nested',
    scalar ? [nested] : plainRows(nested, 0),
    'float64',
  );
  const shape = scalar ? [] : source.shape;
  const data: NumericTypedArray = allocate(dtype, source.data.length);
  for (let i = 0; i < data.length; i++) {
    const value = source.data[i]!;
    checkStorable(
      'fromNested',
      'nested',
      value,
      dtype,
      () => ` at [${placeOf(i, shape).join(', ')}]`,
    );
    data[i] = value;
  }
  return createNdArray(data, shape);
}

/**
 * An ndarray of zeros.
 *
 * @param shape - lengths of the axes; [] for a scalar
 * @param dtype - storage, as in `fromNested`
 * @returns a row-major ndarray
 * @throws KindError or DomainError where the shape or the dtype is none; DomainError for a result of more than 2²⁸
 * elements
 *
 * @example
 * An empty picture.
 * ```ts
 * import { toNested, zeros } from 'fovea/array';
 * toNested(zeros([2, 3])) // => [[0, 0, 0], [0, 0, 0]]
 * ```
 */
export function zeros<T extends DType = 'float64'>(
  shape: readonly number[],
  dtype?: T,
): NdArray<Storage[T]>;
export function zeros(
  shape: readonly number[],
  dtype: DType = 'float64',
): NdArray<NumericTypedArray> {
  checkShape('zeros', 'shape', shape);
  checkOneOf('zeros', 'dtype', dtype, DTYPES);
  return createNdArray<NumericTypedArray>(allocate(dtype, elementCount(shape)), shape);
}

/** Deeper nesting is refused by what reads it. */
const DEEPEST = 64;

// The same with plain arrays as rows. Only `fromNested` takes typed ones: to a gradient such a list is one of several arrays.
function plainRows(nested: ArrayInput | NestedRows, depth: number): ArrayInput {
  if (!Array.isArray(nested) || typeof nested[0] === 'number' || depth > DEEPEST) {
    return nested as ArrayInput;
  }
  return Array.from(nested, (entry) =>
    isNumericTypedArray(entry) ? numbersOf(entry) : plainRows(entry, depth + 1),
  ) as NestedNumbers;
}

// `Array.from` asks the row's iterator for each number, which takes twenty times as long.
function numbersOf(row: NumericTypedArray): number[] {
  const numbers = new Array<number>(row.length);
  for (let i = 0; i < row.length; i++) numbers[i] = row[i]!;
  return numbers;
}
