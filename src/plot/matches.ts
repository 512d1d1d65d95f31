import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { BLACK, ORANGE, SKY_BLUE, YELLOW } from './colors.js';
import { outlinePath } from './outline.js';
import { type Picture, readPicture } from './picture.js';
import { type MatchKind, type MatchLine, type PlottedMatches, readResult } from './read-matches.js';
import { arrange, type Places, pictureAt } from './side-by-side.js';
import {
  checkText,
  contentId,
  countOf,
  type LineStyle,
  type PathWriter,
  pathWriter,
  rimmedLines,
  svgDocument,
} from './svg.js';

/** Options of `plotMatches`. */
export interface PlotMatchesOptions {
  /** "row": the second image to the right of the first; "column": below it; "row" where left out. */
  readonly direction?: 'row' | 'column' | undefined;
  /** The most lines to draw, inliers and outliers in proportion; 100 where left out. The ends of the others are still marked. */
  readonly maxLines?: number | undefined;
  /** Whether to draw the outline of the first image in the second; true where left out. */
  readonly outline?: boolean | undefined;
  /** Width of the lines of inliers, in pixels of the pictures; 1/800 of the plot's longer side where left out. */
  readonly lineWidth?: number | undefined;
  /** How many pixels of the page a pixel of the pictures takes; 1 where left out. */
  readonly scale?: number | undefined;
  /** The name that screen readers give to the plot; the number of matches where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; how to read it where left out. */
  readonly description?: string | undefined;
}

/** More lines than this hide the photos. */
const MOST_LINES = 100;

/** Part of the plot's longer side that an inlier's line is wide. */
const LINE_WIDTH = 1 / 800;

/**
 * A picture of matches, as an SVG: the two images side by side, with a line from each matched point of the
 * first to its partner in the second.
 *
 * To keep the photos visible, no more than 100 lines are drawn, or `maxLines`, inliers and outliers in
 * proportion and spread over the list; the ends of all matches are marked.
 *
 * Matches that agree with the transform (inliers) are full, blue lines with dots at their ends; the others
 * (outliers) are thin, dashed and orange, with crosses, and lie under them. A yellow frame in the second image is the outline of the first under the
 * transform. So `plotMatches(a, b, matchImages(a, b))` shows the whole result.
 *
 * Each image is the image itself, or `{ width, height, href }` with the address of a file, which keeps the plot
 * small, or `{ width, height }` alone for a dark backdrop. An image is put into the plot as a PNG without
 * compression: 1.33 bytes for each pixel and channel. A match takes 55 to 110 bytes.
 *
 * Coordinates in the SVG are those of the first image if it is the taller one (the wider one in a column),
 * else moved by half the difference; pixel centres lie on whole numbers.
 *
 * @param a - the first image: grey [h, w], RGB [h, w, 3] or RGBA [h, w, 4], floats from 0 to 1 or integers as
 * fractions of their type's maximum; or an `ImageData`; or `{ width, height, href }`
 * @param b - the second image, likewise
 * @param result - `keypoints` of both images, `matches` between them, and where they are known `inliers` [n]
 * and `transform` [3, 3]
 * @param options - `direction` "row", `maxLines` 100, `outline` true, `lineWidth`, `scale` 1, `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where images,
 * inliers or transform have another shape, DomainError where a number is not finite or a match points to a
 * keypoint that is not there
 *
 * @example
 * Two matches, of which the second disagrees with the transform.
 * ```ts
 * import { plotMatches } from 'fovea';
 * const size = { width: 100, height: 80 };
 * const svg = plotMatches(size, size, {
 *   keypoints: [[{ x: 10, y: 20 }, { x: 30, y: 40 }], [{ x: 15, y: 20 }, { x: 90, y: 5 }]],
 *   matches: [{ query: 0, train: 0 }, { query: 1, train: 1 }],
 *   inliers: [1, 0],
 * });
 * svg.includes('2 matches, 1 inlier and 1 outlier') // => true
 * ```
 */
export function plotMatches(
  a: Picture,
  b: Picture,
  result: PlottedMatches,
  options?: PlotMatchesOptions,
): string {
  const fn = 'plotMatches';
  const given = checkOptions(fn, options, [
    'direction',
    'maxLines',
    'outline',
    'lineWidth',
    'scale',
    'title',
    'description',
  ]);
  const direction = checkOneOf(fn, 'direction', given.direction ?? 'row', ['row', 'column']);
  const places = arrange(readPicture(fn, 'a', a), readPicture(fn, 'b', b), direction);
  const { lines, transform } = readResult(fn, result);
  const longest = Math.max(places.width, places.height);
  const width = checkNumber(fn, 'lineWidth', given.lineWidth ?? longest * LINE_WIDTH, { above: 0 });
  const scale = checkNumber(fn, 'scale', given.scale ?? 1, { above: 0 });
  const most = checkNumber(fn, 'maxLines', given.maxLines ?? MOST_LINES, { integer: true, min: 0 });
  const isFramed = checkBoolean(fn, 'outline', given.outline ?? true);

  const writer = pathWriter(longest);
  const outline = isFramed && transform ? outlinePath(writer, transform, places.first) : '';
  const counts = countsOf(lines);
  const title = checkText(fn, 'title', given.title ?? counts);
  const says = given.description ?? describe(places, counts, lines, most, outline !== '');
  const description = checkText(fn, 'description', says);
  const drawn = KINDS.map((kind) => {
    const ofKind = lines.filter((line) => line.kind === kind.name);
    const ends = ofKind.map((line) => endsOf(writer, kind.mark, line, width, places)).join('');
    const joined = spread(ofKind, share(kind.name, lines, most));
    return { ...kind, ends, joins: joined.map((line) => joinOf(writer, line, places)).join('') };
  });
  const id = contentId(
    title,
    description,
    outline,
    ...drawn.map(({ joins, ends }) => joins + ends),
  );
  return svgDocument({
    id,
    width: places.width,
    height: places.height,
    scale,
    title,
    description,
    elements: [
      pictureAt(places.first),
      pictureAt(places.second, rimmedLines(`${id}-outline`, outline, outlineStyle(width))),
      ...drawn.map((kind) =>
        rimmedLines(`${id}-${kind.name}-lines`, kind.joins, joinStyle(kind, width)),
      ),
      ...drawn.map((kind) =>
        rimmedLines(`${id}-${kind.name}-ends`, kind.ends, endStyle(kind, width)),
      ),
    ],
  });
}

