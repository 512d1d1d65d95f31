import type { NdArray } from 'ndarray';
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, createNdArray, dtypeOf, readStored } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, NumericTypedArray } from '../core/types.js';
import { asWords } from '../core/words.js';
import type { BorderMode } from '../kernels/kernels.js';
import { padAxis } from '../kernels/scalar/pad-axis.js';
import { checkStorable } from './storage.js';

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

/** An array with a border around it. For plain values; gradient holds the form that users call. */
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
  const filling = allocate(dtype, 1).fill(constant);
  const sides = padSides(widths, shape.length);
  const whole = shape.map((length, axis) => length + sides[axis]![0] + sides[axis]![1]);
  checkElements('pad', 'widths', whole);
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
    const [from, to] = [asWords(data), asWords(target)];
    padAxis(from, to, outer, length, inner, before, after, border, asWords(filling)[0]!);
    data = target;
    shape = padded;
  });
  const untouched = sides.every(([before, after]) => before + after === 0);
  return createNdArray(untouched ? data.slice() : data, shape);
}

/**
 * How much is added before and after each axis.
 *
 * @param widths - as users write them
 * @param rank - number of axes
 * @returns a pair for each axis
 * @throws KindError, ShapeError or DomainError where they are none
 */
export function padSides(widths: unknown, rank: number): (readonly [number, number])[] {
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
  // Not `map`, which passes over holes.
  return Array.from(widths, (pair: unknown, axis) => {
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
