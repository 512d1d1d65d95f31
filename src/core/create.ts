// The one place where an ndarray is built, and where arrays of the outside become contiguous ones.
import ndarray, { type NdArray } from 'ndarray';
import { areFinite } from './are-finite.js';
import { DomainError, describeValue, KindError, ShapeError } from './errors.js';
import { gather } from './gather.js';
import { askToKeep, MAPPED, unclearedMemory } from './keep-memory.js';
import { elementCount, isRowMajor, placeOf, rowMajorStrides } from './layout.js';
import { checkElements, MOST_ELEMENTS } from './limit.js';
import { fillNested, nestedShape, notANumber } from './nested.js';
import type {
  ArrayInput,
  Dense,
  DType,
  FloatDType,
  FloatNdArray,
  FloatTypedArray,
  NumericNdArray,
  NumericTypedArray,
} from './types.js';
import { View } from './view.js';

/** The typed array that stores each dtype. */
export interface Storage {
  /** 64-bit floats. */
  float64: Float64Array;
  /** 32-bit floats. */
  float32: Float32Array;
  /** Signed bytes. */
  int8: Int8Array;
  /** Signed 16-bit integers. */
  int16: Int16Array;
  /** Signed 32-bit integers. */
  int32: Int32Array;
  /** Bytes. */
  uint8: Uint8Array;
  /** Bytes that clamp what is written to them. */
  uint8_clamped: Uint8ClampedArray;
  /** Unsigned 16-bit integers. */
  uint16: Uint16Array;
  /** Unsigned 32-bit integers. */
  uint32: Uint32Array;
}

const STORAGE: { readonly [T in DType]: new (count: number) => Storage[T] } = {
  float64: Float64Array,
  float32: Float32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint8_clamped: Uint8ClampedArray,
  uint16: Uint16Array,
  uint32: Uint32Array,
};

/** Names of all dtypes, for the check of an argument. */
export const DTYPES: readonly DType[] = Object.keys(STORAGE) as DType[];

// Whether this page may generate code; asked of `ndarray` itself at the first array, never at import.
let generatesCode = true;

/**
 * An ndarray over given data. Where a page forbids generated code it is a plain class that behaves alike.
 *
 * @param data - storage, kept, not copied
 * @param shape - lengths of the axes
 * @param stride - steps of the axes in elements; row-major where left out
 * @param offset - index of the first element
 * @returns an ndarray
 */
export function createNdArray<D extends NumericTypedArray>(
  data: D,
  shape: readonly number[],
  stride?: readonly number[],
  offset = 0,
): NdArray<D> {
  const lengths = shape.slice();
  const steps = stride === undefined ? rowMajorStrides(shape) : stride.slice();
  if (generatesCode) {
    try {
      return ndarray(data, lengths, steps, offset);
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      generatesCode = false;
    }
  }
  return new View(data, lengths, steps, offset);
}

/**
 * Fresh storage, filled with zeros.
 *
 * @param dtype - the storage's name
 * @param count - number of elements
 * @returns a typed array
 * @throws DomainError where the engine has no room for them
 */
export function allocate<T extends DType>(dtype: T, count: number): Storage[T] {
  if (count >= MAPPED) askToKeep();
  try {
    return new STORAGE[dtype](count);
  } catch {
    // Functions of sizes refuse what is too large by their own names; this is what is left, and too little memory.
    const [expected, got] = ['arrays that there is memory for', `${count} elements of ${dtype}`];
    throw new DomainError({ function: 'fovea', argument: 'result', expected, got });
  }
}

/**
 * Fresh storage for what writes all of it: large ones may hold anything.
 *
 * @param dtype - the storage's name
 * @param count - number of elements
 * @returns a typed array
 * @throws DomainError where the engine has no room for them
 */
export function allocateUncleared(dtype: FloatDType, count: number): FloatTypedArray {
  if (count < MAPPED || count > MOST_ELEMENTS) return allocate(dtype, count);
  askToKeep();
  const Storage = dtype === 'float32' ? Float32Array : Float64Array;
  const memory = unclearedMemory(count * Storage.BYTES_PER_ELEMENT);
  return memory === undefined ? allocate(dtype, count) : new Storage(memory, 0, count);
}

/**
 * Whether a value is one of the typed arrays that fovea reads.
 *
 * @param value - anything
 * @returns true for the nine numeric storages
 */
export function isNumericTypedArray(value: unknown): value is NumericTypedArray {
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    (ArrayBuffer.isView(value) &&
      Object.values(STORAGE).some((storage) => value instanceof storage))
  );
}

/**
 * Whether a value has the fields of an ndarray.
 *
 * @param value - anything
 * @returns true for ndarrays, whoever made them
 */
export function isNdArray(value: unknown): value is NumericNdArray {
  return (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    'shape' in value &&
    'stride' in value &&
    'offset' in value &&
    Array.isArray(value.shape) &&
    Array.isArray(value.stride)
  );
}

/**
 * The dtype that a computation on these inputs has: float32 only where every floating input is a
 * Float32Array (integers do not count), else float64.
 *
 * @param inputs - the arrays of one call; numbers do not count either
 * @returns "float32" or "float64"
 */
export function computeDType(...inputs: readonly (ArrayInput | number)[]): FloatDType {
  let single = false;
  for (const input of inputs) {
    const data: unknown = isNdArray(input) ? input.data : input;
    if (data instanceof Float32Array) single = true;
    else if (Array.isArray(data) || data instanceof Float64Array) return 'float64';
  }
  return single ? 'float32' : 'float64';
}

