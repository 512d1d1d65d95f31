// Two-dimensional convolutions and their adjoints.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import type { ConvTask } from '../kernels/convolution-kernels.js';
import { readImages, readTogether } from './layout.js';
import { checkGroups } from './parameter-count.js';
import { inputOf, outputOf } from './products.js';
import { readOutputPadding, transposedLength } from './sizes.js';
import {
  type AxisWindows,
  type ConvSteps,
  checkResult,
  countWindows,
  type PerAxis,
  readWindows,
} from './windows.js';

/** A traced value where input, weights or bias are traced, else an ndarray. */
export type ConvValue<
  X extends ArrayInput | Traced,
  W extends ArrayInput | Traced,
  B extends ArrayInput | Traced,
> = ArrayValue<ArrayValue<X, W>, B>;

/** What `conv2d` may be told. Steps are numbers, or `[vertical, horizontal]`. */
export interface Conv2dOptions<B extends ArrayInput | Traced = ArrayInput | Traced>
  extends ConvSteps {
  /** Added to each output channel, shape [o]. */
  readonly bias?: B | undefined;
  /** Into how many groups channels are split, each seeing only its own; 1 where left out. */
  readonly groups?: number | undefined;
}

/** What `convTranspose2d` may be told. Steps are numbers, or `[vertical, horizontal]`. */
export interface ConvTranspose2dOptions<B extends ArrayInput | Traced = ArrayInput | Traced> {
  /** Added to each output channel, shape [o]. */
  readonly bias?: B | undefined;
  /** From one window to the next, in pixels of the result; 1 where left out. */
  readonly stride?: PerAxis | undefined;
  /** Pixels cut from every side of the result; 0 where left out. */
  readonly padding?: PerAxis | undefined;
  /** Pixels added below and on the right; 0 where left out. Less than the stride or the dilation. */
  readonly outputPadding?: PerAxis | undefined;
  /** From one element of the kernel to the next, in pixels of the result; 1 where left out. */
  readonly dilation?: PerAxis | undefined;
  /** Into how many groups channels are split; 1 where left out. */
  readonly groups?: number | undefined;
}

/**
 * A two-dimensional convolution of images with filters, as networks have it: each output pixel is the sum of a window
 * of all channels, weighted by the filter of the output channel.
 *
 * $$y_{o,i,j} = b_o + \sum_{c,u,v} w_{o,c,u,v} \; x_{c,\; s\,i + d\,u - p,\; s\,j + d\,v - p}$$
 *
 * The kernel is not turned around: signal processing calls this a cross-correlation. Outside the image x is 0. With
 * groups each output channel sees only the input channels of its group, in order.
 *
 * It is differentiable by x, weights and bias, to any order. Sums are in float64, or for float32 on SIMD kernels, in
 * float32 by runs of 256 terms; the columns of windows ("im2col") are made some pixels at a time, and where a group has
 * at most three filters its rows are weighed as they are, so memory beyond the result is that of the weights and half a
 * megabyte. NaN and infinities spread as arithmetic has it, also
 * from weights into padding.
 *
 * @param x - images, shape [n, c, h, w], or one image [c, h, w]
 * @param weight - filters, shape [o, c / groups, kh, kw]
 * @param options - `bias` [o]; `stride` (1), `padding` (0, or "same" or "valid"), `dilation` (1): a number, or
 * `[vertical, horizontal]`; `groups` (1)
 * @returns shape [n, o, h', w'], or [o, h', w'] for one image, with sizes as `convOutputSize` tells; a traced value
 * where x, weight or bias is traced
 * @throws KindError where something is no array or an option is unknown; ShapeError where ranks or channels do not fit,
 * an axis is empty or a kernel does not fit into the padded image; DomainError for steps that are fractional or too
 * small and groups that do not divide the channels; DomainError for a result of more than 2²⁸ elements
 * @see V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 2
 *
 * @example
 * Differences of neighbours in a row.
 * ```ts
 * import { conv2d, toNested } from 'fovea';
 * const image = [[[1, 2, 4], [8, 16, 32]]];
 * toNested(conv2d(image, [[[[-1, 1]]]])) // => [[[1, 2], [8, 16]]]
 * toNested(conv2d(image, [[[[1, 1]]]], { bias: [0.5], padding: [0, 1], stride: [1, 3] })) // => [[[1.5, 4.5], [8.5, 32.5]]]
 * ```
 */
