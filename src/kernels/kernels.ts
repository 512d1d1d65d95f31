import type { FloatTypedArray } from '../core/types.js';

/**
 * What lies outside an image a b c d, in SciPy's words: reflect (d c b a | a b c d | d c b a), mirror
 * (d c b | a b c d | c b a), nearest (a a a | a b c d | d d d), wrap (b c d | a b c d | a b c) or a constant.
 */
export type BorderMode = 'reflect' | 'mirror' | 'nearest' | 'wrap' | 'constant';

/**
 * Every raw computation: buffers, sizes and steps in, results written into buffers given. A kernel
 * checks nothing, allocates only scratch, and never writes its inputs. The scalar set is the truth;
 * faster sets agree with it.
 */
export interface Kernels {
  /**
   * Correlates an [outer, length, inner] array along its middle axis with an odd-sized kernel:
   * target[o, x, i] = Σ_t kernel[t]·source[o, x + t − radius, i]; `target` must not be `source`.
   */
  filterAxis(
    source: FloatTypedArray,
    target: FloatTypedArray,
    outer: number,
    length: number,
    inner: number,
    kernel: Float64Array,
    border: BorderMode,
    constant: number,
  ): void;
}
