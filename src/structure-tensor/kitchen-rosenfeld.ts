// The corner measure of Kitchen and Rosenfeld: how much contour lines bend.
import { checkOptions } from '../core/check.js';
import { allocate, computeDType, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import {
  denseGradients,
  GRADIENT_OPTIONS,
  type ImageGradientsOptions,
} from '../filter/image-gradients.js';
import { readImage } from '../filter/options.js';
import { isophoteCurvature as isophoteCurvatureScalar } from '../kernels/scalar/tensor-measures.js';
import { kernel } from '../kernels/select.js';

/**
 * The corner measure of Kitchen and Rosenfeld: the curvature of the contour lines times the gradient's magnitude.
 *
 * $$R = \frac{I_{xx} I_y^2 + I_{yy} I_x^2 - 2 I_{xy} I_x I_y}{I_x^2 + I_y^2}$$
 *
 * It is 0 where the gradient is. Its sign tells to which side contours bend, so corners are extremes of either
 * sign. Second derivatives are the derivatives of the first. Results agree with scikit-image's
 * `corner_kitchen_rosenfeld` with `{ normalize: false, border: 'constant' }`.
 *
 * @param image - finite numbers, [height, width], at least one pixel
 * @param options - those of `imageGradients`
 * @returns [height, width]; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see L. Kitchen and A. Rosenfeld, "Gray-level corner detection", Pattern Recognition Letters 1, 1982
 *
 * @example
 * Contours of a cone are circles: at a distance of 4 they have curvature 1/4, times slope 1.
 * ```ts
 * import { kitchenRosenfeldResponse } from 'fovea';
 * const line = Array.from({ length: 9 }, (_, i) => i - 4);
 * const cone = line.map((y) => line.map((x) => Math.hypot(x + 4, y)));
 * kitchenRosenfeldResponse(cone, { operator: 'central' }).get(4, 4).toFixed(2) // => '0.24'
 * ```
 */
export function kitchenRosenfeldResponse(
  image: ArrayInput,
  options?: ImageGradientsOptions,
): FloatNdArray {
  const fn = 'kitchenRosenfeldResponse';
  const given = checkOptions(fn, options, GRADIENT_OPTIONS);
  const read = readImage(fn, image, 2);
  const { ix, iy } = denseGradients(fn, read, given);
  // Around a constant border the derivative is 0.
  const onward = { ...given, constant: 0 };
  const { ix: ixx, iy: ixy } = denseGradients(fn, { data: ix, shape: read.shape }, onward);
  const { iy: iyy } = denseGradients(fn, { data: iy, shape: read.shape }, onward);
  const target = allocate(computeDType(image), ix.length);
  kernel('isophoteCurvature', isophoteCurvatureScalar)(ix, iy, ixx, ixy, iyy, target);
  return wrap(target, read.shape);
}
