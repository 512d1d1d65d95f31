import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { colorOf, HEAT } from './colors.js';
import { FONT, LETTER, text, upwards } from './labels.js';
import { checkText, contentId, shortNumber, svgDocument } from './svg.js';

/** Options of `plotHeatmap`. */
export interface PlotHeatmapOptions {
  /** A label for each row, such as the word that attends; none where left out. */
  readonly rows?: readonly string[] | undefined;
  /** A label for each column, such as the word that is attended to; none where left out. */
  readonly columns?: readonly string[] | undefined;
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
  /** The name that stands above the plot and that screen readers give it; the size where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; how to read it, with the largest value, where left out. */
  readonly description?: string | undefined;
}

const FN = 'plotHeatmap';

/** More cells than these make a file that no viewer likes. */
const MOST_CELLS = 40000;

const GAP = 6;
/** Width of the bar that shows the colours, and the room for its numbers. */
const BAR = 14;

/**
 * A picture of a matrix, as an SVG: a cell for each number, white for the smallest, dark for the largest; with labels of
 * rows and columns, and a bar that tells what the colours mean. Made for the weights of attention.
 *
 * Row 0 is at the top, column 0 at the left. Colours grow darker evenly, so that the plot can be read by anybody and
 * printed in grey.
 *
 * @param values - shape [n, m], finite numbers
 * @param options - `rows`, `columns`: labels; `rowTitle`, `columnTitle`; `range`: of the colours; `digits`: decimals of
 * numbers in the cells; `cellSize`; `title`, `description`
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
    'rowTitle',
    'columnTitle',
    'range',
    'digits',
    'cellSize',
    'title',
    'description',
  ]);
  const { data, n, m } = readValues(values);
  const [low, high] = readRange(given.range, data);
  const rows = readLabels('rows', given.rows, n);
  const columns = readLabels('columns', given.columns, m);
  const digits =
    given.digits === undefined
      ? undefined
      : checkNumber(FN, 'digits', given.digits, { integer: true, min: 0, max: 6 });
  const cell = checkNumber(FN, 'cellSize', given.cellSize ?? (digits === undefined ? 20 : 44), {
    min: 2,
  });
  const named = given.title === undefined ? '' : checkText(FN, 'title', given.title);
  const rowTitle = checkText(FN, 'rowTitle', given.rowTitle ?? '');
  const columnTitle = checkText(FN, 'columnTitle', given.columnTitle ?? '');
  const title = named || `A heat map of ${n} by ${m} numbers`;
  const description = checkText(
    FN,
    'description',
    given.description ?? describe(data, m, rows, columns),
  );
  // Labels of columns stand upright where they fit, else they run upwards.
  const turned = longestOf(columns) > cell;
  const left = GAP + lineOf(rowTitle) + longestOf(rows) + GAP;
  const columnRoom = columns.length === 0 ? 0 : turned ? longestOf(columns) : FONT;
  const top = GAP + lineOf(named) + lineOf(columnTitle) + columnRoom + GAP;
  const ends = [high, low].map((value) => String(Number(value.toPrecision(3))));
  const width = Math.max(
    left + m * cell + 2 * GAP + BAR + GAP + longestOf(ends) + GAP,
    GAP + named.length * FONT * LETTER + GAP,
  );
  const height = top + Math.max(n * cell, 3 * FONT) + 2 * GAP;
  const shade = (value: number): number => (value - low) / (high - low);
  const at = { left, top, cell, n, m };
  return svgDocument({
    id: contentId(title, description, data.join()),
    width: Math.ceil(width),
    height: Math.ceil(height),
    scale: 1,
    title,
    description,
    elements: [
      `<rect x="-.5" y="-.5" width="${Math.ceil(width)}" height="${Math.ceil(height)}" fill="#fff"/>`,
      cells(at, data, shade),
      `<g font-family="sans-serif" font-size="${FONT}" fill="#111">`,
      ...(named === '' ? [] : [text(named, GAP, GAP + FONT / 2, 'start')]),
      ...titles(at, rowTitle, columnTitle, named === '' ? 0 : FONT + GAP),
      ...rows.map((label, i) => text(label, left - GAP, top + (i + 0.5) * cell, 'end')),
      ...columns.map((label, j) => columnLabel(at, label, j, turned)),
      ...(digits === undefined ? [] : numbers(at, data, digits, shade)),
      ...legend(at, ends),
      '</g>',
    ],
  });
}

function readValues(values: ArrayInput): {
  readonly data: readonly number[];
  readonly n: number;
  readonly m: number;
} {
  const read = checkFinite(FN, 'values', readArray(FN, 'values', values, 'float64'));
  const { n, m } = bindShapes(FN, { values: [read, 'n m'] });
  if (n === 0 || m === 0) {
    throw new ShapeError({
      function: FN,
      argument: 'values',
      expected: 'shape (n, m), neither of them 0',
      got: `(${n}, ${m})`,
    });
  }
  if (n * m > MOST_CELLS) {
    throw new DomainError({
      function: FN,
      argument: 'values',
      expected: `at most ${MOST_CELLS} cells`,
      got: String(n * m),
    });
  }
  return { data: Array.from(read.data), n, m };
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

interface Place {
  /** Where the cells begin. */
  readonly left: number;
  readonly top: number;
  /** Side of a cell. */
  readonly cell: number;
  readonly n: number;
  readonly m: number;
}

