// Why sinusoidal positions can be compared: a shift is a rotation.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { FloatNdArray } from '../core/types.js';
import { angleOf, USUAL_BASE } from './frequencies.js';

/** Options of `positionShiftMatrix`. */
export interface PositionShiftOptions {
  /** The base of the positions; 10000 where left out. */
  readonly base?: number | undefined;
}

/**
 * The matrix that moves every sinusoidal position by the same number of places.
 *
 * $$P_{p + k} = P_p \, R_k, \quad R_k = \operatorname{diag}\begin{pmatrix} \cos k\omega_i & -\sin k\omega_i \\
 * \sin k\omega_i & \cos k\omega_i \end{pmatrix}, \quad \omega_i = b^{-2i/d}$$
 *
 * Rows of `sinusoidalPositions` are multiplied from the left, as everywhere here; each pair of sine and cosine turns by
 * its own angle. The matrix does not depend on p: that is why a linear map can learn to look k places back.
 *
 * @param d - numbers of a token, even
 * @param offset - k, whole or not, negative for earlier places
 * @param options - `base`: b, 10000 where left out
 * @returns [d, d], a rotation
 * @throws KindError where something is of the wrong kind, DomainError where d is odd or a number out of range;
 * DomainError for a result of more than 2²⁸ elements
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.5
 *
 * @example
 * From position 2 to position 5.
 * ```ts
 * import { matmul, toNested } from 'fovea/array';
 * import { positionShiftMatrix, sinusoidalPositions } from 'fovea';
 * const moved = matmul(sinusoidalPositions(1, 4, { offset: 2 }), positionShiftMatrix(4, 3));
 * toNested(moved) // => [[-0.9589243, 0.2836622, 0.04997917, 0.9987503]]
 * toNested(sinusoidalPositions(1, 4, { offset: 5 })) // => [[-0.9589243, 0.2836622, 0.04997917, 0.9987503]]
 * ```
 */
export function positionShiftMatrix(
  d: number,
  offset: number,
  options?: PositionShiftOptions,
): FloatNdArray {
  return positionShiftMatrixFor('positionShiftMatrix', d, offset, options);
}

/** `positionShiftMatrix` for functions that it is a part of, whose name errors tell. */
export function positionShiftMatrixFor(
  fn: string,
  d: number,
  offset: number,
  options?: PositionShiftOptions,
): FloatNdArray {
  checkNumber(fn, 'd', d, { integer: true, min: 2 });
  checkElements(fn, 'd', [d, d]);
  if (d % 2 !== 0) {
    throw new DomainError({ function: fn, argument: 'd', expected: 'an even number', got: `${d}` });
  }
  checkNumber(fn, 'offset', offset);
  const { base = USUAL_BASE } = checkOptions(fn, options, ['base']);
  checkNumber(fn, 'base', base, { above: 0 });
  const data = allocate('float64', d * d);
  for (let pair = 0; pair < d / 2; pair++) {
    const angle = angleOf(offset, pair, d, base);
    const at = 2 * pair * (d + 1);
    data[at] = Math.cos(angle);
    data[at + 1] = -Math.sin(angle);
    data[at + d] = Math.sin(angle);
    data[at + d + 1] = Math.cos(angle);
  }
  return wrap(data, [d, d]);
}