export function conv2d<
  X extends ArrayInput | Traced,
  W extends ArrayInput | Traced,
  B extends ArrayInput | Traced = FloatNdArray,
>(x: X, weight: W, options?: Conv2dOptions<B>): ConvValue<X, W, B>;
export function conv2d(
  x: ArrayInput | Traced,
  weight: ArrayInput | Traced,
  options?: Conv2dOptions,
): FloatNdArray | Traced {
  return conv2dFor('conv2d', x, weight, options);
}

/** `conv2d` for functions that it is a part of, whose name errors tell. */
export function conv2dFor<
  X extends ArrayInput | Traced,
  W extends ArrayInput | Traced,
  B extends ArrayInput | Traced = FloatNdArray,
>(fn: string, x: X, weight: W, options?: Conv2dOptions<B>): ConvValue<X, W, B>;
export function conv2dFor(
  fn: string,
  x: ArrayInput | Traced,
  weight: ArrayInput | Traced,
  options?: Conv2dOptions,
): FloatNdArray | Traced {
  const given = checkOptions(fn, options, ['bias', 'stride', 'padding', 'dilation', 'groups']);
  const read = readTogether(fn, { x, weight }, { bias: given.bias });
  const images = readImages(fn, read.x);
  const [n, channels, height, width] = images.shape;
  const groups = checkNumber(fn, 'groups', given.groups ?? 1, { integer: true, min: 1 });
  checkGroups(fn, groups, { input: channels });
  const own = channels / groups;
  const [filters, kernelHeight, kernelWidth] = readFilters(
    fn,
    read.weight.shape,
    `(o, ${groups === 1 ? `c=${own}` : `c / groups=${own}`}, kh, kw)`,
    1,
    own,
  );
  checkGroups(fn, groups, { output: filters });
  checkBias(fn, read.bias?.shape, filters);
  const [down, across] = readWindows(fn, 2, [kernelHeight, kernelWidth], given);
  const task = {
    ...gridOf(down!, across!),
    images: n,
    channels,
    filters,
    groups,
    height,
    width,
    outHeight: countWindows(fn, 'weight', height, down!, ' along the height'),
    outWidth: countWindows(fn, 'weight', width, across!, ' along the width'),
  };
  checkResult(fn, [n, filters, task.outHeight, task.outWidth]);
  return images.like(outputOf(fn, task, images.value, read.weight, read.bias));
}

/**
 * A transposed convolution: the adjoint of `conv2d` by its input, which makes images larger. Each input pixel lays a
 * copy of its filter, times its value, onto the result; copies lie `stride` apart and add up.
 *
 * $$y_{o,\; s\,i + d\,u - p,\; s\,j + d\,v - p} \mathrel{+}= w_{c,o,u,v} \; x_{c,i,j}$$
 *
 * Weights are those of the convolution that it is the adjoint of, so their first axis counts the channels that come in
 * here: ⟨conv2d(a, w), x⟩ = ⟨a, convTranspose2d(x, w)⟩. It does not undo that convolution. It is differentiable by x,
 * weights and bias, to any order.
 *
 * @param x - images, shape [n, c, h, w], or one image [c, h, w]
 * @param weight - filters, shape [c, o / groups, kh, kw]
 * @param options - `bias` [o]; `stride` (1), `padding` (0: pixels cut from every side), `outputPadding` (0: pixels added
 * below and on the right), `dilation` (1): a number, or `[vertical, horizontal]`; `groups` (1)
 * @returns shape [n, o, h', w'], or [o, h', w'] for one image, with sizes as `convTransposeOutputSize` tells; a traced
 * value where x, weight or bias is traced
 * @throws KindError where something is no array or an option is unknown; ShapeError where ranks or channels do not fit
 * or an axis is empty; DomainError for steps that are fractional or too small, groups that do not divide the channels,
 * padding that leaves nothing, and output padding that is neither below the stride nor below the dilation;
 * DomainError for a result of more than 2²⁸ elements
 * @see V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4
 *
 * @example
 * Two pixels, each laid out as a row of three; in the middle they overlap.
 * ```ts
 * import { convTranspose2d, toNested } from 'fovea';
 * toNested(convTranspose2d([[[1, 10]]], [[[[1, 2, 3]]]], { stride: 2 })) // => [[[1, 2, 13, 20, 30]]]
 * ```
 */
