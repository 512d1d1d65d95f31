import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import type { Extremum } from '../scale-space/keypoint.js';
import { FONT, LETTER, text } from './labels.js';
import {
  type Panel,
  panelImage,
  panelMarks,
  panelNumbers,
  panelOutline,
  type Window,
} from './scale-space-panel.js';
import { checkText, contentId, countOf, svgDocument } from './svg.js';
import { checkTheme } from './theme.js';
import { numberLabel, powerLabel } from './ticks.js';

/** Options of `plotScaleSpace`. */
export interface PlotScaleSpaceOptions {
  /** A sample to mark with its 26 neighbours, such as one that `scaleSpaceExtrema` gives; none where left out. */
  readonly extremum?: Pick<Extremum, 'level' | 'y' | 'x'> | undefined;
  /** A label for each level, such as its sigma; "level 0", "level 1", … where left out. */
  readonly labels?: readonly string[] | undefined;
  /** The values that are black and white; the smallest and the largest where left out, or as far below 0 as above where there are negative ones. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** "light" where left out, or "dark". */
  readonly theme?: 'light' | 'dark' | undefined;
  /** Width of a level that is larger than 9 by 9, in pixels; 160 where left out. */
  readonly width?: number | undefined;
  /** The name that stands above the plot and that screen readers give it; the number of levels where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; the range and the marked sample where left out. */
  readonly description?: string | undefined;
}

const FN = 'plotScaleSpace';

const GAP = 8;
/** Levels up to this size are shown with their numbers. */
const SMALL = 9;
/** Side of a cell that holds a number. */
const CELL = 44;
/** A close-up shows so many samples to each side. */
const REACH = 2;
/** Levels go on in the next row where they would be wider than this. */
const PAGE = 1100;
const MOST_LEVELS = 24;

/**
 * A picture of a scale space, as an SVG: the levels of a stack, Gaussian or differences of Gaussians, side by side in grey,
 * and an extremum with its 26 neighbours, 8 in its own level and 9 in each beside it.
 *
 * Small stacks, up to 9 by 9 samples, are shown with their numbers and the marks in them. Of larger ones, the levels are
 * shown whole, and below them close-ups of 5 by 5 samples in the three levels of the extremum, with numbers and marks: a
 * thick square around the sample, thin ones around its neighbours.
 *
 * All levels have one scale of grey, from black for the smallest value to white for the largest. Where there are
 * negative values, as in differences, 0 is the grey in the middle.
 *
 * @param levels - the levels of an octave, [n, h, w]: `levels` of `gaussianScaleSpace`, or what `differenceOfGaussians` gives
 * @param options - `extremum`: `level`, `y` and `x` of the sample to mark; `labels`: a name for each level; `range` of the
 * grey values; `theme`; `width` of a level; `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError for another shape of levels or
 * another number of labels, DomainError where a value is not finite, there are more than 24 levels, or the sample lies on
 * the border, where it has not 26 neighbours
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, figures 1 and 2
 *
 * @example
 * The only maximum of a small stack.
 * ```ts
 * import { plotScaleSpace, scaleSpaceExtrema } from 'fovea';
 * const dog = [0, 1, 2].map((s) => [0, 1, 2].map((y) => [0, 1, 2].map((x) => (s === 1 && y === 1 && x === 1 ? 5 : 0))));
 * const svg = plotScaleSpace(dog, { extremum: scaleSpaceExtrema(dog)[0] });
 * svg.includes('its value, 5, is larger than those of all 26 neighbours') // => true
 * ```
 */
