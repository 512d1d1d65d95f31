// What is written out by hand is one sample of a network that fits on a page or two.
import { DomainError, ShapeError } from '../core/errors.js';
import type { ReadPass } from './network-backward.js';

/** More weights and biases than these no one reads. */
const MOST_PARAMETERS = 500;

/**
 * Refuses batches and networks that no one would write out.
 *
 * @param fn - name of the public function, for errors
 * @param read - what was read
 * @throws ShapeError for a batch, DomainError for more than 500 weights and biases
 */
export function checkSample(
  fn: string,
  { net, x, single }: Pick<ReadPass, 'net' | 'x' | 'single'>,
): void {
  if (!single) {
    const expected = `one sample, shape (in=${x.shape[1]})`;
    const got = `(${x.shape.join(', ')})`;
    throw new ShapeError({ function: fn, argument: 'x', expected, got });
  }
  const count = net.layers.reduce(
    (total, { weights, bias }) => total + weights.data.length + bias.data.length,
    0,
  );
  if (count > MOST_PARAMETERS) {
    const expected = `at most ${MOST_PARAMETERS} weights and biases to write out`;
    throw new DomainError({ function: fn, argument: 'net', expected, got: `${count}` });
  }
}
