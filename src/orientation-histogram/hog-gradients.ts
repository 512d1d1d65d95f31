// The derivatives that vote: of a colour image those of each pixel's strongest channel.
import { allocate } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { FloatTypedArray } from '../core/types.js';
import { denseGradients } from '../filter/image-gradients.js';
import type { Planes } from '../image/read-image.js';
import { keepStronger as keepStrongerScalar } from '../kernels/scalar/keep-stronger.js';
import { kernel } from '../kernels/select.js';
import type { HogSettings } from './hog-options.js';

/**
 * The longest gradient of each pixel.
 *
 * @param fn - name of the public function, for errors
 * @param planes - the image
 * @param settings - whether roots are taken first, and the operator
 * @returns derivatives along x and y in fresh storage
 * @throws DomainError where the root is asked of a negative number
 */
export function strongestGradients(
  fn: string,
  planes: Planes,
  settings: HogSettings,
): [ix: FloatTypedArray, iy: FloatTypedArray] {
  const { gradient: operator, normalize } = settings;
  const { height, width, channels } = planes;
  const data = greyValues(fn, planes, settings);
  const gradientsOf = (channel: number): { ix: FloatTypedArray; iy: FloatTypedArray } => {
    const plane = channels === 1 ? data : pickChannel(data, channel, channels);
    const options = { operator, normalize, border: 'mirror' } as const;
    return denseGradients(fn, { data: plane, shape: [height, width] }, options);
  };
  const { ix, iy } = gradientsOf(0);
  const keep = kernel('keepStronger', keepStrongerScalar);
  for (let channel = 1; channel < channels; channel++) {
    const other = gradientsOf(channel);
    keep(ix, iy, other.ix, other.iy);
  }
  return [ix, iy];
}

function pickChannel(data: FloatTypedArray, channel: number, channels: number): FloatTypedArray {
  const dtype = data instanceof Float32Array ? 'float32' : 'float64';
  const plane = allocate(dtype, data.length / channels);
  for (let i = 0; i < plane.length; i++) plane[i] = data[i * channels + channel]!;
  return plane;
}

/**
 * The numbers of an image, or their square roots.
 *
 * @param fn - name of the public function, for errors
 * @param planes - the image
 * @param settings - whether roots are taken
 * @returns the image's storage, or fresh one
 * @throws DomainError where the root is asked of a negative number
 */
export function greyValues(
  fn: string,
  { data, width, channels }: Planes,
  { gamma }: HogSettings,
): FloatTypedArray {
  if (!gamma) return data;
  const roots = allocate(data instanceof Float32Array ? 'float32' : 'float64', data.length);
  let negative = false;
  for (let i = 0; i < data.length; i++) {
    roots[i] = Math.sqrt(data[i]!);
    negative ||= data[i]! < 0;
  }
  if (!negative) return roots;
  const at = data.findIndex((value) => value < 0);
  const pixel = Math.floor(at / channels);
  throw new DomainError({
    function: fn,
    argument: 'image',
    expected: 'numbers >= 0 with gammaCorrection',
    got: `${data[at]} at row ${Math.floor(pixel / width)}, column ${pixel % width}`,
  });
}
