// Expressions in LaTeX: with symbols, or with the numbers put in. One expression gives the formula, the
// numbers and the value, so they cannot disagree.
import { elementCount, placeOf } from '../core/layout.js';
import { elementOf } from './element.js';
import { evaluate } from './evaluate.js';
import type { StepExpression, StepOperation, StepReference } from './expression-types.js';
import { mathText } from './formula-words.js';
import { notations } from './notation-rules.js';
import { atom, type Context, freshLetters, LEVEL, type Printed } from './notation-types.js';
import { ALL_DIGITS, type Digits } from './numbers.js';
import { rules } from './rules.js';
import { type Datum, isTensor } from './tensor.js';
import { matrix, tuple, valueLatex } from './value-latex.js';

/** Elements beyond these are not written out; the operation is applied to the whole arrays instead. */
const MOST_WRITTEN_OUT = 64;

/** Rows of a matrix that are longer would run off the page. */
const MOST_IN_A_ROW = 70;

/**
 * An expression in LaTeX.
 *
 * @param expression - what to print
 * @param context - symbols or numbers, and what references stand for
 * @returns LaTeX, and how tightly it holds together
 */
export function print(expression: StepExpression, context: Context): Printed {
  // Constants are the author's own, so they are shown in full.
  if (typeof expression !== 'object') return printValue(asDatum(expression), ALL_DIGITS);
  if ('ref' in expression) return printReference(expression, context);
  if ('list' in expression) return printList(expression.list, context);
  if ('record' in expression) {
    const parts = Object.entries(expression.record).map(
      ([name, field]) => `${mathText(name)} = ${print(field, context).latex}`,
    );
    return { latex: parts.join(',\\; '), level: LEVEL.relation };
  }
  return printOperation(expression, context);
}

/**
 * The formula of a step: its symbol, and how it is computed, in symbols. Where arrays are worked on
 * element by element it is the formula of the general element.
 *
 * @param expression - the computation
 * @param symbol - of the value; none where only the right side is wanted
 * @param context - what references stand for
 * @returns LaTeX
 */
export function formulaOf(
  expression: StepExpression,
  symbol: string | undefined,
  context: Omit<Context, 'digits' | 'letters'>,
): string {
  const whole: Context = { ...context, digits: undefined, letters: [] };
  const shape = context.shapes(expression) ?? [];
  const each = shape.length > 0 && shape.length <= 2 && !isLinear(expression, whole);
  const letters = each ? freshLetters(shape.length, []) : [];
  const right = print(expression, { ...whole, letters }).latex;
  const left = symbol === undefined ? right : subscript(symbol, letters);
  return left === right ? right : `${left} = ${right}`;
}

function asDatum(value: number | boolean | string): Datum {
  return { shape: [], entries: [value] };
}

function printValue(datum: Datum, digits: Digits): Printed {
  const latex = valueLatex(datum, digits);
  if (!isTensor(datum)) return { latex, level: 'fields' in datum ? LEVEL.relation : LEVEL.atom };
  if (datum.shape.length > 0) return atom(latex);
  if (latex.startsWith('-')) return { latex, level: LEVEL.sum };
  if (latex.startsWith('\\frac')) return { latex, level: LEVEL.product };
  if (latex.includes('\\times')) return { latex, level: LEVEL.product };
  return { latex, level: latex.includes('^') ? LEVEL.power : LEVEL.atom };
}

function printReference(reference: StepReference, context: Context): Printed {
  const { digits, scope, shapes, symbols, letters } = context;
  if (digits !== undefined) return printValue(evaluate(reference, scope), digits);
  const rank = shapes(reference)?.length ?? 0;
  const indices = rank > 0 && letters.length > 0 ? letters.slice(letters.length - rank) : [];
  if (reference.symbol !== undefined) return atom(subscript(reference.symbol, indices));
  const symbol = symbols.get(reference.ref) ?? mathText(reference.ref);
  const at = (reference.at ?? []).map((key) =>
    typeof key === 'number' ? String(key) : mathText(key),
  );
  return atom(subscript(symbol, [...at, ...indices]));
}

/** A symbol with indices below it; one that has some already goes into parentheses. */
function subscript(symbol: string, indices: readonly string[]): string {
  if (indices.length === 0) return symbol;
  const bare = /^(\\?[A-Za-z]+|\\[a-z]+\{[A-Za-z]+\})$/.test(symbol);
  return `${bare ? symbol : `\\left(${symbol}\\right)`}_{${indices.join(',')}}`;
}

