// First derivatives of an image.
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray, Options } from '../core/types.js';
import { checkGaussians } from './gaussians.js';
import { type BorderOptions, checkBorder, readImage } from './options.js';
import { filterSeparably } from './separable.js';

/** How the derivative is taken. */
export type GradientOperator = 'sobel' | 'scharr' | 'prewitt' | 'central' | 'gaussian';

/** What `imageGradients` may be told. */
export interface ImageGradientsOptions extends BorderOptions {
  /** "sobel" (the default), "scharr", "prewitt", "central" or "gaussian". */
  operator: GradientOperator;
  /** Standard deviation in pixels for the operator "gaussian"; 1 by default. */
  sigma: number;
  /** Whether results are grey values per pixel (the default) or sums with the operator's whole numbers. */
  normalize: boolean;
}

/** The first derivatives of an image, each of the image's shape. */
export interface ImageGradients {
  /** Along x: positive where the image rises to the right. */
  readonly ix: FloatNdArray;
  /** Along y: positive where the image rises downwards. */
  readonly iy: FloatNdArray;
}

/** Taps across the derivative; along it all take the difference of the two neighbours. */
const SMOOTHING = {
  sobel: [1, 2, 1],
  scharr: [3, 10, 3],
  prewitt: [1, 1, 1],
  central: [1],
} as const;

/** Names of the operators. */
const OPERATORS: readonly GradientOperator[] = [
  'sobel',
  'scharr',
  'prewitt',
  'central',
  'gaussian',
];

/**
 * The first derivatives of an image along x and y, in grey values per pixel.
 *
 * $$I_x = \tfrac{1}{2 \sum_i s_i}\; s\, (-1, 0, 1) \star I,\qquad I_y = I_x\text{ with the axes exchanged}$$
 *
 * where the column $s$ averages across the derivative: (1, 2, 1) for Sobel, (3, 10, 3) for Scharr, (1, 1, 1)
 * for Prewitt and a single 1 for the central difference. So divided, by 8, 32, 6 and 2, each gives a ramp its
 * slope. With `normalize: false` the whole numbers are left as they are, as in SciPy's `sobel` and `prewitt`
 * and OpenCV's `Sobel` and `Scharr`. The operator "gaussian" is a Gaussian's derivative, as `gaussianBlur`
 * takes it, and has no whole numbers.
 *
 * At the border the image goes on by the rule of `border`: with "reflect" or "nearest" the derivative across
 * the edge is half the step between the last two pixels, with "mirror" it is 0.
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param options - `operator`, `sigma` (for "gaussian" alone), `normalize`, `border`, `constant`
 * @returns `ix` and `iy`, each [height, width]; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing, or `sigma` is given to an
 * operator without one
 * @see H. Scharr, "Optimale Operatoren in der Digitalen Bildverarbeitung", 2000, on the weights 3, 10, 3
 *
 * @example
 * A ramp that rises by 3 a column and 5 a row.
 * ```ts
 * import { imageGradients } from 'fovea';
 * const ramp = [0, 1, 2].map((y) => [0, 1, 2].map((x) => 3 * x + 5 * y));
 * const { ix, iy } = imageGradients(ramp);
 * [ix.get(1, 1), iy.get(1, 1)] // => [3, 5]
 * ```
 */
export function imageGradients(
  image: ArrayInput,
  options?: Options<ImageGradientsOptions>,
): ImageGradients {
  const fn = 'imageGradients';
  const given = checkOptions(fn, options, ['operator', 'sigma', 'normalize', 'border', 'constant']);
  const read = readImage(fn, image, 2);
  const border = checkBorder(fn, given);
  const [along, across] = gradientTaps(fn, given);
  return {
    ix: wrap(filterSeparably(read, [across, along], border), read.shape),
    iy: wrap(filterSeparably(read, [along, across], border), read.shape),
  };
}

function gradientTaps(
  fn: string,
  options: Options<ImageGradientsOptions>,
): [along: Float64Array | undefined, across: Float64Array | undefined] {
  const operator = checkOneOf(fn, 'operator', options.operator ?? 'sobel', OPERATORS);
  const normalize = checkBoolean(fn, 'normalize', options.normalize ?? true);
  if (operator === 'gaussian') {
    if (!normalize) throw contradiction(fn, 'normalize', 'true', operator, normalize);
    const taps = checkGaussians(fn, checkNumber(fn, 'sigma', options.sigma ?? 1), {}, 1);
    return [taps(0, 1), taps(0, 0)];
  }
  if (options.sigma !== undefined) {
    throw contradiction(fn, 'sigma', 'no value', operator, options.sigma);
  }
  const smoothing: readonly number[] = SMOOTHING[operator];
  const sum = smoothing.reduce((a, b) => a + b);
  return [
    Float64Array.from([-1, 0, 1], (tap) => (normalize ? tap / 2 : tap)),
    Float64Array.from(smoothing, (tap) => (normalize ? tap / sum : tap)),
  ];
}

function contradiction(
  fn: string,
  argument: string,
  expected: string,
  operator: GradientOperator,
  got: unknown,
): KindError {
  return new KindError({
    function: fn,
    argument,
    expected: `${expected} with operator "${operator}"`,
    got: describeValue(got),
  });
}
