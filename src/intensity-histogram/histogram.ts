// How often each intensity occurs.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { countBinsScalar } from '../kernels/scalar/count-bins.js';
import { kernel } from '../kernels/select.js';
import { checkRange, extentOf, readPixels } from './pixels.js';

/** How often values fall into each bin. */
export interface Histogram {
  /** Number of values in each bin, float64 [bins]. */
  readonly counts: FloatNdArray;
  /** Edges of the bins, rising, float64 [bins + 1], in the image's unit. */
  readonly edges: FloatNdArray;
}

/** What `histogram` may be told. */
export interface HistogramOptions {
  /** Number of bins, 256. */
  bins?: number | undefined;
  /** Lower edge of the first bin and upper edge of the last; see `histogram` for the default. */
  range?: readonly [number, number] | undefined;
  /** What becomes of values outside of `range`: "refuse" (an error), or "ignore" (not counted, as in NumPy). */
  outside?: 'refuse' | 'ignore' | undefined;
}

/** Half of the range around a constant image, as NumPy takes it. */
const HALF_RANGE = 0.5;
/** Around a large constant the range grows with it, so that edges stay apart. */
const RELATIVE_HALF_RANGE = 1e-9;
const LARGEST_BYTE = 255;
const MOST_BINS = 2 ** 24;

/**
 * Counts how often intensities fall into bins of equal width between two edges.
 *
 * $$h_i = \#\lbrace x : e_i \le x < e_{i+1} \rbrace, \qquad e_i = a + i\,\frac{b - a}{n}$$
 *
 * The last bin also holds its upper edge, as in NumPy. The edges returned decide, so no rounding puts a
 * value into a bin beside the one whose edges enclose it. Where `range` is left out it is −0.5 to 255.5 for
 * bytes (256 bins then stand one at each value, as in OpenCV and scikit-image), from half below the least to half
 * above the greatest value for other integers, and from the least to the greatest value for floats (half a
 * unit to each side of a constant image). Bins of other integers hold one value each only where `bins` says so.
 *
 * @param image - intensities of any shape
 * @param options - `bins` (256), `range`, `outside` ("refuse")
 * @returns counts and edges, in float64
 * @throws KindError where something is no array or of another kind,
 * DomainError for values that are not finite or lie outside, bins that are not a whole number ≥ 1,
 * an inverted or empty range, or one too narrow for its bins; ShapeError for an image without pixels
 * @see NumPy, `numpy.histogram`, for the rule of the edges
 *
 * @example
 * The value 2 stands on the last edge and belongs to the last bin.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { histogram } from 'fovea/intensity-histogram';
 * const h = histogram([0, 0.5, 1, 2], { bins: 2 });
 * toNested(h.counts) // => [2, 2]
 * toNested(h.edges) // => [0, 1, 2]
 * ```
 */
export function histogram(image: ArrayInput, options?: HistogramOptions): Histogram {
  return histogramFor('histogram', image, options);
}

/**
 * `histogram` for functions that it is a part of, whose name errors tell.
 *
 * @param fn - name for errors
 * @param image - intensities
 * @param options - as in `histogram`
 * @returns counts and edges
 */
export function histogramFor(
  fn: string,
  image: ArrayInput,
  options: HistogramOptions | undefined,
): Histogram {
  const {
    bins = 256,
    range,
    outside = 'refuse',
  } = checkOptions(fn, options, ['bins', 'range', 'outside']);
  checkNumber(fn, 'bins', bins, { integer: true, min: 1, max: MOST_BINS });
  checkOneOf(fn, 'outside', outside, ['refuse', 'ignore']);
  const { data } = readPixels(fn, image, 'float64');
  const [low, high] =
    range === undefined
      ? defaultRange(data, integerMaximum(image))
      : checkRange(fn, 'range', range);
  const edges = edgesOf(fn, low, high, bins);
  const counts = allocate('float64', bins);
  const missed = kernel('countBins', countBinsScalar)(data, edges, counts);
  if (missed > 0 && outside === 'refuse') {
    throw new DomainError({
      function: fn,
      argument: 'image',
      expected: `values from ${low} to ${high} (outside: "ignore" leaves others out)`,
      got: `${missed} outside`,
    });
  }
  return { counts: wrap(counts, [bins]), edges: wrap(edges, [bins + 1]) };
}

function defaultRange(data: FloatTypedArray, largest: number | undefined): [number, number] {
  if (largest === LARGEST_BYTE) return [-HALF_RANGE, LARGEST_BYTE + HALF_RANGE];
  const [low, high] = extentOf(data);
  if (largest === undefined && low < high) return [low, high];
  const half = Math.max(HALF_RANGE, Math.abs(low) * RELATIVE_HALF_RANGE);
  return largest === undefined ? [low - half, high + half] : [low - HALF_RANGE, high + HALF_RANGE];
}

function edgesOf(fn: string, low: number, high: number, bins: number): Float64Array {
  const edges = allocate('float64', bins + 1);
  const step = (high - low) / bins;
  for (let i = 0; i < bins; i++) edges[i] = low + i * step;
  edges[bins] = high;
  const rises = Number.isFinite(step) && edges.every((edge, i) => i === 0 || edge > edges[i - 1]!);
  if (rises) return edges;
  throw new DomainError({
    function: fn,
    argument: 'range',
    expected: `a range whose ${bins} bins have edges that float64 tells apart`,
    got: `${low} to ${high}`,
  });
}