export function convTranspose2d<
  X extends ArrayInput | Traced,
  W extends ArrayInput | Traced,
  B extends ArrayInput | Traced = FloatNdArray,
>(x: X, weight: W, options?: ConvTranspose2dOptions<B>): ConvValue<X, W, B>;
export function convTranspose2d(
  x: ArrayInput | Traced,
  weight: ArrayInput | Traced,
  options?: ConvTranspose2dOptions,
): FloatNdArray | Traced {
  const fn = 'convTranspose2d';
  const given = checkOptions(fn, options, [
    'bias',
    'stride',
    'padding',
    'outputPadding',
    'dilation',
    'groups',
  ]);
  const read = readTogether(fn, { x, weight }, { bias: given.bias });
  const images = readImages(fn, read.x);
  const [n, filters, outHeight, outWidth] = images.shape;
  const groups = checkNumber(fn, 'groups', given.groups ?? 1, { integer: true, min: 1 });
  checkGroups(fn, groups, { input: filters });
  const [own, kernelHeight, kernelWidth] = readFilters(
    fn,
    read.weight.shape,
    `(c=${filters}, ${groups === 1 ? 'o' : 'o / groups'}, kh, kw)`,
    0,
    filters,
  );
  const channels = own * groups;
  checkBias(fn, read.bias?.shape, channels);
  if (typeof given.padding === 'string') {
    throw new DomainError({
      function: fn,
      argument: 'padding',
      expected: 'numbers',
      got: JSON.stringify(given.padding),
    });
  }
  const windows = readWindows(fn, 2, [kernelHeight, kernelWidth], given);
  const added = readOutputPadding(fn, given.outputPadding, 2, windows);
  const [down, across] = windows;
  const task = {
    ...gridOf(down!, across!),
    images: n,
    channels,
    filters,
    groups,
    height: transposedLength(fn, outHeight, down!, added[0]!, ' of the height'),
    width: transposedLength(fn, outWidth, across!, added[1]!, ' of the width'),
    outHeight,
    outWidth,
  };
  checkResult(fn, [n, channels, task.height, task.width]);
  return images.like(inputOf(fn, task, images.value, read.weight, read.bias));
}

type Steps = Omit<
  ConvTask,
  'images' | 'channels' | 'filters' | 'groups' | 'height' | 'width' | 'outHeight' | 'outWidth'
>;

function gridOf(down: AxisWindows, across: AxisWindows): Steps {
  return {
    kernelHeight: down.kernel,
    kernelWidth: across.kernel,
    strideY: down.stride,
    strideX: across.stride,
    top: down.before,
    left: across.before,
    dilationY: down.dilation,
    dilationX: across.dilation,
  };
}

/** The length of a filter array that is not known yet, and the two of the kernel. */
function readFilters(
  fn: string,
  shape: readonly number[],
  expected: string,
  knownAxis: 0 | 1,
  known: number,
): readonly [unknown: number, kernelHeight: number, kernelWidth: number] {
  if (shape.length !== 4 || shape[knownAxis] !== known || shape.includes(0)) {
    throw new ShapeError({
      function: fn,
      argument: 'weight',
      expected: `shape ${expected}`,
      got: `(${shape.join(', ')})`,
    });
  }
  return [shape[1 - knownAxis]!, shape[2]!, shape[3]!];
}

function checkBias(fn: string, shape: readonly number[] | undefined, channels: number): void {
  if (shape === undefined || (shape.length === 1 && shape[0] === channels)) return;
  throw new ShapeError({
    function: fn,
    argument: 'bias',
    expected: `shape (o=${channels})`,
    got: `(${shape.join(', ')})`,
  });
}
