// The token that stands for the whole: set in front of the others, and taken from them in the end.
import { checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { tanh } from '../gradient/functions.js';
import { dtypeOf, expand, shapeOf } from '../gradient/moves.js';
import { concat, reshape, slice } from '../gradient/shape.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { linearFor } from '../transformer/linear.js';

/** The layer that BERT has over its class token. */
export interface Pooler<P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** The matrix, [d, out]. */
  readonly w: P;
  /** The bias, [out]; none where left out. */
  readonly b?: P | undefined;
}

/**
 * Sets a learnt token, [CLS], in front of the tokens of each sample.
 *
 * It has place 0, so positions of the others move by one unless they were added before.
 *
 * @param tokens - [n, d], or [..., n, d] for a batch
 * @param token - [d]
 * @returns [..., n + 1, d]; a traced value where one is traced
 * @throws ShapeError where shapes do not fit, KindError where an argument is no array
 * @see A. Dosovitskiy and others, "An image is worth 16x16 words", 2021, equation 1
 *
 * @example
 * In front of two tokens.
 * ```ts
 * import { prependToken, toNested } from 'fovea';
 * toNested(prependToken([[1, 2], [3, 4]], [0, 9])) // => [[0, 9], [1, 2], [3, 4]]
 * ```
 */
export function prependToken<X extends ArrayInput | Traced, T extends ArrayInput | Traced>(
  tokens: X,
  token: T,
): ArrayValue<X, T>;
export function prependToken(
  tokens: ArrayInput | Traced,
  token: ArrayInput | Traced,
): FloatNdArray | Traced {
  const fn = 'prependToken';
  const [many, one] = [readFloats(fn, 'tokens', tokens), readFloats(fn, 'token', token)];
  const shape = checkTokens(fn, many);
  const width = shape.at(-1)!;
  if (one.shape.length !== 1 || one.shape[0] !== width) {
    const [expected, got] = [`shape (d=${width})`, `(${one.shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'token', expected, got });
  }
  const lead = shape.slice(0, -2);
  const line = reshape(one, [...lead.map(() => 1), 1, width]) as FloatNdArray | Traced;
  const heads = expand(line, [...lead, 1, width], dtypeOf(one));
  return concat([heads, many], -2) as FloatNdArray | Traced;
}

/**
 * The token in front, [CLS], which stands for the whole after the last layer; with a matrix as BERT's pooler gives it.
 *
 * $$\tanh(x_0 W + b)$$
 *
 * A classifier on top is one more `linear`.
 *
 * @param tokens - what the last layer gave, [n, d], or [..., n, d] for a batch
 * @param pooler - `w` [d, out] and where wanted `b` [out]; the token as it is where left out
 * @returns [..., d], or [..., out]; a traced value where one is traced
 * @throws ShapeError where shapes do not fit, KindError where something is no array, missing or unknown
 * @see J. Devlin and others, "BERT", 2019, sections 3 and 4.1 and their authors' code
 *
 * @example
 * As it is, and with a matrix.
 * ```ts
 * import { poolClassToken, toNested } from 'fovea';
 * toNested(poolClassToken([[1, 2], [3, 4]])) // => [1, 2]
 * toNested(poolClassToken([[1, 2], [3, 4]], { w: [[1], [1]], b: [-2] })) // => [0.761594]
 * ```
 */
export function poolClassToken<
  X extends ArrayInput | Traced,
  P extends ArrayInput | Traced = FloatNdArray,
>(tokens: X, pooler?: Pooler<P>): ArrayValue<X, P>;
export function poolClassToken(
  tokens: ArrayInput | Traced,
  pooler?: Pooler,
): FloatNdArray | Traced {
  return poolClassTokenFor('poolClassToken', tokens, pooler);
}

/** `poolClassToken` for functions that it is a part of, whose name errors tell. */
export function poolClassTokenFor<
  X extends ArrayInput | Traced,
  P extends ArrayInput | Traced = FloatNdArray,
>(fn: string, tokens: X, pooler?: Pooler<P>): ArrayValue<X, P>;
export function poolClassTokenFor(
  fn: string,
  tokens: ArrayInput | Traced,
  pooler?: Pooler,
): FloatNdArray | Traced {
  const many = readFloats(fn, 'tokens', tokens);
  const shape = checkTokens(fn, many);
  const all = shape.slice(0, -2).map(() => null);
  const first = slice(many, [...all, 0]) as FloatNdArray | Traced;
  if (pooler === undefined) return first;
  const { w, b } = checkOptions(fn, pooler, ['w', 'b'], 'pooler');
  return tanh(linearFor(fn, ['w', 'b'], first, w, b)) as FloatNdArray | Traced;
}

function checkTokens(fn: string, tokens: FloatNdArray | Traced): readonly number[] {
  const shape = shapeOf(tokens, fn, 'tokens');
  if (shape.length >= 2 && shape.at(-2)! >= 1) return shape;
  const [expected, got] = ['shape (..., n, d) with n at least 1', `(${shape.join(', ')})`];
  throw new ShapeError({ function: fn, argument: 'tokens', expected, got });
}

function readFloats(fn: string, argument: string, x: ArrayInput | Traced): FloatNdArray | Traced {
  if (isTraced(x)) return x;
  const { data, shape } = readArray(fn, argument, x);
  return wrap(data, shape);
}
