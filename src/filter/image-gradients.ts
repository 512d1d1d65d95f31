// First derivatives of an image.
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { checkGaussians } from './gaussians.js';
import { type BorderOptions, checkBorder, readPixels } from './options.js';
import { filterChecking, filterSeparably } from './separable.js';

/** How the derivative is taken. */
export type GradientOperator = 'sobel' | 'scharr' | 'prewitt' | 'central' | 'gaussian';

/** What `imageGradients` may be told. */
export interface ImageGradientsOptions extends BorderOptions {
  /** "sobel" (the default), "scharr", "prewitt", "central" or "gaussian". */
  operator?: GradientOperator | undefined;
  /** Standard deviation in pixels for the operator "gaussian"; 1 by default. */
  sigma?: number | undefined;
  /** Length of Sobel's kernels, odd, from 3 (the default) to 31: what OpenCV calls the aperture. */
  size?: number | undefined;
  /** Whether results are grey values per pixel (the default) or sums with the operator's whole numbers. */
  normalize?: boolean | undefined;
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

/** Names of the options of a gradient. */
export const GRADIENT_OPTIONS = [
  'operator',
  'sigma',
  'size',
  'normalize',
  'border',
  'constant',
] as const;

const LARGEST_SIZE = 31;

/** Names of the operators. */
export const OPERATORS: readonly GradientOperator[] = [
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
 * and OpenCV's `Sobel` and `Scharr`. Sobel's kernels may be longer (`size`): both are then smoothed by (1, 2, 1)
 * once more for each two taps, as in OpenCV. The operator "gaussian" is a Gaussian's derivative, as `gaussianBlur`
 * takes it, and has no whole numbers.
 *
 * At the border the image goes on by the rule of `border`: with "reflect" or "nearest" the derivative across
 * the edge is half the step between the last two pixels, with "mirror" it is 0.
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param options - `operator`, `sigma` (for "gaussian" alone), `size` (for "sobel" alone), `normalize`, `border`, `constant`
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
export function imageGradients(image: ArrayInput, options?: ImageGradientsOptions): ImageGradients {
  const fn = 'imageGradients';
  const given = checkOptions(fn, options, GRADIENT_OPTIONS);
  const read = readPixels(fn, image, 2);
  const border = checkBorder(fn, given);
  const [along, across] = gradientTaps(fn, given);
  const ix = filterChecking(fn, read, [across, along], border);
  const iy = filterSeparably(read, [along, across], border);
  return { ix: wrap(ix, read.shape), iy: wrap(iy, read.shape) };
}

/**
 * The numbers of `imageGradients`.
 *
 * @param fn - name of the public function, for errors
 * @param image - [height, width], not empty
 * @param options - checked for unknown names already
 * @returns fresh storage of the image's dtype and size
 * @throws KindError or DomainError where an option is no such thing
 */
export function denseGradients(
  fn: string,
  image: Dense,
  options: ImageGradientsOptions,
): { readonly ix: FloatTypedArray; readonly iy: FloatTypedArray } {
  const border = checkBorder(fn, options);
  const [along, across] = gradientTaps(fn, options);
  return {
    ix: filterSeparably(image, [across, along], border),
    iy: filterSeparably(image, [along, across], border),
  };
}

/**
 * The taps of an operator: along the derivative, and across it, where it smooths.
 *
 * @param fn - name of the public function, for errors
 * @param options - of `imageGradients`, checked for unknown names already
 * @returns an odd number of taps each, undefined where there is nothing to do
 * @throws KindError or DomainError where options are no such thing or contradict each other
 */
export function gradientTaps(
  fn: string,
  options: ImageGradientsOptions,
): [along: Float64Array | undefined, across: Float64Array | undefined] {
  const operator = checkOneOf(fn, 'operator', options.operator ?? 'sobel', OPERATORS);
  const normalize = checkBoolean(fn, 'normalize', options.normalize ?? true);
  if (options.size !== undefined && operator !== 'sobel') {
    throw contradiction(fn, 'size', 'no value', operator, options.size);
  }
  if (operator === 'gaussian') {
    if (!normalize) throw contradiction(fn, 'normalize', 'true', operator, normalize);
    const taps = checkGaussians(fn, checkNumber(fn, 'sigma', options.sigma ?? 1), {}, 1);
    return [taps(0, 1), taps(0, 0)];
  }
  if (options.sigma !== undefined) {
    throw contradiction(fn, 'sigma', 'no value', operator, options.sigma);
  }
  const size = options.size === undefined ? 3 : checkSize(fn, options.size);
  const smoothing =
    operator === 'sobel' ? binomial([1, 2, 1], size) : (SMOOTHING[operator] as readonly number[]);
  const difference = binomial([-1, 0, 1], size);
  const sum = smoothing.reduce((a, b) => a + b);
  const slope = difference.reduce((moment, tap, t) => moment + tap * t, 0);
  return [
    Float64Array.from(difference, (tap) => (normalize ? tap / slope : tap)),
    Float64Array.from(smoothing, (tap) => (normalize ? tap / sum : tap)),
  ];
}

/** Taps made longer by smoothing them with (1, 2, 1) until they have the size. */
function binomial(taps: readonly number[], size: number): readonly number[] {
  let longer = taps;
  while (longer.length < size) {
    const padded = [0, 0, ...longer, 0, 0];
    longer = padded.slice(2).map((tap, t) => padded[t]! + 2 * padded[t + 1]! + tap);
  }
  return longer;
}

function checkSize(fn: string, size: unknown): number {
  const whole = checkNumber(fn, 'size', size, { integer: true, min: 3, max: LARGEST_SIZE });
  if (whole % 2 === 1) return whole;
  throw new DomainError({
    function: fn,
    argument: 'size',
    expected: `an odd number from 3 to ${LARGEST_SIZE}`,
    got: String(whole),
  });
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
