// The parts of a heat map: cells, labels, numbers, and the bar that tells what colours mean.
import { colorOf } from './colors.js';
import { FONT, LETTER, text, upwards } from './labels.js';
import { shortNumber } from './svg.js';
import type { Theme } from './theme.js';

/** Room between the parts. */
export const GAP = 6;
/** Width of the bar that shows the colours. */
export const BAR = 14;

/** Where the cells of a matrix lie. */
export interface Place {
  /** Where the cells begin. */
  readonly left: number;
  readonly top: number;
  /** Side of a cell. */
  readonly cell: number;
  readonly n: number;
  readonly m: number;
}

/**
 * Room for the longest of some labels.
 *
 * @param labels - the labels
 * @returns pixels
 */
export function longestOf(labels: readonly string[]): number {
  return labels.reduce((most, label) => Math.max(most, label.length * FONT * LETTER), 0);
}

/**
 * Room for a line of text, none where there is none.
 *
 * @param line - the text
 * @returns pixels
 */
export function lineOf(line: string): number {
  return line === '' ? 0 : FONT + GAP;
}

/**
 * The cells of a matrix. Those of one colour are one path, and those of the paper's colour are left to the background.
 * Where they lie stands in `data-cells`, so that a page can tell which one is pointed at: left, top, side, rows, columns.
 *
 * @param place - where they lie
 * @param data - the numbers, row by row
 * @param shade - from 0 to 1 for a number
 * @param theme - colours
 * @returns an SVG element
 */
export function cells(
  { left, top, cell, n, m }: Place,
  data: readonly number[],
  shade: (value: number) => number,
  theme: Theme,
): string {
  const paths = new Map<string, string>();
  data.forEach((value, i) => {
    const color = colorOf(shade(value), theme.colors);
    const [x, y] = [left + (i % m) * cell, top + Math.floor(i / m) * cell];
    const square = `M${shortNumber(x)} ${shortNumber(y)}h${shortNumber(cell)}v${shortNumber(cell)}h-${shortNumber(cell)}z`;
    if (color !== theme.colors[0]) paths.set(color, (paths.get(color) ?? '') + square);
  });
  const frame = `<rect x="${shortNumber(left)}" y="${shortNumber(top)}" width="${shortNumber(m * cell)}" height="${shortNumber(n * cell)}" fill="none" stroke="${theme.line}"/>`;
  const where = [left, top, cell, n, m].map((number) => shortNumber(number)).join(' ');
  return [
    `<g shape-rendering="crispEdges" data-cells="${where}">`,
    ...[...paths].map(([color, d]) => `<path fill="${color}" d="${d}"/>`),
    frame,
    '</g>',
  ].join('\n');
}

/**
 * The label of a column, upright where it fits, else running upwards.
 *
 * @param place - where the cells lie
 * @param label - the words
 * @param j - the column
 * @param turned - whether labels run upwards
 * @returns an SVG element
 */
export function columnLabel(
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

/**
 * What rows and columns are.
 *
 * @param place - where the cells lie
 * @param rowTitle - runs upwards to the left
 * @param columnTitle - stands above
 * @param from - where the room for both begins: pixels from the left and from above
 * @returns SVG elements
 */
export function titles(
  { left, top, cell, n, m }: Place,
  rowTitle: string,
  columnTitle: string,
  from: readonly [number, number],
): string[] {
  return [
    ...(rowTitle === ''
      ? []
      : [upwards(rowTitle, from[0] + FONT / 2, top + (n * cell) / 2, 'middle')]),
    ...(columnTitle === ''
      ? []
      : [text(columnTitle, left + (m * cell) / 2, from[1] + FONT / 2, 'middle')]),
  ];
}

/**
 * The numbers in the cells.
 *
 * @param place - where the cells lie
 * @param data - the numbers, row by row
 * @param digits - how many decimals
 * @param shade - from 0 to 1 for a number
 * @param dark - whether the paper is dark
 * @returns SVG elements
 */
export function numbers(
  { left, top, cell, m }: Place,
  data: readonly number[],
  digits: number,
  shade: (value: number) => number,
  dark: boolean,
): string[] {
  return data.map((value, i) => {
    const [x, y] = [left + ((i % m) + 0.5) * cell, top + (Math.floor(i / m) + 0.5) * cell];
    // From the middle of the scale on the ink no longer stands out.
    const light = shade(value) > 0.55 ? ` fill="${dark ? '#111' : '#fff'}"` : '';
    return text(value.toFixed(digits), x, y, 'middle', light);
  });
}

/**
 * The bar of colours with its two ends.
 *
 * @param x - its left edge
 * @param top - its upper edge
 * @param height - its height
 * @param ends - the words at the upper and the lower end
 * @param theme - colours
 * @returns SVG elements
 */
export function legend(
  x: number,
  top: number,
  height: number,
  ends: readonly string[],
  theme: Theme,
): string[] {
  const steps = 24;
  const bar = Array.from({ length: steps }, (_, i) => {
    const y = top + (i * height) / steps;
    return `<rect x="${shortNumber(x)}" y="${shortNumber(y)}" width="${BAR}" height="${shortNumber(height / steps + 0.5)}" fill="${colorOf(1 - (i + 0.5) / steps, theme.colors)}"/>`;
  });
  return [
    ...bar,
    text(ends[0]!, x + BAR + GAP, top + FONT / 2, 'start'),
    text(ends[1]!, x + BAR + GAP, top + height - FONT / 2, 'start'),
  ];
}
