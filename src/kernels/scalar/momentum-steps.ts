// Steps down the gradient, without and with a velocity.
import type { FloatTypedArray } from '../../core/types.js';
import type { MomentumNumbers, StepNumbers } from '../optimizer-kernels.js';

/** See `OptimizerKernels.descentStep`. */
export function descentStep(p: FloatTypedArray, g: FloatTypedArray, numbers: StepNumbers): void {
  const { rate, decay } = numbers;
  for (let i = 0; i < p.length; i++) p[i]! -= rate * (g[i]! + decay * p[i]!);
}

/** See `OptimizerKernels.momentumStep`. */
export function momentumStep(
  p: FloatTypedArray,
  g: FloatTypedArray,
  velocity: FloatTypedArray,
  numbers: MomentumNumbers,
): void {
  const { rate, decay, momentum, share, nesterov } = numbers;
  for (let i = 0; i < p.length; i++) {
    const slope = g[i]! + decay * p[i]!;
    const v = momentum * velocity[i]! + share * slope;
    velocity[i] = v;
    p[i]! -= rate * (nesterov ? slope + momentum * v : v);
  }
}
