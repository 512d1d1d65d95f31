import { bindShapes } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { solveInPlace as solveScalar } from '../kernels/scalar/solve.js';
import { kernel } from '../kernels/select.js';

/**
 * The solution of a system of linear equations. For plain values; gradient holds the form that users call.
 *
 * @param finite - whether the numbers of `b` must be finite; those of gradients need not, and then NaN and
 * infinities spread as arithmetic has it
 */
export function solve(a: ArrayInput, b: ArrayInput, finite = true): FloatNdArray {
  const left = checkFinite('solve', 'a', readArray('solve', 'a', a, 'float64'));
  const right = readArray('solve', 'b', b, 'float64');
  if (finite) checkFinite('solve', 'b', right);
  const { n } = bindShapes('solve', {
    a: [left, 'n n'],
    b: [right, right.shape.length === 1 ? 'n' : 'n m'],
  });
  const solution = Float64Array.from(right.data);
  const matrix = Float64Array.from(left.data);
  const solved = kernel('solveInPlace', solveScalar)(matrix, solution, n, right.shape[1] ?? 1);
  if (!solved) {
    throw new DomainError({
      function: 'solve',
      argument: 'a',
      expected: 'a matrix that is not singular',
      got: `one of shape (${n}, ${n}) whose rows depend on each other`,
    });
  }
  const target = allocate(computeDType(a, b), solution.length);
  target.set(solution);
  return wrap(target, right.shape);
}
