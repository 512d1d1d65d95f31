// What all functions of distributions share: which axis, what is no distribution, what comes back.
import { checkAxis, checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { allocate, computeDType, isNdArray, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, ShapeError } from '../core/errors.js';
import { elementCount, placeOf } from '../core/layout.js';
import type { ArrayInput, Dense, FloatNdArray, NumericTypedArray } from '../core/types.js';
import { div } from '../gradient/arithmetic.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import { distributionSums as distributionSumsScalar } from '../kernels/scalar/divergence-lines.js';
import { kernel } from '../kernels/select.js';
import { distributionSums } from '../kernels/simd/divergence.js';
import { type BaseOptions, unitOf } from './base.js';
import { isPlainVector } from './checks.js';

/** Options of functions of distributions. */
export interface DivergenceOptions extends BaseOptions {
  /** The axis along which a distribution lies; the last, −1, where left out. */
  readonly axis?: number | undefined;
  /** Whether each distribution is divided by its sum first; false where left out, when other sums than 1 are refused. */
  readonly normalize?: boolean | undefined;
}

/** Distributions: plain or traced. */
export type Distributions = ArrayInput | Traced;

/**
 * One number a distribution: a number for plain vectors (`number[]` or typed arrays), a traced value where
 * one argument is traced, else an ndarray of the axes that are left.
 */
export type DivergenceValue<P extends Distributions, Q extends Distributions = P> =
  | (P extends Traced ? Traced : Q extends Traced ? Traced : never)
  | (P extends ArrayInput
      ? Q extends ArrayInput
        ? P extends readonly number[] | NumericTypedArray
          ? Q extends readonly number[] | NumericTypedArray
            ? number
            : FloatNdArray
          : FloatNdArray
        : never
      : never);

/** How far from 1 the sum of a float64 distribution may be. */
const FLOAT64_TOLERANCE = 1e-9;
/** How far from 1 the sum of a float32 distribution may be. */
const FLOAT32_TOLERANCE = 1e-5;

/** Options after the check. */
export interface Settings {
  /** The option. */
  readonly axis: number;
  /** ln base. */
  readonly unit: number;
  /** The option. */
  readonly normalize: boolean;
}

/** Checks the options that all functions of distributions have. */
export function readSettings(fn: string, options: DivergenceOptions | undefined): Settings {
  const {
    axis = -1,
    base,
    normalize = false,
  } = checkOptions(fn, options, ['axis', 'base', 'normalize']);
  checkNumber(fn, 'axis', axis, { integer: true });
  const unit = unitOf(fn, base);
  checkBoolean(fn, 'normalize', normalize);
  return { axis, unit, normalize };
}

/** Divides each distribution by its sum. */
export function normalized(
  fn: string,
  argument: string,
  p: FloatNdArray,
  axis: number,
): FloatNdArray;
export function normalized(
  fn: string,
  argument: string,
  p: Distributions,
  axis: number,
): Distributions;
export function normalized(
  fn: string,
  argument: string,
  p: Distributions,
  axis: number,
): Distributions {
  // Traced numbers are checked as they are, before their sum divides them.
  const array = readArray(fn, argument, isTraced(p) ? asArray(stopGradient(p)) : p);
  const along = checkAxis(fn, 'axis', axis, array.shape.length, argument);
  checkSums(fn, argument, array, along, Number.POSITIVE_INFINITY);
  if (!isTraced(p)) {
    const whole = div(
      wrap(array.data, array.shape),
      sum(wrap(array.data, array.shape), { axis, keepDims: true }),
    );
    return isPlainVector(p) ? whole.data : whole;
  }
  return div(p, sum(p, { axis, keepDims: true }));
}

/** Distributions as a kernel takes them. */
export interface Rows {
  /** The numbers. */
  readonly arrays: readonly Dense[];
  /** Shape of the results. */
  readonly shape: readonly number[];
  /** Number of lines before the axis. */
  readonly outer: number;
  /** Length of a distribution. */
  readonly length: number;
  /** Number of lines behind the axis. */
  readonly inner: number;
}

/** Reads plain distributions of one shape, and checks them, unless the caller does so by `checkRows`. */
export function readRows(
  fn: string,
  names: readonly string[],
  inputs: readonly ArrayInput[],
  axis: number,
  check = true,
): Rows {
  const dtype = computeDType(...inputs);
  const arrays = inputs.map((input, i) => readArray(fn, names[i]!, input, dtype));
  const { shape } = arrays[0]!;
  const along = checkAxis(fn, 'axis', axis, shape.length, names[0]);
  arrays.forEach((array, i) => {
    if (array.shape.length !== shape.length || array.shape.some((n, k) => n !== shape[k])) {
      throw new ShapeError({
        function: fn,
        argument: names[i]!,
        expected: `the shape of ${names[0]}, (${shape.join(', ')})`,
        got: `(${array.shape.join(', ')})`,
      });
    }
    if (check || shape[along] === 0) {
      checkSums(fn, names[i]!, array, along, toleranceOf(inputs[i]!));
    }
  });
  return {
    arrays,
    shape: shape.filter((_, k) => k !== along),
    outer: elementCount(shape.slice(0, along)),
    length: shape[along]!,
    inner: elementCount(shape.slice(along + 1)),
  };
}

/** Checks distributions of which the sums are known, each of one input. */
export function checkRows(
  fn: string,
  names: readonly string[],
  inputs: readonly ArrayInput[],
  axis: number,
  { arrays }: Rows,
  sums: readonly Float64Array[],
): void {
  arrays.forEach((array, i) => {
    const along = axis < 0 ? axis + array.shape.length : axis;
    checkTotals(fn, names[i]!, array, along, toleranceOf(inputs[i]!), sums[i]!);
  });
}

/** How far from 1 the sums of what a caller gave may be. */
function toleranceOf(input: ArrayInput): number {
  const data: unknown = isNdArray(input) ? input.data : input;
  return data instanceof Float32Array ? FLOAT32_TOLERANCE : FLOAT64_TOLERANCE;
}

function checkSums(
  fn: string,
  argument: string,
  array: Dense,
  along: number,
  tolerance: number,
): void {
  const { data, shape } = array;
  if (shape[along] === 0) {
    throw new DomainError({
      function: fn,
      argument,
      expected: 'distributions of at least one outcome',
      got: `shape (${shape.join(', ')})`,
    });
  }
  const outer = elementCount(shape.slice(0, along));
  const inner = elementCount(shape.slice(along + 1));
  const sums = new Float64Array(outer * inner);
  const run = kernel('distributionSums', distributionSumsScalar, distributionSums);
  run(data, sums, outer, shape[along]!, inner);
  checkTotals(fn, argument, array, along, tolerance, sums);
}

function checkTotals(
  fn: string,
  argument: string,
  array: Dense,
  along: number,
  tolerance: number,
  sums: Float64Array,
): void {
  for (let row = 0; row < sums.length; row++) {
    const total = sums[row]!;
    const right =
      tolerance === Number.POSITIVE_INFINITY
        ? total > 0 && total < tolerance
        : Math.abs(total - 1) <= tolerance;
    if (!right) refuse(fn, argument, array, along, row, total, tolerance);
  }
}

function refuse(
  fn: string,
  argument: string,
  { data, shape }: Dense,
  along: number,
  row: number,
  total: number,
  tolerance: number,
): never {
  if (Number.isNaN(total)) {
    const at = data.findIndex((value) => !(value >= 0));
    const place = placeOf(at, shape);
    throw new DomainError({
      function: fn,
      argument,
      expected: 'probabilities, none negative or NaN',
      got: `${describeValue(data[at])} at [${place.join(', ')}]`,
    });
  }
  const left = shape.filter((_, k) => k !== along);
  const place = placeOf(row, left);
  const where = left.length > 0 ? `row [${place.join(', ')}]` : 'a row';
  throw new DomainError({
    function: fn,
    argument,
    expected:
      tolerance === Number.POSITIVE_INFINITY
        ? 'rows whose sum can be divided by, above 0 and finite'
        : 'distributions, each with sum 1 (or the option normalize)',
    got: `${where} with sum ${total}`,
  });
}

/** What a kernel computed, as the user gets it. */
export function finish(
  values: Float64Array,
  rows: Rows,
  inputs: readonly ArrayInput[],
): number | FloatNdArray {
  if (inputs.every(isPlainVector)) return values[0]!;
  const single = rows.arrays[0]!.data instanceof Float32Array;
  const target = allocate(single ? 'float32' : 'float64', values.length);
  target.set(values);
  return wrap(target, rows.shape);
}

/** A number for each distribution, with length 1 on the axis of the distributions, ready to be multiplied. */
export function keepAxis(y: Traceable, like: Traceable, axis: number): Traceable {
  const shape = shapeOf(like);
  const along = axis < 0 ? axis + shape.length : axis;
  return reshape(
    asArray(y),
    shape.map((n, k) => (k === along ? 1 : n)),
  );
}
