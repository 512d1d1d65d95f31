// Places the boxes of a graph without circles in columns from left to right, with room for a label on each edge, so that
// nothing covers anything: nodes and labels stand in columns of their own, and lines bend only between columns.
// K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system structures", 1981.

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An edge from a node to another, and the size of its label; 0 where it has none. */
export interface LabelledEdge extends Size {
  readonly from: number;
  readonly to: number;
}

/** A box with its left edge and its top. */
export interface PlacedBox extends Size {
  readonly x: number;
  readonly y: number;
}

/** A place. */
export type Point = readonly [x: number, y: number];

/** An edge as it is drawn. */
export interface PlacedEdge {
  /** Points from the node it leaves to the one it leads to; every second stretch, the first and the last ones among them, is level. */
  readonly points: readonly Point[];
  readonly label: PlacedBox;
}

/** A graph in its place. */
export interface PlacedGraph extends Size {
  readonly nodes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
}

/** Something in a column: a node, a label, or a line that passes. */
interface Item extends Size {
  readonly column: number;
  /** Whether it is a stretch of a line over several columns, without a label. */
  readonly passing: boolean;
  /** Indices of its neighbours in the columns before and after. */
  readonly before: number[];
  readonly after: number[];
  /** Its middle. */
  y: number;
}

const SWEEPS = 12;
/** An odd number, so that the last goes back from the last column, and passing lines stay level with their labels. */
const SETTLINGS = 41;
/** The last of them, in which both sides count. */
const LAST = 12;
/** Room between boxes of a column, and that a passing line takes. */
const SPACE = 14;
const PASSING = 4;
/** How much more it counts that a passing line stays level than that another one is short. */
const LEVEL = 20;
/** Room between columns, at least and at most; steep lines need more. */
const NARROW = 20;
const WIDE = 56;

/**
 * Places nodes and labels.
 *
 * @param nodes - their sizes; each node but the last leads, over edges, to the last
 * @param edges - from earlier nodes to later ones
 * @returns places, from (0, 0)
 */
export function placeGraph(nodes: readonly Size[], edges: readonly LabelledEdge[]): PlacedGraph {
  const ranks = rankNodes(nodes.length, edges);
  const items: Item[] = nodes.map(({ width, height }, i) => ({
    ...{ width, height, column: 2 * ranks[i]!, passing: false, before: [], after: [], y: 0 },
  }));
  // A label stands in the column before the node that its edge leads to.
  const chains = edges.map(({ from, to, width, height }) => {
    const chain = [from];
    const end = items[to]!.column - 1;
    const long = items[from]!.column + 1 < end;
    for (let column = items[from]!.column + 1; column <= end; column++) {
      const bare = width === 0 || column < end;
      const passing = long && bare;
      const size = bare ? { width: 0, height: PASSING } : { width, height };
      items.push({ ...size, column, passing, before: [], after: [], y: 0 });
      chain.push(items.length - 1);
    }
    return [...chain, to];
  });
  for (const chain of chains) {
    chain.slice(1).forEach((next, i) => {
      items[chain[i]!]!.after.push(next);
      items[next]!.before.push(chain[i]!);
    });
  }
  const columns = orderColumns(items, nodes.length - 1);
  settle(items, columns);
  const top = Math.min(...items.map(({ y, height }) => y - height / 2));
  for (const item of items) item.y -= top;
  const lefts = placeColumns(items, columns);
  const widths = columns.map((column) => Math.max(...column.map((i) => items[i]!.width)));
  const boxOf = (i: number): PlacedBox => {
    const { column, width, height, y } = items[i]!;
    const x = lefts[column]! + (widths[column]! - width) / 2;
    return { x, y: y - height / 2, width, height };
  };
  const entries = entriesOf(items, nodes.length, columns);
  return {
    width: lefts.at(-1)! + widths.at(-1)!,
    height: Math.max(...items.map(({ y, height }) => y + height / 2)),
    nodes: nodes.map((_, i) => boxOf(i)),
    edges: chains.map((chain) => {
      const [from, to] = [boxOf(chain[0]!), boxOf(chain.at(-1)!)];
      const leave = items[chain[0]!]!;
      const last = items[chain.at(-1)!]!;
      const entry = entries(chain.at(-1)!, chain.at(-2)!);
      const points: Point[] = [
        [from.x + from.width, leave.y],
        [lefts[leave.column]! + widths[leave.column]!, leave.y],
        ...chain.slice(1, -1).flatMap((i): Point[] => {
          const { column, y } = items[i]!;
          return [
            [lefts[column]!, y],
            [lefts[column]! + widths[column]!, y],
          ];
        }),
        [lefts[last.column]!, entry],
        [to.x, entry],
      ];
      return { points, label: boxOf(chain.at(-2)!) };
    }),
  };
}

/** The column of each node: as far right as what it leads to allows. */
function rankNodes(count: number, edges: readonly LabelledEdge[]): number[] {
  const ranks = new Array<number>(count).fill(0);
  for (let node = count - 1; node >= 0; node--) {
    for (const { from, to } of edges) {
      if (to === node) ranks[from] = Math.min(ranks[from]!, ranks[node]! - 1);
    }
  }
  const first = Math.min(...ranks);
  return ranks.map((rank) => rank - first);
}