function printList(items: readonly StepExpression[], context: Context): Printed {
  if (context.digits !== undefined && items.every(isReference)) {
    return printValue(evaluate({ list: items }, context.scope), context.digits);
  }
  const whole = { ...context, letters: [] };
  const printed = atom(
    printRows(items, whole) ?? tuple(items.map((item) => print(item, whole).latex)),
  );
  return context.letters.length > 0 ? atom(subscript(printed.latex, context.letters)) : printed;
}

/** Lists of numbers that are equally long, as a matrix where it fits into a line; a tuple could be broken. */
function printRows(items: readonly StepExpression[], context: Context): string | undefined {
  const shape = context.shapes({ list: items });
  const [, columns = 0] = shape?.length === 2 ? shape : [];
  if (columns === 0) return undefined;
  const rows: string[][] = [];
  for (const item of items) {
    const row = listOf(item) ?? elementsOf(item, columns, context);
    if (row?.length !== columns) return undefined;
    rows.push(row.map((entry) => slashed(print(entry, context).latex)));
  }
  return rows.every((row) => signsIn(row) <= MOST_IN_A_ROW) ? matrix(rows) : undefined;
}

/** The entries of a row that is computed as a whole, where numbers are put in. */
function elementsOf(
  row: StepExpression,
  columns: number,
  { digits, shapes }: Context,
): readonly StepExpression[] | undefined {
  if (digits === undefined) return undefined;
  const entries = Array.from({ length: columns }, (_, i) => elementOf(row, [i], shapes));
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

/** A fraction of numbers with a slash: rows of a matrix stand too close for a line. */
function slashed(latex: string): string {
  return latex.replace(/^\\frac\{(-?[\d.]+)\}\{(-?[\d.]+)\}$/, '$1 / $2');
}

/** About how many signs are seen of the entries of a row, with the gaps between. Measuring them would take a parser. */
function signsIn(row: readonly string[]): number {
  return row
    .join('  ')
    .replaceAll(/\\(left|right)|[{}^_]/g, '')
    .replaceAll(/\\([a-z]+|.)/gi, '.').length;
}

const listOf = (expression: StepExpression | undefined): readonly StepExpression[] | undefined =>
  typeof expression === 'object' && 'list' in expression ? expression.list : undefined;

const isReference = (expression: StepExpression): boolean =>
  typeof expression === 'object' && 'ref' in expression;

function printOperation(operation: StepOperation, given: Context): Printed {
  const context = operation.op === 'negate' ? given : { ...given, within: false };
  const { digits, shapes, letters } = context;
  const rank = shapes(operation)?.length ?? 0;
  const { form } = rules()[operation.op];
  if (digits !== undefined && rank > 0 && !isLinear(operation, context)) {
    const elements = writeOut(operation, context);
    if (elements !== undefined) return elements;
  }
  if (form === 'whole' && rank > 0 && letters.length > 0) {
    const whole = notations()[operation.op](operation.args, { ...context, letters: [] }, print);
    return atom(subscript(whole.latex, letters.slice(letters.length - rank)));
  }
  return notations()[operation.op](operation.args, context, print);
}

/** Each element of an array with its own numbers, in a tuple or a matrix. */
function writeOut(operation: StepOperation, context: Context): Printed | undefined {
  const { shapes } = context;
  const shape = shapes(operation)!;
  const count = elementCount(shape);
  if (shape.length > 2 || count > MOST_WRITTEN_OUT) return undefined;
  const entries: string[] = [];
  for (let i = 0; i < count; i++) {
    const element = elementOf(operation, placeOf(i, shape), shapes);
    if (element === undefined) return undefined;
    entries.push(print(element, context).latex);
  }
  if (shape.length === 1) return atom(tuple(entries));
  const [rows = 0, columns = 0] = shape;
  const row = (i: number): string[] => entries.slice(i * columns, (i + 1) * columns).map(slashed);
  return atom(matrix(Array.from({ length: rows }, (_, i) => row(i))));
}

/** Whether arrays may stand whole: sums, differences and multiples of arrays, and what only exists as a whole. */
function isLinear(expression: StepExpression, context: Context): boolean {
  if (typeof expression !== 'object' || !('op' in expression)) return true;
  const { op, args } = expression;
  const { form } = rules()[op];
  if ((context.shapes(expression)?.length ?? 0) === 0 || form === 'whole') return true;
  if (form === 'reducing') return false;
  const arrays = args.filter((argument) => (context.shapes(argument)?.length ?? 0) > 0);
  const scaled =
    (op === 'multiply' && arrays.length === 1) ||
    (op === 'divide' && arrays.length === 1 && arrays[0] === args[0]);
  const added = op === 'add' || op === 'subtract' || op === 'negate';
  return (added || scaled) && args.every((argument) => isLinear(argument, context));
}
