// A border around an array, for plain and for traced values.
import type { NdArray } from 'ndarray';
import { type PadOptions, type PadWidths, pad as padPlain } from '../array/pad.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';
import { apply, isTraced, type Traced } from './traced.js';
import type { MovedValue } from './value-types.js';

/**
 * An array with a border around it.
 *
 * Borders are named in SciPy's words. With a b c d inside they are reflect (d c b a | a b c d | d c b a),
 * mirror (d c b | a b c d | c b a), nearest (a a a | a b c d | d d d), wrap (b c d | a b c d | a b c) and
 * constant. A border wider than the array goes on in the same way. The result keeps the storage of `a`.
 *
 * @param a - an array of any shape
 * @param widths - one number for every side, or `[before, after]` for each axis
 * @param options - `border`: what stands outside, "constant" where left out; `constant`: the number there
 * @returns a traced value for a traced one, else a row-major ndarray
 * @throws KindError where `a` is no array or an option is unknown, ShapeError where there are not as many
 * widths as axes, or nothing inside to repeat, DomainError where a width is negative or fractional or an
 * integer storage cannot hold the constant; DomainError for a result of more than 2²⁸ elements
 *
 * @example
 * The same border two ways.
 * ```ts
 * import { pad, toNested } from 'fovea/array';
 * toNested(pad([1, 2, 3], 2)) // => [0, 0, 1, 2, 3, 0, 0]
 * toNested(pad([1, 2, 3], [[2, 1]], { border: 'mirror' })) // => [3, 2, 1, 2, 3, 2]
 * ```
 */
export function pad<A extends ArrayInput | Traced>(
  a: A,
  widths: PadWidths,
  options?: PadOptions,
): MovedValue<A>;
export function pad(
  a: ArrayInput | Traced,
  widths: PadWidths,
  options?: PadOptions,
): NdArray<NumericTypedArray> | Traced {
  return isTraced(a) ? apply('pad', [a], { widths, options }) : padPlain(a, widths, options);
}
