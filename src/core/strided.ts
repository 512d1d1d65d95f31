// Views read without a copy, for functions that can step through them.
import { checkView, isNdArray, readArray } from './create.js';
import { rowMajorStrides } from './layout.js';
import type { ArrayInput, Dense, FloatDType, FloatTypedArray } from './types.js';

/** Floats as they lie in the storage of their array. */
export interface Strided extends Dense {
  /** Steps of the axes, in elements. */
  readonly stride: readonly number[];
  /** Index of the first element. */
  readonly offset: number;
}

/**
 * Reads an argument as floats where they lie: views in the right precision are not copied.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param input - what the caller gave
 * @param dtype - precision to read into
 * @returns data, shape and steps; the data may be the caller's, so it must not be written
 * @throws KindError where the input is no array of real numbers, ShapeError where nesting is ragged
 */
export function readStrided(
  fn: string,
  argument: string,
  input: ArrayInput,
  dtype: FloatDType,
): Strided {
  if (isNdArray(input) && holds(input.data, dtype)) {
    const { shape, stride, offset } = checkView(fn, argument, input);
    return { data: input.data, shape: [...shape], stride: [...stride], offset };
  }
  const { data, shape } = readArray(fn, argument, input, dtype);
  return { data, shape, stride: rowMajorStrides(shape), offset: 0 };
}

function holds(data: unknown, dtype: FloatDType): data is FloatTypedArray {
  return dtype === 'float32' ? data instanceof Float32Array : data instanceof Float64Array;
}
