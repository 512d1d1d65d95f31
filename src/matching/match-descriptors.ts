import { bindShapes, checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, computeDType, readArray } from '../core/create.js';
import { DomainError, describeValue, ShapeError } from '../core/errors.js';
import type { ArrayInput, Dense } from '../core/types.js';
import { nearestTwo as nearestTwoScalar } from '../kernels/scalar/nearest-two.js';
import { kernel } from '../kernels/select.js';
import { nearestTwo } from '../kernels/simd/nearest-two.js';
import { type ComparableRows, cosineRows, euclideanRows } from './rows.js';

/** A row of `query` with the row of `train` nearest to it. */
export interface DescriptorMatch {
  /** Number of the row of `query`, from 0. */
  readonly query: number;
  /** Number of the row of `train`, from 0. */
  readonly train: number;
  /** Their distance, in the metric that was asked for. */
  readonly distance: number;
  /** That distance divided by the one to the second nearest row, 0 to 1; under `mutual` the larger one of both directions. */
  readonly ratio: number;
}

/** Options of `matchDescriptors`. */
export interface MatchOptions {
  /** A match is kept where its ratio is below this, 0 < ratio ≤ 1; Infinity keeps them all. 0.8 where left out. */
  ratio?: number | undefined;
  /** Keep only pairs of which each is the other's nearest; false where left out. */
  mutual?: boolean | undefined;
  /** "euclidean", or "cosine" for 1 − cos of the angle between two rows; "euclidean" where left out. */
  metric?: 'euclidean' | 'cosine' | undefined;
}

/** Names of the options of `matchDescriptors`. */
export const MATCH_OPTIONS: readonly (keyof MatchOptions)[] = ['ratio', 'mutual', 'metric'];

/**
 * For each descriptor of one image the nearest of another, kept where the second nearest is clearly
 * farther away.
 *
 * With the distances $d_1 \le d_2$ of a row of `query` to its two nearest rows of `train`, the pair is kept
 * where
 *
 * $$d_1 < \mathit{ratio} \cdot d_2$$
 *
 * Distances are exact, also between rows that are nearly equal: candidates are found by products of rows,
 * then $\sum_k (a_k - b_k)^2$ is taken of each. Where two rows are equally near, the first of them counts
 * as the nearest; a ratio of at most 1 drops such a match, because it is ambiguous. Where `train` has a
 * single row there is no second nearest, and the ratio is 0. `ratio: Infinity` keeps the nearest row
 * whatever the second nearest is.
 *
 * Under `mutual` a pair is kept where the nearest row of each is the other, and the ratio test holds in both
 * directions; then exchanging `query` and `train` exchanges the numbers in the result, and nothing else.
 *
 * The distance "cosine" is $1 - \cos$, from 0 to 2. On rows of unit length it is half the square of the
 * Euclidean one, so that a ratio of 0.64 there does what 0.8 does here. A row of zeros has no direction; its
 * distance to every row is 1.
 *
 * The work grows with n·m·d; memory beside the result does not grow with n·m.
 *
 * @param query - descriptors of one image, one a row, [n, d], finite
 * @param train - descriptors of the other image, [m, d], finite
 * @param options - `ratio` 0.8, `mutual` false, `metric` "euclidean" or "cosine"
 * @returns the matches in the order of `query`, at most one a row; none where an image has no descriptors
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where the descriptors
 * differ in length or have none, DomainError for NaN and infinite numbers (named with their position) and a
 * ratio out of range
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 7.1
 *
 * @example
 * The first row has one near neighbour; the second has two at equal distance, and is dropped.
 * ```ts
 * import { matchDescriptors } from 'fovea';
 * matchDescriptors([[0, 0], [8, 0]], [[3, 4], [8, 6], [8, -6]]) // => [{ query: 0, train: 0, distance: 5, ratio: 0.5 }]
 * ```
 */
export function matchDescriptors(
  query: ArrayInput,
  train: ArrayInput,
  options?: MatchOptions,
): DescriptorMatch[] {
  const fn = 'matchDescriptors';
  const settings = readMatchSettings(fn, options);
  const dtype = computeDType(query, train);
  const read = {
    query: checkFinite(fn, 'query', readArray(fn, 'query', query, dtype)),
    train: checkFinite(fn, 'train', readArray(fn, 'train', train, dtype)),
  };
  const { d } = bindShapes(fn, { query: [read.query, 'n d'], train: [read.train, 'm d'] });
  if (d === 0) {
    throw new ShapeError({
      function: fn,
      argument: 'query',
      expected: 'at least one number in a descriptor',
      got: `(${read.query.shape.join(', ')})`,
    });
  }
  return matchRows(read.query, read.train, settings);
}

