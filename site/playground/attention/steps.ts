// Which cells of the picture a step is about, and which step made a cell.

/** A cell: its head, its query and its key, as in `0.2.1`. */
export type Cell = string;

/** How many heads, queries and keys there are. */
export interface Sizes {
  readonly heads: number;
  readonly rows: number;
  readonly columns: number;
}

/** A cell by its places. */
export function cellOf(head: number, row: number, column: number): Cell {
  return `${head}.${row}.${column}`;
}

/** The places of a cell; undefined where there is no such cell. */
export function placesOf(cell: Cell, { heads, rows, columns }: Sizes) {
  const places = cell.split('.').map(Number);
  const [head = -1, row = -1, column = -1] = places;
  const within = (place: number, count: number): boolean => place >= 0 && place < count;
  return cell !== '' && within(head, heads) && within(row, rows) && within(column, columns)
    ? { head, row, column }
    : undefined;
}

/** What ids of a head's steps begin with. */
function prefixOf(head: number, heads: number): string {
  return heads === 1 ? '' : `head-${head + 1}-`;
}

/** The step that computed a cell: the softmax of its row. */
export function stepOf(cell: Cell, sizes: Sizes): string | undefined {
  const places = placesOf(cell, sizes);
  return places && `${prefixOf(places.head, sizes.heads)}weights-${places.row}`;
}

/** The step that multiplied the cell's query and key. */
export function productOf(cell: Cell, sizes: Sizes): string | undefined {
  const places = placesOf(cell, sizes);
  return places && `${prefixOf(places.head, sizes.heads)}score-${places.row}-${places.column}`;
}

const STEP = /^(?:head-(\d+)-?)?(.*)$/;
const PARTS = /^(?:(score)-(\d+)-(\d+)|(?:scores|weights|output|rule|q)-(\d+)(?:-.*)?|[kv]-(\d+))$/;
const WHOLE = [
  '',
  'scores',
  'scaled',
  'capped',
  'masked',
  'weights',
  'output',
  'rule',
  'q',
  'k',
  'v',
];

/** The cells that a step of a derivation of attention is about. */
export function cellsOf(step: string | undefined, { heads, rows, columns }: Sizes): Set<Cell> {
  const cells = new Set<Cell>();
  if (step === undefined) return cells;
  const [, of, rest = ''] = STEP.exec(step) ?? [];
  const [, score, row, column, line, key] = PARTS.exec(rest) ?? [];
  const known = score !== undefined || line !== undefined || key !== undefined;
  if (!known && !WHOLE.includes(rest)) return cells;
  for (let head = 0; head < heads; head++) {
    if (of !== undefined && head !== Number(of) - 1) continue;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const fits =
          !known ||
          (score !== undefined && i === Number(row) && j === Number(column)) ||
          (line !== undefined && i === Number(line)) ||
          (key !== undefined && j === Number(key));
        if (fits) cells.add(cellOf(head, i, j));
      }
    }
  }
  return cells;
}
