// Values and words in the cells of a spreadsheet, and the places where they stand.
import { oneLine } from './formula-words.js';
import { onlyWords, startsWithWord } from './letters.js';
import { cellFormula, type SheetEntry, sheetNumber, wordsFormula } from './sheet-formula.js';
import type { SheetDatum } from './sheet-rules.js';
import { type Datum, type Scalar, slice } from './tensor.js';

/** Where values begin: after the columns for the step, what it does, and its formula. */
export const FIRST_VALUE = 3;

/** Words that spreadsheets read as truth values. */
const NO_WORDS = /^(true|false)$/i;

/** Words as a cell: those that a spreadsheet could take for a formula, a number or a date are made a formula that gives them. */
export function wordsCell(text: string): string {
  const words = oneLine(text);
  const plain = words === '' || (startsWithWord().test(words) && !NO_WORDS.test(words));
  return plain ? words : `=${wordsFormula(words).text}`;
}

/** A number, a truth value or words as they stand in a cell. */
export function scalarCell(value: Scalar): string {
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return sheetNumber(value) ?? `=${wordsFormula('NaN').text}`;
  return onlyWords().test(value) && !NO_WORDS.test(value) ? value : `=${wordsFormula(value).text}`;
}

/** A cell of the file, in quotation marks where what it holds asks for them. */
export function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A part of a value that has rows of its own: a scalar, a vector or a matrix. */
export interface Leaf {
  readonly path: string;
  readonly value: Datum;
  readonly rows: number;
  readonly columns: number;
}

/** The parts of a value from top to bottom. */
export function leavesOf(value: Datum, path = ''): Leaf[] {
  if ('items' in value) return value.items.flatMap((item, i) => leavesOf(item, `${path}[${i}]`));
  if ('fields' in value) {
    return [...value.fields].flatMap(([name, field]) => leavesOf(field, `${path}.${name}`));
  }
  const { shape } = value;
  if (shape.length > 2) {
    const parts = Array.from({ length: shape[0]! }, (_, i) => slice(value, i));
    return parts.flatMap((part, i) => leavesOf(part, `${path}[${i}]`));
  }
  const [rows, columns] = shape.length === 2 ? (shape as [number, number]) : [1, shape[0] ?? 1];
  return [{ path, value, rows: Math.max(rows, 1), columns }];
}

/** The cells of a value whose first row is this. */
export function placesOf(value: Datum, row: number): SheetDatum {
  let next = row;
  const place = (datum: Datum): SheetDatum => {
    if ('items' in datum) return { items: datum.items.map(place) };
    if ('fields' in datum) {
      return { fields: new Map([...datum.fields].map(([name, field]) => [name, place(field)])) };
    }
    const { shape, entries } = datum;
    const columns = shape.length === 0 ? 1 : shape.at(-1)!;
    const rank = shape.length;
    const start = next;
    const count = columns === 0 ? 0 : entries.length / columns;
    next += rank < 2 ? 1 : Math.max(count, 1);
    return {
      shape,
      entries: entries.map((entry, i): SheetEntry => {
        // A spreadsheet has no number that behaves as NaN does.
        if (typeof entry === 'number' && Number.isNaN(entry)) return undefined;
        const cell = { row: start + Math.floor(i / columns), column: FIRST_VALUE + (i % columns) };
        return cellFormula(cell, typeof entry === 'string');
      }),
    };
  };
  return place(value);
}

/** The scalars of a value in the order of its cells. */
export function scalarsOf<Entry>(datum: Datum<Entry>): readonly Entry[] {
  if ('items' in datum) return datum.items.flatMap((item) => scalarsOf(item));
  if ('fields' in datum) return [...datum.fields.values()].flatMap((field) => scalarsOf(field));
  return datum.entries;
}
