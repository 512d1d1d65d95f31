// Differences of Gaussians and their strict extrema, for stacks of any size.
import { bindShapes, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, checkFinite, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import {
  findExtrema as findExtremaScalar,
  subtract as subtractScalar,
} from '../kernels/scalar/extrema.js';
import { kernel } from '../kernels/select.js';
import { findExtrema, subtract as subtractFast } from '../kernels/simd/extrema.js';
import type { Extremum } from './keypoint.js';

/** Which of two neighbouring levels is subtracted from the other. */
export type DifferenceOrder = 'coarser-minus-finer' | 'finer-minus-coarser';

/** The two orders, for the check of an option. */
export const DIFFERENCE_ORDERS: readonly DifferenceOrder[] = [
  'coarser-minus-finer',
  'finer-minus-coarser',
];

/** What `differenceOfGaussians` may be told. */
export interface DifferenceOptions {
  /** Sign of the differences; Lowe's, "coarser-minus-finer", where left out. */
  order?: DifferenceOrder | undefined;
}

/**
 * Differences of neighbouring levels of a Gaussian scale space, $D_i = L_{i+1} - L_i$ (Lowe's sign) or
 * $D_i = L_i - L_{i+1}$.
 *
 * The sign exchanges maxima and minima and changes nothing else. A bright blob is a minimum of
 * coarser minus finer.
 *
 * @param levels - blurred images [n, h, w], finest first, n ≥ 2
 * @param options - `order` ("coarser-minus-finer")
 * @returns [n − 1, h, w], float32 where `levels` is a Float32Array, else float64
 * @throws ShapeError for another rank or a single level, DomainError for NaN and infinite pixels, KindError for unknown options
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, equation 1
 *
 * @example
 * Two one-pixel levels.
 * ```ts
 * import { differenceOfGaussians } from 'fovea';
 * differenceOfGaussians([[[25]], [[22]]]).get(0, 0, 0) // => -3
 * differenceOfGaussians([[[25]], [[22]]], { order: 'finer-minus-coarser' }).get(0, 0, 0) // => 3
 * ```
 */
export function differenceOfGaussians(
  levels: ArrayInput,
  options?: DifferenceOptions,
): FloatNdArray {
  const fn = 'differenceOfGaussians';
  const { order = 'coarser-minus-finer' } = checkOptions(fn, options, ['order']);
  checkOneOf(fn, 'order', order, DIFFERENCE_ORDERS);
  const dense = checkFinite(fn, 'levels', readArray(fn, 'levels', levels));
  const { n, h, w } = bindShapes(fn, { levels: [dense, 'n h w'] });
  if (n < 2) {
    throw new ShapeError({
      function: fn,
      argument: 'levels',
      expected: 'at least 2 levels',
      got: `(${n}, ${h}, ${w})`,
    });
  }
  const area = h * w;
  const { data } = dense;
  const target = allocate(data instanceof Float32Array ? 'float32' : 'float64', (n - 1) * area);
  const finer = data.subarray(0, target.length);
  const coarser = data.subarray(area);
  const subtract = kernel('subtract', subtractScalar, subtractFast);
  if (order === 'coarser-minus-finer') subtract(coarser, finer, target);
  else subtract(finer, coarser, target);
  return wrap(target, [n - 1, h, w]);
}

/** What `scaleSpaceExtrema` may be told. */
export interface ExtremaOptions {
  /** Least absolute value; 0 where left out. */
  threshold?: number | undefined;
}

/**
 * The strict extrema of a stack of differences: samples above, or below, all 26 neighbours in space and
 * scale (8 in their own level, 9 in each level beside it).
 *
 * Only interior samples can be extrema: none of the first and last level, row and column. On a plateau
 * no sample is one.
 *
 * @param dog - differences [n, h, w]
 * @param options - `threshold` (0): least |value|
 * @returns extrema in the order of level, row, column; none where an axis is shorter than 3
 * @throws ShapeError where `dog` is no volume, DomainError for NaN and infinite values or a negative threshold, KindError for unknown options
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 3.1
 *
 * @example
 * One bright sample in the middle of a dark block.
 * ```ts
 * import { scaleSpaceExtrema } from 'fovea';
 * const dog = [0, 1, 2].map((s) => [0, 1, 2].map((y) => [0, 1, 2].map((x) => (s === 1 && y === 1 && x === 1 ? 5 : 0))));
 * scaleSpaceExtrema(dog) // => [{ level: 1, y: 1, x: 1, value: 5, kind: 'maximum' }]
 * ```
 */
export function scaleSpaceExtrema(dog: ArrayInput, options?: ExtremaOptions): Extremum[] {
  const fn = 'scaleSpaceExtrema';
  const { threshold = 0 } = checkOptions(fn, options, ['threshold']);
  checkNumber(fn, 'threshold', threshold, { min: 0 });
  const { data, shape } = checkFinite(fn, 'dog', readArray(fn, 'dog', dog));
  const { n, h, w } = bindShapes(fn, { dog: [{ shape }, 'n h w'] });
  const found: number[] = [];
  kernel('findExtrema', findExtremaScalar, findExtrema)(data, n, h, w, threshold, false, found);
  return found.map((index) => {
    const value = data[index]!;
    return {
      level: Math.floor(index / (h * w)),
      y: Math.floor(index / w) % h,
      x: index % w,
      value,
      kind: value > data[index - 1]! ? 'maximum' : 'minimum',
    };
  });
}
