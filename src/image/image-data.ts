// Pictures as browsers and decoders hold them: bytes of all channels side by side, with width and height.

import type { NdArray } from 'ndarray';
import { checkNumber } from '../core/check.js';
import {
  allocate,
  checkFinite,
  createNdArray,
  isNumericTypedArray,
  readArray,
} from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { integerMaximum } from '../core/integer-range.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';

/**
 * A picture as browsers and decoders hold it: an `ImageData` of a canvas, or what a PNG or JPEG decoder
 * gives.
 */
export interface ImageLike {
  /** The channels of each pixel side by side, row by row: 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA). */
  readonly data: NumericTypedArray;
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** Whole numbers up to this one are float32s. */
const EXACT = 2 ** 24;

/** Bytes that an `ImageData` can be made of. */
export type ImageBytes = ReturnType<typeof Uint8ClampedArray.of>;

/** A picture's pixels inside fovea. */
export interface Pixels {
  /** The numbers; the caller's own, so they are read, never written. */
  readonly data: NumericTypedArray;
  /** Height, width and channels. */
  readonly shape: readonly [number, number, number];
}

/**
 * Whether a value has the fields of a picture.
 *
 * @param value - anything
 * @returns true where it has data, width and height
 */
export function isImageLike(value: unknown): value is ImageLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    'width' in value &&
    'height' in value
  );
}

/**
 * Reads a picture.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param image - what the caller gave
 * @returns its pixels
 * @throws KindError where it is no picture, DomainError where a side is none, ShapeError where the data do
 * not hold 1 to 4 channels for each pixel
 */
export function readPixels(fn: string, argument: string, image: unknown): Pixels {
  if (!isImageLike(image) || !isNumericTypedArray(image.data)) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'a picture: a typed array as data, with width and height',
      got: isImageLike(image) ? `data ${describeValue(image.data)}` : describeValue(image),
    });
  }
  if ('palette' in image && image.palette) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'the colour of each pixel',
      got: 'numbers of colours in a palette; convertIndexedToRgb of fast-png looks them up',
    });
  }
  const { data } = image;
  const width = checkNumber(fn, `${argument}.width`, image.width, { integer: true, min: 1 });
  const height = checkNumber(fn, `${argument}.height`, image.height, { integer: true, min: 1 });
  const channels = data.length / (width * height);
  if (![1, 2, 3, 4].includes(channels)) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: `1 to 4 numbers for each of ${height} × ${width} pixels`,
      got: `${data.length} numbers`,
    });
  }
  return { data, shape: [height, width, channels] };
}

/**
 * A picture as an array of fractions from 0 to 1.
 *
 * Integers are divided by the largest of their type (255 for bytes); floats are taken as they stand.
 *
 * @param image - an `ImageData` or what a decoder gives, with c = 1 to 4 channels
 * @returns a float32 ndarray of shape [height, width, c]
 * @throws KindError where it is no picture or has a palette, ShapeError where its data do not fit its size, DomainError
 * where a number is not finite
 *
 * @example
 * One red, opaque pixel.
 * ```ts
 * import { fromImageData } from 'fovea/image';
 * const image = { data: new Uint8ClampedArray([255, 0, 0, 255]), width: 1, height: 1 };
 * Array.from(fromImageData(image).data) // => [1, 0, 0, 1]
 * ```
 */
export function fromImageData(image: ImageLike): NdArray<Float32Array> {
  const { data, shape } = readPixels('fromImageData', 'image', image);
  if (data instanceof Float32Array || data instanceof Float64Array) {
    checkFinite('fromImageData', 'image', { data, shape });
  }
  const largest = integerMaximum(data) ?? 1;
  const target = allocate('float32', data.length);
  // Whole numbers of up to 24 bits are the same in float32, and a loop over one kind of storage is the faster.
  const source = largest > EXACT ? new Float64Array(data) : target;
  if (source === target) target.set(data);
  if (largest > 1) for (let i = 0; i < target.length; i++) target[i] = source[i]! / largest;
  return createNdArray(target, shape);
}

/**
 * An array as a picture that a canvas can show: `new ImageData(p.data, p.width, p.height)`.
 *
 * Floats are taken as fractions from 0 to 1, integers as fractions of the largest of their type; what lies
 * outside 0 to 1 is clamped. Without alpha the picture is opaque.
 *
 * @param image - shape [h, w] (grey), or [h, w, c] with 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) channels, finite
 * @returns bytes of red, green, blue and alpha, with width and height
 * @throws KindError where it is no array, ShapeError for another shape or an empty one, DomainError where a
 * number is not finite
 *
 * @example
 * Black, grey and white.
 * ```ts
 * import { toImageData } from 'fovea/image';
 * const { data, width, height } = toImageData([[0, 0.2, 1]]);
 * Array.from(data) // => [0, 0, 0, 255, 51, 51, 51, 255, 255, 255, 255, 255]
 * ```
 */
export function toImageData(image: ArrayInput): {
  /** Red, green, blue and alpha of each pixel, row by row. */
  readonly data: ImageBytes;
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
} {
  const read = readArray('toImageData', 'image', image);
  const { data, shape } = checkFinite('toImageData', 'image', read);
  const channels = shape[2] ?? 1;
  const ranks = shape.length === 2 || shape.length === 3;
  if (!ranks || channels > 4 || elementCount(shape) === 0) {
    throw new ShapeError({
      function: 'toImageData',
      argument: 'image',
      expected: 'shape (h, w), or (h, w, c) with 1 to 4 channels, none of them 0',
      got: `(${shape.join(', ')})`,
    });
  }
  const scale = 255 / (integerMaximum(image) ?? 1);
  const bytes = new Uint8ClampedArray((4 * data.length) / channels);
  for (let from = 0, to = 0; to < bytes.length; from += channels, to += 4) {
    // Writing to the array rounds and clamps.
    for (let c = 0; c < 3; c++) bytes[to + c] = scale * data[from + (channels < 3 ? 0 : c)]!;
    bytes[to + 3] = channels % 2 === 0 ? scale * data[from + channels - 1]! : 255;
  }
  return { data: bytes, width: shape[1]!, height: shape[0]! };
}
