import type { NumericTypedArray } from './types.js';

/**
 * The same memory as numbers of the same width, for code that moves elements and computes nothing: an engine compiles a
 * loop for up to four kinds of storage, and there are nine.
 *
 * @param data - a typed array
 * @returns a view of it in one of four kinds
 */
export function asWords(
  data: NumericTypedArray,
): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  const { buffer, byteOffset, length } = data;
  switch (data.BYTES_PER_ELEMENT) {
    case 1:
      return new Uint8Array(buffer, byteOffset, length);
    case 2:
      return new Uint16Array(buffer, byteOffset, length);
    case 4:
      return new Uint32Array(buffer, byteOffset, length);
    default:
      return new Float64Array(buffer, byteOffset, length);
  }
}
