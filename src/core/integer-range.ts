// How far the numbers of integer storages go.
import { dtypeOf, isNdArray, isNumericTypedArray } from './create.js';
import type { ArrayInput, DType } from './types.js';

/** The largest number of each integer storage; floats have none. */
export const LARGEST: { readonly [T in DType]?: number } = {
  int8: 127,
  int16: 32767,
  int32: 2147483647,
  uint8: 255,
  uint8_clamped: 255,
  uint16: 65535,
  uint32: 4294967295,
};

/**
 * The integer storage of an array, or undefined for floats: integer images are read as fractions of
 * their type's maximum where a threshold needs a scale.
 *
 * @param input - what the caller gave
 * @returns the largest value of the integer type, or undefined
 */
export function integerMaximum(input: ArrayInput): number | undefined {
  const data: unknown = isNdArray(input) ? input.data : input;
  return isNumericTypedArray(data) ? LARGEST[dtypeOf(data)] : undefined;
}
