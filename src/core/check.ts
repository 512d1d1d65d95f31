// Checks at the public door: each returns what it checked, and builds its message only on failure.
import { DomainError, describeImageShape, describeValue, KindError, ShapeError } from './errors.js';
import { checkElements } from './limit.js';

interface Shaped {
  readonly shape: readonly number[];
}

type AxisNames<Pattern extends string> = Pattern extends `${infer First} ${infer Rest}`
  ? First | AxisNames<Rest>
  : Pattern;

/**
 * Binds named axes across arguments: `bindShapes('f', { query: [q, 'n d'], key: [k, 'm d'] })` returns
 * `{ n, m, d }` and refuses a key whose last axis differs from the query's. A name that stands twice in
 * one pattern asks for equal lengths ('n n'), a number for just that length ('n 2'), '' for a scalar;
 * 'h w' a grey image.
 *
 * @param fn - name of the public function, for errors
 * @param spec - for each argument the array and the names of its axes, separated by blanks
 * @returns the length of each named axis
 * @throws ShapeError that shows the names with what is known of them, and the shape that came
 */
export function bindShapes<const S extends Record<string, readonly [Shaped, string]>>(
  fn: string,
  spec: S,
): { readonly [K in AxisNames<S[keyof S][1]>]: number } {
  const size: Record<string, number> = {};
  for (const [argument, [{ shape }, pattern]] of Object.entries(spec)) {
    const names = pattern === '' ? [] : pattern.split(' ');
    const known = names.map((name) =>
      name in size && name !== String(size[name]) ? `${name}=${size[name]}` : name,
    );
    const fits =
      shape.length === names.length &&
      names.every((name, axis) => {
        size[name] ??= /^\d+$/.test(name) ? Number(name) : shape[axis]!;
        return size[name] === shape[axis];
      });
    if (!fits) {
      throw new ShapeError({
        function: fn,
        argument,
        expected: `shape (${known.join(', ')})`,
        got: pattern === 'h w' ? describeImageShape(shape) : `(${shape.join(', ')})`,
      });
    }
  }
  return size as { readonly [K in AxisNames<S[keyof S][1]>]: number };
}

/** The range that a number must lie in. */
export interface NumberRange {
  /** Only whole numbers. */
  readonly integer?: boolean;
  /** Smallest allowed value. */
  readonly min?: number;
  /** Largest allowed value. */
  readonly max?: number;
  /** Values must be larger than this. */
  readonly above?: number;
  /** Values must be smaller than this. */
  readonly below?: number;
}

/**
 * A finite number within a range.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param value - what came
 * @param range - bounds, and whether only whole numbers will do
 * @returns the number
 * @throws KindError for another kind of value, DomainError outside the range
 */
export function checkNumber(
  fn: string,
  argument: string,
  value: unknown,
  range: NumberRange = {},
): number {
  const { integer = false, min, max, above, below } = range;
  const isNumber = typeof value === 'number';
  if (
    isNumber &&
    Number.isFinite(value) &&
    (!integer || Number.isInteger(value)) &&
    (min === undefined || value >= min) &&
    (max === undefined || value <= max) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  ) {
    return value;
  }
  const bounds = [
    above !== undefined ? `> ${above}` : min !== undefined ? `>= ${min}` : '',
    below !== undefined ? `< ${below}` : max !== undefined ? `<= ${max}` : '',
  ].filter((bound) => bound !== '');
  const expected = `a ${integer ? 'whole' : 'finite'} number ${bounds.join(' and ')}`.trimEnd();
  const parts = { function: fn, argument, expected, got: describeValue(value) };
  throw isNumber ? new DomainError(parts) : new KindError(parts);
}

/**
 * One of a list of words.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param value - what came
 * @param allowed - the words
 * @returns the word
 * @throws KindError with the list
 */
export function checkOneOf<const T extends string>(
  fn: string,
  argument: string,
  value: unknown,
  allowed: readonly T[],
): T {
  if (typeof value === 'string' && (allowed as readonly string[]).includes(value))
    return value as T;
  throw new KindError({
    function: fn,
    argument,
    expected: `one of ${allowed.map((word) => `"${word}"`).join(', ')}`,
    got: describeValue(value),
  });
}

