import { bindShapes } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { solveInPlace as solveScalar } from '../kernels/scalar/solve.js';
import { kernel } from '../kernels/select.js';

/**
 * The solution of a system of linear equations.
 *
 * $$A x = b$$
 *
 * By elimination in float64, where each equation is scaled first and the pivot is the largest left in its
 * column. It is meant for small dense systems; the work grows with n³.
 *
 * @param a - coefficients, shape [n, n], finite
 * @param b - right-hand side, shape [n], or [n, m] for m of them, finite
 * @returns the solution, in the shape of `b`
 * @throws KindError where an argument is no array, ShapeError where shapes do not fit, DomainError where a
 * number is not finite or the matrix is singular to working precision
 *
 * @example
 * Two equations: 2x + y = 5 and x − y = 1.
 * ```ts
 * import { solve, toNested } from 'fovea/array';
 * toNested(solve([[2, 1], [1, -1]], [5, 1])) // => [2, 1]
 * ```
 */
export function solve(a: ArrayInput, b: ArrayInput): FloatNdArray {
  const left = checkFinite('solve', 'a', readArray('solve', 'a', a, 'float64'));
  const right = checkFinite('solve', 'b', readArray('solve', 'b', b, 'float64'));
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
