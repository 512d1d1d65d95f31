// What a Hessian of two variables says: curvatures, kind of critical point, condition number.
import { symmetricEigenFor } from '../array/symmetric-eigen.js';
import { wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  abs,
  add,
  determinant,
  divide,
  max,
  min,
  multiply,
  power,
  sqrt,
  subtract,
  trace,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type CriticalPoint, classifyCriticalPoint, conditionNumber } from './critical-point.js';

/** What `explainCriticalPoint` arrives at. */
export interface ExplainedCriticalPoint {
  /** The eigenvalues of the Hessian, the larger first. */
  readonly curvatures: FloatNdArray;
  /** What the point is. */
  readonly kind: CriticalPoint;
  /** The condition number; Infinity where there is a direction without curvature. */
  readonly conditionNumber: number;
}

const FN = 'explainCriticalPoint';

/**
 * Tells from the Hessian of two variables what a point without slope is and how hard it makes descent, and shows the work:
 * trace and determinant, the two eigenvalues, their signs, and the condition number.
 *
 * $$\lambda = \frac{\operatorname{tr} H}{2} \pm \sqrt{\Bigl(\frac{a - c}{2}\Bigr)^2 + b^2}, \quad H = \begin{pmatrix} a & b \\
 * b & c \end{pmatrix}, \qquad \kappa = \frac{\max |\lambda|}{\min |\lambda|}$$
 *
 * @param hessian - second derivatives of two variables, symmetric [2, 2]
 * @returns the derivation; its `result` holds the curvatures, what `classifyCriticalPoint` says, and what `conditionNumber`
 * returns
 * @throws KindError where it is no array, ShapeError where it is not 2×2, DomainError where it is not symmetric and finite
 * @see I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, sections 4.2 and 4.3.1
 *
 * @example
 * A valley ten times as steep across as along, and a saddle.
 * ```ts
 * import { explainCriticalPoint, verifyDerivation } from 'fovea';
 * const d = explainCriticalPoint([[20, 0], [0, 2]]);
 * d.result.kind // => 'minimum'
 * d.result.conditionNumber // => 10
 * verifyDerivation(d).ok // => true
 * explainCriticalPoint([[1, 2], [2, 1]]).result.kind // => 'saddle'
 * ```
 */
export function explainCriticalPoint(hessian: ArrayInput): Derivation<ExplainedCriticalPoint> {
  const rows = readFewRows(FN, 'hessian', hessian, [2, 2]);
  if (rows.length !== 2 || rows[0]!.length !== 2) {
    const got = `shape (${rows.length}, ${rows[0]!.length})`;
    throw new ShapeError({ function: FN, argument: 'hessian', expected: 'shape (2, 2)', got });
  }
  const values = Array.from(symmetricEigenFor(FN, 'hessian', rows).values.data).sort(
    (a, b) => b - a,
  );
  const result: ExplainedCriticalPoint = {
    curvatures: wrap(Float64Array.from(values), [2]),
    kind: classifyCriticalPoint(rows),
    conditionNumber: conditionNumber(rows),
  };
  const finite = Number.isFinite(result.conditionNumber);
  return createDerivation<ExplainedCriticalPoint>({
    topic: 'optimizer',
    title: 'What a critical point is, and how well it is conditioned',
    given: [{ id: 'hessian', symbol: 'H', title: 'The Hessian at the point', value: rows }],
    steps: stepsOf(result),
    result,
    answer: {
      record: {
        curvatures: refer('curvatures'),
        kind: result.kind,
        conditionNumber: finite ? refer('condition') : Number.POSITIVE_INFINITY,
      },
    },
    conclusion: conclusionOf(result),
    sources: [
      'I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", MIT Press 2016, sections 4.2 and 4.3.1.',
    ],
  });
}

const VERDICTS: { readonly [kind in CriticalPoint]: string } = {
  minimum: 'Both curvatures are positive: a minimum',
  maximum: 'Both curvatures are negative: a maximum',
  saddle: 'The curvatures have different signs: a saddle, which rises one way and falls the other',
  undecided: 'A curvature is 0 and the other has no opposite: second derivatives cannot tell',
};

function conclusionOf({ kind, conditionNumber: kappa }: ExplainedCriticalPoint): string {
  if (!Number.isFinite(kappa)) {
    return `${VERDICTS[kind]}. In one direction there is no curvature, so the condition number is infinite.`;
  }
  const share = (kappa - 1) / (kappa + 1);
  const descent =
    kind === 'minimum'
      ? `: of the error along the flattest direction a step of plain descent leaves at best the share (κ − 1)/(κ + 1) = ${inWords(share)}`
      : '';
  return `${VERDICTS[kind]}. The condition number is ${inWords(kappa)}${descent}.`;
}

function stepsOf({
  curvatures,
  kind,
  conditionNumber: kappa,
}: ExplainedCriticalPoint): StepDraft[] {
  const [a, b, c] = [
    refer('hessian', [0, 0], 'H_{11}'),
    refer('hessian', [0, 1], 'H_{12}'),
    refer('hessian', [1, 1], 'H_{22}'),
  ];
  return [
    {
      id: 'trace',
      symbol: '\\operatorname{tr} H',
      title: 'The trace: the sum of the curvatures',
      check: trace(refer('hessian')),
    },
    {
      id: 'determinant',
      symbol: '\\det H',
      title: 'The determinant: their product',
      check: determinant(refer('hessian')),
      note: 'Below 0 the curvatures have different signs; above 0 the same, that of the trace.',
    },
    {
      id: 'half',
      symbol: 'd',
      title: 'How far the eigenvalues lie from half the trace',
      check: sqrt(add(power(divide(subtract(a, c), 2), 2), power(b, 2))),
    },
    {
      id: 'curvatures',
      symbol: '\\lambda',
      title: 'The eigenvalues: the largest and the least curvature',
      formula: '\\lambda = \\frac{\\operatorname{tr} H}{2} \\pm d',
      check: {
        list: [
          add(divide(refer('trace'), 2), refer('half')),
          subtract(divide(refer('trace'), 2), refer('half')),
        ],
      },
      value: curvatures,
    },
    {
      kind: 'statement',
      id: 'kind',
      title: VERDICTS[kind],
      note: 'That the slope is 0 there is taken for granted.',
    },
    ...(Number.isFinite(kappa)
      ? [
          {
            id: 'condition',
            symbol: '\\kappa',
            title: 'The condition number: the largest by the smallest, without signs',
            check: divide(max(abs(refer('curvatures'))), min(abs(refer('curvatures')))),
            value: kappa,
          },
        ]
      : []),
    {
      id: 'proof',
      title: 'A check: the product of the eigenvalues is the determinant',
      check: multiply(
        refer('curvatures', [0], '\\lambda_1'),
        refer('curvatures', [1], '\\lambda_2'),
      ),
    },
  ];
}
