import type { FloatNdArray } from '../core/types.js';
import { isTraced, type Traceable, type Traced } from './traced.js';

/**
 * The number or array behind a traced value: a constant for what is computed from it.
 *
 * $$\frac{\partial}{\partial x} \operatorname{stop}(x) = 0$$
 *
 * It also serves to look at a value inside a function that is being differentiated.
 *
 * @param x - a traced value, a number or an array; what is not traced comes back as it is
 * @returns the number or the ndarray; it belongs to the trace, so it is read, never written
 *
 * @example
 * The first factor counts as a constant, so the derivative at 3 is 3, not 6.
 * ```ts
 * import { mul } from 'fovea/array';
 * import { grad, stopGradient } from 'fovea/gradient';
 * grad((x) => mul(stopGradient(x), x))(3) // => 3
 * ```
 */
export function stopGradient<X extends Traceable>(
  x: X,
): X extends Traced ? number | FloatNdArray : X;
export function stopGradient(x: Traceable): Traceable {
  let plain = x;
  while (isTraced(plain)) plain = plain.inner;
  return plain;
}
