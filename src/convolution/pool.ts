// Pools: the largest element, or the mean, of each window.
import { checkBoolean, checkOptions } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { asArray } from '../gradient/moves.js';
import { primitive } from '../gradient/primitive.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import type { AveragePoolTask, WindowGrid } from '../kernels/convolution-kernels.js';
import { averageWindows, largestInWindows, spreadAverages } from '../kernels/scalar/pool.js';
import { kernel } from '../kernels/select.js';
import { readImages, readTogether } from './layout.js';
import { type PoolSizeOptions, readPools } from './sizes.js';

type Value = FloatNdArray | Traced;

/** What `averagePool2d` may be told. */
export interface AveragePoolOptions extends PoolSizeOptions {
  /** Whether padding counts as zeros, or a mean is over real pixels alone; true where left out. */
  readonly countPadding?: boolean | undefined;
}

/**
 * The largest element of each window, channel by channel.
 *
 * $$y_{c,i,j} = \max_{u,v} \; x_{c,\; s\,i + u - p,\; s\,j + v - p}$$
 *
 * Padding counts as −∞, so it is never the largest. A window that holds NaN gives NaN. The gradient goes to the largest
 * element, the first of equals in reading order; that is where second derivatives, all 0, hold too.
 *
 * @param x - images, shape [n, c, h, w], or one image [c, h, w]
 * @param options - `kernel`, `stride` (the kernel where left out), `padding` (0): a number, or `[vertical, horizontal]`;
 * `ceilMode` (false): whether a last window that overhangs counts
 * @returns shape [n, c, h', w'], or [c, h', w'] for one image, with sizes as `poolOutputSize` tells; a traced value for
 * a traced one
 * @throws KindError where x is no array or an option is unknown; ShapeError for another rank or an empty axis;
 * DomainError for numbers that are fractional or too small, padding of more than half the kernel, and a kernel that
 * does not fit into the padded image
 * @see V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 3
 *
 * @example
 * Squares of two by two.
 * ```ts
 * import { maxPool2d, toNested } from 'fovea';
 * toNested(maxPool2d([[[1, 2, 5, 3], [4, 0, 1, 1]]], { kernel: 2 })) // => [[[4, 5]]]
 * ```
 */
export function maxPool2d<X extends ArrayInput | Traced>(
  x: X,
  options: PoolSizeOptions,
): ArrayValue<X>;
export function maxPool2d(x: ArrayInput | Traced, options: PoolSizeOptions): FloatNdArray | Traced {
  return maxPool2dFor('maxPool2d', x, options);
}

/** `maxPool2d` for functions that it is a part of, whose name errors tell. */
export function maxPool2dFor<X extends ArrayInput | Traced>(
  fn: string,
  x: X,
  options: PoolSizeOptions,
): ArrayValue<X>;
export function maxPool2dFor(
  fn: string,
  x: ArrayInput | Traced,
  options: PoolSizeOptions,
): FloatNdArray | Traced {
  const given = checkOptions(fn, options, ['kernel', 'stride', 'padding', 'ceilMode']);
  const images = readImages(fn, readTogether(fn, { x }).x);
  const grid = gridOf(fn, images.shape, given);
  const [n, channels] = images.shape;
  const shape = [n, channels, grid.outHeight, grid.outWidth];
  const indices = new Int32Array(elementCount(shape));
  const { data } = readArray(fn, 'x', asArray(stopGradient(images.value)));
  kernel('largestInWindows', largestInWindows)(grid, n * channels, data, indices);
  return images.like(take(fn, images.value, { indices, shape, from: images.shape }));
}

/**
 * The mean of each window, channel by channel.
 *
 * $$y_{c,i,j} = \frac{1}{k_h k_w} \sum_{u,v} x_{c,\; s\,i + u - p,\; s\,j + v - p}$$
 *
 * Padding counts as zeros where `countPadding` is true; else the mean is over the pixels that the window holds. What
 * overhangs the padding (`ceilMode`) never counts.
 *
 * @param x - images, shape [n, c, h, w], or one image [c, h, w]
 * @param options - `kernel`, `stride` (the kernel where left out), `padding` (0): a number, or `[vertical, horizontal]`;
 * `ceilMode` (false), `countPadding` (true)
 * @returns shape [n, c, h', w'], or [c, h', w'] for one image, with sizes as `poolOutputSize` tells; a traced value for
 * a traced one
 * @throws KindError where x is no array or an option is unknown; ShapeError for another rank or an empty axis;
 * DomainError for numbers that are fractional or too small, padding of more than half the kernel, and a kernel that
 * does not fit into the padded image
 * @see V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 3
 *
 * @example
 * Zeros around the image make its corners darker, unless they do not count.
 * ```ts
 * import { averagePool2d, toNested } from 'fovea';
 * const image = [[[4, 4], [4, 4]]];
 * toNested(averagePool2d(image, { kernel: 2, padding: 1 })) // => [[[1, 1], [1, 1]]]
 * toNested(averagePool2d(image, { kernel: 2, padding: 1, countPadding: false })) // => [[[4, 4], [4, 4]]]
 * ```
 */
