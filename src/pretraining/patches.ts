// Images and videos as rows of patches, and back.
import type { NdArray } from 'ndarray';
import { checkOneOf, checkOptions, checkShape } from '../core/check.js';
import { createNdArray, readStored } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import { reshape, transpose } from '../gradient/shape.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import type { MovedValue } from '../gradient/value-types.js';
import { type PatchLayout, type PatchSize, readLayout } from './patch-layout.js';

/** Options of `patchify`. */
export interface PatchifyOptions {
  /**
   * Where the channels of a pixel stand within a patch: "last", pixel by pixel (MAE, ViT in JAX), where left out, or
   * "first", channel by channel (PyTorch's `unfold`, and its convolutions' weights).
   */
  readonly channels?: 'last' | 'first' | undefined;
}

/** What `unpatchify` needs to know of the picture. */
export interface UnpatchifyOptions {
  /** The picture's shape: [h, w], [h, w, c] or [t, h, w, c]. */
  readonly shape: readonly number[];
  /** The size of a patch, as in `patchify`. */
  readonly size: PatchSize;
  /** The place of the channels, as in `patchify`; "last" where left out. */
  readonly channels?: 'last' | 'first' | undefined;
}

/** Axes of a picture cut up: frames, rows and columns of the grid each before those of the patch, then channels. */
const CUT = [0, 2, 4, 1, 3, 5, 6];
const CUT_CHANNELS_FIRST = [0, 2, 4, 6, 1, 3, 5];

/**
 * Cuts an image or a video into patches that do not overlap, one a row: the tokens of vision transformers.
 *
 * $$n = \frac tq \cdot \frac h p \cdot \frac w p, \quad v = q \, p^2 c$$
 *
 * Patches stand in reading order (frames, then rows, then columns of the grid), and so do the pixels in a patch, each with
 * its channels side by side. A [t, f] spectrogram is a grey image. A number as `size` cuts each frame of a video by itself;
 * `[frames, rows, columns]` cuts blocks of space and time. A batch of images [n, h, w, c] is cut as a video would be:
 * its patches are then those of the first image, of the second, ….
 *
 * @param image - [h, w], [h, w, c] or [t, h, w, c], of any storage
 * @param size - p for p × p pixels, `[rows, columns]`, or for a video `[frames, rows, columns]`
 * @param options - `channels`: "last" where left out, or "first" for all of a patch's first channel before its second
 * @returns [n, v] in the storage of the image; a traced value for a traced one
 * @throws ShapeError where the image does not divide into patches or is of another shape, KindError or DomainError where
 * the size or an option is none
 * @see A. Dosovitskiy and others, "An image is worth 16x16 words", 2021, section 3.1; K. He and others, "Masked
 * autoencoders are scalable vision learners", 2022
 *
 * @example
 * Two patches of 2 × 2 pixels; the patches of a frame of TVLT.
 * ```ts
 * import { patchify, toNested, zeros } from 'fovea';
 * toNested(patchify([[1, 2, 3, 4], [5, 6, 7, 8]], 2)) // => [[1, 2, 5, 6], [3, 4, 7, 8]]
 * patchify(zeros([224, 224, 3]), 16).shape // => [196, 768]
 * ```
 */
export function patchify<A extends ArrayInput | Traced>(
  image: A,
  size: PatchSize,
  options?: PatchifyOptions,
): MovedValue<A>;
export function patchify(
  image: ArrayInput | Traced,
  size: PatchSize,
  options?: PatchifyOptions,
): NdArray<NumericTypedArray> | Traced {
  return patchifyFor('patchify', image, size, options);
}

/** `patchify` for functions that it is a part of, whose name errors tell. */
export function patchifyFor<A extends ArrayInput | Traced>(
  fn: string,
  image: A,
  size: PatchSize,
  options?: PatchifyOptions,
): MovedValue<A>;
export function patchifyFor(
  fn: string,
  image: ArrayInput | Traced,
  size: PatchSize,
  options?: PatchifyOptions,
): NdArray<NumericTypedArray> | Traced {
  const { channels = 'last' } = checkOptions(fn, options, ['channels']);
  checkOneOf(fn, 'channels', channels, ['last', 'first']);
  const read = readMoved(fn, 'image', image);
  const layout = readLayout(fn, 'image', shapeOf(read), size);
  const cut = reshape(read, cutShape(layout));
  const order = channels === 'last' ? CUT : CUT_CHANNELS_FIRST;
  return reshape(transpose(cut, order), patchesShape(layout));
}

/**
 * Puts patches together again: the exact inverse of `patchify`.
 *
 * @param patches - [n, v], as `patchify` gives them
 * @param options - `shape`: [h, w], [h, w, c] or [t, h, w, c]; `size` and `channels` as given to `patchify`
 * @returns the image or video of that shape, in the storage of the patches; a traced value for a traced one
 * @throws ShapeError where the shape does not divide into patches or the patches are not as many or as long as it says,
 * KindError or DomainError where an option is none
 *
 * @example
 * There and back.
 * ```ts
 * import { patchify, toNested, unpatchify } from 'fovea';
 * const image = [[1, 2, 3, 4], [5, 6, 7, 8]];
 * toNested(unpatchify(patchify(image, 2), { shape: [2, 4], size: 2 })) // => [[1, 2, 3, 4], [5, 6, 7, 8]]
 * ```
 */
export function unpatchify<A extends ArrayInput | Traced>(
  patches: A,
  options: UnpatchifyOptions,
): MovedValue<A>;
export function unpatchify(
  patches: ArrayInput | Traced,
  options: UnpatchifyOptions,
): NdArray<NumericTypedArray> | Traced {
  const fn = 'unpatchify';
  const given = checkOptions(fn, options, ['shape', 'size', 'channels']);
  const { size, channels = 'last' } = given;
  checkOneOf(fn, 'channels', channels, ['last', 'first']);
  const shape = checkShape(fn, 'shape', given.shape);
  const layout = readLayout(fn, 'shape', shape, size);
  const read = readMoved(fn, 'patches', patches);
  const [own, wanted] = [shapeOf(read), patchesShape(layout)];
  if (own.length !== 2 || own.some((length, axis) => length !== wanted[axis])) {
    const expected = `shape (n=${wanted[0]}, v=${wanted[1]})`;
    const got = `(${own.join(', ')})`;
    throw new ShapeError({ function: fn, argument: 'patches', expected, got });
  }
  const order = channels === 'last' ? CUT : CUT_CHANNELS_FIRST;
  const cut = cutShape(layout);
  const grouped = reshape(
    read,
    order.map((axis) => cut[axis]!),
  );
  // The inverse of a permutation: where each axis went.
  const back = cut.map((_, axis) => order.indexOf(axis));
  return reshape(transpose(grouped, back), shape);
}

/** Grid and patch along each axis, then channels. */
function cutShape({ grid, size, channels }: PatchLayout): number[] {
  return [grid[0], size[0], grid[1], size[1], grid[2], size[2], channels];
}

/** As many rows as there are patches, as many columns as there are numbers in one. */
function patchesShape({ grid, size, channels }: PatchLayout): [number, number] {
  return [elementCount(grid), elementCount(size) * channels];
}

/** Reads an array once; anything that is none is refused by its name. */
function readMoved(
  fn: string,
  argument: string,
  x: ArrayInput | Traced,
): NdArray<NumericTypedArray> | Traced {
  if (isTraced(x)) return x;
  const { data, shape } = readStored(fn, argument, x);
  return createNdArray(data, shape);
}
