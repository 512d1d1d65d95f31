// What all elementwise functions share; the functions themselves are in arithmetic.ts, functions.ts and
// activations.ts.
import {
  allocate,
  allocateUncleared,
  computeDType,
  isNdArray,
  isNumericTypedArray,
  readArray,
  wrap,
} from '../core/create.js';
import { describeValue, KindError } from '../core/errors.js';
import { elementCount, sameShape } from '../core/layout.js';
import type { ArrayInput, Dense, FloatDType, FloatNdArray } from '../core/types.js';
import type { BinaryKernel, ShapedUnaryKernel, UnaryKernel } from '../kernels/array-kernels.js';
import { broadcast, eachStretch } from './broadcast.js';

/** What elementwise functions take: a number, or an array of any shape. */
export type Operand = number | ArrayInput;

/** What elementwise functions give: a number where all arguments are numbers, else an ndarray. */
export type Elementwise<A, B = number, C = number> = A extends number
  ? B extends number
    ? C extends number
      ? number
      : FloatNdArray
    : FloatNdArray
  : FloatNdArray;

/** The dtype of a computation on operands; plain numbers do not count. */
export function operandDType(...operands: readonly Operand[]): FloatDType {
  return computeDType(...operands);
}

/**
 * Reads a number as a scalar, anything else as an array.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param operand - what came
 * @param dtype - precision to read into
 * @returns data and shape
 * @throws KindError where it is neither, ShapeError where nesting is ragged
 */
export function readOperand(
  fn: string,
  argument: string,
  operand: Operand,
  dtype: FloatDType,
): Dense {
  if (typeof operand === 'number') {
    const data = allocate(dtype, 1);
    data[0] = operand;
    return { data, shape: [] };
  }
  if (Array.isArray(operand) || isNumericTypedArray(operand) || isNdArray(operand)) {
    return readArray(fn, argument, operand, dtype);
  }
  throw new KindError({
    function: fn,
    argument,
    expected: 'a number, an ndarray, nested numbers or a typed array',
    got: describeValue(operand),
  });
}

/** Applies a function of one number. */
export function mapUnary(fn: string, run: UnaryKernel, x: Operand): number | FloatNdArray {
  return mapShaped(fn, run, x, 0);
}

/** Applies a function of one number and a parameter. */
export function mapShaped(
  fn: string,
  run: ShapedUnaryKernel,
  x: Operand,
  parameter: number,
): number | FloatNdArray {
  const dtype = operandDType(x);
  const { data, shape } = readOperand(fn, 'x', x, dtype);
  const target = allocateUncleared(dtype, data.length);
  run(data, target, parameter);
  return typeof x === 'number' ? target[0]! : wrap(target, shape);
}

/** Applies a function of two numbers, broadcast. */
export function mapBinary(
  fn: string,
  run: BinaryKernel,
  a: Operand,
  b: Operand,
): number | FloatNdArray {
  const dtype = operandDType(a, b);
  const left = readOperand(fn, 'a', a, dtype);
  const right = readOperand(fn, 'b', b, dtype);
  const repeats = right.shape.length === 0;
  if (repeats || sameShape(left.shape, right.shape)) {
    // Most calls: nothing has to be planned.
    const target = allocateUncleared(dtype, left.data.length);
    run(left.data, 0, 1, right.data, 0, repeats ? 0 : 1, target, 0, target.length);
    return typeof a === 'number' && typeof b === 'number' ? target[0]! : wrap(target, left.shape);
  }
  const plan = broadcast(fn, [
    ['a', left.shape],
    ['b', right.shape],
  ]);
  const target = allocateUncleared(dtype, elementCount(plan.shape));
  eachStretch(plan, [left.data, right.data], ([p, q], start, count) => {
    run(p!.data, p!.start, p!.step, q!.data, q!.start, q!.step, target, start, count);
  });
  return wrap(target, plan.shape);
}
