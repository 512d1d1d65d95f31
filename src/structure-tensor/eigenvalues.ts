// Eigenvalues, direction and coherence of structure tensors, and the change that they promise.
import { bindShapes } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import {
  tensorCoherence as coherenceScalar,
  tensorEigenvalues as eigenvaluesScalar,
  tensorOrientation as orientationScalar,
} from '../kernels/scalar/tensor-measures.js';
import { kernel } from '../kernels/select.js';
import {
  type Measured,
  measure,
  readMatrix,
  readTensor,
  type TensorField,
  type TensorInput,
} from './tensor-field.js';

/** The two eigenvalues of a tensor, or of one at each pixel. */
export interface TensorEigenvalues<T = number> {
  /** The larger one: how strongly the image changes across its structure. */
  readonly larger: T;
  /** The smaller one: how strongly it changes along. */
  readonly smaller: T;
}

/**
 * How much a window of the image changes when it is moved by (u, v), to first order.
 *
 * $$E(u, v) = \sum w\, (I(x + u, y + v) - I(x, y))^2 \approx \begin{pmatrix} u & v \end{pmatrix} M \begin{pmatrix} u \\ v \end{pmatrix}$$
 *
 * by Taylor's $I(x + u, y + v) \approx I + u I_x + v I_y$. It is a number, never negative for a structure tensor,
 * and contains the product of the derivatives twice: $u^2 M_{11} + 2 u v M_{12} + v^2 M_{22}$.
 *
 * @param tensor - symmetric, finite [2, 2]
 * @param displacement - [u, v] in pixels: u along x, v along y
 * @returns the sum (or mean, as the tensor's weights are) of squared differences
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see C. Harris and M. Stephens, "A combined corner and edge detector", Alvey Vision Conference 1988, section 2
 *
 * @example
 * One pixel to the right and one down.
 * ```ts
 * import { intensityChange } from 'fovea';
 * intensityChange([[14, 12], [12, 16]], [1, 1]) // => 54
 * ```
 */
export function intensityChange(tensor: ArrayInput, displacement: ArrayInput): number {
  const fn = 'intensityChange';
  const { data: m } = readMatrix(fn, tensor);
  const move = readArray(fn, 'displacement', displacement, 'float64');
  bindShapes(fn, { displacement: [checkFinite(fn, 'displacement', move), '2'] });
  const [u, v] = [move.data[0]!, move.data[1]!];
  return u * (m[0]! * u + m[1]! * v) + v * (m[2]! * u + m[3]! * v);
}

/**
 * The eigenvalues of a structure tensor, in closed form.
 *
 * $$\lambda_{1, 2} = \tfrac{1}{2} \left( \operatorname{tr} M \pm \sqrt{(M_{11} - M_{22})^2 + 4 M_{12}^2} \right)$$
 *
 * Both large: a corner; one large: an edge; none: flat. The smaller is computed as det M divided by the larger,
 * with a determinant that keeps its digits, so that it is right also where it is much smaller. Any symmetric
 * matrix may be given; a structure tensor's eigenvalues are not negative but for what rounding of its entries does.
 *
 * @param tensor - symmetric [2, 2], or `{ ixx, ixy, iyy }`, each [height, width]
 * @returns `larger` and `smaller`: numbers, or ndarrays [height, width]
 * @throws KindError, ShapeError or DomainError where the argument is no such thing
 * @see T. J. Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18, 1971
 *
 * @example
 * The tensor of a course problem.
 * ```ts
 * import { tensorEigenvalues } from 'fovea';
 * tensorEigenvalues([[14, 12], [12, 16]]) // => { larger: 27.041594578792296, smaller: 2.9584054212077047 }
 * ```
 */
export function tensorEigenvalues(tensor: TensorField): TensorEigenvalues<FloatNdArray>;
export function tensorEigenvalues(tensor: ArrayInput): TensorEigenvalues;
export function tensorEigenvalues(tensor: TensorInput): TensorEigenvalues<Measured> {
  const entries = readTensor('tensorEigenvalues', tensor);
  const { ixx, ixy, iyy } = entries;
  const [larger, smaller] = measure(entries, 2, ([first, second]) => {
    kernel('tensorEigenvalues', eigenvaluesScalar)(ixx, ixy, iyy, first!, second!);
  });
  return { larger: larger!, smaller: smaller! };
}

/**
 * The direction in which the image changes most: that of the eigenvector of the larger eigenvalue, in radians.
 *
 * $$\theta = \tfrac{1}{2} \operatorname{atan2}(2 M_{12},\; M_{11} - M_{22})$$
 *
 * It is the direction of the gradient, across an edge; the edge itself runs at a right angle to it. Directions
 * have no sense: θ and θ + π are one. Where both eigenvalues are equal there is no direction, and 0 is returned.
 *
 * @param tensor - symmetric [2, 2], or `{ ixx, ixy, iyy }`, each [height, width]
 * @returns the angle from +x towards +y, in (−π/2, π/2]: a number, or an ndarray [height, width]
 * @throws KindError, ShapeError or DomainError where the argument is no such thing
 * @see J. Bigün and G. H. Granlund, "Optimal orientation detection of linear symmetry", ICCV 1987
 *
 * @example
 * An image that rises to the right and downwards alike.
 * ```ts
 * import { tensorOrientation } from 'fovea';
 * tensorOrientation([[1, 1], [1, 1]]) // => 0.7853981633974483
 * ```
 */
export function tensorOrientation(tensor: TensorField): FloatNdArray;
export function tensorOrientation(tensor: ArrayInput): number;
export function tensorOrientation(tensor: TensorInput): Measured {
  const entries = readTensor('tensorOrientation', tensor);
  const { ixx, ixy, iyy } = entries;
  return measure(entries, 1, ([target]) => {
    kernel('tensorOrientation', orientationScalar)(ixx, ixy, iyy, target!);
  })[0]!;
}

/**
 * How much the gradients of a window agree in direction, from 0 to 1.
 *
 * $$c = \frac{\lambda_1 - \lambda_2}{\lambda_1 + \lambda_2} = \frac{\sqrt{(M_{11} - M_{22})^2 + 4 M_{12}^2}}{\operatorname{tr} M}$$
 *
 * It is 1 at a straight edge, 0 where no direction stands out and, by definition, where the image is flat. Some
 * authors take the square of it.
 *
 * @param tensor - symmetric [2, 2], or `{ ixx, ixy, iyy }`, each [height, width]
 * @returns a number, or an ndarray [height, width]
 * @throws KindError, ShapeError or DomainError where the argument is no such thing
 * @see B. Jähne, "Digital Image Processing", 6th edition 2005, section 13.3
 *
 * @example
 * An edge, and a place that changes alike in all directions.
 * ```ts
 * import { tensorCoherence } from 'fovea';
 * tensorCoherence([[1, 2], [2, 4]]) // => 1
 * tensorCoherence([[3, 0], [0, 3]]) // => 0
 * ```
 */
export function tensorCoherence(tensor: TensorField): FloatNdArray;
export function tensorCoherence(tensor: ArrayInput): number;
export function tensorCoherence(tensor: TensorInput): Measured {
  const entries = readTensor('tensorCoherence', tensor);
  const { ixx, ixy, iyy } = entries;
  return measure(entries, 1, ([target]) => {
    kernel('tensorCoherence', coherenceScalar)(ixx, ixy, iyy, target!);
  })[0]!;
}