/** The items of each column from top to bottom, in an order with few crossings. */
function orderColumns(items: readonly Item[], sink: number): number[][] {
  let columns = Array.from({ length: items[sink]!.column + 1 }, (): number[] => []);
  // First as they are read: what stands first in an equation, at the top.
  const seen = new Set<number>();
  const visit = (i: number): void => {
    if (seen.has(i)) return;
    seen.add(i);
    columns[items[i]!.column]!.push(i);
    items[i]!.before.forEach(visit);
  };
  visit(sink);
  let best = columns;
  let least = crossings(items, columns);
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
    const side = sweep % 2 === 0 ? 'after' : 'before';
    columns = columns.map((column) => [...column]);
    const places = new Map<number, number>();
    const note = (column: readonly number[]): void =>
      column.forEach((i, place) => void places.set(i, place));
    columns.forEach(note);
    for (const column of side === 'after' ? [...columns].reverse() : columns) {
      const middle = (i: number): number => {
        const others = items[i]![side];
        if (others.length === 0) return places.get(i)!;
        return others.reduce((sum, other) => sum + places.get(other)!, 0) / others.length;
      };
      const middles = new Map(column.map((i) => [i, middle(i)]));
      column.sort((a, b) => middles.get(a)! - middles.get(b)!);
      note(column);
    }
    const count = crossings(items, columns);
    if (count < least) [best, least] = [columns, count];
  }
  return best;
}

/** How many pairs of lines cross. */
function crossings(items: readonly Item[], columns: readonly (readonly number[])[]): number {
  let count = 0;
  columns.slice(1).forEach((column, c) => {
    const places = new Map(columns[c]!.map((i, place) => [i, place]));
    const ends = column.flatMap((i, to) =>
      items[i]!.before.map((from) => [places.get(from)!, to] as const),
    );
    ends.forEach(([from, to], k) => {
      for (const [otherFrom, otherTo] of ends.slice(0, k)) {
        if ((from - otherFrom) * (to - otherTo) < 0) count++;
      }
    });
  });
  return count;
}

/** Heights: each item as near to the middle of its neighbours as the others of its column allow. */
function settle(items: readonly Item[], columns: readonly (readonly number[])[]): void {
  for (const column of columns) spread(items, column, new Array<number>(column.length).fill(0));
  for (let round = 0; round < SETTLINGS; round++) {
    const back = round % 2 === 0;
    // In the last rounds both sides count, so that lines are short altogether.
    const both = round >= SETTLINGS - LAST;
    for (const column of back ? [...columns].reverse() : columns) {
      const wanted = column.map((i) => {
        const { before, after, y, passing } = items[i]!;
        const others =
          passing && both ? after : both ? [...before, ...after] : back ? after : before;
        if (others.length === 0) return y;
        return others.reduce((sum, other) => sum + items[other]!.y, 0) / others.length;
      });
      spread(items, column, wanted);
    }
  }
}

/**
 * The places nearest to those wanted, by weighted least squares, that keep the items apart: an isotonic regression, by
 * pooling neighbours that would be out of order.
 */
function spread(
  items: readonly Item[],
  column: readonly number[],
  wanted: readonly number[],
): void {
  const offsets: number[] = [];
  column.forEach((i, k) => {
    const above = k === 0 ? undefined : items[column[k - 1]!]!;
    const gap = above === undefined ? 0 : (above.height + items[i]!.height) / 2 + SPACE;
    offsets.push((offsets.at(-1) ?? 0) + gap);
  });
  const pools: { mean: number; weight: number; size: number }[] = [];
  wanted.forEach((y, k) => {
    const weight = items[column[k]!]!.passing ? LEVEL : 1;
    let pool = { mean: y - offsets[k]!, weight, size: 1 };
    for (
      let last = pools.at(-1);
      last !== undefined && last.mean > pool.mean;
      last = pools.at(-1)
    ) {
      const sum = last.weight + pool.weight;
      const mean = (last.mean * last.weight + pool.mean * pool.weight) / sum;
      pool = { mean, weight: sum, size: last.size + pool.size };
      pools.pop();
    }
    pools.push(pool);
  });
  let k = 0;
  for (const { mean, size } of pools) {
    for (const end = k + size; k < end; k++) items[column[k]!]!.y = mean + offsets[k]!;
  }
}

/** The left edge of each column: farther from the one before where lines between them are steep. */
function placeColumns(items: readonly Item[], columns: readonly (readonly number[])[]): number[] {
  let x = 0;
  return columns.map((column, c) => {
    const steepest = Math.max(
      0,
      ...column.flatMap((i) =>
        items[i]!.before.map((from) => Math.abs(items[from]!.y - items[i]!.y)),
      ),
    );
    if (c > 0) x += Math.min(Math.max(NARROW, steepest / 3), WIDE);
    const left = x;
    x += Math.max(...column.map((i) => items[i]!.width));
    return left;
  });
}

/** Where lines enter a node: spread over its height, in the order in which they arrive. */
function entriesOf(
  items: readonly Item[],
  nodes: number,
  columns: readonly (readonly number[])[],
): (node: number, from: number) => number {
  const places = new Map(
    columns.flatMap((column) => column.map((i, place) => [i, place] as const)),
  );
  const entries = new Map<string, number>();
  items.slice(0, nodes).forEach(({ before, y, height }, node) => {
    const order = [...before].sort((a, b) => places.get(a)! - places.get(b)!);
    order.forEach((from, k) => {
      const share = (k + 1) / (order.length + 1) - 0.5;
      entries.set(`${node} ${from}`, y + share * height);
    });
  });
  return (node, from) => entries.get(`${node} ${from}`)!;
}
