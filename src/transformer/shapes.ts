// Shapes of layers' inputs and parameters, for plain and for traced values.
import { KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import type { Traced } from '../gradient/traced.js';

/**
 * Refuses an array of another shape.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param array - what came
 * @param expected - lengths of the axes, each with the letter that it is known by
 */
export function checkAxes(
  fn: string,
  argument: string,
  array: ArrayInput | Traced | undefined,
  ...expected: readonly (readonly [name: string, length: number])[]
): void {
  const words = expected.map(([name, length]) => `${name}=${length}`).join(', ');
  if (array === undefined) {
    const parts = { function: fn, argument, expected: `shape (${words})`, got: 'nothing' };
    throw new KindError(parts);
  }
  const own = shapeOf(array, fn, argument);
  if (own.length === expected.length && own.every((length, i) => length === expected[i]![1]))
    return;
  refuse(fn, argument, `(${words})`, own);
}

/** Refuses a shape. */
export function refuse(
  fn: string,
  argument: string,
  expected: string,
  got: readonly number[],
): never {
  throw new ShapeError({
    function: fn,
    argument,
    expected: `shape ${expected}`,
    got: `(${got.join(', ')})`,
  });
}
