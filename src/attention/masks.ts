// Masks say what is allowed: 1 = may attend.
import { checkNumber } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { gather } from '../core/gather.js';
import { elementCount, rowMajorStrides } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, Dense, FloatNdArray } from '../core/types.js';
import { type AttentionMask, maskNumbers } from './read-mask.js';

/**
 * The mask that lets each place attend to itself and to those before it.
 *
 * $$M_{ij} = 1 \text{ where } j \le i, \text{ else } 0$$
 *
 * Where there are more keys than queries, query i sees keys 0 to i; for queries that are the last of the keys,
 * use `causal: "end"` in `scaledDotProductAttention`, which needs no mask either.
 *
 * @param n - number of queries, at least 1
 * @param m - number of keys, n where left out
 * @returns float32, shape [n, m]: 1 = may attend
 * @throws KindError or DomainError where a length is no whole number of at least 1; DomainError for a result of more
 * than 2²⁸ elements
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.2.3
 *
 * @example
 * Each word sees itself and what came before.
 * ```ts
 * import { causalMask, toNested } from 'fovea';
 * toNested(causalMask(3)) // => [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
 * ```
 */
export function causalMask(n: number, m: number = n): FloatNdArray {
  checkNumber('causalMask', 'n', n, { integer: true, min: 1 });
  checkNumber('causalMask', 'm', m, { integer: true, min: 1 });
  checkElements('causalMask', 'n', [n, m]);
  const data = allocate('float32', n * m);
  for (let i = 0; i < n; i++) data.fill(1, i * m, i * m + Math.min(i + 1, m));
  return wrap(data, [n, m]);
}

/**
 * The mask that hides the padding after sequences of different lengths.
 *
 * @param lengths - how many keys count in each sequence: whole numbers from 0 to m, any shape
 * @param m - number of keys, padding included
 * @returns float32, shape [...lengths, 1, m], so that all queries of a sequence share a row: 1 = may attend
 * @throws KindError where lengths is no array, DomainError where a length is not a whole number from 0 to m;
 * DomainError for a result of more than 2²⁸ elements
 *
 * @example
 * Two sequences of one and three words.
 * ```ts
 * import { paddingMask, toNested } from 'fovea';
 * toNested(paddingMask([1, 3], 3)) // => [[[1, 0, 0]], [[1, 1, 1]]]
 * ```
 */
export function paddingMask(lengths: ArrayInput, m: number): FloatNdArray {
  const fn = 'paddingMask';
  checkNumber(fn, 'm', m, { integer: true, min: 0 });
  const { data, shape } = readArray(fn, 'lengths', lengths, 'float64');
  checkElements(fn, 'm', [...shape, 1, m]);
  const mask = allocate('float32', data.length * m);
  data.forEach((length, i) => {
    checkNumber(fn, 'lengths', length, { integer: true, min: 0, max: m });
    mask.fill(1, i * m, i * m + length);
  });
  return wrap(mask, [...shape, 1, m]);
}

/**
 * The mask that allows what all of its parts allow. Axes of length 1, and leading axes that a mask lacks, stand
 * for all places along them.
 *
 * $$M = M_1 \odot M_2 \odot \dots$$
 *
 * @param masks - one mask or more, 1 or true = may attend, 0 or false = may not
 * @returns float32, in the shape that all of them broadcast to
 * @throws KindError where there is none or one is no array, DomainError for other numbers than 0 and 1 and for more
 * elements than arrays hold, ShapeError where shapes do not broadcast
 *
 * @example
 * Causal, and without padding.
 * ```ts
 * import { causalMask, combineMasks, paddingMask, toNested } from 'fovea';
 * toNested(combineMasks(causalMask(2), paddingMask([1], 2))) // => [[[1, 0], [1, 0]]]
 * ```
 */
export function combineMasks(...masks: readonly AttentionMask[]): FloatNdArray {
  const fn = 'combineMasks';
  if (masks.length === 0) {
    throw new KindError({
      function: fn,
      argument: 'masks',
      expected: 'at least one mask',
      got: 'none',
    });
  }
  const dense = masks.map((mask, i) => readMask(fn, `masks[${i}]`, mask));
  const rank = Math.max(...dense.map(({ shape }) => shape.length));
  const shape = Array.from({ length: rank }, (_, axis) => {
    const lengths = dense.map((mask) => mask.shape[axis - rank + mask.shape.length] ?? 1);
    return lengths.find((length) => length !== 1) ?? 1;
  });
  checkElements(fn, 'masks', shape);
  const target = allocate('float32', elementCount(shape)).fill(1);
  const part = allocate('float32', target.length);
  dense.forEach((mask, i) => {
    const missing = rank - mask.shape.length;
    const strides = rowMajorStrides(mask.shape);
    const steps = shape.map((length, axis) => {
      const own = mask.shape[axis - missing] ?? 1;
      if (own !== 1 && own !== length) {
        throw new ShapeError({
          function: fn,
          argument: `masks[${i}]`,
          expected: `a shape that broadcasts to (${shape.join(', ')})`,
          got: `(${mask.shape.join(', ')})`,
        });
      }
      return own === 1 ? 0 : strides[axis - missing]!;
    });
    gather(mask.data, shape, steps, 0, part);
    for (let at = 0; at < target.length; at++) target[at]! *= part[at]!;
  });
  return wrap(target, shape);
}

function readMask(fn: string, argument: string, mask: AttentionMask): Dense {
  const dense = readArray(fn, argument, maskNumbers(mask));
  const at = dense.data.findIndex((value) => value !== 0 && value !== 1);
  if (at < 0) return dense;
  throw new DomainError({
    function: fn,
    argument,
    expected: '1 (may attend) or 0 (may not)',
    got: `${dense.data[at]} at element ${at}`,
  });
}
