// Parameters in records and lists: taken apart into their arrays, and put together again.
import { isNdArray, isNumericTypedArray } from '../core/create.js';
import { describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { isTraced, type Traceable, type Traced } from './traced.js';

/** What a function can be differentiated by: a number, an array, or plain records and lists of these. */
export type ParameterTree =
  | Traceable
  | { readonly [name: string]: ParameterTree }
  | readonly ParameterTree[];

/** What the function that is differentiated gets for a tree: the same tree of traced values. */
export type TracedTree<X> = X extends Traceable
  ? Traced
  : { readonly [K in keyof X]: TracedTree<X[K]> };

/** A gradient: for each number a number, for each array an ndarray of its shape. */
export type Gradient<X> = X extends Traced
  ? Traced
  : X extends number
    ? number
    : X extends ArrayInput
      ? FloatNdArray
      : { readonly [K in keyof X]: Gradient<X[K]> };

/** The trees that a function of traced values can be differentiated by. */
export type UntracedTree<T> = T extends Traceable
  ? Traceable
  : { readonly [K in keyof T]: UntracedTree<T[K]> };

/** A tree taken apart. */
export interface Flat {
  /** Its numbers, arrays and traced values, in order. */
  readonly leaves: readonly Traceable[];
  /** Where each stands, such as `x.layers[0].weights`. */
  readonly names: readonly string[];
  /** The same tree with other leaves. */
  rebuild(leaves: readonly unknown[]): unknown;
  /** What another tree of the same structure has in the places of the leaves; undefined where it has nothing. */
  matching(tree: unknown): unknown[];
}

/**
 * Takes a tree apart.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param tree - what came
 * @returns leaves and how to put them together
 * @throws KindError for what is neither array nor plain record or list
 */
export function flatten(fn: string, argument: string, tree: unknown): Flat {
  if (isLeaf(tree)) {
    return {
      leaves: [tree],
      names: [argument],
      rebuild: ([leaf]) => leaf,
      matching: (other) => [other],
    };
  }
  if (Array.isArray(tree)) {
    const parts = tree.map((part, i) => flatten(fn, `${argument}[${i}]`, part));
    return join(parts, Object.keys(parts), (rebuilt) => rebuilt);
  }
  if (isRecord(tree)) {
    const keys = Object.keys(tree);
    const parts = keys.map((key) => flatten(fn, `${argument}.${key}`, tree[key]));
    return join(parts, keys, (rebuilt) =>
      Object.fromEntries(keys.map((key, i) => [key, rebuilt[i]])),
    );
  }
  throw new KindError({
    function: fn,
    argument,
    expected: 'a number, an array, or a plain record or list of these',
    got: describeValue(tree),
  });
}

function join(
  parts: readonly Flat[],
  keys: readonly string[],
  build: (rebuilt: readonly unknown[]) => unknown,
): Flat {
  return {
    leaves: parts.flatMap(({ leaves }) => leaves),
    names: parts.flatMap(({ names }) => names),
    rebuild(leaves) {
      let start = 0;
      return build(
        parts.map((part) => {
          const end = start + part.leaves.length;
          const rebuilt = part.rebuild(leaves.slice(start, end));
          start = end;
          return rebuilt;
        }),
      );
    },
    matching(tree) {
      const own = Array.isArray(tree) || isRecord(tree) ? Object.entries(tree) : [];
      return parts.flatMap((part, i) => part.matching(own.find(([key]) => key === keys[i])?.[1]));
    },
  };
}

/** Whether a value is a leaf: a number, an array, nested numbers or a traced value. */
export function isLeaf(value: unknown): value is Traceable {
  if (typeof value === 'number' || isTraced(value)) return true;
  return isNumericTypedArray(value) || isNdArray(value) || isNested(value);
}

// Lists are nested numbers where nothing but numbers is in them; an empty list has no leaves.
function isNested(value: unknown): value is ArrayInput {
  return Array.isArray(value) && value.length > 0 && value.every(isNestedEntry);
}

function isNestedEntry(value: unknown): boolean {
  return typeof value === 'number' || isNested(value);
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
