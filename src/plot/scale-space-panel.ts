// One level of a stack, or a window of it, as a picture with numbers and marks.
import { BLACK, SKY_BLUE, YELLOW } from './colors.js';
import { text } from './labels.js';
import { pngAddress } from './png.js';
import { shortNumber } from './svg.js';
import type { Theme } from './theme.js';

/** Numbers of a window of one level. */
export interface Window {
  /** Its first row and column in the level. */
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
  /** Row by row, 0 for black to 1 for white. */
  readonly shades: Float64Array;
}

/** Where a window is drawn, and how. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  /** Pixels of the page for a pixel of the level. */
  readonly cell: number;
  readonly theme: Theme;
}

/** Letters in cells. */
const SMALL = 11;

/**
 * The smallest picture that looks the same: blocks of pixels that share a pixel of the page are averaged.
 *
 * @param window - the numbers
 * @param cell - pixels of the page for one of them
 * @returns the picture's bytes and size
 */
function shrink(
  { rows, columns, shades }: Window,
  cell: number,
): { readonly bytes: Uint8ClampedArray; readonly width: number; readonly height: number } {
  const block = Math.max(1, Math.floor(1 / cell));
  const [height, width] = [Math.ceil(rows / block), Math.ceil(columns / block)];
  const bytes = new Uint8ClampedArray(height * width);
  for (let i = 0; i < bytes.length; i++) {
    const [top, left] = [Math.floor(i / width) * block, (i % width) * block];
    let [sum, count] = [0, 0];
    for (let y = top; y < Math.min(top + block, rows); y++) {
      for (let x = left; x < Math.min(left + block, columns); x++, count++) {
        sum += shades[y * columns + x]!;
      }
    }
    bytes[i] = (255 * sum) / count;
  }
  return { bytes, width, height };
}

/**
 * The picture of a window in a frame.
 *
 * @param window - the numbers
 * @param panel - where and how
 * @returns SVG elements
 */
export function panelImage(window: Window, { x, y, cell, theme }: Panel): string {
  const { bytes, width, height } = shrink(window, cell);
  const size = `width="${shortNumber(window.columns * cell)}" height="${shortNumber(window.rows * cell)}"`;
  const box = `x="${shortNumber(x)}" y="${shortNumber(y)}" ${size}`;
  const sharp = cell > 1 ? ' image-rendering="pixelated"' : '';
  return [
    `<image ${box} preserveAspectRatio="none"${sharp} href="${pngAddress(bytes, width, height, 1)}"/>`,
    `<rect ${box} fill="none" stroke="${theme.line}"/>`,
  ].join('\n');
}

/**
 * The numbers in the cells of a window.
 *
 * @param window - their shades, by which black or white letters are chosen
 * @param panel - where and how
 * @param label - the number of a row and a column of the level, in words
 * @returns an SVG element
 */
export function panelNumbers(
  window: Window,
  { x, y, cell }: Panel,
  label: (row: number, column: number) => string,
): string {
  const { rows, columns, top, left, shades } = window;
  const words = Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    // Black on what is brighter than this stands out more than white does.
    const ink = shades[i]! > 0.46 ? '#000' : '#fff';
    const middle = y + (row + 0.5) * cell - 0.5;
    const at = x + (column + 0.5) * cell;
    return text(label(top + row, left + column), at, middle, 'middle', ` fill="${ink}"`);
  });
  return `<g font-size="${SMALL}">\n${words.join('\n')}\n</g>`;
}

/**
 * Marks of a sample's neighbourhood: a thin square around each neighbour, a thick one around the sample itself.
 *
 * @param window - the window in which they lie
 * @param panel - where and how
 * @param place - row and column of the neighbourhood's middle
 * @param own - whether the sample itself is in this level
 * @returns SVG elements
 */
export function panelMarks(
  window: Window,
  { x, y, cell }: Panel,
  place: { readonly y: number; readonly x: number },
  own: boolean,
): string {
  const square = (row: number, column: number, inset: number): string => {
    const side = shortNumber(cell - 2 * inset);
    const [left, top] = [
      x + (column - window.left) * cell + inset,
      y + (row - window.top) * cell + inset,
    ];
    return `M${shortNumber(left)} ${shortNumber(top)}h${side}v${side}h-${side}z`;
  };
  let around = '';
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      if (!own || dy !== 0 || dx !== 0) around += square(place.y + dy, place.x + dx, 3.5);
    }
  }
  const rimmed = (data: string, color: string, width: number): string =>
    [
      `<path d="${data}" fill="none" stroke="${BLACK}" stroke-opacity=".7" stroke-width="${width + 2}"/>`,
      `<path d="${data}" fill="none" stroke="${color}" stroke-width="${width}"/>`,
    ].join('\n');
  const neighbours = rimmed(around, SKY_BLUE, 1.5);
  return own ? `${neighbours}\n${rimmed(square(place.y, place.x, 3.5), YELLOW, 4)}` : neighbours;
}

/**
 * A square that says where in a level the close-up below lies, at least so large that it is seen.
 *
 * @param panel - where the whole level is drawn
 * @param window - the close-up
 * @returns SVG elements
 */
export function panelOutline({ x, y, cell }: Panel, window: Window): string {
  const middle = [window.left + window.columns / 2, window.top + window.rows / 2] as const;
  const [wide, high] = [Math.max(window.columns * cell, 10), Math.max(window.rows * cell, 10)];
  const box = `x="${shortNumber(x + middle[0] * cell - wide / 2)}" y="${shortNumber(y + middle[1] * cell - high / 2)}" width="${shortNumber(wide)}" height="${shortNumber(high)}" fill="none"`;
  return [
    `<rect ${box} stroke="${BLACK}" stroke-opacity=".7" stroke-width="3.5"/>`,
    `<rect ${box} stroke="${YELLOW}" stroke-width="1.5"/>`,
  ].join('\n');
}
