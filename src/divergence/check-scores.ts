// The refusal that functions of scores share: what is no distribution.
import { checkAxis } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { ofEach } from '../gradient/choices.js';
import { shapeOf } from '../gradient/moves.js';
import { max } from '../gradient/reduce.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { checkEach } from './checks.js';
import type { Distributions } from './distributions.js';

/** Refuses scores that make no distribution: NaN, +∞, or −∞ alone. */
export function checkScores(fn: string, argument: string, x: Distributions, axis: number): void {
  checkEach(fn, argument, x, 'scores that are finite or −∞', [-Infinity, Number.MAX_VALUE]);
  const along = checkAxis(fn, 'axis', axis, shapeOf(x).length, argument);
  const refuse = (got: string): never => {
    throw new DomainError({ function: fn, argument, expected: 'a finite score in each row', got });
  };
  if (shapeOf(x)[along] === 0) refuse('an empty row');
  const plain = stopGradient(x);
  if (typeof plain === 'number') return;
  ofEach(max(plain, { axis, keepDims: true }), (v) => (v > -Infinity ? 0 : refuse('−∞ alone')));
}
