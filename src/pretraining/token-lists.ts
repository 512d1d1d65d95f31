// Lists of token numbers, as text models take them.
import { checkNumber } from '../core/check.js';
import { isNumericTypedArray } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';

/** Token numbers in a plain list or a typed array. */
export type TokenList = ArrayLike<number>;

/**
 * Reads token numbers.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param ids - what came
 * @param vocabulary - how many tokens there are; unknown where left out
 * @param least - how many there must be at least
 * @returns a plain list of its own
 * @throws KindError where it is no list, DomainError for a number that is no token, with its place, or for too few
 */
export function readTokens(
  fn: string,
  argument: string,
  ids: unknown,
  vocabulary: number = Infinity,
  least: number = 0,
): number[] {
  if (!Array.isArray(ids) && !isNumericTypedArray(ids)) {
    const expected = 'a list of token numbers';
    throw new KindError({ function: fn, argument, expected, got: describeValue(ids) });
  }
  const list: number[] = Array.from(ids as ArrayLike<number>);
  list.forEach((id: unknown, i) => {
    const max = vocabulary - 1;
    checkNumber(fn, `${argument}[${i}]`, id, {
      integer: true,
      min: 0,
      ...(max < Infinity && { max }),
    });
  });
  if (list.length < least) {
    const [expected, got] = [`at least ${least} tokens`, `${list.length}`];
    throw new DomainError({ function: fn, argument, expected, got });
  }
  return list;
}
