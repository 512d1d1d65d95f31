// The values of a derivation while they are evaluated: arrays with numbers, booleans or strings in them,
// lists and records. Course-sized, so written to be read; the fast functions live elsewhere, and what is
// evaluated here is an independent witness of them.
import { createNdArray, isNdArray, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount, rowMajorStrides, sameShape } from '../core/layout.js';
import type { StepValue } from './types.js';

/** What an array holds here. */
export type Scalar = number | boolean | string;

/** An array in row-major order; a scalar has the shape []. */
export interface Tensor<Entry = Scalar> {
  readonly shape: readonly number[];
  readonly entries: readonly Entry[];
}

/** A list whose items do not make one array. */
export interface DatumList<Entry = Scalar> {
  readonly items: readonly Datum<Entry>[];
}

/** A record. */
export interface DatumRecord<Entry = Scalar> {
  readonly fields: ReadonlyMap<string, Datum<Entry>>;
}

/** A value while it is evaluated; or anything else that has its form, such as the cells where it stands. */
export type Datum<Entry = Scalar> = Tensor<Entry> | DatumList<Entry> | DatumRecord<Entry>;

/** Deeper nesting is a circle, or a mistake. */
const DEEPEST = 64;

/** Whether a value is an array or a scalar. */
export function isTensor<Entry>(datum: Datum<Entry>): datum is Tensor<Entry> {
  return 'entries' in datum;
}

/** A scalar as an array of shape []. */
export function scalar(value: Scalar): Tensor {
  return { shape: [], entries: [value] };
}

/** Whether an object was written as `{ … }`. */
export function isPlainRecord(value: unknown): value is { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Reads a value.
 *
 * @param fn - name of the public function, for errors
 * @param path - where the value stands, for errors
 * @param value - a number, boolean, string, ndarray, list or plain record
 * @param depth - how deep it stands
 * @returns the value for evaluation
 * @throws KindError for any other kind, naming the place
 */
export function readValue(fn: string, path: string, value: unknown, depth = 0): Datum {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') {
    return scalar(value);
  }
  if (isNdArray(value)) {
    const { data, shape } = readArray(fn, path, value, 'float64');
    return { shape, entries: Array.from(data) };
  }
  if (depth < DEEPEST && Array.isArray(value)) {
    // From, not map, which passes over holes.
    return stack(Array.from(value, (item, i) => readValue(fn, `${path}[${i}]`, item, depth + 1)));
  }
  if (depth < DEEPEST && isPlainRecord(value)) {
    const fields = Object.entries(value).map(
      ([name, field]) => [name, readValue(fn, `${path}.${name}`, field, depth + 1)] as const,
    );
    return { fields: new Map(fields) };
  }
  throw new KindError({
    function: fn,
    argument: path,
    expected: 'a number, boolean, string, ndarray, list or plain record',
    got: depth === DEEPEST ? 'deeper nesting' : describeValue(value),
  });
}

/** Several values as one: an array with a new first axis where shapes agree, else a list. */
export function stack<Entry = Scalar>(items: readonly Datum<Entry>[]): Datum<Entry> {
  const first = items[0];
  if (first === undefined) return { shape: [0], entries: [] };
  const parts: Tensor<Entry>[] = [];
  for (const item of items) {
    if (!isTensor(item) || !isTensor(first) || !sameShape(item.shape, first.shape)) {
      return { items };
    }
    parts.push(item);
  }
  return {
    shape: [items.length, ...parts[0]!.shape],
    entries: parts.flatMap((part) => part.entries),
  };
}

/**
 * What a function hands out for an evaluated value: an ndarray of float64 for numbers, nested lists for
 * arrays of anything else.
 */
export function toValue(datum: Datum): StepValue {
  if ('items' in datum) return datum.items.map(toValue);
  if ('fields' in datum) {
    return Object.fromEntries([...datum.fields].map(([name, field]) => [name, toValue(field)]));
  }
  const { shape, entries } = datum;
  if (shape.length === 0) return entries[0]!;
  const numbers = entries.filter((entry) => typeof entry === 'number');
  if (numbers.length === entries.length) return createNdArray(Float64Array.from(numbers), shape);
  return Array.from({ length: shape[0]! }, (_, i) => toValue(slice(datum, i)));
}

/** The part of an array at one index of its first axis. */
export function slice<Entry>({ shape, entries }: Tensor<Entry>, index: number): Tensor<Entry> {
  const rest = shape.slice(1);
  const step = elementCount(rest);
  return { shape: rest, entries: entries.slice(index * step, (index + 1) * step) };
}

/**
 * A part of a value.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what is indexed, for errors
 * @param datum - the whole
 * @param at - indices and record names from the outside in
 * @returns the part
 * @throws DomainError where there is no such part
 */
export function pick<Entry>(
  fn: string,
  argument: string,
  datum: Datum<Entry>,
  at: readonly (number | string)[],
): Datum<Entry> {
  let part = datum;
  for (const key of at) {
    const next = step(part, key);
    if (next === undefined) {
      throw new DomainError({
        function: fn,
        argument,
        expected: `a place within ${describeDatum(datum)}`,
        got: `[${at.join(', ')}]`,
      });
    }
    part = next;
  }
  return part;
}

function step<Entry>(datum: Datum<Entry>, key: number | string): Datum<Entry> | undefined {
  if ('fields' in datum) return datum.fields.get(String(key));
  if (typeof key !== 'number' || !Number.isInteger(key) || key < 0) return undefined;
  if ('items' in datum) return datum.items[key];
  const length = datum.shape[0];
  return length !== undefined && key < length ? slice(datum, key) : undefined;
}

/** What a value is, in a few words. */
export function describeDatum(datum: Datum<unknown>): string {
  if ('items' in datum) return `a list of ${datum.items.length}`;
  if ('fields' in datum) return `a record of ${[...datum.fields.keys()].join(', ')}`;
  if (datum.shape.length === 0) return describeValue(datum.entries[0]);
  return `an array (${datum.shape.join(', ')})`;
}

/**
 * The shape to which shapes are stretched: aligned at the last axis, lengths equal or 1.
 *
 * @param fn - name of the public function, for errors
 * @param argument - the operation, for errors
 * @param shapes - of the arguments
 * @returns the common shape
 * @throws ShapeError where two lengths differ and neither is 1
 */
export function commonShape(
  fn: string,
  argument: string,
  shapes: readonly (readonly number[])[],
): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const length = lengths.find((candidate) => candidate !== 1) ?? 1;
    if (lengths.some((other) => other !== 1 && other !== length)) {
      throw new ShapeError({
        function: fn,
        argument,
        expected: 'shapes of equal lengths or 1',
        got: shapes.map((shape) => `(${shape.join(', ')})`).join(' and '),
      });
    }
    return length;
  });
}

/** For each element of the stretched array, where it stands in the array of this shape. */
export function stretchedIndex(
  shape: readonly number[],
  common: readonly number[],
): (index: number) => number {
  const strides = rowMajorStrides(shape).map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
  const steps = rowMajorStrides(common);
  const missing = common.length - shape.length;
  return (index) =>
    strides.reduce((sum, stride, axis) => {
      const at = Math.floor(index / steps[axis + missing]!) % common[axis + missing]!;
      return sum + at * stride;
    }, 0);
}
