// Systems of linear equations, for plain and for traced values.
import { solve as solvePlain } from '../array/solve.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { apply, isTraced, type Traced } from './traced.js';
import type { ArrayValue } from './value-types.js';

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
 * @returns the solution, in the shape of `b`; a traced value where an argument is traced
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
export function solve<A extends ArrayInput | Traced, B extends ArrayInput | Traced>(
  a: A,
  b: B,
): ArrayValue<A, B>;
export function solve(a: ArrayInput | Traced, b: ArrayInput | Traced): FloatNdArray | Traced {
  return solveSystem(a, b, true);
}

/**
 * The same, with a choice for what leads back through it.
 *
 * @param a - coefficients, shape [n, n]
 * @param b - right-hand side, shape [n] or [n, m]
 * @param finite - whether the numbers of `b` must be finite
 * @returns the solution
 */
export function solveSystem(
  a: ArrayInput | Traced,
  b: ArrayInput | Traced,
  finite: boolean,
): FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return apply('solve', [a, b], finite);
  return solvePlain(a, b, finite);
}
