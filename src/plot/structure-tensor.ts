import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { tensorEigenvalues, tensorOrientation } from '../structure-tensor/eigenvalues.js';
import { type Entries, readTensor, type TensorField } from '../structure-tensor/tensor-field.js';
import { BACKDROP, BLACK, YELLOW } from './colors.js';
import { type Drawable, type Picture, pictureElement, readPicture } from './picture.js';
import type { PlottedPoint } from './read-matches.js';
import {
  checkText,
  contentId,
  countOf,
  type PathWriter,
  pathWriter,
  rimmedLines,
  svgDocument,
} from './svg.js';
import { numberLabel } from './ticks.js';

/** Options of `plotStructureTensor`. */
export interface PlotStructureTensorOptions {
  /** Where ellipses are drawn, such as what `detectCorners` gives; a grid of about 24 along the longer side where left out. */
  readonly points?: readonly PlottedPoint[] | undefined;
  /** What the half-axes are: "eigenvalue" where left out; "root", its square root, the root mean square of the slope, which shows weak tensors too. */
  readonly axes?: 'eigenvalue' | 'root' | undefined;
  /** Pixels of a half-axis for an eigenvalue (or root) of 1; chosen so that the longest has `radius` where left out. */
  readonly factor?: number | undefined;
  /** Pixels of the longest half-axis; 1/25 of the image's longer side where left out, or what a grid has room for. */
  readonly radius?: number | undefined;
  /** Colour of the ellipses, as CSS has it; a bright yellow where left out. */
  readonly color?: string | undefined;
  /** Width of the lines in pixels of the picture; 1/400 of its longer side where left out. */
  readonly lineWidth?: number | undefined;
  /** How many pixels of the page a pixel of the picture takes; 1 where left out. */
  readonly scale?: number | undefined;
  /** The name that screen readers give to the plot; the number of ellipses where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; how to read it, with the scale, where left out. */
  readonly description?: string | undefined;
}

const FN = 'plotStructureTensor';

/** Ellipses along the longer side where no points are given. */
const GRID = 24;
/** More ellipses than these make a file that no viewer likes. */
const MOST_POINTS = 20000;
/** Half-axes shorter than this, in widths of the line, are drawn as none: a line or a dot. */
const FLAT = 0.05;

/**
 * A picture of structure tensors over their image, as an SVG: an ellipse at each point, whose axes are the tensor's
 * eigenvectors and whose half-axes are in proportion to its eigenvalues.
 *
 * The long axis points along the gradient, across an edge. A round ellipse is a corner, a line an edge, a dot a place
 * where nothing changes: a tensor whose smaller eigenvalue is 0 is drawn as a line, one of zeros as a dot. All ellipses
 * have one scale, which the description states.
 *
 * Between pixels the tensor's entries are interpolated linearly.
 *
 * @param image - grey [h, w], RGB [h, w, 3] or RGBA [h, w, 4], floats from 0 to 1 or integers as fractions of their type's
 * maximum; or an `ImageData`; or `{ width, height, href }`, without `href` for a dark backdrop
 * @param tensor - what `structureTensor` gives: `ixx`, `ixy` and `iyy`, each [h, w]
 * @param options - `points`: where; `axes` "eigenvalue" or "root"; `factor` or `radius`: how large; `color`, `lineWidth`,
 * `scale` 1, `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the tensor's size is
 * not the image's, DomainError where a number is not finite or out of range, an eigenvalue is negative by more than
 * rounding, a point lies outside of the image, or there are more than 20,000 points
 *
 * @example
 * A step to the right: across it, the tensor is a line of the length that is asked for.
 * ```ts
 * import { plotStructureTensor, structureTensor } from 'fovea';
 * const image = Array.from({ length: 9 }, () => [0, 0, 0, 0, 0, 1, 1, 1, 1]);
 * const svg = plotStructureTensor(image, structureTensor(image), { points: [{ x: 4, y: 4 }], radius: 2 });
 * svg.includes('M2 4l4 0') // => true
 * ```
 */
