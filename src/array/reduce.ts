// Sums, means, variances and largest values, over all elements or along axes.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import {
  maxLines as maxScalar,
  minLines as minScalar,
  squaredDeviationLines as squaredDeviationScalar,
  sumLines as sumScalar,
} from '../kernels/scalar/reductions.js';
import { kernel } from '../kernels/select.js';
import {
  type AxisOption,
  type Reduced,
  type ReduceOptions,
  reduceAxes,
  refuseEmpty,
} from './reduce-axes.js';

/** Options of `variance`. */
export interface VarianceOptions<
  Axis extends AxisOption = AxisOption,
  Keep extends boolean | undefined = boolean | undefined,
> extends ReduceOptions<Axis, Keep> {
  /** What is taken from the count in the divisor: 0, or 1 for a sample's unbiased estimate. */
  readonly correction?: number | undefined;
}

/** The sum of the elements, over all of them or along axes. For plain values; gradient holds the form that users call. */
export function sum<
  A extends ArrayInput,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): Reduced<A, Axis, Keep>;
export function sum(a: ArrayInput, options?: ReduceOptions): number | FloatNdArray {
  const { axis, keepDims } = checkOptions('sum', options, ['axis', 'keepDims']);
  return reduceAxes('sum', a, axis, keepDims, kernel('sumLines', sumScalar));
}

/** The arithmetic mean of the elements, over all of them or along axes. For plain values; gradient holds the form that users call. */
export function mean<
  A extends ArrayInput,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): Reduced<A, Axis, Keep>;
export function mean(a: ArrayInput, options?: ReduceOptions): number | FloatNdArray {
  const { axis, keepDims } = checkOptions('mean', options, ['axis', 'keepDims']);
  return reduceAxes('mean', a, axis, keepDims, kernel('sumLines', sumScalar), (sums, count) => {
    for (let i = 0; i < sums.length; i++) sums[i]! /= count;
  });
}

/** The variance of the elements, over all of them or along axes, in two passes. For plain values; gradient holds the form that users call. */
export function variance<
  A extends ArrayInput,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: VarianceOptions<Axis, Keep>): Reduced<A, Axis, Keep>;
export function variance(a: ArrayInput, options?: VarianceOptions): number | FloatNdArray {
  const {
    axis,
    keepDims,
    correction = 0,
  } = checkOptions('variance', options, ['axis', 'keepDims', 'correction']);
  checkNumber('variance', 'correction', correction, { min: 0 });
  const run = kernel('squaredDeviationLines', squaredDeviationScalar);
  return reduceAxes('variance', a, axis, keepDims, run, (sums, count) => {
    if (sums.length > 0 && !(count > correction)) {
      throw new DomainError({
        function: 'variance',
        argument: 'correction',
        expected: `less than the ${count} elements that are reduced`,
        got: String(correction),
      });
    }
    for (let i = 0; i < sums.length; i++) sums[i]! /= count - correction;
  });
}

/** The largest element, over all of them or along axes; NaN where one is NaN. For plain values; gradient holds the form that users call. */
export function max<
  A extends ArrayInput,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): Reduced<A, Axis, Keep>;
export function max(a: ArrayInput, options?: ReduceOptions): number | FloatNdArray {
  const { axis, keepDims } = checkOptions('max', options, ['axis', 'keepDims']);
  return reduceAxes('max', a, axis, keepDims, kernel('maxLines', maxScalar), refuseEmpty);
}

/** The smallest element, over all of them or along axes; NaN where one is NaN. For plain values; gradient holds the form that users call. */
export function min<
  A extends ArrayInput,
  Axis extends AxisOption = undefined,
  Keep extends boolean | undefined = undefined,
>(a: A, options?: ReduceOptions<Axis, Keep>): Reduced<A, Axis, Keep>;
export function min(a: ArrayInput, options?: ReduceOptions): number | FloatNdArray {
  const { axis, keepDims } = checkOptions('min', options, ['axis', 'keepDims']);
  return reduceAxes('min', a, axis, keepDims, kernel('minLines', minScalar), refuseEmpty);
}
