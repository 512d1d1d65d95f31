// The layout of graphs: whatever the boxes, nothing covers anything.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlacedBox, placeGraph } from '../../src/plot/layered.js';

const size = fc.record({
  width: fc.integer({ min: 10, max: 200 }),
  height: fc.integer({ min: 10, max: 80 }),
});

/** A graph in which all leads to its last node; some edges have no label. */
const graph = fc
  .array(
    fc.record({ box: size, label: size, ...{ bare: fc.boolean(), more: fc.array(fc.nat(20)) } }),
    { minLength: 1, maxLength: 9 },
  )
  .map((rows) => ({
    nodes: rows.map(({ box }) => box),
    edges: rows.slice(0, -1).flatMap(({ label, bare, more }, from) => {
      const left = rows.length - 1 - from;
      const targets = new Set([0, ...more].map((step) => from + 1 + (step % left)));
      const room = bare ? { width: 0, height: 0 } : label;
      return [...targets].map((to) => ({ ...room, from, to }));
    }),
  }));

function apart(a: PlacedBox, b: PlacedBox): boolean {
  return (
    a.x + a.width <= b.x + 1e-9 ||
    b.x + b.width <= a.x + 1e-9 ||
    a.y + a.height <= b.y + 1e-9 ||
    b.y + b.height <= a.y + 1e-9
  );
}

describe('placeGraph', () => {
  it('keeps nodes and labels apart, on the paper, and every edge running to the right', () => {
    fc.assert(
      fc.property(graph, ({ nodes, edges }) => {
        const placed = placeGraph(nodes, edges);
        const labels = placed.edges.map(({ label }) => label).filter(({ width }) => width > 0);
        const boxes = [...placed.nodes, ...labels];
        boxes.forEach((box, i) => {
          expect(Math.min(box.x, box.y)).toBeGreaterThan(-1e-9);
          expect(box.x + box.width).toBeLessThan(placed.width + 1e-9);
          expect(box.y + box.height).toBeLessThan(placed.height + 1e-9);
          expect(boxes.slice(0, i).every((other) => apart(box, other))).toBe(true);
        });
        expect(placed.nodes.map(({ width, height }) => ({ width, height }))).toEqual(nodes);
        placed.edges.forEach(({ points }, i) => {
          const [from, to] = [placed.nodes[edges[i]!.from]!, placed.nodes[edges[i]!.to]!];
          expect(points[0]).toEqual([from.x + from.width, from.y + from.height / 2]);
          const [x, y] = points.at(-1)!;
          expect(x).toBe(to.x);
          expect(y).toBeGreaterThan(to.y);
          expect(y).toBeLessThan(to.y + to.height);
          points.slice(1).forEach((point, k) => {
            expect(point[0]).toBeGreaterThanOrEqual(points[k]![0]);
            // Level inside columns.
            if (k % 2 === 0) expect(point[1]).toBe(points[k]![1]);
          });
        });
      }),
      { numRuns: 100 },
    );
  });

  it('leads lines past the boxes they do not belong to', () => {
    fc.assert(
      fc.property(graph, ({ nodes, edges }) => {
        const placed = placeGraph(nodes, edges);
        placed.edges.forEach(({ points, label }, i) => {
          const own = [placed.nodes[edges[i]!.from]!, placed.nodes[edges[i]!.to]!, label];
          const boxes = [...placed.nodes, ...placed.edges.map((edge) => edge.label)].filter(
            (box) => !own.includes(box) && box.width > 0,
          );
          // A bend stays between the columns, so it is enough to look at both ends of each stretch.
          points.slice(1).forEach(([x1, y1], k) => {
            const [x0, y0] = points[k]!;
            const stretch = {
              ...{ x: x0, width: x1 - x0, height: Math.abs(y1 - y0) },
              y: Math.min(y0, y1),
            };
            if (x1 > x0) expect(boxes.every((box) => apart(stretch, box))).toBe(true);
          });
        });
      }),
      { numRuns: 100 },
    );
  });

  it('lets a long line run level, and a chain in one line', () => {
    const box = { width: 40, height: 20 };
    const label = { width: 30, height: 30 };
    const chain = placeGraph(
      [box, box, box],
      [
        { ...label, from: 0, to: 1 },
        { ...label, from: 1, to: 2 },
      ],
    );
    for (const { points } of chain.edges) {
      for (const [, y] of points) expect(y).toBeCloseTo(15, 1);
    }
    const skipping = placeGraph(
      [box, box, box],
      [
        { ...label, from: 0, to: 1 },
        { ...label, from: 0, to: 2 },
        { ...label, from: 1, to: 2 },
      ],
    );
    const heights = new Set(skipping.edges[1]!.points.slice(2, -2).map(([, y]) => Math.round(y)));
    expect(heights.size).toBe(1);
  });

  it('orders a column so that lines do not cross where they need not', () => {
    const box = { width: 40, height: 20 };
    const label = { width: 30, height: 10 };
    // Two inputs, two units: the second input is named first in the upper unit.
    const edges = [
      { ...label, from: 1, to: 3 },
      { ...label, from: 0, to: 2 },
      { ...label, from: 2, to: 4 },
      { ...label, from: 3, to: 4 },
    ];
    const { nodes } = placeGraph([box, box, box, box, box], edges);
    expect(Math.sign(nodes[0]!.y - nodes[1]!.y)).toBe(Math.sign(nodes[2]!.y - nodes[3]!.y));
  });
});
