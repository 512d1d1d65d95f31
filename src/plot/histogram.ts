import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import {
  type HistogramInput,
  type ReadHistogram,
  readHistogram,
} from '../intensity-histogram/read-histogram.js';
import { type Axis, drawChart, GAP, linearAxis, logAxis } from './chart.js';
import { FONT, LETTER, text } from './labels.js';
import { checkText, contentId, countOf, shortNumber, svgDocument } from './svg.js';
import { checkTheme, DASHES, type Theme } from './theme.js';
import { numberLabel } from './ticks.js';

/** Options of `plotHistogram`. */
export interface PlotHistogramOptions {
  /** "bars" where left out: a field for each histogram, side by side; "steps": outlines over each other in one field. */
  readonly style?: 'bars' | 'steps' | undefined;
  /** Whether counts stand on a logarithmic axis; false where left out. Empty bins then have no bar. */
  readonly log?: boolean | undefined;
  /** A name for each histogram; none where left out. */
  readonly labels?: readonly string[] | undefined;
  /** What the values are, such as "intensity", under the axis; "value" where left out. */
  readonly valueTitle?: string | undefined;
  /** What the counts are, such as "pixels", beside the axis; "count" where left out. */
  readonly countTitle?: string | undefined;
  /** "light" where left out, or "dark". */
  readonly theme?: 'light' | 'dark' | undefined;
  /** Width of a field in pixels; 360 where left out. */
  readonly width?: number | undefined;
  /** Height of a field in pixels; 200 where left out. */
  readonly height?: number | undefined;
  /** The name that stands above the plot and that screen readers give it; the number of bins where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; the range and the highest bin of each histogram where left out. */
  readonly description?: string | undefined;
}

const FN = 'plotHistogram';

/** More bins than any screen has columns of pixels. */
const MOST_BINS = 8192;
const MOST_HISTOGRAMS = DASHES.length;

/**
 * A picture of histograms, as an SVG: a bar for each bin, as high as its count; several histograms stand side by side
 * with the same axes, or over each other as outlines.
 *
 * Bars stand on their bins' edges, which need not be equally far apart; their heights, not their areas, are the counts.
 * On a logarithmic axis a bar's height is the logarithm of its count, from a round number below the smallest count
 * that is not 0.
 *
 * @param histograms - what `histogram` returns, or `{ counts, edges }` of one's own, [bins] and [bins + 1]; or a list of
 * up to 5 of them
 * @param options - `style` "bars" or "steps"; `log` false; `labels`: a name for each; `valueTitle`, `countTitle`: what
 * stands at the axes; `theme`; `width`, `height` of a field; `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where edges are not one
 * more than counts or labels not as many as histograms, DomainError for negative counts, edges that do not rise, a
 * histogram that counts nothing, more than 8192 bins or more than 5 histograms
 *
 * @example
 * Four values in two bins: the bar of the second is three times as high.
 * ```ts
 * import { histogram, plotHistogram } from 'fovea';
 * const svg = plotHistogram(histogram([0, 6, 7, 8], { bins: 2 }), { valueTitle: 'grade' });
 * svg.includes('>grade</text>') // => true
 * svg.includes('The highest bin, from 4 to 8, holds 3.') // => true
 * ```
 */
