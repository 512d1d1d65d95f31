import type { FloatTypedArray } from '../core/types.js';

/** For each pixel of an axis the slots that it votes into, as lists one after the other. */
export interface Spread {
  /** Slots in all. */
  readonly slots: number;
  /** Where the list of each pixel begins, and one entry more for the end of the last. */
  readonly starts: Int32Array;
  /** The slots. */
  readonly slot: Int32Array;
  /** Share of the vote that each of them gets. */
  readonly weight: Float64Array;
}

/** Where votes go. */
export interface VoteTarget {
  /** Shares of the rows of pixels. */
  readonly rows: Spread;
  /** Shares of the columns of pixels. */
  readonly columns: Spread;
  /** [rows.slots, columns.slots, bins]. */
  readonly sums: FloatTypedArray;
}

/** How a block is brought to a common contrast. */
export interface BlockNorm {
  /** Which norm. */
  readonly rule: 'l2-hys' | 'l2' | 'l1' | 'l1-sqrt' | 'none';
  /** Under the root with the squares (or beside the sum of L1): keeps flat blocks at zero. */
  readonly epsilon: number;
  /** Largest element before L2-Hys normalises again. */
  readonly clip: number;
  /** OpenCV's form of L2 and L2-Hys: constants beside the roots, in place of `epsilon` under them. */
  readonly beside?: readonly [first: number, second: number] | undefined;
}

/** Kernels of orientation histograms. */
export interface OrientationKernels {
  /**
   * Magnitude of each gradient, and its angle in [0, period), in a unit of which a radian has `unitsPerRadian`. Returns
   * whether it has seen that `ix` and `iy` are finite; false says nothing.
   */
  gradientPolar(
    ix: FloatTypedArray,
    iy: FloatTypedArray,
    period: number,
    unitsPerRadian: number,
    magnitude: FloatTypedArray,
    orientation: FloatTypedArray,
  ): boolean;

  /**
   * Adds each vote to a circular histogram: at the place angle·bins/period − anchor, shared between the two
   * bins beside it, or whole to the bin that holds the angle.
   */
  addVotes(
    orientations: FloatTypedArray,
    magnitudes: FloatTypedArray,
    period: number,
    anchor: number,
    interpolate: boolean,
    histogram: Float64Array,
  ): void;

  /**
   * Turns gradients into votes, in place: `ix` becomes the magnitude, `iy` the place among `bins` bins over
   * `signed ? 2π : π` that stand at their centres; a whole number, the bin that holds the angle, where `whole`.
   */
  votePlaces(
    ix: FloatTypedArray,
    iy: FloatTypedArray,
    bins: number,
    signed: boolean,
    whole: boolean,
  ): void;

  /** Adds votes [height, width] to target [rows.slots, columns.slots, bins], by the shares of rows and columns. */
  spreadVotes(
    magnitude: FloatTypedArray,
    place: FloatTypedArray,
    width: number,
    bins: number,
    rows: Spread,
    columns: Spread,
    target: FloatTypedArray,
  ): void;

  /**
   * Votes of a [height, width] image's central differences times `factor`, placed as by `votePlaces`, that go on
   * mirrored: added to the sums of each target as by `spreadVotes`, in float64, and rounded at the end.
   */
  voteGradients(
    image: FloatTypedArray,
    height: number,
    width: number,
    factor: number,
    bins: number,
    signed: boolean,
    whole: boolean,
    targets: readonly VoteTarget[],
  ): void;

  /** Keeps of two gradients a pixel the longer one, the first on a tie, in `ix` and `iy`. */
  keepStronger(
    ix: FloatTypedArray,
    iy: FloatTypedArray,
    otherX: FloatTypedArray,
    otherY: FloatTypedArray,
  ): void;

  /**
   * Copies cells of source [sourceRows, sourceColumns, bins] to target [blocks down, blocks across, cells down,
   * cells across, bins]: for each block the rows and the columns that its cells stand in.
   */
  gatherBlocks(
    source: FloatTypedArray,
    sourceColumns: number,
    bins: number,
    rows: readonly Int32Array[],
    columns: readonly Int32Array[],
    target: FloatTypedArray,
  ): void;

  /** Normalises each run of `length` numbers, in place. */
  normalizeBlocks(blocks: FloatTypedArray, length: number, norm: BlockNorm): void;
}