export function averagePool2d<X extends ArrayInput | Traced>(
  x: X,
  options: AveragePoolOptions,
): ArrayValue<X>;
export function averagePool2d(
  x: ArrayInput | Traced,
  options: AveragePoolOptions,
): FloatNdArray | Traced {
  return averagePool2dFor('averagePool2d', x, options);
}

/** `averagePool2d` for functions that it is a part of, whose name errors tell. */
export function averagePool2dFor<X extends ArrayInput | Traced>(
  fn: string,
  x: X,
  options: AveragePoolOptions,
): ArrayValue<X>;
export function averagePool2dFor(
  fn: string,
  x: ArrayInput | Traced,
  options: AveragePoolOptions,
): FloatNdArray | Traced {
  const given = checkOptions(fn, options, [
    'kernel',
    'stride',
    'padding',
    'ceilMode',
    'countPadding',
  ]);
  const images = readImages(fn, readTogether(fn, { x }).x);
  const countPadding = checkBoolean(fn, 'countPadding', given.countPadding ?? true);
  const grid = gridOf(fn, images.shape, given);
  return images.like(average(fn, images.value, { ...grid, countPadding }, images.shape));
}

function gridOf(
  fn: string,
  [, , height, width]: readonly [number, number, number, number],
  given: PoolSizeOptions,
): WindowGrid {
  const names = [' along the height', ' along the width'];
  const [down, across] = readPools(fn, [height, width], 2, given, (axis) => names[axis]!);
  return {
    height,
    width,
    outHeight: down!.count,
    outWidth: across!.count,
    kernelHeight: down!.windows.kernel,
    kernelWidth: across!.windows.kernel,
    strideY: down!.windows.stride,
    strideX: across!.windows.stride,
    top: down!.windows.before,
    left: across!.windows.before,
  };
}

/** Which elements of an array are taken. */
interface Choice {
  /** Their indices. */
  readonly indices: Int32Array;
  /** Shape of what is taken. */
  readonly shape: readonly number[];
  /** Shape of the array. */
  readonly from: readonly number[];
}

/** The chosen elements; its derivative puts back what was taken. */
function take(fn: string, x: Traceable, choice: Choice): Value {
  return linear(
    fn,
    x,
    (gradient) => put(fn, gradient, choice),
    (data) => {
      const target = alike(data, choice.shape);
      choice.indices.forEach((at, i) => {
        target.data[i] = data[at]!;
      });
      return target;
    },
  );
}

/** Zeros, but for the chosen elements, where what is put there adds up. */
function put(fn: string, x: Traceable, choice: Choice): Value {
  return linear(
    fn,
    x,
    (gradient) => take(fn, gradient, choice),
    (data) => {
      const target = alike(data, choice.from);
      choice.indices.forEach((at, i) => {
        target.data[at]! += data[i]!;
      });
      return target;
    },
  );
}

function average(
  fn: string,
  x: Traceable,
  task: AveragePoolTask,
  shape: readonly [number, number, number, number],
): Value {
  const [n, channels] = shape;
  return linear(
    fn,
    x,
    (gradient) => spread(fn, gradient, task, shape),
    (data) => {
      const target = alike(data, [n, channels, task.outHeight, task.outWidth]);
      kernel('averageWindows', averageWindows)(task, n * channels, data, target.data);
      return target;
    },
  );
}

function spread(
  fn: string,
  x: Traceable,
  task: AveragePoolTask,
  shape: readonly [number, number, number, number],
): Value {
  const [n, channels] = shape;
  return linear(
    fn,
    x,
    (gradient) => average(fn, gradient, task, shape),
    (data) => {
      const target = alike(data, shape);
      kernel('spreadAverages', spreadAverages)(task, n * channels, data, target.data);
      return target;
    },
  );
}

/** A linear function of one array as a primitive, with its adjoint. */
function linear(
  fn: string,
  x: Traceable,
  adjoint: (gradient: Traceable) => Traceable,
  run: (data: FloatNdArray['data']) => FloatNdArray,
): Value {
  const apply = primitive(
    fn,
    (input) => run(readArray(fn, 'x', asArray(input!) as ArrayInput).data),
    [(gradient) => adjoint(gradient)],
  );
  return asArray(apply(x)) as Value;
}

/** Zeros in the precision of other numbers. */
function alike(data: FloatNdArray['data'], shape: readonly number[]): FloatNdArray {
  return wrap(
    allocate(data instanceof Float32Array ? 'float32' : 'float64', elementCount(shape)),
    shape,
  );
}
