// Reads what plotMatches draws: points, pairs of them, and what became of the pairs.
import { bindShapes, checkNumber } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatTypedArray } from '../core/types.js';

/** A place in an image. */
export interface PlottedPoint {
  /** Column in pixels; pixel centres lie on whole numbers. */
  readonly x: number;
  /** Row in pixels, downwards. */
  readonly y: number;
}

/** What `plotMatches` draws: what `matchImages` gives, or its parts put together. */
export interface PlottedMatches {
  /** The keypoints of the first and of the second image. */
  readonly keypoints: readonly [readonly PlottedPoint[], readonly PlottedPoint[]];
  /** Which keypoint of the first image (`query`) goes with which of the second (`train`), by index. */
  readonly matches: readonly {
    /** Index of the keypoint in the first image. */
    readonly query: number;
    /** Index of the keypoint in the second image. */
    readonly train: number;
  }[];
  /** For each match whether it agrees with the transform: 1 or 0, [n]. Left out: matches are not told apart. */
  readonly inliers?: ArrayInput | undefined;
  /** The transform from the first image to the second, [3, 3], by which the outline of the first is drawn in the second. Left out: no outline. */
  readonly transform?: ArrayInput | undefined;
}

/** What became of a match; "match" where that is not known. */
export type MatchKind = 'outlier' | 'inlier' | 'match';

/** A match as it is drawn. */
export interface MatchLine {
  /** Its place in the first image. */
  readonly from: PlottedPoint;
  /** Its place in the second image. */
  readonly to: PlottedPoint;
  /** What became of it. */
  readonly kind: MatchKind;
}

/**
 * Reads what `plotMatches` draws.
 *
 * @param fn - name of the public function, for errors
 * @param result - what the caller gave
 * @returns a line for each match, and the nine numbers of the transform
 * @throws KindError, ShapeError or DomainError that names the part which is wrong
 */
export function readResult(
  fn: string,
  result: PlottedMatches,
): { readonly lines: readonly MatchLine[]; readonly transform: FloatTypedArray | undefined } {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) {
    throw new KindError({
      function: fn,
      argument: 'result',
      expected: 'an object { keypoints: [a, b], matches, inliers, transform }',
      got: describeValue(result),
    });
  }
  const { keypoints, matches, inliers, transform } = result;
  checkList(fn, 'result.keypoints', keypoints, 'the keypoints of both images');
  if (keypoints.length !== 2) {
    throw new ShapeError({
      function: fn,
      argument: 'result.keypoints',
      expected: 'the keypoints of both images, [a, b]',
      got: describeValue(keypoints),
    });
  }
  const [from, to] = keypoints;
  checkPoints(fn, 'result.keypoints[0]', from);
  checkPoints(fn, 'result.keypoints[1]', to);
  checkList(fn, 'result.matches', matches, 'a list of matches');
  const agrees = inliers === undefined ? undefined : readInliers(fn, inliers, matches.length);
  const lines = matches.map((match, i): MatchLine => {
    const argument = `result.matches[${i}]`;
    return {
      from: pick(fn, `${argument}.query`, match?.query, from),
      to: pick(fn, `${argument}.train`, match?.train, to),
      kind: agrees === undefined ? 'match' : agrees[i] ? 'inlier' : 'outlier',
    };
  });
  if (transform === undefined) return { lines, transform };
  const matrix = readArray(fn, 'result.transform', transform, 'float64');
  bindShapes(fn, { 'result.transform': [matrix, '3 3'] });
  return { lines, transform: checkFinite(fn, 'result.transform', matrix).data };
}

function readInliers(fn: string, inliers: ArrayInput, count: number): FloatTypedArray {
  const read = readArray(fn, 'result.inliers', inliers);
  bindShapes(fn, { 'result.inliers': [read, String(count)] });
  return checkFinite(fn, 'result.inliers', read).data;
}

function checkList(fn: string, argument: string, list: unknown, expected: string): void {
  if (Array.isArray(list)) return;
  throw new KindError({ function: fn, argument, expected, got: describeValue(list) });
}

function checkPoints(fn: string, argument: string, points: readonly PlottedPoint[]): void {
  checkList(fn, argument, points, 'a list of keypoints');
  points.forEach((point: PlottedPoint | undefined, i) => {
    checkNumber(fn, `${argument}[${i}].x`, point?.x);
    checkNumber(fn, `${argument}[${i}].y`, point?.y);
  });
}

function pick(
  fn: string,
  argument: string,
  index: unknown,
  points: readonly PlottedPoint[],
): PlottedPoint {
  return points[checkNumber(fn, argument, index, { integer: true, min: 0, below: points.length })]!;
}
