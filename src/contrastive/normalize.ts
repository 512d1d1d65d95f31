// Vectors of length 1, and the cosines of the angles between them.

import { bindShapes } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { placeOf } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatDType, FloatNdArray } from '../core/types.js';
import { abs, div, square } from '../gradient/arithmetic.js';
import { ofEach } from '../gradient/choices.js';
import { sqrt } from '../gradient/functions.js';
import { matmul } from '../gradient/matmul.js';
import { asArray, swapLast } from '../gradient/moves.js';
import { max, sum } from '../gradient/reduce.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import {
  cosinesOfProducts as cosinesOfProductsScalar,
  rowLengths as rowLengthsScalar,
} from '../kernels/scalar/row-distances.js';
import { kernel } from '../kernels/select.js';
import { readFinite } from './read.js';

/** Lengths up to this one, and from its reciprocal on, have squares that neither overflow nor lose digits. */
const MOST_LENGTH = 2 ** 100;
/** The same for products of two vectors that are summed in float32. */
const MOST_FACTOR = 2 ** 30;

const MATRIX = { is: 2, called: 'one embedding a row, (n, d)' } as const;

/**
 * Vectors divided by their Euclidean length, so that it is 1.
 *
 * $$\hat x = \frac{x}{\sqrt{\sum_i x_i^2}}$$
 *
 * A vector of zeros has no direction and is refused with its position: a network that gives one has failed, and a small
 * number under the fraction line would hide it. Vectors of any other size do: they are brought near 1 by a power of two
 * first, so that no square overflows.
 *
 * @param x - vectors along the last axis, [..., d]
 * @returns the same shape; a traced value for a traced one, else an ndarray
 * @throws KindError where it is no array, ShapeError where nothing is in it, DomainError where a number is not finite or
 * a vector is all zeros, with its position
 *
 * @example
 * Lengths of 5 and of 2.
 * ```ts
 * import { l2Normalize, toNested } from 'fovea';
 * toNested(l2Normalize([[3, 4], [0, -2]])) // => [[0.6, 0.8], [0, -1]]
 * ```
 */
export function l2Normalize<X extends ArrayInput | Traced>(x: X): ArrayValue<X>;
export function l2Normalize(x: ArrayInput | Traced): FloatNdArray | Traced {
  return l2NormalizeFor('l2Normalize', 'x', x);
}

/** `l2Normalize` for functions that it is a part of, whose name errors tell; `expected` says what zeros are not. */
export function l2NormalizeFor(
  fn: string,
  argument: string,
  x: ArrayInput | Traced,
  expected: string = 'vectors with a direction',
): FloatNdArray | Traced {
  const vectors = readFinite(fn, argument, x);
  if (vectors.shape.length === 0) {
    const wanted = 'vectors along the last axis';
    throw new ShapeError({ function: fn, argument, expected: wanted, got: 'a single number' });
  }
  const lengths = isTraced(vectors) ? undefined : ordinaryLengths(vectors, MOST_LENGTH);
  if (lengths !== undefined) {
    const divisors = allocate((vectors as FloatNdArray).dtype as FloatDType, lengths.length);
    divisors.set(lengths);
    return div(vectors, wrap(divisors, [...vectors.shape.slice(0, -1), 1]));
  }
  const sizes = max(abs(vectors), { axis: -1, keepDims: true });
  refuseZeros(fn, argument, sizes, expected);
  // The direction does not change with the scale, so its derivative is right with the scale as a constant.
  const scaled = div(
    vectors,
    ofEach(sizes, (m) => 2 ** Math.floor(Math.log2(m))),
  );
  return asArray(div(scaled, sqrt(sum(square(scaled), { axis: -1, keepDims: true }))));
}

/** The lengths of vectors; undefined where one is 0, or so large or small that the vectors have to be scaled. */
function ordinaryLengths({ data, shape }: FloatNdArray, most: number): Float64Array | undefined {
  const width = shape.at(-1)!;
  const lengths = new Float64Array(data.length / width);
  kernel('rowLengths', rowLengthsScalar)(data, lengths.length, width, lengths);
  return lengths.every((length) => length >= 1 / most && length <= most) ? lengths : undefined;
}

function refuseZeros(
  fn: string,
  argument: string,
  sizes: number | FloatNdArray | Traced,
  expected: string,
): void {
  const { data, shape } = stopGradient(asArray(sizes)) as FloatNdArray;
  const at = Array.from(data).indexOf(0);
  if (at < 0) return;
  const outer = shape.slice(0, -1);
  const place = placeOf(at, outer);
  throw new DomainError({
    function: fn,
    argument,
    expected,
    got: place.length === 0 ? 'only zeros' : `only zeros at [${place.join(', ')}]`,
  });
}

/**
 * The cosine of the angle between each vector of one list and each of another.
 *
 * $$S_{ij} = \frac{a_i \cdot b_j}{\lVert a_i \rVert \, \lVert b_j \rVert}$$
 *
 * From −1 to 1 but for rounding. Lengths do not matter, as they would in a plain dot product.
 *
 * @param a - vectors as rows, [n, d]
 * @param b - vectors as rows, [m, d]
 * @returns [n, m]; a traced value where one is traced, else an ndarray
 * @throws KindError where an argument is no array, ShapeError where they are no matrices of the same width, DomainError
 * where a number is not finite or a row is all zeros, with its position; DomainError for a result of more than 2²⁸
 * elements
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, figure 3
 *
 * @example
 * The same direction, a right angle, the opposite one.
 * ```ts
 * import { cosineSimilarities, toNested } from 'fovea';
 * toNested(cosineSimilarities([[3, 4]], [[6, 8], [-4, 3], [-3, -4]])) // => [[1, 0, -1]]
 * ```
 */
export function cosineSimilarities<A extends ArrayInput | Traced, B extends ArrayInput | Traced>(
  a: A,
  b: B,
): ArrayValue<A, B>;
export function cosineSimilarities(
  a: ArrayInput | Traced,
  b: ArrayInput | Traced,
): FloatNdArray | Traced {
  return cosineSimilaritiesFor('cosineSimilarities', ['a', 'b'], a, b);
}

/** `cosineSimilarities` for functions that it is a part of, whose name errors tell; `paired` asks for as many rows in both. */
export function cosineSimilaritiesFor(
  fn: string,
  names: readonly [string, string],
  a: ArrayInput | Traced,
  b: ArrayInput | Traced,
  paired: boolean = false,
): FloatNdArray | Traced {
  const left = readFinite(fn, names[0], a, MATRIX);
  const right = readFinite(fn, names[1], b, MATRIX);
  bindShapes(fn, { [names[0]]: [left, 'n d'], [names[1]]: [right, paired ? 'n d' : 'm d'] });
  checkElements(fn, names[1], [left.shape[0]!, right.shape[0]!]);
  if (!isTraced(left) && !isTraced(right)) {
    const own = ordinaryLengths(left, MOST_FACTOR);
    const others = ordinaryLengths(right, MOST_FACTOR);
    if (own !== undefined && others !== undefined) {
      // Neither list is copied: one may hold all images there are.
      const products = matmul(left, swapLast(right)) as FloatNdArray;
      const { data } = products;
      kernel('cosinesOfProducts', cosinesOfProductsScalar)(data, own, others, data);
      return products;
    }
  }
  const [rows, columns] = [l2NormalizeFor(fn, names[0], left), l2NormalizeFor(fn, names[1], right)];
  return matmul(rows, swapLast(columns));
}
