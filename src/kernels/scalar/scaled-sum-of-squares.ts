import type { FloatTypedArray } from '../../core/types.js';

/** See `OptimizerKernels.scaledSumOfSquares`. */
export function scaledSumOfSquares(data: FloatTypedArray, scale: number): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    const x = data[i]! / scale;
    sum += x * x;
  }
  return sum;
}
