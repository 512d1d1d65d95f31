// Where windows lie along an axis: kernel, stride, padding and dilation, read once for sizes, convolutions and pools.
import { checkNumber } from '../core/check.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';

/** A whole number for every axis, or one for each. */
export type PerAxis = number | readonly number[];

/**
 * Zeros around the input: as many before as after it, on every axis or on each; "valid" for none; "same" for as many
 * as keep its size (stride 1; where their number is odd, the odd one stands after it).
 */
export type ConvPadding = PerAxis | 'same' | 'valid';

/** How windows move over an input. */
export interface ConvSteps {
  /** From one window to the next, in elements of the input; 1 where left out. */
  readonly stride?: PerAxis | undefined;
  /** Zeros around the input; 0 where left out. */
  readonly padding?: ConvPadding | undefined;
  /** From one element of the kernel to the next, in elements of the input; 1 where left out. */
  readonly dilation?: PerAxis | undefined;
}

/** No axis is longer: `ndarray` counts in 32 bits. */
const LONGEST = 2147483647;

/** The windows along one axis. */
export interface AxisWindows {
  /** Elements of the kernel. */
  readonly kernel: number;
  /** From one window to the next. */
  readonly stride: number;
  /** From one element of the kernel to the next. */
  readonly dilation: number;
  /** Zeros before the input. */
  readonly before: number;
  /** Zeros after it. */
  readonly after: number;
}

/**
 * A whole number of elements.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param value - what came
 * @param min - the smallest allowed
 * @returns the number
 * @throws KindError, or DomainError where it is fractional or too small, or more than any axis holds
 */
export function checkCount(fn: string, argument: string, value: unknown, min: number): number {
  const count = checkNumber(fn, argument, value, { integer: true, min });
  // The bound is told only where it is broken.
  return count <= LONGEST
    ? count
    : checkNumber(fn, argument, count, { integer: true, max: LONGEST });
}

/**
 * One whole number for each axis.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param value - a number for every axis, or a list
 * @param axes - how many axes there are, or undefined for a single one that takes no list
 * @param min - the smallest allowed
 * @returns as many numbers as axes, 1 where `axes` is undefined
 * @throws KindError, DomainError or ShapeError where it is something else
 */
export function readPerAxis(
  fn: string,
  argument: string,
  value: unknown,
  axes: number | undefined,
  min: number,
): number[] {
  if (!Array.isArray(value)) {
    return new Array<number>(axes ?? 1).fill(checkCount(fn, argument, value, min));
  }
  if (axes === undefined) checkCount(fn, argument, value, min);
  if (value.length !== axes) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: `one number, or ${axes}, one for each axis`,
      got: `${value.length} numbers`,
    });
  }
  // Not `map`, which passes over holes.
  return Array.from(value, (entry: unknown, axis) =>
    checkCount(fn, `${argument}[${axis}]`, entry, min),
  );
}

/**
 * The windows along each axis.
 *
 * @param fn - name of the public function, for errors
 * @param axes - how many axes there are, or undefined for a single one
 * @param kernel - elements of the kernel along each axis, checked
 * @param steps - as the caller gave them
 * @returns the windows, one for each axis
 * @throws KindError, DomainError or ShapeError where something does not fit
 */
export function readWindows(
  fn: string,
  axes: number | undefined,
  kernel: readonly number[],
  { stride = 1, padding = 0, dilation = 1 }: ConvSteps,
): AxisWindows[] {
  const strides = readPerAxis(fn, 'stride', stride, axes, 1);
  const dilations = readPerAxis(fn, 'dilation', dilation, axes, 1);
  const zeros = readPadding(fn, padding, axes);
  return kernel.map((length, axis): AxisWindows => {
    const [step, spread] = [strides[axis]!, dilations[axis]!];
    const window = { kernel: length, stride: step, dilation: spread };
    if (zeros !== 'same') return { ...window, before: zeros[axis]!, after: zeros[axis]! };
    if (step !== 1) {
      throw new DomainError({
        function: fn,
        argument: 'padding',
        expected: 'numbers where the stride is not 1',
        got: `"same" and a stride of ${step}`,
      });
    }
    const all = spread * (length - 1);
    return { ...window, before: Math.floor(all / 2), after: Math.ceil(all / 2) };
  });
}

function readPadding(fn: string, padding: unknown, axes: number | undefined): number[] | 'same' {
  if (padding === 'same') return 'same';
  if (padding === 'valid') return readPerAxis(fn, 'padding', 0, axes, 0);
  if (typeof padding === 'string') {
    throw new KindError({
      function: fn,
      argument: 'padding',
      expected: 'numbers, "same" or "valid"',
      got: describeValue(padding),
    });
  }
  return readPerAxis(fn, 'padding', padding, axes, 0);
}

/**
 * Refuses results that no array can hold, before memory for them is asked for.
 *
 * @param fn - name of the public function, for errors
 * @param shape - of the result
 * @throws DomainError with the shape
 */
export function checkResult(fn: string, shape: readonly number[]): void {
  checkElements(fn, 'options', shape);
}

/** From the first element of a window to behind its last, in elements of the input: d (k − 1) + 1. */
export function reachOf({ kernel, dilation }: Pick<AxisWindows, 'kernel' | 'dilation'>): number {
  return dilation * (kernel - 1) + 1;
}

/**
 * How many windows fit.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what holds the kernel there
 * @param input - length of the input along the axis
 * @param windows - along the axis
 * @param axis - name of the axis, for errors
 * @returns their number, at least 1
 * @throws DomainError where the kernel reaches further than the padded input; ShapeError where it is an array's
 */
export function countWindows(
  fn: string,
  argument: string,
  input: number,
  windows: AxisWindows,
  axis: string,
): number {
  const { kernel, stride, dilation, before, after } = windows;
  const [padded, reach] = [input + before + after, reachOf(windows)];
  if (reach <= padded) return Math.floor((padded - reach) / stride) + 1;
  const spread = dilation === 1 ? '' : ` with dilation ${dilation}, which reaches over ${reach}`;
  const zeros = before + after === 0 ? '' : ` (${input} and ${before} + ${after} of padding)`;
  const parts = {
    function: fn,
    argument,
    expected: `a kernel that fits into ${padded}${zeros}${axis}`,
    got: `${kernel}${spread}`,
  };
  throw argument === 'weight' ? new ShapeError(parts) : new DomainError(parts);
}
