import { allocate, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { FloatNdArray } from '../core/types.js';
import { select as selectScalar } from '../kernels/scalar/elementwise-binary.js';
import { kernel } from '../kernels/select.js';
import { broadcast, eachStretch } from './broadcast.js';
import { type Elementwise, type Operand, operandDType, readOperand } from './elementwise.js';

/** For each element one of two numbers, by a condition. For plain values; gradient holds the form that users call. */
export function where<C extends Operand, A extends Operand, B extends Operand>(
  condition: C,
  a: A,
  b: B,
): Elementwise<C, A, B>;
export function where(condition: Operand, a: Operand, b: Operand): number | FloatNdArray {
  const dtype = operandDType(a, b);
  const test = readOperand('where', 'condition', condition, operandDType(condition));
  const left = readOperand('where', 'a', a, dtype);
  const right = readOperand('where', 'b', b, dtype);
  const plan = broadcast('where', [
    ['condition', test.shape],
    ['a', left.shape],
    ['b', right.shape],
  ]);
  const target = allocate(dtype, elementCount(plan.shape));
  const run = kernel('select', selectScalar);
  eachStretch(plan, [test.data, left.data, right.data], ([c, p, q], start, count) => {
    run(
      c!.data,
      c!.start,
      c!.step,
      p!.data,
      p!.start,
      p!.step,
      q!.data,
      q!.start,
      q!.step,
      target,
      start,
      count,
    );
  });
  const scalar = typeof condition === 'number' && typeof a === 'number' && typeof b === 'number';
  return scalar ? target[0]! : wrap(target, plan.shape);
}
