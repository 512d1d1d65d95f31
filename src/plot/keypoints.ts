import { checkNumber, checkOptions } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import { BACKDROP, BLACK, YELLOW } from './colors.js';
import { type Picture, pictureElement, readPicture } from './picture.js';
import {
  checkText,
  contentId,
  countOf,
  type PathWriter,
  pathWriter,
  rimmedLines,
  shortNumber,
  svgDocument,
} from './svg.js';

/** What `plotKeypoints` draws: a keypoint, or a blob, which has no orientation. */
export interface PlottedKeypoint {
  /** Column in pixels; pixel centres lie on whole numbers. */
  readonly x: number;
  /** Row in pixels, downwards. */
  readonly y: number;
  /** Scale in pixels. */
  readonly sigma: number;
  /** Direction in radians from +x towards +y; without one, the circle has no line in it. */
  readonly orientation?: number | undefined;
}

/** Options of `plotKeypoints`. */
export interface PlotKeypointsOptions {
  /** Radius of the circles as a multiple of sigma; 1.58 where left out. */
  readonly radius?: number | undefined;
  /** Colour of the circles, as CSS has it; a bright yellow where left out. */
  readonly color?: string | undefined;
  /** Width of the lines in pixels of the picture; 1/500 of its longer side where left out. */
  readonly lineWidth?: number | undefined;
  /** How many pixels of the page a pixel of the picture takes; 1 where left out. */
  readonly scale?: number | undefined;
  /** The name that screen readers give to the plot; the number of keypoints where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; how to read it, with the range of scales, where left out. */
  readonly description?: string | undefined;
}

/**
 * A disc of radius r answers to the difference of Gaussians of sigma and k·sigma most strongly where
 * r = sigma·√(2 ln k² / (1 − k⁻²)): where e^(−u/k²) − e^(−u) with u = r²/(2 sigma²) is greatest. At three
 * scales an octave, k = 2^(1/3), that is 1.58 sigma.
 */
const DISC_RADIUS = 1.58;

/** Part of the longer side that a line's width is. */
const LINE_WIDTH = 1 / 500;

/**
 * A picture of keypoints over their image, as an SVG: a circle for each, with a line from its centre in the
 * direction of its orientation.
 *
 * The radius is 1.58 sigma, or another multiple by the option `radius`: 1.58 sigma is the radius of the disc
 * to which a difference of Gaussians at this sigma answers most strongly (three scales an octave), so circles
 * run along the edges of round blobs.
 *
 * The first argument is the image, or `{ width, height, href }` with the address of a file, which keeps the
 * plot small, or `{ width, height }` alone for a dark backdrop. An image is put into the plot as a PNG without
 * compression: 1.33 bytes for each pixel and channel. The keypoints take about 85 bytes each.
 *
 * Coordinates in the SVG are those of the image: x to the right, y downwards, pixel centres on whole numbers,
 * so that the top left corner of the image is at (−0.5, −0.5).
 *
 * @param image - grey [h, w], RGB [h, w, 3] or RGBA [h, w, 4], floats from 0 to 1 or integers as fractions of
 * their type's maximum; or an `ImageData`; or `{ width, height, href }`
 * @param keypoints - what `sift`, `detectKeypoints` or `detectBlobs` gives
 * @param options - `radius` 1.58, `color`, `lineWidth`, `scale` 1, `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError for another
 * shape of image, DomainError where a number is not finite, or sigma, radius, line width or scale is not
 * above 0
 *
 * @example
 * One keypoint in an image of 64 × 48 pixels, looking down.
 * ```ts
 * import { plotKeypoints } from 'fovea';
 * const keypoint = { x: 20, y: 10, sigma: 4, orientation: Math.PI / 2 };
 * const svg = plotKeypoints({ width: 64, height: 48 }, [keypoint], { radius: 2 });
 * svg.includes('viewBox="-.5 -.5 64 48"') // => true
 * svg.includes('M20 10l0 8') // => true
 * ```
 */
