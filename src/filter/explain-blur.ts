// A Gaussian blur shown step by step: the kernel, then the rows, then the columns.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { checkHandSize } from '../core/hand-size.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { columnsStep, kernelSteps, rowsStep } from './blur-steps.js';
import { gaussianBlur } from './gaussian-blur.js';
import { gaussianKernel, TRUNCATE } from './gaussian-kernel.js';
import type { GaussianOptions } from './gaussians.js';
import { readHandImage } from './hand-image.js';
import { checkBorder } from './options.js';

/** What `explainGaussianBlur` may be told. */
export interface ExplainBlurOptions extends Omit<GaussianOptions, 'radius'> {
  /** How many pixels the kernel reaches to each side, at most 2; takes the place of `truncate`. */
  radius?: number | undefined;
}

/** What `explainGaussianBlur` arrives at. */
export interface BlurExplanation {
  /** The kernel [2r + 1]. */
  readonly kernel: FloatNdArray;
  /** The same in two dimensions [2r + 1, 2r + 1], the product of the kernel with itself. */
  readonly kernel2d: FloatNdArray;
  /** The blurred image. */
  readonly blurred: FloatNdArray;
}

/** Larger images no one blurs by hand. */
const MOST_PIXELS = 7;

/** Wider kernels likewise. */
const MOST_RADIUS = 2;

/** Sizes whose sums and shares a float holds. */
const LARGEST = 1e300;
/** Of sigma, which is squared. */
const LARGEST_SIGMA = 1e100;

const FN = 'explainGaussianBlur';

/**
 * A Gaussian blur of a small image, worked out: the values of the Gaussian, their sum and the kernel, the kernel in
 * two dimensions as a product, then each row of the image and each column of what comes of it.
 *
 * $$L(x, y) = \sum_v g(v) \Bigl( \sum_u g(u)\, I(x + u, y + v) \Bigr)$$
 *
 * The kernel reaches 4σ to each side unless `radius` or `truncate` says otherwise. On paper it is cut to 3 or 5 numbers, which
 * is `radius` 1 or 2; longer ones are refused. It is divided by its sum whatever its reach, so a constant image stays as it is.
 *
 * @param image - finite numbers [h, w], at most 7 rows and 7 columns; worked on in float64
 * @param sigma - standard deviation in pixels, above 0
 * @param options - `radius`, `truncate`, `border` ("reflect"), `constant`
 * @returns the derivation; its `result` holds what `gaussianKernel` and `gaussianBlur` return, and the kernel in 2-D
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the image is none,
 * empty or too large, DomainError for NaN, infinite values, sizes beyond 10^±300, sigma that is not above 0 or beyond 10^±100, and a kernel of more than 5 numbers
 * @see R. C. Gonzalez and R. E. Woods, "Digital Image Processing", chapter 3, on separable kernels
 *
 * @example
 * A single bright pixel and a kernel of three numbers.
 * ```ts
 * import { explainGaussianBlur, renderText, verifyDerivation } from 'fovea';
 * const d = explainGaussianBlur([[0, 0, 0], [0, 16, 0], [0, 0, 0]], 1, { radius: 1 });
 * d.result.kernel.get(1) // => 0.451862762
 * d.result.blurred.get(1, 1) // => 3.266879
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('Blur each row') // => true
 * ```
 */
export function explainGaussianBlur(
  image: ArrayInput,
  sigma: number,
  options?: ExplainBlurOptions,
): Derivation<BlurExplanation> {
  const given = checkOptions(FN, options, ['radius', 'truncate', 'border', 'constant']);
  const pixels = readHandImage(FN, image, [1, MOST_PIXELS], LARGEST);
  checkNumber(FN, 'sigma', sigma, { above: 0 });
  checkHandSize(FN, 'sigma', [sigma], LARGEST_SIGMA);
  const truncate = checkNumber(FN, 'truncate', given.truncate ?? TRUNCATE, { above: 0 });
  const radius = checkNumber(FN, 'radius', given.radius ?? Math.floor(truncate * sigma + 0.5), {
    integer: true,
    min: 0,
  });
  if (radius > MOST_RADIUS) {
    throw new DomainError({
      function: FN,
      argument: 'radius',
      expected: `a kernel that reaches at most ${MOST_RADIUS} pixels to each side; wider ones no one works out by hand`,
      got: String(radius),
    });
  }
  const border = checkBorder(FN, given);
  const settings = { radius, border: border.mode, constant: border.constant };
  const kernel = gaussianKernel(sigma, { radius });
  const rows = gaussianBlur(pixels, [0, sigma], settings);
  const blurred = gaussianBlur(pixels, sigma, settings);
  const kernel2d = gaussianBlur(impulse(radius), sigma, { radius, border: 'constant' });
  const offsets = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  const [height, width] = pixels.shape as [number, number];
  const size = { height, width };
  return createDerivation<BlurExplanation>({
    topic: 'filter',
    title: 'A Gaussian blur, first along the rows, then along the columns',
    given: [
      { id: 'image', symbol: 'I', title: 'The image', value: pixels },
      { id: 'sigma', symbol: '\\sigma', title: 'Standard deviation of the Gaussian', value: sigma },
      {
        id: 'offsets',
        symbol: 'u',
        title: `Places of the kernel: ${radius} to each side of the middle`,
        value: offsets,
      },
      ...(border.mode === 'constant' ? [outsideGiven(border.constant)] : []),
    ],
    steps: [
      ...kernelSteps(kernel, kernel2d, radius),
      rowsStep(size, radius, border, rows),
      columnsStep(size, radius, border, blurred),
    ],
    result: { kernel, kernel2d, blurred },
    answer: {
      record: {
        kernel: refer('kernel'),
        kernel2d: refer('kernel-2d'),
        blurred: refer('blurred'),
      },
    },
    sources: [
      'R. C. Gonzalez and R. E. Woods, "Digital Image Processing", chapter 3: separable filter kernels.',
    ],
  });
}

function outsideGiven(constant: number): Given {
  return { id: 'outside', symbol: 'c', title: 'The value outside of the image', value: constant };
}

/** A single 1 in the middle of zeros: its blur is the kernel. */
function impulse(radius: number): FloatNdArray {
  const length = 2 * radius + 1;
  const data = new Float64Array(length * length);
  data[radius * length + radius] = 1;
  return wrap(data, [length, length]);
}
