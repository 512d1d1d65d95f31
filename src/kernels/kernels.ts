import type { FloatTypedArray } from '../core/types.js';
import type { ArrayKernels } from './array-kernels.js';
import type { AttentionKernels } from './attention-kernels.js';
import type { BorderMode } from './border-mode.js';
import type { ConvolutionKernels } from './convolution-kernels.js';
import type { DivergenceKernels } from './divergence-kernels.js';
import type { FilterKernels } from './filter-kernels.js';
import type { ImageKernels } from './image-kernels.js';
import type { IntensityKernels } from './intensity-kernels.js';
import type { LayerKernels } from './layer-kernels.js';
import type { MatchingKernels } from './matching-kernels.js';
import type { OptimizerKernels } from './optimizer-kernels.js';
import type { OrientationKernels } from './orientation-kernels.js';
import type { PatchKernels } from './patch-kernels.js';
import type { PositionKernels } from './position-kernels.js';
import type { ProbabilityKernels } from './probability-kernels.js';
import type { StructureKernels } from './structure-kernels.js';

export type { BorderMode } from './border-mode.js';

/** What `findDifferenceExtrema` is asked for, with `firstOfEquals`. */
export interface DifferenceSearch {
  /** All levels, one after the other: those that are made, or one that is there and those. */
  readonly stack: FloatTypedArray;
  readonly threshold: number;
  /** Where the indices go. */
  readonly found: number[];
}

/** Levels of which some rows are there at a time, for `smoothInWindow`. */
export interface WindowedLevels {
  /** Rows from `first` to `end` of what the first level is made of, good until others are asked for. */
  readonly source: (first: number, end: number) => FloatTypedArray;
  /** Whether these are the first level. */
  readonly hasFirst: boolean;
  /** The rows that are there, [levels, rows, width]. */
  readonly stack: FloatTypedArray;
  readonly rows: number;
  /** Of the levels, as far as they are there or not. */
  readonly height: number;
  readonly width: number;
  /** One for each level that is made. */
  readonly kernels: readonly Float64Array[];
  readonly border: BorderMode;
  readonly downFirst: boolean;
  /** Least absolute difference of extrema, which are not looked for where it is left out. */
  readonly threshold: number | undefined;

  /**
   * Is told, whenever no more rows fit and at the end, that the stack holds the rows from `top` on, of all levels those
   * before `end`, and which extrema of the differences were found since the last time: their indices in the whole volume.
   * Says from which row on the stack is needed further.
   */
  look(top: number, end: number, found: readonly number[]): number;
}

/**
 * Every raw computation: buffers, sizes and steps in, results written into buffers given. A kernel
 * checks nothing, allocates only scratch, and never writes its inputs. The scalar set is the truth;
 * faster sets agree with it.
 */
export interface Kernels
  extends ArrayKernels,
    AttentionKernels,
    ConvolutionKernels,
    DivergenceKernels,
    FilterKernels,
    ImageKernels,
    IntensityKernels,
    LayerKernels,
    MatchingKernels,
    OptimizerKernels,
    OrientationKernels,
    PatchKernels,
    PositionKernels,
    ProbabilityKernels,
    StructureKernels {
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

  /**
   * Doubles an image by linear interpolation on the centre-aligned grid: target pixel i lies at
   * source place (i − ½)/2, edge pixels repeated; adds a variance of 3/16 source pixel² on each axis.
   */
  doubleImage(
    source: FloatTypedArray,
    target: FloatTypedArray,
    height: number,
    width: number,
  ): void;

  /**
   * Halves an image to ⌈n/2⌉ samples an axis: at source places 2i where n is odd, at 2i + ½ (by cubic
   * interpolation, edge pixels repeated) where it is even.
   */
  halveImage(source: FloatTypedArray, target: FloatTypedArray, height: number, width: number): void;

  /**
   * Smooths a [height, width] image by the first of several kernels, down its columns and along its rows, what comes of
   * it by the second, and so on, each to a level of its own; see `separableFilter`. Kernels are symmetric and add up to
   * one; zeros stand outside for "constant". `source` may be any level but the first. With `search`, extrema of the
   * differences are looked for while the levels are made. Returns whether it has seen that all of `source` is finite;
   * false says nothing, and where it is not the levels hold anything.
   */
  smoothLevels(
    source: FloatTypedArray,
    levels: readonly FloatTypedArray[],
    height: number,
    width: number,
    kernels: readonly Float64Array[],
    border: BorderMode,
    downFirst: boolean,
    search?: DifferenceSearch,
  ): boolean;

  /**
   * `smoothLevels` in little memory: of each level only some rows are there at a time. Kernels that hold all levels anyway
   * decline. Returns false where it declined or met numbers that are not finite; what was told to `look` counts for
   * nothing then.
   */
  smoothInWindow(levels: WindowedLevels): boolean;

  /** Subtracts elementwise: target[i] = minuend[i] − subtrahend[i]. */
  subtract(minuend: FloatTypedArray, subtrahend: FloatTypedArray, target: FloatTypedArray): void;

  /**
   * Appends to `found` the index of each interior element of a [depth, height, width] volume that is
   * strictly above or strictly below all 26 neighbours and at least `threshold` in absolute value; with
   * `firstOfEquals` neighbours that come later in the volume may be equal.
   */
  findExtrema(
    volume: FloatTypedArray,
    depth: number,
    height: number,
    width: number,
    threshold: number,
    firstOfEquals: boolean,
    found: number[],
  ): void;

  /**
   * `findExtrema` in the differences levels[z + 1] − levels[z] of a [depth, height, width] stack, without
   * storing them; indices are those of the [depth − 1, height, width] volume of differences.
   */
  findDifferenceExtrema(
    levels: FloatTypedArray,
    depth: number,
    height: number,
    width: number,
    threshold: number,
    firstOfEquals: boolean,
    found: number[],
  ): void;

  /**
   * Refines extrema of the differences of a [depth, height, width] stack, by their indices as `findDifferenceExtrema`
   * gives them: fits to the 27 samples around each, the last of them with the mixed third derivatives, are followed to
   * the nearest sample. To `fits` twelve numbers for each, see `FIT` of the scalar kernel, with rows counted from `top`
   * on, 0 where left out.
   */
  refineExtrema(
    levels: FloatTypedArray,
    depth: number,
    height: number,
    width: number,
    indices: readonly number[],
    fits: Float64Array,
    top?: number,
  ): void;

  /**
   * Blobs by curvature: target[i] = xx·yy − xy² at pixel i where that is positive, negated where the image is
   * curved upwards (a dark blob); 0 at saddles.
   */
  signedDeterminant(
    xx: FloatTypedArray,
    xy: FloatTypedArray,
    yy: FloatTypedArray,
    target: FloatTypedArray,
  ): void;

  /**
   * Appends to `found` the index of each pixel of `level`, edges included, where `sign` times it is above
   * `threshold` and at least `sign` times each of its neighbours in three [height, width] planes; what lies
   * outside does not count, and `level` itself may stand for a plane that is not there.
   */
  findMaxima(
    finer: FloatTypedArray,
    level: FloatTypedArray,
    coarser: FloatTypedArray,
    height: number,
    width: number,
    sign: number,
    threshold: number,
    found: number[],
  ): void;
}
