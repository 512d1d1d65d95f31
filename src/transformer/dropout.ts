// Dropout, with its randomness as an argument.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { mul } from '../gradient/arithmetic.js';
import { dtypeOf, shapeOf } from '../gradient/moves.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';

/** What dropout needs. */
export interface DropoutOptions {
  /** The probability that a number becomes 0, from 0 up to but without 1. */
  readonly rate: number;
  /** The stream that decides, which advances; it may be left out where the rate is 0. */
  readonly rng?: Rng | undefined;
}

/**
 * Dropout as in training: each number becomes 0 with a given probability, and those that stay grow by so much that
 * the expectation remains.
 *
 * $$y_i = \frac{m_i \, x_i}{1 - p}, \quad m_i = 0 \text{ with probability } p, \text{ else } 1$$
 *
 * This is the inverted form: after training nothing has to be scaled, one just leaves dropout away. A rate of 0
 * changes nothing and draws nothing. The gradient goes through the same mask.
 *
 * @param x - an array of any shape
 * @param options - `rate`: p, from 0 up to but without 1; `rng`: the stream, which advances by one draw a number
 * @returns the shape of x; a traced value for a traced one
 * @throws DomainError where the rate is out of range, KindError where a stream is needed and missing
 * @see N. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014, sections 4
 * and 10
 *
 * @example
 * With half of them gone, those that stay are doubled.
 * ```ts
 * import { dropout, randomGenerator, toNested } from 'fovea';
 * const y = dropout([3, 3, 3, 3, 3, 3, 3, 3], { rate: 0.5, rng: randomGenerator(1) });
 * [...new Set(y.data)].sort() // => [0, 6]
 * ```
 */
export function dropout<X extends ArrayInput | Traced>(
  x: X,
  options: DropoutOptions,
): ArrayValue<X>;
export function dropout(x: ArrayInput | Traced, options: DropoutOptions): FloatNdArray | Traced {
  return dropoutFor('dropout', 'options', x, options);
}

/**
 * `dropout` for functions that it is a part of, whose name errors tell.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what it calls the options
 * @param x - an array of any shape
 * @param options - rate and stream
 * @returns the shape of x
 */
export function dropoutFor<X extends ArrayInput | Traced>(
  fn: string,
  argument: string,
  x: X,
  options: DropoutOptions,
): FloatNdArray | Traced {
  const { rate, rng } = checkOptions(fn, options, ['rate', 'rng']);
  const name = argument === 'options' ? '' : `${argument}.`;
  checkNumber(fn, `${name}rate`, rate, { min: 0, below: 1 });
  if (rate === 0) return mul(x, 1);
  const stream = checkRng(fn, `${name}rng`, rng);
  const shape = shapeOf(x, fn, 'x');
  const factors = allocate(dtypeOf(x), elementCount(shape));
  for (let i = 0; i < factors.length; i++) {
    factors[i] = stream.nextFloat64() < rate ? 0 : 1 / (1 - rate);
  }
  return mul(x, wrap(factors, shape));
}
