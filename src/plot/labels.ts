// Words beside what is drawn.
import { escapeText, shortNumber } from './svg.js';

/** Height of letters in pixels. */
export const FONT = 13;

/** Room that a letter takes on average, wide ones included, as a part of its height. */
export const LETTER = 0.62;

/**
 * A line of text.
 *
 * @param words - what it says
 * @param x - where it starts, has its middle or ends
 * @param y - its middle
 * @param anchor - what `x` is
 * @param more - attributes, after a blank
 * @returns the element
 */
export function text(
  words: string,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end',
  more = '',
): string {
  // The middle of small letters lies about a third of their height above the line.
  const place = `x="${shortNumber(x)}" y="${shortNumber(y + FONT / 3)}"`;
  return `<text ${place} text-anchor="${anchor}"${more}>${escapeText(words)}</text>`;
}

/**
 * Text that runs upwards.
 *
 * @param words - what it says
 * @param x - its middle
 * @param y - where it starts or has its middle
 * @param anchor - what `y` is
 * @returns the element
 */
export function upwards(words: string, x: number, y: number, anchor: 'start' | 'middle'): string {
  const turn = ` transform="rotate(-90 ${shortNumber(x)} ${shortNumber(y)})"`;
  return text(words, x, y, anchor, turn);
}
