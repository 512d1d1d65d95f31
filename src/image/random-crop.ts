import { checkNumber, checkShape } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { checkRng, drawInteger } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { readImage } from './read-image.js';

/**
 * A part of an image of a given size at a random place, each place equally likely: the one augmentation that CLIP was
 * trained with, on images resized before.
 *
 * @param image - shape [h, w] or [h, w, c], finite
 * @param size - height and width of the part, from 1 to those of the image; equal ones for a square
 * @param rng - the stream, which advances by two draws
 * @returns an ndarray of that height and width, with the channels of `image`
 * @throws KindError where an argument is of the wrong kind, ShapeError for another rank or an empty image, DomainError
 * where a number is not finite or the part is larger than the image
 * @see A. Radford et al., "Learning transferable visual models from natural language supervision", 2021, section 2.3
 *
 * @example
 * There is one place for a part as large as the image.
 * ```ts
 * import { randomCrop, randomGenerator, toNested } from 'fovea';
 * const rng = randomGenerator(1);
 * toNested(randomCrop([[1, 2], [3, 4]], [2, 2], rng)) // => [[1, 2], [3, 4]]
 * randomCrop([[1, 2], [3, 4]], [1, 2], rng).shape // => [1, 2]
 * ```
 */
export function randomCrop(
  image: ArrayInput,
  size: readonly [height: number, width: number],
  rng: Rng,
): FloatNdArray {
  return randomCropFor('randomCrop', image, size, rng);
}

/** `randomCrop` for functions that it is a part of, whose name errors tell. */
export function randomCropFor(
  fn: string,
  image: ArrayInput,
  size: readonly [height: number, width: number],
  rng: Rng,
): FloatNdArray {
  const { data, height, width, channels, shapeOf } = readImage(fn, image);
  checkShape(fn, 'size', size, 2);
  for (const length of size) checkNumber(fn, 'size', length, { min: 1 });
  const [rows, columns] = size;
  if (rows > height || columns > width) {
    const expected = `at most (${height}, ${width})`;
    throw new DomainError({
      function: fn,
      argument: 'size',
      expected,
      got: `(${rows}, ${columns})`,
    });
  }
  checkRng(fn, 'rng', rng);
  const top = drawInteger(rng, height - rows + 1);
  const left = drawInteger(rng, width - columns + 1);
  const single = data instanceof Float32Array;
  const target = allocate(single ? 'float32' : 'float64', rows * columns * channels);
  for (let row = 0; row < rows; row++) {
    const start = ((top + row) * width + left) * channels;
    target.set(data.subarray(start, start + columns * channels), row * columns * channels);
  }
  return wrap(target, shapeOf(rows, columns));
}
