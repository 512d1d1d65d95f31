// How the losses of many samples become one.
import { checkOneOf } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { FloatNdArray } from '../core/types.js';
import { asArray } from '../gradient/moves.js';
import { mean, sum } from '../gradient/reduce.js';
import type { Traced } from '../gradient/traced.js';

/** What a loss gives: the mean over the samples, their sum, or one number each. */
export type Reduction = 'mean' | 'sum' | 'none';

/** A traced value where an argument is traced; else one number, or an ndarray where nothing is reduced. */
export type LossValue<A, B, R extends Reduction | undefined> =
  | (A extends Traced ? Traced : B extends Traced ? Traced : never)
  | (A extends Traced
      ? never
      : B extends Traced
        ? never
        : R extends 'none'
          ? FloatNdArray
          : number);

/** Reads the option. */
export function readReduction(fn: string, reduction: Reduction = 'mean'): Reduction {
  return checkOneOf(fn, 'reduction', reduction, ['mean', 'sum', 'none']);
}

/** Refuses a mean of nothing. */
export function checkSamples(fn: string, shape: readonly number[], reduction: Reduction): void {
  if (reduction !== 'mean' || elementCount(shape) > 0) return;
  throw new ShapeError({
    function: fn,
    argument: 'reduction',
    expected: 'a sample at least for a mean',
    got: 'none',
  });
}

/** Reduces losses. */
export function reduced(
  losses: number | FloatNdArray | Traced,
  reduction: Reduction,
): number | FloatNdArray | Traced {
  const all = asArray(losses);
  if (reduction === 'none') return all;
  return reduction === 'sum' ? sum(all) : mean(all);
}
