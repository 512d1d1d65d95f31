// Corner measures of structure tensors.
import { areFinite } from '../core/are-finite.js';
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import {
  determinantByTrace as determinantByTraceScalar,
  tensorEigenvalues as eigenvaluesScalar,
  harrisResponse as harrisScalar,
  tensorRoundness as roundnessScalar,
} from '../kernels/scalar/tensor-measures.js';
import { kernel } from '../kernels/select.js';
import { harrisResponse as harrisFast } from '../kernels/simd/structure-tensor.js';
import {
  checkEntries,
  type Entries,
  type Measured,
  measure,
  readEntries,
  readTensor,
  type TensorField,
  type TensorInput,
} from './tensor-field.js';

/** What `harrisResponse` may be told. */
export interface HarrisOptions {
  /** Weight of the squared trace, above 0 and below ¼; 0.04 by default. */
  k?: number | undefined;
}

/** What `nobleResponse` may be told. */
export interface NobleOptions {
  /** Added to the trace, so that flat places get 0; 1e-6 by default. */
  epsilon?: number | undefined;
}

/** Förstner's two measures, of a tensor or at each pixel. */
export interface FoerstnerResponse<T = number> {
  /** How precisely the place of a corner is known: det/trace, half to once the smaller eigenvalue. */
  readonly w: T;
  /** How round the error ellipse is, from 0 (an edge) to 1 (both eigenvalues alike). */
  readonly q: T;
}

/** Harris and Stephens leave k open; 0.04 is what is used since. */
const DEFAULT_K = 0.04;
/** Added to the trace by `nobleResponse` where nothing else is said. */
export const DEFAULT_EPSILON = 1e-6;

/**
 * The weight of the squared trace, with the reason where it cannot be.
 *
 * @param fn - name of the public function, for errors
 * @param k - what came
 * @returns the number
 * @throws KindError or DomainError outside (0, ¼)
 */
export function checkK(fn: string, k: unknown = DEFAULT_K): number {
  if (typeof k === 'number' && k > 0 && k < 0.25) return k;
  const parts = {
    function: fn,
    argument: 'k',
    expected:
      'a number > 0 and < 0.25 (det is at most trace²/4: from k = 0.25 on no corner scores above 0, at 0 and below edges score as corners)',
    got: describeValue(k),
  };
  throw typeof k === 'number' ? new DomainError(parts) : new KindError(parts);
}

/**
 * Harris' corner measure: positive at corners, negative at edges, near 0 where the image is flat.
 *
 * $$R = \det M - k\,(\operatorname{tr} M)^2 = \lambda_1 \lambda_2 - k\,(\lambda_1 + \lambda_2)^2$$
 *
 * It grows with the fourth power of contrast, so thresholds are best taken relative to the largest response.
 * It is positive where the ratio of the eigenvalues is below $((1 - 2k) + \sqrt{1 - 4k})/(2k)$: 22.96 at
 * k = 0.04. As det M is at most a quarter of the squared trace, k must be below ¼.
 *
 * With the settings that `structureTensor` names, results agree with scikit-image's `corner_harris` (method "k")
 * and, times $16^{k-2}$ for Sobel kernels of size k, with OpenCV's `cornerHarris`.
 *
 * @param tensor - symmetric [2, 2], or `{ ixx, ixy, iyy }`, each [height, width]
 * @param options - `k`, 0.04
 * @returns a number, or an ndarray [height, width]
 * @throws KindError, ShapeError or DomainError where an argument is no such thing; DomainError where products of entries
 * are larger than any number of their precision
 * @see C. Harris and M. Stephens, "A combined corner and edge detector", Alvey Vision Conference 1988, section 3
 *
 * @example
 * The window of a course problem is an edge.
 * ```ts
 * import { harrisResponse } from 'fovea';
 * harrisResponse([[403, 385], [385, 381]]) // => -19268.24
 * ```
 */
export function harrisResponse(tensor: TensorField, options?: HarrisOptions): FloatNdArray;
export function harrisResponse(tensor: ArrayInput, options?: HarrisOptions): number;
export function harrisResponse(tensor: TensorInput, options?: HarrisOptions): Measured {
  const fn = 'harrisResponse';
  return harrisMeasure(fn, tensor, checkK(fn, checkOptions(fn, options, ['k']).k));
}

/**
 * `harrisResponse` under the name of the function that the user called.
 *
 * @param fn - name for errors
 * @param tensor - as there
 * @param k - checked
 * @returns a number, or an ndarray [height, width]
 * @throws as there
 */
export function harrisMeasure(fn: string, tensor: TensorInput, k: number): Measured {
  const entries = readEntries(fn, tensor);
  const { ixx, ixy, iyy } = entries;
  let finite = false;
  const [response] = measure(entries, 1, ([target]) => {
    finite = kernel('harrisResponse', harrisScalar, harrisFast)(ixx, ixy, iyy, k, target!);
  });
  if (!finite) {
    checkEntries(fn, entries);
    refuseOverflow(fn, entries, response!);
  }
  return response!;
}

/** Products of finite entries may be larger than any number of their precision. */
function refuseOverflow(fn: string, { dtype }: Entries, response: Measured): void {
  if (typeof response === 'number' ? Number.isFinite(response) : areFinite(response.data)) return;
  const got = 'larger ones';
  const expected = `entries whose products are ${dtype} numbers (divide the image by its largest value)`;
  throw new DomainError({ function: fn, argument: 'tensor', expected, got });
}

