// How large the result of a convolution or of a pool is, from sizes alone.
import { checkBoolean, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import {
  type AxisWindows,
  type ConvSteps,
  countWindows,
  type PerAxis,
  reachOf,
  readPerAxis,
  readWindows,
} from './windows.js';

/** A number for a number, a list for a list. */
export type SizeLike<I extends PerAxis> = I extends number ? number : number[];

/** What the size of a convolution depends on. */
export interface ConvSizeOptions extends ConvSteps {
  /** Elements of the kernel. */
  readonly kernel: PerAxis;
}

/** What the size of a transposed convolution depends on. */
export interface ConvTransposeSizeOptions {
  /** Elements of the kernel. */
  readonly kernel: PerAxis;
  /** From one window to the next, in elements of the result; 1 where left out. */
  readonly stride?: PerAxis | undefined;
  /** Elements cut from both ends of the result; 0 where left out. */
  readonly padding?: PerAxis | undefined;
  /** From one element of the kernel to the next; 1 where left out. */
  readonly dilation?: PerAxis | undefined;
  /** Elements added behind the result; 0 where left out. Smaller than the stride or the dilation. */
  readonly outputPadding?: PerAxis | undefined;
}

/** What the size of a pool depends on. */
export interface PoolSizeOptions {
  /** Elements of a window. */
  readonly kernel: PerAxis;
  /** From one window to the next; as far as the kernel is long where left out. */
  readonly stride?: PerAxis | undefined;
  /** Elements around the input, at most half the kernel; 0 where left out. */
  readonly padding?: PerAxis | undefined;
  /** Whether a last window that overhangs counts; false where left out. */
  readonly ceilMode?: boolean | undefined;
}

/**
 * The size of what a convolution gives, in elements along each axis.
 *
 * $$\left\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1$$
 *
 * n is the size of the input, k of the kernel, s the stride, p the padding on either side, d the dilation. Padding
 * makes the input larger, so it is added; a kernel of k elements first fits after k − 1 steps, so k − 1 and the 1 of
 * the first place are subtracted. Elements behind the last window that fits are not seen.
 *
 * @param input - n, one whole number, or one for each axis
 * @param options - `kernel` k; `stride` s (1), `padding` p (0, or "same" or "valid"), `dilation` d (1): numbers, or
 * where the input is a list also lists of its length
 * @returns a number for a number, a list for a list
 * @throws KindError where something is no number or an option is unknown; ShapeError for a list of another length;
 * DomainError for numbers that are fractional or too small, a kernel that does not fit into the padded input, and
 * "same" with a stride
 * @see V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, relationships 6 and 15
 *
 * @example
 * The first layer of a residual network, and a rectangle with a kernel of its own on each axis.
 * ```ts
 * import { convOutputSize } from 'fovea/convolution';
 * convOutputSize(224, { kernel: 7, stride: 2, padding: 3 }) // => 112
 * convOutputSize([32, 20], { kernel: [3, 5], padding: [1, 0] }) // => [32, 16]
 * ```
 */
export function convOutputSize<I extends PerAxis>(input: I, options: ConvSizeOptions): SizeLike<I>;
export function convOutputSize(input: PerAxis, options: ConvSizeOptions): PerAxis {
  return convOutputSizeFor('convOutputSize', input, options);
}

/** `convOutputSize` for functions that it is a part of, whose name errors tell. */
export function convOutputSizeFor(fn: string, input: PerAxis, options: ConvSizeOptions): PerAxis {
  const { lengths, windows } = readConvSize(fn, input, options);
  return likeInput(
    input,
    lengths.map((length, axis) =>
      countWindows(fn, 'kernel', length, windows[axis]!, nameAxis(input, axis)),
    ),
  );
}

/**
 * Reads what the size of a convolution depends on.
 *
 * @param fn - name of the public function, for errors
 * @param input - as the caller gave it
 * @param options - as the caller gave them
 * @returns length of the input and windows along each axis
 */
export function readConvSize(
  fn: string,
  input: PerAxis,
  options: ConvSizeOptions,
): { readonly lengths: readonly number[]; readonly windows: readonly AxisWindows[] } {
  const given = checkOptions(fn, options, ['kernel', 'stride', 'padding', 'dilation']);
  const { lengths, axes } = readInput(fn, input);
  const kernel = readPerAxis(fn, 'kernel', given.kernel, axes, 1);
  return { lengths, windows: readWindows(fn, axes, kernel, given) };
}

/**
 * The size of what a transposed convolution gives, in elements along each axis: the size of an input from which a
 * convolution makes n.
 *
 * $$(n - 1)\, s - 2p + d\,(k - 1) + 1 + o$$
 *
 * With a stride, inputs of several sizes give the same n; the output padding o chooses among them.
 *
 * @param input - n, one whole number, or one for each axis
 * @param options - `kernel` k; `stride` s (1), `padding` p (0), `dilation` d (1), `outputPadding` o (0)
 * @returns a number for a number, a list for a list
 * @throws KindError where something is no number or an option is unknown; ShapeError for a list of another length;
 * DomainError for numbers that are fractional or too small, an output padding that is neither below the stride nor
 * below the dilation, or where nothing is left
 * @see V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, relationship 14
 *
 * @example
 * Twice as large, the usual layer of a generator, and back.
 * ```ts
 * import { convOutputSize, convTransposeOutputSize } from 'fovea/convolution';
 * convTransposeOutputSize(16, { kernel: 4, stride: 2, padding: 1 }) // => 32
 * convOutputSize(32, { kernel: 4, stride: 2, padding: 1 }) // => 16
 * ```
 */
export function convTransposeOutputSize<I extends PerAxis>(
  input: I,
  options: ConvTransposeSizeOptions,
): SizeLike<I>;
export function convTransposeOutputSize(
  input: PerAxis,
  options: ConvTransposeSizeOptions,
): PerAxis {
  const fn = 'convTransposeOutputSize';
  const given = checkOptions(fn, options, [
    'kernel',
    'stride',
    'padding',
    'dilation',
    'outputPadding',
  ]);
  const { lengths, axes } = readInput(fn, input);
  const kernel = readPerAxis(fn, 'kernel', given.kernel, axes, 1);
  const windows = readWindows(fn, axes, kernel, given);
  const added = readOutputPadding(fn, given.outputPadding, axes, windows);
  return likeInput(
    input,
    lengths.map((length, axis) =>
      transposedLength(fn, length, windows[axis]!, added[axis]!, nameAxis(input, axis)),
    ),
  );
}

/**
 * Elements added behind the result of a transposed convolution.
 *
 * @param fn - name of the public function, for errors
 * @param value - as the caller gave it
 * @param axes - how many axes there are, or undefined for a single one
 * @param windows - along each axis
 * @returns one number for each axis
 */
export function readOutputPadding(
  fn: string,
  value: PerAxis | undefined,
  axes: number | undefined,
  windows: readonly AxisWindows[],
): number[] {
  const added = readPerAxis(fn, 'outputPadding', value ?? 0, axes, 0);
  added.forEach((length, axis) => {
    const { stride, dilation } = windows[axis]!;
    if (length < Math.max(stride, dilation)) return;
    throw new DomainError({
      function: fn,
      argument: 'outputPadding',
      expected: `less than the stride ${stride} or the dilation ${dilation}`,
      got: String(length),
    });
  });
  return added;
}

/**
 * Length of what a transposed convolution gives along an axis.
 *
 * @param fn - name of the public function, for errors
 * @param length - of the input
 * @param windows - along the axis
 * @param added - elements behind the result
 * @param axis - name of the axis, for errors
 * @returns the length, at least 1
 */
export function transposedLength(
  fn: string,
  length: number,
  windows: AxisWindows,
  added: number,
  axis: string,
): number {
  const whole = (length - 1) * windows.stride + reachOf(windows) + added;
  const cut = windows.before + windows.after;
  if (whole > cut) return whole - cut;
  throw new DomainError({
    function: fn,
    argument: 'padding',
    expected: `less than ${whole} in all, so that something is left${axis}`,
    got: `${windows.before} + ${windows.after}`,
  });
}

/**
 * The size of what a pool gives, in elements along each axis.
 *
 * $$\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$$
 *
 * With `ceilMode` it is rounded up, and the last window may overhang; one that would start behind the input and its
 * first padding does not count.
 *
 * @param input - n, one whole number, or one for each axis
 * @param options - `kernel` k; `stride` s (k where left out), `padding` p (0), `ceilMode` (false)
 * @returns a number for a number, a list for a list
 * @throws KindError where something is no number or an option is unknown; ShapeError for a list of another length;
 * DomainError for numbers that are fractional or too small, padding of more than half the kernel, and a kernel that
 * does not fit into the padded input
 * @see V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, relationship 7
 *
 * @example
 * Windows of two do not fill seven; rounded up they overhang.
 * ```ts
 * import { poolOutputSize } from 'fovea/convolution';
 * poolOutputSize(7, { kernel: 2 }) // => 3
 * poolOutputSize(7, { kernel: 2, ceilMode: true }) // => 4
 * poolOutputSize([28, 28], { kernel: 3, stride: 2, padding: 1 }) // => [14, 14]
 * ```
 */
export function poolOutputSize<I extends PerAxis>(input: I, options: PoolSizeOptions): SizeLike<I>;
export function poolOutputSize(input: PerAxis, options: PoolSizeOptions): PerAxis {
  const fn = 'poolOutputSize';
  const given = checkOptions(fn, options, ['kernel', 'stride', 'padding', 'ceilMode']);
  const { lengths, axes } = readInput(fn, input);
  const pools = readPools(fn, lengths, axes, given, (axis) => nameAxis(input, axis));
  return likeInput(
    input,
    pools.map(({ count }) => count),
  );
}

/**
 * The windows of a pool along each axis, and how many there are.
 *
 * @param fn - name of the public function, for errors
 * @param lengths - of the input
 * @param axes - how many axes there are, or undefined for a single one
 * @param options - as the caller gave them
 * @param nameOf - name of an axis, for errors
 * @returns windows and their number
 */
export function readPools(
  fn: string,
  lengths: readonly number[],
  axes: number | undefined,
  { kernel: kernelGiven, stride, padding = 0, ceilMode = false }: PoolSizeOptions,
  nameOf: (axis: number) => string,
): readonly { readonly windows: AxisWindows; readonly count: number }[] {
  const kernel = readPerAxis(fn, 'kernel', kernelGiven, axes, 1);
  const strides = readPerAxis(fn, 'stride', stride ?? kernelGiven, axes, 1);
  const zeros = readPerAxis(fn, 'padding', padding, axes, 0);
  const up = checkBoolean(fn, 'ceilMode', ceilMode);
  return lengths.map((length, axis) => {
    const [size, step, before] = [kernel[axis]!, strides[axis]!, zeros[axis]!];
    if (2 * before > size) {
      throw new DomainError({
        function: fn,
        argument: 'padding',
        expected: `at most half the kernel of ${size}${nameOf(axis)}`,
        got: String(before),
      });
    }
    const windows = { kernel: size, stride: step, dilation: 1, before, after: before };
    const whole = countWindows(fn, 'kernel', length, windows, nameOf(axis));
    const rest = (length + 2 * before - size) % step;
    const starts = whole * step < length + before;
    return { windows, count: up && rest > 0 && starts ? whole + 1 : whole };
  });
}

/** Words for errors: which axis it is, where there are several. */
export function nameAxis(input: PerAxis, axis: number): string {
  return typeof input === 'number' ? '' : ` along axis ${axis}`;
}

function readInput(
  fn: string,
  input: PerAxis,
): { readonly lengths: number[]; readonly axes: number | undefined } {
  const axes = Array.isArray(input) ? input.length : undefined;
  if (axes === 0) {
    throw new DomainError({
      function: fn,
      argument: 'input',
      expected: 'at least one axis',
      got: 'an empty list',
    });
  }
  return { lengths: readPerAxis(fn, 'input', input, axes, 1), axes };
}

function likeInput(input: PerAxis, sizes: number[]): PerAxis {
  return typeof input === 'number' ? sizes[0]! : sizes;
}
