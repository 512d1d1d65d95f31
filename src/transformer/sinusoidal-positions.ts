// Positions as waves of many lengths, added to what tokens mean.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { checkElements } from '../core/limit.js';
import type { FloatDType, FloatNdArray } from '../core/types.js';
import { angleOf, USUAL_BASE } from './frequencies.js';

/** Options of `sinusoidalPositions`. */
export interface SinusoidalOptions {
  /** The longest wave is shorter than this many times 2π; 10000 where left out. */
  readonly base?: number | undefined;
  /** Position of the first row; 0 where left out. */
  readonly offset?: number | undefined;
  /** Storage: "float64" where left out, or "float32" for tokens in single precision. */
  readonly dtype?: FloatDType | undefined;
}

const FN = 'sinusoidalPositions';

/**
 * Sinusoidal position encodings: for each position a row of sines and cosines, to be added to the tokens.
 *
 * $$P_{p,2i} = \sin\frac{p}{b^{2i/d}}, \qquad P_{p,2i+1} = \cos\frac{p}{b^{2i/d}}$$
 *
 * Positions p and pairs i count from 0; sine and cosine of a pair share a frequency and stand next to each other.
 * All numbers lie in [−1, 1]; position 0 is 0, 1, 0, 1, …, not zeros. The dot product of two rows depends on the
 * difference of their positions alone (where d is even). Where d is odd the last column is a sine.
 *
 * @param n - how many positions, at least 1
 * @param d - numbers of a token, at least 1
 * @param options - `base`: b, 10000 where left out; `offset`: position of the first row; `dtype`: "float64" where
 * left out
 * @returns shape [n, d]
 * @throws KindError or DomainError where a number is out of range or an option is unknown; DomainError for a result
 * of more than 2²⁸ elements
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.5
 *
 * @example
 * Two positions of four numbers.
 * ```ts
 * import { sinusoidalPositions, toNested } from 'fovea';
 * toNested(sinusoidalPositions(2, 4)) // => [[0, 1, 0, 1], [0.841471, 0.540302, 0.00999983, 0.99995]]
 * ```
 */
export function sinusoidalPositions(
  n: number,
  d: number,
  options?: SinusoidalOptions,
): FloatNdArray {
  checkNumber(FN, 'n', n, { integer: true, min: 1 });
  checkNumber(FN, 'd', d, { integer: true, min: 1 });
  checkElements(FN, 'n', [n, d]);
  const given = checkOptions(FN, options, ['base', 'offset', 'dtype']);
  const base = checkNumber(FN, 'base', given.base ?? USUAL_BASE, { above: 0 });
  const offset = checkNumber(FN, 'offset', given.offset ?? 0, { integer: true });
  const dtype = checkOneOf(FN, 'dtype', given.dtype ?? 'float64', ['float64', 'float32']);
  const data = allocate(dtype, n * d);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < d; column++) {
      const angle = angleOf(offset + row, column >> 1, d, base);
      data[row * d + column] = column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return wrap(data, [n, d]);
}