interface Kind {
  readonly name: MatchKind;
  readonly color: string;
  /** Width of a line as a part of the option's. */
  readonly thickness: number;
  /** Lengths of dashes and gaps, as multiples of the width; a full line where left out. */
  readonly dashes?: readonly number[];
  /** What marks the ends. */
  readonly mark: 'dot' | 'cross';
}

// In the order in which they are drawn. Dashes, thickness and marks tell them apart where colours do not.
const KINDS: readonly Kind[] = [
  { name: 'outlier', color: ORANGE, thickness: 0.8, dashes: [3, 4], mark: 'cross' },
  { name: 'match', color: SKY_BLUE, thickness: 1, mark: 'dot' },
  { name: 'inlier', color: SKY_BLUE, thickness: 1, mark: 'dot' },
];

/** Half of a cross, and diameter of a dot, as multiples of the line's width. */
const CROSS = 1.4;
const DOT = 2.8;

function joinStyle({ color, thickness, dashes = [] }: Kind, width: number): LineStyle {
  return {
    color,
    width: thickness * width,
    rim: { color: BLACK, width: 0.5 * width, opacity: 0.5 },
    dashes: dashes.map((length) => length * width),
  };
}

function endStyle({ color, thickness, mark }: Kind, width: number): LineStyle {
  const rim = { color: BLACK, width: 0.6 * width, opacity: 0.7 };
  return { color, width: (mark === 'dot' ? DOT : thickness) * width, rim };
}

function outlineStyle(width: number): LineStyle {
  return { color: YELLOW, width: 1.5 * width, rim: { color: BLACK, width, opacity: 0.6 } };
}

// How many lines of a kind are drawn. Outliers round up, so that a few among many still show.
function share(kind: MatchKind, lines: readonly MatchLine[], most: number): number {
  const total = Math.max(1, lines.length);
  const outliers = lines.filter((line) => line.kind === 'outlier').length;
  const drawn = Math.min(most, total);
  const wrong = Math.ceil((outliers * drawn) / total);
  return kind === 'outlier' ? wrong : drawn - wrong;
}

// Evenly spread over the list, so that what is left out changes nothing of the picture but its density.
function spread(lines: readonly MatchLine[], most: number): readonly MatchLine[] {
  const count = Math.min(most, lines.length);
  return Array.from({ length: count }, (_, i) => lines[Math.floor((i * lines.length) / count)]!);
}

function joinOf({ command }: PathWriter, line: MatchLine, { first, second }: Places): string {
  const start = command('M', line.from.x + first.left, line.from.y + first.top);
  return start + command('L', line.to.x + second.left, line.to.y + second.top);
}

function endsOf(
  { command }: PathWriter,
  mark: Kind['mark'],
  line: MatchLine,
  width: number,
  { first, second }: Places,
): string {
  const s = CROSS * width;
  return [
    [line.from.x + first.left, line.from.y + first.top] as const,
    [line.to.x + second.left, line.to.y + second.top] as const,
  ]
    .map(([x, y]) =>
      mark === 'dot'
        ? // A line of no length with round ends is a dot.
          `${command('M', x, y)}h0`
        : command('M', x - s, y - s) +
          command('l', 2 * s, 2 * s) +
          command('m', 0, -2 * s) +
          command('l', -2 * s, 2 * s),
    )
    .join('');
}

function countsOf(lines: readonly MatchLine[]): string {
  const count = (kind: MatchKind): number => lines.filter((line) => line.kind === kind).length;
  const all = countOf(lines.length, 'match', 'matches');
  if (lines.length === 0 || count('match') > 0) return all;
  return `${all}, ${countOf(count('inlier'), 'inlier')} and ${countOf(count('outlier'), 'outlier')}`;
}

function describe(
  { first, second }: Places,
  counts: string,
  lines: readonly MatchLine[],
  most: number,
  hasOutline: boolean,
): string {
  const sentences = [
    `An image of ${first.width} by ${first.height} pixels and one of ${second.width} by ${second.height}, with ${counts}. Lines join the points of the first with their partners in the second.`,
  ];
  if (most < lines.length) {
    sentences.push(
      `Lines are drawn for ${most} of them, in proportion; marks at the ends show all.`,
    );
  }
  if (lines.some(({ kind }) => kind !== 'match')) {
    sentences.push(
      'Inliers are full, blue lines with dots at their ends; outliers are thin, dashed and orange, with crosses.',
    );
  }
  if (hasOutline) {
    sentences.push('A yellow frame in the second image is the outline of the first.');
  }
  return sentences.join(' ');
}
