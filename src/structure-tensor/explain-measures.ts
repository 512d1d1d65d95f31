// The corner measures of one structure tensor beside each other, shown step by step.
import { checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  add,
  divide,
  minimum,
  multiply,
  power,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { exactDeterminant } from '../kernels/scalar/exact-determinant.js';
import { tensorEigenvalues } from './eigenvalues.js';
import { type EntryExpressions, eigenvalueSteps } from './harris-steps.js';
import {
  checkK,
  DEFAULT_EPSILON,
  type FoerstnerResponse,
  foerstnerResponse,
  harrisResponse,
  nobleResponse,
  shiTomasiResponse,
} from './responses.js';
import { readMatrix } from './tensor-field.js';

/** What `explainCornerMeasures` may be told. */
export interface ExplainMeasuresOptions {
  /** Weight of the squared trace in Harris' response, above 0 and below ¼; 0.04 by default. */
  k?: number | undefined;
  /** Added to the trace in Noble's measure; 1e-6 by default. */
  epsilon?: number | undefined;
}

/** What `explainCornerMeasures` arrives at. */
export interface MeasuresExplanation {
  /** The larger eigenvalue. */
  readonly larger: number;
  /** The smaller eigenvalue. */
  readonly smaller: number;
  /** Harris' response. */
  readonly harris: number;
  /** The measure of Shi and Tomasi: the smaller eigenvalue. */
  readonly shiTomasi: number;
  /** Noble's measure: the harmonic mean of the eigenvalues. */
  readonly noble: number;
  /** Förstner's measures. */
  readonly foerstner: FoerstnerResponse;
}

/** Sizes whose squares and products a float holds. */
const SMALLEST = 1e-60;
const LARGEST = 1e60;

const FN = 'explainCornerMeasures';

/**
 * The corner measures of one structure tensor, worked out: determinant and trace, both eigenvalues, and from them the
 * measures of Harris, of Shi and Tomasi, of Noble and of Förstner.
 *
 * $$\lambda_1 \lambda_2 - k\,(\lambda_1 + \lambda_2)^2,\qquad \min(\lambda_1, \lambda_2),\qquad \frac{2 \det M}{\operatorname{tr} M + \varepsilon},\qquad \frac{\det M}{\operatorname{tr} M}$$
 *
 * All tell a corner, where both eigenvalues are large, from an edge, where one is. Harris' response alone needs a k and is negative
 * at edges; the smaller eigenvalue, Noble's and Förstner's measure are near 0 there and grow with the square of contrast.
 *
 * @param tensor - symmetric, finite [2, 2], no number on the diagonal negative
 * @param options - `k` 0.04, `epsilon` 1e-6
 * @returns the derivation; its `result` holds what `tensorEigenvalues`, `harrisResponse`, `shiTomasiResponse`, `nobleResponse` and
 * `foerstnerResponse` return
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the tensor is no 2×2 matrix,
 * DomainError where it is not symmetric, not finite, negative on the diagonal, 0, beyond 10^±60, or an option is out of range
 * @see J. Shi and C. Tomasi, "Good features to track", CVPR 1994, section 4
 * @see J. A. Noble, "Finding corners", Image and Vision Computing 6, 1988
 *
 * @example
 * The window of a course problem.
 * ```ts
 * import { explainCornerMeasures, renderText, verifyDerivation } from 'fovea';
 * const d = explainCornerMeasures([[14, 12], [12, 16]], { epsilon: 0 });
 * d.result.shiTomasi // => 2.95840542
 * d.result.noble // => 5.33333333
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('14 · 16 − 12² = 80') // => true
 * ```
 */
export function explainCornerMeasures(
  tensor: ArrayInput,
  options?: ExplainMeasuresOptions,
): Derivation<MeasuresExplanation> {
  const given = checkOptions(FN, options, ['k', 'epsilon']);
  const k = checkK(FN, given.k);
  const epsilon = checkNumber(FN, 'epsilon', given.epsilon ?? DEFAULT_EPSILON, {
    min: 0,
    max: LARGEST,
  });
  const [xx, xy, yy] = readTensor(tensor);
  const matrix = [
    [xx, xy],
    [xy, yy],
  ];
  const result = {
    ...tensorEigenvalues(matrix),
    harris: harrisResponse(matrix, { k }),
    shiTomasi: shiTomasiResponse(matrix),
    noble: nobleResponse(matrix, { epsilon }),
    foerstner: foerstnerResponse(matrix),
  };
  const entries: EntryExpressions = [
    refer('tensor', [0, 0], 'a'),
    refer('tensor', [0, 1], 'b'),
    refer('tensor', [1, 1], 'c'),
  ];
  return createDerivation<MeasuresExplanation>({
    topic: 'structure-tensor',
    title: 'The corner measures of one tensor',
    given: [
      {
        id: 'tensor',
        symbol: 'M = \\begin{pmatrix} a & b \\\\ b & c \\end{pmatrix}',
        title: 'The structure tensor',
        value: matrix,
      },
      { id: 'k', symbol: 'k', title: 'Weight of the squared trace in Harris’ response', value: k },
      {
        id: 'epsilon',
        symbol: '\\varepsilon',
        title: 'Added to the trace in Noble’s measure, so that flat places get 0',
        value: epsilon,
      },
    ],
    steps: [
      invariantStep(entries, exactDeterminant(xx, xy, yy)),
      ...eigenvalueSteps(result.larger, result.smaller, entries, 'The eigenvalues'),
      ...measureSteps(result),
    ],
    result,
    answer: {
      record: {
        larger: refer('larger'),
        smaller: refer('smaller'),
        harris: refer('harris'),
        shiTomasi: refer('shi-tomasi'),
        noble: refer('noble'),
        foerstner: { record: { w: refer('precision'), q: refer('roundness') } },
      },
    },
    sources: [
      'C. Harris and M. Stephens, "A combined corner and edge detector", Proceedings of the 4th Alvey Vision Conference (1988), 147–151.',
      'J. Shi and C. Tomasi, "Good features to track", CVPR 1994, section 4.',
      'J. A. Noble, "Finding corners", Image and Vision Computing 6 (1988), 121–128.',
      'W. Förstner and E. Gülch, "A fast operator for detection and precise location of distinct points, corners and centres of circular features", ISPRS 1987.',
    ],
  });
}

function readTensor(tensor: ArrayInput): readonly [xx: number, xy: number, yy: number] {
  checkFinite(FN, 'tensor', readArray(FN, 'tensor', tensor, 'float64'));
  const { data } = readMatrix(FN, tensor);
  const [xx, xy, yy] = [data[0]!, data[1]!, data[3]!];
  const refuse = (expected: string, got: number): DomainError =>
    new DomainError({ function: FN, argument: 'tensor', expected, got: String(got) });
  for (const square of [xx, yy]) {
    if (!(square >= 0)) throw refuse('no negative number on the diagonal', square);
  }
  if (!(xx + yy > 0)) throw refuse('a trace above 0; of a flat window all measures are 0', xx + yy);
  for (const entry of [xx, xy, yy]) {
    const size = Math.abs(entry);
    if (size !== 0 && !(size >= SMALLEST && size <= LARGEST)) {
      throw refuse(`numbers from ${SMALLEST} to ${LARGEST} in size, or 0`, entry);
    }
  }
  return [xx, xy, yy];
}

function invariantStep([xx, xy, yy]: EntryExpressions, determinant: number): StepDraft {
  return {
    id: 'invariants',
    symbol: '(\\det M,\\, \\operatorname{tr} M)',
    title: 'Determinant and trace',
    note: 'They do not change when the image is turned; every measure here is made of them.',
    formula: '(\\det M,\\, \\operatorname{tr} M)',
    check: { list: [refer('determinant'), refer('trace')] },
    steps: [
      {
        id: 'determinant',
        symbol: '\\det M',
        title: 'Determinant: multiply crosswise and subtract',
        check: subtract(multiply(xx, yy), power(xy, 2)),
        value: determinant,
      },
      {
        id: 'trace',
        symbol: '\\operatorname{tr} M',
        title: 'Trace: add the diagonal',
        check: add(xx, yy),
      },
    ],
  };
}

function measureSteps(result: MeasuresExplanation): StepDraft[] {
  const [determinant, trace] = [refer('determinant'), refer('trace')];
  return [
    {
      id: 'harris',
      symbol: 'R_{\\text{Harris}}',
      title: 'Harris: positive at corners, negative at edges',
      formula: 'R_{\\text{Harris}} = \\det M - k \\left( \\operatorname{tr} M \\right)^2',
      check: subtract(determinant, multiply(refer('k'), power(trace, 2))),
      value: result.harris,
    },
    {
      id: 'shi-tomasi',
      symbol: 'R_{\\text{Shi–Tomasi}}',
      title: 'Shi and Tomasi: the smaller eigenvalue',
      note: 'By at least so much the window changes, whichever way it is moved by one pixel.',
      check: minimum(refer('larger'), refer('smaller')),
      value: result.shiTomasi,
    },
    {
      id: 'noble',
      symbol: 'R_{\\text{Noble}}',
      title: 'Noble: the harmonic mean of the eigenvalues, without a k',
      check: divide(multiply(2, determinant), add(trace, refer('epsilon'))),
      value: result.noble,
    },
    {
      id: 'foerstner',
      symbol: '(w,\\, q)',
      title: 'Förstner: how precise, and how round',
      note: 'A corner has a large w, and a q above 0.5 to 0.75; q is 1 where both eigenvalues are alike, 0 at an edge.',
      formula: '(w,\\, q)',
      check: { list: [refer('precision'), refer('roundness')] },
      steps: [
        {
          id: 'precision',
          symbol: 'w',
          title: 'How precisely the place is known',
          check: divide(determinant, trace),
          value: result.foerstner.w,
        },
        {
          id: 'roundness',
          symbol: 'q',
          title: 'How alike the eigenvalues are',
          formula: 'q = \\frac{4 \\det M}{\\left( \\operatorname{tr} M \\right)^2}',
          check: divide(multiply(4, determinant), power(trace, 2)),
          value: result.foerstner.q,
        },
      ],
    },
  ];
}
