// Corner, edge or flat, and why.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { tensorEigenvalues } from './eigenvalues.js';
import { checkK, harrisMeasure } from './responses.js';
import { readMatrix } from './tensor-field.js';

/** What a window shows. */
export type PointKind = 'corner' | 'edge' | 'flat';

/** What `classifyPoint` may be told. */
export interface ClassifyOptions {
  /** Weight of the squared trace, above 0 and below ¼; 0.04 by default. */
  k?: number | undefined;
  /** Responses within ± tolerance are flat; 0 by default. */
  tolerance?: number | undefined;
}

/** A verdict with what it rests on. */
export interface PointInspection {
  /** The verdict. */
  readonly kind: PointKind;
  /** Why, in a sentence. */
  readonly reason: string;
  /** Harris' response. */
  readonly response: number;
  /** The larger eigenvalue. */
  readonly larger: number;
  /** The smaller eigenvalue. */
  readonly smaller: number;
}

/**
 * Whether a window shows a corner, an edge or nothing, by the sign of Harris' response R.
 *
 * $$R > t \Rightarrow \text{corner},\qquad R < -t \Rightarrow \text{edge},\qquad |R| \le t \Rightarrow \text{flat}$$
 *
 * R grows with the fourth power of contrast; a sensible `tolerance` t depends on the image's noise. A constant
 * window is flat at any tolerance.
 *
 * @param tensor - symmetric, finite [2, 2]
 * @param options - `k` 0.04, `tolerance` 0
 * @returns the verdict
 * @throws KindError, ShapeError or DomainError where an argument is no such thing; DomainError where products of entries
 * are larger or smaller than float64 holds
 * @see C. Harris and M. Stephens, "A combined corner and edge detector", Alvey Vision Conference 1988, section 3
 *
 * @example
 * The windows of two course problems, and a flat one.
 * ```ts
 * import { classifyPoint } from 'fovea';
 * classifyPoint([[14, 12], [12, 16]]) // => 'corner'
 * classifyPoint([[403, 385], [385, 381]]) // => 'edge'
 * classifyPoint([[0, 0], [0, 0]]) // => 'flat'
 * ```
 */
export function classifyPoint(tensor: ArrayInput, options?: ClassifyOptions): PointKind {
  return inspect('classifyPoint', tensor, options).kind;
}

/**
 * What a window shows, with the reason: the verdict of `classifyPoint`, the response and the eigenvalues.
 *
 * @param tensor - symmetric, finite [2, 2]
 * @param options - `k` 0.04, `tolerance` 0
 * @returns verdict, reason, response and eigenvalues
 * @throws KindError, ShapeError or DomainError where an argument is no such thing; DomainError where products of entries
 * are larger or smaller than float64 holds
 *
 * @example
 * An edge.
 * ```ts
 * import { inspectPoint } from 'fovea';
 * const { kind, reason } = inspectPoint([[403, 385], [385, 381]]);
 * kind // => 'edge'
 * reason.startsWith('R = −19268.24 < 0') // => true
 * ```
 */
export function inspectPoint(tensor: ArrayInput, options?: ClassifyOptions): PointInspection {
  return inspect('inspectPoint', tensor, options);
}

/** Of smaller squares digits are lost. */
const SMALLEST_SQUARE = 2 ** -960;

function inspect(
  fn: string,
  tensor: ArrayInput,
  options: ClassifyOptions | undefined,
): PointInspection {
  const given = checkOptions(fn, options, ['k', 'tolerance']);
  const k = checkK(fn, given.k);
  const tolerance = checkNumber(fn, 'tolerance', given.tolerance ?? 0, { min: 0 });
  readMatrix(fn, tensor);
  const response = harrisMeasure(fn, tensor, k) as number;
  const { larger, smaller } = tensorEigenvalues(tensor);
  if (larger !== 0 && larger ** 2 < SMALLEST_SQUARE) {
    const expected =
      'entries whose products are float64 numbers (multiply the image by a large number)';
    throw new DomainError({ function: fn, argument: 'tensor', expected, got: 'smaller ones' });
  }
  const kind = response > tolerance ? 'corner' : response < -tolerance ? 'edge' : 'flat';
  return {
    kind,
    reason: reasonOf(kind, response, larger, smaller, tolerance),
    response,
    larger,
    smaller,
  };
}

function reasonOf(
  kind: PointKind,
  response: number,
  larger: number,
  smaller: number,
  tolerance: number,
): string {
  const values = `eigenvalues ${shown(larger)} and ${shown(smaller)}`;
  if (kind === 'flat') {
    const small =
      tolerance === 0 ? 'R = 0' : `R = ${shown(response)} is within ±${shown(tolerance)}`;
    return `${small}: the window hardly changes, whichever way it is moved (${values}).`;
  }
  const bound = shown(kind === 'corner' ? tolerance : -tolerance);
  return kind === 'corner'
    ? `R = ${shown(response)} > ${bound}: the window changes in every direction (${values}).`
    : `R = ${shown(response)} < ${bound}: the window changes in one direction far more than across it (${values}).`;
}

/** A number for people: seven digits, a true minus. */
function shown(value: number): string {
  return String(Number(value.toPrecision(7)) + 0).replace('-', '−');
}
