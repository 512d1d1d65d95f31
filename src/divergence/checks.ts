// Refusals that functions of scores and of Gaussians share.
import { areFinite } from '../core/are-finite.js';
import { isNdArray, readArray } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { placeOf } from '../core/layout.js';
import { shapeOf } from '../gradient/moves.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traceable } from '../gradient/traced.js';

/** Refuses a number that a test does not let pass, with its position. */
export function checkEach(
  fn: string,
  argument: string,
  x: Traceable,
  expected: string,
  passes: (x: number) => boolean,
): void {
  const plain = stopGradient(x);
  const refuse = (got: string): never => {
    throw new DomainError({ function: fn, argument, expected, got });
  };
  if (typeof plain === 'number') {
    if (!passes(plain)) refuse(String(plain));
    return;
  }
  const { data, shape } = readArray(fn, argument, plain);
  // A loop, where findIndex costs several times as much, and for finite numbers no call for each of them.
  if (passes === Number.isFinite && areFinite(data)) return;
  let at = 0;
  while (at < data.length && passes(data[at]!)) at++;
  if (at === data.length) return;
  const place = placeOf(at, shape);
  refuse(`${data[at]} at [${place.join(', ')}]`);
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
