// How numbers are shown: to so many significant digits, whole numbers in full as far as they are counted one by one.
import type { Scope } from './evaluate.js';
import { type Datum, isTensor, type Scalar, sameShape, type Tensor } from './tensor.js';

/** More digits than these a float64 does not have. */
export const ALL_DIGITS = 17;

/** Whole numbers up to here are shown in full. */
const LARGEST_IN_FULL = 1e15;

/** Smaller numbers are shown with a power of ten. */
const SMALLEST_DECIMAL = 1e-4;

/** Shown and held value that differ by no more than this part of it count as equal: float64's own rounding. */
const EQUAL = 1e-12;

/**
 * The number that is shown for a number.
 *
 * @param value - any number
 * @param digits - significant digits; the whole part of numbers below 10¹⁵ is never cut
 * @returns the rounded number
 */
export function rounded(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  if (Math.abs(value) >= LARGEST_IN_FULL) {
    const shown = Number(value.toPrecision(Math.min(digits, ALL_DIGITS)));
    // The largest numbers of all would round to infinity.
    return Number.isFinite(shown) ? shown : value;
  }
  if (Number.isInteger(value)) return value;
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  return Number(value.toPrecision(Math.min(Math.max(digits, whole), ALL_DIGITS)));
}

/**
 * A number in LaTeX.
 *
 * @param value - any number
 * @param digits - significant digits
 * @returns `-0.25`, `1.2 \times 10^{-5}`, `\infty`
 */
export function numberLatex(value: number, digits: number): string {
  if (Number.isNaN(value)) return '\\text{NaN}';
  if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '-\\infty';
  const shown = rounded(value, digits);
  const size = Math.abs(shown);
  if (shown === 0) return '0';
  if (size >= SMALLEST_DECIMAL && size < LARGEST_IN_FULL) return String(shown);
  const [mantissa, exponent] = shown.toExponential().split('e') as [string, string];
  const power = `10^{${Number(exponent)}}`;
  if (mantissa === '1') return power;
  return mantissa === '-1' ? `-${power}` : `${mantissa} \\times ${power}`;
}

/** Whether a number is shown as it is. */
export function isExact(value: number, digits: number): boolean {
  if (!Number.isFinite(value)) return true;
  return Math.abs(rounded(value, digits) - value) <= EQUAL * Math.abs(value);
}

/** Whether every number in a value is shown as it is. */
export function isShownExactly(datum: Datum, digits: number): boolean {
  if ('items' in datum) return datum.items.every((item) => isShownExactly(item, digits));
  if ('fields' in datum) {
    return [...datum.fields.values()].every((field) => isShownExactly(field, digits));
  }
  return datum.entries.every((entry) => typeof entry !== 'number' || isExact(entry, digits));
}

/** A value with its numbers as they are shown. */
export function roundedDatum(datum: Datum, digits: number): Datum {
  if ('items' in datum) return { items: datum.items.map((item) => roundedDatum(item, digits)) };
  if ('fields' in datum) {
    const fields = [...datum.fields].map(
      ([name, field]) => [name, roundedDatum(field, digits)] as const,
    );
    return { fields: new Map(fields) };
  }
  return mapEntries(datum, (entry) => (typeof entry === 'number' ? rounded(entry, digits) : entry));
}

/** A scope whose values are those that are shown. */
export function roundedScope(scope: Scope, digits: number): Scope {
  const known = new Map<string, Datum>();
  return {
    get(id) {
      const held = known.get(id);
      if (held !== undefined) return held;
      const datum = scope.get(id);
      if (datum === undefined) return undefined;
      const shown = roundedDatum(datum, digits);
      known.set(id, shown);
      return shown;
    },
  };
}

/** Whether two arrays look the same when shown. */
export function looksSame(a: Datum, b: Datum, digits: number): boolean {
  if (!isTensor(a) || !isTensor(b) || !sameShape(a.shape, b.shape)) return false;
  return a.entries.every((entry, i) => shownAs(entry, digits) === shownAs(b.entries[i]!, digits));
}

function shownAs(entry: Scalar, digits: number): Scalar {
  return typeof entry === 'number' ? numberLatex(entry, digits) : entry;
}

function mapEntries({ shape, entries }: Tensor, change: (entry: Scalar) => Scalar): Tensor {
  return { shape, entries: entries.map(change) };
}
