// One run of a function on traced values, and the way back from its results.

import { zeros } from '../array/create.js';
import { computeDType, readArray, wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { integerMaximum } from '../core/integer-range.js';
import { sameShape } from '../core/layout.js';
import { isNumber, shapeOf, toInner } from './moves.js';
import { bufferOf, checkRunning, Tape } from './tape.js';
import { type Inner, isTraced, type Traceable } from './traced.js';
import { type Flat, flatten } from './tree.js';

/** What became of a run. */
export interface Run {
  /** What the function was given. */
  readonly input: Flat;
  /** What it returned; its leaves are values of the trace around this one. */
  readonly output: Flat;
  /** The leaves of the output. */
  readonly values: readonly Inner[];
  /**
   * Cotangents of the input's leaves from those of the output's.
   *
   * @param cotangents - one for each leaf of the output, of its shape; undefined for zeros
   * @returns one for each leaf of the input; where nothing depends on it, zeros
   */
  pull(cotangents: readonly (Traceable | undefined)[]): Inner[];
}

/**
 * Runs a function on traced values.
 *
 * @param fn - name of the public function, for errors
 * @param f - the function
 * @param x - what to trace
 * @returns values and the way back
 * @throws KindError where `f` is no function, `x` holds what has no derivative, or `f` returns no values
 */
export function trace<T>(fn: string, f: (x: T) => unknown, x: unknown): Run {
  if (typeof f !== 'function') {
    throw new KindError({
      function: fn,
      argument: 'f',
      expected: 'a function',
      got: describeValue(f),
    });
  }
  const input = flatten(fn, 'x', x);
  const leaves = input.leaves.map((leaf, i) => readLeaf(fn, input.names[i]!, leaf));
  const tape = new Tape(fn);
  const traced = leaves.map((leaf) => tape.enter(leaf));
  let output: Flat;
  try {
    // The tree is that of x with traced leaves, which is what T says.
    output = flatten(fn, 'f', f(input.rebuild(traced) as T));
  } finally {
    tape.ended = true;
  }
  const places = output.leaves.map((leaf) => tape.indexOf(leaf));
  const values = output.leaves.map((leaf, i) =>
    toInner(fn, output.names[i]!, isTraced(leaf) && places[i]! >= 0 ? leaf.inner : leaf),
  );
  return {
    input,
    output,
    values,
    pull(cotangents) {
      const seeds = cotangents.flatMap((cotangent, i): [number, Traceable][] =>
        places[i]! < 0 || cotangent === undefined ? [] : [[places[i]!, cotangent]],
      );
      const held = new Set<ArrayBufferLike>();
      const found = tape.walkBack(seeds, leaves.length, held);
      return leaves.map((leaf, i) => {
        const value = toInner(fn, 'pullback', found[i] ?? zeroLike(leaf));
        const buffer = bufferOf(value);
        if (buffer === undefined) return value;
        // What nobody else holds, and no leaf before this one was given, is handed out as it is.
        if (held.has(buffer)) return ownCopy(value);
        held.add(buffer);
        return value;
      });
    },
  };
}

/**
 * The same value in storage of its own, so that nobody who writes to it changes a trace.
 *
 * @param value - a value
 * @returns a copy; numbers and traced values as they are
 */
export function ownCopy(value: Inner): Inner {
  if (typeof value === 'number' || isTraced(value)) return value;
  const { data, shape } = readArray('copy', 'value', value);
  return wrap(data.slice(), shape);
}

/**
 * Refuses a value of another shape.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param value - what came
 * @param shape - what it must have
 */
export function checkShapeOf(
  fn: string,
  argument: string,
  value: Traceable,
  shape: readonly number[],
): void {
  const own = shapeOf(value);
  if (sameShape(own, shape)) return;
  throw new ShapeError({
    function: fn,
    argument,
    expected: `shape (${shape.join(', ')})`,
    got: `(${own.join(', ')})`,
  });
}

function zeroLike(value: Inner): Inner {
  if (typeof value === 'number') return 0;
  if (isTraced(value)) return isNumber(value) ? 0 : zeros(value.shape, value.dtype);
  return zeros(value.shape, computeDType(value));
}

function readLeaf(fn: string, argument: string, leaf: Traceable): Inner {
  if (typeof leaf === 'number') return leaf;
  if (isTraced(leaf)) {
    checkRunning(fn, leaf);
    return leaf;
  }
  if (integerMaximum(leaf) !== undefined) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'float64 or float32 numbers, which have derivatives',
      got: `integers in ${describeValue(typeof leaf === 'object' && 'data' in leaf ? leaf.data : leaf)}`,
    });
  }
  return toInner(fn, argument, leaf);
}
