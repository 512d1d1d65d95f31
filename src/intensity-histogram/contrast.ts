import { checkOneOf, checkOptions } from '../core/check.js';
import type { ArrayInput, FloatTypedArray } from '../core/types.js';
import {
  CONTRAST_MEASURES,
  type ContrastMeasure,
  contrastOf,
  isRatio,
} from './contrast-measures.js';
import { valueAtRank } from './percentiles.js';
import { checkWithin, extentOf, readPixels } from './pixels.js';

/** What `contrast` may be told. */
export interface ContrastOptions {
  /** Which measure. */
  measure?: ContrastMeasure | undefined;
}

/**
 * The contrast of an image by a named measure.
 *
 * | measure | formula | unit |
 * |---|---|---|
 * | `rms` | $\sqrt{\frac{1}{N} \sum_i (x_i - \bar x)^2}$, the standard deviation | the image's |
 * | `michelson` | $(x_{\max} - x_{\min}) / (x_{\max} + x_{\min})$ | none, 0 to 1 |
 * | `weber` | $(x_{\max} - \bar x) / \bar x$: the brightest pixel against the mean as background | none |
 * | `range` | $x_{\max} - x_{\min}$ | the image's |
 * | `interquartile` | $x_{75\%} - x_{25\%}$, see `percentiles` | the image's |
 *
 * A statement about contrast should name its measure: one bright pixel widens the range
 * (and Michelson's and Weber's ratios) and hardly changes `rms` or `interquartile`. All are 0 for a constant image.
 * `rms`, `range` and `interquartile` stay the same when a constant is added, and in the negative. RMS contrast is
 * often stated for intensities from 0 to 1: of bytes, divide by 255.
 *
 * @param image - intensities of any shape; not negative for "michelson" and "weber"
 * @param options - `measure` ("rms")
 * @returns the contrast
 * @throws DomainError for values that are not finite, or negative under a ratio; KindError for an unknown measure;
 * ShapeError for an image without pixels
 * @see E. Peli, "Contrast in complex images", Journal of the Optical Society of America A 7 (1990), 2032–2040
 *
 * @example
 * One outlier decides the range, not the quartiles.
 * ```ts
 * import { contrast } from 'fovea/intensity-histogram';
 * contrast([10, 10, 20, 20, 20, 250], { measure: 'range' }) // => 240
 * contrast([10, 10, 20, 20, 20, 250], { measure: 'interquartile' }) // => 7.5
 * contrast([1, 3]) // => 1
 * contrast([1, 3], { measure: 'michelson' }) // => 0.5
 * ```
 */
export function contrast(image: ArrayInput, options?: ContrastOptions): number {
  const fn = 'contrast';
  const { measure = 'rms' } = checkOptions(fn, options, ['measure']);
  checkOneOf(fn, 'measure', measure, CONTRAST_MEASURES);
  const { data } = readPixels(fn, image);
  if (isRatio(measure)) checkWithin(fn, data, Infinity);
  const [lowest, highest] = extentOf(data);
  const mean = meanOf(data, lowest);
  const [lowerQuartile, upperQuartile] =
    measure === 'interquartile' ? quartilesOf(data) : [lowest, highest];
  const spread = measure === 'rms' ? spreadOf(data, mean) : 0;
  return contrastOf(measure, { mean, spread, lowest, highest, lowerQuartile, upperQuartile });
}

/**
 * The mean, from the least value, so that a constant image has exactly its own.
 *
 * @param data - at least one number
 * @param lowest - the least of them
 * @returns the mean
 */
export function meanOf(data: FloatTypedArray, lowest: number): number {
  let above = 0;
  for (let i = 0; i < data.length; i++) above += data[i]! - lowest;
  if (above < Infinity) return lowest + above / data.length;
  // The sum is larger than any number, the mean is not.
  let mean = 0;
  for (let i = 0; i < data.length; i++) mean += data[i]! / data.length;
  return mean;
}

// Sums of squares between these lost nothing to underflow or overflow that counts.
const [LEAST_SQUARES, MOST_SQUARES] = [1e-280, 1e300];

function spreadOf(data: FloatTypedArray, mean: number): number {
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += (data[i]! - mean) ** 2;
  if (squares > LEAST_SQUARES && squares < MOST_SQUARES) return Math.sqrt(squares / data.length);
  // Halves, as a difference may be larger than any number.
  const half = (i: number): number => data[i]! / 2 - mean / 2;
  const exact = squares < Infinity ? (i: number): number => data[i]! - mean : half;
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(exact(i)));
  if (largest === 0) return 0;
  let shares = 0;
  for (let i = 0; i < data.length; i++) shares += (exact(i) / largest) ** 2;
  return (exact === half ? 2 : 1) * Math.sqrt(shares / data.length) * largest;
}

function quartilesOf(data: FloatTypedArray): [number, number] {
  const sorted = data.slice().sort();
  const last = sorted.length - 1;
  return [valueAtRank(sorted, last / 4), valueAtRank(sorted, (3 * last) / 4)];
}
