// Which answers come first, and how often the right one is among the first.
import { checkNumber, checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { readFinite } from './read.js';

/** What `recallAtK` may be told. */
export interface RecallOptions {
  /** For each row the columns that are right, a number or several; row i belongs to column i where left out. */
  readonly right?: readonly (number | readonly number[])[] | undefined;
}

const MATRIX = { is: 2, called: 'a matrix, (n, m)' } as const;

/**
 * How often the right class is among the k with the highest scores: top-1 and top-5 accuracy, as benchmarks of
 * classifiers report them.
 *
 * Of equal scores that of the lower class comes first, so a classifier that says the same of everything is no better
 * than chance.
 *
 * @param scores - logits, probabilities or similarities, [n, C]
 * @param labels - the right class of each row, [n], counted from 0
 * @param k - how many count, 1 to C
 * @returns the share of rows, from 0 to 1
 * @throws KindError where an argument is of another kind, ShapeError where shapes do not fit, DomainError where a score is
 * not finite, a label no class, with its place, or k out of range
 *
 * @example
 * The second row puts the right class second.
 * ```ts
 * import { topKAccuracy } from 'fovea';
 * const scores = [[0.7, 0.2, 0.1], [0.3, 0.1, 0.6]];
 * topKAccuracy(scores, [0, 0], 1) // => 0.5
 * topKAccuracy(scores, [0, 0], 2) // => 1
 * ```
 */
export function topKAccuracy(scores: ArrayInput, labels: ArrayInput, k: number): number {
  return topKAccuracyFor('topKAccuracy', scores, labels, k);
}

/** `topKAccuracy` for functions that it is a part of, whose name errors tell. */
export function topKAccuracyFor(
  fn: string,
  scores: ArrayInput,
  labels: ArrayInput,
  k: number,
): number {
  const table = readFinite(fn, 'scores', scores, MATRIX);
  const [n, classes] = table.shape as [number, number];
  const right = readLabels(fn, 'labels', labels, n, classes);
  checkNumber(fn, 'k', k, { integer: true, min: 1, max: classes });
  return shareWithin(table, (row) => [right[row]!], k);
}

/**
 * Recall at k of a retrieval: how often something right is among the k nearest of what is searched.
 *
 * The rows of a table of similarities ask, its columns are searched. Images that search for texts and texts that search
 * for images are two different numbers: the second is that of the transposed table. Where a row has several right
 * columns, such as an image with five captions, the best of them counts. Of equal similarities the lower column comes
 * first.
 *
 * @param similarities - such as those of `cosineSimilarities`, [n, m]
 * @param k - how many of the nearest count, 1 to m
 * @param options - `right`: for each row the column that is right, or a list of them; column i for row i where left out
 * @returns the share of rows, from 0 to 1
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where it is no matrix, has fewer
 * columns than rows without `right`, or `right` has another length, DomainError where a similarity is not finite, a
 * column does not exist, a row has none, or k is out of range
 *
 * @example
 * The second of three images has its own text only in second place.
 * ```ts
 * import { recallAtK } from 'fovea';
 * const similarities = [[0.9, 0.1, 0.3], [0.8, 0.5, 0.2], [0.1, 0.2, 0.6]];
 * recallAtK(similarities, 1) // => 0.6666667
 * recallAtK(similarities, 2) // => 1
 * ```
 */
export function recallAtK(similarities: ArrayInput, k: number, options?: RecallOptions): number {
  return recallAtKFor('recallAtK', similarities, k, options);
}

/** `recallAtK` for functions that it is a part of, whose name errors tell. */
export function recallAtKFor(
  fn: string,
  similarities: ArrayInput,
  k: number,
  options?: RecallOptions,
): number {
  const { right } = checkOptions(fn, options, ['right']);
  const table = readFinite(fn, 'similarities', similarities, MATRIX);
  const [n, m] = table.shape as [number, number];
  checkNumber(fn, 'k', k, { integer: true, min: 1, max: m });
  if (right === undefined) {
    if (m < n) {
      const expected = `a column for each of the ${n} rows, or "right"`;
      const got = `${m} columns`;
      throw new ShapeError({ function: fn, argument: 'similarities', expected, got });
    }
    return shareWithin(table, (row) => [row], k);
  }
  const columns = readRight(fn, right, n, m);
  return shareWithin(table, (row) => columns[row]!, k);
}

function readRight(
  fn: string,
  right: RecallOptions['right'],
  n: number,
  m: number,
): readonly (readonly number[])[] {
  const argument = 'right';
  if (!Array.isArray(right)) {
    const expected = 'a list with the right columns of each row';
    throw new KindError({ function: fn, argument, expected, got: describeValue(right) });
  }
  if (right.length !== n) {
    const expected = `an entry for each of the ${n} rows`;
    throw new ShapeError({ function: fn, argument, expected, got: `${right.length}` });
  }
  return right.map((entry: number | readonly number[], row) => {
    const list: readonly number[] = typeof entry === 'number' ? [entry] : entry;
    if (!Array.isArray(list) || list.length === 0) {
      const expected = 'a column, or a list of at least one';
      const got = describeValue(entry);
      throw new KindError({ function: fn, argument: `right[${row}]`, expected, got });
    }
    for (const column of list)
      checkNumber(fn, `right[${row}]`, column, { integer: true, min: 0, max: m - 1 });
    return list;
  });
}

/** The share of rows of which a right column is among the k largest. */
function shareWithin(
  { data, shape }: FloatNdArray,
  rightOf: (row: number) => readonly number[],
  k: number,
): number {
  const [n, m] = shape as [number, number];
  let hits = 0;
  for (let row = 0; row < n; row++) {
    const first = row * m;
    // Of several right ones the best decides.
    const best = rightOf(row).reduce((a, b) => {
      const [here, there] = [data[first + a]!, data[first + b]!];
      return there > here || (there === here && b < a) ? b : a;
    });
    const own = data[first + best]!;
    let before = 0;
    for (let j = 0; j < m; j++)
      if (data[first + j]! > own || (data[first + j] === own && j < best)) before++;
    if (before < k) hits++;
  }
  return hits / n;
}

/**
 * The column of the largest number of each row, the first of equals.
 *
 * @param table - a matrix
 * @returns one column a row
 */
export function largestOfRows({ data, shape }: FloatNdArray): number[] {
  const [n, m] = shape as [number, number];
  return Array.from({ length: n }, (_, row) => {
    let best = 0;
    for (let j = 1; j < m; j++) if (data[row * m + j]! > data[row * m + best]!) best = j;
    return best;
  });
}

/** Classes are kept as integers of 32 bits. */
const MOST_CLASSES = 2 ** 31;

/**
 * Reads a class for each row.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param labels - what came
 * @param n - how many rows there are; as many as come where undefined
 * @param classes - how many classes there are
 * @returns the classes
 * @throws ShapeError for another number of them, DomainError for one that does not exist, with its place
 */
export function readLabels(
  fn: string,
  argument: string,
  labels: ArrayInput,
  n: number | undefined,
  classes: number,
): Int32Array {
  const { data, shape } = readArray(fn, argument, labels, 'float64');
  if (shape.length !== 1 || (n !== undefined && shape[0] !== n)) {
    const expected = n === undefined ? 'a list' : `a label for each of the ${n} rows`;
    throw new ShapeError({ function: fn, argument, expected, got: `(${shape.join(', ')})` });
  }
  // Larger numbers would come back as others.
  const end = Math.min(classes, MOST_CLASSES);
  const bad = data.findIndex((c) => !(Number.isInteger(c) && c >= 0 && c < end));
  if (bad < 0) return Int32Array.from(data);
  throw new DomainError({
    ...{ function: fn, argument, expected: `classes from 0 to ${end - 1}` },
    got: `${data[bad]} at [${bad}]`,
  });
}
