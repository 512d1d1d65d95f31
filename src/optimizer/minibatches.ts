// Which samples each step sees.
import type { NdArray } from 'ndarray';
import type { SameStorage } from '../array/storage.js';
import { checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import {
  allocate,
  createNdArray,
  dtypeOf,
  isNumericTypedArray,
  readStored,
} from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { checkListed } from '../core/limit.js';
import { checkRng, permutation } from '../core/random.js';
import type { ArrayInput, NumericTypedArray, Rng } from '../core/types.js';

/** What `minibatches` may be told. */
export interface MinibatchOptions {
  /** Whether a last batch that is smaller than the others is left out. */
  dropLast?: boolean | undefined;
}

/**
 * The samples of one epoch in random order, cut into batches: every sample stands in exactly one.
 *
 * An epoch, one pass over N samples, takes ⌈N / B⌉ steps of batch size B. With B = N it is **batch** gradient
 * descent (one step an epoch, along the exact gradient), with B = 1 **online** or purely stochastic descent
 * (N noisy steps), in between **mini-batch** descent. Each call draws another order; call it once an epoch.
 *
 * @param count - number of samples N
 * @param size - samples in a batch B, at least 1
 * @param rng - the stream, which advances
 * @param options - `dropLast` (false): leave out a last batch that is smaller than the others
 * @returns lists of indices from 0 to N − 1; the last list is smaller where B does not divide N
 * @throws KindError or DomainError where a number or the stream is none; DomainError for a list of more than 2²⁵
 *
 * @example
 * Two epochs over five samples, in batches of two.
 * ```ts
 * import { minibatches, randomGenerator } from 'fovea';
 * const rng = randomGenerator(1);
 * const sizes = [];
 * for (let epoch = 0; epoch < 2; epoch++) {
 *   for (const batch of minibatches(5, 2, rng)) sizes.push(batch.length);
 * }
 * sizes // => [2, 2, 1, 2, 2, 1]
 * minibatches(5, 2, rng, { dropLast: true }).length // => 2
 * ```
 */
export function minibatches(
  count: number,
  size: number,
  rng: Rng,
  options?: MinibatchOptions,
): number[][] {
  checkNumber('minibatches', 'count', count, { integer: true, min: 0 });
  checkListed('minibatches', 'count', count);
  checkNumber('minibatches', 'size', size, { integer: true, min: 1 });
  const { dropLast = false } = checkOptions('minibatches', options, ['dropLast']);
  checkBoolean('minibatches', 'dropLast', dropLast);
  const order = permutation(checkRng('minibatches', 'rng', rng), count);
  const batches: number[][] = [];
  const end = dropLast ? count - (count % size) : count;
  for (let start = 0; start < end; start += size) batches.push(order.slice(start, start + size));
  return batches;
}

/**
 * The chosen rows of an array, in the order in which they are named: the samples of a minibatch.
 *
 * @param a - an array of one axis or more; its first axis counts samples
 * @param indices - which of them, whole numbers from 0; a row may be named more than once
 * @returns an ndarray in the storage of `a`, with the number of indices as its first axis
 * @throws KindError where `a` is no array or `indices` no list, ShapeError where `a` is a scalar,
 * DomainError where an index is outside, with its place
 *
 * @example
 * The third and the first row.
 * ```ts
 * import { gatherRows, toNested } from 'fovea';
 * toNested(gatherRows([[1, 2], [3, 4], [5, 6]], [2, 0])) // => [[5, 6], [1, 2]]
 * ```
 */
export function gatherRows<A extends ArrayInput>(a: A, indices: ArrayLike<number>): SameStorage<A>;
export function gatherRows(a: ArrayInput, indices: ArrayLike<number>): NdArray<NumericTypedArray> {
  const { data, shape } = readStored('gatherRows', 'a', a);
  const [rows, ...rest] = shape;
  if (rows === undefined) {
    const expected = 'at least one axis, shape (n, ...)';
    throw new ShapeError({ function: 'gatherRows', argument: 'a', expected, got: '()' });
  }
  if (!Array.isArray(indices) && !isNumericTypedArray(indices)) {
    throw new KindError({
      function: 'gatherRows',
      argument: 'indices',
      expected: 'a list of whole numbers',
      got: describeValue(indices),
    });
  }
  const size = elementCount(rest);
  const target: NumericTypedArray = allocate(dtypeOf(data), indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    // Its name is not made up for each of many that are right.
    if (!(Number.isInteger(row) && row >= 0 && row < rows)) {
      checkNumber('gatherRows', `indices[${i}]`, row, { integer: true, min: 0, max: rows - 1 });
    }
    target.set(data.subarray(row * size, (row + 1) * size), i * size);
  }
  return createNdArray(target, [indices.length, ...rest]);
}
