// Numbers that pullbacks take from plain values: which branch was taken, which element won. They are
// constants for the derivatives, whatever traces are around.
import { broadcast, eachRun } from '../array/broadcast.js';
import { mapUnary, operandDType, readOperand } from '../array/elementwise.js';
import { allocate, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { FloatNdArray, FloatTypedArray } from '../core/types.js';
import { normalCdf as normalCdfScalar } from '../kernels/scalar/activations.js';
import { kernel } from '../kernels/select.js';
import { normalCdf as normalCdfFast } from '../kernels/simd/elementwise.js';
import { stopGradient } from './stop-gradient.js';
import { apply, isTraced, type Traceable, type Traced } from './traced.js';

/**
 * A function of each element of the plain value.
 *
 * @param x - a value
 * @param f - the function
 * @returns a number for a number, else an ndarray of the same shape and precision
 */
export function ofEach(x: Traceable, f: (x: number) => number): number | FloatNdArray {
  const plain = stopGradient(x);
  if (typeof plain === 'number') return f(plain);
  const dtype = operandDType(plain);
  const { data, shape } = readOperand('ofEach', 'x', plain, dtype);
  const target = allocate(dtype, data.length);
  for (let i = 0; i < target.length; i++) target[i] = f(data[i]!);
  return wrap(target, shape);
}

/**
 * A function of each pair of elements of the plain values, broadcast.
 *
 * @param a - a value
 * @param b - a value
 * @param f - the function
 * @returns a number for two numbers, else an ndarray of the joint shape
 */
export function ofPairs(
  a: Traceable,
  b: Traceable,
  f: (a: number, b: number) => number,
): number | FloatNdArray {
  const [x, y] = [stopGradient(a), stopGradient(b)];
  if (typeof x === 'number' && typeof y === 'number') return f(x, y);
  const dtype = operandDType(x, y);
  const left = readOperand('ofPairs', 'a', x, dtype);
  const right = readOperand('ofPairs', 'b', y, dtype);
  const plan = broadcast('ofPairs', [
    ['a', left.shape],
    ['b', right.shape],
  ]);
  const [xStep, yStep] = [plan.steps[0]!.at(-1)!, plan.steps[1]!.at(-1)!];
  const target = allocate(dtype, elementCount(plan.shape));
  eachRun(plan, (starts, start, count) => {
    for (let i = 0; i < count; i++) {
      const p = left.data[starts[0]! + i * xStep]!;
      target[start + i] = f(p, right.data[starts[1]! + i * yStep]!);
    }
  });
  return wrap(target, plan.shape);
}

/**
 * What a loop of its own makes of two plain values of one shape: engines compile it for its function alone, where
 * `ofPairs` calls one for each pair.
 *
 * @param a - a value
 * @param b - a value of the same shape
 * @param loop - writes target[i] = f(a[i], b[i])
 * @returns a number for two numbers, else an ndarray of that shape
 */
export function ofAlike(
  a: Traceable,
  b: Traceable,
  loop: (a: FloatTypedArray, b: FloatTypedArray, target: FloatTypedArray) => void,
): number | FloatNdArray {
  const [x, y] = [stopGradient(a), stopGradient(b)];
  const dtype = operandDType(x, y);
  const left = readOperand('ofAlike', 'a', x, dtype);
  const right = readOperand('ofAlike', 'b', y, dtype);
  const target = allocate(dtype, left.data.length);
  loop(left.data, right.data, target);
  return typeof x === 'number' && typeof y === 'number' ? target[0]! : wrap(target, left.shape);
}

/**
 * Φ(x), the probability that a standard normal variable is smaller than x; for the derivative of `gelu`.
 *
 * @param x - a value
 * @returns Φ of each element
 */
export function normalCdf(x: Traceable): number | FloatNdArray | Traced {
  if (isTraced(x)) return apply('normalCdf', [x], undefined);
  return mapUnary('normalCdf', kernel('normalCdf', normalCdfScalar, normalCdfFast), x);
}