/**
 * Reads an argument as a contiguous array of floats. Nothing is copied where the caller's data already is one.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param input - what the caller gave
 * @param dtype - precision to read into; by the dtype rule where left out
 * @returns data and shape; the data may be the caller's, so it must not be written
 * @throws KindError where the input is no array of real numbers, ShapeError where nesting is ragged
 */
export function readArray(
  fn: string,
  argument: string,
  input: ArrayInput,
  dtype: FloatDType = computeDType(input),
): Dense {
  if (Array.isArray(input)) return readNested(fn, argument, input, dtype);
  const { data, shape } = readStored(fn, argument, input);
  return { data: toFloat(data, dtype), shape };
}

/** An array inside a function that moves numbers and computes nothing: row-major, in its own storage. */
export interface Stored {
  /** The numbers; they may be the caller's own, so they are read, never written. */
  readonly data: NumericTypedArray;
  /** Lengths of the axes. */
  readonly shape: readonly number[];
}

/**
 * Reads an argument as a contiguous array of its own storage, for functions that only move numbers.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param input - what the caller gave
 * @returns data and shape; nested numbers and plain arrays come as float64
 * @throws KindError where the input is no array of real numbers, ShapeError where nesting is ragged
 */
export function readStored(fn: string, argument: string, input: ArrayInput): Stored {
  if (Array.isArray(input)) return readNested(fn, argument, input, 'float64');
  if (isNumericTypedArray(input)) return { data: input, shape: [input.length] };
  const view = checkView(fn, argument, input);
  const { data, shape, stride, offset } = view;
  const count = elementCount(shape);
  if (!Array.isArray(data) && isRowMajor(shape, stride)) {
    const whole = offset === 0 && data.length === count;
    return { data: whole ? data : data.subarray(offset, offset + count), shape: [...shape] };
  }
  const target = allocate(Array.isArray(data) ? 'float64' : dtypeOf(data), count);
  gather(data, shape, stride, offset, target);
  return { data: target, shape: [...shape] };
}

/**
 * The dtype of a storage.
 *
 * @param data - a typed array
 * @returns its name, "uint8" for a Node Buffer
 */
export function dtypeOf(data: NumericTypedArray): DType {
  return DTYPES.find((dtype) => data instanceof STORAGE[dtype])!;
}

/**
 * Wraps what a function computed.
 *
 * @param data - fresh storage, row-major
 * @param shape - lengths of the axes
 * @returns an ndarray
 */
export function wrap(data: FloatTypedArray, shape: readonly number[]): FloatNdArray {
  return createNdArray<FloatTypedArray>(data, shape);
}

function toFloat(data: NumericTypedArray, dtype: FloatDType): FloatTypedArray {
  if (dtype === 'float32') return data instanceof Float32Array ? data : new Float32Array(data);
  return data instanceof Float64Array ? data : new Float64Array(data);
}

function readNested(
  fn: string,
  argument: string,
  nested: readonly unknown[],
  dtype: FloatDType,
): Dense {
  const shape = nestedShape(fn, argument, nested);
  const data = allocate(dtype, elementCount(shape));
  fillNested(fn, argument, nested, shape, 0, [], data, 0);
  return { data, shape };
}

/**
 * Refuses what is no ndarray of real numbers, or reaches beyond its data.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param view - what the caller gave
 * @returns the same
 * @throws KindError or ShapeError where it is something else
 */
export function checkView(fn: string, argument: string, view: unknown): NumericNdArray {
  if (!isNdArray(view)) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'an ndarray, nested numbers or a typed array',
      got: describeValue(view),
    });
  }
  const { data, shape, stride, offset } = view;
  if (!isNumericTypedArray(data) && !Array.isArray(data)) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'an ndarray of real numbers in a typed array or a plain array',
      got: `storage ${describeValue(data)}`,
    });
  }
  // One walk over the axes, without a function for each: this is done for every argument of every call.
  let whole = Number.isInteger(offset) && stride.length === shape.length;
  let low = offset;
  let high = offset;
  let count = 1;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    const step = stride[axis]!;
    whole &&= Number.isInteger(step) && Number.isInteger(length) && length >= 0;
    const reach = (length - 1) * step;
    if (reach < 0) low += reach;
    else high += reach;
    count *= length;
  }
  if (!whole) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: 'whole lengths, a whole stride for each and a whole offset',
      got: `shape (${shape.join(', ')}), stride (${stride.join(', ')}), offset ${offset}`,
    });
  }
  if (count > 0 && !(low >= 0 && high < data.length)) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: `shape and strides within the ${data.length} elements of its data`,
      got: `elements ${low} to ${high}`,
    });
  }
  // Views that repeat their data say more than they hold.
  if (count > data.length) checkElements(fn, argument, shape);
  if (Array.isArray(data)) {
    for (let i = 0; i < data.length; i++) {
      if (typeof data[i] !== 'number') throw notANumber(fn, argument, data[i], [i]);
    }
  }
  return view;
}

/**
 * Refuses NaN and infinite elements, naming the first one's position.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param array - what was read
 * @returns the same array
 * @throws DomainError with value and position
 */
export function checkFinite(fn: string, argument: string, array: Dense): Dense {
  const { data, shape } = array;
  if (areFinite(data)) return array;
  const at = data.findIndex((value) => !Number.isFinite(value));
  const position = placeOf(at, shape);
  throw new DomainError({
    function: fn,
    argument,
    expected: 'finite numbers',
    got: `${data[at]} at [${position.join(', ')}]`,
  });
}
