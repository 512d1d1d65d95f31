// Steps whose length each parameter's own earlier gradients set.
import type { FloatTypedArray } from '../../core/types.js';
import type { AdadeltaNumbers, AdagradNumbers, RmspropNumbers } from '../optimizer-kernels.js';
import { quotient } from './quotient.js';

/** See `OptimizerKernels.adagradStep`. */
export function adagradStep(
  p: FloatTypedArray,
  g: FloatTypedArray,
  sumOfSquares: FloatTypedArray,
  numbers: AdagradNumbers,
): void {
  const { rate, decay, epsilon } = numbers;
  for (let i = 0; i < p.length; i++) {
    const slope = g[i]! + decay * p[i]!;
    const s = sumOfSquares[i]! + slope * slope;
    sumOfSquares[i] = s;
    p[i]! -= rate * quotient(slope, Math.sqrt(s) + epsilon);
  }
}

/** See `OptimizerKernels.rmspropStep`. */
export function rmspropStep(
  p: FloatTypedArray,
  g: FloatTypedArray,
  meanSquare: FloatTypedArray,
  mean: FloatTypedArray | undefined,
  velocity: FloatTypedArray | undefined,
  numbers: RmspropNumbers,
): void {
  const { rate, decay, epsilon, alpha, momentum } = numbers;
  for (let i = 0; i < p.length; i++) {
    const slope = g[i]! + decay * p[i]!;
    const s = alpha * meanSquare[i]! + (1 - alpha) * slope * slope;
    meanSquare[i] = s;
    let spread = s;
    if (mean !== undefined) {
      const m = alpha * mean[i]! + (1 - alpha) * slope;
      mean[i] = m;
      // A variance is never negative; the difference of two rounded numbers may be.
      spread = Math.max(s - m * m, 0);
    }
    let step = quotient(slope, Math.sqrt(spread) + epsilon);
    if (velocity !== undefined) {
      step += momentum * velocity[i]!;
      velocity[i] = step;
    }
    p[i]! -= rate * step;
  }
}

/** See `OptimizerKernels.adadeltaStep`. */
export function adadeltaStep(
  p: FloatTypedArray,
  g: FloatTypedArray,
  meanSquare: FloatTypedArray,
  meanSquareUpdate: FloatTypedArray,
  numbers: AdadeltaNumbers,
): void {
  const { rate, decay, epsilon, rho } = numbers;
  for (let i = 0; i < p.length; i++) {
    const slope = g[i]! + decay * p[i]!;
    const s = rho * meanSquare[i]! + (1 - rho) * slope * slope;
    meanSquare[i] = s;
    const u = meanSquareUpdate[i]!;
    const step = quotient(Math.sqrt(u + epsilon), Math.sqrt(s + epsilon)) * slope;
    meanSquareUpdate[i] = rho * u + (1 - rho) * step * step;
    p[i]! -= rate * step;
  }
}
