// What all plots share: numbers in few characters, escaped text, lines with a rim, and the SVG around it all.
import { describeValue, KindError } from '../core/errors.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text as it may stand in an element or between quotes.
 *
 * @param text - any characters; control characters and halves of surrogate pairs, which XML does not have,
 * come out as U+FFFD
 * @returns the text, escaped
 */
export function escapeText(text: string): string {
  return text
    .replace(/[^ -~\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (c) =>
      '\t\n\r'.includes(c) ? c : '\ufffd',
    )
    .replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}

/**
 * A string.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param value - what came
 * @returns the string
 * @throws KindError for anything else
 */
export function checkText(fn: string, argument: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new KindError({
    function: fn,
    argument,
    expected: 'a string',
    got: describeValue(value),
  });
}

/** Writes path data. */
export interface PathWriter {
  /** A number as the path data will hold it. */
  readonly round: (value: number) => number;
  /** One command with its numbers. */
  readonly command: (letter: string, ...numbers: readonly number[]) => string;
}

/**
 * A writer of path data with as many decimals as the size of the picture calls for: positions are within
 * 1/20,000 of its longer side, and never worse than 0.005 pixels.
 *
 * @param longest - the picture's longer side, in pixels
 * @returns the writer
 */
export function pathWriter(longest: number): PathWriter {
  const decimals = Math.max(2, Math.ceil(4 - Math.log10(longest)));
  const unit = 10 ** decimals;
  return {
    round: (value) => Math.round(value * unit) / unit,
    command(letter, ...numbers) {
      let text = letter;
      numbers.forEach((number, i) => {
        const shown = shortNumber(number, decimals);
        text += i > 0 && !shown.startsWith('-') ? ` ${shown}` : shown;
      });
      return text;
    },
  };
}

/**
 * A number in few characters.
 *
 * @param value - the number
 * @param decimals - how many decimals to keep
 * @returns its digits, without zeros that say nothing
 */
export function shortNumber(value: number, decimals = 2): string {
  const unit = 10 ** decimals;
  return String(Math.round(value * unit) / unit).replace(/^(-?)0\./, '$1.');
}

/**
 * A number of things in words.
 *
 * @param count - how many
 * @param one - the word for one of them
 * @param many - the word for several
 * @returns "1 match", "2 matches"
 */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How lines are drawn. */
export interface LineStyle {
  /** Colour of the line. */
  readonly color: string;
  /** Width of the line in pixels of the picture. */
  readonly width: number;
  /** Colour and width of the rim on either side, which sets the line off from whatever lies behind it. */
  readonly rim: { readonly color: string; readonly width: number; readonly opacity: number };
  /** Lengths of dashes and gaps; a full line where there are none. */
  readonly dashes?: readonly number[];
}

/**
 * Lines with a rim. The path data stand once and are drawn twice.
 *
 * @param id - the id of the path data, unique in the page
 * @param data - path data
 * @param style - colours and widths
 * @returns SVG elements; none where there is nothing to draw
 */
export function rimmedLines(id: string, data: string, style: LineStyle): string {
  if (data === '') return '';
  const { color, width, rim, dashes = [] } = style;
  const lengths = dashes.map((length) => shortNumber(length)).join(' ');
  const dash = lengths === '' ? '' : ` stroke-dasharray="${lengths}"`;
  const under = `stroke="${rim.color}" stroke-opacity="${shortNumber(rim.opacity)}" stroke-width="${shortNumber(width + 2 * rim.width)}"`;
  const over = `stroke="${escapeText(color)}" stroke-width="${shortNumber(width)}"`;
  return [
    `<defs><path id="${id}" d="${data}"/></defs>`,
    `<g fill="none" stroke-linecap="round" stroke-linejoin="round"${dash}>`,
    `<use href="#${id}" ${under}/>`,
    `<use href="#${id}" ${over}/>`,
    '</g>',
  ].join('\n');
}

/** The parts of a plot. */
export interface Plot {
  /** Start of every id in it. */
  readonly id: string;
  /** Width in pixels of the picture. */
  readonly width: number;
  /** Height in pixels of the picture. */
  readonly height: number;
  /** How many pixels of the page a pixel of the picture takes. */
  readonly scale: number;
  /** What it shows, in a few words. */
  readonly title: string;
  /** What it shows, in sentences. */
  readonly description: string;
  /** SVG elements, drawn in this order; empty ones are left out. */
  readonly elements: readonly string[];
}

/**
 * A plot as a standalone SVG, which can also be put into an HTML page as it is.
 *
 * Its coordinates are those of the picture, where pixel centres lie on whole numbers, so that it begins half
 * a pixel before 0. Screen readers find it as an image with a name and a description.
 *
 * @param plot - its parts
 * @returns the SVG
 */
export function svgDocument(plot: Plot): string {
  const { id, width, height, scale, title, description, elements } = plot;
  const size = `width="${shortNumber(width * scale)}" height="${shortNumber(height * scale)}"`;
  const labels = `role="img" aria-labelledby="${id}-title" aria-describedby="${id}-description"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="-.5 -.5 ${width} ${height}" ${labels}>`,
    `<title id="${id}-title">${escapeText(title)}</title>`,
    `<desc id="${id}-description">${escapeText(description)}</desc>`,
    ...elements.filter((element) => element !== ''),
    '</svg>\n',
  ].join('\n');
}

/**
 * An id that depends on what a plot shows alone, so that two plots in one page do not take each other's lines.
 *
 * @param parts - what tells the plot from others
 * @returns the id
 * @see FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function contentId(...parts: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
    }
    hash = Math.imul(hash ^ 0xffff, 0x01000193);
  }
  return `fovea-${(hash >>> 0).toString(36)}`;
}
