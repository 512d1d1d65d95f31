import { checkOneOf, checkOptions } from '../core/check.js';
import { allocate, computeDType, wrap } from '../core/create.js';
import { DomainError, KindError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { followCurveScalar } from '../kernels/scalar/intensity-maps.js';
import { kernel } from '../kernels/select.js';
import { cumulativeShares } from './cumulative.js';
import { type HistogramOptions, histogramFor } from './histogram.js';
import { readPixels } from './pixels.js';
import { middleOf } from './read-histogram.js';

/** What `equalizeHistogram` may be told. */
export interface EqualizeOptions {
  /** "interpolate" reads the cumulative histogram at each value, to 0 … 1; "bytes" is OpenCV's table for whole values from 0 to 255. */
  method?: 'interpolate' | 'bytes' | undefined;
  /** Number of bins, 256; not for "bytes". */
  bins?: number | undefined;
  /** Range of the bins as in `histogram`; not for "bytes". Values beyond take the value at its end. */
  range?: readonly [number, number] | undefined;
}

const LARGEST_BYTE = 255;

/**
 * Spreads intensities so that every share of the new range holds about the same number of pixels.
 *
 * $$x' = H(x)$$
 *
 * | method | what is computed | as in |
 * |---|---|---|
 * | `interpolate` | the cumulative histogram, read at x linearly between the bins' centres; from 0 to 1 | `skimage.exposure.equalize_hist` |
 * | `bytes` | $\mathrm{round}\left(255\, \frac{n(x) - n_0}{N - n_0}\right)$ with $n(x)$ values up to x, $n_0$ at the least value; from 0 to 255 | `cv2.equalizeHist` |
 *
 * The order of intensities is kept by both: a brighter pixel never becomes the darker one. A constant image becomes a
 * constant between 0 and 1 under `interpolate` and stays what it is under `bytes`. OpenCV's single precision and
 * its rounding of halves to even are kept.
 *
 * @param image - intensities of any shape; whole values from 0 to 255 for "bytes", of whatever storage
 * @param options - `method` ("interpolate"), `bins`, `range`
 * @returns an array of the same shape; float32 for a Float32Array, else float64
 * @throws DomainError for values that are not finite, or under "bytes" not whole or out of range; KindError for
 * `bins` or `range` with "bytes"; ShapeError for an image without pixels; whatever `histogram` throws about bins
 *
 * @example
 * Four bytes close together, spread over the whole range.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { equalizeHistogram } from 'fovea/intensity-histogram';
 * const image = new Uint8Array([100, 101, 102, 103]);
 * toNested(equalizeHistogram(image)) // => [0.25, 0.5, 0.75, 1]
 * toNested(equalizeHistogram(image, { method: 'bytes' })) // => [0, 85, 170, 255]
 * ```
 */
export function equalizeHistogram(image: ArrayInput, options?: EqualizeOptions): FloatNdArray {
  const fn = 'equalizeHistogram';
  const {
    method = 'interpolate',
    bins,
    range,
  } = checkOptions(fn, options, ['method', 'bins', 'range']);
  checkOneOf(fn, 'method', method, ['interpolate', 'bytes']);
  const { data, shape } = readPixels(fn, image);
  const target = allocate(computeDType(image), data.length);
  if (method === 'bytes') {
    if (bins !== undefined || range !== undefined) {
      throw new KindError({
        function: fn,
        argument: 'options',
        expected: 'no bins and no range with method "bytes"',
        got: bins === undefined ? 'range' : 'bins',
      });
    }
    equalizeBytes(fn, data, target);
  } else {
    equalizeBins(fn, image, { bins, range, outside: 'ignore' }, data, target);
  }
  return wrap(target, shape);
}

function equalizeBins(
  fn: string,
  image: ArrayInput,
  options: HistogramOptions,
  data: FloatTypedArray,
  target: FloatTypedArray,
): void {
  const { counts, edges } = histogramFor(fn, image, options);
  const centres = allocate('float64', counts.shape[0]!);
  for (let i = 0; i < centres.length; i++) centres[i] = middleOf(edges.get(i), edges.get(i + 1));
  kernel('followCurve', followCurveScalar)(data, centres, cumulativeShares(counts), target);
}

function equalizeBytes(fn: string, data: FloatTypedArray, target: FloatTypedArray): void {
  const counts = allocate('float64', LARGEST_BYTE + 1);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!(Number.isInteger(value) && value >= 0 && value <= LARGEST_BYTE)) {
      throw new DomainError({
        function: fn,
        argument: 'image',
        expected: `whole values from 0 to ${LARGEST_BYTE} with method "bytes"`,
        got: String(value),
      });
    }
    counts[value]!++;
  }
  const first = counts.findIndex((count) => count > 0);
  const rest = data.length - counts[first]!;
  if (rest === 0) {
    target.set(data);
    return;
  }
  const scale = Math.fround(LARGEST_BYTE / Math.fround(rest));
  const table = allocate('float64', counts.length);
  let above = 0;
  for (let value = first + 1; value < counts.length; value++) {
    above += counts[value]!;
    table[value] = roundHalfToEven(Math.fround(Math.fround(above) * scale));
  }
  for (let i = 0; i < data.length; i++) target[i] = table[data[i]!]!;
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const half = value - below === 0.5;
  return half ? below + (below % 2) : Math.round(value);
}
