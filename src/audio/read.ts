// What functions of sound read: lines of finite numbers, and complex arrays as two real ones.
import { allocate, checkFinite, computeDType, isNdArray, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { placeOf } from '../core/layout.js';
import type { ArrayInput, Dense, FloatDType, FloatNdArray } from '../core/types.js';

/** A complex array as two real ones of the same shape; what comes in may be any kind of array. */
export interface ComplexInput {
  /** The real parts. */
  readonly real: ArrayInput;
  /** The imaginary parts, of the same shape. */
  readonly imaginary: ArrayInput;
}

/** A complex array as two real ones of the same shape. */
export interface ComplexArray {
  /** The real parts. */
  readonly real: FloatNdArray;
  /** The imaginary parts, of the same shape. */
  readonly imaginary: FloatNdArray;
}

/** Both parts in float64, and the dtype of the result. */
export interface ReadComplex {
  readonly re: Dense;
  readonly im: Dense;
  readonly dtype: FloatDType;
}

/** Whether an argument is a complex array rather than a real one. */
export function isComplex(x: ArrayInput | ComplexInput): x is ComplexInput {
  return typeof x === 'object' && x !== null && !isNdArray(x) && ('real' in x || 'imaginary' in x);
}

/**
 * Reads a complex array.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param x - what came
 * @returns both parts in float64
 * @throws KindError where it is no such record, ShapeError where the parts differ, DomainError where a number is not
 * finite
 */
export function readComplex(fn: string, argument: string, x: ComplexInput): ReadComplex {
  if (typeof x !== 'object' || x === null || !('real' in x) || !('imaginary' in x)) {
    const expected = 'a record of two arrays, real and imaginary';
    throw new KindError({ function: fn, argument, expected, got: describeValue(x) });
  }
  const re = readLines(fn, `${argument}.real`, x.real);
  const im = readLines(fn, `${argument}.imaginary`, x.imaginary);
  if (re.shape.length !== im.shape.length || re.shape.some((n, axis) => n !== im.shape[axis])) {
    throw new ShapeError({
      function: fn,
      argument: `${argument}.imaginary`,
      expected: `the shape of the real parts, (${re.shape.join(', ')})`,
      got: `(${im.shape.join(', ')})`,
    });
  }
  return { re, im, dtype: computeDType(x.real, x.imaginary) };
}

/**
 * Reads an array of finite numbers with something on its last axis.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param x - what came
 * @returns float64, row-major
 * @throws KindError where it is no array, ShapeError where it has no axis or no element, DomainError where a number is
 * not finite
 */
export function readLines(fn: string, argument: string, x: ArrayInput): Dense {
  const read = readArray(fn, argument, x, 'float64');
  if (read.shape.length === 0 || read.shape.some((length) => length === 0)) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: 'at least one axis, and no axis of length 0',
      got: `(${read.shape.join(', ')})`,
    });
  }
  return checkFinite(fn, argument, read);
}

/**
 * Reads one signal.
 *
 * @param fn - name of the public function, for errors
 * @param samples - what came
 * @returns its samples in float64
 * @throws KindError where it is no array, ShapeError where it has not one axis or no sample, DomainError where a sample
 * is not finite
 */
export function readSamples(fn: string, samples: ArrayInput): Float64Array {
  const { data, shape } = readArray(fn, 'samples', samples, 'float64');
  if (shape.length !== 1 || data.length === 0) {
    throw new ShapeError({
      function: fn,
      argument: 'samples',
      expected: 'one signal, shape (n) with n > 0',
      got: `(${shape.join(', ')})`,
    });
  }
  checkFinite(fn, 'samples', { data, shape });
  return data as Float64Array;
}

/**
 * Refuses negative numbers, naming the first one's position.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param array - what was read
 * @throws DomainError with value and position
 */
export function checkNonNegative(fn: string, argument: string, { data, shape }: Dense): void {
  // A loop, where findIndex costs several times as much.
  let at = 0;
  while (at < data.length && data[at]! >= 0) at++;
  if (at === data.length) return;
  const place = placeOf(at, shape);
  const [expected, got] = ['numbers >= 0', `${data[at]} at [${place.join(', ')}]`];
  throw new DomainError({ function: fn, argument, expected, got });
}

/** Wraps numbers in the dtype of the result. */
export function store(
  data: Float64Array,
  dtype: FloatDType,
  shape: readonly number[],
): FloatNdArray {
  if (dtype === 'float64') return wrap(data, shape);
  const single = allocate(dtype, data.length);
  single.set(data);
  return wrap(single, shape);
}
