// Signatures of the kernels behind `image`; `Kernels` takes them in.
import type { FloatTypedArray, NumericTypedArray } from '../core/types.js';
import type { BorderMode } from './border-mode.js';

/** For each place of a target line the stretch of the source line that it is a weighted sum of. */
export interface LineWeights {
  /** First source index of each target place. */
  readonly first: Int32Array;
  /** Where the weights of each target place begin, and at the end their number. */
  readonly start: Int32Array;
  /** The weights, one after the other. */
  readonly weights: Float64Array;
}

/** How a value between pixels is made. */
export type Sampling = 'bilinear' | 'nearest';

/** The kernels behind `image`. */
export interface ImageKernels {
  /**
   * Mixes the channels of `target.length` pixels: target[i] = Σ_c weights[c]·source[i·channels + c] for
   * the first weights.length channels. Where `alpha` ≥ 0 it is the channel of an opacity of maximum
   * `opaque`, and the mix is blended over `background`.
   */
  mixChannels(
    source: NumericTypedArray,
    target: FloatTypedArray,
    channels: number,
    weights: Float64Array,
    alpha: number,
    opaque: number,
    background: number,
  ): void;

  /**
   * Weighted sums along the middle axis of an [outer, length, inner] array, whose new length is that of
   * `weights.first`.
   */
  resampleAxis(
    source: FloatTypedArray,
    target: FloatTypedArray,
    outer: number,
    length: number,
    inner: number,
    weights: LineWeights,
  ): void;

  /**
   * Samples a [height, width, channels] image where a 3×3 matrix (row by row) sends each pixel (x, y, 1)
   * of the [targetHeight, targetWidth, channels] target. What lies outside follows the border rule; a
   * place that is not finite has the constant.
   */
  warpImage(
    source: FloatTypedArray,
    target: FloatTypedArray,
    height: number,
    width: number,
    channels: number,
    targetHeight: number,
    targetWidth: number,
    matrix: Float64Array,
    sampling: Sampling,
    border: BorderMode,
    constant: number,
  ): void;
}
