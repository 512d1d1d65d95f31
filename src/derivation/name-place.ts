// What cannot be evaluated is refused by the function that was called, which is seldom the one that evaluates.
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { EVALUATION } from './rules.js';

/**
 * Runs something that evaluates expressions.
 *
 * @param fn - name of the public function, for errors
 * @param place - where the expressions stand in what it was given
 * @param run - what to run
 * @returns what it returns
 */
export function namingPlace<T>(fn: string, place: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    for (const Kind of [KindError, ShapeError, DomainError]) {
      if (!(error instanceof Kind && error.function === EVALUATION)) continue;
      const { argument, expected, got } = error;
      const within = argument === 'ref' || argument === 'expression' ? '' : `: ${argument}`;
      throw new Kind({ function: fn, argument: place + within, expected, got });
    }
    throw error;
  }
}
