// Gaussian and Laplacian pyramids.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatNdArray } from '../core/types.js';
import { readImage } from '../filter/options.js';
import { addMultiple as addMultipleScalar } from '../kernels/scalar/combine-images.js';
import { subtract as subtractScalar } from '../kernels/scalar/extrema.js';
import { kernel } from '../kernels/select.js';
import { subtract as subtractFast } from '../kernels/simd/extrema.js';
import {
  checkExpandedShape,
  checkSteps,
  type PyramidOptions,
  type PyramidSteps,
} from './pyramid-steps.js';

/** What `pyramidExpand` may be told. */
export interface PyramidExpandOptions extends PyramidOptions {
  /** Height and width of the result, where an odd size is wanted; those of the image times the factor by default. */
  shape?: readonly [height: number, width: number] | undefined;
}

/** What `gaussianPyramid` and `laplacianPyramid` may be told. */
export interface PyramidLevelsOptions extends PyramidOptions {
  /** How many images at most, the largest included; all down to the smallest by default. */
  levels?: number | undefined;
}

/**
 * An image one step down a pyramid: smoothed, then sampled more coarsely.
 *
 * $$R[y, x] = \sum_{i, j = -2}^{2} w_i\, w_j\; I[2y + i,\; 2x + j],\qquad w = \tfrac{1}{16}(1, 4, 6, 4, 1)$$
 *
 * with "binomial5", the image going on mirrored: pixel (x, y) of the result lies at (2x, 2y) of the image, and
 * values are those of OpenCV's `pyrDown`. With `{ sigma }` the image is blurred by a Gaussian, reflected at
 * the border, and resized by linear interpolation so that the outer edges of both images agree, as by
 * scikit-image's `pyramid_reduce`, whose own sigma is 2·factor/6.
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param options - `kernel`, "binomial5" by default, and `factor`, 2 by default
 * @returns [⌈height/factor⌉, ⌈width/factor⌉]; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see P. J. Burt, E. H. Adelson, "The Laplacian pyramid as a compact image code", 1983, REDUCE
 *
 * @example
 * A bright pixel leaves its share of each sample that it reaches.
 * ```ts
 * import { pyramidReduce, toNested } from 'fovea';
 * toNested(pyramidReduce([[0, 0, 0, 16, 0]])) // => [[0, 4, 8]]
 * ```
 */
export function pyramidReduce(image: ArrayInput, options?: PyramidOptions): FloatNdArray {
  const fn = 'pyramidReduce';
  const { reduce } = checkSteps(fn, checkOptions(fn, options, ['kernel', 'factor']));
  return output(reduce(readImage(fn, image, 2)));
}

/**
 * An image one step up a pyramid: in a larger size, smooth between the samples.
 *
 * $$E[y, x] = 4 \sum_{i, j} w_i\, w_j\; I\!\left[\tfrac{y + i}{2}, \tfrac{x + j}{2}\right]$$
 *
 * with "binomial5", over those i and j that lead to whole places; values are those of OpenCV's `pyrUp`, which
 * mirrors before the first row and column and repeats the last. With `{ sigma }` the image is resized by
 * linear interpolation and blurred, as by scikit-image's `pyramid_expand`, whose own sigma is 2·factor/6.
 * A constant image stays constant; expanding does not undo `pyramidReduce`.
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param options - `kernel`, `factor`, and `shape` where the result is to have an odd size: any that
 * `pyramidReduce` brings to the image's
 * @returns [⌈factor·height⌉, ⌈factor·width⌉] or `shape`; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see P. J. Burt, E. H. Adelson, "The Laplacian pyramid as a compact image code", 1983, EXPAND
 *
 * @example
 * The last sample is repeated.
 * ```ts
 * import { pyramidExpand, toNested } from 'fovea';
 * toNested(pyramidExpand([[0, 8]])) // => [[2, 4, 7, 8], [2, 4, 7, 8]]
 * ```
 */
export function pyramidExpand(image: ArrayInput, options?: PyramidExpandOptions): FloatNdArray {
  const fn = 'pyramidExpand';
  const given = checkOptions(fn, options, ['kernel', 'factor', 'shape']);
  const { expand, factor } = checkSteps(fn, given);
  const read = readImage(fn, image, 2);
  return output(expand(read, checkExpandedShape(fn, 'shape', given.shape, read, factor)));
}

/**
 * An image and its ever smaller reductions.
 *
 * $$G_0 = I,\qquad G_{k + 1} = \operatorname{reduce}(G_k)$$
 *
 * The pyramid ends after `levels` images or where a step would not make the image smaller, with one pixel for
 * "binomial5".
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param options - `levels`, and `kernel` and `factor` of `pyramidReduce`
 * @returns the images, largest first, the image itself among them as a copy; float32 where the image is, else
 * float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see P. J. Burt, E. H. Adelson, "The Laplacian pyramid as a compact image code", 1983
 *
 * @example
 * Sizes are halved, odd ones rounded up.
 * ```ts
 * import { gaussianPyramid } from 'fovea';
 * const image = Array.from({ length: 5 }, () => [1, 2, 3, 4, 5, 6]);
 * gaussianPyramid(image).map((level) => level.shape) // => [[5, 6], [3, 3], [2, 2], [1, 1]]
 * ```
 */
