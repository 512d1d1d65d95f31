import type { NdArray } from 'ndarray';
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, checkFinite, createNdArray, readStored } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, FloatTypedArray, NumericTypedArray } from '../core/types.js';
import { mixChannels as mixScalar } from '../kernels/scalar/mix-channels.js';
import { kernel } from '../kernels/select.js';
import { type ImageLike, isImageLike, type Pixels, readPixels } from './image-data.js';

/** How much red, green and blue count: a standard's name, or three factors. */
export type GrayscaleWeights =
  | 'bt601'
  | 'bt709'
  | readonly [red: number, green: number, blue: number];

/** Options of `toGrayscale`. */
export interface GrayscaleOptions {
  /** How much red, green and blue count; "bt601" where left out. */
  readonly weights?: GrayscaleWeights | undefined;
  /** The grey, 0 to 1, behind pixels that are not opaque. Left out: alpha is ignored. */
  readonly background?: number | undefined;
}

// ITU-R BT.601-7 (2011), section 2.5.1, and ITU-R BT.709-6 (2015), item 3.2: the luma coefficients.
/** The weights by the standard's name. */
export const WEIGHTS = {
  bt601: [0.299, 0.587, 0.114],
  bt709: [0.2126, 0.7152, 0.0722],
} as const;

/**
 * The brightness of each pixel, from 0 to 1.
 *
 * $$y = w_r r + w_g g + w_b b$$
 *
 * Integers are read as fractions of the largest of their type (255 for bytes), floats are taken as they
 * stand, as fractions from 0 to 1. The weights are those of television luma and act on the numbers as
 * they are stored, without undoing their gamma: (0.299, 0.587, 0.114) for "bt601", (0.2126, 0.7152, 0.0722)
 * for "bt709". Alpha is ignored unless a `background` is given, over which each pixel is then blended.
 *
 * @param image - an `ImageData` or what a decoder gives, or an array of shape [h, w, c], with 1 (grey), 2 (grey,
 * alpha), 3 (RGB) or 4 (RGBA) channels
 * @param options - `weights`: "bt601", "bt709" or three factors; `background`: the grey behind what is not
 * opaque
 * @returns a float32 ndarray of shape [h, w]
 * @throws KindError where it is no picture, has a palette or an option is unknown, ShapeError for another shape,
 * DomainError where a number is not finite
 *
 * @example
 * Red, green and white.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { toGrayscale } from 'fovea/image';
 * toNested(toGrayscale([[[1, 0, 0], [0, 1, 0], [1, 1, 1]]])) // => [[0.299, 0.587, 1]]
 * ```
 */
export function toGrayscale(
  image: ImageLike | ArrayInput,
  options?: GrayscaleOptions,
): NdArray<Float32Array> {
  const { weights = 'bt601', background } = checkOptions('toGrayscale', options, [
    'weights',
    'background',
  ]);
  const factors = checkWeights(weights);
  const behind = checkNumber('toGrayscale', 'background', background ?? 0, { min: 0, max: 1 });
  const { data, shape } = readColours(image);
  const [height, width, channels] = shape;
  if (data instanceof Float32Array || data instanceof Float64Array) {
    checkFinite('toGrayscale', 'image', { data, shape });
  }
  const opaque = integerMaximum(data) ?? 1;
  const coloured = channels > 2;
  const mix = Float64Array.from(coloured ? factors : [1], (weight) => weight / opaque);
  const hasAlpha = channels % 2 === 0 && background !== undefined;
  const target = allocate('float32', height * width);
  const alpha = hasAlpha ? channels - 1 : -1;
  kernel('mixChannels', mixScalar)(ofFewKinds(data), target, channels, mix, alpha, opaque, behind);
  return createNdArray(target, [height, width]);
}

/** The same numbers in one of three kinds of storage: an engine compiles the loop over pixels for up to four. */
function ofFewKinds(data: NumericTypedArray): Uint8Array | FloatTypedArray {
  if (data instanceof Uint8ClampedArray) {
    return new Uint8Array(data.buffer, data.byteOffset, data.length);
  }
  const known =
    data instanceof Uint8Array || data instanceof Float32Array || data instanceof Float64Array;
  return known ? data : new Float64Array(data);
}

function readColours(image: ImageLike | ArrayInput): Pixels {
  if (isImageLike(image)) return readPixels('toGrayscale', 'image', image);
  const { data, shape } = readStored('toGrayscale', 'image', image);
  const [height, width, channels] = shape;
  if (
    shape.length !== 3 ||
    height === undefined ||
    width === undefined ||
    channels === undefined ||
    ![1, 2, 3, 4].includes(channels)
  ) {
    throw new ShapeError({
      function: 'toGrayscale',
      argument: 'image',
      expected: 'shape (h, w, c) with 1 to 4 channels',
      got: `(${shape.join(', ')})`,
    });
  }
  return { data, shape: [height, width, channels] };
}

function checkWeights(weights: unknown): readonly number[] {
  if (!Array.isArray(weights)) {
    if (typeof weights === 'string') {
      return WEIGHTS[checkOneOf('toGrayscale', 'weights', weights, ['bt601', 'bt709'])];
    }
  } else if (weights.length === 3) {
    // Not `map`, which passes over holes.
    return Array.from(weights, (weight, i) => checkNumber('toGrayscale', `weights[${i}]`, weight));
  }
  throw new KindError({
    function: 'toGrayscale',
    argument: 'weights',
    expected: '"bt601", "bt709" or three numbers',
    got: describeValue(weights),
  });
}
