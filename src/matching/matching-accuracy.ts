import { checkNumber, checkOptions } from '../core/check.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { transferErrors as transferErrorsScalar } from '../kernels/scalar/map-points.js';
import { kernel } from '../kernels/select.js';
import type { DescriptorMatch } from './match-descriptors.js';
import { type MatchedPoint, pairsOfMatches } from './matched-points.js';
import { readTransform } from './transform-points.js';

/** Matches between two images, with the points that they refer to: what `matchImages` gives, or its parts put together. */
export interface MatchedPoints {
  /** The keypoints of the first and of the second image. */
  readonly keypoints: readonly [readonly MatchedPoint[], readonly MatchedPoint[]];
  /** Pairs of them, by their numbers. */
  readonly matches: readonly Pick<DescriptorMatch, 'query' | 'train'>[];
}

/** Options of `matchingAccuracy`. */
export interface MatchingAccuracyOptions {
  /** Largest distances, in pixels of the second image, of a correct match; 1, 3 and 5 where left out. */
  thresholds?: readonly number[] | undefined;
}

/** How many matches are correct within a distance. */
export interface MatchingAccuracy {
  /** The distance, in pixels of the second image. */
  readonly threshold: number;
  /** Matches within it. */
  readonly correct: number;
  /** Their share of all matches, 0 to 1; 0 where there are none. */
  readonly precision: number;
}

/**
 * How many matches between two views of a plane are correct, under a known transform.
 *
 * A match of a point a of the first image and a point b of the second is correct where
 *
 * $$\lvert T(a) - b \rvert \le \mathit{threshold}$$
 *
 * @param matched - `matches` with the `keypoints` of both images, as `matchImages` gives them
 * @param transform - the true T from the first image to the second, [3, 3], finite
 * @param options - `thresholds` [1, 3, 5]
 * @returns for each threshold, in the order given, how many matches are correct and which share that is
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError for another shape
 * of the transform, DomainError where a number is not finite, a threshold is negative or a match points to a
 * keypoint that is not there
 * @see K. Mikolajczyk, C. Schmid, "A performance evaluation of local descriptors", PAMI 2005, section 3.2
 *
 * @example
 * Two matches under a shift by 5 px, off by 2 px and by 30.
 * ```ts
 * import { matchingAccuracy } from 'fovea';
 * const a = [{ x: 10, y: 20 }, { x: 40, y: 30 }];
 * const b = [{ x: 17, y: 20 }, { x: 45, y: 60 }];
 * const matches = [{ query: 0, train: 0 }, { query: 1, train: 1 }];
 * const shift = [[1, 0, 5], [0, 1, 0], [0, 0, 1]];
 * const matched = { keypoints: [a, b] as const, matches };
 * matchingAccuracy(matched, shift, { thresholds: [3] }) // => [{ threshold: 3, correct: 1, precision: 0.5 }]
 * ```
 */
export function matchingAccuracy(
  matched: MatchedPoints,
  transform: ArrayInput,
  options?: MatchingAccuracyOptions,
): MatchingAccuracy[] {
  const fn = 'matchingAccuracy';
  const { thresholds = [1, 3, 5] } = checkOptions(fn, options, ['thresholds']);
  if (!Array.isArray(thresholds)) {
    throw new KindError({
      function: fn,
      argument: 'thresholds',
      expected: 'a list of distances',
      got: describeValue(thresholds),
    });
  }
  // Not `forEach`, which passes over holes.
  for (const [i, threshold] of thresholds.entries()) {
    checkNumber(fn, `thresholds[${i}]`, threshold, { min: 0 });
  }
  const pairs = readMatched(fn, matched);
  const n = pairs.length / 4;
  const errors = new Float64Array(n);
  const t = readTransform(fn, transform);
  kernel('transferErrors', transferErrorsScalar)(t, pairs, n, Infinity, Infinity, errors);
  return thresholds.map((threshold: number) => {
    const correct = errors.filter((error) => error <= threshold ** 2).length;
    return { threshold, correct, precision: n === 0 ? 0 : correct / n };
  });
}

function readMatched(fn: string, matched: MatchedPoints): Float64Array {
  if (typeof matched !== 'object' || matched === null || Array.isArray(matched)) {
    throw new KindError({
      function: fn,
      argument: 'matched',
      expected: 'an object { keypoints: [a, b], matches }',
      got: describeValue(matched),
    });
  }
  const { keypoints, matches } = matched;
  checkList(fn, 'matched.keypoints', keypoints, 'the keypoints of both images, [a, b]');
  if (keypoints.length !== 2) {
    throw new ShapeError({
      function: fn,
      argument: 'matched.keypoints',
      expected: 'the keypoints of both images, [a, b]',
      got: describeValue(keypoints),
    });
  }
  // Not `forEach`, which passes over holes, here and below.
  for (const [side, points] of keypoints.entries()) {
    const argument = `matched.keypoints[${side}]`;
    checkList(fn, argument, points, 'a list of keypoints');
    for (const [i, point] of (points as readonly (MatchedPoint | undefined)[]).entries()) {
      checkNumber(fn, `${argument}[${i}].x`, point?.x);
      checkNumber(fn, `${argument}[${i}].y`, point?.y);
    }
  }
  checkList(fn, 'matched.matches', matches, 'a list of matches');
  const [a, b] = keypoints;
  type Match = { readonly query?: number; readonly train?: number } | undefined;
  for (const [i, match] of (matches as readonly Match[]).entries()) {
    const argument = `matched.matches[${i}]`;
    const whole = { integer: true, min: 0 };
    checkNumber(fn, `${argument}.query`, match?.query, { ...whole, below: a.length });
    checkNumber(fn, `${argument}.train`, match?.train, { ...whole, below: b.length });
  }
  return pairsOfMatches(a, b, matches);
}

function checkList(fn: string, argument: string, list: unknown, expected: string): void {
  if (Array.isArray(list)) return;
  throw new KindError({ function: fn, argument, expected, got: describeValue(list) });
}
