// Which place of a picture an arrow key leads to.

/** A box in a picture. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where an arrow points. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** How much more a step aside counts than one ahead. */
const ASIDE = 2;

/**
 * The nearest place in a direction, undefined where there is none.
 *
 * @param places - all of them
 * @param from - where the focus is
 * @param direction - of the arrow
 */
export function nextPlace<P extends Place>(
  places: readonly P[],
  from: P,
  direction: Direction,
): P | undefined {
  const [x, y] = middle(from);
  const sideways = direction === 'left' || direction === 'right';
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  let best: P | undefined;
  let least = Infinity;
  for (const place of places) {
    const [dx, dy] = [middle(place)[0] - x, middle(place)[1] - y];
    const [ahead, aside] = sideways ? [sign * dx, Math.abs(dy)] : [sign * dy, Math.abs(dx)];
    if (!(ahead > 0.5)) continue;
    const far = ahead + ASIDE * aside;
    if (far < least) [best, least] = [place, far];
  }
  return best;
}

function middle({ x, y, width, height }: Place): readonly [number, number] {
  return [x + width / 2, y + height / 2];
}
