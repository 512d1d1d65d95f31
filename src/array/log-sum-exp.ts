// The logarithm of sums of exponentials: apart from other reductions, which need none of its kernels.
import { checkOptions } from '../core/check.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { logSumExpLines as logSumExpScalar } from '../kernels/scalar/reductions.js';
import { kernel } from '../kernels/select.js';
import { logSumExpLines } from '../kernels/simd/softmax.js';
import { type AxisOption, type Reduced, type ReduceOptions, reduceAxes } from './reduce-axes.js';

/** The logarithm of the sum of exponentials, over all elements or along axes, without overflow. For plain values; gradient holds the form that users call. */
export function logSumExp<
  A extends ArrayInput,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): Reduced<A, Axis, Keep>;
export function logSumExp(a: ArrayInput, options?: ReduceOptions): number | FloatNdArray {
  const { axis, keepDims } = checkOptions('logSumExp', options, ['axis', 'keepDims']);
  return reduceAxes(
    'logSumExp',
    a,
    axis,
    keepDims,
    kernel('logSumExpLines', logSumExpScalar, logSumExpLines),
  );
}
