import { bindShapes } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { readPixels } from './pixels.js';

const WHOLE = 100;

/**
 * The intensities below which given percentages of the pixels lie, in the image's unit.
 *
 * $$x_p = (1 - f)\, x_{(k)} + f\, x_{(k + 1)}, \qquad k + f = \frac{p}{100} (N - 1)$$
 *
 * $x_{(0)} \le x_{(1)} \le \dots$ are the sorted values, $k$ is whole and $0 \le f < 1$. 0 gives the least value,
 * 50 the median, 100 the greatest, as NumPy's `percentile` by its default method.
 *
 * @param image - intensities of any shape
 * @param percents - percentages from 0 to 100, [n]
 * @returns intensities [n]; float32 for a Float32Array, else float64
 * @throws KindError where something is no array or of another kind,
 * DomainError for values that are not finite and percentages out of range, ShapeError for an image
 * without pixels
 *
 * @example
 * Least value, median and greatest value.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { percentiles } from 'fovea/intensity-histogram';
 * toNested(percentiles([4, 1, 2, 10], [0, 50, 100])) // => [1, 3, 10]
 * ```
 */
export function percentiles(image: ArrayInput, percents: ArrayInput): FloatNdArray {
  const fn = 'percentiles';
  const { data } = readPixels(fn, image);
  const asked = checkFinite(fn, 'percents', readArray(fn, 'percents', percents, 'float64'));
  const { n } = bindShapes(fn, { percents: [asked, 'n'] });
  const wrong = asked.data.find((percent) => percent < 0 || percent > WHOLE);
  if (wrong !== undefined) {
    throw new DomainError({
      function: fn,
      argument: 'percents',
      expected: `percentages from 0 to ${WHOLE}`,
      got: String(wrong),
    });
  }
  const sorted = data.slice().sort();
  const result = allocate(computeDType(image), n);
  for (let i = 0; i < n; i++) {
    result[i] = valueAtRank(sorted, (asked.data[i]! / WHOLE) * (sorted.length - 1));
  }
  return wrap(result, [n]);
}

/**
 * The value at a rank between two sorted values, by linear interpolation.
 *
 * @param sorted - values in rising order, at least one
 * @param rank - position from 0 to the last index
 * @returns the value
 */
export function valueAtRank(sorted: FloatTypedArray, rank: number): number {
  const below = Math.floor(rank);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const share = rank - below;
  // A difference may be larger than any number.
  return high - low < Infinity ? low + (high - low) * share : low * (1 - share) + high * share;
}
