// Retrieval: which codes are closest to a query.
import { bindShapes, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import {
  anglesTo as anglesToScalar,
  distancesTo as distancesToScalar,
} from '../kernels/scalar/row-distances.js';
import { kernel } from '../kernels/select.js';

/** Options of `nearestCodes`. */
export interface NearestCodesOptions {
  /** How many to find; 1 where left out. */
  readonly count?: number | undefined;
  /** "euclidean" where left out, or "cosine": 1 less the cosine of the angle. */
  readonly metric?: 'euclidean' | 'cosine' | undefined;
}

/** A code that was found. */
export interface NearestCode {
  /** Its row. */
  readonly index: number;
  /** How far it is. */
  readonly distance: number;
}

/**
 * The codes closest to a query, the nearest first: images like this one, found by what an encoder made of them.
 *
 * @param query - a code [d]
 * @param codes - the codes to search, [n, d]
 * @param options - `count`: 1 where left out; `metric`: "euclidean" where left out, or "cosine"
 * @returns rows and distances in rising order of distance, of equal ones in the order of their rows
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where the shapes do not fit,
 * DomainError where a number is not finite, the count is beyond n, or an angle is asked of a code 0
 *
 * @example
 * The second and the first of three.
 * ```ts
 * import { nearestCodes } from 'fovea';
 * nearestCodes([3, 4], [[0, 4], [3, 3], [9, 12]], { count: 2 }) // => [{ index: 1, distance: 1 }, { index: 0, distance: 3 }]
 * nearestCodes([3, 4], [[0, 4], [3, 3], [9, 12]], { metric: 'cosine' })[0].index // => 2
 * ```
 */
export function nearestCodes(
  query: ArrayInput,
  codes: ArrayInput,
  options?: NearestCodesOptions,
): NearestCode[] {
  return nearestCodesFor('nearestCodes', query, codes, options);
}

/** `nearestCodes` for functions that it is a part of, whose name errors tell. */
export function nearestCodesFor(
  fn: string,
  query: ArrayInput,
  codes: ArrayInput,
  options?: NearestCodesOptions,
): NearestCode[] {
  const { count = 1, metric = 'euclidean' } = checkOptions(fn, options, ['count', 'metric']);
  checkOneOf(fn, 'metric', metric, ['euclidean', 'cosine']);
  const own = checkFinite(fn, 'query', readArray(fn, 'query', query, 'float64'));
  const others = checkFinite(fn, 'codes', readArray(fn, 'codes', codes));
  const { n } = bindShapes(fn, { query: [own, 'd'], codes: [others, 'n d'] });
  checkNumber(fn, 'count', count, { integer: true, min: 1, max: n });
  const distances = new Float64Array(n);
  const from = Float64Array.from(own.data);
  if (metric === 'euclidean') {
    kernel('distancesTo', distancesToScalar)(from, others.data, n, distances);
  } else {
    kernel('anglesTo', anglesToScalar)(from, others.data, n, distances);
    const without = distances.findIndex(Number.isNaN);
    if (without >= 0) {
      const argument = from.some((value) => value !== 0) ? 'codes' : 'query';
      const got = argument === 'codes' ? `zeros at [${without}]` : 'zeros';
      throw new DomainError({ function: fn, argument, expected: 'no code 0, for an angle', got });
    }
  }
  // Only those that are near enough are put in order.
  const farthest = distances.slice().sort()[count - 1]!;
  const found: NearestCode[] = [];
  distances.forEach((distance, index) => {
    if (distance <= farthest) found.push({ index, distance });
  });
  return found.sort((a, b) => a.distance - b.distance || a.index - b.index).slice(0, count);
}
