// A structure tensor as a matrix or as a field of them: what comes in, and how results go out.
import { bindShapes } from '../core/check.js';
import { allocateUncleared, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatDType, FloatNdArray, FloatTypedArray } from '../core/types.js';

/** The structure tensor at each pixel: the entries of a symmetric 2×2 matrix, each [height, width]. */
export interface StructureTensor {
  /** Squares of the derivative along x, over the window. */
  readonly ixx: FloatNdArray;
  /** Products of the two derivatives. */
  readonly ixy: FloatNdArray;
  /** Squares of the derivative along y. */
  readonly iyy: FloatNdArray;
}

/** A structure tensor at each pixel as functions accept it: arrays of one shape. */
export interface TensorField {
  /** Squares of the derivative along x, over the window. */
  readonly ixx: ArrayInput;
  /** Products of the two derivatives. */
  readonly ixy: ArrayInput;
  /** Squares of the derivative along y. */
  readonly iyy: ArrayInput;
}

/** One tensor [2, 2], or one at each pixel. */
export type TensorInput = ArrayInput | TensorField;

/** The entries of tensors in buffers. */
export interface Entries {
  readonly ixx: FloatTypedArray;
  readonly ixy: FloatTypedArray;
  readonly iyy: FloatTypedArray;
  /** Shape of the field; undefined for one matrix. */
  readonly shape: readonly number[] | undefined;
  readonly dtype: FloatDType;
}

/**
 * Reads a tensor or a field of them.
 *
 * @param fn - name of the public function, for errors
 * @param tensor - what the caller gave
 * @returns the entries, finite
 * @throws KindError, ShapeError or DomainError where it is no symmetric matrix and no such field
 */
export function readTensor(fn: string, tensor: TensorInput): Entries {
  return checkEntries(fn, readEntries(fn, tensor));
}

/**
 * Refuses entries that are not finite.
 *
 * @param fn - name of the public function, for errors
 * @param entries - what was read
 * @returns the same
 * @throws DomainError with value and position
 */
export function checkEntries(fn: string, entries: Entries): Entries {
  const { shape } = entries;
  if (shape !== undefined) {
    for (const name of ['ixx', 'ixy', 'iyy'] as const) {
      checkFinite(fn, name, { data: entries[name], shape });
    }
  }
  return entries;
}

/**
 * Reads a tensor, or a field of them of which nobody knows whether they are finite.
 *
 * @param fn - name of the public function, for errors
 * @param tensor - what the caller gave
 * @returns the entries
 * @throws KindError, ShapeError or DomainError where it is no symmetric matrix and no such field
 */
export function readEntries(fn: string, tensor: TensorInput): Entries {
  if (isField(tensor)) {
    const { ixx, ixy, iyy } = tensor;
    const dtype = computeDType(ixx, ixy, iyy);
    const read = (name: string, entry: ArrayInput) => readArray(fn, name, entry, dtype);
    const [xx, xy, yy] = [read('ixx', ixx), read('ixy', ixy), read('iyy', iyy)];
    bindShapes(fn, { ixx: [xx, 'h w'], ixy: [xy, 'h w'], iyy: [yy, 'h w'] });
    return { ixx: xx.data, ixy: xy.data, iyy: yy.data, shape: xx.shape, dtype };
  }
  const { data } = readMatrix(fn, tensor);
  const entry = (at: number): Float64Array => Float64Array.of(data[at]!);
  return { ixx: entry(0), ixy: entry(1), iyy: entry(3), shape: undefined, dtype: 'float64' };
}

/**
 * Reads one symmetric matrix.
 *
 * @param fn - name of the public function, for errors
 * @param tensor - what the caller gave
 * @returns its four numbers
 * @throws KindError, ShapeError or DomainError where it is no symmetric 2×2 matrix
 */
export function readMatrix(fn: string, tensor: ArrayInput): { readonly data: FloatTypedArray } {
  const matrix = checkFinite(fn, 'tensor', readArray(fn, 'tensor', tensor, 'float64'));
  bindShapes(fn, { tensor: [matrix, '2 2'] });
  const { data } = matrix;
  if (data[1] === data[2]) return matrix;
  throw new DomainError({
    function: fn,
    argument: 'tensor',
    expected: 'a symmetric matrix',
    got: `${data[1]} above and ${data[2]} below the diagonal`,
  });
}

function isField(tensor: TensorInput): tensor is TensorField {
  return typeof tensor === 'object' && tensor !== null && 'ixx' in tensor;
}

/** A number for one matrix, an ndarray for a field. */
export type Measured = number | FloatNdArray;

/**
 * Runs a kernel on tensors and hands its results out.
 *
 * @param entries - what was read
 * @param run - writes into buffers of the entries' size
 * @param count - how many buffers
 * @returns numbers for one matrix, ndarrays for a field
 */
export function measure(
  entries: Entries,
  count: number,
  run: (targets: readonly FloatTypedArray[]) => void,
): Measured[] {
  const targets = Array.from({ length: count }, () =>
    allocateUncleared(entries.dtype, entries.ixx.length),
  );
  run(targets);
  const { shape } = entries;
  return targets.map((target) => (shape === undefined ? target[0]! : wrap(target, shape)));
}
