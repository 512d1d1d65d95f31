// What a plot is drawn over: pixels, the address of a picture, or a size alone.
import { checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, isNdArray, isNumericTypedArray, readArray } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { integerMaximum } from '../core/integer-range.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput } from '../core/types.js';
import { type ImageLike, isImageLike, readPixels } from '../image/image-data.js';
import { pngAddress } from './png.js';
import { checkText, escapeText } from './svg.js';

/** A picture by its size, and by its address where it is to be seen. */
export interface PictureReference {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Where a PNG, JPEG or other picture of these pixels lies: a `data:` address, a URL or a path. Left out: a dark backdrop. */
  readonly href?: string | undefined;
}

/**
 * What a plot is drawn over: the image itself (grey [h, w], RGB [h, w, 3] or RGBA [h, w, 4]; floats from 0 to
 * 1, integers as fractions of their type's maximum), an `ImageData` or what a decoder gives, or a picture by
 * its size and address.
 */
export type Picture = ArrayInput | ImageLike | PictureReference;

/** A picture as it is drawn. */
export interface Drawable {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Its address, or undefined for a backdrop. */
  readonly href: string | undefined;
}

/**
 * Reads what a plot is drawn over.
 *
 * Pixels become a PNG without compression inside the plot, a byte for each pixel and channel and a third
 * more for base64.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param picture - what the caller gave
 * @returns size and address
 * @throws KindError where it is no picture, ShapeError where pixels and size do not fit, DomainError where a
 * number is not finite
 */
export function readPicture(fn: string, argument: string, picture: Picture): Drawable {
  if (Array.isArray(picture) || isNdArray(picture) || isNumericTypedArray(picture)) {
    return readPixelArray(fn, argument, picture);
  }
  if (isImageLike(picture)) {
    const { data, shape } = readPixels(fn, argument, picture);
    return draw({ data, shape }, integerMaximum(data));
  }
  return readReference(fn, argument, picture as PictureReference);
}

function readPixelArray(fn: string, argument: string, image: ArrayInput): Drawable {
  const read = readArray(fn, argument, image);
  const [height, width, channels = 1] = checkFinite(fn, argument, read).shape;
  const fits = read.shape.length === 2 || (read.shape.length === 3 && channels > 2 && channels < 5);
  if (!fits || height === undefined || width === undefined || elementCount(read.shape) === 0) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: 'shape (h, w), (h, w, 3) or (h, w, 4), none of them 0',
      got: `(${read.shape.join(', ')})`,
    });
  }
  return draw({ data: read.data, shape: [height, width, channels] }, integerMaximum(image));
}

function draw(
  pixels: { data: ArrayLike<number>; shape: readonly [number, number, number] },
  largest = 1,
): Drawable {
  const { data, shape } = pixels;
  const [height, width, channels] = shape;
  const bytes = new Uint8ClampedArray(data.length);
  // Writing to the array rounds and clamps.
  for (let i = 0; i < bytes.length; i++) bytes[i] = data[i]! * (255 / largest);
  return { width, height, href: pngAddress(bytes, width, height, channels) };
}

function readReference(fn: string, argument: string, picture: PictureReference): Drawable {
  if (typeof picture !== 'object' || picture === null || !('width' in picture)) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'an image, or { width, height, href }',
      got: describeValue(picture),
    });
  }
  const { href } = checkOptions(fn, picture, ['width', 'height', 'href'], argument);
  return {
    width: checkNumber(fn, `${argument}.width`, picture.width, { integer: true, min: 1 }),
    height: checkNumber(fn, `${argument}.height`, picture.height, { integer: true, min: 1 }),
    href: href === undefined ? undefined : checkText(fn, `${argument}.href`, href),
  };
}

/**
 * The picture's element: an image, or a backdrop where it has no address. Pixel centres lie on whole numbers,
 * so the picture begins half a pixel before 0.
 *
 * @param picture - what to draw
 * @param backdrop - colour of the backdrop
 * @returns an SVG element
 */
export function pictureElement({ width, height, href }: Drawable, backdrop: string): string {
  const box = `x="-.5" y="-.5" width="${width}" height="${height}"`;
  return href === undefined
    ? `<rect ${box} fill="${backdrop}"/>`
    : `<image ${box} preserveAspectRatio="none" href="${escapeText(href)}"/>`;
}
