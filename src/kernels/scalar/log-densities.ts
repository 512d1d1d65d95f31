// Densities of many points in one pass.
import type { FloatTypedArray } from '../../core/types.js';

/** ln 2π. */
const LN_TWO_PI = 1.8378770664093453;

/** See `ProbabilityKernels`. */
export function gaussianLogDensities(
  x: FloatTypedArray,
  mean: FloatTypedArray,
  variance: FloatTypedArray,
  target: FloatTypedArray,
  rows: number,
  length: number,
  summed: boolean,
): void {
  const [xStep, mStep, vStep] = [stepOf(x), stepOf(mean), stepOf(variance)];
  // Variances that all rows share have their logarithms taken once.
  const known = variance.length <= length ? Float64Array.from(variance, Math.log) : undefined;
  for (let row = 0; row < rows; row++) {
    const start = row * length;
    let a = start % x.length;
    let m = start % mean.length;
    let v = start % variance.length;
    let squares = 0;
    let logarithms = 0;
    for (let i = 0; i < length; i++) {
      const spread = variance[v]!;
      const difference = x[a]! - mean[m]!;
      // In this order the square overflows only where the quotient does.
      const square = difference * (difference / spread);
      const logarithm = known === undefined ? Math.log(spread) : known[v]!;
      if (summed) {
        squares += square;
        logarithms += logarithm;
      } else {
        target[start + i] = -0.5 * (square + logarithm + LN_TWO_PI);
      }
      a += xStep;
      m += mStep;
      v += vStep;
    }
    if (summed) target[row] = -0.5 * (squares + logarithms + length * LN_TWO_PI);
  }
}

// One number stays where it is.
function stepOf(x: FloatTypedArray): number {
  return x.length === 1 ? 0 : 1;
}

/** See `ProbabilityKernels`. */
export function pickFromRows(
  source: FloatTypedArray,
  index: FloatTypedArray,
  target: FloatTypedArray,
  rows: number,
  length: number,
): void {
  const [sourceStep, indexStep] = [source.length === length ? 0 : length, stepOf(index)];
  for (let row = 0; row < rows; row++)
    target[row] = source[row * sourceStep + index[row * indexStep]!]!;
}
