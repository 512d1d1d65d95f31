// How records are shown: as a table, or below each other.
import { textWidth } from './box.js';
import { mathText } from './formula-words.js';
import { latexBox } from './math-text.js';
import type { Digits } from './numbers.js';
import { type Datum, isTensor } from './tensor.js';
import { fieldLatex, formulaIn, valueLatex } from './value-latex.js';

/** A table with its cells in LaTeX. */
export interface ShownTable {
  /** What stands over the labels; undefined where rows have none. */
  readonly corner: string | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly string[] }[];
}

/** Records as they are shown. */
export type ShownRecords =
  | { readonly kind: 'table'; readonly table: ShownTable }
  | { readonly kind: 'formulas'; readonly formulas: readonly string[] };

/** The fields of a record by their names. */
export type Fields = ReadonlyMap<string, Datum>;

/** The records that a value is or lists, where all have the same names. */
export function recordsOf(value: Datum): Fields[] | undefined {
  if ('fields' in value) return [value.fields];
  if (!('items' in value)) return undefined;
  const records: Fields[] = [];
  for (const item of value.items) {
    if (!('fields' in item)) return undefined;
    records.push(item.fields);
  }
  const names = [...records[0]!.keys()].join();
  return records.every((record) => [...record.keys()].join() === names) ? records : undefined;
}

/** Records are rows, names their columns; one record of records is turned round; one wide record is a list. */
export function showRecords(records: readonly Fields[], digits: Digits): ShownRecords {
  const [first, ...rest] = records;
  const table = nestedTable(first!, digits);
  if (rest.length === 0 && table !== undefined) return { kind: 'table', table };
  const rows = records.map((record) => shownFields(record, digits));
  const columns = [...rows[0]!.keys()];
  const cells = rows.map((row) => [...row.values()]);
  const wide =
    [...first!.values()].some(isMatrix) || tableWidth(columns, cells[0]!) > WIDEST_RECORD;
  if (rest.length === 0 && wide) {
    return { kind: 'formulas', formulas: formulasBelowEachOther('', first!, digits) };
  }
  const shown = cells.map((row) => ({ label: '', cells: row }));
  return { kind: 'table', table: { corner: undefined, columns, rows: shown } };
}

/** Columns of a terminal beyond which the fields of one record go below each other. */
const WIDEST_RECORD = 72;

/** A matrix, or a stack of them, is too large for the cell of a table. */
function isMatrix(field: Datum): boolean {
  return isTensor(field) && field.shape.length > 1;
}

/** A formula a field; records that a field lists are taken apart, each part by its path: `layers[0].z`. */
function formulasBelowEachOther(path: string, record: Fields, digits: Digits): string[] {
  return [...shownFields(record, digits)].flatMap(([name, shown]) => {
    const field = record.get(name);
    const items = field !== undefined && 'items' in field ? field.items : [];
    const parts = items.flatMap((item, i) =>
      'fields' in item ? formulasBelowEachOther(`${path}${name}[${i}].`, item.fields, digits) : [],
    );
    return parts.length > 0 ? parts : [`${mathText(`${path}${name}`)} = ${shown}`];
  });
}

function tableWidth(columns: readonly string[], cells: readonly string[]): number {
  const widths = columns.map((name, i) => Math.max(textWidth(name), latexBox(cells[i]!).width));
  return widths.reduce((sum, width) => sum + width + 3, -3);
}

/** The fields of a record as they are shown: of LaTeX and its text twin, only the LaTeX, as maths. */
function shownFields(record: Fields, digits: Digits): Map<string, string> {
  const twins = [...record].filter(([name]) => name === 'expression' || name === 'latex');
  const formula = formulaIn({ fields: new Map(twins) });
  const heading = record.has('formula') ? 'latex' : 'formula';
  const shown = new Map<string, string>();
  for (const [name, field] of record) {
    if (formula === undefined || (name !== 'expression' && name !== 'latex')) {
      shown.set(name, fieldLatex(field, digits));
    } else if (name === 'latex') {
      shown.set(heading, formula.latex);
    }
  }
  return shown;
}

/** A table of records within a record: a row for each name within, a column for each record. */
function nestedTable(record: Fields, digits: Digits): ShownTable | undefined {
  const inner: Fields[] = [];
  for (const field of record.values()) {
    if (!('fields' in field) || formulaIn(field) !== undefined) return undefined;
    inner.push(field.fields);
  }
  if (inner.length === 0) return undefined;
  const names = [...new Set(inner.flatMap((fields) => [...fields.keys()]))];
  const cell = (field: Datum | undefined): string =>
    field === undefined ? '' : valueLatex(field, digits);
  return {
    corner: '',
    columns: [...record.keys()],
    rows: names.map((name) => ({
      label: name,
      cells: inner.map((fields) => cell(fields.get(name))),
    })),
  };
}