/** Options with every default filled in. */
export interface MatchSettings {
  /** Largest ratio, not itself allowed; Infinity for no test. */
  readonly ratio: number;
  /** Whether both directions must agree. */
  readonly mutual: boolean;
  /** The distance. */
  readonly metric: 'euclidean' | 'cosine';
}

/**
 * Reads the options of `matchDescriptors`.
 *
 * @param fn - name of the public function, for errors
 * @param options - what came
 * @returns every setting
 * @throws KindError for unknown names and wrong kinds, DomainError for a ratio out of range
 */
export function readMatchSettings(fn: string, options: MatchOptions | undefined): MatchSettings {
  const given = checkOptions(fn, options, MATCH_OPTIONS);
  const { ratio = 0.8, mutual = false, metric = 'euclidean' } = given;
  if (ratio !== Infinity) checkRatio(fn, ratio);
  checkBoolean(fn, 'mutual', mutual);
  checkOneOf(fn, 'metric', metric, ['euclidean', 'cosine']);
  return { ratio, mutual, metric };
}

function checkRatio(fn: string, ratio: number): void {
  checkNumber(fn, 'ratio', ratio);
  if (ratio > 0 && ratio <= 1) return;
  throw new DomainError({
    function: fn,
    argument: 'ratio',
    expected: 'a number > 0 and <= 1, or Infinity for no test',
    got: describeValue(ratio),
  });
}

/**
 * Matches of descriptors that have been checked.
 *
 * @param query - [n, d], finite
 * @param train - [m, d], finite, of the same storage
 * @param settings - what to keep
 * @returns the matches in the order of `query`
 */
function matchRows(query: Dense, train: Dense, settings: MatchSettings): DescriptorMatch[] {
  const prepare = settings.metric === 'cosine' ? cosineRows : euclideanRows;
  const rows = prepare(query, train);
  const forward = distinct(rows, settings.ratio);
  if (!settings.mutual) return forward;
  // Only the rows that were chosen need to be asked back.
  const asked = [...new Set(forward.map((match) => match.train))];
  const answers = new Map(
    distinct({ ...rows, a: pickRows(rows.b, asked), b: rows.a }, settings.ratio).map((answer) => [
      asked[answer.query]!,
      answer,
    ]),
  );
  return forward.flatMap((match) => {
    const answer = answers.get(match.train);
    if (answer?.train !== match.query) return [];
    return [{ ...match, ratio: Math.max(match.ratio, answer.ratio) }];
  });
}

// The nearest row of b for each row of a that passes the ratio test.
function distinct({ a, b, toDistance, blurred }: ComparableRows, limit: number): DescriptorMatch[] {
  const [n, d] = a.shape as [number, number];
  const m = b.shape[0]!;
  if (m === 0) return [];
  const rows = new Int32Array(2 * n);
  const squared = new Float64Array(2 * n);
  kernel('nearestTwo', nearestTwoScalar, nearestTwo)(a.data, b.data, n, m, d, rows, squared);
  const matches: DescriptorMatch[] = [];
  for (let query = 0; query < n; query++) {
    const distance = toDistance(squared[2 * query]!);
    const second = toDistance(squared[2 * query + 1]!);
    if (limit !== Infinity && !(distance < limit * second)) continue;
    // Two rows at distance zero are equally near.
    const ratio = second === 0 ? 1 : distance / second;
    const found = rows[2 * query]!;
    const tied = distance === blurred && second === blurred;
    const train = tied ? firstWithin(blurred, { a, b, toDistance }, query, found) : found;
    matches.push({ query, train, distance, ratio });
  }
  return matches;
}

// The first row of b within a distance, of which one is known.
function firstWithin(
  distance: number,
  { a, b, toDistance }: ComparableRows,
  query: number,
  known: number,
): number {
  const d = a.shape[1]!;
  for (let row = 0; row < known; row++) {
    let squared = 0;
    for (let k = 0; k < d; k++) squared += (a.data[query * d + k]! - b.data[row * d + k]!) ** 2;
    if (toDistance(squared) <= distance) return row;
  }
  return known;
}

function pickRows({ data, shape }: Dense, rows: readonly number[]): Dense {
  const d = shape[1]!;
  const picked = data.slice(0, rows.length * d);
  rows.forEach((row, i) => {
    picked.set(data.subarray(row * d, (row + 1) * d), i * d);
  });
  return { data: picked, shape: [rows.length, d] };
}
