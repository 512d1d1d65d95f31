// Signatures of the kernels behind `convolution`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** Where windows lie on planes of an input, and what they give. */
export interface WindowGrid {
  /** Rows of the input. */
  readonly height: number;
  /** Columns of the input. */
  readonly width: number;
  /** Rows of the output, one for each window. */
  readonly outHeight: number;
  /** Columns of the output. */
  readonly outWidth: number;
  /** Rows of a window. */
  readonly kernelHeight: number;
  /** Columns of a window. */
  readonly kernelWidth: number;
  /** From one window to the one below. */
  readonly strideY: number;
  /** From one window to the next in its row. */
  readonly strideX: number;
  /** Rows of padding above the input. */
  readonly top: number;
  /** Columns of padding left of it. */
  readonly left: number;
}

/**
 * A convolution between an input [images, channels, height, width], weights [filters, channels / groups,
 * kernelHeight, kernelWidth] and an output [images, filters, outHeight, outWidth]. Filters of group g see its channels
 * alone.
 */
export interface ConvTask extends WindowGrid {
  /** Number of images. */
  readonly images: number;
  /** Channels of the input. */
  readonly channels: number;
  /** Channels of the output. */
  readonly filters: number;
  /** Into how many groups both are split. */
  readonly groups: number;
  /** From one row of a kernel to the next, in rows of the input. */
  readonly dilationY: number;
  /** From one column of a kernel to the next. */
  readonly dilationX: number;
}

/** What a mean over windows divides by. */
export interface AveragePoolTask extends WindowGrid {
  /** Whether padding counts as zeros; what overhangs the padding never does. */
  readonly countPadding: boolean;
}

/** Kernels of convolutions and pools. */
export interface ConvolutionKernels {
  /**
   * Cross-correlates: output[b, f, y, x] = bias[f] + Σ_{c, i, j} weight[f, c, i, j] · input[b, c, y·strideY − top +
   * i·dilationY, x·strideX − left + j·dilationX], 0 outside the input; summed in that order, in float64,
   * or in float32 by runs of 256. This and both adjoints are in float64 where float32 is left on the way.
   */
  convolve(
    task: ConvTask,
    input: FloatTypedArray,
    weight: FloatTypedArray,
    bias: FloatTypedArray | undefined,
    output: FloatTypedArray,
  ): void;

  /**
   * The adjoint of `convolve` by its input: each element of the output is handed back to the elements of the input that
   * it saw, times the weights; then bias[c] is added. Sums are in float64 or
   * float32.
   */
  convolveBack(
    task: ConvTask,
    output: FloatTypedArray,
    weight: FloatTypedArray,
    bias: FloatTypedArray | undefined,
    input: FloatTypedArray,
  ): void;

  /**
   * The adjoint of `convolve` by its weights: weight[f, c, i, j] = Σ_{b, y, x} output[b, f, y, x] · input[b, c, …], in
   * float64, or in float32 by runs of 256 or fewer.
   */
  correlateWindows(
    task: ConvTask,
    input: FloatTypedArray,
    output: FloatTypedArray,
    weight: FloatTypedArray,
  ): void;

  /**
   * For each window on each of `planes` planes of the input the index of its largest element, the first of equals, in
   * the whole input; the first NaN where there is one. Padding does not count; no window holds padding alone.
   */
  largestInWindows(
    grid: WindowGrid,
    planes: number,
    input: FloatTypedArray,
    indices: Int32Array,
  ): void;

  /** The mean of each window on each of `planes` planes. */
  averageWindows(
    task: AveragePoolTask,
    planes: number,
    input: FloatTypedArray,
    output: FloatTypedArray,
  ): void;

  /** The adjoint of `averageWindows`: adds to the zeros of `input` each output's share for each element. */
  spreadAverages(
    task: AveragePoolTask,
    planes: number,
    output: FloatTypedArray,
    input: FloatTypedArray,
  ): void;
}
