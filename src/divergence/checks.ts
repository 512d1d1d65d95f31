// Refusals that functions of scores and of Gaussians share.
import { areFinite } from '../core/are-finite.js';
import { isNdArray, readArray } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { placeOf } from '../core/layout.js';
import type { ArrayInput, FloatTypedArray } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traceable } from '../gradient/traced.js';

/** The least and the greatest number that are let pass. */
export type Bounds = readonly [least: number, most: number];

/** From 0 to 1. */
export const SHARES: Bounds = [0, 1];
/** From 0 on, without NaN. */
export const NOT_NEGATIVE: Bounds = [0, Infinity];
/** Finite and above 0. */
export const POSITIVE: Bounds = [Number.MIN_VALUE, Number.MAX_VALUE];

/** Refuses a number that a test does not let pass, or that is NaN or out of bounds, with its position. */
export function checkEach(
  fn: string,
  argument: string,
  x: Traceable,
  expected: string,
  passes: Bounds | ((x: number) => boolean),
): void {
  const plain = stopGradient(x);
  const refuse = (got: string): never => {
    throw new DomainError({ function: fn, argument, expected, got });
  };
  if (typeof plain === 'number') {
    const right =
      typeof passes === 'function' ? passes(plain) : plain >= passes[0] && plain <= passes[1];
    if (!right) refuse(String(plain));
    return;
  }
  const { data, shape } = readArray(fn, argument, plain);
  // Loops, where findIndex costs several times as much, and for most tests no call for each number.
  if (passes === Number.isFinite && areFinite(data)) return;
  const at = typeof passes === 'function' ? firstRefused(data, passes) : firstOutside(data, passes);
  if (at === data.length) return;
  const place = placeOf(at, shape);
  refuse(`${data[at]} at [${place.join(', ')}]`);
}

function firstRefused(data: FloatTypedArray, passes: (x: number) => boolean): number {
  let at = 0;
  while (at < data.length && passes(data[at]!)) at++;
  return at;
}

function firstOutside(data: FloatTypedArray, [least, most]: Bounds): number {
  let at = 0;
  while (at < data.length && data[at]! >= least && data[at]! <= most) at++;
  return at;
}

/** The shape of what is an array or a number; anything else is refused by its name. */
export function checkedShape(fn: string, argument: string, x: Traceable): readonly number[] {
  if (typeof x === 'number' || isTraced(x) || isNdArray(x)) return shapeOf(x);
  return readArray(fn, argument, x).shape;
}

/** Refuses shapes that differ. */
export function checkSameShape(
  fn: string,
  names: readonly [string, string],
  a: Traceable,
  b: Traceable,
): void {
  const shape = checkedShape(fn, names[0], a);
  const other = checkedShape(fn, names[1], b);
  if (shape.length === other.length && shape.every((n, k) => n === other[k])) return;
  throw new ShapeError({
    function: fn,
    argument: names[1],
    expected: `the shape of ${names[0]}, (${shape.join(', ')})`,
    got: `(${other.join(', ')})`,
  });
}

/** Whether an argument is a plain vector, for which the result is a number. */
export function isPlainVector(a: ArrayInput): boolean {
  if (!Array.isArray(a)) return ArrayBuffer.isView(a);
  return !Array.isArray(a[0]);
}