export function plotHistogram(
  histograms: HistogramInput | readonly HistogramInput[],
  options?: PlotHistogramOptions,
): string {
  const given = checkOptions(FN, options, [
    'style',
    'log',
    'labels',
    'valueTitle',
    'countTitle',
    'theme',
    'width',
    'height',
    'title',
    'description',
  ]);
  const read = readAll(histograms);
  const labels = readNames(given.labels, read.length);
  const style = checkOneOf(FN, 'style', given.style ?? 'bars', ['bars', 'steps']);
  const log = checkBoolean(FN, 'log', given.log ?? false);
  const theme = checkTheme(FN, given.theme);
  const width = checkNumber(FN, 'width', given.width ?? 360, { min: 40, max: 1e4 });
  const height = checkNumber(FN, 'height', given.height ?? 200, { min: 40, max: 1e4 });
  const valueTitle = checkText(FN, 'valueTitle', given.valueTitle ?? 'value');
  const countTitle = checkText(FN, 'countTitle', given.countTitle ?? 'count');
  const named = checkText(FN, 'title', given.title ?? '');
  const title = named || titleOf(read);
  const description = checkText(
    FN,
    'description',
    given.description ?? describe(read, labels, log),
  );
  const axes = { x: valueAxis(read, width), y: countAxis(read, height, log) };
  const field = { theme, width, height };
  const chartOf = (name: string, marks: readonly string[], first: boolean) =>
    drawChart({
      ...field,
      title: name,
      x: { axis: axes.x, title: valueTitle },
      y: { axis: axes.y, title: first ? countTitle : '' },
      marks,
    });
  const charts =
    style === 'bars'
      ? read.map((one, i) => chartOf(labels[i] ?? '', [bars(one, axes, field)], i === 0))
      : [
          chartOf(
            '',
            read.map((one, i) => steps(one, axes, field, i)),
            true,
          ),
        ];
  const keys = style === 'steps' && labels.length > 0 ? keysOf(labels, theme) : undefined;
  const top = GAP + (named === '' ? 0 : FONT + GAP);
  const below = top + charts[0]!.height;
  let x = GAP;
  const placed = charts.map((chart) => {
    const element = chart.at(x, top);
    x += chart.width;
    return element;
  });
  const room = Math.max(x + GAP, 2 * GAP + named.length * FONT * LETTER, keys?.width ?? 0);
  const [w, h] = [Math.ceil(room), Math.ceil(below + (keys === undefined ? 0 : FONT + GAP) + GAP)];
  return svgDocument({
    id: contentId(title, description, JSON.stringify(given), placed.join()),
    width: w,
    height: h,
    scale: 1,
    title,
    description,
    elements: [
      `<rect x="-.5" y="-.5" width="${w}" height="${h}" fill="${theme.paper}"/>`,
      `<g font-family="sans-serif" font-size="${FONT}">`,
      named === '' ? '' : text(named, GAP, GAP + FONT / 2, 'start', ` fill="${theme.ink}"`),
      ...placed,
      ...(keys?.elements(below + GAP + FONT / 2) ?? []),
      '</g>',
    ],
  });
}

function readAll(input: unknown): readonly ReadHistogram[] {
  const many = Array.isArray(input);
  const list: readonly unknown[] = many ? input : [input];
  if (list.length === 0 || list.length > MOST_HISTOGRAMS) {
    const [expected, got] = [`1 to ${MOST_HISTOGRAMS} histograms`, String(list.length)];
    throw new DomainError({ function: FN, argument: 'histograms', expected, got });
  }
  return Array.from(list, (one, i) => {
    const argument = many ? `histograms[${i}]` : 'histograms';
    if (typeof one !== 'object' || one === null || !('counts' in one && 'edges' in one)) {
      const [expected, got] = ['a histogram: { counts, edges }', describeValue(one)];
      throw new KindError({ function: FN, argument, expected, got });
    }
    const read = readHistogram(FN, argument, one as HistogramInput, false);
    if (read.counts.length > MOST_BINS) {
      const [expected, got] = [`at most ${MOST_BINS} bins`, String(read.counts.length)];
      throw new DomainError({ function: FN, argument, expected, got });
    }
    return read;
  });
}

function readNames(labels: unknown, count: number): readonly string[] {
  if (labels === undefined) return [];
  if (!Array.isArray(labels)) {
    const [expected, got] = ['a list of strings', describeValue(labels)];
    throw new KindError({ function: FN, argument: 'labels', expected, got });
  }
  if (labels.length !== count) {
    const [expected, got] = [`${count} labels`, String(labels.length)];
    throw new ShapeError({ function: FN, argument: 'labels', expected, got });
  }
  return Array.from(labels, (label, i) => checkText(FN, `labels[${i}]`, label));
}

function valueAxis(read: readonly ReadHistogram[], width: number): Axis {
  const low = Math.min(...read.map(({ edges }) => edges[0]!));
  const high = Math.max(...read.map(({ edges }) => edges.at(-1)!));
  return linearAxis(low, high, width / 50);
}

