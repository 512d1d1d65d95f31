/** A place in an image. */
export interface MatchedPoint {
  /** Column in pixels; pixel centres lie on whole numbers. */
  readonly x: number;
  /** Row in pixels, downwards. */
  readonly y: number;
}

/**
 * The places of matched points.
 *
 * @param a - points of the first image
 * @param b - points of the second image
 * @param matches - pairs of them, by their numbers
 * @returns x, y in the first image and x, y in the second, for each match
 */
export function pairsOfMatches(
  a: readonly MatchedPoint[],
  b: readonly MatchedPoint[],
  matches: readonly { readonly query: number; readonly train: number }[],
): Float64Array {
  const pairs = new Float64Array(4 * matches.length);
  matches.forEach(({ query, train }, i) => {
    const p = a[query]!;
    const q = b[train]!;
    pairs.set([p.x, p.y, q.x, q.y], 4 * i);
  });
  return pairs;
}
