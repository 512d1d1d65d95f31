// Whether points determine a transform, by where they lie.
import type { Side } from './pairs.js';

/** How points lie: the less of the plane they span, the fewer transforms they determine. */
export type Spread = 'one place' | 'one line' | 'one line, but for one place' | 'the plane';

/** Rounded coordinates deviate from the place or line that they were meant to be on by about this many units. */
const ROUNDINGS = 8;

/**
 * How the points of one side lie, as far as the rounding of their coordinates lets it be told.
 *
 * @param pairs - x, y, u, v of each pair, of which there is one at least
 * @param side - 0 for the source, 2 for the target
 * @param precision - relative spacing of the coordinates
 * @returns 'the plane' where there are four points of which no three lie on a line
 */
export function spreadOf(pairs: Float64Array, side: Side, precision: number): Spread {
  let size = 0;
  for (let at: number = side; at < pairs.length; at += 4) {
    size = Math.max(size, Math.abs(pairs[at]!), Math.abs(pairs[at + 1]!));
  }
  const tolerance = ROUNDINGS * precision * size;
  const distanceTo = (p: number) => (at: number) =>
    Math.hypot(pairs[at]! - pairs[p]!, pairs[at + 1]! - pairs[p + 1]!);
  const distanceToLine = (p: number, q: number) => {
    const dx = pairs[q]! - pairs[p]!;
    const dy = pairs[q + 1]! - pairs[p + 1]!;
    const length = Math.hypot(dx, dy);
    return (at: number) =>
      Math.abs(
        (dx / length) * (pairs[at + 1]! - pairs[p + 1]!) - (dy / length) * (pairs[at]! - pairs[p]!),
      );
  };
  const farthest = (distance: (at: number) => number): number => {
    let found: number = side;
    for (let at: number = side; at < pairs.length; at += 4) {
      if (distance(at) > distance(found)) found = at;
    }
    return found;
  };
  const a: number = side;
  const b = farthest(distanceTo(a));
  if (!(distanceTo(a)(b) > tolerance)) return 'one place';
  const c = farthest(distanceToLine(a, b));
  if (!(distanceToLine(a, b)(c) > tolerance)) return 'one line';
  // If all but one place lie on a line, that line holds two of these three.
  for (const [p, q, other] of [
    [a, b, c],
    [a, c, b],
    [b, c, a],
  ] as const) {
    const fromLine = distanceToLine(p, q);
    const fromOther = distanceTo(other);
    const outside = farthest((at) => Math.min(fromLine(at), fromOther(at)));
    if (!(Math.min(fromLine(outside), fromOther(outside)) > tolerance)) {
      return 'one line, but for one place';
    }
  }
  return 'the plane';
}