export function plotScaleSpace(levels: ArrayInput, options?: PlotScaleSpaceOptions): string {
  const given = checkOptions(FN, options, [
    'extremum',
    'labels',
    'range',
    'theme',
    'width',
    'title',
    'description',
  ]);
  const stack = readStack(levels, given.range);
  const { n, h, w, data } = stack;
  const labels = readLabels(given.labels, n);
  const extremum = readExtremum(given.extremum, stack);
  const theme = checkTheme(FN, given.theme);
  const small = h <= SMALL && w <= SMALL;
  const width = checkNumber(FN, 'width', given.width ?? 160, { min: 20, max: 4000 });
  const named = checkText(FN, 'title', given.title ?? '');
  const title = named || countOf(n, 'level of a scale space', 'levels of a scale space');
  const description = checkText(FN, 'description', given.description ?? describe(stack, extremum));
  const numbers = numberFormat(data);
  const near = (level: number): boolean =>
    extremum !== undefined && Math.abs(level - extremum.level) <= 1;
  const detail = (level: number, window: Window, panel: Panel): string[] => [
    panelImage(window, panel),
    ...(extremum === undefined || !near(level)
      ? []
      : [panelMarks(window, panel, extremum, level === extremum.level)]),
    panelNumbers(window, panel, (y, x) => numbers.label(data[(level * h + y) * w + x]!)),
  ];
  const whole = { top: 0, left: 0, rows: h, columns: w };
  const elements: string[] = [];
  let bottom = GAP + (named === '' ? 0 : FONT + GAP);
  let right = 2 * GAP + named.length * FONT * LETTER;
  /** Draws windows in rows, each with words above it. */
  const draw = (
    shown: readonly number[],
    box: Omit<Window, 'shades'>,
    cell: number,
    words: (level: number) => string,
    paint: (level: number, window: Window, panel: Panel) => string[],
  ): void => {
    const longest = shown.reduce((most, level) => Math.max(most, words(level).length), 0);
    const step = Math.max(box.columns * cell, longest * FONT * LETTER) + 2 * GAP;
    const perRow = Math.max(1, Math.floor(PAGE / step));
    shown.forEach((level, i) => {
      const x = GAP + (i % perRow) * step;
      if (i > 0 && i % perRow === 0) bottom += FONT + box.rows * cell + 2 * GAP;
      const panel = { x, y: bottom + FONT + GAP / 2, cell, theme };
      elements.push(text(words(level), x, bottom + FONT / 2, 'start', ` fill="${theme.ink}"`));
      elements.push(...paint(level, windowOf(stack, level, box), panel));
      right = Math.max(right, x + step - GAP);
    });
    bottom += FONT + box.rows * cell + 2 * GAP;
  };
  const all = Array.from({ length: n }, (_, level) => level);
  const name = (level: number): string => labels[level] ?? `level ${level}`;
  const close = extremum === undefined || small ? undefined : closeUp(stack, extremum);
  if (small) {
    draw(all, whole, CELL, name, detail);
  } else {
    draw(all, whole, width / w, name, (level, window, panel) => [
      panelImage(window, panel),
      ...(close === undefined || !near(level)
        ? []
        : [panelOutline(panel, { ...close, shades: window.shades })]),
    ]);
  }
  if (extremum !== undefined && close !== undefined) {
    bottom += GAP;
    const around = `around x = ${extremum.x}, y = ${extremum.y}`;
    draw(all.filter(near), close, CELL, (level) => `${name(level)}, ${around}`, detail);
  }
  if (numbers.unit !== '' && (small || close !== undefined)) {
    const words = `numbers in units of ${numbers.unit}`;
    elements.push(text(words, GAP, bottom + FONT / 2 - GAP / 2, 'start', ` fill="${theme.ink}"`));
    right = Math.max(right, 2 * GAP + words.length * FONT * LETTER);
    bottom += FONT + GAP;
  }
  const [full, high] = [Math.ceil(right), Math.ceil(bottom)];
  return svgDocument({
    id: contentId(title, description, elements.join()),
    width: full,
    height: high,
    scale: 1,
    title,
    description,
    elements: [
      `<rect x="-.5" y="-.5" width="${full}" height="${high}" fill="${theme.paper}"/>`,
      `<g font-family="sans-serif" font-size="${FONT}">`,
      named === '' ? '' : text(named, GAP, GAP + FONT / 2, 'start', ` fill="${theme.ink}"`),
      ...elements,
      '</g>',
    ],
  });
}

interface Stack {
  readonly data: Float64Array;
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly low: number;
  readonly high: number;
}

function readStack(levels: ArrayInput, range: unknown): Stack {
  const read = checkFinite(FN, 'levels', readArray(FN, 'levels', levels, 'float64'));
  const { n, h, w } = bindShapes(FN, { levels: [read, 'n h w'] });
  if (read.data.length === 0) {
    const expected = 'shape (n, h, w), none of them 0';
    throw new ShapeError({ function: FN, argument: 'levels', expected, got: `(${n}, ${h}, ${w})` });
  }
  if (n > MOST_LEVELS) {
    const expected = `at most ${MOST_LEVELS} levels`;
    throw new DomainError({ function: FN, argument: 'levels', expected, got: String(n) });
  }
  const data = read.data as Float64Array;
  return { data, n, h, w, ...readRange(range, data) };
}

function readRange(range: unknown, data: Float64Array): { low: number; high: number } {
  if (range !== undefined) {
    if (!Array.isArray(range) || range.length !== 2) {
      const [expected, got] = ['two numbers, [low, high]', describeValue(range)];
      throw new KindError({ function: FN, argument: 'range', expected, got });
    }
    const low = checkNumber(FN, 'range[0]', range[0]);
    return { low, high: checkNumber(FN, 'range[1]', range[1], { above: low }) };
  }
  const low = data.reduce((a, b) => Math.min(a, b), Infinity);
  const high = data.reduce((a, b) => Math.max(a, b), -Infinity);
  const reach = Math.max(-low, high);
  if (low < 0) return { low: -reach, high: reach };
  return high > low ? { low, high } : { low: low - 0.5, high: low + 0.5 };
}

