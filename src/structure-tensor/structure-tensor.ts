// The structure tensor at each pixel.
import { bindShapes, checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { allocateUncleared, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatTypedArray } from '../core/types.js';
import { gaussianTaps, TRUNCATE } from '../filter/gaussian-kernel.js';
import {
  denseGradients,
  type GradientOperator,
  gradientTaps,
  type ImageGradientsOptions,
} from '../filter/image-gradients.js';
import { type BorderOptions, checkBorder, readPixels } from '../filter/options.js';
import { tensorOfThree as tensorOfThreeScalar } from '../kernels/scalar/tensor-rows.js';
import { windowProducts as windowProductsScalar } from '../kernels/scalar/window-products.js';
import { kernel } from '../kernels/select.js';
import { tensorOfThree } from '../kernels/simd/structure-tensor.js';
import { windowProducts } from '../kernels/simd/window-products.js';
import type { StructureTensor } from './tensor-field.js';

/** The first derivatives of an image, of one shape. */
export interface GradientInput {
  /** Along x. */
  readonly ix: ArrayInput;
  /** Along y. */
  readonly iy: ArrayInput;
}

/** What `structureTensor` may be told. */
export interface StructureTensorOptions extends BorderOptions {
  /** Standard deviation of the Gaussian window, in pixels; 1 by default. */
  sigma?: number | undefined;
  /** How many sigmas the Gaussian window reaches to each side; 4 by default. */
  truncate?: number | undefined;
  /** Side of a square window of equal weights 1/window², odd; takes the Gaussian's place. */
  window?: number | undefined;
  /** Standard deviation of the Gaussian whose derivatives are taken, in pixels; brings the operator "gaussian". */
  derivativeSigma?: number | undefined;
  /** Whether the tensor is multiplied by derivativeSigma², so that scales compare; false by default. */
  scaleNormalized?: boolean | undefined;
  /** "sobel" (the default), "scharr", "prewitt", "central" or "gaussian". */
  operator?: GradientOperator | undefined;
  /** Length of Sobel's kernels, odd; 3 by default. */
  size?: number | undefined;
  /** Whether derivatives are grey values per pixel (the default) or sums with the operator's whole numbers. */
  normalize?: boolean | undefined;
}

/** Names of the options of `structureTensor`. */
export const TENSOR_OPTIONS = [
  'sigma',
  'truncate',
  'window',
  'derivativeSigma',
  'scaleNormalized',
  'operator',
  'size',
  'normalize',
  'border',
  'constant',
] as const;

/** Of these an image's derivatives are made; with derivatives given they say nothing. */
const DERIVATIVE_OPTIONS = [
  'derivativeSigma',
  'scaleNormalized',
  'operator',
  'size',
  'normalize',
  'constant',
] as const;

/**
 * The structure tensor at each pixel: how the image's gradients are spread over a window around it.
 *
 * $$M = \sum_{x, y} w(x, y) \begin{pmatrix} I_x^2 & I_x I_y \\ I_x I_y & I_y^2 \end{pmatrix}$$
 *
 * The weights $w$ are a Gaussian of `sigma`, or equal ones over a square (`window`); either way they add up to
 * 1, so $M$ is a mean and windows of different size compare. Two scales are apart: that of the derivatives
 * (`derivativeSigma`, or an operator of a few pixels) and that of the window. $M$ is positive semidefinite; a
 * constant added to the image changes nothing; of a constant image it is 0. With `scaleNormalized` it is
 * multiplied by `derivativeSigma`².
 *
 * | as … does | settings |
 * |---|---|
 * | scikit-image, `structure_tensor(image, sigma)` | `{ sigma, normalize: false, border: 'constant' }`; its Arr, Arc, Acc are `iyy`, `ixy`, `ixx` |
 * | OpenCV, `cornerHarris`, `cornerMinEigenVal` with blockSize n and aperture k | `{ window: n, size: k, border: 'mirror' }`, the tensor times $4^{k-2}$: so the eigenvalue times $4^{k-2}$ and Harris' response times $16^{k-2}$ (pixels as floats; bytes are divided by 255 there) |
 *
 * Beyond the border derivatives and products go on by the rule of `border`; with "constant" the image is
 * `constant` there and the products are 0.
 *
 * @param image - finite numbers [height, width], at least one pixel; or `{ ix, iy }`, its derivatives
 * @param options - the window: `sigma`, `truncate` or `window`; the derivatives: `derivativeSigma`, `operator`,
 * `size`, `normalize`, `scaleNormalized`, which belong to an image alone; `border`, `constant`
 * @returns `ixx`, `ixy` and `iyy`, each [height, width]; float32 where the input is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing, shapes differ, a window is
 * even or options contradict each other
 * @see J. Bigün and G. H. Granlund, "Optimal orientation detection of linear symmetry", ICCV 1987
 * @see T. Lindeberg and J. Gårding, "Shape-adapted smoothing in estimation of 3-D shape cues", 1997, on the two scales
 *
 * @example
 * A ramp that rises by 3 a column and 1 a row.
 * ```ts
 * import { structureTensor } from 'fovea';
 * const ramp = [0, 1, 2, 3, 4].map((y) => [0, 1, 2, 3, 4].map((x) => 3 * x + y));
 * const { ixx, ixy, iyy } = structureTensor(ramp, { window: 3 });
 * [ixx.get(2, 2), ixy.get(2, 2), iyy.get(2, 2)] // => [9, 3, 1]
 * ```
 */
export function structureTensor(
  image: ArrayInput | GradientInput,
  options?: StructureTensorOptions,
): StructureTensor {
  const fn = 'structureTensor';
  const given = checkOptions(fn, options, TENSOR_OPTIONS);
  if (isGradients(image)) return windowed(fn, readGradients(fn, image, given), given);
  const read = readPixels(fn, image, 2);
  const three = threeTaps(fn, read, given);
  if (three === undefined) {
    return windowed(fn, gradientsOf(fn, checkFinite(fn, 'image', read), given), given);
  }
  const { tensor, finite } = tensorByThree(fn, read, three, given);
  if (!finite) checkFinite(fn, 'image', read);
  return tensor;
}

/**
 * The structure tensor at each pixel of an image.
 *
 * @param fn - name of the public function, for errors
 * @param image - the image
 * @param given - of `structureTensor`, checked for unknown names already
 * @returns its entries
 * @throws KindError or DomainError where options are no such thing or contradict each other
 */
export function tensorOf(fn: string, image: Dense, given: StructureTensorOptions): StructureTensor {
  const three = threeTaps(fn, image, given);
  return three === undefined
    ? windowed(fn, gradientsOf(fn, image, given), given)
    : tensorByThree(fn, image, three, given).tensor;
}

/** The tensor, and whether the image was seen to be finite. */
function tensorByThree(
  fn: string,
  image: Dense,
  { along, across, window }: TensorTaps,
  given: StructureTensorOptions,
): { readonly tensor: StructureTensor; readonly finite: boolean } {
  const [height, width] = image.shape as [number, number];
  const { mode, constant } = checkBorder(fn, given);
  const run = kernel('tensorOfThree', tensorOfThreeScalar, tensorOfThree);
  let finite = false;
  const tensor = freshTensor(image.data, image.shape, (ixx, ixy, iyy) => {
    const { data } = image;
    finite = run(data, height, width, along, across, window, mode, constant, ixx, ixy, iyy);
  });
  return { tensor, finite };
}

/** Taps of an operator, along the derivative and across it, and of the window. */
export interface TensorTaps {
  readonly along: Float64Array;
  readonly across: Float64Array;
  readonly window: Float64Array;
}

/**
 * The operator and the window, where both take sums along rows and columns alone.
 *
 * @param fn - name of the public function, for errors
 * @param given - checked for unknown names already
 * @returns the taps, or undefined where derivatives are multiplied besides, taken without an average, or of Gaussians as
 * narrow as an operator
 * @throws KindError or DomainError where options are no such thing
 */
export function tensorTaps(fn: string, given: StructureTensorOptions): TensorTaps | undefined {
  const options = gradientOptions(fn, given);
  const [along, across] = gradientTaps(fn, options);
  const window = windowTaps(fn, given);
  if (!along || !across || given.scaleNormalized) return undefined;
  return options.sigma === undefined || along.length > 3 ? { along, across, window } : undefined;
}

/** The same where kernels for three taps serve; undefined where there are more or the image is too small. */
function threeTaps(
  fn: string,
  image: Dense,
  given: StructureTensorOptions,
): TensorTaps | undefined {
  const taps = tensorTaps(fn, given);
  if (taps === undefined || image.shape.some((side) => side < 2)) return undefined;
  const { along, across, window } = taps;
  return [along, across, window].every((own) => own.length === 3) ? taps : undefined;
}

function freshTensor(
  like: FloatTypedArray,
  shape: readonly number[],
  write: (ixx: FloatTypedArray, ixy: FloatTypedArray, iyy: FloatTypedArray) => void,
): StructureTensor {
  const dtype = computeDType(like);
  const fresh = (): FloatTypedArray => allocateUncleared(dtype, like.length);
  const [ixx, ixy, iyy] = [fresh(), fresh(), fresh()];
  write(ixx, ixy, iyy);
  return { ixx: wrap(ixx, shape), ixy: wrap(ixy, shape), iyy: wrap(iyy, shape) };
}

/** Derivatives in buffers. */
export interface DenseGradients {
  readonly ix: FloatTypedArray;
  readonly iy: FloatTypedArray;
  readonly shape: readonly number[];
}

function isGradients(image: ArrayInput | GradientInput): image is GradientInput {
  return typeof image === 'object' && image !== null && 'ix' in image;
}

function readGradients(
  fn: string,
  { ix, iy }: GradientInput,
  given: StructureTensorOptions,
): DenseGradients {
  const idle = DERIVATIVE_OPTIONS.find((name) => given[name] !== undefined);
  if (idle !== undefined) {
    throw new KindError({
      function: fn,
      argument: idle,
      expected: 'no value where derivatives are given',
      got: describeValue(given[idle]),
    });
  }
  const dtype = computeDType(ix, iy);
  const x = checkFinite(fn, 'ix', readArray(fn, 'ix', ix, dtype));
  const y = checkFinite(fn, 'iy', readArray(fn, 'iy', iy, dtype));
  bindShapes(fn, { ix: [x, 'h w'], iy: [y, 'h w'] });
  return { ix: x.data, iy: y.data, shape: x.shape };
}

/**
 * The derivatives of an image by the options of `structureTensor`.
 *
 * @param fn - name of the public function, for errors
 * @param image - the image
 * @param given - checked for unknown names already
 * @returns the derivatives, scale-normalised where that is asked for
 * @throws KindError or DomainError where options are no such thing or contradict each other
 */
export function gradientsOf(
  fn: string,
  image: Dense,
  given: StructureTensorOptions,
): DenseGradients {
  const options = gradientOptions(fn, given);
  const { ix, iy } = denseGradients(fn, image, options);
  const { sigma } = options;
  if (given.scaleNormalized && sigma !== undefined) {
    for (let i = 0; i < ix.length; i++) {
      ix[i]! *= sigma;
      iy[i]! *= sigma;
    }
  }
  return { ix, iy, shape: image.shape };
}

/**
 * How far from a pixel its tensor depends on the image, by the options of `structureTensor`.
 *
 * @param fn - name of the public function, for errors
 * @param given - checked for unknown names already
 * @returns pixels along x or y
 * @throws KindError or DomainError where options are no such thing or contradict each other
 */
export function tensorReach(fn: string, given: StructureTensorOptions): number {
  const taps = [...gradientTaps(fn, gradientOptions(fn, given))];
  const reach = Math.max(...taps.map((own) => (own?.length ?? 1) >> 1));
  return reach + (windowTaps(fn, given).length >> 1);
}

function gradientOptions(fn: string, given: StructureTensorOptions): ImageGradientsOptions {
  const { derivativeSigma, size, normalize, border, constant } = given;
  if (derivativeSigma !== undefined) {
    checkNumber(fn, 'derivativeSigma', derivativeSigma, { above: 0 });
    if (given.operator !== undefined && given.operator !== 'gaussian') {
      throw new KindError({
        function: fn,
        argument: 'derivativeSigma',
        expected: `no value with operator "${given.operator}"`,
        got: describeValue(derivativeSigma),
      });
    }
  }
  const operator = given.operator ?? (derivativeSigma === undefined ? 'sobel' : 'gaussian');
  const normalized = checkBoolean(fn, 'scaleNormalized', given.scaleNormalized ?? false);
  if (normalized && operator !== 'gaussian') {
    throw new KindError({
      function: fn,
      argument: 'scaleNormalized',
      expected: `false with operator "${operator}", which has no sigma`,
      got: 'true',
    });
  }
  const sigma = operator === 'gaussian' ? (derivativeSigma ?? 1) : undefined;
  return { operator, sigma, size, normalize, border, constant };
}

function windowed(
  fn: string,
  { ix, iy, shape }: DenseGradients,
  given: StructureTensorOptions,
): StructureTensor {
  const taps = windowTaps(fn, given);
  const { mode } = checkBorder(fn, given);
  const [height, width] = shape as [number, number];
  const run = kernel('windowProducts', windowProductsScalar, windowProducts);
  return freshTensor(ix, shape, (ixx, ixy, iyy) => {
    run(ix, iy, height, width, taps, taps, mode, ixx, ixy, iyy);
  });
}

function windowTaps(fn: string, given: StructureTensorOptions): Float64Array {
  const { window, sigma, truncate } = given;
  if (window === undefined) {
    const reach = checkNumber(fn, 'truncate', truncate ?? TRUNCATE, { above: 0 });
    return gaussianTaps(
      checkNumber(fn, 'sigma', sigma ?? 1, { above: 0 }),
      reach,
      0,
      undefined,
      fn,
    );
  }
  if (sigma !== undefined || truncate !== undefined) {
    throw new KindError({
      function: fn,
      argument: sigma === undefined ? 'truncate' : 'sigma',
      expected: 'no value beside "window"',
      got: describeValue(sigma ?? truncate),
    });
  }
  const side = checkNumber(fn, 'window', window, { integer: true, min: 1, max: 9999 });
  if (side % 2 === 1) return new Float64Array(side).fill(1 / side);
  throw new DomainError({
    function: fn,
    argument: 'window',
    expected: 'an odd number, so that the window has a middle pixel',
    got: String(side),
  });
}
