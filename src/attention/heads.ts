// One array of numbers for all heads, and one for each head.
import type { NdArray } from 'ndarray';
import { checkNumber } from '../core/check.js';
import { createNdArray, readArray, readStored } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import { reshape, transpose } from '../gradient/shape.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import type { MovedValue } from '../gradient/value-types.js';

type Moved = MovedValue<ArrayInput | Traced>;

/**
 * Tokens cut into heads: each head takes the next stretch of every token's numbers.
 *
 * $$H_{h, i, j} = X_{i, \, h \cdot w + j}, \quad w = D / \text{heads}$$
 *
 * As in PyTorch and in the paper's authors' code, the first head takes the first w numbers, not every so many.
 *
 * @param x - tokens [..., n, D]
 * @param heads - how many; it divides D
 * @returns shape [..., heads, n, D / heads]; a traced value for a traced one, else an ndarray in the storage of x
 * @throws KindError where an argument is of another kind, ShapeError where the heads do not divide D or there are fewer
 * than two axes, DomainError where heads is no whole number ≥ 1
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.2.2
 *
 * @example
 * Two tokens of four numbers, two heads.
 * ```ts
 * import { splitHeads, toNested } from 'fovea';
 * toNested(splitHeads([[1, 2, 3, 4], [5, 6, 7, 8]], 2)) // => [[[1, 2], [5, 6]], [[3, 4], [7, 8]]]
 * ```
 */
export function splitHeads<X extends ArrayInput | Traced>(x: X, heads: number): MovedValue<X>;
export function splitHeads(x: ArrayInput | Traced, heads: number): Moved {
  const fn = 'splitHeads';
  const shape = readShape(fn, x);
  checkNumber(fn, 'heads', heads, { integer: true, min: 1 });
  if (shape.length < 2 || shape.at(-1)! % heads !== 0) {
    refuse(fn, `shape (..., n, a multiple of ${heads} heads)`, shape);
  }
  return toHeads(x, heads);
}

/**
 * Heads put side by side again: the inverse of `splitHeads`.
 *
 * @param x - an array for each head, [..., heads, n, w]
 * @returns shape [..., n, heads · w]; a traced value for a traced one, else an ndarray in the storage of x
 * @throws KindError where x is no array, ShapeError where there are fewer than three axes
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.2.2
 *
 * @example
 * The first head's numbers stand first.
 * ```ts
 * import { mergeHeads, toNested } from 'fovea';
 * toNested(mergeHeads([[[1, 2]], [[3, 4]]])) // => [[1, 2, 3, 4]]
 * ```
 */
export function mergeHeads<X extends ArrayInput | Traced>(x: X): MovedValue<X>;
export function mergeHeads(x: ArrayInput | Traced): Moved {
  const fn = 'mergeHeads';
  const shape = readShape(fn, x);
  if (shape.length < 3) refuse(fn, 'shape (..., heads, n, w)', shape);
  return fromHeads(x);
}

/** The same without checks: [..., n, D] to [..., heads, n, D / heads]. */
export function toHeads(x: ArrayInput | Traced, heads: number): Moved {
  const shape = shapeOf(x);
  const lead = shape.slice(0, -2);
  const lengths = [...lead, shape.at(-2)!, heads, shape.at(-1)! / heads];
  const split = isTraced(x) ? reshape(x, lengths) : viewed(x, lengths);
  return swapped(split, lead.length);
}

/** The same without checks: [..., heads, n, w] to [..., n, heads · w]. */
export function fromHeads(x: ArrayInput | Traced): Moved {
  const shape = shapeOf(x);
  const lead = shape.slice(0, -3);
  const [heads, n, w] = shape.slice(-3) as [number, number, number];
  const turned = swapped(x, lead.length);
  const lengths = [...lead, n, heads * w];
  return isTraced(turned) ? reshape(turned, lengths) : viewed(turned, lengths);
}

/** The same numbers in another shape; not copied where they lie close together, so not for users. */
function viewed(x: ArrayInput, shape: readonly number[]): NdArray<NumericTypedArray> {
  return createNdArray(readStored('reshape', 'a', x).data, shape);
}

function swapped(x: ArrayInput | Traced, at: number): Moved {
  const lead = Array.from({ length: at }, (_, axis) => axis);
  return transpose(x, [...lead, at + 1, at, at + 2]);
}

function readShape(fn: string, x: ArrayInput | Traced): readonly number[] {
  return isTraced(x) ? x.shape : readArray(fn, 'x', x).shape;
}

function refuse(fn: string, expected: string, shape: readonly number[]): never {
  throw new ShapeError({ function: fn, argument: 'x', expected, got: `(${shape.join(', ')})` });
}
