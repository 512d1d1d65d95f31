// Values in LaTeX: numbers, tuples, matrices, words.
import { mathText } from './formula-words.js';
import { type Digits, isShownExactly, numberLatex } from './numbers.js';
import { type Datum, isTensor, type Scalar, slice, type Tensor } from './tensor.js';

/** Longer rows and columns are shown with dots. */
const MOST_SHOWN = 12;

/** Marks a part of a value by its place within, so that a page can find it. */
export type Mark = (at: readonly number[], latex: string) => string;

const unmarked: Mark = (_, latex) => latex;

/** A scalar in LaTeX. */
function scalarLatex(value: Scalar, digits: Digits): string {
  return typeof value === 'number' ? numberLatex(value, digits) : mathText(String(value));
}

/** A value in LaTeX: vectors as tuples, matrices in parentheses, deeper arrays and lists as tuples of their parts. */
export function valueLatex(datum: Datum, digits: Digits, mark: Mark = unmarked): string {
  const within =
    (i: number): Mark =>
    (at, latex) =>
      mark([i, ...at], latex);
  const formula = formulaIn(datum);
  if (formula !== undefined) return formulaLatex(formula, digits);
  if ('fields' in datum) {
    const parts = [...datum.fields].map(
      ([name, field]) => `${mathText(name)} = ${fieldLatex(field, digits)}`,
    );
    return parts.join(',\\; ');
  }
  if ('items' in datum) {
    return tuple(datum.items.map((item, i) => valueLatex(item, digits, within(i))));
  }
  if (datum.shape.length === 0) return mark([], scalarLatex(datum.entries[0]!, digits));
  const parts = Array.from({ length: datum.shape[0]! }, (_, i) => slice(datum, i));
  if (datum.shape.length > 2 || datum.shape.length === 1) {
    return tuple(parts.map((part, i) => valueLatex(part, digits, within(i))));
  }
  return matrix(
    parts.map(({ entries }, row) =>
      entries.map((entry, column) => mark([row, column], scalarLatex(entry, digits))),
    ),
  );
}

/** The field of a record in LaTeX; a record within a record in parentheses. */
export function fieldLatex(field: Datum, digits: Digits): string {
  const latex = valueLatex(field, digits);
  return 'fields' in field && formulaIn(field) === undefined ? `(${latex})` : latex;
}

/** A formula that a record holds, with its number where it has one. */
export interface StoredFormula {
  readonly latex: string;
  readonly value: Datum | undefined;
}

/** Names of the fields of a record that is a formula. */
const FORMULA_FIELDS: ReadonlySet<string> = new Set(['expression', 'latex', 'value']);

/** The formula that a record is: LaTeX and the same as plain text, with a number or without. */
export function formulaIn(datum: Datum): StoredFormula | undefined {
  if (!('fields' in datum) || [...datum.fields.keys()].some((name) => !FORMULA_FIELDS.has(name))) {
    return undefined;
  }
  const latex = wordsIn(datum.fields.get('latex'));
  const expression = wordsIn(datum.fields.get('expression'));
  if (latex === undefined || expression === undefined) return undefined;
  return { latex, value: datum.fields.get('value') };
}

function wordsIn(datum: Datum | undefined): string | undefined {
  const text =
    datum !== undefined && isTensor(datum) && datum.shape.length === 0 && datum.entries[0];
  return typeof text === 'string' ? text : undefined;
}

function formulaLatex({ latex, value }: StoredFormula, digits: Digits): string {
  return value === undefined ? latex : equation(latex, value, digits);
}

/** A formula or a symbol with its value; nothing is said twice. */
export function equation(left: string, value: Datum, digits: Digits, mark?: Mark): string {
  if (valueLatex(value, digits) === left) return left;
  const right = valueLatex(value, digits, mark);
  return `${left} ${isShownExactly(value, digits) ? '=' : '\\approx'} ${right}`;
}

/** A vector as a column or as a row of a matrix, for products. */
export function vectorLatex(vector: Tensor, direction: 'row' | 'column', digits: Digits): string {
  const entries = vector.entries.map((entry) => scalarLatex(entry, digits));
  return matrix(direction === 'row' ? [entries] : entries.map((entry) => [entry]));
}

/** Entries in parentheses, with dots in the middle of long ones. A line may break between low entries. */
export function tuple(entries: readonly string[]): string {
  const inside = elide(entries, '\\dots').join(',\\, ');
  return /\\(frac|begin)/.test(inside) ? `\\left(${inside}\\right)` : `(${inside})`;
}

/** Rows of entries as a matrix, numbers flush right, with dots in the middle of long ones. */
export function matrix(rows: readonly (readonly string[])[]): string {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const shown = elide(rows, undefined).map((row) =>
    row === undefined
      ? elide(new Array<string>(width).fill('\\vdots'), '\\ddots')
      : elide(row, '\\cdots'),
  );
  const columns = 'r'.repeat(Math.min(width, MOST_SHOWN));
  const body = shown.map((row) => row.join(' & ')).join(' \\\\ ');
  return `\\left(\\begin{array}{${columns}} ${body} \\end{array}\\right)`;
}

/** The first, dots, and the last, where there are more than are shown. */
export function elide<T, Dots>(
  items: readonly T[],
  dots: Dots,
  most: number = MOST_SHOWN,
): (T | Dots)[] {
  if (items.length <= most) return [...items];
  const first = most - 3;
  return [...items.slice(0, first), dots, ...items.slice(-2)];
}

/** Whether a value can stand in a line of a formula: a scalar, a vector, a matrix. */
export function fitsInline(datum: Datum): boolean {
  if (!isTensor(datum)) return false;
  return datum.shape.length <= 2;
}
