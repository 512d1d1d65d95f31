// Small things that authors of derivations need again and again.
import type { StepExpression } from './expression-types.js';
import { add } from './operation-builders.js';

/**
 * A sum of any number of terms.
 *
 * @param terms - expressions
 * @returns their sum; a single one as it is, 0 for none
 */
export function totalOf(terms: readonly StepExpression[]): StepExpression {
  const [first, second, ...rest] = terms;
  if (first === undefined) return 0;
  return second === undefined ? first : add(first, second, ...rest);
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A number as sentences show it.
 *
 * @param value - any number
 * @returns its first six digits, with a true minus and powers of ten: −1.5 × 10⁻⁷
 */
export function inWords(value: number): string {
  const [digits, exponent] = String(Number(value.toPrecision(6))).split('e') as [string, string?];
  const shown = digits.replace('-', '−').replace('Infinity', '∞');
  if (exponent === undefined) return shown;
  const power = exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replaceAll(/\d/g, (digit) => RAISED[Number(digit)]!);
  return `${shown} × 10${power}`;
}

/**
 * A formula without its numbers put in, where they would be many: printers say once what would be said twice.
 *
 * @param formula - in LaTeX
 * @returns both fields of a step
 */
export function alone(formula: string): {
  readonly formula: string;
  readonly substitution: string;
} {
  return { formula, substitution: formula };
}

/**
 * What a sum is multiplied with to be a mean, or a multiple of it.
 *
 * @param count - how many terms there are
 * @param times - the multiple
 * @returns LaTeX with a space behind it; nothing where that is 1
 */
export function shareOf(count: number, times = 1): string {
  if (count === 1) return times === 1 ? '' : `${times} `;
  return `\\frac{${times}}{${count}} `;
}