/**
 * A boolean.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param value - what came
 * @returns the boolean
 * @throws KindError for anything else
 */
export function checkBoolean(fn: string, argument: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new KindError({
    function: fn,
    argument,
    expected: 'true or false',
    got: describeValue(value),
  });
}

/**
 * An options object without unknown names; a misspelt option is an error, never ignored, and null is no value.
 *
 * @param fn - name of the public function, for errors
 * @param options - what came; undefined stands for no options
 * @param allowed - the names that the function reads
 * @param argument - what errors call the object
 * @returns the options
 * @throws KindError that names the stranger and lists what is allowed, or the name whose value is null
 */
export function checkOptions<T extends object>(
  fn: string,
  options: T | undefined,
  allowed: readonly (keyof T & string)[],
  argument = 'options',
): T {
  if (options === undefined) return {} as T;
  // A Map or a Date has no names of its own: what it holds would be passed over in silence.
  if (Object.prototype.toString.call(options) !== '[object Object]') {
    throw new KindError({
      function: fn,
      argument,
      expected: 'an object',
      got: describeValue(options),
    });
  }
  for (const name of Object.keys(options)) {
    if (!(allowed as readonly string[]).includes(name)) {
      throw new KindError({
        function: fn,
        argument,
        expected: allowed.length > 0 ? `only the names ${allowed.join(', ')}` : 'no options',
        got: `"${name}"`,
      });
    }
    if (options[name as keyof T] === null) {
      throw new KindError({
        function: fn,
        argument: argument === 'options' ? name : `${argument}.${name}`,
        expected: 'a value, or undefined where it is left out',
        got: 'null',
      });
    }
  }
  return options;
}

/**
 * What errors call a record whose parts they call by a path and a name, such as "layers[0].attention." and "wq".
 *
 * @param path - what stands before the names of the parts
 * @param argument - what the record is called where nothing does
 * @returns the path without its dot, or the argument
 */
export function recordAt(path: string, argument: string): string {
  return path.slice(0, -1) || argument;
}

/**
 * A shape: a list of whole numbers, none negative.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param shape - what came
 * @param rank - how many axes it must have, where that is fixed
 * @returns the shape
 * @throws KindError where it is no list, ShapeError for another rank, DomainError for a bad length or
 * more elements than an array can hold
 */
export function checkShape(
  fn: string,
  argument: string,
  shape: unknown,
  rank?: number,
): readonly number[] {
  if (!Array.isArray(shape)) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'a list of lengths',
      got: describeValue(shape),
    });
  }
  if (rank !== undefined && shape.length !== rank) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: `${rank} lengths`,
      got: `(${shape.join(', ')})`,
    });
  }
  for (const length of shape) checkNumber(fn, argument, length, { integer: true, min: 0 });
  checkElements(fn, argument, shape);
  return shape as readonly number[];
}

/**
 * An axis, counted from the front (0, 1, …) or from the back (−1, −2, …).
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param axis - what came
 * @param rank - how many axes the array has
 * @param array - what errors call the array; a scalar is then at fault itself
 * @returns the axis counted from the front
 * @throws ShapeError for a scalar whose name is given, KindError where it is no number, DomainError where there is no such axis
 */
export function checkAxis(
  fn: string,
  argument: string,
  axis: unknown,
  rank: number,
  array?: string,
): number {
  if (array !== undefined && rank === 0) {
    const expected = 'an array of at least one axis';
    throw new ShapeError({ function: fn, argument: array, expected, got: '()' });
  }
  if (typeof axis === 'number' && Number.isInteger(axis) && axis >= -rank && axis < rank) {
    return axis < 0 ? axis + rank : axis;
  }
  const expected = rank > 0 ? `an axis from ${-rank} to ${rank - 1}` : 'no axis of a scalar';
  const parts = { function: fn, argument, expected, got: describeValue(axis) };
  throw typeof axis === 'number' ? new DomainError(parts) : new KindError(parts);
}
