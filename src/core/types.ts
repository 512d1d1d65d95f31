import type { NdArray } from 'ndarray';

/** The storage types that fovea reads. */
export type NumericTypedArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** The storage types that fovea computes in and returns. */
export type FloatTypedArray = Float64Array | Float32Array;

/** Names of the storage types, in the words of `ndarray`. */
export type DType =
  | 'float64'
  | 'float32'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'uint8'
  | 'uint8_clamped'
  | 'uint16'
  | 'uint32';

/** Names of the storage types that fovea computes in. */
export type FloatDType = 'float64' | 'float32';

/** An ndarray of real numbers, of any storage, rank and layout. */
export type NumericNdArray = NdArray<NumericTypedArray> | NdArray<number[]>;

/** What fovea returns: an ndarray of float64 or float32. */
export type FloatNdArray = NdArray<FloatTypedArray>;

/** Numbers in nested arrays of equal lengths, taken as float64: `[[1, 2], [3, 4]]` is two by two. */
export type NestedNumbers = readonly number[] | readonly NestedNumbers[];

/** What fovea accepts as an array: an ndarray of any real storage and layout, nested numbers, or a typed array (one-dimensional). */
export type ArrayInput = NumericNdArray | NestedNumbers | NumericTypedArray;

/** An array inside fovea: row-major and contiguous, starting at the data's first element. Its data may be the caller's own, so it is read, never written. */
export interface Dense {
  readonly data: FloatTypedArray;
  readonly shape: readonly number[];
}

/** What an option object may hold, where a key may also be given as `undefined` to mean its default. */
export type Options<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Options once read: every key has its value. */
export type Settled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** A seeded stream of random numbers, made by `randomGenerator`. It is the one argument that a function advances. */
export interface Rng {
  /** The next unsigned integer of 32 bits. */
  nextUint32(): number;
  /** The next float64 in [0, 1), with 53 random bits. */
  nextFloat64(): number;
  /** A new, independent stream; this one goes on after it. */
  split(): Rng;
}
