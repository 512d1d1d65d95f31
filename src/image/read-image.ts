import { checkFinite, readArray } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatTypedArray } from '../core/types.js';

/** An image inside fovea, channels last. */
export interface Planes {
  /** The numbers; they may be the caller's own, so they are read, never written. */
  readonly data: FloatTypedArray;
  /** Rows. */
  readonly height: number;
  /** Pixels in a row. */
  readonly width: number;
  /** Numbers for each pixel; 1 where the image has no axis of channels. */
  readonly channels: number;
  /** Shape of an image of another size with the same channels. */
  readonly shapeOf: (height: number, width: number) => readonly number[];
}

/**
 * Reads an image of shape [h, w] or [h, w, c].
 *
 * @param fn - name of the public function, for errors
 * @param image - what the caller gave
 * @returns its numbers and sizes
 * @throws KindError where it is no array, ShapeError for another rank or an empty image, DomainError where
 * a number is not finite
 */
export function readImage(fn: string, image: ArrayInput): Planes {
  const { data, shape } = checkFinite(fn, 'image', readArray(fn, 'image', image));
  const [height = 0, width = 0, channels = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || data.length === 0) {
    throw new ShapeError({
      function: fn,
      argument: 'image',
      expected: 'shape (h, w) or (h, w, c), none of them 0',
      got: `(${shape.join(', ')})`,
    });
  }
  const last = shape.slice(2);
  return { data, height, width, channels, shapeOf: (h, w) => [h, w, ...last] };
}
