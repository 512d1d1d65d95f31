// Harris' corner measure of one window, shown step by step: products, sums, tensor, change, response, verdict.
import { bindShapes, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { checkHandSize } from '../core/hand-size.js';
import { toNested } from '../core/to-nested.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { exactDeterminant } from '../kernels/scalar/exact-determinant.js';
import { inspectPoint, type PointKind } from './classify-point.js';
import { intensityChange } from './eigenvalues.js';
import {
  changeSteps,
  eigenvalueSteps,
  productStep,
  responseSteps,
  sumStep,
  verdictStep,
} from './harris-steps.js';
import { checkK } from './responses.js';
import type { GradientInput } from './structure-tensor.js';
import { windowTensor } from './window-tensor.js';

/** What `explainHarris` may be told. */
export interface ExplainHarrisOptions {
  /** Weight of the squared trace, above 0 and below ¼; 0.04 by default. */
  k?: number | undefined;
  /** A displacement [u, v], whose change E(u, v) is worked out too. */
  displacement?: ArrayInput | undefined;
}

/** What `explainHarris` arrives at. */
export interface HarrisExplanation {
  /** The structure tensor [2, 2], a sum over the window. */
  readonly tensor: FloatNdArray;
  /** E(u, v), where a displacement was given. */
  readonly change?: number;
  /** The larger eigenvalue. */
  readonly larger: number;
  /** The smaller eigenvalue. */
  readonly smaller: number;
  /** Harris' response. */
  readonly response: number;
  /** The verdict. */
  readonly kind: PointKind;
}

/** Larger windows no one adds up by hand. */
const MOST_PIXELS = 121;

/** Sizes whose fourth power a float holds. */
const LARGEST = 1e60;

const FN = 'explainHarris';

/**
 * Harris' corner measure of one window, worked out: each product and each sum, the structure tensor, Taylor's
 * argument for E(u, v) and its value for a displacement, eigenvalues, response, and the verdict with its reason.
 *
 * Each pixel counts 1, as on course sheets, so the tensor is a sum. If the derivatives were not divided (differences
 * of neighbours instead of half of them) the response is 16 times as large; its sign stays.
 *
 * @param derivatives - `ix` and `iy`, finite, of one shape [h, w], at most 121 pixels
 * @param options - `k` 0.04, `displacement` [u, v]
 * @returns the derivation; its `result` holds tensor, eigenvalues, response, verdict and, if asked for, the change
 * @throws KindError where an option is unknown, ShapeError where shapes differ or the window is empty or too
 * large, DomainError for NaN, infinite values, sizes beyond 10^±60 and k outside (0, ¼)
 * @see C. Harris and M. Stephens, "A combined corner and edge detector", Alvey Vision Conference 1988, sections 2 and 3
 *
 * @example
 * A window of a course problem.
 * ```ts
 * import { explainHarris, renderText, verifyDerivation } from 'fovea';
 * const ix = [[4, 7, 6], [8, 8, 7], [8, 6, 5]];
 * const iy = [[4, 8, 8], [8, 6, 7], [6, 6, 4]];
 * const d = explainHarris({ ix, iy }, { k: 0.04 });
 * d.result.response // => -19268.24
 * d.result.kind // => 'edge'
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('403 · 381 − 385² = 5318') // => true
 * ```
 */
export function explainHarris(
  derivatives: GradientInput,
  options?: ExplainHarrisOptions,
): Derivation<HarrisExplanation> {
  const given = checkOptions(FN, options, ['k', 'displacement']);
  const k = checkK(FN, given.k);
  const { ix, iy } = checkOptions(FN, derivatives, ['ix', 'iy'], 'derivatives');
  const [x, y] = [readWindow('ix', ix), readWindow('iy', iy)];
  const { h, w } = bindShapes(FN, { ix: [x, 'h w'], iy: [y, 'h w'] });
  if (h * w === 0 || h * w > MOST_PIXELS) {
    throw new ShapeError({
      function: FN,
      argument: 'ix',
      expected: `1 to ${MOST_PIXELS} pixels`,
      got: `(${h}, ${w})`,
    });
  }
  checkHandSize(FN, 'derivatives', [...x.data, ...y.data], LARGEST);
  const tensor = windowTensor(x, y);
  const { larger, smaller, response, kind, reason } = inspectPoint(tensor, { k });
  const move = given.displacement === undefined ? undefined : readDisplacement(given.displacement);
  const change = move === undefined ? undefined : intensityChange(tensor, move);
  const value = (row: number, column: number): number => tensor.get(row, column);
  const { list, record } = {
    list: [
      [refer('sum-xx'), refer('sum-xy')],
      [refer('sum-xy'), refer('sum-yy')],
    ],
    record: {
      larger: refer('larger'),
      smaller: refer('smaller'),
      response: refer('response'),
      kind: refer('verdict'),
    },
  };
  return createDerivation<HarrisExplanation>({
    topic: 'structure-tensor',
    title: 'The Harris response of one window',
    given: [...givens(x, y, k), ...displacementGiven(move)],
    steps: [
      {
        id: 'tensor',
        symbol: 'M',
        title: 'The structure tensor: products of the derivatives, added up',
        note: 'It is symmetric: the products stand on both sides of the diagonal. The entries are sums over the window; of a single pixel the determinant would always be 0.',
        formula: 'M = \\begin{pmatrix} a & b \\\\ b & c \\end{pmatrix}',
        substitution:
          '\\begin{pmatrix} \\sum I_x^2 & \\sum I_x I_y \\\\ \\sum I_x I_y & \\sum I_y^2 \\end{pmatrix}',
        check: { list: list.map((row) => ({ list: row })) },
        value: tensor,
        steps: [
          productStep('xx', 'I_x^2', 'Square the derivatives along x', 'ix', 'ix'),
          productStep('yy', 'I_y^2', 'Square the derivatives along y', 'iy', 'iy'),
          productStep('xy', 'I_x I_y', 'Multiply the derivatives pixel by pixel', 'ix', 'iy'),
          sumStep('xx', 'a', 'I_x^2', [h, w], value(0, 0)),
          sumStep('yy', 'c', 'I_y^2', [h, w], value(1, 1)),
          sumStep('xy', 'b', 'I_x I_y', [h, w], value(0, 1)),
        ],
      },
      ...changeSteps(change),
      ...responseSteps(k, exactDeterminant(value(0, 0), value(0, 1), value(1, 1)), response),
      ...eigenvalueSteps(larger, smaller),
      verdictStep(kind, reason),
    ],
    result: {
      tensor,
      ...(change === undefined ? {} : { change }),
      larger,
      smaller,
      response,
      kind,
    },
    answer: {
      record: {
        tensor: refer('tensor'),
        ...(change === undefined ? {} : { change: refer('change') }),
        ...record,
      },
    },
    conclusion: `${VERDICTS[kind]} ${reason}`,
    sources: [
      'C. Harris and M. Stephens, "A combined corner and edge detector", Proceedings of the 4th Alvey Vision Conference (1988), 147–151, sections 2 and 3.',
    ],
  });
}

const VERDICTS: Readonly<Record<PointKind, string>> = {
  corner: 'The window shows a corner.',
  edge: 'The window shows an edge.',
  flat: 'The window is flat.',
};

function readWindow(argument: string, input: ArrayInput): FloatNdArray {
  const { data, shape } = checkFinite(FN, argument, readArray(FN, argument, input, 'float64'));
  return wrap(data.slice(), shape);
}

function readDisplacement(input: ArrayInput): FloatNdArray {
  const move = readWindow('displacement', input);
  bindShapes(FN, { displacement: [move, '2'] });
  checkHandSize(FN, 'displacement', move.data, LARGEST);
  return move;
}

function givens(x: FloatNdArray, y: FloatNdArray, k: number): Given[] {
  return [
    { id: 'ix', symbol: 'I_x', title: 'Derivatives along x (to the right)', value: x },
    { id: 'iy', symbol: 'I_y', title: 'Derivatives along y (downwards)', value: y },
    { id: 'k', symbol: 'k', title: 'Weight of the squared trace', value: k },
  ];
}

function displacementGiven(move: FloatNdArray | undefined): Given[] {
  if (move === undefined) return [];
  const value = toNested(move) as number[];
  return [{ id: 'd', symbol: '\\mathbf{d}', title: 'Displacement (u, v) of the window', value }];
}
