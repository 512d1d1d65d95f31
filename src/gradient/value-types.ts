// What comes back, known from the types of what goes in.
import type { Elementwise, Operand } from '../array/elementwise.js';
import type { Reduced } from '../array/reduce-axes.js';
import type { SameStorage } from '../array/storage.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { Traceable, Traced } from './traced.js';

/** What differentiable elementwise functions give: a traced value where one argument is, else what `Elementwise` says. */
export type Computed<
  A extends Traceable,
  B extends Traceable = number,
  C extends Traceable = number,
> =
  | (A extends Traced ? Traced : B extends Traced ? Traced : C extends Traced ? Traced : never)
  | (A extends Operand
      ? B extends Operand
        ? C extends Operand
          ? Elementwise<A, B, C>
          : never
        : never
      : never);

/** What differentiable reductions give: a traced value for a traced one, else what `Reduced` says. */
export type ReducedValue<A extends ArrayInput | Traced, Axis, Keep> = A extends Traced
  ? Traced
  : Reduced<A, Axis, Keep>;

/** What differentiable functions that move numbers give: a traced value for a traced one, else the same storage. */
export type MovedValue<A extends ArrayInput | Traced> = A extends Traced ? Traced : SameStorage<A>;

/** A traced value where one argument is traced, else an ndarray. */
export type ArrayValue<A extends ArrayInput | Traced, B extends ArrayInput | Traced = A> =
  | (A extends Traced ? Traced : B extends Traced ? Traced : never)
  | (A extends ArrayInput ? (B extends ArrayInput ? FloatNdArray : never) : never);
