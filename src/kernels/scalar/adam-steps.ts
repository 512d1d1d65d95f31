// Adam and its kin: running averages of the gradient and of its square or size.
import type { FloatTypedArray } from '../../core/types.js';
import type { AdamaxNumbers, AdamNumbers, NadamNumbers } from '../optimizer-kernels.js';
import { quotient } from './quotient.js';

/** See `OptimizerKernels.adamStep`. */
export function adamStep(
  p: FloatTypedArray,
  g: FloatTypedArray,
  first: FloatTypedArray,
  second: FloatTypedArray,
  largest: FloatTypedArray | undefined,
  numbers: AdamNumbers,
): void {
  const { rate, decay, shrink, beta1, beta2, epsilon, correction1, correction2 } = numbers;
  const stride = rate / correction1;
  const root = Math.sqrt(correction2);
  for (let i = 0; i < p.length; i++) {
    const slope = g[i]! + decay * p[i]!;
    const m = beta1 * first[i]! + (1 - beta1) * slope;
    const v = beta2 * second[i]! + (1 - beta2) * slope * slope;
    first[i] = m;
    second[i] = v;
    let size = v;
    if (largest !== undefined) {
      size = Math.max(largest[i]!, v);
      largest[i] = size;
    }
    p[i] = shrink * p[i]! - stride * quotient(m, Math.sqrt(size) / root + epsilon);
  }
}

/** See `OptimizerKernels.adamaxStep`. */
export function adamaxStep(
  p: FloatTypedArray,
  g: FloatTypedArray,
  first: FloatTypedArray,
  largest: FloatTypedArray,
  numbers: AdamaxNumbers,
): void {
  const { rate, decay, beta1, beta2, epsilon, correction1 } = numbers;
  const stride = rate / correction1;
  for (let i = 0; i < p.length; i++) {
    const slope = g[i]! + decay * p[i]!;
    const m = beta1 * first[i]! + (1 - beta1) * slope;
    const u = Math.max(beta2 * largest[i]!, Math.abs(slope) + epsilon);
    first[i] = m;
    largest[i] = u;
    p[i]! -= stride * quotient(m, u);
  }
}

/** See `OptimizerKernels.nadamStep`. */
export function nadamStep(
  p: FloatTypedArray,
  g: FloatTypedArray,
  first: FloatTypedArray,
  second: FloatTypedArray,
  numbers: NadamNumbers,
): void {
  const { decay, beta1, beta2, epsilon, correction2, gradientWeight, momentWeight } = numbers;
  for (let i = 0; i < p.length; i++) {
    const slope = g[i]! + decay * p[i]!;
    const m = beta1 * first[i]! + (1 - beta1) * slope;
    const v = beta2 * second[i]! + (1 - beta2) * slope * slope;
    first[i] = m;
    second[i] = v;
    const step = gradientWeight * slope + momentWeight * m;
    p[i]! -= quotient(step, Math.sqrt(v / correction2) + epsilon);
  }
}
