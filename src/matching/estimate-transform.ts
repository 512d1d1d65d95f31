import type { NdArray } from 'ndarray';
import { bindShapes, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, createNdArray, readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatTypedArray } from '../core/types.js';
import { MODEL_RULES, MODELS, type TransformModel } from './models.js';
import {
  frameOf,
  isHeld,
  pairsInFrames,
  pairsWithWeight,
  readPairs,
  withoutFrames,
} from './pairs.js';
import { spreadOf } from './spread.js';

/** Options of `estimateTransform`. */
export interface EstimateOptions {
  /** "homography", "affine" or "similarity"; "homography" where left out. */
  model?: TransformModel | undefined;
  /** How much each pair counts, [n], none negative; all alike where left out. A pair of weight 0 is left out. */
  weights?: ArrayInput | undefined;
}

/**
 * The transform of the plane that brings points nearest to others, by least squares.
 *
 * For pairs $p_i$ in `source` and $q_i$ in `target`, both as (x, y), it is the transform T of the family with
 * the least
 *
 * $$\sum_i w_i \, \lvert T(p_i) - q_i \rvert^2$$
 *
 * - "similarity": turn, scale and shift, without reflection (4 numbers, from 2 points on): Umeyama's solution;
 * - "affine": any linear map and a shift (6 numbers, from 3 points on): linear least squares;
 * - "homography": what a camera does to a plane (8 numbers, from 4 points on): the normalised direct linear
 *   transform, from which Levenberg–Marquardt steps lead to the least squares in pixels of the target.
 *
 * Points that a transform of the family maps exactly give that transform, to rounding. A similarity applied
 * to either side beforehand changes the result by that similarity and nothing else. All pairs count; where some
 * may be wrong, use `ransac`.
 *
 * @param source - points as x, y, [n, 2], finite
 * @param target - where they belong, [n, 2], finite
 * @param options - `model` "homography"; `weights` [n]
 * @returns T as [3, 3], for `transformPoints` and `warp`; scaled so that its last element is 1, or where that is
 * 0 its largest
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where shapes do
 * not fit or there are fewer points than the family needs, DomainError where a number is not finite, a weight is
 * negative, points on one line or in one place leave the transform undetermined, or float64 does not hold its elements
 * @see R. Hartley, "In defense of the eight-point algorithm", PAMI 1997
 * @see S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns", PAMI 1991
 * @see R. Hartley, A. Zisserman, "Multiple view geometry in computer vision", 2004, sections 4.1 to 4.5
 *
 * @example
 * A quarter turn about the origin, of twice the size.
 * ```ts
 * import { estimateTransform } from 'fovea';
 * import { toNested } from 'fovea/array';
 * const turn = estimateTransform([[1, 0], [0, 1]], [[0, 2], [-2, 0]], { model: 'similarity' });
 * toNested(turn) // => [[0, -2, 0], [2, 0, 0], [0, 0, 1]]
 * ```
 */
export function estimateTransform(
  source: ArrayInput,
  target: ArrayInput,
  options?: EstimateOptions,
): NdArray<Float64Array> {
  return estimateTransformFor('estimateTransform', source, target, options);
}

/** `estimateTransform` for functions that it is a part of, whose name errors tell. */
export function estimateTransformFor(
  fn: string,
  source: ArrayInput,
  target: ArrayInput,
  options?: EstimateOptions,
): NdArray<Float64Array> {
  const { model = 'homography', weights } = checkOptions(fn, options, ['model', 'weights']);
  const rules = MODEL_RULES[checkOneOf(fn, 'model', model, MODELS)];
  const { pairs, n, precision } = readPairs(fn, source, target, rules.least, model);
  const given = readWeights(fn, weights, n, rules.least);
  const counted = pairsWithWeight(pairs, given);
  for (const [argument, side] of [
    ['source', 0],
    ['target', 2],
  ] as const) {
    const spread = spreadOf(counted, side, precision);
    if (!rules.degenerate.includes(spread)) continue;
    throw new DomainError({
      function: fn,
      argument,
      expected: rules.needs,
      got: `${counted.length / 4} points ${spread === 'one place' ? 'in' : 'on'} ${spread}`,
    });
  }
  const found = fitPairs(counted, Float64Array.from(given.filter((weight) => weight !== 0)), model);
  if (found === undefined) {
    throw new DomainError({
      function: fn,
      argument: 'target',
      expected: 'points that determine a transform with an inverse',
      got: `${counted.length / 4} points that do not determine a ${model}`,
    });
  }
  if (!isHeld(found)) {
    throw new DomainError({
      function: fn,
      argument: 'target',
      expected: 'points to which a transform leads whose elements float64 holds',
      got: 'points of another size than those of "source" by too many orders of magnitude',
    });
  }
  return createNdArray(found, [3, 3]);
}

function readWeights(
  fn: string,
  weights: ArrayInput | undefined,
  n: number,
  least: number,
): FloatTypedArray {
  if (weights === undefined) return new Float64Array(n).fill(1);
  const read = checkFinite(fn, 'weights', readArray(fn, 'weights', weights, 'float64'));
  bindShapes(fn, { weights: [read, `${n}`] });
  read.data.forEach((weight, i) => {
    checkNumber(fn, `weights[${i}]`, weight, { min: 0 });
  });
  let positive = 0;
  for (const weight of read.data) if (weight > 0) positive++;
  if (positive >= least) return read.data;
  throw new DomainError({
    function: fn,
    argument: 'weights',
    expected: `at least ${least} that are not 0`,
    got: `${positive}`,
  });
}

/**
 * The transform of least squares between pairs that have been checked.
 *
 * @param pairs - x, y, u, v of each pair
 * @param weights - one a pair, all positive
 * @param model - the family
 * @returns 9 numbers, or undefined where the pairs leave them undetermined
 */
export function fitPairs(
  pairs: Float64Array,
  weights: Float64Array,
  model: TransformModel,
): Float64Array | undefined {
  // Only the ratios of weights matter, so their size may be any.
  const largest = weights.reduce((top, weight) => Math.max(top, weight), 0);
  const relative = weights.map((weight) => weight / largest);
  const source = frameOf(pairs, 0, relative);
  const target = frameOf(pairs, 2, relative);
  const transform = new Float64Array(9);
  const inFrames = pairsInFrames(pairs, source, target);
  if (!MODEL_RULES[model].fit(inFrames, relative, transform)) return undefined;
  return withoutFrames(transform, source, target);
}
