// A choice between numbers, for plain and for traced values.
import { where as wherePlain } from '../array/where.js';
import type { FloatNdArray } from '../core/types.js';
import { stopGradient } from './stop-gradient.js';
import { apply, isTraced, type Traceable, type Traced } from './traced.js';
import type { Computed } from './value-types.js';

/**
 * For each element one of two numbers, by a condition.
 *
 * $$a \text{ where } \text{condition} \ne 0, \quad b \text{ elsewhere}$$
 *
 * Shapes are broadcast by NumPy's rule. Any number but 0 counts as true, NaN too. What is not chosen
 * leaves no trace: a NaN there does not spread.
 *
 * The gradient of what is not chosen is exactly 0. A factor of ∞ further up still makes NaN of it: for
 * `where(c, sqrt(x), 0)` with x = 0 choose the argument too, `where(c, sqrt(where(c, x, 1)), 0)`.
 *
 * @param condition - a number, or an array of any shape
 * @param a - what to take where the condition is not 0
 * @param b - what to take where it is 0
 * @returns a traced value where a or b is traced, a number for three numbers, else an ndarray of the joint
 * shape, in the precision of a and b
 * @throws KindError where an argument is neither number nor array, ShapeError where shapes do not fit; DomainError
 * for a result of more than 2²⁸ elements
 *
 * @example
 * Two lists are woven into one.
 * ```ts
 * import { toNested, where } from 'fovea/array';
 * toNested(where([1, 0, 1], [1, 2, 3], [10, 20, 30])) // => [1, 20, 3]
 * ```
 */
export function where<C extends Traceable, A extends Traceable, B extends Traceable>(
  condition: C,
  a: A,
  b: B,
): C extends Traced ? Computed<A, B, FloatNdArray> : Computed<C, A, B>;
export function where(
  condition: Traceable,
  a: Traceable,
  b: Traceable,
): number | FloatNdArray | Traced {
  const chosen = stopGradient(condition);
  if (isTraced(a) || isTraced(b)) return apply('where', [a, b], chosen);
  return wherePlain(chosen, a, b);
}
