// Points and what is computed of them with zeros where numbers cancel, as by hand, and float64 leaves rounding.
import { wrap } from '../core/create.js';
import type { FloatNdArray } from '../core/types.js';
import type { PrincipalComponents } from './principal-components.js';

/** A smaller share of the numbers that it came from is rounding, where they cancel. */
const ROUNDING = 2 ** -48;

/**
 * The number, or 0 where it is but rounding beside numbers of a size.
 *
 * @param value - the number
 * @param size - how large the numbers are that it came from
 * @returns the number or 0
 */
export const settled = (value: number, size: number): number =>
  Math.abs(value) <= ROUNDING * size ? 0 : value;

const largestOf = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

/** The points less other numbers, such as the mean of each column. */
export function lessOf(
  points: readonly (readonly number[])[],
  other: (row: number, column: number) => number,
): number[][] {
  return points.map((point, i) =>
    point.map((value, j) => settled(value - other(i, j), largestOf(points.map((p) => p[j]!)))),
  );
}

/** What the columns of centred points vary by, and have together. */
export function covarianceOf(centred: readonly (readonly number[])[]): number[][] {
  const mean = (a: number, b: number, size = (x: number): number => x): number =>
    centred.reduce((sum, point) => sum + size(point[a]! * point[b]!), 0) / centred.length;
  return centred[0]!.map((_, a) =>
    centred[0]!.map((__, b) => settled(mean(a, b), mean(a, b, Math.abs))),
  );
}

/** Each component times the covariance. */
export function turnedBy(
  components: FloatNdArray,
  covariance: readonly (readonly number[])[],
): number[][] {
  const size = largestOf(covariance.flat());
  return Array.from({ length: components.shape[0]! }, (_, c) =>
    covariance.map((row) =>
      settled(
        row.reduce((sum, entry, j) => sum + entry * components.get(c, j), 0),
        size,
      ),
    ),
  );
}

/** The result with zeros where numbers cancel, as by hand: what is left of them there is rounding. */
export function withoutRounding(
  result: PrincipalComponents,
  points: readonly (readonly number[])[],
): PrincipalComponents {
  const settle = (array: FloatNdArray, size: number): FloatNdArray =>
    wrap(
      array.data.map((value) => settled(value, size)),
      array.shape,
    );
  const { variances } = result;
  const mean = settle(result.mean, largestOf(points.flat()));
  const spread = largestOf(lessOf(points, (_, j) => mean.get(j)).flat());
  return {
    ...result,
    mean,
    components: settle(result.components, 1),
    codes: settle(result.codes, spread),
    variances: settle(variances, variances.get(0)),
    reconstruction: settle(result.reconstruction, largestOf(points.flat())),
  };
}