/** From 0, or on a logarithmic axis from a round number below the smallest count, to a little above the largest. */
function countAxis(read: readonly ReadHistogram[], height: number, log: boolean): Axis {
  let [most, least] = [0, Infinity];
  for (const { counts } of read) {
    for (const count of counts) {
      most = Math.max(most, count);
      if (count > 0) least = Math.min(least, count);
    }
  }
  if (!log) return linearAxis(0, most * 1.05, height / 30);
  const power = 10 ** Math.floor(Math.log10(least) + 1e-12);
  // The smallest count must have a bar that is seen.
  return logAxis(least > 1.5 * power ? power : power / 2, most * 1.2, height / 30);
}

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

interface Field {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

/** All bars as one path. */
function bars({ counts, edges }: ReadHistogram, { x, y }: Axes, field: Field): string {
  const { width, height, theme } = field;
  let data = '';
  counts.forEach((count, i) => {
    if (count === 0) return;
    const [from, to] = [x.place(edges[i]!) * width, x.place(edges[i + 1]!) * width];
    // Neighbours are set apart by a pixel where they are wide enough to spare it.
    const gap = to - from >= 5 ? 0.5 : 0;
    const rise = y.place(count) * height;
    data += `M${shortNumber(from + gap)} ${shortNumber(height)}v${shortNumber(-rise)}H${shortNumber(to - gap)}v${shortNumber(rise)}z`;
  });
  return `<path d="${data}" fill="${theme.series[0]}"/>`;
}

/** The outline of a histogram: a line along the tops of its bars. */
function steps({ counts, edges }: ReadHistogram, { x, y }: Axes, field: Field, k: number): string {
  const { width, height, theme } = field;
  const at = (i: number): string => shortNumber(x.place(edges[i]!) * width);
  let data = `M${at(0)} ${shortNumber(height)}`;
  counts.forEach((count, i) => {
    const rise = count === 0 ? 0 : y.place(count) * height;
    data += `V${shortNumber(height - rise)}H${at(i + 1)}`;
  });
  return `<path d="${data}V${shortNumber(height)}" fill="none" ${stroke(theme, k)}/>`;
}

function stroke(theme: Theme, k: number): string {
  const dash = DASHES[k] === '' ? '' : ` stroke-dasharray="${DASHES[k]}"`;
  return `stroke="${theme.series[k]}" stroke-width="1.75"${dash}`;
}

function keysOf(
  labels: readonly string[],
  theme: Theme,
): { readonly width: number; readonly elements: (y: number) => string[] } {
  const sample = 28;
  const starts = [4 * GAP];
  for (const label of labels) {
    starts.push(starts.at(-1)! + sample + GAP + label.length * FONT * LETTER + 2 * GAP);
  }
  return {
    width: starts.at(-1)! + GAP,
    elements: (y) =>
      labels.flatMap((label, k) => [
        `<path d="M${shortNumber(starts[k]!)} ${shortNumber(y)}h${sample}" ${stroke(theme, k)}/>`,
        text(label, starts[k]! + sample + GAP, y, 'start', ` fill="${theme.ink}"`),
      ]),
  };
}

function titleOf(read: readonly ReadHistogram[]): string {
  const sizes = [...new Set(read.map(({ counts }) => counts.length))];
  const bins = sizes.length === 1 ? ` of ${countOf(sizes[0]!, 'bin')}` : '';
  return read.length === 1 ? `A histogram${bins}` : `${read.length} histograms${bins}`;
}

function describe(read: readonly ReadHistogram[], labels: readonly string[], log: boolean): string {
  const told = read.map(({ counts, edges, total }, i) => {
    const highest = counts.reduce((best, count, k) => (count > counts[best]! ? k : best), 0);
    const name = labels[i] === undefined ? '' : `${labels[i]}: `;
    const show = (value: number): string => numberLabel(value, 4);
    return `${name}${show(total)} counted from ${show(edges[0]!)} to ${show(edges.at(-1)!)}. The highest bin, from ${show(edges[highest]!)} to ${show(edges[highest + 1]!)}, holds ${show(counts[highest]!)}.`;
  });
  return `${told.join(' ')}${log ? ' The axis of counts is logarithmic.' : ''}`;
}
