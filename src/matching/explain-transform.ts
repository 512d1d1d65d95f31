// The transform through as few pairs as determine it, shown step by step.
import { checkOneOf, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { estimateTransformFor } from './estimate-transform.js';
import { MODEL_RULES, MODELS, type TransformModel } from './models.js';
import { readPairs } from './pairs.js';
import { A_MODEL, mappedPoint, mappedTable, systemSteps, withoutDust } from './system-steps.js';
import { transformPoints } from './transform-points.js';

/** What `explainTransformEstimate` may be told. */
export interface ExplainTransformOptions {
  /** "homography" (the default), "affine" or "similarity". */
  model?: TransformModel | undefined;
}

/** Larger coordinates no one works with by hand. */
const FARTHEST = 1e6;

/** Farther beside the largest coordinate, a point is not where it belongs. */
const MISSED = 1e-9;

const FN = 'explainTransformEstimate';

const NAMES = {
  homography: 'The homography through four pairs of points',
  affine: 'The affine transform through three pairs of points',
  similarity: 'The similarity through two pairs of points',
} as const;

/**
 * The transform through as few pairs as determine it, worked out: the two linear equations of each pair, their solution, the matrix,
 * and each point mapped by it.
 *
 * For a homography through four pairs these are eight equations,
 *
 * $$a x + b y + c - u x g - u y h = u,\qquad d x + e y + f - v x g - v y h = v$$
 *
 * in the eight elements beside the last, which is taken as 1. An affine transform needs three pairs and has six equations, a
 * similarity two pairs and four equations. (`estimateTransform` itself works in shifted and scaled coordinates, which keep more
 * digits, and finds the least squares of more pairs.)
 *
 * @param source - points as x, y, [n, 2], finite, as many as the family needs: 4, 3 or 2
 * @param target - where they belong, [n, 2], finite
 * @param options - `model` ("homography")
 * @returns the derivation; its `result` is what `estimateTransform` returns, [3, 3], with zeros where rounding leaves some 10⁻¹⁷ of them
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where there are not just as many pairs,
 * DomainError where a coordinate is not finite or beyond 10^6, points do not determine a transform, or no transform with a last
 * element other than 0 maps them so
 * @see R. Hartley, A. Zisserman, "Multiple view geometry in computer vision", 2004, section 4.1
 *
 * @example
 * A unit square that is seen as a trapezium.
 * ```ts
 * import { explainTransformEstimate, renderText, verifyDerivation } from 'fovea';
 * const square = [[0, 0], [1, 0], [1, 1], [0, 1]];
 * const d = explainTransformEstimate(square, [[0, 0], [4, 0], [3, 2], [1, 2]]);
 * d.result.get(0, 0) // => 4
 * d.result.get(2, 1) // => 1
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('The two rows of pair 0') // => true
 * ```
 */
export function explainTransformEstimate(
  source: ArrayInput,
  target: ArrayInput,
  options?: ExplainTransformOptions,
): Derivation<FloatNdArray> {
  const { model = 'homography' } = checkOptions(FN, options, ['model']);
  checkOneOf(FN, 'model', model, MODELS);
  const { least } = MODEL_RULES[model];
  const { from, to, n } = readPoints(FN, source, target, least, model);
  if (n !== least) {
    throw new ShapeError({
      function: FN,
      argument: 'source',
      expected: `${least} points, which determine ${A_MODEL[model]}`,
      got: String(n),
    });
  }
  const result = withoutDust(
    estimateTransformFor('explainTransformEstimate', from, to, { model }),
    from,
    to,
  );
  const mapped = transformPoints(result, from);
  checkMapped(result, mapped, to);
  const pairs = Array.from({ length: n }, (_, i) => i);
  return createDerivation<FloatNdArray>({
    topic: 'matching',
    title: NAMES[model],
    given: [
      {
        id: 'source',
        symbol: 'p',
        title: 'The points, x and y in a row; pairs count from 0',
        value: from,
      },
      { id: 'target', symbol: 'q', title: 'Where they belong, u and v in a row', value: to },
    ],
    steps: [
      ...systemSteps({ model, pairs, transform: result }),
      {
        id: 'mapped',
        symbol: "q'",
        title: 'Check: the points under the transform are their targets',
        formula:
          "(X, Y, W)^\\top = T\\, (x, y, 1)^\\top,\\qquad q' = \\left( \\frac{X}{W},\\, \\frac{Y}{W} \\right)",
        substitution: "q'",
        table: mappedTable('transform', 'source', pairs),
        check: { list: pairs.map((i) => mappedPoint('transform', 'source', i)) },
        value: mapped,
      },
    ],
    result,
    answer: refer('transform'),
    sources: [
      'R. Hartley, A. Zisserman, "Multiple view geometry in computer vision", 2nd edition 2004, section 4.1.',
    ],
  });
}

/** Two lists of points that belong together. */
export interface PointLists {
  readonly from: FloatNdArray;
  readonly to: FloatNdArray;
  readonly n: number;
}

/**
 * Reads points that can be worked with by hand.
 *
 * @param fn - name of the public function, for errors
 * @param source - [n, 2]
 * @param target - [n, 2]
 * @param least - how many are needed
 * @param model - what for
 * @returns both lists in float64
 * @throws whatever `readPairs` throws; DomainError for coordinates beyond 10^6
 */
export function readPoints(
  fn: string,
  source: ArrayInput,
  target: ArrayInput,
  least: number,
  model: TransformModel,
): PointLists {
  const { pairs, n } = readPairs(fn, source, target, least, model);
  const list = (argument: string, side: 0 | 2): FloatNdArray => {
    const points = pairs.filter((_, at) => (at & 2) === side);
    const far = points.find((x) => Math.abs(x) > FARTHEST);
    if (far === undefined) return wrap(points, [n, 2]);
    const expected = `coordinates of a size up to ${FARTHEST}`;
    throw new DomainError({ function: fn, argument, expected, got: String(far) });
  };
  return { from: list('source', 0), to: list('target', 2), n };
}

function checkMapped(transform: FloatNdArray, mapped: FloatNdArray, to: FloatNdArray): void {
  const refuse = (expected: string, got: string): DomainError =>
    new DomainError({ function: FN, argument: 'target', expected, got });
  if (transform.get(2, 2) !== 1) {
    throw refuse(
      'a transform whose last element is not 0, so that it can be taken as 1',
      'one of 0',
    );
  }
  const size = Math.max(...Array.from(to.data, Math.abs));
  const off = Math.max(...Array.from(to.data, (x, i) => Math.abs(x - mapped.data[i]!)));
  if (off <= MISSED * size) return;
  throw refuse(
    'points that one transform brings there exactly',
    `points from which the nearest transform stays ${off} away`,
  );
}