export function plotKeypoints(
  image: Picture,
  keypoints: readonly PlottedKeypoint[],
  options?: PlotKeypointsOptions,
): string {
  const fn = 'plotKeypoints';
  const given = checkOptions(fn, options, [
    'radius',
    'color',
    'lineWidth',
    'scale',
    'title',
    'description',
  ]);
  const picture = readPicture(fn, 'image', image);
  const longest = Math.max(picture.width, picture.height);
  const radius = checkNumber(fn, 'radius', given.radius ?? DISC_RADIUS, { above: 0 });
  const width = checkNumber(fn, 'lineWidth', given.lineWidth ?? longest * LINE_WIDTH, { above: 0 });
  const scale = checkNumber(fn, 'scale', given.scale ?? 1, { above: 0 });
  const color = checkText(fn, 'color', given.color ?? YELLOW);
  checkKeypoints(fn, 'keypoints', keypoints);
  const title = checkText(fn, 'title', given.title ?? countOf(keypoints.length, 'keypoint'));
  const description = checkText(
    fn,
    'description',
    given.description ?? describe(picture.width, picture.height, keypoints, radius),
  );
  const writer = pathWriter(longest);
  const data = keypoints.map((keypoint) => glyph(writer, keypoint, radius)).join('');
  const id = contentId(title, description, data);
  const rim = { color: BLACK, width: 0.8 * width, opacity: 0.6 };
  return svgDocument({
    id,
    width: picture.width,
    height: picture.height,
    scale,
    title,
    description,
    elements: [
      pictureElement(picture, BACKDROP),
      rimmedLines(`${id}-keypoints`, data, { color, width, rim }),
    ],
  });
}

/**
 * Refuses what is no list of keypoints.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param keypoints - what came
 * @throws KindError or DomainError that names the keypoint and its field
 */
function checkKeypoints(fn: string, argument: string, keypoints: readonly PlottedKeypoint[]): void {
  if (!Array.isArray(keypoints)) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'a list of keypoints',
      got: describeValue(keypoints),
    });
  }
  for (const [i, keypoint] of keypoints.entries()) {
    if (typeof keypoint !== 'object' || keypoint === null) {
      throw new KindError({
        function: fn,
        argument: `${argument}[${i}]`,
        expected: 'a keypoint: { x, y, sigma, orientation }',
        got: describeValue(keypoint),
      });
    }
    const { x, y, sigma, orientation } = keypoint as Partial<PlottedKeypoint>;
    checkNumber(fn, `${argument}[${i}].x`, x);
    checkNumber(fn, `${argument}[${i}].y`, y);
    checkNumber(fn, `${argument}[${i}].sigma`, sigma, { above: 0 });
    if (orientation !== undefined) checkNumber(fn, `${argument}[${i}].orientation`, orientation);
  }
}

// A line from the centre, and a circle of two halves: an arc cannot end where it began. The radius is rounded
// before it is doubled, for arcs whose radius is not half of their chord would bulge.
function glyph(writer: PathWriter, keypoint: PlottedKeypoint, multiple: number): string {
  const { command, round } = writer;
  const { x, y, sigma, orientation } = keypoint;
  const r = round(multiple * sigma);
  const circle =
    command('M', x - r, y) +
    command('a', r, r, 0, 1, 0, 2 * r, 0) +
    command('a', r, r, 0, 1, 0, -2 * r, 0);
  if (orientation === undefined) return circle;
  const tip = command('l', r * Math.cos(orientation), r * Math.sin(orientation));
  return command('M', x, y) + tip + circle;
}

function describe(
  width: number,
  height: number,
  keypoints: readonly PlottedKeypoint[],
  radius: number,
): string {
  const image = `an image of ${width} by ${height} pixels`;
  if (keypoints.length === 0) return `No keypoints in ${image}.`;
  let [finest, coarsest] = [Infinity, 0];
  for (const { sigma } of keypoints) {
    finest = Math.min(finest, sigma);
    coarsest = Math.max(coarsest, sigma);
  }
  const [low, high] = [finest.toPrecision(3), coarsest.toPrecision(3)];
  const range = low === high ? `sigma ${low}` : `sigma from ${low} to ${high}`;
  const directed = keypoints.some(({ orientation }) => orientation !== undefined);
  const line = directed ? ', with a line from its centre in the direction of its orientation' : '';
  return (
    `${countOf(keypoints.length, 'keypoint')} in ${image}, ${range} pixels. ` +
    `Each is a circle of radius ${shortNumber(radius)} sigma${line}.`
  );
}
