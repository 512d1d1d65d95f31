// What the functions of a variational autoencoder read.
import { readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { shapeOf } from '../gradient/moves.js';
import { isTraced, type Traceable } from '../gradient/traced.js';

/** Reads a number, a traced value or an array; nested numbers become an ndarray, once. Nothing is refused. */
export function readFloats(fn: string, argument: string, x: Traceable): Traceable {
  const value = typeof x === 'number' || isTraced(x) ? x : dense(fn, argument, x);
  if (elementCount(shapeOf(value)) > 0) return value;
  throw new ShapeError({
    function: fn,
    argument,
    expected: 'at least one element',
    got: `(${shapeOf(value).join(', ')})`,
  });
}

function dense(fn: string, argument: string, x: Parameters<typeof readArray>[2]): Traceable {
  const { data, shape } = readArray(fn, argument, x);
  return wrap(data, shape);
}
