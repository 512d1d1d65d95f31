// What a Hessian says about the surface that descent walks on.
import { eigenvaluesOf } from '../array/symmetric-eigen.js';
import { checkNumber, checkOptions } from '../core/check.js';
import type { ArrayInput } from '../core/types.js';

/** What `classifyCriticalPoint` and `conditionNumber` may be told. */
export interface CurvatureOptions {
  /** Curvatures up to this share of the largest count as none; 1e-12 where left out. */
  readonly tolerance?: number | undefined;
}

/** What a point without slope can be. */
export type CriticalPoint = 'minimum' | 'maximum' | 'saddle' | 'undecided';

const TOLERANCE = 1e-12;

/**
 * What a point without slope is, from the eigenvalues of its Hessian: a minimum where the surface rises in every
 * direction, a maximum where it falls in every one, a saddle where it does both.
 *
 * Where it neither rises nor falls in some direction, and does not do both elsewhere, second derivatives cannot tell:
 * "undecided", as for x⁴ at 0. `hessian` gives the matrix; that the gradient is 0 is for the caller to see.
 *
 * @param hessian - second derivatives, symmetric [n, n]
 * @param options - `tolerance`: eigenvalues up to this share of the largest in absolute value count as 0; 1e-12 where
 * left out
 * @returns "minimum", "maximum", "saddle" or "undecided"
 * @throws KindError, ShapeError or DomainError where the matrix is not symmetric and finite, or the tolerance is no
 * number from 0 to below 1
 * @see I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, section 4.3.1
 *
 * @example
 * x² − y² at its middle, and x² + y².
 * ```ts
 * import { classifyCriticalPoint } from 'fovea';
 * classifyCriticalPoint([[2, 0], [0, -2]]) // => 'saddle'
 * classifyCriticalPoint([[2, 0], [0, 2]]) // => 'minimum'
 * ```
 */
export function classifyCriticalPoint(
  hessian: ArrayInput,
  options?: CurvatureOptions,
): CriticalPoint {
  const { values, flat } = curvatures('classifyCriticalPoint', hessian, options);
  const rises = values.some((value) => value > flat);
  const falls = values.some((value) => value < -flat);
  if (rises && falls) return 'saddle';
  if (values.every((value) => value > flat)) return 'minimum';
  if (values.every((value) => value < -flat)) return 'maximum';
  return 'undecided';
}

/**
 * The condition number of a Hessian: its largest curvature beside its smallest, in absolute value.
 *
 * $$\kappa = \frac{\max_i |\lambda_i|}{\min_i |\lambda_i|}$$
 *
 * A bowl as long as it is wide has 1. The larger it is, the longer plain gradient descent takes: of the error along the
 * flattest direction a step leaves at best the share (κ − 1)/(κ + 1), with momentum (√κ − 1)/(√κ + 1).
 *
 * @param hessian - second derivatives, symmetric [n, n]
 * @param options - `tolerance`: a smallest curvature up to this share of the largest counts as 0; 1e-12 where left out
 * @returns a number ≥ 1; Infinity where there is a direction without curvature
 * @throws KindError, ShapeError or DomainError where the matrix is not symmetric and finite, or the tolerance is no
 * number from 0 to below 1
 * @see I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, sections 4.2 and 8.2.1
 *
 * @example
 * A bowl ten times as steep along one axis as along the other.
 * ```ts
 * import { conditionNumber } from 'fovea';
 * conditionNumber([[20, 0], [0, 2]]) // => 10
 * conditionNumber([[1, 1], [1, 1]]) // => Infinity
 * ```
 */
export function conditionNumber(hessian: ArrayInput, options?: CurvatureOptions): number {
  const { values, flat, largest } = curvatures('conditionNumber', hessian, options);
  const smallest = values.reduce((least, value) => Math.min(least, Math.abs(value)), Infinity);
  return smallest <= flat ? Infinity : largest / smallest;
}

function curvatures(
  fn: string,
  hessian: ArrayInput,
  options: CurvatureOptions | undefined,
): { values: number[]; largest: number; flat: number } {
  const { tolerance = TOLERANCE } = checkOptions(fn, options, ['tolerance']);
  checkNumber(fn, 'tolerance', tolerance, { min: 0, below: 1 });
  const values = Array.from(eigenvaluesOf(fn, 'hessian', hessian));
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { values, largest, flat: tolerance * largest };
}
