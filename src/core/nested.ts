// Nested numbers, `[[1, 2], [3, 4]]`, as they come in.
import { describeValue, KindError, ShapeError } from './errors.js';
import { elementCount } from './layout.js';
import type { FloatTypedArray } from './types.js';

/** Deeper nesting is a circle of arrays that hold each other, or a mistake. */
const DEEPEST = 64;

/**
 * The shape of nested arrays, read off their first entries.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param nested - what the caller gave
 * @returns lengths of the axes; those below an empty array are not known and left out
 * @throws KindError where the first entry is no number, ShapeError for more than 64 axes
 */
export function nestedShape(fn: string, argument: string, nested: readonly unknown[]): number[] {
  const shape: number[] = [];
  let level: unknown = nested;
  while (Array.isArray(level)) {
    if (shape.length === DEEPEST) {
      throw new ShapeError({
        function: fn,
        argument,
        expected: `at most ${DEEPEST} axes`,
        got: 'deeper nesting',
      });
    }
    shape.push(level.length);
    level = level[0];
  }
  if (elementCount(shape) > 0 && typeof level !== 'number') {
    throw notANumber(
      fn,
      argument,
      level,
      shape.map(() => 0),
    );
  }
  return shape;
}

/**
 * Writes nested numbers into `target` in row-major order.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param nested - the arrays at the depth `axis`, at the place `path`
 * @param shape - what `nestedShape` found
 * @param axis - depth of `nested`
 * @param path - indices that lead to `nested`, for errors
 * @param target - where the numbers go
 * @param start - where the first goes
 * @returns where the next one would go
 * @throws ShapeError where lengths differ, KindError where an entry is no number; both say at which place
 */
export function fillNested(
  fn: string,
  argument: string,
  nested: readonly unknown[],
  shape: readonly number[],
  axis: number,
  path: readonly number[],
  target: FloatTypedArray,
  start: number,
): number {
  const last = axis === shape.length - 1;
  let out = start;
  for (let i = 0; i < nested.length; i++) {
    const entry = nested[i];
    if (last && typeof entry === 'number') {
      target[out++] = entry;
      continue;
    }
    const at = [...path, i];
    if (last ? Array.isArray(entry) : !Array.isArray(entry) || entry.length !== shape[axis + 1]) {
      throw Array.isArray(entry)
        ? new ShapeError({
            function: fn,
            argument,
            expected: `nested arrays of equal lengths (${shape.join(', ')})`,
            got: `${describeValue(entry)} at [${at.join(', ')}]`,
          })
        : notANumber(fn, argument, entry, at);
    }
    if (last) throw notANumber(fn, argument, entry, at);
    out = fillNested(fn, argument, entry as unknown[], shape, axis + 1, at, target, out);
  }
  return out;
}

/**
 * The error for an entry that is no number.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param entry - what stood there
 * @param at - where it stood
 * @returns the error
 */
export function notANumber(
  fn: string,
  argument: string,
  entry: unknown,
  at: readonly number[],
): KindError {
  return new KindError({
    function: fn,
    argument,
    expected: `nested arrays of numbers${ArrayBuffer.isView(entry) ? ' (see fromNested)' : ''}`,
    got: `${describeValue(entry)} at [${at.join(', ')}]`,
  });
}
