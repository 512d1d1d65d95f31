// How what is observed and the parameters of its law fit together.
import type { Operand } from '../array/elementwise.js';
import { checkNumber } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { FloatTypedArray } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traceable } from '../gradient/traced.js';

/**
 * The shape of several values, of which the others are the last axes, or numbers.
 *
 * @param fn - name of the public function, for errors
 * @param names - what errors call the values
 * @param values - numbers, arrays of the longest one's last axes, and that one
 * @returns the shape of the longest
 * @throws ShapeError where one is no end of the longest
 */
export function fittedShape(
  fn: string,
  names: readonly string[],
  values: readonly Traceable[],
): readonly number[] {
  const shapes = values.map((x) => shapeOf(x));
  const most = Math.max(...shapes.map((shape) => shape.length));
  const longest = shapes.findIndex((shape) => shape.length === most);
  const whole = shapes[longest]!;
  shapes.forEach((shape, i) => {
    const end = whole.slice(most - shape.length);
    if (shape.every((n, axis) => n === end[axis])) return;
    throw new ShapeError({
      function: fn,
      argument: names[i]!,
      expected: `a number, or the last axes of ${names[longest]}, (${whole.join(', ')})`,
      got: `(${shape.join(', ')})`,
    });
  });
  return whole;
}

/** Refuses what is no number and no array; nested numbers become an ndarray. */
export function readValue(fn: string, argument: string, x: Traceable): Traceable {
  if (typeof x === 'number' || isTraced(x)) return x;
  const { data, shape } = readArray(fn, argument, x);
  return wrap(data, shape);
}

/** Refuses NaN and infinite numbers, with their position. */
export function checkFiniteValue(fn: string, argument: string, x: Traceable): void {
  const plain = stopGradient(x);
  if (typeof plain === 'number') checkNumber(fn, argument, plain);
  else checkFinite(fn, argument, readArray(fn, argument, plain));
}

/** The numbers of a plain value; a number alone keeps all its digits. */
export function numbersOf(fn: string, argument: string, x: Operand): FloatTypedArray {
  return typeof x === 'number' ? Float64Array.of(x) : readArray(fn, argument, x).data;
}

/** How many points there are, and how many numbers each has. */
export function rowsOf(shape: readonly number[]): readonly [rows: number, length: number] {
  return [elementCount(shape.slice(0, -1)), shape.at(-1) ?? 1];
}
