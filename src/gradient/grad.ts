import { ShapeError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import { shapeOf } from './moves.js';
import { trace } from './trace.js';
import { type Inner, isTraced, type Traced } from './traced.js';
import type { Gradient, UntracedTree } from './tree.js';

/** What a loss may be: traced, or a constant. */
export type ScalarLoss = Traced | number | FloatNdArray;

/** What `valueAndGrad` gives. */
export interface ValueAndGradient<X> {
  /** The function's value; traced where `x` is. */
  readonly value: X extends Traced ? Traced : number;
  /** The gradient, in the tree and the shapes of `x`. */
  readonly gradient: Gradient<X>;
}

/**
 * The gradient of a function with one number as its result.
 *
 * $$(\nabla f)_i = \frac{\partial f}{\partial x_i}$$
 *
 * The function is run once on traced values, which the functions of `fovea/array`, and whatever is made of
 * them, take like arrays; then one walk back over what was computed gives all derivatives at once. The
 * gradient of a gradient is one too: `grad` may stand inside the function.
 *
 * TypeScript takes x for one traced value unless the function says what it is, as below, or by the parameters that it is
 * called with, `(p: typeof start) => …`: what takes arrays takes traced values.
 *
 * All results along the way are kept until the walk has been taken: as many numbers as the function
 * computes, and some 500 bytes for each step. Where shapes are broadcast, gradients are summed over what
 * was repeated.
 *
 * @param f - takes traced values in the tree of `x`, returns one number: a traced value of shape [], or a
 * constant
 * @returns a function of x: a number, an array of float64 or float32, or a plain record or list, nested as
 * you like, of these. It returns the gradient in the same tree: a number for a number, for an array an
 * ndarray of its shape and precision. (Lists of numbers and of lists of numbers are read as one array.)
 * @throws KindError where `f` is no function or returns no value, or `x` holds what has no derivative, as
 * integers; ShapeError where the loss is not a single number
 * @see A. Griewank, A. Walther, "Evaluating derivatives", 2nd edition 2008, section 3.2
 *
 * @example
 * Of a sum of squares, of a record of parameters, and of a gradient.
 * ```ts
 * import { add, mul, square, sum, toNested } from 'fovea/array';
 * import { grad, type Traced } from 'fovea/gradient';
 * toNested(grad((x) => sum(square(x)))([1, 2, 3])) // => [2, 4, 6]
 * const loss = (p: { w: Traced; b: Traced }) => square(add(mul(p.w, 3), p.b));
 * grad(loss)({ w: 2, b: 1 }) // => { w: 42, b: 14 }
 * grad((x) => grad((y) => mul(y, square(y)))(x))(5) // => 30
 * ```
 */
export function grad<T = Traced>(
  f: (x: T) => ScalarLoss,
): <X extends UntracedTree<T>>(x: X) => Gradient<X> {
  return (x) => differentiate('grad', f, x).gradient;
}

/**
 * The value of a function and its gradient, from one run.
 *
 * $$f(x), \quad (\nabla f)_i = \frac{\partial f}{\partial x_i}$$
 *
 * Everything else is as in `grad`.
 *
 * @param f - takes traced values in the tree of `x`, returns one number
 * @returns a function of x that returns `value`, a number, and `gradient`, in the tree of x
 * @throws KindError where `f` is no function or returns no value, or `x` holds what has no derivative;
 * ShapeError where the loss is not a single number
 *
 * @example
 * The value tells how far a descent has come.
 * ```ts
 * import { square, sum, toNested } from 'fovea/array';
 * import { valueAndGrad } from 'fovea/gradient';
 * const { value, gradient } = valueAndGrad((x) => sum(square(x)))([1, 2]);
 * value // => 5
 * toNested(gradient) // => [2, 4]
 * ```
 */
export function valueAndGrad<T = Traced>(
  f: (x: T) => ScalarLoss,
): <X extends UntracedTree<T>>(x: X) => ValueAndGradient<X> {
  return (x) => differentiate('valueAndGrad', f, x);
}

/**
 * Value and gradient, for whatever public function asks.
 *
 * @param fn - name of the public function, for errors
 * @param f - the function
 * @param x - where
 * @returns value and gradient
 */
export function differentiate<T, X>(
  fn: string,
  f: (x: T) => ScalarLoss,
  x: X,
): ValueAndGradient<X> {
  const { input, output, values, pull } = trace(fn, f, x);
  const value = values[0];
  const shape = values.length === 1 ? shapeOf(values[0]!) : undefined;
  if (value === undefined || shape === undefined || output.names[0] !== 'f' || shape.length > 0) {
    throw new ShapeError({
      function: fn,
      argument: 'f',
      expected: 'a function whose result is one number, shape ()',
      got:
        shape === undefined ? `${values.length} values` : `a result of shape (${shape.join(', ')})`,
    });
  }
  return {
    value: scalar(value),
    gradient: input.rebuild(pull([1])),
  } as ValueAndGradient<X>;
}

function scalar(value: Inner): number | Traced {
  return typeof value === 'number' || isTraced(value) ? value : value.data[value.offset]!;
}
