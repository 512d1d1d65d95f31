// One step down or up a pyramid, from checked arguments.
import { checkNumber, checkShape } from '../core/check.js';
import { allocate } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { Dense, FloatTypedArray } from '../core/types.js';
import { checkGaussians } from '../filter/gaussians.js';
import { filterSeparably } from '../filter/separable.js';
import type { LineWeights } from '../kernels/image-kernels.js';
import { resampleAxis as resampleAxisScalar } from '../kernels/scalar/resample-axis.js';
import { kernel } from '../kernels/select.js';
import {
  binomialExpansion,
  binomialReduction,
  linearResize,
  reducedLength,
} from './pyramid-lines.js';

/** How a pyramid smooths: by 1 4 6 4 1, or by a Gaussian of a standard deviation in pixels of the larger image. */
export type PyramidKernel =
  | 'binomial5'
  | {
      /** Standard deviation of a Gaussian. */
      readonly sigma: number;
    };

/** How a pyramid steps. */
export interface PyramidOptions {
  /** "binomial5" (the default) or { sigma }. */
  kernel?: PyramidKernel | undefined;
  /** By how much a step shrinks each axis, above 1; 2 by default, and always with "binomial5". */
  factor?: number | undefined;
}

/** A pyramid's way to step down and up. */
export interface PyramidSteps {
  /** By how much a step shrinks each axis. */
  readonly factor: number;
  /** The image one step down. */
  readonly reduce: (image: Dense) => Dense;
  /** The image one step up, in a size that is reduced to that of `image`. */
  readonly expand: (image: Dense, shape: readonly number[]) => Dense;
}

/** The border of blurs beside a resizing, as in scikit-image. */
const BLUR_BORDER = { mode: 'reflect', constant: 0 } as const;

/**
 * The steps that options ask for.
 *
 * @param fn - name of the public function, for errors
 * @param options - `kernel` and `factor`, checked for unknown names already
 * @returns factor, reduction and expansion
 * @throws KindError or DomainError where an option is no such thing
 */
export function checkSteps(
  fn: string,
  options: { readonly kernel?: unknown; readonly factor?: unknown },
): PyramidSteps {
  const factor = checkNumber(fn, 'factor', options.factor ?? 2, { above: 1 });
  const kernelOption = options.kernel ?? 'binomial5';
  if (kernelOption === 'binomial5') {
    if (factor === 2) return BINOMIAL_STEPS;
    throw new DomainError({
      function: fn,
      argument: 'factor',
      expected: '2 with kernel "binomial5"',
      got: describeValue(factor),
    });
  }
  const sigma = checkSigma(fn, kernelOption);
  const taps = checkGaussians(fn, sigma, {}, 1)(0, 0);
  const blur = (image: Dense): Dense => ({
    data: filterSeparably(image, [taps, taps], BLUR_BORDER),
    shape: image.shape,
  });
  return {
    factor,
    reduce: (image) =>
      resampleImage(blur(image), (length) => linearResize(length, reducedLength(length, factor))),
    expand: (image, shape) =>
      blur(resampleImage(image, (length, axis) => linearResize(length, shape[axis]!))),
  };
}

/**
 * The size of an expanded image: given and fitting, or the image's times the factor.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument that says it
 * @param shape - what came
 * @param image - the image to expand
 * @param factor - by how much an axis grows
 * @returns height and width
 * @throws KindError, ShapeError or DomainError where `shape` is none that is reduced to that of the image
 */
export function checkExpandedShape(
  fn: string,
  argument: string,
  shape: unknown,
  image: Dense,
  factor: number,
): readonly number[] {
  if (shape === undefined) {
    const grown = image.shape.map((length) => Math.ceil(length * factor));
    return checkShape(fn, 'factor', grown, 2);
  }
  const checked = checkShape(fn, argument, shape, 2);
  if (checked.every((length, axis) => reducedLength(length, factor) === image.shape[axis])) {
    return checked;
  }
  throw new ShapeError({
    function: fn,
    argument,
    expected: `a shape that is reduced to (${image.shape.join(', ')})`,
    got: `(${checked.join(', ')})`,
  });
}

const BINOMIAL_STEPS: PyramidSteps = {
  factor: 2,
  reduce: (image) => resampleImage(image, binomialReduction),
  expand: (image, shape) =>
    resampleImage(image, (length, axis) => binomialExpansion(length, shape[axis]!)),
};

function checkSigma(fn: string, value: unknown): number {
  const isGaussian = typeof value === 'object' && value !== null && 'sigma' in value;
  if (isGaussian && Object.keys(value).length === 1) {
    return checkNumber(fn, 'kernel.sigma', value.sigma, { above: 0 });
  }
  throw new KindError({
    function: fn,
    argument: 'kernel',
    expected: '"binomial5" or { sigma }',
    got: describeValue(value),
  });
}

function resampleImage(
  image: Dense,
  weightsOf: (length: number, axis: number) => LineWeights,
): Dense {
  const [height, width] = image.shape as [number, number];
  const rows = weightsOf(height, 0);
  const columns = weightsOf(width, 1);
  const shape = [rows.first.length, columns.first.length];
  const make = (count: number): FloatTypedArray =>
    allocate(image.data instanceof Float32Array ? 'float32' : 'float64', count);
  const resample = kernel('resampleAxis', resampleAxisScalar);
  const between = make(shape[0]! * width);
  const target = make(shape[0]! * shape[1]!);
  resample(image.data, between, 1, height, width, rows);
  resample(between, target, shape[0]!, width, 1, columns);
  return { data: target, shape };
}
