// Arrays so small that a person can follow what is done with each number.
import { checkFinite, readArray } from './create.js';
import { ShapeError } from './errors.js';
import type { ArrayInput } from './types.js';

/**
 * Reads a list of few numbers.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param list - what came
 * @param most - how many at most
 * @param length - how many it must be, where that is known
 * @returns the numbers
 * @throws KindError where it is no array, ShapeError for another rank, none or too many, DomainError where one is not finite
 */
export function readFew(
  fn: string,
  argument: string,
  list: ArrayInput,
  most: number,
  length?: number,
): number[] {
  const { data, shape } = readArray(fn, argument, list, 'float64');
  const count = shape.length === 1 ? shape[0]! : 0;
  if (count < 1 || count > most || (length !== undefined && count !== length)) {
    const expected = length === undefined ? `1 to ${most} numbers in a list` : `${length} numbers`;
    throw new ShapeError({ function: fn, argument, expected, got: `shape (${shape.join(', ')})` });
  }
  return Array.from(checkFinite(fn, argument, { data, shape }).data);
}

/**
 * Reads a table of few numbers.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param table - what came
 * @param most - how many rows and columns at most
 * @returns the rows
 * @throws KindError where it is no array, ShapeError for another rank, none or too many, DomainError where one is not finite
 */
export function readFewRows(
  fn: string,
  argument: string,
  table: ArrayInput,
  most: readonly [rows: number, columns: number],
): number[][] {
  const { data, shape } = readArray(fn, argument, table, 'float64');
  const [rows = 0, columns = 0] = shape;
  const fits = rows >= 1 && rows <= most[0] && columns >= 1 && columns <= most[1];
  if (shape.length !== 2 || !fits) {
    const expected = `a table of at most ${most[0]} rows and ${most[1]} columns`;
    throw new ShapeError({ function: fn, argument, expected, got: `shape (${shape.join(', ')})` });
  }
  checkFinite(fn, argument, { data, shape });
  return Array.from({ length: rows }, (_, i) =>
    Array.from(data.slice(i * columns, (i + 1) * columns)),
  );
}
