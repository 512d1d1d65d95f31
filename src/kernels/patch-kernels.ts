// Signatures of the kernels behind directions and descriptors of keypoints; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/**
 * What is done to the votes of a descriptor: nothing; unit length and clipped, and then unit length again, or roots of
 * shares of the sum.
 */
export type DescriptorFinish = 'votes' | 'unit' | 'root';

/** Kernels of the patches around keypoints, in levels [n, height, width]. */
export interface PatchKernels {
  /**
   * Dominant directions of the gradients around places [n, 4]: level, x, y, and the sigma of the Gaussian window, which
   * ends after `reach` of them. To `counts` how many each place has, and the angles, 0 ≤ angle < 2π, strongest first,
   * are appended to `angles`, place by place.
   */
  siftOrientations(
    levels: FloatTypedArray,
    height: number,
    width: number,
    places: Float64Array,
    reach: number,
    counts: Int32Array,
    angles: number[],
  ): void;

  /**
   * Writes to target [n, 128] the gradients around places [n, 5]: level, x, y, the size of a cell in samples, and the
   * orientation, to which 4×4 cells of 8 directions are turned, with trilinear shares.
   */
  siftDescriptors(
    levels: FloatTypedArray,
    height: number,
    width: number,
    places: Float64Array,
    finish: DescriptorFinish,
    target: FloatTypedArray,
  ): void;
}
