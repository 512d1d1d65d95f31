// The losses of networks by hand: their targets, their values, and their derivatives by the last weighted sums.
import { softplus } from '../array/activations.js';
import { add, mul, neg, square, sub } from '../array/arithmetic.js';
import { sum } from '../array/reduce.js';
import { logSoftmax } from '../array/softmax.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import { throughActivation } from './network-derivatives.js';
import type { ForwardLayer, NetworkActivation, NetworkLoss } from './network-types.js';

/** How far the probabilities of a row may be from adding up to 1: the rounding of float32. */
const MOST_EXCESS = 1e-6;

/**
 * Refuses targets that a loss cannot mean.
 *
 * @param fn - name of the public function, for errors
 * @param loss - which loss
 * @param targets - [n, m], finite
 * @returns the targets; for cross-entropy without the rounding by which rows miss 1
 * @throws DomainError with value and position
 */
export function checkTargets(fn: string, loss: NetworkLoss, targets: FloatNdArray): FloatNdArray {
  if (loss !== 'binary-cross-entropy' && loss !== 'cross-entropy') return targets;
  const { data } = targets;
  const [n = 0, m = 0] = targets.shape;
  const refuse = (expected: string, got: string): never => {
    throw new DomainError({ function: fn, argument: 'y', expected, got });
  };
  const at = data.findIndex((value) => !(value >= 0 && value <= 1));
  if (at >= 0) {
    const place = `[${n > 1 ? `${Math.floor(at / m)}, ` : ''}${at % m}]`;
    refuse(`numbers from 0 to 1 for "${loss}"`, `${data[at]} at ${place}`);
  }
  if (loss === 'binary-cross-entropy') return targets;
  const read = data.slice();
  for (let row = 0; row < n; row++) {
    let total = 0;
    for (let i = row * m; i < (row + 1) * m; i++) total += data[i]!;
    if (!(Math.abs(total - 1) <= MOST_EXCESS)) {
      const place = n > 1 ? ` in row ${row}` : '';
      refuse('probabilities that add up to 1 for "cross-entropy"', `a sum of ${total}${place}`);
    }
    for (let i = row * m; i < (row + 1) * m; i++) read[i]! /= total;
  }
  return wrap(read, targets.shape);
}

/**
 * The loss of the last layer's results.
 *
 * @param loss - which loss
 * @param last - weighted sums and activations [n, m]
 * @param y - targets [n, m]
 * @returns one number
 */
export function lossValue(loss: NetworkLoss, { z, a }: ForwardLayer, y: FloatNdArray): number {
  const n = z.shape[0]!;
  switch (loss) {
    case 'half-squared-error':
      return sum(square(sub(a, y))) / 2;
    case 'mean-squared-error':
      return sum(square(sub(a, y))) / a.data.length;
    // −y ln σ(z) − (1 − y) ln σ(−z), where neither logarithm overflows or cancels
    case 'binary-cross-entropy':
      return sum(add(mul(y, softplus(neg(z))), mul(sub(1, y), softplus(z)))) / n;
    case 'cross-entropy':
      return (0 - sum(mul(y, logSoftmax(z)))) / n;
  }
}

/**
 * δ = ∂L/∂z of the last layer.
 *
 * @param loss - which loss
 * @param activation - the last layer's
 * @param last - weighted sums and activations [n, m]
 * @param y - targets [n, m]
 * @returns [n, m]
 */
export function outputDelta(
  loss: NetworkLoss,
  activation: NetworkActivation,
  last: ForwardLayer,
  y: FloatNdArray,
): FloatNdArray {
  const { a } = last;
  const error = sub(a, y);
  const n = a.shape[0]!;
  switch (loss) {
    // ∂L/∂a = a − y
    case 'half-squared-error':
      return throughActivation(activation, last, error);
    // ∂L/∂a = 2 (a − y) / (n m)
    case 'mean-squared-error':
      return throughActivation(activation, last, mul(error, 2 / a.data.length));
    // ∂L/∂z = (a − y) / n: the derivative of the activation cancels, so saturated outputs lose nothing
    case 'binary-cross-entropy':
    case 'cross-entropy':
      return n === 1 ? error : mul(error, 1 / n);
  }
}
