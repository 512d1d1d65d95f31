// How numbers are put into exercises and their text.
import { numberLatex } from '../derivation/numbers.js';
import { matrix, tuple } from '../derivation/value-latex.js';

/** Numbers of exercises are friendly; twelve digits show them as they are, without float64's rounding. */
const DIGITS = 12;

/** A number in LaTeX. */
export function numberTex(value: number): string {
  return numberLatex(value, DIGITS);
}

/** Half of a whole number as a factor in LaTeX; nothing for half of 2. */
export function halfTex(value: number): string {
  if (value === 2) return '';
  return value % 2 === 0 ? `${numberTex(value / 2)}\\, ` : `\\frac{${numberTex(value)}}{2}\\, `;
}

/** A vector in LaTeX, as a tuple. */
export function vectorTex(values: readonly number[]): string {
  return tuple(values.map(numberTex));
}

/** A matrix in LaTeX. */
export function matrixTex(rows: readonly (readonly number[])[]): string {
  return matrix(rows.map((row) => row.map(numberTex)));
}

/** Formulas on lines of their own, in Markdown. */
export function display(...formulas: readonly string[]): string {
  return formulas.map((latex) => `$$\n${latex}\n$$`).join('\n\n');
}

/** The sentence that asks for a precision. */
export function precisely(decimals: number): string {
  return `Give ${decimals === 1 ? 'one decimal' : `${decimals} decimals`}.`;
}

/** A row of numbers cut into rows of a matrix. */
export function rowsOf(values: readonly number[], width: number): number[][] {
  const count = Math.ceil(values.length / width);
  return Array.from({ length: count }, (_, i) => values.slice(i * width, (i + 1) * width));
}
