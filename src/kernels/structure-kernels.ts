// Signatures of the kernels behind `structure-tensor`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';
import type { BorderMode } from './border-mode.js';

/** Local maxima of an image. */
export interface Peaks {
  /** Index of each. */
  readonly places: Uint32Array;
  /** The image there, in its precision. */
  readonly values: FloatTypedArray;
}

/** The kernels behind `structure-tensor`. */
export interface StructureKernels {
  /**
   * Products of two [height, width] images, ix², ix·iy and iy², each correlated with kernelY down the columns
   * and kernelX along the rows; what is in between is rounded to float32 at most where the targets are. "constant"
   * surrounds with 0.
   */
  windowProducts(
    ix: FloatTypedArray,
    iy: FloatTypedArray,
    height: number,
    width: number,
    kernelY: Float64Array,
    kernelX: Float64Array,
    border: BorderMode,
    ixx: FloatTypedArray,
    ixy: FloatTypedArray,
    iyy: FloatTypedArray,
  ): void;

  /**
   * As `windowProducts` with one kernel of three taps, of the derivatives of a [height, width] image, no side
   * below 2: three taps along the derivative and three across, rounded in between as by `windowProducts`. Derivatives see
   * `constant` outside with the rule "constant", products 0. Returns whether it has seen that all of `source` is
   * finite; false says nothing.
   */
  tensorOfThree(
    source: FloatTypedArray,
    height: number,
    width: number,
    along: Float64Array,
    across: Float64Array,
    window: Float64Array,
    border: BorderMode,
    constant: number,
    ixx: FloatTypedArray,
    ixy: FloatTypedArray,
    iyy: FloatTypedArray,
  ): boolean;

  /**
   * `harrisResponse` of the tensor of a [height, width] image: products of its derivatives, with taps along each and
   * across it, summed over a window as by `windowProducts`; by `tensorOfThree` where that serves. Derivatives see
   * `constant` outside with the rule "constant", products 0. Returns the largest, where it has seen that all of `source` is
   * finite; NaN where `target` does not count: the steps one by one serve instead.
   */
  harrisOfImage(
    source: FloatTypedArray,
    height: number,
    width: number,
    along: Float64Array,
    across: Float64Array,
    window: Float64Array,
    border: BorderMode,
    constant: number,
    k: number,
    target: FloatTypedArray,
  ): number;

  /**
   * det − k·trace² of symmetric 2×2 matrices: target[i] = ixx·iyy − ixy² − k·(ixx + iyy)². Returns whether it has
   * seen that all of these, and so all entries, are finite; false says nothing.
   */
  harrisResponse(
    ixx: FloatTypedArray,
    ixy: FloatTypedArray,
    iyy: FloatTypedArray,
    k: number,
    target: FloatTypedArray,
  ): boolean;

  /** The eigenvalues of symmetric 2×2 matrices, each to a few units in its last place. */
  tensorEigenvalues(
    ixx: FloatTypedArray,
    ixy: FloatTypedArray,
    iyy: FloatTypedArray,
    larger: FloatTypedArray,
    smaller: FloatTypedArray,
  ): void;

  /** target[i] = factor·det/(trace + epsilon), 0 where the divisor is 0. */
  determinantByTrace(
    ixx: FloatTypedArray,
    ixy: FloatTypedArray,
    iyy: FloatTypedArray,
    factor: number,
    epsilon: number,
    target: FloatTypedArray,
  ): void;

  /** target[i] = 4·det/trace², 0 where the trace is 0. */
  tensorRoundness(
    ixx: FloatTypedArray,
    ixy: FloatTypedArray,
    iyy: FloatTypedArray,
    target: FloatTypedArray,
  ): void;

  /** The direction of the eigenvector of the larger eigenvalue, ½·atan2(2·ixy, ixx − iyy), in (−π/2, π/2]. */
  tensorOrientation(
    ixx: FloatTypedArray,
    ixy: FloatTypedArray,
    iyy: FloatTypedArray,
    target: FloatTypedArray,
  ): void;

  /** Difference of the eigenvalues by their sum, from 0 to 1; 0 where the sum is 0. */
  tensorCoherence(
    ixx: FloatTypedArray,
    ixy: FloatTypedArray,
    iyy: FloatTypedArray,
    target: FloatTypedArray,
  ): void;

  /**
   * target[i] = (ixx·iy² + iyy·ix² − 2·ixy·ix·iy)/(ix² + iy²) of first and second derivatives; 0 where the
   * divisor is 0.
   */
  isophoteCurvature(
    ix: FloatTypedArray,
    iy: FloatTypedArray,
    ixx: FloatTypedArray,
    ixy: FloatTypedArray,
    iyy: FloatTypedArray,
    target: FloatTypedArray,
  ): void;

  /**
   * Each pixel above `threshold`, at least `margin` from the edge, that none within `distance` along both axes
   * exceeds, by rows; of equal ones so near to each other the first.
   */
  findPeaks(
    response: FloatTypedArray,
    height: number,
    width: number,
    distance: number,
    margin: number,
    threshold: number,
  ): Peaks;

  /** The same peaks by falling value; equal ones stay as they were. */
  orderPeaks(peaks: Peaks): Peaks;

  /**
   * Σ w·ix^(4−m)·iy^m for m from 0 to 4 around (x, y), with w = exp(−d²/2σ²)·(d/σ)⁸ of the distance d: the middle,
   * where edges mix, counts least.
   */
  directionMoments(
    ix: FloatTypedArray,
    iy: FloatTypedArray,
    height: number,
    width: number,
    x: number,
    y: number,
    sigma: number,
    moments: Float64Array,
  ): void;

  /**
   * Mean distances from (x, y), along the unit normals `first` and `second`, of the pixels around it, weighed by
   * a Gaussian and by the square of the gradient's part along that normal; then the two sums of weights.
   */
  edgeOffsets(
    ix: FloatTypedArray,
    iy: FloatTypedArray,
    height: number,
    width: number,
    x: number,
    y: number,
    sigma: number,
    first: readonly [number, number],
    second: readonly [number, number],
    offsets: Float64Array,
  ): void;
}
