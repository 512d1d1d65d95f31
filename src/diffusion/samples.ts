// What the functions of a diffusion share: samples of one shape, one time for all of them or one each, and the
// numbers of a schedule spread over them.

import { operandDType } from '../array/elementwise.js';
import { checkNumber } from '../core/check.js';
import { allocate, isNdArray, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount, sameShape } from '../core/layout.js';
import type { ArrayInput, FloatDType, FloatNdArray } from '../core/types.js';
import { add, mul } from '../gradient/arithmetic.js';
import { shapeOf } from '../gradient/moves.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import type { DiffusionSchedule } from './schedule.js';

/** The step at which samples stand, from 1 to T: one for all of them, or one a sample, [n]. */
export type DiffusionTime = number | ArrayInput;

/** A number for a single time, an ndarray [n] for one a sample. */
export type TimeValue<T extends DiffusionTime> = T extends number ? number : FloatNdArray;

/** Times after the check. */
export interface Times {
  /** Whether each sample has its own. */
  readonly each: boolean;
  /** The times; a single one where they share it. */
  readonly steps: readonly number[];
}

/** What a schedule holds for each step. */
const ROWS = [
  'betas',
  'alphas',
  'alphaBars',
  'alphaBarsPrevious',
  'oneMinusAlphaBars',
  'signalToNoise',
  'posteriorVariances',
  'posteriorLogVariancesClipped',
  'posteriorMeanCoef1',
  'posteriorMeanCoef2',
] as const;

/** Refuses what `diffusionSchedule` did not make. */
export function checkSchedule(fn: string, schedule: DiffusionSchedule): DiffusionSchedule {
  const given: unknown = schedule;
  const expected = 'a schedule from diffusionSchedule(betas)';
  const refuse = (got: string): never => {
    throw new KindError({ function: fn, argument: 'schedule', expected, got });
  };
  if (typeof given !== 'object' || given === null || isNdArray(given)) {
    return refuse(describeValue(given));
  }
  const { steps } = schedule;
  if (!Number.isInteger(steps)) return refuse(`${describeValue(steps)} as steps`);
  for (const name of ROWS) {
    const row: unknown = schedule[name];
    const fits =
      isNdArray(row) &&
      row.data instanceof Float64Array &&
      row.data.length === steps &&
      row.offset === 0 &&
      sameShape(row.shape, [steps]);
    if (!fits) return refuse(`${describeValue(row)} as ${name}, where steps is ${steps}`);
  }
  return schedule;
}

/** Reads times; they are whole numbers within the range. */
export function readTimes(
  fn: string,
  argument: string,
  t: DiffusionTime,
  range: { readonly min: number; readonly max: number },
): Times {
  if (typeof t !== 'object') {
    return { each: false, steps: [checkNumber(fn, argument, t, { integer: true, ...range })] };
  }
  const { data, shape } = readArray(fn, argument, t, 'float64');
  const expected = `a whole number from ${range.min} to ${range.max}, or one a sample`;
  const parts = { function: fn, argument, expected };
  if (shape.length !== 1) throw new ShapeError({ ...parts, got: `(${shape.join(', ')})` });
  const bad = data.findIndex((s) => !(Number.isInteger(s) && s >= range.min && s <= range.max));
  if (bad >= 0) throw new DomainError({ ...parts, got: `${data[bad]} at [${bad}]` });
  return { each: true, steps: Array.from(data) };
}

/** Values of one shape, and how to spread a number of each time over them. */
export interface Samples<Names extends string> {
  /** The values, nested numbers read. */
  readonly values: Readonly<Record<Names, Traceable>>;
  /** Their shape. */
  readonly shape: readonly number[];
  /** A number of each time, ready to be multiplied with the values. */
  readonly spread: (value: (t: number) => number) => number | FloatNdArray;
  /** A number of each time, as the user gets it. */
  readonly listed: (value: (t: number) => number) => number | FloatNdArray;
}

/**
 * Reads values that must have one shape, and be as many as there are times.
 *
 * @param fn - name of the public function, for errors
 * @param given - the values by name
 * @param times - of the samples
 * @returns the values and ways to spread numbers over them
 */
export function readSamples<Names extends string>(
  fn: string,
  given: Readonly<Record<Names, Traceable>>,
  times: Times,
): Samples<Names> {
  const names = Object.keys(given) as Names[];
  const values: Record<Names, Traceable> = { ...given };
  for (const name of names) values[name] = readValue(fn, name, given[name]);
  const shape = shapeOf(values[names[0]!]);
  for (const name of names) checkShape(fn, name, shapeOf(values[name]), names[0]!, shape);
  const { each, steps } = times;
  if (each && shape[0] !== steps.length) {
    const expected = `one time a sample of "${names[0]}", (${shape[0] ?? 'none: a number'})`;
    throw new ShapeError({ function: fn, argument: 't', expected, got: `(${steps.length})` });
  }
  const dtype = operandDType(...names.map((name) => stopGradient(values[name])));
  const list = (as: FloatDType, lengths: readonly number[], f: (t: number) => number) => {
    const data = allocate(as, steps.length);
    steps.forEach((t, i) => {
      data[i] = f(t);
    });
    return wrap(data, lengths);
  };
  const wide = [steps.length, ...shape.slice(1).map(() => 1)];
  return {
    values,
    shape,
    spread: (f) => (each ? list(dtype, wide, f) : f(steps[0]!)),
    listed: (f) => (each ? list('float64', [steps.length], f) : f(steps[0]!)),
  };
}

/** Reads a number, an array or a traced value; nested numbers become an ndarray, once. */
function readValue(fn: string, argument: string, x: Traceable): Traceable {
  if (typeof x === 'number' || isTraced(x)) return x;
  const { data, shape } = readArray(fn, argument, x);
  return wrap(data, shape);
}

function checkShape(
  fn: string,
  argument: string,
  shape: readonly number[],
  first: string,
  expected: readonly number[],
): void {
  const fits = shape.length === expected.length && shape.every((n, k) => n === expected[k]);
  if (fits && elementCount(shape) > 0) return;
  throw new ShapeError({
    function: fn,
    argument,
    expected: fits ? 'at least one element' : `the shape of "${first}", (${expected.join(', ')})`,
    got: `(${shape.join(', ')})`,
  });
}

/** a x + b y. */
export function combine(
  a: number | FloatNdArray,
  x: Traceable,
  b: number | FloatNdArray,
  y: Traceable,
): number | FloatNdArray | Traced {
  return add(mul(a, x), mul(b, y));
}

/** The entry of a schedule that belongs to step t. */
export function at(array: FloatNdArray, t: number): number {
  return array.data[t - 1]!;
}
