import type { NdArray } from 'ndarray';
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, createNdArray, dtypeOf, readStored } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';
import type { BorderMode } from '../kernels/kernels.js';
import { padAxis } from '../kernels/scalar/pad-axis.js';
import { checkStorable, type SameStorage } from './storage.js';

/** Options of `pad`. */
export interface PadOptions {
  /** What stands outside; "constant" where left out. */
  readonly border?: BorderMode | undefined;
  /** The number outside under "constant"; 0 where left out. */
  readonly constant?: number | undefined;
}

/** How much to add: one number for every side, or `[before, after]` for each axis. */
export type PadWidths = number | readonly (readonly [before: number, after: number])[];

const BORDERS: readonly BorderMode[] = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'];

/**
 * An array with a border around it.
 *
 * Borders are named in SciPy's words. With a b c d inside they are reflect (d c b a | a b c d | d c b a),
 * mirror (d c b | a b c d | c b a), nearest (a a a | a b c d | d d d), wrap (b c d | a b c d | a b c) and
 * constant. A border wider than the array goes on in the same way. The result keeps the storage of `a`.
 *
 * @param a - an array of any shape
 * @param widths - one number for every side, or `[before, after]` for each axis
 * @param options - `border`: what stands outside, "constant" where left out; `constant`: the number there
 * @returns a row-major ndarray
 * @throws KindError where `a` is no array or an option is unknown, ShapeError where there are not as many
 * widths as axes, or nothing inside to repeat, DomainError where a width is negative or fractional or an
 * integer storage cannot hold the constant
 *
 * @example
 * The same border two ways.
 * ```ts
 * import { pad, toNested } from 'fovea/array';
 * toNested(pad([1, 2, 3], 2)) // => [0, 0, 1, 2, 3, 0, 0]
 * toNested(pad([1, 2, 3], [[2, 1]], { border: 'mirror' })) // => [3, 2, 1, 2, 3, 2]
 * ```
 */
export function pad<A extends ArrayInput>(
  a: A,
  widths: PadWidths,
  options?: PadOptions,
): SameStorage<A>;
export function pad(
  a: ArrayInput,
  widths: PadWidths,
  options?: PadOptions,
): NdArray<NumericTypedArray> {
  const { border = 'constant', constant = 0 } = checkOptions('pad', options, [
    'border',
    'constant',
  ]);
  checkOneOf('pad', 'border', border, BORDERS);
  let { data, shape } = readStored('pad', 'a', a);
  const dtype = dtypeOf(data);
  if (typeof constant !== 'number') throw notNumbers('constant', constant, 'a number');
  checkStorable('pad', 'constant', constant, dtype, () => '');
  const sides = checkWidths(widths, shape.length);
  sides.forEach(([before, after], axis) => {
    const length = shape[axis]!;
    if (before + after === 0) return;
    if (length === 0 && border !== 'constant') {
      throw new ShapeError({
        function: 'pad',
        argument: 'a',
        expected: `at least one element to repeat by "${border}"`,
        got: `(${shape.join(', ')})`,
      });
    }
    const padded = shape.map((n, at) => (at === axis ? before + n + after : n));
    const target: NumericTypedArray = allocate(dtype, elementCount(padded));
    const outer = elementCount(shape.slice(0, axis));
    const inner = elementCount(shape.slice(axis + 1));
    padAxis(data, target, outer, length, inner, before, after, border, constant);
    data = target;
    shape = padded;
  });
  const untouched = sides.every(([before, after]) => before + after === 0);
  return createNdArray(untouched ? data.slice() : data, shape);
}

function checkWidths(widths: unknown, rank: number): (readonly [number, number])[] {
  const range = { integer: true, min: 0, max: 1e6 };
  if (typeof widths === 'number') {
    const width = checkNumber('pad', 'widths', widths, range);
    return Array.from({ length: rank }, () => [width, width] as const);
  }
  if (!Array.isArray(widths))
    throw notNumbers('widths', widths, 'a number or [before, after] for each axis');
  if (widths.length !== rank) {
    throw new ShapeError({
      function: 'pad',
      argument: 'widths',
      expected: `${rank} pairs`,
      got: String(widths.length),
    });
  }
  return widths.map((pair: unknown, axis) => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw notNumbers(`widths[${axis}]`, pair, '[before, after]');
    }
    return [
      checkNumber('pad', `widths[${axis}]`, pair[0], range),
      checkNumber('pad', `widths[${axis}]`, pair[1], range),
    ];
  });
}

function notNumbers(argument: string, value: unknown, expected: string): KindError {
  return new KindError({ function: 'pad', argument, expected, got: describeValue(value) });
}
