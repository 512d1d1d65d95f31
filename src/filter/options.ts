// What the filters may be told, and its checks.
import { checkNumber, checkOneOf } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { describeImageShape, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, Dense } from '../core/types.js';
import type { BorderMode } from '../kernels/kernels.js';

/** What stands outside an image. */
export interface BorderOptions {
  /**
   * "reflect" (d c b a | a b c d | d c b a), "mirror" (d c b | a b c d | c b a), "nearest"
   * (a a a | a b c d | d d d), "wrap" (b c d | a b c d | a b c) or "constant"; "reflect" by default.
   */
  border?: BorderMode | undefined;
  /** The value outside, where `border` is "constant"; 0 by default. */
  constant?: number | undefined;
}

/** A border rule with its constant. */
export interface Border {
  /** The rule. */
  readonly mode: BorderMode;
  /** The value outside, where the rule is "constant". */
  readonly constant: number;
}

/** Names of the border rules. */
export const BORDER_MODES: readonly BorderMode[] = [
  'reflect',
  'mirror',
  'nearest',
  'wrap',
  'constant',
];

/**
 * The border that options ask for.
 *
 * @param fn - name of the public function, for errors
 * @param options - checked for unknown names already
 * @returns rule and constant
 * @throws KindError or DomainError where an option is no such thing
 */
export function checkBorder(
  fn: string,
  options: { readonly border?: unknown; readonly constant?: unknown },
): Border {
  return {
    mode: checkOneOf(fn, 'border', options.border ?? 'reflect', BORDER_MODES),
    constant: checkNumber(fn, 'constant', options.constant ?? 0),
  };
}

/**
 * An image to filter: finite numbers, at least one.
 *
 * @param fn - name of the public function, for errors
 * @param image - what the caller gave
 * @param rank - how many axes it must have, where that is fixed
 * @returns contiguous data and shape
 * @throws KindError, ShapeError or DomainError where it is no such image
 */
export function readImage(fn: string, image: ArrayInput, rank?: number): Dense {
  return checkFinite(fn, 'image', readPixels(fn, image, rank));
}

/**
 * An image to filter, at least one number, of which nobody knows whether they are finite.
 *
 * @param fn - name of the public function, for errors
 * @param image - what the caller gave
 * @param rank - how many axes it must have, where that is fixed
 * @returns contiguous data and shape
 * @throws KindError or ShapeError where it is no such array
 */
export function readPixels(fn: string, image: ArrayInput, rank?: number): Dense {
  const read = readArray(fn, 'image', image);
  const { shape } = read;
  if (rank === undefined ? shape.length === 0 : shape.length !== rank) {
    throw new ShapeError({
      function: fn,
      argument: 'image',
      expected: rank === 2 ? 'shape (height, width)' : 'at least one axis',
      got: describeImageShape(shape),
    });
  }
  if (read.data.length === 0) {
    throw new ShapeError({
      function: fn,
      argument: 'image',
      expected: 'at least one pixel',
      got: `(${shape.join(', ')})`,
    });
  }
  return read;
}

/**
 * An option with one value for all axes, or a list with one for each.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the option
 * @param value - what came
 * @param rank - number of axes
 * @param check - checks one value
 * @returns one value an axis
 * @throws ShapeError for a list of another length, and what `check` throws
 */
export function eachAxis(
  fn: string,
  argument: string,
  value: unknown,
  rank: number,
  check: (value: unknown) => number,
): number[] {
  if (typeof value === 'number') return new Array<number>(rank).fill(check(value));
  if (!Array.isArray(value)) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'a number or a list of one an axis',
      got: describeValue(value),
    });
  }
  if (value.length !== rank) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: `one number for each of ${rank} axes`,
      got: describeValue(value),
    });
  }
  // Not `map`, which passes over holes.
  return Array.from(value, check);
}
