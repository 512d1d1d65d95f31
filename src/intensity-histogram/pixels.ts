// Checks that the functions of this subject share.
import { checkNumber } from '../core/check.js';
import { checkFinite, computeDType, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatDType, FloatTypedArray } from '../core/types.js';

/**
 * Intensities, all of them finite, at least one.
 *
 * @param fn - name of the public function, for errors
 * @param image - what the caller gave, of any shape
 * @param dtype - precision to read into; by the dtype rule where left out
 * @param argument - name of the argument
 * @returns data and shape; the data may be the caller's, so it must not be written
 * @throws DomainError for NaN and infinite values, ShapeError for an image without pixels
 */
export function readPixels(
  fn: string,
  image: ArrayInput,
  dtype: FloatDType = computeDType(image),
  argument = 'image',
): Dense {
  const pixels = checkFinite(fn, argument, readArray(fn, argument, image, dtype));
  if (pixels.data.length > 0) return pixels;
  throw new ShapeError({
    function: fn,
    argument,
    expected: 'at least one pixel',
    got: `(${pixels.shape.join(', ')})`,
  });
}

/**
 * Refuses values below 0 or above a maximum.
 *
 * @param fn - name of the public function, for errors
 * @param data - intensities
 * @param max - largest allowed value; Infinity for none
 * @throws DomainError with the first value outside
 */
export function checkWithin(fn: string, data: FloatTypedArray, max: number): void {
  // A loop, where find costs several times as much.
  let at = 0;
  while (at < data.length && !(data[at]! < 0 || data[at]! > max)) at++;
  if (at === data.length) return;
  throw new DomainError({
    function: fn,
    argument: 'image',
    expected: max === Infinity ? 'values that are not negative' : `values from 0 to ${max}`,
    got: String(data[at]),
  });
}

/**
 * Two numbers, the second above the first.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param range - what came
 * @returns the range
 * @throws KindError where it is no pair of numbers, DomainError where it is empty or inverted
 */
export function checkRange(
  fn: string,
  argument: string,
  range: readonly [number, number],
): readonly [number, number] {
  if (!Array.isArray(range) || range.length !== 2) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'two numbers [low, high]',
      got: Array.isArray(range) ? `an array of ${range.length}` : describeValue(range),
    });
  }
  const low = checkNumber(fn, argument, range[0]);
  return [low, checkNumber(fn, argument, range[1], { above: low })];
}

/**
 * The least and the greatest value.
 *
 * @param data - at least one number
 * @returns both
 */
export function extentOf(data: FloatTypedArray): [number, number] {
  let low = data[0]!;
  let high = low;
  for (let i = 1; i < data.length; i++) {
    const value = data[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
