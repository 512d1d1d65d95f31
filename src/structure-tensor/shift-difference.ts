// What the structure tensor approximates: the exact change of a window that is shifted.
import { bindShapes, checkNumber } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';

/** A window of an image: its first row and column, and its size. */
export interface ImageWindow {
  /** First column. */
  readonly x: number;
  /** First row. */
  readonly y: number;
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/**
 * How much a window of an image changes when it is shifted by whole pixels: the sum of squared differences, exactly.
 *
 * $$E(u, v) = \sum_{(x, y) \in W} \bigl( I(x + u, y + v) - I(x, y) \bigr)^2$$
 *
 * `intensityChange` of the window's structure tensor, $[u\ v]\, M\, [u\ v]^{\top}$, is its second-order approximation:
 * equal where the image is a plane, near for small shifts of smooth images.
 *
 * @param image - shape [h, w], finite
 * @param window - `x`, `y`, the first column and row, `width` and `height`, whole pixels inside the image
 * @param displacement - [u, v], whole pixels along x and y; the shifted window must lie inside the image too
 * @returns E in squared grey values, ≥ 0
 * @throws KindError, ShapeError or DomainError where an argument is no such thing, with the window that does not fit
 * @see H. P. Moravec, "Obstacle avoidance and navigation in the real world by a seeing robot rover", 1980, chapter 5;
 * C. Harris, M. Stephens, "A combined corner and edge detector", 1988, section 3
 *
 * @example
 * A ramp of slope 2 along x: each of the four pixels changes by 2 for a shift by one column.
 * ```ts
 * import { shiftDifference } from 'fovea';
 * const ramp = [[0, 2, 4], [0, 2, 4]];
 * shiftDifference(ramp, { x: 0, y: 0, width: 2, height: 2 }, [1, 0]) // => 16
 * ```
 */
export function shiftDifference(
  image: ArrayInput,
  window: ImageWindow,
  displacement: ArrayInput,
): number {
  return shiftDifferenceFor('shiftDifference', image, window, displacement);
}

/**
 * `shiftDifference` for functions that it is a part of, whose name errors tell.
 *
 * @param fn - name for errors
 * @param image - as there
 * @param window - as there
 * @param displacement - as there
 * @returns the sum of squared differences
 * @throws as there
 */
export function shiftDifferenceFor(
  fn: string,
  image: ArrayInput,
  window: ImageWindow,
  displacement: ArrayInput,
): number {
  const given = checkFinite(fn, 'image', readArray(fn, 'image', image, 'float64'));
  const { h, w } = bindShapes(fn, { image: [given, 'h w'] });
  const whole = { integer: true };
  const place = (name: 'x' | 'y', size: 'width' | 'height', most: number): [number, number] => {
    const start = checkNumber(fn, `window.${name}`, window?.[name], { ...whole, min: 0 });
    const length = checkNumber(fn, `window.${size}`, window?.[size], { ...whole, min: 1 });
    if (start + length > most)
      refuse(fn, 'window', `${name} + ${size} up to ${most}`, start, length);
    return [start, length];
  };
  const [x, width] = place('x', 'width', w);
  const [y, height] = place('y', 'height', h);
  const move = readArray(fn, 'displacement', displacement, 'float64');
  bindShapes(fn, { displacement: [move, '2'] });
  const [u, v] = [0, 1].map((i) => checkNumber(fn, `displacement[${i}]`, move.data[i], whole));
  const inside = (start: number, length: number, most: number): boolean =>
    start >= 0 && start + length <= most;
  if (!inside(x + u!, width, w)) refuse(fn, 'displacement', `x + u from 0 to ${w - width}`, x, u!);
  if (!inside(y + v!, height, h))
    refuse(fn, 'displacement', `y + v from 0 to ${h - height}`, y, v!);
  let sum = 0;
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) {
      const there = given.data[(row + v!) * w + column + u!]!;
      sum += (there - given.data[row * w + column]!) ** 2;
    }
  }
  return sum;
}

function refuse(fn: string, argument: string, expected: string, a: number, b: number): never {
  throw new DomainError({ function: fn, argument, expected, got: `${a} + ${b}` });
}
