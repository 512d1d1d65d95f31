// What the functions of embeddings read.
import { readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { checkEach } from '../divergence/checks.js';
import { isTraced, type Traced } from '../gradient/traced.js';

/** Reads an array of finite numbers with something in it; `rank` says how many axes it must have. */
export function readFinite<X extends ArrayInput | Traced>(
  fn: string,
  argument: string,
  x: X,
  rank?: { readonly is: number; readonly called: string },
): FloatNdArray | Extract<X, Traced>;
export function readFinite(
  fn: string,
  argument: string,
  x: ArrayInput | Traced,
  rank?: { readonly is: number; readonly called: string },
): FloatNdArray | Traced {
  const value = isTraced(x) ? x : dense(fn, argument, x);
  const { shape } = value;
  const refuse = (expected: string): never => {
    throw new ShapeError({ function: fn, argument, expected, got: `(${shape.join(', ')})` });
  };
  if (rank !== undefined && shape.length !== rank.is) refuse(rank.called);
  if (elementCount(shape) === 0) refuse('at least one element');
  checkEach(fn, argument, value, 'finite numbers', Number.isFinite);
  return value;
}

function dense(fn: string, argument: string, x: ArrayInput): FloatNdArray {
  const { data, shape } = readArray(fn, argument, x);
  return wrap(data, shape);
}
