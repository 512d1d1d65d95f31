// Trees of parameters and what must fit them: each leaf is read once, and an error names the way to it.
import { allocate, checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, FloatDType, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { type Flat, flatten } from '../gradient/tree.js';

/** A number or an array as the kernels see it; a number has one element and no axes. */
export interface Leaf {
  /** Its numbers; they may be the caller's own, so they are read, never written. */
  readonly data: FloatTypedArray;
  /** Lengths of its axes. */
  readonly shape: readonly number[];
  /** Whether it came as a plain number, and leaves as one. */
  readonly scalar: boolean;
}

/** Parameters taken apart. */
export interface Parameters {
  /** Name of the argument that they came as. */
  readonly argument: string;
  /** Names and structure. */
  readonly flat: Flat;
  /** What stands at each name. */
  readonly leaves: readonly Leaf[];
}

/**
 * Reads a tree of numbers and arrays.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param tree - what came
 * @returns its leaves
 * @throws KindError where a leaf is no number or float array, DomainError where one is NaN or infinite
 */
export function readTree(fn: string, argument: string, tree: unknown): Parameters {
  const flat = flatten(fn, argument, tree);
  return {
    argument,
    flat,
    leaves: flat.leaves.map((leaf, i) => readLeaf(fn, flat.names[i]!, leaf)),
  };
}

/**
 * Reads a tree that must have the structure and the shapes of another.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param tree - what came
 * @param like - the other
 * @param dtypes - precision to read each leaf into; its own where left out
 * @returns its leaves in the other's order
 * @throws KindError where the structure differs, ShapeError where a shape does, DomainError for NaN
 */
export function readMatching(
  fn: string,
  argument: string,
  tree: unknown,
  like: Parameters,
  dtypes?: readonly FloatDType[],
): Leaf[] {
  const { names } = like.flat;
  // The first part of a name is the argument, which differs.
  const tails = names.map((name) => name.slice(like.argument.length));
  const leaves = like.flat.matching(tree).map((leaf, i) => {
    const path = `${argument}${tails[i]}`;
    if (leaf === undefined) {
      const expected = `a value, as "${names[i]}" is there`;
      throw new KindError({ function: fn, argument: path, expected, got: 'undefined' });
    }
    const read = readLeaf(fn, path, leaf, dtypes?.[i]);
    const own = like.leaves[i]!;
    if (read.shape.join() !== own.shape.join()) {
      throw new ShapeError({
        function: fn,
        argument: path,
        expected: `shape (${own.shape.join(', ')}), as "${names[i]}" has`,
        got: `(${read.shape.join(', ')})`,
      });
    }
    return read;
  });
  const known = new Set(tails);
  const stranger = flatten(fn, argument, tree).names.find(
    (name) => !known.has(name.slice(argument.length)),
  );
  if (stranger !== undefined) {
    const expected = `no value, as there is no "${like.argument}${stranger.slice(argument.length)}"`;
    throw new KindError({ function: fn, argument: stranger, expected, got: 'one' });
  }
  return leaves;
}

/**
 * A copy of a leaf that may be written.
 *
 * @param leaf - the leaf
 * @returns its numbers in storage of their own
 */
export function copyOf(leaf: Leaf): FloatTypedArray {
  return leaf.data.slice();
}

/**
 * The precision that a leaf is kept in.
 *
 * @param leaf - the leaf
 * @returns "float32" or "float64"
 */
export function dtypeOf(leaf: Leaf): FloatDType {
  return leaf.data instanceof Float32Array ? 'float32' : 'float64';
}

/**
 * Storage for something that is carried along with a leaf.
 *
 * @param leaf - the leaf
 * @param value - what every element starts from
 * @returns fresh storage in the leaf's precision
 */
export function storageLike(leaf: Leaf, value: number): FloatTypedArray {
  return allocate(dtypeOf(leaf), leaf.data.length).fill(value);
}

/**
 * Numbers in the form in which a leaf came.
 *
 * @param leaf - the leaf
 * @param data - fresh storage
 * @returns a number for a number, else an ndarray
 */
export function wrapLike(leaf: Leaf, data: FloatTypedArray): number | FloatNdArray {
  return leaf.scalar ? data[0]! : wrap(data, leaf.shape);
}

function readLeaf(fn: string, argument: string, leaf: unknown, dtype?: FloatDType): Leaf {
  if (typeof leaf === 'number') {
    if (!Number.isFinite(leaf)) {
      const got = String(leaf);
      throw new DomainError({ function: fn, argument, expected: 'a finite number', got });
    }
    return { data: Float64Array.of(leaf), shape: [], scalar: true };
  }
  // Whatever is no array is refused by readArray.
  const array = leaf as ArrayInput;
  if (integerMaximum(array) !== undefined) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'float64 or float32 numbers',
      got: `integers in ${describeValue(leaf)}`,
    });
  }
  return { ...checkFinite(fn, argument, readArray(fn, argument, array, dtype)), scalar: false };
}
