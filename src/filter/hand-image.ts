// Images so small that a person can follow what is done with each pixel.
import { checkFinite, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { checkHandSize } from '../core/hand-size.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { readPixels } from './options.js';

/**
 * Reads an image that is worked on by hand.
 *
 * @param fn - name of the public function, for errors
 * @param image - what the caller gave
 * @param side - the least and the most rows and columns that it may have
 * @param largest - as for `checkHandSize`
 * @returns a copy in float64, [h, w]
 * @throws ShapeError where it is no image or has another size, DomainError for values that are not finite, too large, or all
 * too small
 */
export function readHandImage(
  fn: string,
  image: ArrayInput,
  [least, most]: readonly [least: number, most: number],
  largest: number,
): FloatNdArray {
  const { data, shape } = checkFinite(fn, 'image', readPixels(fn, image, 2));
  if (shape.some((length) => length < least || length > most)) {
    const bounds = least > 1 ? `${least} to ${most}` : `at most ${most}`;
    throw new ShapeError({
      function: fn,
      argument: 'image',
      expected: `${bounds} rows and columns; larger ones no one works out by hand`,
      got: `(${shape.join(', ')})`,
    });
  }
  checkHandSize(fn, 'image', data, largest);
  return wrap(Float64Array.from(data), shape);
}
