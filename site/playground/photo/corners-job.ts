// Corners of a picture, and the picture of them.
import { toGrayscale } from 'fovea/image';
import { plotStructureTensor } from 'fovea/plot';
import {
  type Corner,
  type DetectCornersOptions,
  detectCorners,
  inspectPoint,
  structureTensor,
} from 'fovea/structure-tensor';
import { type Pixels, type PlacedPicture, timed } from './pixels.js';

/** Options that the page sets. */
export type CornerOptions = Partial<DetectCornersOptions>;

/** What is asked. */
export interface CornersInput {
  readonly pixels: Pixels;
  readonly options: CornerOptions;
}

/** What came of it. */
export interface CornersOutput {
  /** The strongest first. */
  readonly corners: readonly Corner[];
  readonly milliseconds: number;
}

/** Corners by Harris and others. */
export function findCorners({ pixels, options }: CornersInput): CornersOutput {
  const [corners, milliseconds] = timed(() => detectCorners(toGrayscale(pixels), options));
  return { corners, milliseconds };
}

/** Options of the structure tensor among those of corners. */
function tensorOptions({ sigma, window, operator }: CornerOptions) {
  return {
    ...(window === undefined ? { sigma } : { window }),
    ...(operator !== undefined && { operator }),
  };
}

/** The most ellipses that stay apart for the eye. */
const MOST = 1000;

/** Ellipses of the structure tensor at the corners, as an SVG. */
export function drawCorners(
  input: CornersInput & { readonly picture: PlacedPicture; readonly corners: readonly Corner[] },
): string {
  const { pixels, options, picture, corners } = input;
  const tensor = structureTensor(toGrayscale(pixels), tensorOptions(options));
  const points = corners.slice(0, MOST).map(({ x, y }) => ({
    x: Math.min(pixels.width - 1, Math.max(0, x)),
    y: Math.min(pixels.height - 1, Math.max(0, y)),
  }));
  return plotStructureTensor(picture, tensor, { points, axes: 'root' });
}

/** One corner's structure tensor. */
export interface CornerDetail {
  readonly corner: Corner;
  readonly ixx: number;
  readonly ixy: number;
  readonly iyy: number;
  readonly larger: number;
  readonly smaller: number;
}

/** One corner from near. */
export function inspectCorner(input: CornersInput & { readonly corner: Corner }): CornerDetail {
  const { pixels, options, corner } = input;
  const { ixx, ixy, iyy } = structureTensor(toGrayscale(pixels), tensorOptions(options));
  const column = Math.min(pixels.width - 1, Math.max(0, Math.round(corner.x)));
  const row = Math.min(pixels.height - 1, Math.max(0, Math.round(corner.y)));
  const [xx, xy, yy] = [ixx, ixy, iyy].map((entry) => entry.get(row, column)) as [
    number,
    number,
    number,
  ];
  const { larger, smaller } = inspectPoint([
    [xx, xy],
    [xy, yy],
  ]);
  return { corner, ixx: xx, ixy: xy, iyy: yy, larger, smaller };
}
