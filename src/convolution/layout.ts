// What convolutions are given, read once: images with or without a first axis that counts them, in one precision.
import { computeDType, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { reshape } from '../gradient/shape.js';
import { isTraced, type Traced } from '../gradient/traced.js';

type Value = FloatNdArray | Traced;

const EMPTY = { float32: new Float32Array(0), float64: new Float64Array(0) } as const;

/**
 * Arguments in the one precision that they are computed in.
 *
 * @param fn - name of the public function, for errors
 * @param needed - the arguments by their names
 * @param optional - those that may be left out
 * @returns for each an ndarray, or the traced value that was given
 * @throws KindError where one is no array
 */
export function readTogether<Name extends string, Optional extends string = never>(
  fn: string,
  needed: { readonly [N in Name]: ArrayInput | Traced },
  optional?: { readonly [N in Optional]: ArrayInput | Traced | undefined },
): { readonly [N in Name]: Value } & { readonly [N in Optional]: Value | undefined } {
  // What is left out has no dtype to ask for.
  for (const [name, input] of Object.entries<ArrayInput | Traced>(needed)) {
    if (input === undefined) readArray(fn, name, input);
  }
  const entries = Object.entries<ArrayInput | Traced | undefined>({ ...needed, ...optional });
  const dtype = computeDType(
    ...entries.flatMap(([, input]) =>
      input === undefined ? [] : [isTraced(input) ? EMPTY[input.dtype] : input],
    ),
  );
  const read: { [name: string]: Value | undefined } = {};
  for (const [name, input] of entries) {
    if (input === undefined || isTraced(input)) {
      read[name] = input;
      continue;
    }
    const { data, shape } = readArray(fn, name, input, dtype);
    read[name] = wrap(data, shape);
  }
  return read as ReturnType<typeof readTogether<Name, Optional>>;
}

/** Images that were read. */
export interface Images {
  /** Shape [images, channels, height, width]. */
  readonly value: Value;
  /** These four lengths. */
  readonly shape: readonly [images: number, channels: number, height: number, width: number];
  /** A result in the form of the argument: without its first axis where that had none. */
  readonly like: (result: Value) => Value;
}

/**
 * One image or many, as many.
 *
 * @param fn - name of the public function, for errors
 * @param x - shape [n, c, h, w] or [c, h, w]
 * @returns four axes, and the way back
 * @throws ShapeError for another rank, and where an axis is empty
 */
export function readImages(fn: string, x: Value): Images {
  const single = x.shape.length === 3;
  const [n, c, h, w] = single ? [1, ...x.shape] : x.shape;
  if ((!single && x.shape.length !== 4) || x.shape.includes(0)) {
    throw new ShapeError({
      function: fn,
      argument: 'x',
      expected: 'shape (n, c, h, w) or (c, h, w), none of them 0',
      got: `(${x.shape.join(', ')})`,
    });
  }
  const shape = [n!, c!, h!, w!] as const;
  return {
    value: single ? (reshape(x, shape) as Value) : x,
    shape,
    like: (result) => (single ? (reshape(result, result.shape.slice(1)) as Value) : result),
  };
}
