// Where the labels of a graph's edges go, so that they cover neither each other nor other edges more than need be.

/** A straight edge. */
export interface Segment {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
}

/** Size of a label. */
export interface LabelSize {
  readonly width: number;
  readonly height: number;
}

/** Parts of the way along an edge at which its label may stand. */
const PLACES = /* @__PURE__ */ Array.from({ length: 33 }, (_, i) => 0.1 + 0.025 * i);
/** Where it stands if nothing is in its way: nearer to where edges from one node have parted, before they meet. */
const BEST = 0.35;
const SWEEPS = 6;

/**
 * Places a label on each edge, one after the other, and again with all others in their places.
 *
 * @param edges - the edges between two columns of nodes
 * @param size - of every label
 * @returns the middle of each label
 */
export function placeLabels(
  edges: readonly Segment[],
  { width, height }: LabelSize,
): (readonly [x: number, y: number])[] {
  const placed = edges.map((edge) => pointOf(edge, BEST));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    edges.forEach((edge, own) => {
      let least = Infinity;
      let best = placed[own]!;
      for (const t of PLACES) {
        const at = pointOf(edge, t);
        const room = Math.min(at[0] - edge.from[0], edge.to[0] - at[0]) - width / 2;
        let cost = Math.abs(t - BEST) + 1000 * Math.max(0, 6 - room);
        placed.forEach(([x, y], i) => {
          // In the first sweep those after it have no place yet.
          if (i === own || (sweep === 0 && i > own)) return;
          const [dx, dy] = [Math.abs(x - at[0]) / (width + 4), Math.abs(y - at[1]) / (height + 2)];
          cost += 10000 * Math.max(0, 1 - dx) * Math.max(0, 1 - dy);
        });
        edges.forEach((other, i) => {
          if (i !== own && passes(other, at, width / 2, height / 2)) cost += 10;
        });
        if (cost >= least) continue;
        least = cost;
        best = at;
      }
      placed[own] = best;
    });
  }
  return placed;
}

function pointOf({ from, to }: Segment, t: number): readonly [number, number] {
  return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
}

/** Whether an edge, which runs from left to right, passes under a label. */
function passes(
  edge: Segment,
  [x, y]: readonly [number, number],
  halfWidth: number,
  halfHeight: number,
): boolean {
  const slope = (edge.to[1] - edge.from[1]) / (edge.to[0] - edge.from[0]);
  const [a, b] = [-halfWidth, halfWidth].map(
    (step) => edge.from[1] + slope * (x + step - edge.from[0]) - y,
  ) as [number, number];
  return Math.min(a, b) < halfHeight && Math.max(a, b) > -halfHeight;
}
