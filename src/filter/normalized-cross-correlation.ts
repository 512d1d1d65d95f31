// Where an image looks like a template.
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { correlateImage as correlateImageScalar } from '../kernels/scalar/correlate-image.js';
import { windowSums as windowSumsScalar } from '../kernels/scalar/window-sums.js';
import { kernel } from '../kernels/select.js';
import { correlateImage as correlateImageFast } from '../kernels/simd/correlate-image.js';
import { readImage } from './options.js';

/** The part of a window's energy below which its variance is rounding. */
const ROUNDING = 1e-13;

/**
 * The normalised cross-correlation of a template with each window of an image: how much they look alike, whatever the
 * brightness and the contrast.
 *
 * $$R[y, x] = \frac{\sum_{i, j} (T[i, j] - \bar T)\,(I[y + i, x + j] - \bar I_{y, x})}
 * {\sqrt{\sum_{i, j} (T[i, j] - \bar T)^2 \; \sum_{i, j} (I[y + i, x + j] - \bar I_{y, x})^2}}$$
 *
 * From −1 (the negative) to 1 (the template, brighter or darker, stronger or fainter), the correlation coefficient of
 * Pearson; 0 where the window is flat. It does not bear much turning or scaling. Results are those of scikit-image's
 * `match_template` and OpenCV's `matchTemplate` with TM_CCOEFF_NORMED. The best places are what `findPeaks` gives; the
 * template's middle is (w − 1)/2 and (h − 1)/2 pixels further on. It takes time as the product of both sizes.
 *
 * Variances are taken of the whole image in float64, so windows that are faint beside its range lose digits: of numbers
 * up to 5 where another pixel is 10⁵, 10⁶ or 10⁷, a score was off by 6·10⁻⁹, 3·10⁻⁷ and 4·10⁻⁵; where it is 10⁸, the window
 * counts as flat.
 *
 * @param image - finite numbers, [H, W]
 * @param template - finite numbers, not all the same, [h, w], not larger than the image
 * @returns [H − h + 1, W − w + 1], at [y, x] the window whose first pixel that is; float32 where both are, else float64
 * @throws KindError where an argument is no array, ShapeError where they are no images or the template is larger,
 * DomainError where a number is not finite or the template is flat
 * @see J. P. Lewis, "Fast normalized cross-correlation", Vision Interface (1995), equation 2
 *
 * @example
 * A small cross, half as strong and brighter, and its negative.
 * ```ts
 * import { normalizedCrossCorrelation, toNested } from 'fovea';
 * const cross = [[0, 2, 0], [2, 2, 2], [0, 2, 0]];
 * const image = [[5, 6, 5, 0, 9, 0], [6, 6, 6, 9, 9, 9], [5, 6, 5, 0, 9, 0]];
 * const scores = normalizedCrossCorrelation(image, cross);
 * toNested(scores) // => [[1, 0.571976, -0.313328, 1]]
 * normalizedCrossCorrelation([[3, 1, 3], [1, 1, 1], [3, 1, 3]], cross).get(0, 0) // => -1
 * ```
 */
export function normalizedCrossCorrelation(image: ArrayInput, template: ArrayInput): FloatNdArray {
  return normalizedCrossCorrelationFor('normalizedCrossCorrelation', image, template);
}

/** The same for another function, which errors name. */
export function normalizedCrossCorrelationFor(
  fn: string,
  image: ArrayInput,
  template: ArrayInput,
): FloatNdArray {
  const source = readImage(fn, image, 2);
  const pattern = checkFinite(fn, 'template', readArray(fn, 'template', template));
  const [height, width] = source.shape as [number, number];
  const [rows = 0, columns = 0] = pattern.shape;
  const fits = pattern.shape.length === 2 && pattern.data.length > 0;
  if (!fits || rows > height || columns > width) {
    const expected = `shape (h, w), none 0, at most (${height}, ${width})`;
    const got = `(${pattern.shape.join(', ')})`;
    throw new ShapeError({ function: fn, argument: 'template', expected, got });
  }
  const taps = centred(pattern.data);
  if (taps === undefined) {
    const [expected, got] = ['numbers that are not all the same', `only ${pattern.data[0]}`];
    throw new DomainError({ function: fn, argument: 'template', expected, got });
  }
  const down = height - rows + 1;
  const across = width - columns + 1;
  const target = allocate(computeDType(image, template), down * across);
  const pixels = centred(source.data);
  if (pixels === undefined) return wrap(target, [down, across]);
  const products = new Float64Array(pixels.length);
  kernel('correlateImage', correlateImageScalar, correlateImageFast)(
    pixels,
    products,
    height,
    width,
    taps,
    rows,
    columns,
    'constant',
    0,
  );
  const [sums, energies] = [new Float64Array(target.length), new Float64Array(target.length)];
  const sumsOf = kernel('windowSums', windowSumsScalar);
  sumsOf(pixels, sums, height, width, rows, columns);
  sumsOf(pixels.map(squared), energies, height, width, rows, columns);
  const own = Math.sqrt(taps.reduce((sum, tap) => sum + tap * tap, 0));
  for (let y = 0, at = 0; y < down; y++) {
    let from = (y + (rows >> 1)) * width + (columns >> 1);
    for (let x = 0; x < across; x++, at++, from++) {
      const variance = energies[at]! - sums[at]! ** 2 / taps.length;
      if (variance <= ROUNDING * energies[at]!) continue;
      target[at] = Math.max(-1, Math.min(1, products[from]! / (own * Math.sqrt(variance))));
    }
  }
  return wrap(target, [down, across]);
}

/** Numbers less their mean, of which the largest is 1 or −1, so that squares are numbers; undefined where all are equal. */
function centred(data: FloatTypedArray): Float64Array | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const value of data) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least === most) return undefined;
  // Shares of the range first: a sum of the largest numbers would overflow.
  const range = most / 2 - least / 2;
  const shares = Float64Array.from(data, (value) => (value / 2 - least / 2) / range);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return shares.map((share) => share - mean);
}

function squared(value: number): number {
  return value * value;
}
