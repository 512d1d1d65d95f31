// Lines between two pictures.
import type { Match } from './matches-job.js';
import type { Pixels, Place } from './pixels.js';
import { COLOURS, strokeRimmed } from './view.js';

/** More lines than these hide the pictures. */
const MOST = 100;

/** What is drawn. */
export interface MatchLines {
  /** The surest first. */
  readonly matches: readonly Match[];
  readonly picked: number | undefined;
  /** Where the second picture stands. */
  readonly to: Place;
  /** From the first to the second, row by row. */
  readonly transform: readonly number[] | undefined;
  /** The first picture, whose outline is drawn in the second. */
  readonly first: Pixels;
}

/** Outliers, inliers over them, the outline of the first picture, and the picked match over all. */
export function drawMatchLines(
  context: CanvasRenderingContext2D,
  line: number,
  { matches, picked, to, transform, first }: MatchLines,
): void {
  const add = (path: Path2D, { from, to: end }: Match): void => {
    path.moveTo(from.x, from.y);
    path.lineTo(to.x + end.x, to.y + end.y);
  };
  const [agreeing, others] = [new Path2D(), new Path2D()];
  for (const match of matches.slice(0, MOST)) {
    add(match.inlier || !transform ? agreeing : others, match);
  }
  context.setLineDash([5 * line, 4 * line]);
  strokeRimmed(context, others, COLOURS.outlier, 0.7 * line);
  context.setLineDash([]);
  strokeRimmed(context, agreeing, COLOURS.inlier, 0.8 * line);
  const ends = new Path2D();
  for (const { from, to: end } of matches) {
    for (const { x, y } of [from, { x: to.x + end.x, y: to.y + end.y }]) {
      ends.moveTo(x + 1.5 * line, y);
      ends.arc(x, y, 1.5 * line, 0, 2 * Math.PI);
    }
  }
  strokeRimmed(context, ends, COLOURS.inlier, 0.6 * line);
  if (transform) {
    strokeRimmed(context, outlineOf(transform, first, to), COLOURS.mark, 1.3 * line);
  }
  const chosen = picked === undefined ? undefined : matches[picked];
  if (!chosen) return;
  const one = new Path2D();
  add(one, chosen);
  strokeRimmed(context, one, COLOURS.picked, 2.5 * line);
}

function outlineOf(transform: readonly number[], first: Pixels, to: Place): Path2D {
  const path = new Path2D();
  const [right, bottom] = [first.width - 0.5, first.height - 0.5];
  const corners = [
    [-0.5, -0.5],
    [right, -0.5],
    [right, bottom],
    [-0.5, bottom],
  ].map(([x = 0, y = 0]) => {
    const [u = 0, v = 0, w = 1] = [0, 3, 6].map(
      (row) => transform[row]! * x + transform[row + 1]! * y + transform[row + 2]!,
    );
    return { x: u / w, y: v / w, behind: w <= 0 };
  });
  // An edge that passes behind the camera has no outline on paper.
  if (corners.some(({ behind }) => behind)) return path;
  corners.forEach(({ x, y }, i) => {
    if (i === 0) path.moveTo(to.x + x, to.y + y);
    else path.lineTo(to.x + x, to.y + y);
  });
  path.closePath();
  return path;
}