/**
 * The corner measure of Shi and Tomasi: the smaller eigenvalue.
 *
 * $$R = \min(\lambda_1, \lambda_2)$$
 *
 * It is never negative but for rounding, and grows with the square of contrast. With the settings that
 * `structureTensor` names, results agree with scikit-image's `corner_shi_tomasi` and, times $4^{k-2}$ for Sobel
 * kernels of size k, with OpenCV's `cornerMinEigenVal`.
 *
 * @param tensor - symmetric [2, 2], or `{ ixx, ixy, iyy }`, each [height, width]
 * @returns a number, or an ndarray [height, width]
 * @throws KindError, ShapeError or DomainError where the argument is no such thing
 * @see J. Shi and C. Tomasi, "Good features to track", CVPR 1994, section 4
 *
 * @example
 * A window that changes by at least 5, whichever way it is moved by a pixel.
 * ```ts
 * import { shiTomasiResponse } from 'fovea';
 * shiTomasiResponse([[9, 0], [0, 5]]) // => 5
 * ```
 */
export function shiTomasiResponse(tensor: TensorField): FloatNdArray;
export function shiTomasiResponse(tensor: ArrayInput): number;
export function shiTomasiResponse(tensor: TensorInput): Measured {
  const entries = readTensor('shiTomasiResponse', tensor);
  const { ixx, ixy, iyy } = entries;
  const [, smaller] = measure(entries, 2, ([first, second]) => {
    kernel('tensorEigenvalues', eigenvaluesScalar)(ixx, ixy, iyy, first!, second!);
  });
  return smaller!;
}

/**
 * Förstner's corner measures: how precisely a corner's place is known, and how alike it is in all directions.
 *
 * $$w = \frac{\det M}{\operatorname{tr} M},\qquad q = \frac{4 \det M}{(\operatorname{tr} M)^2} = 1 - \left( \frac{\lambda_1 - \lambda_2}{\lambda_1 + \lambda_2} \right)^2$$
 *
 * Both are 0 where the trace is 0. Corners are places of large w with q above 0.5 to 0.75. As in scikit-image's
 * `corner_foerstner`.
 *
 * @param tensor - symmetric [2, 2], or `{ ixx, ixy, iyy }`, each [height, width]
 * @returns `w` and `q`: numbers, or ndarrays [height, width]
 * @throws KindError, ShapeError or DomainError where the argument is no such thing
 * @see W. Förstner and E. Gülch, "A fast operator for detection and precise location of distinct points, corners and centres of circular features", ISPRS 1987
 *
 * @example
 * Eigenvalues 3 and 1.
 * ```ts
 * import { foerstnerResponse } from 'fovea';
 * foerstnerResponse([[3, 0], [0, 1]]) // => { w: 0.75, q: 0.75 }
 * ```
 */
export function foerstnerResponse(tensor: TensorField): FoerstnerResponse<FloatNdArray>;
export function foerstnerResponse(tensor: ArrayInput): FoerstnerResponse;
export function foerstnerResponse(tensor: TensorInput): FoerstnerResponse<Measured> {
  const entries = readTensor('foerstnerResponse', tensor);
  const { ixx, ixy, iyy } = entries;
  const [w, q] = measure(entries, 2, ([first, second]) => {
    kernel('determinantByTrace', determinantByTraceScalar)(ixx, ixy, iyy, 1, 0, first!);
    kernel('tensorRoundness', roundnessScalar)(ixx, ixy, iyy, second!);
  });
  return { w: w!, q: q! };
}

/**
 * Noble's corner measure, which needs no k: the harmonic mean of the eigenvalues.
 *
 * $$R = \frac{2 \det M}{\operatorname{tr} M + \varepsilon}$$
 *
 * Some authors leave out the 2 (then it is Förstner's w). As in scikit-image's `corner_harris` (method "eps").
 *
 * @param tensor - symmetric [2, 2], or `{ ixx, ixy, iyy }`, each [height, width]
 * @param options - `epsilon`, 1e-6
 * @returns a number, or an ndarray [height, width]
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see J. A. Noble, "Finding corners", Image and Vision Computing 6, 1988
 *
 * @example
 * Eigenvalues 3 and 1, nothing added.
 * ```ts
 * import { nobleResponse } from 'fovea';
 * nobleResponse([[3, 0], [0, 1]], { epsilon: 0 }) // => 1.5
 * ```
 */
export function nobleResponse(tensor: TensorField, options?: NobleOptions): FloatNdArray;
export function nobleResponse(tensor: ArrayInput, options?: NobleOptions): number;
export function nobleResponse(tensor: TensorInput, options?: NobleOptions): Measured {
  const fn = 'nobleResponse';
  const given = checkOptions(fn, options, ['epsilon']);
  const epsilon = checkNumber(fn, 'epsilon', given.epsilon ?? DEFAULT_EPSILON, { min: 0 });
  const entries = readTensor(fn, tensor);
  const { ixx, ixy, iyy } = entries;
  return measure(entries, 1, ([target]) => {
    kernel('determinantByTrace', determinantByTraceScalar)(ixx, ixy, iyy, 2, epsilon, target!);
  })[0]!;
}
