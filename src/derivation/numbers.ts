// How numbers are shown: to so many significant digits, whole numbers in full as far as they are counted one by one.
import { sameShape } from '../core/layout.js';
import type { Scope } from './evaluate.js';
import { type Datum, isTensor, type Scalar, type Tensor } from './tensor.js';

/** More digits than these a float64 does not have. */
export const ALL_DIGITS = 17;

/** How numbers are shown: to so many significant digits, or so and as fractions where they would be rounded and are fractions. */
export type Digits = number | { readonly digits: number; readonly fractions: true };

/** The significant digits. */
export function countOf(digits: Digits): number {
  return typeof digits === 'number' ? digits : digits.digits;
}

/** As many digits as are said, with fractions where there were fractions. */
export function withCount(digits: Digits, count: number): Digits {
  return typeof digits === 'number' ? count : { digits: count, fractions: true };
}

/** Fractions with larger numbers below or above the line are shown as decimals. */
const LARGEST_BELOW = 999;
const LARGEST_ABOVE = 9999;

/** The numbers above and below the line of a fraction that a number is, but for rounding; undefined for others. */
function fractionOf(value: number): readonly [over: number, under: number] | undefined {
  // Continued fraction: the last two convergents.
  let [over, under, lastOver, lastUnder] = [1, 0, 0, 1];
  let rest = Math.abs(value);
  while (Number.isFinite(rest)) {
    const whole = Math.floor(rest);
    [over, lastOver] = [whole * over + lastOver, over];
    [under, lastUnder] = [whole * under + lastUnder, under];
    if (under > LARGEST_BELOW || over > LARGEST_ABOVE) return undefined;
    if (Math.abs(over / under - Math.abs(value)) <= EQUAL * Math.abs(value)) {
      return [value < 0 ? -over : over, under];
    }
    rest = 1 / (rest - whole);
  }
  return undefined;
}

/** The fraction as which a number is shown, where it is shown as one. */
function shownFraction(value: number, digits: Digits): readonly [number, number] | undefined {
  if (typeof digits === 'number' || !Number.isFinite(value)) return undefined;
  return isExact(value, digits.digits) ? undefined : fractionOf(value);
}

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
 * @param digits - significant digits, and whether fractions are shown as such; the whole part of numbers below 10¹⁵ is never cut
 * @returns the rounded number
 */
export function rounded(value: number, digits: Digits): number {
  if (!Number.isFinite(value) || shownFraction(value, digits) !== undefined) return value;
  const count = countOf(digits);
  if (Math.abs(value) >= LARGEST_IN_FULL) {
    const shown = Number(value.toPrecision(Math.min(count, ALL_DIGITS)));
    // The largest numbers of all would round to infinity.
    return Number.isFinite(shown) ? shown : value;
  }
  if (Number.isInteger(value)) return value;
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  return Number(value.toPrecision(Math.min(Math.max(count, whole), ALL_DIGITS)));
}

/**
 * A number in LaTeX.
 *
 * @param value - any number
 * @param digits - significant digits, and whether fractions are shown as such
 * @returns `-0.25`, `1.2 \times 10^{-5}`, `\infty`
 */
export function numberLatex(value: number, digits: Digits): string {
  if (Number.isNaN(value)) return '\\text{NaN}';
  if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '-\\infty';
  const fraction = shownFraction(value, digits);
  if (fraction !== undefined) {
    const [over, under] = fraction;
    return `${over < 0 ? '-' : ''}\\frac{${Math.abs(over)}}{${under}}`;
  }
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
export function isExact(value: number, digits: Digits): boolean {
  if (!Number.isFinite(value)) return true;
  return Math.abs(rounded(value, digits) - value) <= EQUAL * Math.abs(value);
}

/** Whether every number in a value is shown as it is. */
export function isShownExactly(datum: Datum, digits: Digits): boolean {
  if ('items' in datum) return datum.items.every((item) => isShownExactly(item, digits));
  if ('fields' in datum) {
    return [...datum.fields.values()].every((field) => isShownExactly(field, digits));
  }
  return datum.entries.every((entry) => typeof entry !== 'number' || isExact(entry, digits));
}

/** A value with its numbers as they are shown. */
export function roundedDatum(datum: Datum, digits: Digits): Datum {
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
export function roundedScope(scope: Scope, digits: Digits): Scope {
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

/**
 * Whether an array looks like a value when shown. Numbers that differ by float64's own rounding do, though one of them be
 * rounded up and the other down.
 *
 * @param array - what numbers with fewer digits lead to
 * @param value - what is shown
 * @param digits - significant digits; a fraction counts by its decimals
 * @param near - what numbers with nearly all digits lead to: entries far from it are what rounding left where terms
 * cancelled, and nothing need look like them
 */
export function looksSame(array: Datum, value: Datum, digits: Digits, near?: Datum): boolean {
  if (!isTensor(array) || !isTensor(value) || !sameShape(array.shape, value.shape)) return false;
  const others = near !== undefined && isTensor(near) ? near.entries : [];
  const count = countOf(digits);
  return array.entries.every((a, i) => {
    const [b, c] = [value.entries[i]!, others[i]];
    if (typeof a !== 'number' || typeof b !== 'number') return a === b;
    if (Math.abs(a - b) <= EQUAL * Math.abs(b)) return true;
    if (typeof c === 'number' && Math.abs(c - b) > Math.abs(b) / 2) return true;
    return numberLatex(a, count) === numberLatex(b, count);
  });
}

function mapEntries({ shape, entries }: Tensor, change: (entry: Scalar) => Scalar): Tensor {
  return { shape, entries: entries.map(change) };
}
