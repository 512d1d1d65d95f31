// Images that are worked on by hand.
import { wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { checkWithin, readPixels } from './pixels.js';

/** Rows and columns; larger images no one works on by hand. */
const MOST = 8;

/**
 * A row or a small image.
 *
 * @param fn - name of the public function, for errors
 * @param image - what the caller gave
 * @param max - largest intensity; Infinity for none, undefined where negative ones are allowed too
 * @returns a copy in float64, [w] or [h, w]
 * @throws ShapeError where it is neither, empty or too large, DomainError for values that are not finite or out of range
 */
export function readSmallImage(fn: string, image: ArrayInput, max?: number): FloatNdArray {
  const { data, shape } = readPixels(fn, image, 'float64');
  if (shape.length === 0 || shape.length > 2 || shape.some((length) => length > MOST)) {
    throw new ShapeError({
      function: fn,
      argument: 'image',
      expected: `a row or an image of at most ${MOST} rows and columns; larger ones no one works out by hand`,
      got: `(${shape.join(', ')})`,
    });
  }
  if (max !== undefined) checkWithin(fn, data, max);
  return wrap(Float64Array.from(data), shape);
}

/**
 * An expression for each pixel.
 *
 * @param image - [w] or [h, w]
 * @param pixel - the expression for one, by its value
 * @returns a list of them, or of rows of them
 */
export function eachPixel(
  image: FloatNdArray,
  pixel: (value: number) => StepExpression,
): StepExpression {
  const [height, width] = (image.shape.length === 1 ? [1, ...image.shape] : image.shape) as [
    number,
    number,
  ];
  const rows = Array.from({ length: height }, (_, y) => ({
    list: Array.from({ length: width }, (_, x) =>
      pixel(image.shape.length === 1 ? image.get(x) : image.get(y, x)),
    ),
  }));
  return image.shape.length === 1 ? rows[0]! : { list: rows };
}
