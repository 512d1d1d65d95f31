// Formulas of a spreadsheet: put together with the parentheses that they need, ranges named where cells make one.

/** Where a cell stands, counted from 0. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** A formula without its equals sign. */
export interface SheetFormula {
  readonly text: string;
  /** How tightly it holds together: one of `TIES`. */
  readonly ties: number;
  /** The cell that it is, where it is nothing else. */
  readonly cell?: CellPlace;
  /** Whether it stands for words, which compare by other rules than numbers. */
  readonly words?: boolean;
}

/** What a scalar becomes: a formula, or nothing where a spreadsheet has none for it. */
export type SheetEntry = SheetFormula | undefined;

/** How tightly parts of a formula hold together. A leading minus binds tighter than a power in a spreadsheet, so it never stands before one. */
export const TIES = { comparison: 0, sum: 1, product: 2, power: 3, whole: 4 } as const;

/** Stands for infinity: close to the largest number that a spreadsheet holds. */
export const SHEET_INFINITY = 9e307;

/** Formulas longer than this are refused by spreadsheets (8192 characters). */
const LONGEST = 8000;

/** Functions take no more arguments than this in a spreadsheet. */
const MOST_ARGUMENTS = 255;

/** Something that needs no parentheses. */
export function whole(text: string): SheetEntry {
  return text.length > LONGEST ? undefined : { text, ties: TIES.whole };
}

/** A number; infinities by what stands for them. */
export function numberFormula(value: number): SheetEntry {
  const text = sheetNumber(value);
  if (text === undefined) return undefined;
  return { text, ties: text.startsWith('-') ? TIES.sum : TIES.whole };
}

/** A number as it is written in a cell or a formula; NaN has no form. */
export function sheetNumber(value: number): string | undefined {
  if (Number.isNaN(value)) return undefined;
  const held = Math.min(Math.max(value, -SHEET_INFINITY), SHEET_INFINITY);
  return String(Object.is(held, -0) ? 0 : held).replace('e', 'E');
}

/** Longer words have to be put together from parts. */
const LONGEST_WORDS = 250;

/** Words as a formula, which nothing in them can escape from. */
export function wordsFormula(text: string): SheetFormula {
  const characters = [...text];
  const parts: string[] = [];
  for (let at = 0; at === 0 || at < characters.length; at += LONGEST_WORDS) {
    const part = characters.slice(at, at + LONGEST_WORDS).join('');
    parts.push(`"${part.replaceAll('"', '""')}"`);
  }
  const ties = parts.length > 1 ? TIES.comparison : TIES.whole;
  return { text: parts.join('&'), ties, words: true };
}

/** A cell. */
export function cellFormula(cell: CellPlace, words: boolean): SheetFormula {
  return { text: cellName(cell), ties: TIES.whole, cell, words };
}

/** `A1`, `AA12`. */
export function cellName({ row, column }: CellPlace): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return `${letters}${row + 1}`;
}

/** A part within a larger formula. */
function grouped({ text, ties }: SheetFormula, least: number): string {
  return ties >= least ? text : `(${text})`;
}

/** Parts with a sign between them; those behind it hold together more tightly than the sign does. */
export function infix(sign: string, ties: number, parts: readonly SheetFormula[]): SheetEntry {
  const [first, ...rest] = parts;
  if (first === undefined) return undefined;
  if (rest.length === 0) return first;
  // A power is taken of one thing, and a second comparison means another thing.
  const left = ties === TIES.power || ties === TIES.comparison ? ties + 1 : ties;
  const text = [grouped(first, left), ...rest.map((part) => grouped(part, ties + 1))].join(sign);
  return text.length > LONGEST ? undefined : { text, ties };
}

/** The part with a minus before it. */
export function negated(part: SheetFormula): SheetEntry {
  const text = `-${grouped(part, TIES.whole)}`;
  return text.length > LONGEST ? undefined : { text, ties: TIES.sum };
}

/** A function of parts. */
export function call(name: string, parts: readonly SheetFormula[]): SheetEntry {
  return whole(`${name}(${parts.map(({ text }) => text).join(',')})`);
}

/** A function of many parts, which are named by a range where they make one. */
export function callOver(name: string, parts: readonly SheetFormula[]): SheetEntry {
  const range = rangeOf(parts);
  if (range !== undefined) return whole(`${name}(${range.text})`);
  return parts.length > MOST_ARGUMENTS ? undefined : call(name, parts);
}

/** Cells that stand together. */
export interface CellRange {
  readonly text: string;
  readonly rows: number;
  readonly columns: number;
}

/** The range that parts make in their order, row by row; undefined where they make none. */
export function rangeOf(parts: readonly SheetFormula[]): CellRange | undefined {
  const first = parts[0]?.cell;
  const last = parts.at(-1)?.cell;
  if (first === undefined || last === undefined) return undefined;
  const rows = last.row - first.row + 1;
  const columns = last.column - first.column + 1;
  if (rows < 1 || columns < 1 || rows * columns !== parts.length) return undefined;
  const together = parts.every(
    ({ cell }, i) =>
      cell?.row === first.row + Math.floor(i / columns) &&
      cell.column === first.column + (i % columns),
  );
  if (!together) return undefined;
  const text = parts.length === 1 ? cellName(first) : `${cellName(first)}:${cellName(last)}`;
  return { text, rows, columns };
}
