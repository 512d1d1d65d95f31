// The sheet that a derivation is written to. Rows are laid out first and written last, as formulas may name
// any cell: a step stands above the steps within it, whose values it takes.
import { evaluate } from './evaluate.js';
import type { StepExpression } from './expression-types.js';
import { latexToText } from './math-text.js';
import type { PrintContext } from './print-context.js';
import {
  FIRST_VALUE,
  leavesOf,
  placesOf,
  quoted,
  scalarCell,
  scalarsOf,
  wordsCell,
} from './sheet-cells.js';
import { cellsOf, heldValue } from './sheet-evaluate.js';
import type { SheetEntry } from './sheet-formula.js';
import type { SheetDatum } from './sheet-rules.js';
import { type Datum, isTensor } from './tensor.js';
import type { StepTable } from './types.js';
import { valueLatex } from './value-latex.js';

/** A row of the sheet: the cells that stand before values, and the values. */
interface Row {
  readonly head: readonly string[];
  readonly cells: readonly string[];
}

/** A value with its rows. */
export interface SheetValue {
  /** "Given", "Step 1.2" or "Result". */
  readonly step: string;
  /** What it is, in plain words. */
  readonly title: string;
  /** How it is computed, in LaTeX. */
  readonly formula: string;
  /** How its parts are called, in LaTeX; nothing for the fields of a result. */
  readonly symbol: string;
  readonly value: Datum;
  /** Name by which steps refer to it. */
  readonly id?: string;
  /** How it is computed; the value itself is written where left out. */
  readonly check?: StepExpression;
}

/** A sheet that grows from top to bottom. */
export interface Sheet {
  /** A row of words. */
  row(...words: readonly string[]): void;
  /** A value. */
  value(value: SheetValue): void;
  /** A table. */
  table(table: StepTable): void;
  /** The whole sheet, when all is there. */
  text(): string;
}

/** Formulas longer than this, or on several lines, give way to the symbol. */
const LONGEST_FORMULA = 120;

/** A formula on one line, or the symbol, or nothing. */
export function formulaText(latex: string, symbol = ''): string {
  for (const text of [latexToText(latex), latexToText(symbol)]) {
    if (!text.includes('\n') && text.length <= LONGEST_FORMULA) return text;
  }
  return '';
}

/** An empty sheet. */
export function createSheet(context: PrintContext): Sheet {
  const writers: (() => readonly Row[])[] = [];
  const places = new Map<string, SheetDatum>();
  const scope = new Map([...context.scope].map(([id, value]) => [id, heldValue(value)]));
  let height = 0;
  const add = (rows: number, write: () => readonly Row[]): void => {
    writers.push(write);
    height += rows;
  };
  const formulasOf = (check: StepExpression, value: Datum): readonly SheetEntry[] =>
    scalarsOf(cellsOf(check, value, places, scope));
  return {
    row: (...words) => add(1, () => [{ head: words, cells: [] }]),
    value: (shown) => {
      const { id, value, check } = shown;
      if (id !== undefined) places.set(id, placesOf(value, height));
      add(heightOf(value), () => {
        const formulas = check === undefined ? undefined : formulasOf(check, value);
        return valueRows(shown, formulas);
      });
    },
    table: (table) => {
      const cell = (check: StepExpression | null): string => {
        if (check === null) return '';
        const value = evaluate(check, context.scope);
        const scalar = isTensor(value) && value.shape.length === 0 ? value.entries[0] : undefined;
        if (scalar === undefined) return wordsCell(latexToText(valueLatex(value, context.digits)));
        const [formula] = formulasOf(check, value);
        return formula === undefined ? scalarCell(scalar) : `=${formula.text}`;
      };
      add(table.rows.length + 1, () => [
        { head: ['', '', table.corner ?? ''], cells: table.columns.map(wordsCell) },
        ...table.rows.map(({ label, cells }) => ({
          head: ['', '', label],
          cells: cells.map(cell),
        })),
      ]);
    },
    text: () => {
      const lines = writers.flatMap((write) => write().map(line));
      return `${lines.join('\r\n')}\r\n`;
    },
  };
}

function heightOf(value: Datum): number {
  return Math.max(
    leavesOf(value).reduce((sum, leaf) => sum + leaf.rows, 0),
    1,
  );
}

/** The rows of a value; computed ones hold formulas where there are some. */
function valueRows(shown: SheetValue, formulas: readonly SheetEntry[] | undefined): Row[] {
  const { step, title, formula, symbol, value } = shown;
  const missing = formulas?.filter((entry) => entry === undefined).length ?? 0;
  const scalars = scalarsOf(value);
  const cells = scalars.map((entry, i) => {
    const found = formulas?.[i];
    return found === undefined ? scalarCell(entry) : `=${found.text}`;
  });
  const what = `${title}${remarkOn(missing, scalars.length)}`;
  const rows: Row[] = [];
  let at = 0;
  for (const { path, rows: height, columns } of leavesOf(value)) {
    const name = path === '' ? formulaText(formula, symbol) : `${formulaText(symbol)}${path}`;
    for (let i = 0; i < height; i++) {
      const head = rows.length === 0 ? [step, what] : ['', ''];
      const label = i === 0 ? name.replace(/^\./, '') : '';
      rows.push({ head: [...head, label], cells: cells.slice(at, at + columns) });
      at += columns;
    }
  }
  return rows.length > 0 ? rows : [{ head: [step, what], cells: [] }];
}

function remarkOn(missing: number, count: number): string {
  if (missing === 0) return '';
  return missing === count
    ? ' (holds numbers: a spreadsheet has no formula for them)'
    : ` (${missing} of ${count} cells hold numbers: a spreadsheet has no formula for them)`;
}

/** A row as a line of the file. */
function line({ head, cells }: Row): string {
  const before = Array.from({ length: cells.length > 0 ? FIRST_VALUE : head.length }, (_, i) =>
    wordsCell(head[i] ?? ''),
  );
  const all = [...before, ...cells].map(quoted);
  while (all.at(-1) === '') all.pop();
  return all.join(',');
}