export function gaussianPyramid(image: ArrayInput, options?: PyramidLevelsOptions): FloatNdArray[] {
  const [first, ...rest] = build('gaussianPyramid', image, options).levels as [Dense, ...Dense[]];
  return [output({ data: first.data.slice(), shape: first.shape }), ...rest.map(output)];
}

/**
 * What each level of a Gaussian pyramid adds to the next coarser one, and the coarsest level.
 *
 * $$L_k = G_k - \operatorname{expand}(G_{k + 1}),\qquad L_n = G_n$$
 *
 * The levels are images of one band of detail each; they sum up to the image by `reconstructFromLaplacian`.
 * They agree with differences of OpenCV's `pyrDown` and `pyrUp`. (scikit-image's `pyramid_laplacian`, which
 * subtracts a blur instead of an expanded level, is something else and cannot be summed up.)
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param options - `levels`, and `kernel` and `factor` of `pyramidReduce`
 * @returns as many images as `gaussianPyramid` has, of the same shapes, the coarsest last
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see P. J. Burt, E. H. Adelson, "The Laplacian pyramid as a compact image code", 1983
 *
 * @example
 * A constant image has no detail.
 * ```ts
 * import { laplacianPyramid, toNested } from 'fovea';
 * laplacianPyramid([[3, 3], [3, 3]]).map(toNested) // => [[[0, 0], [0, 0]], [[3]]]
 * ```
 */
export function laplacianPyramid(
  image: ArrayInput,
  options?: PyramidLevelsOptions,
): FloatNdArray[] {
  const { levels, steps } = build('laplacianPyramid', image, options);
  const subtract = kernel('subtract', subtractScalar, subtractFast);
  return levels.map((level, k) => {
    const coarser = levels[k + 1];
    const detail = allocate(computeDType(level.data), level.data.length);
    if (coarser) subtract(level.data, steps.expand(coarser, level.shape).data, detail);
    else detail.set(level.data);
    return wrap(detail, level.shape);
  });
}

/**
 * The image that a Laplacian pyramid was made of, to rounding.
 *
 * $$G_n = L_n,\qquad G_k = L_k + \operatorname{expand}(G_{k + 1})$$
 *
 * Levels may have been changed: what is added to a level is added to the image, expanded to its size.
 *
 * @param levels - images of the shapes that `laplacianPyramid` gives them, the coarsest last
 * @param options - `kernel` and `factor` that the pyramid was made with
 * @returns the image, of the first level's shape; float32 where all levels are, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see P. J. Burt, E. H. Adelson, "The Laplacian pyramid as a compact image code", 1983
 *
 * @example
 * There and back, also with odd sizes.
 * ```ts
 * import { laplacianPyramid, reconstructFromLaplacian, toNested } from 'fovea';
 * toNested(reconstructFromLaplacian(laplacianPyramid([[1, 5, 2], [0, 3, 7]]))) // => [[1, 5, 2], [0, 3, 7]]
 * ```
 */
export function reconstructFromLaplacian(
  levels: readonly ArrayInput[],
  options?: PyramidOptions,
): FloatNdArray {
  const fn = 'reconstructFromLaplacian';
  const { expand, factor } = checkSteps(fn, checkOptions(fn, options, ['kernel', 'factor']));
  if (!Array.isArray(levels) || levels.length === 0) {
    throw new KindError({
      function: fn,
      argument: 'levels',
      expected: 'a list of images',
      got: describeValue(levels),
    });
  }
  const dtype = computeDType(...levels);
  const images = Array.from(levels, (level, k) => {
    const argument = `levels[${k}]`;
    const image = readArray(fn, argument, level, dtype);
    if (image.shape.length !== 2 || image.data.length === 0) {
      throw new ShapeError({
        function: fn,
        argument,
        expected: 'shape (height, width), none 0',
        got: `(${image.shape.join(', ')})`,
      });
    }
    return checkFinite(fn, argument, image);
  });
  const add = kernel('addMultiple', addMultipleScalar);
  const sum = images.reduceRight((coarser, level, k) => {
    const shape = checkExpandedShape(fn, `levels[${k}]`, level.shape, coarser, factor);
    const image = expand(coarser, shape);
    add(level.data, 1, image.data);
    return image;
  });
  return output({ data: sum.data.slice(), shape: sum.shape });
}

function build(
  fn: string,
  image: ArrayInput,
  options: PyramidLevelsOptions | undefined,
): { readonly levels: readonly Dense[]; readonly steps: PyramidSteps } {
  const given = checkOptions(fn, options, ['kernel', 'factor', 'levels']);
  const steps = checkSteps(fn, given);
  const most =
    given.levels === undefined
      ? Number.POSITIVE_INFINITY
      : checkNumber(fn, 'levels', given.levels, { integer: true, min: 1 });
  const levels: Dense[] = [readImage(fn, image, 2)];
  while (levels.length < most) {
    const finer = levels[levels.length - 1]!;
    const coarser = steps.reduce(finer);
    if (coarser.data.length === finer.data.length) break;
    levels.push(coarser);
  }
  return { levels, steps };
}

function output({ data, shape }: Dense): FloatNdArray {
  return wrap(data, shape);
}
