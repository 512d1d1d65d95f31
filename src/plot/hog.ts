import { bindShapes, checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { eachAxis } from '../filter/options.js';
import { BACKDROP, BLACK, YELLOW } from './colors.js';
import { type Drawable, type Picture, pictureElement, readPicture } from './picture.js';
import {
  checkText,
  contentId,
  type PathWriter,
  pathWriter,
  rimmedLines,
  svgDocument,
} from './svg.js';

/** Options of `plotHog`. */
export interface PlotHogOptions {
  /** Pixels of a cell, one number or [rows, columns], as `hog` was told; 8 where left out. */
  readonly cellSize?: number | readonly [rows: number, columns: number] | undefined;
  /** Whether the bins span 2π, as `hog` was told; false where left out. */
  readonly signed?: boolean | undefined;
  /** "edge" where left out: lines along the edges, at right angles to their gradients; "gradient": along the gradients. */
  readonly direction?: 'edge' | 'gradient' | undefined;
  /** What a line that fills its cell stands for: the largest number of the "image" (where left out), or of its own "cell". */
  readonly longest?: 'image' | 'cell' | undefined;
  /** Colour of the lines, as CSS has it; a bright yellow where left out. */
  readonly color?: string | undefined;
  /** Width of the lines in pixels of the picture; 1/20 of a cell's shorter side where left out. */
  readonly lineWidth?: number | undefined;
  /** How many pixels of the page a pixel of the picture takes; 1 where left out. */
  readonly scale?: number | undefined;
  /** The name that screen readers give to the plot; the number of cells where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; how to read it where left out. */
  readonly description?: string | undefined;
}

const FN = 'plotHog';

/** More numbers than these make a file that no viewer likes. */
const MOST_NUMBERS = 2 ** 20;

/** Lines shorter than this part of their cell's shorter side are left out: they look like dots and would be most of the file. */
const SHORTEST = 1 / 12;

/** What stays free at either end of the longest line, as a part of the cell. */
const MARGIN = 1 / 24;

/**
 * A picture of histograms of oriented gradients over their image, as an SVG: in each cell a star of lines, one for each
 * direction, as long as that direction's number in the cell's histogram.
 *
 * Lines run along the edges, that is at right angles to the gradients, so that they retrace the outlines in the image; or
 * with `direction: 'gradient'` along the gradients. Bin k of n stands for gradients at (k + ½)·π/n from +x towards +y (y
 * down), or at (k + ½)·2π/n where `signed`. Signed gradients are drawn from the cell's centre to one side; their edges, which
 * have no sign, through the centre, with the numbers of opposite gradients added.
 *
 * The longest line of all, or of each cell, fills its cell; all others are in proportion. Lines shorter than a twelfth of
 * the cell are left out.
 *
 * @param image - grey [h, w], RGB [h, w, 3] or RGBA [h, w, 4], floats from 0 to 1 or integers as fractions of their type's
 * maximum; or an `ImageData`; or `{ width, height, href }`, without `href` for lines alone on a dark backdrop
 * @param cells - `cells` of `hog`, [cells down, cells across, bins], not negative
 * @param options - `cellSize` 8, `signed` false: as `hog` was told; `direction` "edge"; `longest` "image"; `color`,
 * `lineWidth`, `scale` 1, `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where cells have another
 * shape or reach over the image, or signed edges have an odd number of bins, DomainError where a number is negative, not
 * finite or out of range, or there are more than 1,048,576 of them
 * @see N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, figure 6
 *
 * @example
 * An image that gets brighter to the right in its right half: the lines are upright, as its edge is.
 * ```ts
 * import { hog, plotHog } from 'fovea';
 * const image = Array.from({ length: 16 }, () => Array.from({ length: 16 }, (_, x) => (x < 8 ? 0 : 1)));
 * const { cells } = hog(image, { orientations: 3 });
 * plotHog(image, cells).includes('2 by 2 cells') // => true
 * ```
 */
export function plotHog(image: Picture, cells: ArrayInput, options?: PlotHogOptions): string {
  const given = checkOptions(FN, options, [
    'cellSize',
    'signed',
    'direction',
    'longest',
    'color',
    'lineWidth',
    'scale',
    'title',
    'description',
  ]);
  const picture = readPicture(FN, 'image', image);
  const [high, wide] = eachAxis(FN, 'cellSize', given.cellSize ?? 8, 2, (value) =>
    checkNumber(FN, 'cellSize', value, { integer: true, min: 1 }),
  );
  const grid = readCells(cells, picture, high!, wide!);
  const signed = checkBoolean(FN, 'signed', given.signed ?? false);
  const direction = checkOneOf(FN, 'direction', given.direction ?? 'edge', ['edge', 'gradient']);
  const longest = checkOneOf(FN, 'longest', given.longest ?? 'image', ['image', 'cell']);
  const color = checkText(FN, 'color', given.color ?? YELLOW);
  const side = Math.min(grid.high, grid.wide);
  const width = checkNumber(FN, 'lineWidth', given.lineWidth ?? side / 20, { above: 0 });
  const scale = checkNumber(FN, 'scale', given.scale ?? 1, { above: 0 });
  const rays = raysOf(grid, signed, direction);
  const title = checkText(FN, 'title', given.title ?? `Gradients in ${rows(grid)} cells`);
  const description = checkText(
    FN,
    'description',
    given.description ?? describe(grid, signed, direction, longest),
  );
  const writer = pathWriter(Math.max(picture.width, picture.height));
  const data = stars(writer, rays, longest);
  const id = contentId(title, description, data);
  return svgDocument({
    id,
    width: picture.width,
    height: picture.height,
    scale,
    title,
    description,
    elements: [
      pictureElement(picture, BACKDROP),
      rimmedLines(`${id}-hog`, data, {
        color,
        width,
        rim: { color: BLACK, width: 0.6 * width, opacity: picture.href === undefined ? 0 : 0.55 },
      }),
    ],
  });
}

interface Grid {
  readonly data: ArrayLike<number>;
  readonly down: number;
  readonly across: number;
  readonly bins: number;
  readonly high: number;
  readonly wide: number;
}

function rows({ down, across }: Grid): string {
  return `${across} by ${down}`;
}

function readCells(cells: ArrayInput, picture: Drawable, high: number, wide: number): Grid {
  const read = checkFinite(FN, 'cells', readArray(FN, 'cells', cells, 'float64'));
  const { down, across, bins } = bindShapes(FN, { cells: [read, 'down across bins'] });
  const { width, height } = picture;
  const fits = down * high <= height && across * wide <= width;
  if (down === 0 || across === 0 || bins === 0 || !fits) {
    throw new ShapeError({
      function: FN,
      argument: 'cells',
      expected: `shape (down, across, bins), none of them 0, with down·${high} at most ${height} and across·${wide} at most ${width} pixels`,
      got: `(${read.shape.join(', ')})`,
    });
  }
  if (read.data.length > MOST_NUMBERS) {
    const [expected, got] = [`at most ${MOST_NUMBERS} numbers`, String(read.data.length)];
    throw new DomainError({ function: FN, argument: 'cells', expected, got });
  }
  const negative = read.data.find((value) => value < 0);
  if (negative !== undefined) {
    const expected = 'numbers that are not negative';
    throw new DomainError({ function: FN, argument: 'cells', expected, got: String(negative) });
  }
  return { data: read.data, down, across, bins, high, wide };
}

/** Lines of each cell: a direction and a number for each. */
interface Rays extends Grid {
  readonly angles: readonly number[];
  /** Whether a line runs to both sides of the centre. */
  readonly through: boolean;
}

function raysOf(grid: Grid, signed: boolean, direction: 'edge' | 'gradient'): Rays {
  const { bins, data, down, across } = grid;
  const period = signed ? 2 * Math.PI : Math.PI;
  const turn = direction === 'edge' ? Math.PI / 2 : 0;
  const angle = (k: number): number => ((k + 0.5) * period) / bins + turn;
  const through = !signed || direction === 'edge';
  if (!signed || direction === 'gradient') {
    return { ...grid, through, angles: Array.from({ length: bins }, (_, k) => angle(k)) };
  }
  if (bins % 2 === 1) {
    const expected = 'an even number of bins for edges of signed gradients';
    throw new ShapeError({ function: FN, argument: 'cells', expected, got: String(bins) });
  }
  const half = bins / 2;
  const folded = Float64Array.from({ length: down * across * half }, (_, i) => {
    const first = Math.floor(i / half) * bins + (i % half);
    return data[first]! + data[first + half]!;
  });
  const angles = Array.from({ length: half }, (_, k) => angle(k));
  return { ...grid, data: folded, bins: half, through, angles };
}

function stars(writer: PathWriter, rays: Rays, longest: 'image' | 'cell'): string {
  const { data, down, across, bins, high, wide, angles, through } = rays;
  const reach = (Math.min(high, wide) / 2) * (1 - 2 * MARGIN);
  const shortest = SHORTEST * Math.min(high, wide);
  const parts = through ? 2 : 1;
  const steps = angles.map((angle) => [Math.cos(angle), Math.sin(angle)] as const);
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, data[i]!);
  let path = '';
  for (let cell = 0; cell < down * across; cell++) {
    if (longest === 'cell') {
      most = 0;
      for (let k = 0; k < bins; k++) most = Math.max(most, data[cell * bins + k]!);
    }
    // Cells begin at the image's corner, half a pixel before the centre of its first pixel.
    const x = ((cell % across) + 0.5) * wide - 0.5;
    const y = (Math.floor(cell / across) + 0.5) * high - 0.5;
    for (let k = 0; k < bins; k++) {
      const length = (reach * data[cell * bins + k]!) / most;
      if (!(length * parts >= shortest)) continue;
      const [dx, dy] = [steps[k]![0] * length, steps[k]![1] * length];
      path += through
        ? writer.command('M', x - dx, y - dy) + writer.command('l', 2 * dx, 2 * dy)
        : writer.command('M', x, y) + writer.command('l', dx, dy);
    }
  }
  return path;
}

function describe(
  grid: Grid,
  signed: boolean,
  direction: 'edge' | 'gradient',
  longest: 'image' | 'cell',
): string {
  const { high, wide, bins } = grid;
  const lines =
    direction === 'edge'
      ? 'lines at right angles to its gradients, along the edges'
      : `lines along its gradients${signed ? ', towards where it gets brighter' : ''}`;
  const whole = longest === 'image' ? 'of all cells' : 'of its cell';
  return (
    `${rows(grid)} cells of ${wide} by ${high} pixels, each with a histogram of ${bins} directions over ${signed ? '360' : '180'} degrees, drawn as ${lines}. ` +
    `A line is as long as its direction's number; the largest ${whole} fills the cell.`
  );
}
