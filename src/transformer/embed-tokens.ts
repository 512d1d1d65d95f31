// Tokens, numbers of a vocabulary, become vectors.
import { readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { placeOf } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import { type RowPlaces, takeRows } from '../gradient/rows.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { refuse } from './shapes.js';

/**
 * The vectors of tokens: for each token number the row of a table.
 *
 * $$y_i = E_{t_i}$$
 *
 * The same as a one-hot vector times the table. The gradient of a row is the sum over all places where its token
 * stands; rows of tokens that do not occur get 0.
 *
 * @param table - a row for each token of the vocabulary, shape [V, D]
 * @param ids - token numbers from 0 to V − 1, of any shape [...]
 * @returns shape [..., D]; a traced value where the table is traced
 * @throws KindError where an argument is no array, ShapeError where the table is no matrix, DomainError for a number
 * that is no token, with its place; DomainError for a result of more than 2²⁸ elements
 *
 * @example
 * Three tokens of a vocabulary of two.
 * ```ts
 * import { embedTokens, toNested } from 'fovea';
 * toNested(embedTokens([[1, 2], [3, 4]], [1, 0, 1])) // => [[3, 4], [1, 2], [3, 4]]
 * ```
 */
export function embedTokens<E extends ArrayInput | Traced>(
  table: E,
  ids: ArrayInput,
): ArrayValue<E>;
export function embedTokens(table: ArrayInput | Traced, ids: ArrayInput): FloatNdArray | Traced {
  const fn = 'embedTokens';
  const shape = shapeOf(table, fn, 'table');
  if (shape.length !== 2) refuse(fn, 'table', '(V, D)', shape);
  return takeRows(fn, table, readIds(fn, 'ids', ids, shape[0]!));
}

/**
 * Reads token numbers.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param ids - what came
 * @param vocabulary - V
 * @returns the numbers and their shape
 * @throws DomainError for a number that is no whole number from 0 to V − 1, with its place
 */
export function readIds(
  fn: string,
  argument: string,
  ids: ArrayInput,
  vocabulary: number,
): RowPlaces {
  const { data, shape } = readArray(fn, argument, ids, 'float64');
  const bad = data.findIndex((id) => !(Number.isInteger(id) && id >= 0 && id < vocabulary));
  if (bad < 0) return { ids: Int32Array.from(data), shape };
  const place = placeOf(bad, shape);
  throw new DomainError({
    function: fn,
    argument,
    expected: `token numbers from 0 to ${vocabulary - 1}`,
    got: `${data[bad]} at [${place.join(', ')}]`,
  });
}