function readLabels(labels: unknown, n: number): readonly string[] {
  if (labels === undefined) return [];
  if (!Array.isArray(labels)) {
    const [expected, got] = ['a list of strings', describeValue(labels)];
    throw new KindError({ function: FN, argument: 'labels', expected, got });
  }
  if (labels.length !== n) {
    const [expected, got] = [`${n} labels`, String(labels.length)];
    throw new ShapeError({ function: FN, argument: 'labels', expected, got });
  }
  return labels.map((label, i) => checkText(FN, `labels[${i}]`, label));
}

interface Place {
  readonly level: number;
  readonly y: number;
  readonly x: number;
}

function readExtremum(extremum: unknown, { n, h, w }: Stack): Place | undefined {
  if (extremum === undefined) return undefined;
  if (typeof extremum !== 'object' || extremum === null) {
    const [expected, got] = ['a sample: { level, y, x }', describeValue(extremum)];
    throw new KindError({ function: FN, argument: 'extremum', expected, got });
  }
  const inner = (name: keyof Place, length: number): number =>
    checkNumber(FN, `extremum.${name}`, (extremum as Partial<Place>)[name], {
      integer: true,
      min: 1,
      max: length - 2,
    });
  return { level: inner('level', n), y: inner('y', h), x: inner('x', w) };
}

/** The window around a sample, moved inwards where it would reach over the border. */
function closeUp({ h, w }: Stack, { y, x }: Place): Omit<Window, 'shades'> {
  const side = 2 * REACH + 1;
  const [rows, columns] = [Math.min(side, h), Math.min(side, w)];
  const start = (at: number, length: number, count: number): number =>
    Math.min(Math.max(at - REACH, 0), length - count);
  return { rows, columns, top: start(y, h, rows), left: start(x, w, columns) };
}

function windowOf(stack: Stack, level: number, box: Omit<Window, 'shades'>): Window {
  const { data, h, w, low, high } = stack;
  const { top, left, rows, columns } = box;
  const shades = Float64Array.from({ length: rows * columns }, (_, i) => {
    const [y, x] = [top + Math.floor(i / columns), left + (i % columns)];
    return Math.min(Math.max((data[(level * h + y) * w + x]! - low) / (high - low), 0), 1);
  });
  return { ...box, shades };
}

/** Three digits for the largest number, by a common power of ten where they are very small or large. */
function numberFormat(data: Float64Array): {
  readonly unit: string;
  readonly label: (value: number) => string;
} {
  const most = data.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const whole = most < 1e4 && data.every((value) => Number.isInteger(value));
  const exponent = most > 0 && !whole ? Math.floor(Math.log10(most)) : 0;
  const power = exponent >= -1 && exponent <= 2 ? 0 : 3 * Math.floor(exponent / 3);
  const decimals = whole ? 0 : Math.max(0, 2 - (exponent - power));
  const label = (value: number): string => {
    const digits = (value / 10 ** power).toFixed(decimals);
    return Number(digits) === 0 ? '0' : digits.replace('-', '−');
  };
  return { unit: power === 0 ? '' : powerLabel(power), label };
}

function describe(stack: Stack, place: Place | undefined): string {
  const { data, n, h, w, low, high } = stack;
  const show = (value: number): string => numberLabel(value, 4);
  const shown = `${countOf(n, 'level')} of ${w} by ${h} samples in grey, black at ${show(low)}, white at ${show(high)}.`;
  if (place === undefined) return shown;
  const at = (level: number, y: number, x: number): number => data[(level * h + y) * w + x]!;
  const value = at(place.level, place.y, place.x);
  let [larger, smaller] = [0, 0];
  for (let k = 0; k < 27; k++) {
    const [dl, dy, dx] = [Math.floor(k / 9) - 1, (Math.floor(k / 3) % 3) - 1, (k % 3) - 1];
    const other = at(place.level + dl, place.y + dy, place.x + dx);
    if (other > value) larger++;
    if (other < value) smaller++;
  }
  const compared =
    smaller === 26
      ? 'is larger than those of all 26 neighbours'
      : larger === 26
        ? 'is smaller than those of all 26 neighbours'
        : `is no strict extremum: of its 26 neighbours ${larger} are larger and ${smaller} smaller`;
  return `${shown} Marked is the sample in level ${place.level}, row ${place.y}, column ${place.x}: its value, ${show(value)}, ${compared}.`;
}
