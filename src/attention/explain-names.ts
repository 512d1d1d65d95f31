// How derivations of attention speak of queries and keys, and how much of them they show.
import { checkNumber } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { Dense, FloatNdArray } from '../core/types.js';
import { rounded } from '../derivation/numbers.js';

/** How the tokens of a derivation are called, and which of them it works out. */
export interface TokenOptions {
  /** What the keys are called, such as the words of a sentence; the queries too, where there are as many. */
  readonly tokens?: readonly string[] | undefined;
  /** What the queries are called, where they are other words than the keys. */
  readonly queryTokens?: readonly string[] | undefined;
  /** Which queries are worked out: places from 0 on, or words that stand only once; all where left out. */
  readonly queries?: readonly (number | string)[] | undefined;
}

/** Names of the options about tokens. */
export const TOKEN_OPTIONS = ['tokens', 'queryTokens', 'queries'] as const;

/** Names for titles, and the queries that are shown. */
export interface TokenNames {
  /** Each query: a word in quotes, or "query 3". */
  readonly queries: readonly string[];
  /** Each key. */
  readonly keys: readonly string[];
  /** Places of the queries that are shown. */
  readonly rows: readonly number[];
  /** Whether the tokens have names of their own. */
  readonly named: boolean;
}

/** Longer vectors no one multiplies by hand. */
const MOST_WIDTH = 16;

/** More pairs of a query and a key, over all heads, no one reads. */
export const MOST_PAIRS = 144;

/** More keys of one query neither. */
const MOST_KEYS = 36;

interface Sizes {
  readonly n: number;
  readonly m: number;
  readonly last?: boolean;
  readonly same?: boolean;
  readonly key?: string;
}

/**
 * Names of queries and keys.
 *
 * @param fn - name of the public function, for errors
 * @param options - what the caller said of tokens
 * @param sizes - n queries, m keys; `same` where queries and keys are the same tokens; `last` where the queries
 * are the last of the keys
 * @returns names, and the places of the queries that are shown
 * @throws KindError for names that are no words, ShapeError for another number of them, DomainError for queries
 * that there are not
 */
export function readNames(
  fn: string,
  { tokens, queryTokens, queries }: TokenOptions,
  { n, m, last = false, same = false, key = same ? 'token' : 'key' }: Sizes,
): TokenNames {
  const words = tokens === undefined ? undefined : checkWords(fn, 'tokens', tokens, m);
  const own = queryTokens === undefined ? undefined : checkWords(fn, 'queryTokens', queryTokens, n);
  const shared = n === m ? words : last && n < m ? words?.slice(m - n) : undefined;
  const asked = own ?? shared;
  const rows = queries ?? Array.from({ length: n }, (_, i) => i);
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new KindError({
      function: fn,
      argument: 'queries',
      expected: 'a list of places or words',
      got: describeValue(queries),
    });
  }
  return {
    queries: asked?.map((word) => `“${word}”`) ?? numbered(same ? 'token' : 'query', n),
    keys: words?.map((word) => `“${word}”`) ?? numbered(key, m),
    rows: Array.from(rows, (query: number | string) => placeOf(fn, query, asked, n)),
    named: words !== undefined,
  };
}

