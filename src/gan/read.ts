// What the functions of batches read.
import { readArray, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import { readFloats } from '../vae/read.js';

/** Reads an array or a traced value with something in it. */
export function readBatch(
  fn: string,
  argument: string,
  x: ArrayInput | Traced,
): FloatNdArray | Traced {
  readFloats(fn, argument, x);
  if (isTraced(x)) return x;
  const { data, shape } = readArray(fn, argument, x);
  return wrap(data, shape);
}
