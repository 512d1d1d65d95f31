// Mask tokens put where tokens were hidden: what the decoder of a masked autoencoder sees.
import { readArray } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import { takeRows } from '../gradient/rows.js';
import { concat, reshape } from '../gradient/shape.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';

/**
 * Puts tokens back to their places, and one and the same mask token, which is learnt, to all places that were hidden.
 *
 * $$y_i = \begin{cases} x_{r_i} & r_i < k \\ m & \text{else} \end{cases}$$
 *
 * Mask tokens know nothing of their places: add positions to the result. A class token in front must be taken off before.
 *
 * @param visible - what the encoder made of the visible tokens, [k, d], or [..., k, d] for a batch
 * @param restore - from `randomMasking` or `spanMasking`, [n]; for a batch one row for each sample, [..., n]
 * @param maskToken - m, [d]
 * @returns [..., n, d]; a traced value where one is traced
 * @throws ShapeError where shapes do not fit, DomainError where a row of `restore` is no permutation of 0 to n − 1,
 * KindError where an argument is no array
 * @see K. He and others, "Masked autoencoders are scalable vision learners", 2022, section 3
 *
 * @example
 * The only token that stayed was the third.
 * ```ts
 * import { restoreTokens, toNested } from 'fovea';
 * toNested(restoreTokens([[5, 6]], [2, 3, 0, 1], [0, 9])) // => [[0, 9], [0, 9], [5, 6], [0, 9]]
 * ```
 */
export function restoreTokens<X extends ArrayInput | Traced, M extends ArrayInput | Traced>(
  visible: X,
  restore: ArrayInput,
  maskToken: M,
): ArrayValue<X, M>;
export function restoreTokens(
  visible: ArrayInput | Traced,
  restore: ArrayInput,
  maskToken: ArrayInput | Traced,
): FloatNdArray | Traced {
  return restoreTokensFor('restoreTokens', visible, restore, maskToken);
}

/** `restoreTokens` for functions that it is a part of, whose name errors tell. */
export function restoreTokensFor<X extends ArrayInput | Traced, M extends ArrayInput | Traced>(
  fn: string,
  visible: X,
  restore: ArrayInput,
  maskToken: M,
): ArrayValue<X, M>;
export function restoreTokensFor(
  fn: string,
  visible: ArrayInput | Traced,
  restore: ArrayInput,
  maskToken: ArrayInput | Traced,
): FloatNdArray | Traced {
  const { data, shape: places } = readArray(fn, 'restore', restore, 'float64');
  const shape = shapeOf(visible, fn, 'visible');
  const refuse = (argument: string, expected: string, got: readonly number[]): never => {
    throw new ShapeError({ function: fn, argument, expected, got: `(${got.join(', ')})` });
  };
  if (shape.length < 2) refuse('visible', 'shape (..., k, d)', shape);
  const [lead, kept, width] = [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!];
  const n = places.at(-1) ?? 0;
  const fits =
    places.length === lead.length + 1 && lead.every((length, axis) => length === places[axis]);
  if (!fits || n < kept) {
    refuse('restore', `shape (${[...lead, 'n'].join(', ')}) with n at least ${kept}`, places);
  }
  const own = shapeOf(maskToken, fn, 'maskToken');
  if (own.length !== 1 || own[0] !== width) refuse('maskToken', `shape (d=${width})`, own);
  const samples = elementCount(lead);
  const rows = reshape(visible, [samples * kept, width]) as ArrayInput;
  const table = concat([rows, reshape(maskToken, [1, width]) as ArrayInput], 0);
  const ids = new Int32Array(data.length);
  for (let sample = 0; sample < samples; sample++) {
    const row = data.subarray(sample * n, (sample + 1) * n);
    checkPermutation(fn, row);
    row.forEach((from, i) => {
      ids[sample * n + i] = from < kept ? sample * kept + from : samples * kept;
    });
  }
  return takeRows(fn, table, { ids, shape: [...lead, n] });
}

function checkPermutation(fn: string, row: ArrayLike<number>): void {
  const seen = new Uint8Array(row.length);
  for (let i = 0; i < row.length; i++) {
    const from = row[i]!;
    // Also false for fractions, NaN and what lies outside.
    if (seen[from] === 0) {
      seen[from] = 1;
      continue;
    }
    const expected = `each of 0 to ${row.length - 1} once`;
    throw new DomainError({
      function: fn,
      argument: 'restore',
      expected,
      got: seen[from] === 1 ? `${from} twice` : `${from} at [${i}]`,
    });
  }
}