export function plotStructureTensor(
  image: Picture,
  tensor: TensorField,
  options?: PlotStructureTensorOptions,
): string {
  const given = checkOptions(FN, options, [
    'points',
    'axes',
    'factor',
    'radius',
    'color',
    'lineWidth',
    'scale',
    'title',
    'description',
  ]);
  const picture = readPicture(FN, 'image', image);
  const field = readField(tensor, picture);
  const longest = Math.max(picture.width, picture.height);
  const step = Math.max(1, Math.ceil(longest / GRID));
  const points = given.points === undefined ? gridOf(picture, step) : readPoints(given, picture);
  const axes = checkOneOf(FN, 'axes', given.axes ?? 'eigenvalue', ['eigenvalue', 'root']);
  const radius = checkNumber(
    FN,
    'radius',
    given.radius ?? (given.points === undefined ? 0.45 * step : longest / 25),
    { above: 0 },
  );
  const width = checkNumber(FN, 'lineWidth', given.lineWidth ?? longest / 400, { above: 0 });
  const scale = checkNumber(FN, 'scale', given.scale ?? 1, { above: 0 });
  const color = checkText(FN, 'color', given.color ?? YELLOW);
  const tensors = points.map((point) => tensorAt(field, point, axes));
  const most = tensors.reduce((max, { larger }) => Math.max(max, larger), 0);
  const factor =
    given.factor === undefined
      ? radius / (most > 0 ? most : 1)
      : checkNumber(FN, 'factor', given.factor, { above: 0 });
  const title = checkText(FN, 'title', given.title ?? countOf(points.length, 'structure tensor'));
  const description = checkText(
    FN,
    'description',
    given.description ?? describe(picture, points.length, axes, most, factor),
  );
  const writer = pathWriter(longest);
  const data = tensors.map((one) => ellipse(writer, one, factor, FLAT * width)).join('');
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
      rimmedLines(`${id}-tensors`, data, { color, width, rim }),
    ],
  });
}

function readField(tensor: unknown, { width, height }: Drawable): Entries {
  if (typeof tensor !== 'object' || tensor === null || !('ixx' in tensor)) {
    const [expected, got] = ['a structure tensor: { ixx, ixy, iyy }', describeValue(tensor)];
    throw new KindError({ function: FN, argument: 'tensor', expected, got });
  }
  const field = readTensor(FN, tensor as TensorField);
  if (field.shape![0] !== height || field.shape![1] !== width) {
    const [expected, got] = [`shape (${height}, ${width})`, `(${field.shape!.join(', ')})`];
    throw new ShapeError({ function: FN, argument: 'tensor', expected, got });
  }
  return field;
}

/** Points at equal steps, as far from one side as from the other. */
function gridOf({ width, height }: Drawable, step: number): PlottedPoint[] {
  const along = (length: number): number[] => {
    const count = Math.max(1, Math.floor(length / step));
    const first = Math.floor((length - 1 - (count - 1) * step) / 2);
    return Array.from({ length: count }, (_, i) => first + i * step);
  };
  return along(height).flatMap((y) => along(width).map((x) => ({ x, y })));
}

function readPoints(
  { points }: PlotStructureTensorOptions,
  { width, height }: Drawable,
): readonly PlottedPoint[] {
  if (!Array.isArray(points)) {
    const [expected, got] = ['a list of points', describeValue(points)];
    throw new KindError({ function: FN, argument: 'points', expected, got });
  }
  if (points.length > MOST_POINTS) {
    const [expected, got] = [`at most ${MOST_POINTS} points`, String(points.length)];
    throw new DomainError({ function: FN, argument: 'points', expected, got });
  }
  return points.map((point: unknown, i) => {
    const argument = `points[${i}]`;
    if (typeof point !== 'object' || point === null) {
      const [expected, got] = ['a point: { x, y }', describeValue(point)];
      throw new KindError({ function: FN, argument, expected, got });
    }
    const { x, y } = point as Partial<PlottedPoint>;
    return {
      x: checkNumber(FN, `${argument}.x`, x, { min: 0, max: width - 1 }),
      y: checkNumber(FN, `${argument}.y`, y, { min: 0, max: height - 1 }),
    };
  });
}

