import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import {
  BAR,
  cells,
  columnLabel,
  GAP,
  legend,
  lineOf,
  longestOf,
  numbers,
  type Place,
  titles,
} from './heatmap-parts.js';
import { FONT, LETTER, text } from './labels.js';
import { checkText, contentId, svgDocument } from './svg.js';
import { checkTheme } from './theme.js';

/** Options of `plotHeatmap`. */
export interface PlotHeatmapOptions {
  /** A label for each row, such as the word that attends; none where left out. */
  readonly rows?: readonly string[] | undefined;
  /** A label for each column, such as the word that is attended to; none where left out. */
  readonly columns?: readonly string[] | undefined;
  /** For a stack: a label for each matrix; "head 1", "head 2", … where left out. */
  readonly heads?: readonly string[] | undefined;
  /** What the rows are, such as "query"; nothing where left out. */
  readonly rowTitle?: string | undefined;
  /** What the columns are, such as "key"; nothing where left out. */
  readonly columnTitle?: string | undefined;
  /** The values that are white and darkest; from the smallest of the values and 0 to the largest where left out. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** How many decimals of each value are written into its cell; none are where left out. */
  readonly digits?: number | undefined;
  /** Side of a cell in pixels; 20 where left out, 44 with numbers. */
  readonly cellSize?: number | undefined;
  /** "light" where left out: larger is darker, on white; "dark": larger is brighter, on black. */
  readonly theme?: 'light' | 'dark' | undefined;
  /** The name that stands above the plot and that screen readers give it; the size where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; how to read it, with the largest value, where left out. */
  readonly description?: string | undefined;
}

const FN = 'plotHeatmap';

/** More cells than these make a file that no viewer likes. */
const MOST_CELLS = 40000;

/** Stacks go on in the next row where they would be wider than this. */
const PAGE = 900;

/**
 * A picture of a matrix, as an SVG: a cell for each number, white for the smallest, dark for the largest; with labels of
 * rows and columns, and a bar that tells what the colours mean. Made for the weights of attention.
 *
 * A stack of matrices, such as the weights of several heads, is drawn as one map for each, side by side, with the same
 * labels and one scale of colours, so that the heads can be compared.
 *
 * Row 0 is at the top, column 0 at the left. Colours grow darker evenly, so that the plot can be read by anybody and
 * printed in grey.
 *
 * @param values - shape [n, m], or [h, n, m] for a stack; finite numbers
 * @param options - `rows`, `columns`: labels; `heads`: labels of a stack's matrices; `rowTitle`, `columnTitle`; `range`:
 * of the colours; `digits`: decimals of numbers in the cells; `cellSize`; `theme`; `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError for another shape of
 * values or another number of labels, DomainError where a value is not finite, the range is empty or there are more
 * than 40,000 cells
 *
 * @example
 * The weights of two words.
 * ```ts
 * import { plotHeatmap } from 'fovea';
 * const words = ['so', 'it'];
 * const svg = plotHeatmap([[1, 0], [0.25, 0.75]], { rows: words, columns: words, digits: 2 });
 * svg.includes('>0.75</text>') // => true
 * ```
 */
export function plotHeatmap(values: ArrayInput, options?: PlotHeatmapOptions): string {
  const given = checkOptions(FN, options, [
    'rows',
    'columns',
    'heads',
    'rowTitle',
    'columnTitle',
    'range',
    'digits',
    'cellSize',
    'theme',
    'title',
    'description',
  ]);
  const { data, stack, n, m } = readValues(values, given);
  const [low, high] = readRange(given.range, data);
  const rows = readLabels('rows', given.rows, n);
  const columns = readLabels('columns', given.columns, m);
  const heads = stack === undefined ? [] : readLabels('heads', given.heads, stack);
  const digits =
    given.digits === undefined
      ? undefined
      : checkNumber(FN, 'digits', given.digits, { integer: true, min: 0, max: 6 });
  const cell = checkNumber(FN, 'cellSize', given.cellSize ?? (digits === undefined ? 20 : 44), {
    min: 2,
  });
  const theme = checkTheme(FN, given.theme);
  const dark = given.theme === 'dark';
  const named = given.title === undefined ? '' : checkText(FN, 'title', given.title);
  const rowTitle = checkText(FN, 'rowTitle', given.rowTitle ?? '');
  const columnTitle = checkText(FN, 'columnTitle', given.columnTitle ?? '');
  const maps = stack ?? 1;
  const names =
    stack !== undefined && heads.length === 0
      ? Array.from({ length: stack }, (_, k) => `head ${k + 1}`)
      : heads;
  const title =
    named || `${stack === undefined ? 'A heat map' : `${stack} heat maps`} of ${n} by ${m} numbers`;
  const description = checkText(
    FN,
    'description',
    given.description ?? describe({ data, n, m, rows, columns, names, dark }),
  );
  // Labels of columns stand upright where they fit, else they run upwards.
  const turned = longestOf(columns) > cell;
  const columnRoom = columns.length === 0 ? 0 : turned ? longestOf(columns) : FONT;
  const ahead = lineOf(rowTitle) + longestOf(rows) + GAP;
  const above = lineOf(names[0] ?? '') + lineOf(columnTitle) + columnRoom + GAP;
  const room = {
    width: ahead + Math.max(m * cell, longestOf(names)) + 2 * GAP,
    height: above + Math.max(n * cell, 3 * FONT) + 2 * GAP,
  };
  const ends = [high, low].map((value) => String(Number(value.toPrecision(3))));
  const perRow = Math.min(maps, Math.max(1, Math.floor(PAGE / room.width)));
  const first = GAP + lineOf(named);
  const bar = GAP + perRow * room.width;
  const width = Math.ceil(
    Math.max(bar + BAR + GAP + longestOf(ends) + GAP, GAP + named.length * FONT * LETTER + GAP),
  );
  const height = Math.ceil(first + Math.ceil(maps / perRow) * room.height);
  // Of halves, for the range from −1e308 to 1e308 has an end that no float holds.
  const shade = (value: number): number => (value / 2 - low / 2) / (high / 2 - low / 2);
  const drawn = Array.from({ length: maps }, (_, k) => {
    const [left, top] = [
      GAP + (k % perRow) * room.width,
      first + Math.floor(k / perRow) * room.height,
    ];
    const at: Place = { left: left + ahead, top: top + above, cell, n, m };
    const own = data.slice(k * n * m, (k + 1) * n * m);
    const name = names[k];
    const under = top + lineOf(name ?? '');
    return {
      cells: cells(at, own, shade, theme),
      words: [
        ...(name === undefined ? [] : [text(name, at.left, top + FONT / 2, 'start')]),
        ...titles(at, rowTitle, columnTitle, [left, under]),
        ...rows.map((label, i) => text(label, at.left - GAP, at.top + (i + 0.5) * cell, 'end')),
        ...columns.map((label, j) => columnLabel(at, label, j, turned)),
        ...(digits === undefined ? [] : numbers(at, own, digits, shade, dark)),
      ],
    };
  });
  return svgDocument({
    id: contentId(title, description, data.join(), JSON.stringify(given)),
    width,
    height,
    scale: 1,
    title,
    description,
    elements: [
      `<rect x="-.5" y="-.5" width="${width}" height="${height}" fill="${theme.paper}"/>`,
      ...drawn.map((map) => map.cells),
      `<g font-family="sans-serif" font-size="${FONT}" fill="${theme.ink}">`,
      ...(named === '' ? [] : [text(named, GAP, GAP + FONT / 2, 'start')]),
      ...drawn.flatMap(({ words }) => words),
      ...legend(bar, first + above, Math.max(n * cell, 3 * FONT), ends, theme),
      '</g>',
    ],
  });
}