function numbered(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${kind} ${i + 1}`);
}

/**
 * Words that tokens are called.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param words - what came
 * @param count - how many there must be
 * @returns the words
 * @throws KindError where they are no words, ShapeError for another number of them
 */
export function checkWords(
  fn: string,
  argument: string,
  words: readonly string[],
  count: number,
): readonly string[] {
  if (!Array.isArray(words) || [...words].some((word) => typeof word !== 'string')) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'a list of words',
      got: describeValue(words),
    });
  }
  if (words.length === count) return words;
  throw new ShapeError({
    function: fn,
    argument,
    expected: `${count} words`,
    got: `${words.length}`,
  });
}

function placeOf(
  fn: string,
  query: number | string,
  words: readonly string[] | undefined,
  n: number,
): number {
  if (typeof query !== 'string') {
    return checkNumber(fn, 'queries', query, { integer: true, min: 0, max: n - 1 });
  }
  const at = words?.indexOf(query) ?? -1;
  if (at >= 0 && words!.lastIndexOf(query) === at) return at;
  throw new DomainError({
    function: fn,
    argument: 'queries',
    expected: 'words that stand once among the queries; else say their places',
    got: describeValue(query),
  });
}

/**
 * Refuses what is too large to be worked out by hand.
 *
 * @param fn - name of the public function, for errors
 * @param pairs - how many scores are worked out
 * @param widths - lengths of vectors, by the argument they belong to
 * @param argument - what is too long: "queries" where some of them can be chosen
 * @throws DomainError for more than 144 pairs, ShapeError for vectors of more than 16 numbers
 */
export function refuseLarge(
  fn: string,
  pairs: number,
  widths: Readonly<Record<string, number>>,
  argument: 'queries' | 'query' = 'queries',
): void {
  refuseWide(fn, widths);
  if (pairs <= MOST_PAIRS) return;
  const choice = argument === 'queries' ? 'a choice that leaves ' : '';
  throw new DomainError({
    function: fn,
    argument,
    expected: `${choice}at most ${MOST_PAIRS} pairs of query and key to work out`,
    got: `${pairs} pairs`,
  });
}

/**
 * Refuses vectors that are too long to be worked out by hand.
 *
 * @param fn - name of the public function, for errors
 * @param widths - lengths of vectors, by the argument they belong to
 * @throws ShapeError for more than 16 numbers
 */
export function refuseWide(fn: string, widths: Readonly<Record<string, number>>): void {
  for (const [argument, width] of Object.entries(widths)) {
    if (width <= MOST_WIDTH) continue;
    throw new ShapeError({
      function: fn,
      argument,
      expected: `vectors of at most ${MOST_WIDTH} numbers`,
      got: `${width}`,
    });
  }
}

/**
 * Refuses more keys of one query than can be worked out by hand.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the keys
 * @param count - how many keys
 * @param widths - lengths of vectors, by the argument they belong to
 * @throws DomainError for no key or more than 36, ShapeError for vectors of more than 16 numbers
 */
export function refuseMany(
  fn: string,
  argument: string,
  count: number,
  widths: Readonly<Record<string, number>>,
): void {
  refuseWide(fn, widths);
  if (count >= 1 && count <= MOST_KEYS) return;
  const expected = `1 to ${MOST_KEYS} keys to work out`;
  throw new DomainError({ function: fn, argument, expected, got: `${count}` });
}

/** Some rows of a matrix, in storage of their own. */
export function pickRows(matrix: FloatNdArray | Dense, rows: readonly number[]): FloatNdArray {
  const { data, shape } = matrix;
  const width = shape[1]!;
  const picked = new Float64Array(rows.length * width);
  rows.forEach((row, at) => {
    picked.set(data.subarray(row * width, (row + 1) * width), at * width);
  });
  return wrap(picked, [rows.length, width]);
}

/** The rows of a mask or bias that belong to some queries; one row may stand for all. */
export function rowsFor(table: Dense, n: number, rows: readonly number[]): FloatNdArray {
  return pickRows(table, table.shape[0] === n ? rows : rows.map(() => 0));
}

/** Words as a list in a sentence. */
export function listOf(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** The first letter in upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An index below a symbol, counted from 1. */
export function below(...places: readonly number[]): string {
  const counted = places.map((place) => place + 1);
  return `_{${counted.join(counted.some((place) => place > 9) ? ',' : '')}}`;
}

/** A number in a sentence. */
function short(x: number): string {
  return String(rounded(x, 4)).replaceAll('-', '−');
}

/** Weights so close to the largest are called as large. */
const TIE = 1e-9;

/**
 * What a query takes, as a sentence.
 *
 * @param query - name of the query, in upper case
 * @param keys - names of the keys
 * @param weights - one a key
 * @returns which keys have the largest weight, and how much
 */
export function takesMost(
  query: string,
  keys: readonly string[],
  weights: readonly number[],
): string {
  const largest = Math.max(...weights);
  if (largest === 0) return `${query} takes nothing`;
  const most = keys.filter((_, j) => weights[j]! >= largest * (1 - TIE));
  if (largest === 1) return `${query} takes all of ${listOf(most)}`;
  const each = most.length > 1 ? ' each' : '';
  return most.length === keys.length
    ? `${query} takes as much of each (${short(largest)})`
    : `${query} takes most of ${listOf(most)} (${short(largest)}${each})`;
}

/** Numbers in a sentence. */
export function tupleOf(numbers: readonly number[]): string {
  return numbers.length === 1 ? short(numbers[0]!) : `(${numbers.map(short).join(', ')})`;
}
