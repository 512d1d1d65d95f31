import { checkOneOf, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import type { HistogramComparison } from './comparison-types.js';
import { reasonsOf } from './comparison-words.js';
import {
  CONTRAST_MEASURES,
  type ContrastMeasure,
  contrastOf,
  isRatio,
} from './contrast-measures.js';
import { statisticsOf } from './histogram-statistics.js';
import { type CountsInput, type ReadHistogram, readPair } from './read-histogram.js';
import {
  differenceOf,
  lessOf,
  levelsOf,
  mirrored,
  mirrorOf,
  RATIO_ROUNDING,
  roundingOf,
} from './relations.js';

/** What `compareHistograms` may be told. */
export interface CompareHistogramsOptions {
  /** How contrast is measured, "rms" where left out; see `contrast`. */
  measure?: ContrastMeasure | undefined;
}

/**
 * How two histograms over the same bins relate: which image is darker, which has more contrast, whether the second
 * is the first moved, and whether they are mirror images as those of a negative are. Each answer has its reason.
 *
 * - Darker is the one of smaller mean.
 * - More contrast means more by the measure named; a histogram's width alone (`range`) is decided by its two
 *   outermost levels, so it is reported beside and the reason says where it disagrees.
 * - The negative of bytes is 255 − v (not 256 − v): $h_C(v) = h_D(255 - v)$. For other bins the mirror is at
 *   half of the first edge plus the last. A histogram does not say where pixels are, so this is necessary
 *   for a negative, not sufficient.
 *
 * Values stand at the centres of their bins. Images may differ in size: shares are compared. Numbers that differ
 * by less than $10^{-9}$ of the bins' whole width (ratios: by less than $10^{-9}$) count as equal.
 *
 * @param a - what `histogram` returned, counts [bins] and edges [bins + 1], or the counts of the levels 0, 1, 2, …
 * alone
 * @param b - another over the same bins
 * @param options - `measure` ("rms")
 * @returns the relations, with reasons
 * @throws DomainError for different edges, counts that are no whole numbers, negative or all 0, and levels below 0
 * under "michelson" and "weber"; KindError for an unknown measure; ShapeError where edges and counts do not fit
 *
 * @example
 * An image, and its negative.
 * ```ts
 * import { compareHistograms, histogram, negative } from 'fovea/intensity-histogram';
 * const image = new Uint8Array([10, 10, 40]);
 * const range = [-0.5, 255.5] as const;
 * const { darker, moreContrast, negative: mirrored } =
 *   compareHistograms(histogram(image), histogram(negative(image), { range }));
 * darker // => 'a'
 * moreContrast // => 'neither'
 * mirrored // => true
 * ```
 */
export function compareHistograms(
  a: CountsInput,
  b: CountsInput,
  options?: CompareHistogramsOptions,
): HistogramComparison {
  return compare('compareHistograms', a, b, options).comparison;
}

/** A comparison with what it was read from. */
export interface ReadComparison {
  readonly a: ReadHistogram;
  readonly b: ReadHistogram;
  readonly comparison: HistogramComparison;
}

/**
 * `compareHistograms` under the name of the function that the user called.
 *
 * @param fn - name for errors
 * @param first - a histogram
 * @param second - another
 * @param options - as in `compareHistograms`
 * @returns the comparison and both histograms
 */
export function compare(
  fn: string,
  first: CountsInput,
  second: CountsInput,
  options: CompareHistogramsOptions | undefined,
): ReadComparison {
  const { measure = 'rms' } = checkOptions(fn, options, ['measure']);
  checkOneOf(fn, 'measure', measure, CONTRAST_MEASURES);
  const { a, b } = readPair(fn, first, second, true);
  const [ofA, ofB] = [statisticsOf(a), statisticsOf(b)];
  if (isRatio(measure)) {
    const lowest = Math.min(ofA.lowest, ofB.lowest);
    if (lowest < 0) {
      throw new DomainError({
        function: fn,
        argument: 'measure',
        expected: 'levels that are not negative for a ratio',
        got: String(lowest),
      });
    }
  }
  const rounding = roundingOf(a);
  const contrast = { a: contrastOf(measure, ofA), b: contrastOf(measure, ofB) };
  const range = { a: contrastOf('range', ofA), b: contrastOf('range', ofB) };
  const [levelsA, levelsB] = [levelsOf(a), levelsOf(b)];
  const mirror = mirrorOf(a);
  const shift = ofB.mean - ofA.mean;
  const moved = differenceOf(levelsA, levelsB, shift, rounding);
  const turned = differenceOf(levelsA, mirrored(levelsB, mirror), 0, rounding);
  const answers = {
    mean: { a: ofA.mean, b: ofB.mean },
    darker: lessOf(ofA.mean, ofB.mean, rounding),
    measure,
    contrast,
    // More of it is less of its opposite.
    moreContrast: lessOf(-contrast.a, -contrast.b, isRatio(measure) ? RATIO_ROUNDING : rounding),
    range,
    wider: lessOf(-range.a, -range.b, rounding),
    shift,
    shifted: moved === undefined,
    negative: turned === undefined,
  };
  const reasons = reasonsOf(answers, { levelsA, levelsB, mirror, moved, turned });
  return { a, b, comparison: { ...answers, reasons } };
}
