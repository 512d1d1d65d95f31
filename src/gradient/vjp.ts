import { describeValue, KindError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import { asArray, shapeOf, toInner } from './moves.js';
import { checkShapeOf, ownCopy, trace } from './trace.js';
import type { Traceable } from './traced.js';
import { type Gradient, isLeaf, type ParameterTree, type TracedTree } from './tree.js';

/** The values behind the results of a function in the same tree: ndarrays, of shape [] for numbers. */
export type PlainTree<Y> = Y extends Traceable
  ? FloatNdArray
  : { readonly [K in keyof Y]: PlainTree<Y[K]> };

/** A tree of arrays in the tree of a function's results. */
export type Cotangent<Y> = Y extends Traceable
  ? Traceable
  : { readonly [K in keyof Y]: Cotangent<Y[K]> };

/** What `vjp` gives. */
export interface Vjp<X, Y> {
  /** The function's result; where x or something that f uses is traced, it is traced. */
  readonly value: PlainTree<Y>;
  /** Takes u, in the tree and the shapes of the value, to uᵀJ, in the tree of x. It may be called again and again. */
  readonly pullback: (u: Cotangent<Y>) => Gradient<X>;
}

/**
 * The value of a function, and its pullback: the product of any vector with the Jacobian from the left.
 *
 * $$u \mapsto u^\top J, \quad J_{ij} = \frac{\partial f_i}{\partial x_j}$$
 *
 * The Jacobian is never stored. The pullback holds all results of the run, as many numbers as the function
 * computed and some 500 bytes for each step, for as long as you hold it; the arrays that the function was
 * given must not be changed before.
 *
 * @param f - takes traced values in the tree of `x`, returns a value, or a plain record or list of values
 * @param x - a number, an array of float64 or float32, or a plain record or list of these
 * @returns `value`, an ndarray in the precision of the computation, of shape [] for a number, and `pullback`
 * @throws KindError where `f` is no function or returns no value, or `x` holds what has no derivative; the
 * pullback: ShapeError where u has not the shape of the value
 * @see A. Griewank, A. Walther, "Evaluating derivatives", 2nd edition 2008, section 3.2
 *
 * @example
 * The squares of two numbers; a unit vector takes one row of the Jacobian.
 * ```ts
 * import { square, toNested } from 'fovea/array';
 * import { vjp } from 'fovea/gradient';
 * const { value, pullback } = vjp((x) => square(x), [3, 5]);
 * toNested(value) // => [9, 25]
 * toNested(pullback([0, 1])) // => [0, 10]
 * ```
 */
export function vjp<X extends ParameterTree, Y extends ParameterTree>(
  f: (x: TracedTree<X>) => Y,
  x: X,
): Vjp<X, Y>;
export function vjp(
  f: (x: never) => unknown,
  x: unknown,
): { value: unknown; pullback: (u: never) => unknown } {
  const { input, output, values, pull } = trace('vjp', f, x);
  return {
    value: output.rebuild(values.map((value) => ownCopy(asArray(value)))),
    pullback(u) {
      const leaves = output.matching(u).map((leaf, i) => {
        const name = `u${output.names[i]!.slice(1)}`;
        if (!isLeaf(leaf)) {
          throw new KindError({
            function: 'pullback',
            argument: name,
            expected: 'a number or an array, as f returned one',
            got: describeValue(leaf),
          });
        }
        const inner = toInner('pullback', name, leaf);
        checkShapeOf('pullback', name, inner, shapeOf(values[i]!));
        return inner;
      });
      return input.rebuild(pull(leaves));
    },
  };
}