/** Room for the longest of some labels. */
function longestOf(labels: readonly string[]): number {
  return labels.reduce((most, label) => Math.max(most, label.length * FONT * LETTER), 0);
}

/** Room for a line of text, none where there is none. */
function lineOf(line: string): number {
  return line === '' ? 0 : FONT + GAP;
}

/** Cells of one colour are one path, and white ones are left to the background. */
function cells(
  { left, top, cell, n, m }: Place,
  data: readonly number[],
  shade: (value: number) => number,
): string {
  const paths = new Map<string, string>();
  data.forEach((value, i) => {
    const color = colorOf(shade(value));
    const [x, y] = [left + (i % m) * cell, top + Math.floor(i / m) * cell];
    const square = `M${shortNumber(x)} ${shortNumber(y)}h${shortNumber(cell)}v${shortNumber(cell)}h-${shortNumber(cell)}z`;
    if (color !== HEAT[0]) paths.set(color, (paths.get(color) ?? '') + square);
  });
  const frame = `<rect x="${shortNumber(left)}" y="${shortNumber(top)}" width="${shortNumber(m * cell)}" height="${shortNumber(n * cell)}" fill="none" stroke="#888"/>`;
  return [
    '<g shape-rendering="crispEdges">',
    ...[...paths].map(([color, d]) => `<path fill="${color}" d="${d}"/>`),
    frame,
    '</g>',
  ].join('\n');
}

function columnLabel(
  { left, top, cell }: Place,
  label: string,
  j: number,
  turned: boolean,
): string {
  const x = left + (j + 0.5) * cell;
  return turned
    ? upwards(label, x, top - GAP, 'start')
    : text(label, x, top - GAP - FONT / 2, 'middle');
}

function titles(
  { left, top, cell, n, m }: Place,
  rowTitle: string,
  columnTitle: string,
  above: number,
): string[] {
  return [
    ...(rowTitle === '' ? [] : [upwards(rowTitle, GAP + FONT / 2, top + (n * cell) / 2, 'middle')]),
    ...(columnTitle === ''
      ? []
      : [text(columnTitle, left + (m * cell) / 2, GAP + above + FONT / 2, 'middle')]),
  ];
}

function numbers(
  { left, top, cell, m }: Place,
  data: readonly number[],
  digits: number,
  shade: (value: number) => number,
): string[] {
  return data.map((value, i) => {
    const [x, y] = [left + ((i % m) + 0.5) * cell, top + (Math.floor(i / m) + 0.5) * cell];
    // From the middle of the scale on black no longer stands out.
    const light = shade(value) > 0.55 ? ' fill="#fff"' : '';
    return text(value.toFixed(digits), x, y, 'middle', light);
  });
}

/** The bar of colours with its two ends. */
function legend({ left, top, cell, n, m }: Place, ends: readonly string[]): string[] {
  const steps = 24;
  const height = Math.max(n * cell, 3 * FONT);
  const x = left + m * cell + 2 * GAP;
  const bar = Array.from({ length: steps }, (_, i) => {
    const y = top + (i * height) / steps;
    return `<rect x="${shortNumber(x)}" y="${shortNumber(y)}" width="${BAR}" height="${shortNumber(height / steps + 0.5)}" fill="${colorOf(1 - (i + 0.5) / steps)}"/>`;
  });
  return [
    ...bar,
    text(ends[0]!, x + BAR + GAP, top + FONT / 2, 'start'),
    text(ends[1]!, x + BAR + GAP, top + height - FONT / 2, 'start'),
  ];
}

function describe(
  data: readonly number[],
  m: number,
  rows: readonly string[],
  columns: readonly string[],
): string {
  const largest = data.reduce((best, value, i) => (value > data[best]! ? i : best), 0);
  const [row, column] = [Math.floor(largest / m), largest % m];
  const name = (labels: readonly string[], i: number): string =>
    labels.length === 0 ? String(i) : `${i}, “${labels[i]}”`;
  const value = Number(data[largest]!.toPrecision(3));
  return `${data.length / m} rows and ${m} columns, darker where a number is larger. The largest, ${value}, is in row ${name(rows, row)}, column ${name(columns, column)}.`;
}
