// The outline of an image under a transform of the plane.
import type { PathWriter } from './svg.js';

/** Corners nearer to the horizon than this part of the farthest one's depth are cut off. */
const HORIZON = 1e-3;

type Homogeneous = readonly [x: number, y: number, w: number];

/**
 * Path data of an image's outline under a transform. A perspective can throw a part of the image beyond the
 * horizon, where points come out mirrored; that part is cut off first.
 *
 * @param writer - writes the path data
 * @param transform - nine numbers, row by row
 * @param size - width and height of the image in pixels
 * @returns a closed path, or none where nothing of the image is on this side of the horizon
 */
export function outlinePath(
  writer: PathWriter,
  transform: ArrayLike<number>,
  size: { readonly width: number; readonly height: number },
): string {
  const [right, bottom] = [size.width - 0.5, size.height - 0.5];
  const corners = [
    [-0.5, -0.5],
    [right, -0.5],
    [right, bottom],
    [-0.5, bottom],
  ] as const;
  const mapped = corners.map(([x, y]): Homogeneous => {
    const row = (r: number): number =>
      transform[3 * r]! * x + transform[3 * r + 1]! * y + transform[3 * r + 2]!;
    return [row(0), row(1), row(2)];
  });
  // A transform and its negative map alike; this side of the horizon is where the image's centre lies, whose
  // depth is the mean of the corners'.
  const depth = Math.max(...mapped.map(([, , w]) => Math.abs(w)));
  const side = Math.sign(mapped.reduce((sum, [, , w]) => sum + w, 0));
  const seen = clip(
    mapped.map(([x, y, w]): Homogeneous => [x * side, y * side, w * side]),
    HORIZON * depth,
  );
  if (depth === 0 || seen.length < 3) return '';
  const points = seen.map(([x, y, w], i) => writer.command(i === 0 ? 'M' : 'L', x / w, y / w));
  return `${points.join('')}z`;
}

// Sutherland and Hodgman's clipping of a polygon, by the one plane w = nearest.
function clip(corners: readonly Homogeneous[], nearest: number): Homogeneous[] {
  return corners.flatMap((to, i) => {
    const from = corners.at(i - 1)!;
    const kept: Homogeneous[] = to[2] >= nearest ? [to] : [];
    if (from[2] >= nearest === to[2] >= nearest) return kept;
    const t = (nearest - from[2]) / (to[2] - from[2]);
    const between = (axis: 0 | 1): number => from[axis] + t * (to[axis] - from[axis]);
    return [[between(0), between(1), nearest], ...kept];
  });
}
