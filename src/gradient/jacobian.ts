import { zeros } from '../array/create.js';
import { allocate, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { FloatNdArray } from '../core/types.js';
import { differentiate, type ScalarLoss } from './grad.js';
import { asArray, dtypeOf, shapeOf } from './moves.js';
import { concat, reshape } from './shape.js';
import { trace } from './trace.js';
import type { Inner, Traceable, Traced } from './traced.js';
import type { ParameterTree, UntracedTree } from './tree.js';

/** For each array of X an ndarray with the axes of a result and then its own. */
export type JacobianRow<X> = X extends Traced
  ? Traced
  : X extends Traceable
    ? FloatNdArray
    : { readonly [K in keyof X]: JacobianRow<X[K]> };

/** For each result of a function the derivatives by each array of X. */
export type Jacobian<X, Y> = Y extends Traceable
  ? JacobianRow<X>
  : { readonly [K in keyof Y]: Jacobian<X, Y[K]> };

/** For each array of X the second derivatives by it and each other. */
export type Hessian<X, By = X> = By extends Traceable
  ? JacobianRow<X>
  : { readonly [K in keyof By]: Hessian<X, By[K]> };

/** X, as the argument alone tells it: the compiler does not guess it from what is wanted of the result. */
export type FromArgument<X> = [X][X extends unknown ? 0 : never];

/**
 * All derivatives of all results of a function.
 *
 * $$J_{ij} = \frac{\partial f_i}{\partial x_j}$$
 *
 * It takes one run and one walk back for each number that f returns, so it is meant for few of them; where
 * you need only products with it, take `vjp`.
 *
 * @param f - takes traced values in the tree of `x`, returns a value, or a plain record or list of values
 * @returns a function of x that returns, for an array x and an array as the result, an ndarray of shape
 * [...result, ...x], in the precision of x; for records and lists, a tree like the results of trees like x
 * @throws KindError where `f` is no function or returns no value, or `x` holds what has no derivative; DomainError
 * for a result of more than 2²⁸ elements
 *
 * @example
 * Product and quotient of two numbers.
 * ```ts
 * import { concat, div, mul, slice, toNested } from 'fovea/array';
 * import { jacobian } from 'fovea/gradient';
 * const f = jacobian((x) => {
 *   const [a, b] = [slice(x, [[0, 1]]), slice(x, [[1, 2]])];
 *   return concat([mul(a, b), div(a, b)]);
 * });
 * toNested(f([6, 2])) // => [[2, 6], [0.5, -1.5]]
 * ```
 */
export function jacobian<Y extends ParameterTree, T = Traced>(
  f: (x: T) => Y,
): <X extends UntracedTree<T>>(x: X) => Jacobian<FromArgument<X>, Y> {
  return <X extends UntracedTree<T>>(x: X) =>
    allDerivatives('jacobian', f, x) as Jacobian<FromArgument<X>, Y>;
}

/**
 * All second derivatives of a function with one number as its result: the Jacobian of its gradient.
 *
 * $$H_{ij} = \frac{\partial^2 f}{\partial x_i \, \partial x_j}$$
 *
 * The gradient itself is traced and differentiated. It takes one walk back for each number in x.
 *
 * @param f - takes traced values in the tree of `x`, returns one number
 * @returns a function of x that returns, for an array, an ndarray of shape [...x, ...x]; for records and
 * lists, a tree like x of trees like x, each with the shapes of both
 * @throws KindError where `f` is no function or returns no value, or `x` holds what has no derivative;
 * ShapeError where the loss is not a single number; DomainError for a result of more than 2²⁸ elements
 *
 * @example
 * The product of all elements.
 * ```ts
 * import { exp, log, sum, toNested } from 'fovea/array';
 * import { hessian } from 'fovea/gradient';
 * toNested(hessian((x) => exp(sum(log(x))))([1, 2, 3])) // => [[0, 3, 2], [3, 0, 1], [2, 1, 0]]
 * ```
 */
export function hessian<T = Traced>(
  f: (x: T) => ScalarLoss,
): <X extends UntracedTree<T>>(x: X) => Hessian<FromArgument<X>> {
  const gradient = (x: T): unknown => differentiate('hessian', f, x).gradient;
  return <X extends UntracedTree<T>>(x: X) =>
    allDerivatives('hessian', gradient, x) as Hessian<FromArgument<X>>;
}

function allDerivatives<T>(fn: string, f: (x: T) => unknown, x: unknown): unknown {
  const { input, output, values, pull } = trace(fn, f, x);
  return output.rebuild(
    values.map((value, at) => {
      const count = elementCount(shapeOf(value));
      for (const leaf of input.leaves)
        checkElements(fn, 'x', [...shapeOf(value), ...shapeOf(leaf)]);
      const rows = Array.from({ length: count }, (_, i) =>
        pull(values.map((other, k) => (k === at ? unit(other, i) : undefined))),
      );
      return input.rebuild(input.leaves.map((leaf, k) => stack(rows, k, value, leaf)));
    }),
  );
}

/** 1 in one place, 0 elsewhere. */
function unit(value: Inner, place: number): Inner {
  if (typeof value === 'number') return 1;
  const data = allocate('float64', elementCount(value.shape));
  data[place] = 1;
  return wrap(data, value.shape);
}

function stack(
  rows: readonly (readonly Inner[])[],
  k: number,
  value: Inner,
  leaf: Traceable,
): unknown {
  const own = shapeOf(leaf);
  const shape = [...shapeOf(value), ...own];
  if (rows.length === 0) return zeros(shape, dtypeOf(leaf));
  const lines = rows.map((row) => reshape(asArray(row[k]!), [1, elementCount(own)]));
  return reshape(concat(lines, 0), shape);
}
