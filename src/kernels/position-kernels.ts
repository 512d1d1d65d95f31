// Signatures of the kernels behind positions of tokens; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** By which angle each pair of numbers at each position is turned, and where the pairs lie. */
export interface PairTurns {
  /** Cosines of the angles, [n, pairs]. */
  readonly cosines: Float64Array;
  /** Sines of the angles, [n, pairs]. */
  readonly sines: Float64Array;
  /** Number of positions. */
  readonly n: number;
  /** Number of pairs; a row has twice as many numbers. */
  readonly pairs: number;
  /** Pair i begins at i·step of its row. */
  readonly step: number;
  /** From the first number of a pair to its second. */
  readonly gap: number;
}

/** Kernels of positions. */
export interface PositionKernels {
  /**
   * Turns the pairs of each row of `source` [items, n, 2·pairs] by the angles of its position, from the first
   * number towards the second; `target` must not be `source`.
   */
  rotatePairs(
    source: FloatTypedArray,
    target: FloatTypedArray,
    items: number,
    turns: PairTurns,
  ): void;
}
