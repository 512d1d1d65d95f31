// Codes added and taken away, so that what two groups differ in is put on a third.
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';

/**
 * The code that is to one group of codes as another is to a third: what a and b differ in, put on c.
 *
 * $$z = \bar a - \bar b + \bar c, \qquad \bar a = \frac1n \sum_{i=1}^{n} a_i$$
 *
 * Smiling women less women plus men: a smiling man. Codes of single samples carry what else is in these, so groups are
 * averaged; three samples each made it work in the paper.
 *
 * @param a - a code [d], or a group of codes [n, d], with what is to be kept and what is to be carried over
 * @param b - a code or a group, with what is to be taken away; groups may be of different sizes
 * @param c - a code or a group, with what is to be added
 * @returns the code [d]
 * @throws KindError where an argument is no array, ShapeError where one is neither a code nor a group, is empty, or has
 * another length than a, DomainError where a number is not finite
 * @see A. Radford, L. Metz, S. Chintala, "Unsupervised representation learning with deep convolutional generative
 * adversarial networks", 2016, section 6.3.2
 *
 * @example
 * A group of two, whose average is [1, 5], less [1, 1], plus [3, 1].
 * ```ts
 * import { latentArithmetic, toNested } from 'fovea';
 * toNested(latentArithmetic([[0, 4], [2, 6]], [1, 1], [3, 1])) // => [3, 5]
 * ```
 */
export function latentArithmetic(a: ArrayInput, b: ArrayInput, c: ArrayInput): FloatNdArray {
  return latentArithmeticFor('latentArithmetic', a, b, c);
}

/** `latentArithmetic` for functions that it is a part of, whose name errors tell. */
export function latentArithmeticFor(
  fn: string,
  a: ArrayInput,
  b: ArrayInput,
  c: ArrayInput,
): FloatNdArray {
  const first = readMean(fn, 'a', a);
  const [second, third] = [readMean(fn, 'b', b, first.length), readMean(fn, 'c', c, first.length)];
  const target = allocate(computeDType(a, b, c), first.length);
  first.forEach((value, j) => {
    target[j] = value - second[j]! + third[j]!;
  });
  return wrap(target, [first.length]);
}

/** The average of a group, in float64. */
function readMean(fn: string, argument: string, x: ArrayInput, length?: number): Float64Array {
  const { data, shape } = checkFinite(fn, argument, readArray(fn, argument, x));
  const d = shape.at(-1) ?? 0;
  if (shape.length > 2 || !(d > 0) || data.length === 0 || (length !== undefined && d !== length)) {
    const wide = length ?? 'd';
    const expected = `a code (${wide}) or a group of codes (n, ${wide})`;
    throw new ShapeError({ function: fn, argument, expected, got: `(${shape.join(', ')})` });
  }
  const n = data.length / d;
  const sums = new Float64Array(d);
  data.forEach((value, i) => {
    sums[i % d]! += value;
  });
  return sums.map((sum) => sum / n);
}
