// Rows of descriptors made ready for `nearestTwo`, which squares them: of a size that can be squared, or of
// length 1 for the cosine.
import { allocate } from '../core/create.js';
import type { Dense, FloatTypedArray } from '../core/types.js';

/** Two sets of rows, and what turns a squared distance between them into the distance asked for. */
export interface ComparableRows {
  /** Rows of the one set. */
  readonly a: Dense;
  /** Rows of the other. */
  readonly b: Dense;
  /** From the squared distance of these rows to the distance of those that were given. */
  readonly toDistance: (squared: number) => number;
  /** The distance, if there is one, at which rounding tells equally near rows apart. */
  readonly blurred?: number;
}

/** Numbers beyond 2^±LARGEST_EXPONENT are scaled before they are squared. */
const LARGEST_EXPONENT = 480;

/**
 * Rows for the Euclidean distance: those given, or where squares of them would overflow or vanish, the same
 * times a power of two.
 *
 * @param a - [n, d]
 * @param b - [m, d]
 * @returns rows to compare
 */
export function euclideanRows(a: Dense, b: Dense): ComparableRows {
  const exponent = exponentOf(Math.max(largest(a.data), largest(b.data)));
  if (Math.abs(exponent) < LARGEST_EXPONENT) return { a, b, toDistance: Math.sqrt };
  const shrunk = ({ data, shape }: Dense): Dense => ({
    data: Float64Array.from(data, (value) => scaled(value, -exponent)),
    shape,
  });
  return {
    a: shrunk(a),
    b: shrunk(b),
    toDistance: (squared) => scaled(Math.sqrt(squared), exponent),
  };
}

/**
 * Rows for the distance 1 − cos: of length 1, so that it is half their squared distance. A row of zeros
 * gets a direction of its own, at right angles to all others.
 *
 * @param a - [n, d]
 * @param b - [m, d]
 * @returns rows to compare, [n, d + 2] and [m, d + 2]
 */
export function cosineRows(a: Dense, b: Dense): ComparableRows {
  const d = a.shape[1]!;
  return {
    a: unitRows(a, d),
    b: unitRows(b, d + 1),
    toDistance: cosineDistance,
    blurred: 1,
  };
}

/** What rounding of unit rows does to the distance of rows at right angles, which is 1, and to that of a row of zeros. */
const ROUNDING = 8 * Number.EPSILON;

// Several rows at a distance of 1 are equally near, whatever rounding says.
function cosineDistance(squared: number): number {
  const distance = squared / 2;
  // Nor is any row farther than the opposite one; where there is none, the distance is infinite.
  if (distance > 2 && distance < Infinity) return 2;
  return Math.abs(distance - 1) < ROUNDING ? 1 : distance;
}

function unitRows({ data, shape }: Dense, own: number): Dense {
  const [n, d] = shape as [number, number];
  const target = allocate('float64', n * (d + 2));
  for (let i = 0; i < n; i++) {
    const row = target.subarray(i * (d + 2), (i + 1) * (d + 2));
    const source = data.subarray(i * d, (i + 1) * d);
    const top = largest(source);
    if (top === 0) {
      row[own] = 1;
      continue;
    }
    const exponent = -exponentOf(top);
    let sum = 0;
    for (let k = 0; k < d; k++) {
      row[k] = scaled(source[k]!, exponent);
      sum += row[k]! ** 2;
    }
    const length = Math.sqrt(sum);
    for (let k = 0; k < d; k++) row[k]! /= length;
  }
  return { data: target, shape: [n, d + 2] };
}

function largest(data: FloatTypedArray): number {
  let top = 0;
  for (let i = 0; i < data.length; i++) top = Math.max(top, Math.abs(data[i]!));
  return top;
}

function exponentOf(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log2(value));
}

// In two steps, since 2^exponent alone may lie outside the range of numbers.
function scaled(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}