function readValues(
  values: ArrayInput,
  { heads }: PlotHeatmapOptions,
): {
  readonly data: readonly number[];
  /** How many matrices; undefined for one alone. */
  readonly stack: number | undefined;
  readonly n: number;
  readonly m: number;
} {
  const read = checkFinite(FN, 'values', readArray(FN, 'values', values, 'float64'));
  const stacked = read.shape.length === 3 || heads !== undefined;
  const { n, m, h } = bindShapes(FN, { values: [read, stacked ? 'h n m' : 'n m'] }) as Sizes;
  if (n === 0 || m === 0 || h === 0) {
    throw new ShapeError({
      function: FN,
      argument: 'values',
      expected: stacked ? 'shape (h, n, m), none of them 0' : 'shape (n, m), neither of them 0',
      got: `(${read.shape.join(', ')})`,
    });
  }
  if (read.data.length > MOST_CELLS) {
    throw new DomainError({
      function: FN,
      argument: 'values',
      expected: `at most ${MOST_CELLS} cells`,
      got: String(read.data.length),
    });
  }
  return { data: Array.from(read.data), stack: h, n, m };
}

interface Sizes {
  readonly n: number;
  readonly m: number;
  readonly h?: number;
}

function readRange(range: unknown, data: readonly number[]): readonly [number, number] {
  if (range === undefined) {
    const low = data.reduce((a, b) => Math.min(a, b), 0);
    const high = data.reduce((a, b) => Math.max(a, b), low);
    return high > low ? [low, high] : [low, low + 1];
  }
  if (!Array.isArray(range) || range.length !== 2) {
    throw new KindError({
      function: FN,
      argument: 'range',
      expected: 'two numbers, [low, high]',
      got: describeValue(range),
    });
  }
  const low = checkNumber(FN, 'range[0]', range[0]);
  return [low, checkNumber(FN, 'range[1]', range[1], { above: low })];
}

function readLabels(argument: string, labels: unknown, count: number): readonly string[] {
  if (labels === undefined) return [];
  if (!Array.isArray(labels)) {
    throw new KindError({
      function: FN,
      argument,
      expected: 'a list of strings',
      got: describeValue(labels),
    });
  }
  if (labels.length !== count) {
    throw new ShapeError({
      function: FN,
      argument,
      expected: `${count} labels`,
      got: String(labels.length),
    });
  }
  return labels.map((label, i) => checkText(FN, `${argument}[${i}]`, label));
}

interface Shown {
  readonly data: readonly number[];
  readonly n: number;
  readonly m: number;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Names of the matrices of a stack. */
  readonly names: readonly string[];
  readonly dark: boolean;
}

function describe({ data, n, m, rows, columns, names, dark }: Shown): string {
  const largest = data.reduce((best, value, i) => (value > data[best]! ? i : best), 0);
  const [row, column] = [Math.floor(largest / m) % n, largest % m];
  const name = (labels: readonly string[], i: number): string =>
    labels.length === 0 ? String(i) : `${i}, “${labels[i]}”`;
  const value = Number(data[largest]!.toPrecision(3));
  const head = names.length === 0 ? '' : `“${names[Math.floor(largest / (n * m))]}”, `;
  const many = names.length === 0 ? '' : `${names.length} matrices of one scale, each of `;
  return `${many}${n} rows and ${m} columns, ${dark ? 'brighter' : 'darker'} where a number is larger. The largest, ${value}, is in ${head}row ${name(rows, row)}, column ${name(columns, column)}.`;
}
