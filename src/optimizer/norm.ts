// The Euclidean norm over all leaves of a tree.
import { scaledSumOfSquares as scaledSumOfSquaresScalar } from '../kernels/scalar/scaled-sum-of-squares.js';
import { kernel } from '../kernels/select.js';
import type { Leaf } from './read-trees.js';

/** Below this the sum of squares has lost digits to underflow. */
const SMALLEST_SUM = 1e-280;

/** A norm in two factors, neither of which can overflow. */
export interface Norm {
  /** A scale, 1 where no care is needed. */
  readonly scale: number;
  /** The norm of the numbers divided by that scale. */
  readonly length: number;
}

/**
 * √Σ x² over all numbers of all leaves, without overflow or underflow on the way.
 *
 * @param leaves - the leaves
 * @returns the norm as scale · length
 */
export function normOf(leaves: readonly Leaf[]): Norm {
  const sumOfSquares = (scale: number): number =>
    leaves.reduce(
      (sum, { data }) => sum + kernel('scaledSumOfSquares', scaledSumOfSquaresScalar)(data, scale),
      0,
    );
  const plain = sumOfSquares(1);
  if (plain > SMALLEST_SUM && plain < Infinity) return { scale: 1, length: Math.sqrt(plain) };
  let largest = 0;
  for (const { data } of leaves) {
    for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  }
  if (largest === 0) return { scale: 1, length: 0 };
  return { scale: largest, length: Math.sqrt(sumOfSquares(largest)) };
}
