// Factors of matrix products, read where they lie: rows or columns of a transposed view are not copied.
import { allocate } from '../core/create.js';
import { gather } from '../core/gather.js';
import { elementCount } from '../core/layout.js';
import { readStrided } from '../core/strided.js';
import type { ArrayInput, FloatDType, FloatTypedArray } from '../core/types.js';

/** A matrix, or a stack of matrices that lie evenly. */
export interface Factor {
  /** The numbers, from the first one on; they may be the caller's, so they are read, never written. */
  readonly data: FloatTypedArray;
  /** Lengths of the axes. */
  readonly shape: readonly number[];
  /** From one matrix of the stack to the next. */
  readonly step: number;
  /** From one row to the next; this or the next is 1. */
  readonly rowStep: number;
  /** From one column to the next. */
  readonly columnStep: number;
}

/**
 * Reads a factor of a product.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param input - what the caller gave
 * @param dtype - precision to read into
 * @returns the factor; an array of fewer than two axes is one that has no matrices
 * @throws KindError where the input is no array of real numbers, ShapeError where nesting is ragged
 */
export function readFactor(
  fn: string,
  argument: string,
  input: ArrayInput,
  dtype: FloatDType,
): Factor {
  const { data, shape, stride, offset } = readStrided(fn, argument, input, dtype);
  const rank = shape.length;
  const [rowStep, columnStep] = [stride[rank - 2] ?? 1, stride[rank - 1] ?? 1];
  const step = rank <= 2 ? 0 : stackStep(shape.slice(0, -2), stride.slice(0, -2));
  const close = (columnStep === 1 && rowStep > 0) || (rowStep === 1 && columnStep > 0);
  if (step !== undefined && close) {
    return { data: offset === 0 ? data : data.subarray(offset), shape, step, rowStep, columnStep };
  }
  const [rows, columns] = [shape[rank - 2] ?? 1, shape[rank - 1] ?? 1];
  const target = allocate(dtype, elementCount(shape));
  gather(data, shape, stride, offset, target);
  return { data: target, shape, step: rows * columns, rowStep: columns, columnStep: 1 };
}

/** From one matrix of a stack to the next; undefined where they do not lie evenly, or backwards. */
function stackStep(lengths: readonly number[], strides: readonly number[]): number | undefined {
  let step: number | undefined;
  let next = 0;
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    const length = lengths[axis]!;
    if (length === 1) continue;
    const stride = strides[axis]!;
    if (step === undefined) step = stride;
    else if (stride !== next) return undefined;
    next = stride * length;
  }
  return step === undefined || step > 0 ? (step ?? 0) : undefined;
}