interface PointTensor extends PlottedPoint {
  readonly larger: number;
  readonly smaller: number;
  readonly angle: number;
}

function tensorAt(
  field: Entries,
  { x, y }: PlottedPoint,
  axes: 'eigenvalue' | 'root',
): PointTensor {
  const [height, width] = field.shape as readonly [number, number];
  const [left, top] = [Math.min(Math.floor(x), width - 1), Math.min(Math.floor(y), height - 1)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const [u, v] = [x - left, y - top];
  const entry = (data: ArrayLike<number>): number =>
    (1 - v) * ((1 - u) * data[top * width + left]! + u * data[top * width + right]!) +
    v * ((1 - u) * data[bottom * width + left]! + u * data[bottom * width + right]!);
  const [a, b, c] = [entry(field.ixx), entry(field.ixy), entry(field.iyy)];
  const matrix = [
    [a, b],
    [b, c],
  ];
  const { larger, smaller } = tensorEigenvalues(matrix);
  // Entries of float32 leave a true 0 a little below it.
  if (smaller < -1e-5 * Math.abs(larger)) {
    const [expected, got] = [
      'eigenvalues that are not negative',
      `${smaller} at x = ${x}, y = ${y}`,
    ];
    throw new DomainError({ function: FN, argument: 'tensor', expected, got });
  }
  const length = (value: number): number =>
    axes === 'root' ? Math.sqrt(Math.max(value, 0)) : Math.max(value, 0);
  return {
    x,
    y,
    larger: length(larger),
    smaller: length(smaller),
    angle: tensorOrientation(matrix),
  };
}

/** An ellipse of two halves, for an arc cannot end where it began; a line or a dot where it is flat. */
function ellipse(writer: PathWriter, tensor: PointTensor, factor: number, flat: number): string {
  const { command, round } = writer;
  const { x, y, angle } = tensor;
  const [a, b] = [factor * tensor.larger, factor * tensor.smaller];
  if (!(a > flat)) return `${command('M', x, y)}h0`;
  const [dx, dy] = [round(a * Math.cos(angle)), round(a * Math.sin(angle))];
  const start = command('M', x - dx, y - dy);
  if (!(b > flat)) return start + command('l', 2 * dx, 2 * dy);
  const turn = (angle * 180) / Math.PI;
  // The longer radius is that of the rounded chord, or else the arc would bulge.
  const reach = Math.hypot(dx, dy);
  return (
    start +
    command('a', reach, b, turn, 1, 0, 2 * dx, 2 * dy) +
    command('a', reach, b, turn, 1, 0, -2 * dx, -2 * dy)
  );
}

function describe(
  { width, height }: Drawable,
  count: number,
  axes: 'eigenvalue' | 'root',
  most: number,
  factor: number,
): string {
  const image = `an image of ${width} by ${height} pixels`;
  if (count === 0) return `No structure tensors in ${image}.`;
  const what = axes === 'root' ? 'roots of eigenvalues' : 'eigenvalues';
  const show = (value: number): string => numberLabel(value, 3);
  const scale =
    most > 0
      ? ` The longest half-axis, ${show(most * factor)} pixels, stands for ${show(most)}.`
      : ' All are zero.';
  return (
    `${countOf(count, 'structure tensor')} in ${image}, each an ellipse with half-axes in proportion to its ${what}, the longer along the gradient: ` +
    `round at a corner, a line at an edge, a dot where nothing changes.${scale}`
  );
}
