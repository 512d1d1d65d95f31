// How large arrays may become: one bound for all functions, looked at before memory is asked for.
import { DomainError } from './errors.js';
import { elementCount } from './layout.js';

/** 2 GiB of float64, which every engine can still give; much more ends in an error of the engine, or the page. */
export const MOST_ELEMENTS: number = 2 ** 28;

/**
 * Refuses results of more elements than arrays may have.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what asks for so many
 * @param shape - of the result
 * @throws DomainError with the shape
 */
export function checkElements(fn: string, argument: string, shape: readonly number[]): void {
  if (elementCount(shape) <= MOST_ELEMENTS) return;
  throw new DomainError({
    function: fn,
    argument,
    expected: `at most ${MOST_ELEMENTS} elements`,
    got: `(${shape.join(', ')})`,
  });
}

/** Plain lists cost a page more than typed arrays do, and one that is too long ends it, without an error to catch. */
const MOST_LISTED = 2 ** 25;

/**
 * Refuses lists that are too long for an engine.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what asks for so many
 * @param count - how many things would be listed
 * @throws DomainError with the number
 */
export function checkListed(fn: string, argument: string, count: number): void {
  if (count <= MOST_LISTED) return;
  const expected = `at most ${MOST_LISTED} in a list`;
  throw new DomainError({ function: fn, argument, expected, got: `${count}` });
}
