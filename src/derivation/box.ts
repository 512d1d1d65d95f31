// Blocks of characters with a line on which they stand: how formulas and matrices are put side by side.
import { mark } from './letters.js';

/** A block of lines of equal width. */
export interface Box {
  /** The lines, top to bottom. */
  readonly lines: readonly string[];
  /** Which line stands level with the text beside it. */
  readonly baseline: number;
  /** Columns of a terminal that it takes. */
  readonly width: number;
}

const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}]/u;

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  const marks = mark();
  let width = 0;
  for (const character of text) {
    if (!marks.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** One line. */
export function lineBox(text: string): Box {
  return { lines: [text], baseline: 0, width: textWidth(text) };
}

/** A block of lines, filled to equal width. */
export function blockBox(lines: readonly string[], baseline: number): Box {
  const width = Math.max(0, ...lines.map(textWidth));
  return { lines: lines.map((line) => padEnd(line, width)), baseline, width };
}

/** Filled with blanks on the right. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** Filled with blanks on the left. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}

/** Boxes side by side, standing on one line. */
export function beside(boxes: readonly Box[]): Box {
  const above = Math.max(0, ...boxes.map((box) => box.baseline));
  const below = Math.max(1, ...boxes.map((box) => box.lines.length - box.baseline));
  const lines = Array.from({ length: above + below }, (_, row) =>
    boxes.map((box) => box.lines[row - above + box.baseline] ?? ' '.repeat(box.width)).join(''),
  );
  const width = boxes.reduce((sum, box) => sum + box.width, 0);
  return { lines, baseline: above, width };
}

/** The upper, middle and lower pieces of tall delimiters, and what stands where there is one line. */
const PIECES: {
  readonly [delimiter: string]: readonly [top: string, middle: string, low: string];
} = {
  '(': ['⎛', '⎜', '⎝'],
  ')': ['⎞', '⎟', '⎠'],
  '[': ['⎡', '⎢', '⎣'],
  ']': ['⎤', '⎥', '⎦'],
  '|': ['│', '│', '│'],
  '‖': ['║', '║', '║'],
  '⌊': ['│', '│', '⌊'],
  '⌋': ['│', '│', '⌋'],
};

/** A delimiter as tall as what it encloses. */
export function delimiterBox(delimiter: string, { lines, baseline }: Box): Box {
  const height = lines.length;
  if (delimiter === '' || height === 1) {
    return { ...blockBox(new Array<string>(height).fill(delimiter), baseline) };
  }
  if (delimiter === '{') return blockBox(brace(height), baseline);
  const [top, middle, low] = PIECES[delimiter] ?? [delimiter, delimiter, delimiter];
  const between = new Array<string>(height - 2).fill(middle);
  return blockBox([top, ...between, low], baseline);
}

function brace(height: number): string[] {
  if (height === 2) return ['⎰', '⎱'];
  const middle = Math.floor((height - 1) / 2);
  return Array.from({ length: height }, (_, row) => {
    if (row === 0) return '⎧';
    if (row === height - 1) return '⎩';
    return row === middle ? '⎨' : '⎪';
  });
}
